"""Values that each row of a table of fields must write and read again, and the check that finds a row that does not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from publisher.catalogs.documents import Document, list_of
from publisher.catalogs.field_table import Context, Place, ProjectionContext, Row, Rows
from publisher.model.dataset import Dataset, Resource
from publisher.model.files import DataFile, MeasuredFile
from publisher.model.marker import LastApplied, ResourceLastApplied, SentFile
from publisher.model.names import Digest, our_resource_id
from publisher.model.values import (
    UNMANAGED,
    AccessTerms,
    Contact,
    File,
    Groups,
    Period,
    RoleContact,
    SchemaRef,
    State,
    Unmanaged,
    Value,
    digest,
)

from .samples import KEY, REPOSITORY, rid
from .udata_samples import ACCESS

DATA = MeasuredFile(path=Path("wc.csv"), size=8, sha256="cd", sha1="ab", changed=1)


@dataclass(frozen=True, kw_only=True)
class Written:
    """A value that is written and read again."""

    value: Value
    read_again: Value | Unmanaged = UNMANAGED
    """The value that is read if the catalogue has its own form; else the value itself."""
    context: Context = field(default_factory=Context)
    stored: Callable[[Document], Document] = lambda sent: sent
    """The catalogue's document after it was sent this value."""
    clears: bool = True
    """Whether writing None over it leaves no value."""


@dataclass(frozen=True, kw_only=True)
class Normalised:
    """A value that the catalogue stores in another form."""

    value: Value | Unmanaged
    expected: Value | Unmanaged
    losses: int = 0
    data: DataFile | None = None
    contact: Contact | None = None
    """The contact beside it."""


@dataclass(frozen=True, kw_only=True)
class Former:
    """A document in which a former version of the program wrote a value in another form."""

    context: Context
    value: Value
    """What is read from it."""
    in_resources: bool = False
    """Whether the resources lack what they repeat of the dataset: `test_ckan_repeated_fields` has the write."""


@dataclass(frozen=True)
class Samples:
    """The values that one row must write, read and normalise."""

    written: tuple[Written, ...]
    normalised: tuple[Normalised, ...] = ()
    former: tuple[Former, ...] = ()


def texts(*values: str) -> Samples:
    return Samples(tuple(Written(value=value) for value in values))


# ---- CKAN

SENT = ResourceLastApplied(rid("csv"), None, sent=SentFile(sha256="cd", size=8))
HOSTED: Document = {
    "url": "https://ckan.example.org/dataset/d/resource/r/download/wc.csv",
    "url_type": "upload",
    "size": 8,
    "last_modified": "2026-11-23T12:00:00",
}


OUR_ID = our_resource_id(REPOSITORY, KEY, rid("csv"))
INSEE_BRON = "http://id.insee.fr/geo/commune/69029"


def with_a_resource(field_name: str) -> LastApplied:
    """Return what was last applied to an entry with this field and one resource."""
    return LastApplied({field_name: digest("x")}, resources=(ResourceLastApplied(rid("csv"), OUR_ID),))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _after_upload(sent: Document) -> Document:
    return {**sent, "url_type": "upload", "last_modified": "2026-11-23T12:00:00"}


def _group(name: str) -> Document:
    return {"id": f"id of {name}", "name": name}


def _stored_groups(sent: Document) -> Document:
    names = (str(item.get("name") or item["id"]).removeprefix("id of ") for item in list_of(sent, "groups"))
    return {"groups": [_group(name) for name in names]}


CKAN_DATASET: Mapping[str, Samples] = {
    "title": texts("Toilettes"),
    "description": texts("Un\n\nDeux"),
    "keywords": Samples(
        (Written(value=("eau", "école")),), (Normalised(value=("a", "l'eau"), expected=("l eau",), losses=2),)
    ),
    "frequency": texts("annual", "http://example.org/f"),
    "temporal": Samples(
        tuple(
            Written(value=Period(start, end))
            for start, end in (("2024-01-01", "2024-12-31"), ("2024-01-01", None), (None, "2024-12-31"))
        )
    ),
    "spatial": Samples(
        (
            Written(value=("fr:commune:69029",)),
            Written(value=("fr:epci:200046977",)),
            Written(value=("http://example.org/z",)),
            Written(value=("country:fr",), context=Context(extras={"spatial_text": "Bron et Lyon"})),
            Written(value=("fr:epci:200046977",), context=Context(extras={"spatial_uri": INSEE_BRON})),
            Written(value=("fr:epci:200046977",), context=Context(extras={"spatial_text": "Bron et Lyon"})),
        ),
        (
            Normalised(value=("country:fr", "x:y"), expected=("country:fr",), losses=1),
            Normalised(value=("fr:epci:200046977",), expected=("fr:epci:200046977",), losses=1),
        ),
        (
            Former(context=Context(extras={"spatial_uri": "fr:commune:69029"}), value=("fr:commune:69029",)),
            Former(context=Context(extras={"spatial_uri": "fr:epci:200046977"}), value=("fr:epci:200046977",)),
        ),
    ),
    "granularity": texts("commune"),
    "theme": texts("ENVI", "http://example.org/t"),
    "hvd": Samples(
        (
            Written(value="mobility"),
            Written(value="mobility", context=Context(extras={"applicable_legislation": "http://example.org/other"})),
        ),
        former=(
            Former(context=Context(extras={"hvd_category": "http://data.europa.eu/bna/c_b79e35eb"}), value="mobility"),
            Former(
                context=Context(
                    document={"resources": [{"id": OUR_ID}]},
                    extras={"hvd_category": "http://data.europa.eu/bna/c_b79e35eb", "applicable_legislation": "x"},
                    last_applied=with_a_resource("hvd"),
                ),
                value="mobility",
                in_resources=True,
            ),
        ),
    ),
    "language": Samples(
        (Written(value="fr"), Written(value="de", context=Context(extras={"language": "fr"})), Written(value="zz")),
        (
            Normalised(value="fra", expected="fr"),
            Normalised(value="ger", expected="de"),
            Normalised(value="zz", expected="zz", losses=1),
        ),
        (
            Former(context=Context(extras={"language": "fr"}), value="fr"),
            Former(context=Context(extras={"language": "fra"}), value="fr"),
        ),
    ),
    "issued": texts("2024-01-01"),
    "license": Samples(
        (Written(value="lov2"),),
        (Normalised(value="zzz", expected="zzz", losses=1),),
        (
            Former(
                context=Context(
                    document={"license_id": "lov2", "resources": [{"id": OUR_ID}]},
                    last_applied=with_a_resource("license"),
                ),
                value="lov2",
                in_resources=True,
            ),
        ),
    ),
    "landing_page": texts("https://example.org/p"),
    "version": texts("2.1"),
    "groups": Samples(
        tuple(
            Written(
                value=Groups(("environnement", "mobilite")),
                context=Context(
                    document={"groups": [_group(name) for name in present]},
                    last_applied=LastApplied({"groups": Digest("environnement.mobilite.eau")}),
                ),
                stored=_stored_groups,
            )
            for present in ((), ("mobilite",), ("eau",))
        )
    ),
    "access": Samples(
        tuple(
            Written(value=access)
            for access in (
                AccessTerms("open"),
                AccessTerms("open_with_account", None, "Sur inscription"),
                AccessTerms("restricted", "confidentiality_of_personal_data", "Un\nDeux"),
            )
        )
    ),
    "contact": Samples(
        (
            Written(value=Contact("SIG", "sig@example.org")),
            Written(value=Contact("SIG", None)),
            Written(value=Contact(None, "a@b.org")),
            Written(value=Contact(None, None, "https://example.org/formulaire")),
            Written(value=Contact("SIG", "sig@example.org", "https://example.org/formulaire")),
        )
    ),
    "contacts": Samples(
        tuple(
            Written(value=contacts)
            for contacts in (
                (RoleContact("publisher", "Ville"),),
                (RoleContact("creator", email="auteur@example.org"),),
                (
                    RoleContact("publisher", "Ville", "ville@example.org", "https://example.org/"),
                    RoleContact("creator", "Bureau", None, "https://example.org/b"),
                ),
            )
        ),
        (
            Normalised(
                value=(RoleContact("creator", "B"), RoleContact("publisher", "A"), RoleContact("creator", "C")),
                expected=(RoleContact("publisher", "A"), RoleContact("creator", "B")),
                losses=1,
            ),
            Normalised(value=(RoleContact("contact", "A"), RoleContact("contact", "B")), expected=None, losses=1),
        ),
    ),
    "state": Samples(
        tuple(
            Written(value=state, context=Context(last_applied=LastApplied({"state": digest(state)})), clears=False)
            for state in State
        )
    ),
}
CKAN_RESOURCE: Mapping[str, Samples] = {
    "title": texts("Tableau"),
    "description": texts("Un\nDeux"),
    "url": Samples(
        (
            Written(value="https://example.org/a.csv"),
            Written(
                value="https://example.org/a.csv", context=Context(document={"url": "f.csv", "url_type": "upload"})
            ),
        )
    ),
    "file": Samples(
        (
            Written(
                value=File(8, "sha256:cd"),
                read_again=File(8, "modified:2026-11-23T12:00:00"),
                stored=_after_upload,
                clears=False,
            ),
        ),
        (Normalised(value=UNMANAGED, expected=File(8, "sha256:cd"), data=DATA),),
        tuple(
            Former(
                context=Context(document={**HOSTED, **former}, last_part=SENT),
                value=File(8, "modified:2026-11-23T12:00:00"),
            )
            for former in ({"hash": "cd", "mimetype": "text/csv"}, {"mimetype": None}, {"hash": "cd"})
        ),
    ),
    "format": texts("csv", "geojson"),
    "mime": texts("text/csv"),
    "type": Samples(
        tuple(Written(value=word) for word in ("main", "api", "documentation", "image"))
        + tuple(
            Written(value=word, context=Context(document={"resource_type": "file", "publisher_type": "code"}))
            for word in ("update", "code", "other", "main")
        ),
        former=tuple(
            Former(context=Context(document={"resource_type": word}), value=word)
            for word in ("main", "update", "code", "other")
        ),
    ),
    "schema": Samples(
        tuple(
            Written(value=schema)
            for schema in (
                SchemaRef("etalab/irve"),
                SchemaRef("etalab/irve", "2.0.0"),
                SchemaRef(url="https://example.org/s"),
            )
        ),
        (
            Normalised(
                value=SchemaRef(url="https://schema.data.gouv.fr/schemas/etalab/irve/2.0.0"),
                expected=SchemaRef("etalab/irve", "2.0.0"),
            ),
        ),
    ),
    "issued": Samples(
        (
            Written(value="2024-01-01"),
            Written(
                value="2024-01-01",
                stored=lambda sent: {**sent, "issued": f"{sent['issued']}T00:00:00"} if sent["issued"] else sent,
            ),
        )
    ),
    "modified": texts("2024-01-01"),
}


# ---- udata


SIG = RoleContact("contact", "SIG", "sig@example.org")
FORM = RoleContact("contact", form="https://example.org/formulaire")
CITY = RoleContact("publisher", "Ville")
AUTHOR = RoleContact("creator", email="auteur@example.org")
IDS: Mapping[RoleContact, str] = {SIG: "c-1", FORM: "c-2", CITY: "c-3", AUTHOR: "c-4"}
POINTS: Mapping[str, Document] = {
    number: {
        "id": number,
        "name": contact.name,
        "email": contact.email,
        "contact_form": contact.form,
        "role": contact.role,
    }
    for contact, number in IDS.items()
}


def _contact_points(sent: Document) -> Document:
    """udata answers with the whole points where their ids were sent."""
    ids = sent.get("contact_points")
    return {**sent, "contact_points": [POINTS[number] for number in ids] if isinstance(ids, list) else ids}


UDATA_DATASET: Mapping[str, Samples] = {
    "title": texts("Toilettes"),
    "description": texts("Un\n\nDeux"),
    "keywords": Samples(
        (
            Written(value=("eau", "ecole")),
            Written(value=("eau",), context=Context(document={"tags": ["before"]})),
            Written(value=("eau", "mobilite")),
        ),
        (Normalised(value=("Été", "ab", "hvd"), expected=("ete",), losses=2),),
    ),
    "license": Samples(
        (Written(value="lov2"),),
        (Normalised(value="zzz", expected=UNMANAGED, losses=1), Normalised(value="notspecified", expected=None)),
    ),
    "frequency": Samples(
        (Written(value="annual"),),
        (Normalised(value="zzz", expected=UNMANAGED, losses=1), Normalised(value="unknown", expected=None)),
    ),
    "temporal": CKAN_DATASET["temporal"],
    "spatial": Samples(
        (
            Written(value=("fr:commune:69029", "country:fr")),
            Written(value=("country:fr",), context=Context(document={"spatial": {"geom": {"type": "Point"}}})),
        ),
        (Normalised(value=("fr:commune:69029@1942", "x:y"), expected=("fr:commune:69029",), losses=1),),
    ),
    "granularity": Samples(
        (Written(value="fr:commune"),),
        (
            Normalised(value="Commune", expected="fr:commune"),
            Normalised(value="fr:commune", expected="fr:commune"),
            Normalised(value="other", expected=None),
            Normalised(value="canton", expected=UNMANAGED, losses=1),
        ),
    ),
    "contact": Samples(
        tuple(
            Written(value=contact.contact, context=Context(contact_ids=IDS), stored=_contact_points)
            for contact in (SIG, FORM)
        ),
        (
            Normalised(value=Contact("A", None), expected=UNMANAGED, losses=1),
            Normalised(value=Contact("https://a.fr", "a@b.org"), expected=UNMANAGED, losses=1),
            Normalised(value=Contact(None, None, "HTTPS://A.FR/B"), expected=Contact(None, None, "https://a.fr/B")),
        ),
    ),
    "contacts": Samples(
        (
            Written(value=(CITY, AUTHOR), context=Context(contact_ids=IDS), stored=_contact_points),
            Written(
                value=(FORM, CITY),
                context=Context(contact_ids=IDS, document={"contact_points": [POINTS["c-1"]]}),
                stored=lambda sent: _contact_points({"contact_points": ["c-1", *_list(sent["contact_points"])]}),
            ),
        ),
        (
            Normalised(value=(AUTHOR, CITY, AUTHOR), expected=(AUTHOR, CITY)),
            Normalised(value=(FORM,), expected=None, losses=1),
            Normalised(value=(RoleContact("publisher", "https://a.fr"), CITY), expected=(CITY,), losses=1),
            Normalised(value=(SIG, RoleContact("contact", "A"), CITY), expected=(CITY,), losses=1, contact=SIG.contact),
            Normalised(value=(FORM,), expected=(FORM,), contact=SIG.contact),
        ),
    ),
    "theme": texts("ENVI"),
    "hvd": Samples(
        (Written(value="mobility"), Written(value="companies")),
        former=(
            Former(context=Context(document={"tags": ["eau"]}, extras={"publisher_hvd": "mobility"}), value="mobility"),
        ),
    ),
    "language": texts("fr"),
    "issued": texts("2024-01-01"),
    "landing_page": texts("https://example.org/p"),
    "version": texts("2.1"),
    "groups": Samples(
        (),
        (
            Normalised(value=Groups(("mobilite",)), expected=UNMANAGED, losses=1),
            Normalised(value=None, expected=UNMANAGED),
        ),
    ),
    "access": Samples(
        (
            Written(value=AccessTerms("open_with_account", None, "Sur inscription")),
            Written(value=AccessTerms("restricted", "confidentiality_of_personal_data", "Un\nDeux")),
        ),
        (Normalised(value=AccessTerms("open"), expected=None),),
    ),
    "state": Samples(
        tuple(
            Written(
                value=state,
                context=Context(
                    today="2026-11-23", document=document, last_applied=LastApplied({"state": digest(state)})
                ),
                clears=False,
            )
            for state in State
            for document in ({}, {"private": True, "archived": "2020-01-01"}, {"private": False, "archived": None})
        )
    ),
}
UDATA_RESOURCE: Mapping[str, Samples] = {
    "title": texts("Tableau"),
    "description": texts("Un\nDeux"),
    "url": Samples(
        (Written(value="https://example.org/a"),), (Normalised(value="HTTPS://A.FR/B", expected="https://a.fr/B"),)
    ),
    "type": Samples((Written(value="main"),), (Normalised(value=None, expected="other"),)),
    "format": Samples((Written(value="csv"),), (Normalised(value="json", expected=UNMANAGED, losses=1, data=DATA),)),
    "mime": Samples(
        (Written(value="text/csv"),), (Normalised(value="text/plain", expected=UNMANAGED, losses=1, data=DATA),)
    ),
    "file": Samples(
        (Written(value=File(3, "sha256:cd"), clears=False),),
        (Normalised(value=UNMANAGED, expected=File(8, "sha1:ab"), data=DATA),),
    ),
    "schema": Samples(
        CKAN_RESOURCE["schema"].written,
        (
            Normalised(value=SchemaRef("etalab/zzz"), expected=UNMANAGED, losses=1),
            Normalised(
                value=SchemaRef(url="https://schema.data.gouv.fr/schemas/etalab/irve/2.0.0/s.json"),
                expected=SchemaRef("etalab/irve", "2.0.0"),
            ),
        ),
    ),
    "issued": texts("2024-01-01"),
    "modified": texts("2024-01-01"),
}


# ---- the check


def problems(rows: Rows, names: Iterable[str], samples: Mapping[str, Samples]) -> set[str]:
    """Return the names of fields that have no row, a row too many, or a row that does not do what its samples say."""
    row_names = [row.name for row in rows]
    wrong = {name for name in {*row_names, *names} if row_names.count(name) != 1 or name not in names}
    return wrong | {row.name for row in rows if not _is_right(row, samples[row.name])}


def _is_right(row: Row, samples: Samples) -> bool:
    comes_back = all(_comes_back(row, sample) for sample in samples.written)
    normalised = all(_is_normalised(row, sample) for sample in samples.normalised)
    return comes_back and normalised and all(_is_brought_over(row, sample) for sample in samples.former)


def _source(row: Row, value: Value | Unmanaged) -> Dataset | Resource:
    """Return a dataset, or a resource, with this field alone."""
    empty: Dataset | Resource = Dataset() if hasattr(Dataset, row.name) else Resource(id=rid("r"))
    return replace(empty, **{row.name: value})  # type: ignore[arg-type]


def _comes_back(row: Row, sample: Written) -> bool:
    first = _stored(row, sample, sample.value, sample.context)
    expected = sample.value if sample.read_again is UNMANAGED else sample.read_again
    if row.decoded(first) != expected:
        return False
    return not sample.clears or row.decoded(_stored(row, sample, None, first)) is None


def _stored(row: Row, sample: Written, value: Value, before: Context) -> Context:
    """Return the document of the catalogue after the value was written over the former document."""
    sent = row.encoded(_source(row, value), before)
    assert set(sent) <= set(row.keys), f"{row.name} writes keys that its row does not name: {set(sent) - set(row.keys)}"
    as_extras = {key: text for key, text in sent.items() if row.place_of(key) is Place.EXTRA}
    former = {key: text for key, text in before.extras.items() if key not in row.former_extras}
    extras = {key: text for key, text in {**former, **as_extras}.items() if text is not None}
    native = {key: part for key, part in sent.items() if key not in as_extras}
    return replace(before, document={**before.document, **sample.stored(native)}, extras=extras)


def _is_normalised(row: Row, sample: Normalised) -> bool:
    context = ProjectionContext(access=ACCESS, data=sample.data, contact=sample.contact)
    value, losses = row.projected(_source(row, sample.value), context)
    return (value, len(losses)) == (sample.expected, sample.losses)


def _is_brought_over(row: Row, sample: Former) -> bool:
    """Return whether a former form is seen and read, and what is written in its place is no former form."""
    if not row.is_former(sample.context) or row.decoded(sample.context) != sample.value:
        return False
    if row.place is Place.UPLOAD or sample.in_resources:  # its keys go beside the bytes: `test_ckan_wire` has the write
        return True
    return not row.is_former(_stored(row, Written(value=sample.value), sample.value, sample.context))
