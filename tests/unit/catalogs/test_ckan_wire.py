"""CKAN's documents to the model and back."""

import copy
import json
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.catalogs.ckan.fields import FIELD_EXTRAS
from publisher.catalogs.ckan.names_and_tags import SCHEMA_FIELDS
from publisher.catalogs.ckan.project import project
from publisher.catalogs.ckan.resource_fields import schema_from_address, schema_to_address
from publisher.catalogs.ckan.wire import decode, encode_creation, encode_edit, encode_release
from publisher.catalogs.documents import NotADataset
from publisher.model.dataset import (
    DATASET_FIELDS,
    EMPTY,
    RESOURCE_FIELDS,
    Dataset,
    RemoteResource,
    Resource,
    ResourceWrite,
    values_of,
    values_of_resource,
)
from publisher.model.entry import Entry
from publisher.model.frequencies import FREQUENCIES
from publisher.model.marker import LastApplied, Marker, ResourceLastApplied, SentFile
from publisher.model.marker_text import base_texts
from publisher.model.names import DatasetKey, Digest, Repository, our_resource_id
from publisher.model.values import (
    UNMANAGED,
    Contact,
    Period,
    SchemaRef,
    State,
    canonical_line,
    canonical_text,
    canonical_words,
    digest,
)
from publisher.model.vocabulary import DATA_THEMES, EU_FREQUENCY, EU_THEME, HVD_CATEGORIES, canonical_format

from . import fake_ckan
from .samples import (
    ACCESS,
    CATALOG,
    KEY,
    MARKER,
    REPOSITORY,
    URL,
    Json,
    creation,
    document,
    edit,
    extras_of,
    recorded,
    remote,
    resource,
    rid,
    with_extras,
)

FREQUENCY = f"{EU_FREQUENCY}ANNUAL"
THEME = f"{EU_THEME}ENVI"
HVD = "http://data.europa.eu/bna/c_b79e35eb"
MARKER_EXTRAS = {"publisher_repository": REPOSITORY, "publisher_key": KEY, "publisher_base": "2;1;-cMN6wTv 2SQ;;;"}
"""The marker of an entry to which nothing was applied."""


def read(raw: object, foreign: tuple[str, ...] = ()) -> Entry:
    return decode(raw, CATALOG, URL, foreign)


def content(extras: dict[str, object] | None = None, **changes: object) -> Dataset:
    return read(document((extras or {}).items(), **changes)).content


def resource_content(**changes: object) -> Resource:
    return read(document(resources=[resource("r1", **changes)])).resources[0].content


# ---- a real document


def test_a_real_document_is_read_whole() -> None:
    entry = read(recorded())
    assert entry.catalog == CATALOG
    assert entry.id == "abe86dd4-4da1-4efb-905e-d3448e7dc54c"
    assert entry.name == "panneaux-affichage-libre-bron"
    assert entry.address == f"{URL}/dataset/panneaux-affichage-libre-bron"
    assert entry.organization == "bron"
    assert entry.organization_id == "37d586e3-46f1-4f98-935a-5e9a25acc7cd"
    assert entry.revision == "2026-11-23T17:34:58.793854"
    assert entry.foreign is None
    assert entry.deleted is False
    assert entry.native == recorded()


def test_the_content_of_a_real_document_has_every_field_managed() -> None:
    observed = read(recorded()).content
    assert observed == Dataset(
        title="Panneaux d'affichage libre de la commune de Bron",
        description=recorded()["notes"],
        keywords=("affichage libre", "citoyenneté", "panneaux", "vie associative"),
        license=None,
        frequency=None,
        temporal=None,
        spatial=("fr:commune:69029",),
        contact=None,
        theme="GOVE",
        hvd=None,
        language="fr",
        issued=None,
        landing_page=None,
        version=None,
        granularity=None,
        access=None,
        contacts=None,
        groups=None,
        state=State.PUBLISHED,
        extras={},
    )
    assert all(getattr(observed, name) is not UNMANAGED for name in DATASET_FIELDS)


def test_the_resource_of_a_real_document_is_kept_under_its_own_id() -> None:
    raw = recorded()["resources"][0]
    number = "1d668eba-9f46-5f1b-87fc-007f21b87826"
    assert read(recorded()).resources == (
        RemoteResource(
            remote(number),
            Resource(
                id=rid(number),
                title="Panneaux d'affichage libre de la commune de Bron (GeoJSON)",
                description=raw["description"],
                url=raw["url"],
                file=None,
                format="geojson",
                mime=None,
                type="main",
                schema=None,
                issued=None,
                modified=None,
            ),
            remote(number),
            former=frozenset({"type"}),
        ),
    )


def test_the_marker_of_a_real_document_agrees_with_its_content() -> None:
    entry = read(recorded())
    assert entry.marker is not None
    assert entry.marker.repository == "opendata-communes-metropole-de-lyon"
    assert entry.marker.key == "bron/panneaux-affichage-libre"
    assert entry.marker.last_applied is not None
    values = values_of(entry.content)
    applied = entry.marker.last_applied.fields
    assert set(applied) == {"title", "description", "keywords", "spatial", "theme", "language", "state"}
    assert dict(applied) == {name: digest(values[name]) for name in applied}
    of_resource = entry.marker.last_applied.resources[0]
    assert of_resource.id == "wfs-geojson"
    assert of_resource.remote_id == entry.resources[0].remote_id
    held_values = values_of_resource(entry.resources[0].content)
    assert dict(of_resource.fields) == {name: digest(held_values[name]) for name in of_resource.fields}


# ---- what is no dataset


@pytest.mark.parametrize("raw", [None, [], "text", 3, {}, {"id": None}, {"id": 7}, {"name": "no-id"}])
def test_what_is_no_dataset_is_refused(raw: object) -> None:
    with pytest.raises(NotADataset):
        read(raw)


def test_the_error_names_the_type_and_not_the_document() -> None:
    with pytest.raises(NotADataset, match=r"^str$"):
        read("a page that may hold anything")


def test_a_dataset_with_an_id_alone_is_read() -> None:
    entry = read({"id": "x"})
    assert (entry.name, entry.revision, entry.organization, entry.organization_id) == ("x", "", None, None)
    assert entry.resources == ()
    assert entry.marker is None
    assert entry.deleted is False
    assert entry.content.title is None
    assert entry.content.keywords is None
    assert entry.content.state is State.PUBLISHED


def test_the_address_of_a_dataset_without_name_carries_its_id() -> None:
    assert read({"id": "x"}).address == f"{URL}/dataset/x"


@pytest.mark.parametrize("name", ["extras", "tags", "resources"])
@pytest.mark.parametrize("raw", [None, "text", {"a": 1}, ["text", None, 3]])
def test_lists_of_another_shape_are_empty(name: str, raw: object) -> None:
    entry = read({"id": "x", name: raw})
    assert (entry.content.extras, entry.content.keywords, entry.resources) == ({}, None, ())


def test_an_item_of_another_shape_does_not_hide_the_others() -> None:
    assert content(tags=[None, {"name": "eau"}, "x", {"display_name": "no name"}]).keywords == ("eau",)


def test_a_deleted_dataset_says_so() -> None:
    assert read(document(state="deleted")).deleted is True
    assert read(document(state="draft")).deleted is False


def test_an_organization_of_another_shape_is_none() -> None:
    entry = read(document(organization="bron", owner_org=None))
    assert (entry.organization, entry.organization_id) == (None, None)


# ---- each field, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Toilettes", "Toilettes"),
        ("  Toilettes \n publiques ", "Toilettes publiques"),
        ("e\u0301te\u0301", "été"),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_a_title_is_one_canonical_line(text: str | None, expected: str | None) -> None:
    assert content(title=text).title == expected
    assert resource_content(name=text).title == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb  \n\nc\n", "a\nb\n\nc"),
        ("e\u0301", "é"),
        ("", None),
        (" \r\n ", None),
        (None, None),
    ],
)
def test_a_description_is_canonical_text(text: str | None, expected: str | None) -> None:
    assert content(notes=text).description == expected
    assert resource_content(description=text).description == expected


def test_keywords_are_a_sorted_set() -> None:
    tags = [{"name": "eau"}, {"name": "Bron"}, {"name": " eau "}, {"name": ""}, {"name": "e\u0301cole"}]
    assert content(tags=tags).keywords == ("Bron", "eau", "école")


def test_no_tags_are_no_keywords() -> None:
    assert content(tags=[]).keywords is None


@pytest.mark.parametrize(("name", "part"), [("license_id", "license"), ("url", "landing_page")])
@pytest.mark.parametrize(("text", "expected"), [("lov2", "lov2"), (" lov2 ", "lov2"), ("", None), (None, None)])
def test_licence_and_landing_page_are_bare_texts(name: str, part: str, text: str | None, expected: str | None) -> None:
    assert getattr(content(**{name: text}), part) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (FREQUENCY, "annual"),
        ("http://example.org/often", "http://example.org/often"),
        ("Annuelle", "Annuelle"),
        ("", None),
        (None, None),
    ],
)
def test_a_frequency_is_a_word_of_ours_or_stays_raw(raw: str | None, expected: str | None) -> None:
    assert content({"frequency": raw}).frequency == expected


@pytest.mark.parametrize(
    ("raw", "expected"), [(HVD, "mobility"), ("http://example.org/x", "http://example.org/x"), ("", None)]
)
def test_a_high_value_category_is_a_word_of_ours_or_stays_raw(raw: str, expected: str | None) -> None:
    assert content({"hvd_category": raw}).hvd == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (json.dumps([THEME]), "ENVI"),
        (THEME, "ENVI"),
        (json.dumps([THEME, f"{EU_THEME}GOVE"]), json.dumps([THEME, f"{EU_THEME}GOVE"])),
        ("[]", "[]"),
        ("[3]", "[3]"),
        ("3", "3"),
        ('{"a": 1}', '{"a": 1}'),
        ('"ENVI"', '"ENVI"'),
        ("environnement", "environnement"),
        ('["http://example.org/theme"]', "http://example.org/theme"),
        ("[broken", "[broken"),
        ("", None),
        (None, None),
    ],
)
def test_a_theme_is_a_list_of_one_or_a_uri_and_anything_else_stays_raw(raw: str | None, expected: str | None) -> None:
    assert content({"theme": raw}).theme == expected


def test_a_theme_that_no_parser_survives_stays_raw() -> None:
    deep = "[" * 30_000  # within the limit of a search index
    assert content({"theme": deep}).theme == deep


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2023-01-01", "2023-01-01"),
        ("2023-01-01T00:00:00", "2023-01-01"),
        ("2023-01-01T00:00:00.000000", "2023-01-01"),
        ("2023-01-01T00:00:00Z", "2023-01-01"),
        ("2023-01-01T00:00:00+00:00", "2023-01-01"),
        ("2023-01-01T00:00:00.0+00:00", "2023-01-01"),
        ("2023-01-01T12:00:00", "2023-01-01T12:00:00"),
        ("2023-01-01T00:00:00.5", "2023-01-01T00:00:00.5"),
        ("2023-01-01T00:00:00+02:00", "2023-01-01T00:00:00+02:00"),
        ("2023-01-01T00:00:00 ", "2023-01-01T00:00:00 "),
        ("x2023-01-01T00:00:00", "x2023-01-01T00:00:00"),
        ("1er janvier", "1er janvier"),
        ("", None),
        (None, None),
    ],
)
def test_a_day_at_midnight_is_that_day_and_anything_else_stays_raw(raw: str | None, expected: str | None) -> None:
    assert content({"issued": raw}).issued == expected
    period = Period(expected, None) if expected else None
    assert content({"temporal_start": raw}).temporal == period


@pytest.mark.parametrize(
    ("extras", "expected"),
    [
        (
            {"temporal_start": "2023-01-01T00:00:00", "temporal_end": "2026-12-31"},
            Period("2023-01-01", "2026-12-31"),
        ),
        ({"temporal_start": "2023-01-01"}, Period("2023-01-01", None)),
        ({"temporal_end": "2026-12-31T00:00:00"}, Period(None, "2026-12-31")),
        ({"temporal_start": "", "temporal_end": ""}, None),
        ({}, None),
    ],
)
def test_a_period_has_either_end(extras: dict[str, object], expected: Period | None) -> None:
    assert content(extras).temporal == expected


@pytest.mark.parametrize(("raw", "expected"), [("fr:commune:69029", ("fr:commune:69029",)), ("", None), (None, None)])
def test_the_spatial_address_is_one_zone(raw: str | None, expected: tuple[str, ...] | None) -> None:
    assert content({"spatial_uri": raw}).spatial == expected
    assert content().spatial is None


@pytest.mark.parametrize(("raw", "expected"), [("fr", "fr"), ("", None), (None, None)])
def test_the_language_is_an_extra(raw: str | None, expected: str | None) -> None:
    assert content({"language": raw}).language == expected


@pytest.mark.parametrize(
    ("name", "email", "expected"),
    [
        (" Service  SIG ", " sig@example.org ", Contact("Service SIG", "sig@example.org")),
        ("Service SIG", "", Contact("Service SIG", None)),
        (None, "sig@example.org", Contact(None, "sig@example.org")),
        ("", " ", None),
        (None, None, None),
    ],
)
def test_the_contact_is_the_maintainer(name: str | None, email: str | None, expected: Contact | None) -> None:
    assert content(maintainer=name, maintainer_email=email).contact == expected


def test_extras_that_are_neither_fields_nor_the_marker_are_extras() -> None:
    extras: dict[str, object] = {
        **dict.fromkeys(FIELD_EXTRAS, "x"),
        **MARKER_EXTRAS,
        "publisher_theme": "theirs",
        "harvest_source": "Bot",
        "blank": "",
        "null": None,
        "number": 3,
    }
    assert content(extras).extras == {
        "publisher_theme": "theirs",
        "harvest_source": "Bot",
        "blank": None,
        "null": None,
        "number": "3",
    }


def test_the_extras_of_an_entry_cannot_be_changed() -> None:
    assert isinstance(content({"a": "b"}).extras, MappingProxyType)


def test_extras_are_compared_in_their_canonical_form() -> None:
    """Both sides of a comparison are canonical: manifests' extras are canonical texts."""
    assert content({"note": " e\u0301te\u0301\r\n "}).extras == {"note": "été"}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("CSV", "csv"),
        ("Excel", "xls"),
        ("XLS", "xls"),
        ("GeoJSON", "geojson"),
        ("text/csv", "csv"),
        ("SHP", "shp"),
        (" parquet ", "parquet"),
        ("", None),
        (" ", None),
        (None, None),
    ],
)
def test_a_format_is_its_canonical_id(raw: str | None, expected: str | None) -> None:
    assert resource_content(format=raw).format == expected


def test_the_fields_of_a_resource_come_from_ckans_own() -> None:
    observed = resource_content(
        url=" https://x.org/a.csv ", mimetype=" text/csv", resource_type="documentation", conforms_to=""
    )
    assert (observed.url, observed.mime, observed.type, observed.schema) == (
        "https://x.org/a.csv",
        "text/csv",
        "documentation",
        None,
    )
    bare = read({"id": "x", "resources": [{"id": "r"}]}).resources[0]
    assert bare.remote_id == "r"
    assert values_of_resource(bare.content) == dict.fromkeys(RESOURCE_FIELDS)


def test_the_schema_of_a_resource_is_what_it_conforms_to() -> None:
    address = "https://schema.data.gouv.fr/schemas/scdl/equipements/0.1.5"
    assert resource_content(conforms_to=address).schema == SchemaRef(name="scdl/equipements", version="0.1.5")


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        (
            "https://schema.data.gouv.fr/schemas/scdl/equipements/0.1.5",
            SchemaRef(name="scdl/equipements", version="0.1.5"),
        ),
        ("https://schema.data.gouv.fr/schemas/scdl/equipements", SchemaRef(name="scdl/equipements")),
        ("https://example.org/schema.json", SchemaRef(url="https://example.org/schema.json")),
        ("https://example.org/a/b", SchemaRef(url="https://example.org/a/b")),
        ("scdl/equipements", SchemaRef(url="scdl/equipements")),
        ("scdl/equipements/0.1.5", SchemaRef(url="scdl/equipements/0.1.5")),
        ("https://schema.data.gouv.fr/schemas/scdl", SchemaRef(url="https://schema.data.gouv.fr/schemas/scdl")),
        (
            "https://schema.data.gouv.fr/schemas/scdl/equipements/1/schema.json",
            SchemaRef(url="https://schema.data.gouv.fr/schemas/scdl/equipements/1/schema.json"),
        ),
        (
            "https://schema.data.gouv.fr/schemas/scdl/equipements/",
            SchemaRef(url="https://schema.data.gouv.fr/schemas/scdl/equipements/"),
        ),
    ],
)
def test_a_schema_is_the_national_catalogues_or_any_address_both_ways(text: str, schema: SchemaRef) -> None:
    assert schema_from_address(text) == schema
    assert schema_to_address(schema) == text


def test_resources_keep_the_order_of_the_catalogue() -> None:
    entry = read(document(resources=[resource("b"), resource("a"), resource("c")]))
    assert [resource.remote_id for resource in entry.resources] == ["b", "a", "c"]
    assert [resource.content.id for resource in entry.resources] == ["b", "a", "c"]


# ---- owner and visibility


def marked(last_applied: object, **changes: object) -> Json:
    extras = [("publisher_repository", REPOSITORY), ("publisher_key", KEY), ("publisher_base", last_applied)]
    return document(extras, **changes)


def base_of(state: State) -> str:
    return base_texts(Marker(REPOSITORY, KEY, LastApplied({"state": digest(state)})))[0]


@pytest.mark.parametrize("missing", ["publisher_repository", "publisher_key"])
def test_without_repository_or_key_there_is_no_marker(missing: str) -> None:
    extras = {name: value for name, value in MARKER_EXTRAS.items() if name != missing}
    assert read(document(extras.items())).marker is None


@pytest.mark.parametrize("last_applied", ["", None, "{", "[]", "text", '{"v":0}', '{"v":2,"f":{}}', '{"f":{}}'])
def test_a_base_that_cannot_be_read_leaves_the_marker(last_applied: object) -> None:
    assert read(marked(last_applied)).marker == Marker(REPOSITORY, KEY, None)


def test_a_marker_without_base_is_still_a_marker() -> None:
    extras = [("publisher_repository", REPOSITORY), ("publisher_key", KEY)]
    assert read(document(extras)).marker == Marker(REPOSITORY, KEY, None)


def test_a_marker_of_this_version_is_read() -> None:
    assert read(marked('{"v":1,"f":{"title":"abc"}}')).marker == Marker(
        REPOSITORY, KEY, LastApplied({"title": Digest("abc")})
    )


@pytest.mark.parametrize("private", [False, None, ""])
def test_a_public_entry_is_published_whatever_the_marker_says(private: object) -> None:
    assert read(marked(base_of(State.ARCHIVED), private=private)).content.state is State.PUBLISHED


@pytest.mark.parametrize(
    ("last_applied", "state"),
    [
        (base_of(State.ARCHIVED), State.ARCHIVED),
        (base_of(State.DRAFT), State.DRAFT),
        (base_of(State.PRIVATE), State.PRIVATE),
        (base_of(State.PUBLISHED), State.PRIVATE),
        ('{"v":1}', State.PRIVATE),
        ("unreadable", State.PRIVATE),
        (base_of(State.ARCHIVED).replace("2;1;", "99;1;"), State.PRIVATE),
    ],
)
def test_a_private_entry_is_archived_or_a_draft_only_when_we_made_it_one(last_applied: str, state: State) -> None:
    assert read(marked(last_applied, private=True)).content.state is state


def test_a_private_entry_without_marker_is_private() -> None:
    assert content(private=True).state is State.PRIVATE


@pytest.mark.parametrize("sign", ["harvest_source_id", "harvest_object_id"])
def test_the_marker_that_a_harvester_copied_is_not_the_entrys_own(sign: str) -> None:
    raw = document([*MARKER_EXTRAS.items(), (sign, "x")])
    copy, accepted = read(raw), decode(raw, CATALOG, URL, (), frozenset({(str(raw["name"]), KEY)}))
    assert (copy.marker, copy.copies_from(REPOSITORY)) == (None, KEY)
    assert (accepted.marker, accepted.copied_marker) == (read(document([*MARKER_EXTRAS.items()])).marker, None)


def test_the_first_foreign_pattern_that_fits_says_who_else_looks_after_the_entry() -> None:
    raw = document([("inspire:resource_identifier", "urn:x"), ("harvest", "y")])
    assert read(raw, ("nothing", "inspire:resource_identifier", "harvest")).foreign == (
        "inspire:resource_identifier = urn:x"
    )
    assert read(raw, ("nothing",)).foreign is None
    assert read(raw).foreign is None


def test_a_foreign_extra_without_value_is_foreign_too() -> None:
    assert read(document([("harvest", None)]), ("harvest",)).foreign == "harvest = "


# ---- creating an entry

WHOLE = Dataset(
    title="Toilettes",
    description="Des toilettes.",
    keywords=("accessibilité", "toilettes"),
    license="lov2",
    frequency="annual",
    temporal=Period("2023-01-01", "2026-12-31"),
    spatial=("fr:commune:69029",),
    contact=Contact("SIG", "sig@example.org"),
    theme="ENVI",
    hvd="mobility",
    language="fr",
    issued="2023-05-06",
    landing_page="https://www.ville-bron.fr",
    state=State.PUBLISHED,
    extras=MappingProxyType({"territoire": "Bron", "gone": None}),
)
FILE = Resource(
    id=rid("csv"),
    title="Toilettes (CSV)",
    description="Le fichier.",
    url="https://x.org/a.csv",
    format="csv",
    mime="text/csv",
    type="main",
    schema=SchemaRef(name="scdl/equipements", version="0.1.5"),
)


def test_a_creation_is_the_whole_entry_in_one_document() -> None:
    sent = encode_creation(creation(WHOLE, (ResourceWrite(remote("uuid-1"), FILE, new=True),)), "toilettes-bron")
    extras = extras_of(sent.pop("extras"))
    assert sent == {
        "name": "toilettes-bron",
        "owner_org": "bron",
        "title": "Toilettes",
        "notes": "Des toilettes.",
        "license_id": "lov2",
        "url": "https://www.ville-bron.fr",
        "maintainer": "SIG",
        "maintainer_email": "sig@example.org",
        "tags": [{"name": "accessibilité"}, {"name": "toilettes"}],
        "private": False,
        "resources": [
            {
                "id": "uuid-1",
                "name": "Toilettes (CSV)",
                "description": "Le fichier.",
                "url": "https://x.org/a.csv",
                "format": "csv",
                "mimetype": "text/csv",
                "resource_type": "file",
                "conforms_to": "https://schema.data.gouv.fr/schemas/scdl/equipements/0.1.5",
                "license": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
                "applicable_legislation": "http://data.europa.eu/eli/reg_impl/2023/138/oj",
            }
        ],
    }
    assert extras == {
        "territoire": "Bron",
        "frequency": FREQUENCY,
        "temporal_start": "2023-01-01",
        "temporal_end": "2026-12-31",
        "spatial_uri": "http://id.insee.fr/geo/commune/69029",
        "spatial_text": "fr:commune:69029",
        "theme": f'["{THEME}"]',
        "hvd_category": HVD,
        "applicable_legislation": "http://data.europa.eu/eli/reg_impl/2023/138/oj",
        "language": "http://publications.europa.eu/resource/authority/language/FRA",
        "issued": "2023-05-06",
        **MARKER_EXTRAS,
    }


def test_a_creation_carries_its_marker_with_the_base() -> None:
    last_applied = LastApplied({"title": digest("T")}, {}, (ResourceLastApplied(rid("csv"), remote("uuid-1")),))
    marker = Marker(Repository("repo"), DatasetKey("a/b"), last_applied)
    extras = extras_of(encode_creation(creation(EMPTY, (), marker), "x")["extras"])
    assert extras == {
        "publisher_repository": "repo",
        "publisher_key": "a/b",
        "publisher_base": base_texts(marker)[0],
    }
    assert read(document(extras.items())).marker == marker


def large_marker(count: int) -> Marker:
    """Return a marker with this many resources, each of which was sent as a file."""
    resources = (
        ResourceLastApplied(
            rid(f"releve-{number}"),
            remote(f"uuid-{number}"),
            {name: digest(f"{name} {number}") for name in ("title", "format")},
            {},
            SentFile(f"{number:064x}", number),
        )
        for number in range(count)
    )
    return Marker(REPOSITORY, KEY, LastApplied({}, {}, tuple(resources)))


def test_a_base_that_is_too_long_for_one_extra_has_several() -> None:
    """CKAN's index takes an extra as one term, and refuses the write where one is over 32,766 bytes."""
    extras = extras_of(encode_creation(creation(EMPTY, (), large_marker(1000)), "x")["extras"])
    parts = ["publisher_base", *(f"publisher_base_{part}" for part in range(2, len(extras) - 1))]
    assert list(extras) == ["publisher_repository", "publisher_key", *parts]
    assert 4 <= len(parts) <= 6
    assert max(len(value.encode()) for value in extras.values()) < 32_766
    entry = read(document(extras.items()))
    assert entry.marker == large_marker(1000)
    assert not any(name.startswith("publisher_") for name in entry.content.extras), "no part is an extra of somebody"


def test_a_base_that_became_shorter_leaves_no_part_behind() -> None:
    native = document([*encoded(large_marker(1000)).items(), ("code", "1")])
    extras = extras_of(changed(EMPTY, native=native, marker=large_marker(400))["update"]["extras"])
    assert sorted(name for name in extras if name.startswith("publisher_base")) == [
        "publisher_base",
        "publisher_base_2",
    ]
    assert extras["code"] == "1"
    assert read(document(extras.items())).marker == large_marker(400)


def test_an_entry_that_is_let_go_keeps_no_part_of_the_base() -> None:
    native = document([*encoded(large_marker(1000)).items(), ("code", "1")])
    sent: Any = encode_release(read(native))
    assert extras_of(sent["update"]["extras"]) == {"code": "1"}


def encoded(marker: Marker) -> Json:
    """Return the extras of a marker."""
    return extras_of(encode_creation(creation(EMPTY, (), marker), "x")["extras"])


def test_a_marker_without_base_is_sent_with_an_empty_one() -> None:
    extras = extras_of(encode_creation(creation(EMPTY, (), Marker(REPOSITORY, KEY, None)), "x")["extras"])
    assert extras["publisher_base"] == MARKER_EXTRAS["publisher_base"]


def test_a_creation_sends_nothing_of_what_the_manifest_does_not_speak_of() -> None:
    sent = encode_creation(creation(Dataset(title="T"), (ResourceWrite(remote("u"), Resource(id=rid("a"))),)), "x")
    assert extras_of(sent.pop("extras")) == MARKER_EXTRAS
    assert sent == {"name": "x", "owner_org": "bron", "title": "T", "resources": [{"id": "u", "url": ""}]}


def test_what_a_creation_clears_is_sent_as_empty_text_and_no_extra() -> None:
    cleared = Dataset(**dict.fromkeys(DATASET_FIELDS))  # type: ignore[arg-type]
    bare = Resource(id=rid("a"), title=None, description=None, url=None, format=None, mime=None, type=None, schema=None)
    sent = encode_creation(creation(cleared, (ResourceWrite(remote("u"), bare),)), "x")
    assert extras_of(sent.pop("extras")) == MARKER_EXTRAS
    texts = ("title", "notes", "license_id", "url", "maintainer", "maintainer_email", "version")
    fields = ("name", "description", "url", "format", "mimetype", "resource_type", "conforms_to")
    assert sent == {
        "name": "x",
        "owner_org": "bron",
        **dict.fromkeys(texts, ""),
        "tags": [],
        "groups": [],
        "private": True,
        "resources": [{"id": "u", **dict.fromkeys(fields, "")}],
    }


@pytest.mark.parametrize(
    ("contact", "name", "email"),
    [(Contact("SIG", None), "SIG", ""), (Contact(None, "a@b.fr"), "", "a@b.fr"), (None, "", "")],
)
def test_each_part_of_a_contact_has_its_own_field(contact: Contact | None, name: str, email: str) -> None:
    sent = encode_creation(creation(Dataset(contact=contact)), "x")
    assert (sent["maintainer"], sent["maintainer_email"]) == (name, email)


@pytest.mark.parametrize(("state", "private"), [(state, state is not State.PUBLISHED) for state in State])
def test_draft_and_archived_are_private_and_ckans_own_draft_is_never_written(state: State, private: bool) -> None:
    sent = encode_creation(creation(Dataset(state=state)), "x")
    assert sent["private"] is private
    assert "state" not in sent


def test_an_open_period_sends_one_extra() -> None:
    extras = extras_of(encode_creation(creation(Dataset(temporal=Period("2023-01-01", None))), "x")["extras"])
    assert extras == {"temporal_start": "2023-01-01", **MARKER_EXTRAS}


def test_words_that_have_no_uri_are_sent_as_they_are() -> None:
    raw = Dataset(frequency="http://example.org/often", theme="http://example.org/t", hvd="http://example.org/h")
    extras = extras_of(encode_creation(creation(raw), "x")["extras"])
    assert extras["frequency"] == "http://example.org/often"
    assert extras["theme"] == '["http://example.org/t"]'
    assert extras["hvd_category"] == "http://example.org/h"


def test_resources_are_created_in_order_each_with_the_id_we_choose() -> None:
    resource_writes = tuple(ResourceWrite(remote(name), Resource(id=rid(name))) for name in ("b", "a"))
    assert encode_creation(creation(EMPTY, resource_writes), "x")["resources"] == [
        {"id": "b", "url": ""},
        {"id": "a", "url": ""},
    ]


# ---- editing an entry

NATIVE = document(
    [
        ("harvest_object", "Bot"),
        ("empty", ""),
        ("frequency", FREQUENCY),
        ("territoire", "Bron"),
        ("publisher_repository", "old"),
        ("publisher_key", "old/key"),
        ("publisher_base", "old base"),
    ],
    tags=[{"name": "eau", "vocabulary_id": None}],
    resources=[
        resource("ours", custom={"a": [1]}, hash="abc", size=12, conforms_to="https://x.org/schema"),
        resource("theirs", custom="kept", url="https://ckan.example.org/r/theirs/download/f.csv", url_type="upload"),
    ],
)


def changed(
    content: Dataset = EMPTY,
    resource_writes: tuple[ResourceWrite, ...] | None = None,
    native: Json = NATIVE,
    marker: Marker = MARKER,
) -> Json:
    return encode_edit(edit(read(native), content, resource_writes, marker))


def test_an_edit_is_matched_on_the_entry_as_it_was_read() -> None:
    assert changed()["match"] == {
        "id": NATIVE["id"],
        "metadata_modified": NATIVE["metadata_modified"],
        "state": "active",
    }


def test_an_edit_of_the_marker_alone_sends_the_extras_alone() -> None:
    sent = changed()
    assert set(sent) == {"match", "filter", "update"}
    assert sent["filter"] == ["-groups", "-extras"]
    assert set(sent["update"]) == {"extras"}


def test_an_edit_is_exactly_match_filter_and_update() -> None:
    sent = changed(Dataset(title="Nouveau", keywords=("a b",), landing_page=None), ())
    assert extras_of(sent["update"].pop("extras"))
    assert sent == {
        "match": {"id": NATIVE["id"], "metadata_modified": NATIVE["metadata_modified"], "state": "active"},
        "filter": ["-groups", "-tags", "-extras", "-resources"],
        "update": {"title": "Nouveau", "url": "", "tags": [{"name": "a b"}], "resources": []},
    }


def test_tags_are_filtered_only_when_they_are_sent() -> None:
    sent = changed(Dataset(keywords=None))
    assert sent["filter"] == ["-groups", "-tags", "-extras"]
    assert sent["update"]["tags"] == []
    assert "tags" not in changed(Dataset(title="x"))["update"]


def test_resources_are_filtered_only_when_they_are_sent() -> None:
    sent = changed(EMPTY, (ResourceWrite(remote("ours"), Resource(id=rid("ours"))),))
    assert sent["filter"] == ["-groups", "-extras", "-resources"]
    assert "tags" not in sent["update"]
    assert "resources" not in changed(Dataset(title="x"))["update"]


def test_extras_of_others_come_back_with_ours_and_the_marker() -> None:
    marker = Marker(REPOSITORY, KEY, LastApplied({"title": digest("T")}))
    extras = extras_of(changed(with_extras(territoire="Lyon", new="x"), marker=marker)["update"]["extras"])
    assert extras == {
        "harvest_object": "Bot",
        "empty": "",
        "frequency": FREQUENCY,
        "territoire": "Lyon",
        "new": "x",
        "publisher_repository": REPOSITORY,
        "publisher_key": KEY,
        "publisher_base": base_texts(marker)[0],
    }


def test_cleared_extras_and_fields_are_gone() -> None:
    sent = changed(Dataset(frequency=None, extras=MappingProxyType({"territoire": None, "never-there": None})))
    assert extras_of(sent["update"]["extras"]) == {"harvest_object": "Bot", "empty": "", **MARKER_EXTRAS}


def test_an_extra_without_value_can_be_cleared() -> None:
    assert "empty" not in extras_of(changed(with_extras(empty=None))["update"]["extras"])


@pytest.mark.parametrize(
    ("cleared", "names"),
    [
        (Dataset(temporal=None), {"temporal_start", "temporal_end"}),
        (Dataset(spatial=None), {"spatial_uri"}),
        (Dataset(granularity=None), {"spatial_granularity"}),
        (Dataset(contact=None), {"contact_url"}),
        (
            Dataset(contacts=None),
            {"publisher_name", "publisher_email", "publisher_url", "creator_name", "creator_email", "creator_url"},
        ),
        (Dataset(access=None), {"access_rights", "access_type", "access_reason_category", "access_reason"}),
        (Dataset(theme=None), {"theme"}),
        (Dataset(hvd=None), {"hvd_category"}),
        (Dataset(language=None), {"language"}),
        (Dataset(issued=None), {"issued"}),
        (Dataset(frequency=None), {"frequency"}),
    ],
)
def test_each_field_kept_as_an_extra_can_be_cleared_alone(cleared: Dataset, names: set[str]) -> None:
    full = document([(name, "x") for name in sorted(FIELD_EXTRAS)])
    extras = extras_of(changed(cleared, native=full)["update"]["extras"])
    assert set(extras) == (FIELD_EXTRAS - names) | set(MARKER_EXTRAS)


def test_shortening_a_period_removes_its_end() -> None:
    native = document([("temporal_start", "2020-01-01"), ("temporal_end", "2021-01-01")])
    extras = extras_of(changed(Dataset(temporal=Period("2022-01-01", None)), native=native)["update"]["extras"])
    assert extras == {"temporal_start": "2022-01-01", **MARKER_EXTRAS}


def test_no_extra_can_forge_a_marker() -> None:
    forged = with_extras(
        publisher_key="other/key", publisher_repository="other", publisher_base="{}", publisher_base_2="x"
    )
    assert extras_of(changed(forged)["update"]["extras"])["publisher_key"] == KEY
    assert extras_of(changed(forged)["update"]["extras"])["publisher_repository"] == REPOSITORY
    assert extras_of(encode_creation(creation(forged), "x")["extras"]) == MARKER_EXTRAS


def test_an_existing_resource_goes_back_whole_with_its_changed_fields() -> None:
    resource_writes = (ResourceWrite(remote("ours"), Resource(id=rid("csv"), title="Nouveau", schema=None)),)
    ours = changed(EMPTY, resource_writes)["update"]["resources"][0]
    assert ours == NATIVE["resources"][0] | {"name": "Nouveau", "conforms_to": ""}
    assert (ours["custom"], ours["hash"], ours["size"]) == ({"a": [1]}, "abc", 12)


def test_resources_of_the_catalogue_go_back_untouched() -> None:
    resource_writes = (
        ResourceWrite(remote("ours"), Resource(id=rid("csv"), title="Nouveau")),
        ResourceWrite(remote("theirs"), Resource(id=rid("theirs"))),
    )
    assert changed(EMPTY, resource_writes)["update"]["resources"][1] == NATIVE["resources"][1]


@pytest.mark.parametrize(
    ("stored", "corrected"),
    [
        ({"hash": "ab" * 32, "mimetype": "text/csv"}, {"hash": ""}),
        ({"hash": "", "mimetype": None}, {"mimetype": "text/csv"}),
        ({"hash": "ab" * 32, "mimetype": ""}, {"hash": "", "mimetype": "text/csv"}),
        ({"hash": "of a plug-in", "mimetype": "text/plain"}, {}),
    ],
)
def test_what_former_versions_wrote_beside_a_file_of_ours_is_corrected(stored: Json, corrected: Json) -> None:
    sent = ResourceLastApplied(rid("csv"), remote("r"), sent=SentFile("ab" * 32, 8))
    marker = [("publisher_repository", REPOSITORY), ("publisher_key", KEY),
              ("publisher_base", base_texts(Marker(REPOSITORY, KEY, LastApplied(resources=(sent,))))[0])]  # fmt: skip
    address = "https://ckan.example.org/dataset/d/resource/r/download/wc.csv"
    native = document(marker, resources=[resource("r", url=address, url_type="upload", **stored)])
    (read_resource,) = read(native).resources
    assert ("file" in read_resource.former) == bool(corrected)
    (written,) = changed(EMPTY, (ResourceWrite(remote("r"), Resource(id=rid("csv"))),), native=native)["update"][
        "resources"
    ]
    assert written == native["resources"][0] | corrected


def test_tags_of_a_vocabulary_go_back_whole_beside_our_keywords() -> None:
    theirs = {"name": "eau", "vocabulary_id": "v-1", "id": "t-1", "display_name": "eau", "state": "active"}
    native = document(tags=[{"name": "ancien", "vocabulary_id": None}, theirs])
    assert read(native).content.keywords == ("ancien",)
    for words in (("eau", "nouveau"), ("nouveau",), None):
        sent = changed(Dataset(keywords=words), native=native)["update"]["tags"]
        assert sent == [*({"name": word} for word in words or ()), theirs]


def test_resources_are_sent_in_the_order_of_the_list_new_ones_with_our_id() -> None:
    resource_writes = (
        ResourceWrite(remote("theirs"), Resource(id=rid("theirs"))),
        ResourceWrite(remote("fresh"), FILE, new=True),
        ResourceWrite(remote("ours"), Resource(id=rid("csv"))),
    )
    sent = changed(EMPTY, resource_writes)["update"]["resources"]
    assert [resource["id"] for resource in sent] == ["theirs", "fresh", "ours"]
    assert set(sent[1]) == {
        "id",
        "name",
        "description",
        "url",
        "format",
        "mimetype",
        "resource_type",
        "conforms_to",
    }


def test_a_place_without_remote_id_is_a_new_resource() -> None:
    assert changed(EMPTY, (ResourceWrite(None, Resource(id=rid("a"), title="A"), new=True),))["update"][
        "resources"
    ] == [{"id": None, "url": "", "name": "A"}]


def test_a_resource_that_is_not_listed_is_removed() -> None:
    assert changed(EMPTY, ())["update"]["resources"] == []


def test_a_link_that_replaces_an_uploaded_file_is_no_longer_an_upload() -> None:
    """CKAN stores only the last part of an upload's address: the link would be lost (model_save.py, `url_type`)."""
    resource_writes = (ResourceWrite(remote("theirs"), Resource(id=rid("a"), url="https://x.org/new.csv")),)
    native = fake_ckan.create({"name": "x", "owner_org": "bron", "extras": [], "resources": [NATIVE["resources"][1]]})
    stored = fake_ckan.revise(native, changed(EMPTY, resource_writes, native=native))
    assert read(stored).resources[0].content.url == "https://x.org/new.csv"


def test_what_is_not_an_address_leaves_an_upload_an_upload() -> None:
    resource_writes = (ResourceWrite(remote("theirs"), Resource(id=rid("a"), title="Nouveau")),)
    assert changed(EMPTY, resource_writes)["update"]["resources"][0]["url_type"] == "upload"


def test_restoring_a_deleted_entry_makes_it_active() -> None:
    assert changed(native=NATIVE | {"state": "deleted"})["update"]["state"] == "active"
    assert "state" not in changed(native=NATIVE)["update"]
    assert "state" not in changed(native=NATIVE | {"state": "draft"})["update"]


def test_encoding_changes_nothing_of_what_it_is_given() -> None:
    native = copy.deepcopy(NATIVE)
    sent = changed(WHOLE, (ResourceWrite(remote("ours"), FILE),), native=native)
    assert native == NATIVE
    sent["update"]["resources"][0]["name"] = "changed"
    assert native == NATIVE


# ---- there and back again

_SANE = st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00")
_texts = st.text(_SANE, max_size=20)
_lines = _texts.map(canonical_line).filter(bool)
_blocks = _texts.map(canonical_text).filter(bool)
_words = st.lists(_texts, max_size=4).map(canonical_words)
_days = st.dates().map(str)
_urls = st.from_regex(r"https?://[a-z]{1,8}\.org/[A-Za-z0-9._~%?=&-]{0,20}", fullmatch=True)
_emails = st.from_regex(r"[a-z.]{1,8}@[a-z]{1,8}\.(fr|org)", fullmatch=True)
_zones = st.from_regex(r"fr:commune:[0-9]{5}", fullmatch=True)
_periods = st.builds(Period, _days, st.none() | _days)
_contacts = st.one_of(
    st.builds(Contact, _lines, st.none() | _emails),
    st.builds(Contact, st.none(), _emails),
)
_names = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True)
_versions = st.from_regex(r"[0-9]\.[0-9]\.[0-9]", fullmatch=True)
_schemas = st.one_of(
    st.builds(lambda a, b, version: SchemaRef(f"{a}/{b}", version), _names, _names, st.none() | _versions),
    st.builds(lambda url: SchemaRef(url=url), _urls),
)
_formats = st.one_of(
    st.sampled_from(["csv", "geojson", "xls", "shp", "parquet", "wfs"]), _lines.map(canonical_format).filter(bool)
)
_extra_names = _lines.filter(lambda name: name not in SCHEMA_FIELDS | FIELD_EXTRAS | set(MARKER_EXTRAS))


def _ids(terms: tuple[object, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from([str(getattr(term, "id", term)) for term in terms])


def _managed(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(st.just(UNMANAGED), st.none(), values)


_resources = st.lists(
    st.builds(
        Resource,
        id=_names.map(rid),
        title=_lines,
        description=_managed(_blocks),
        url=_urls,
        format=st.just(UNMANAGED) | _formats,
        mime=_managed(_lines),
        type=_managed(st.sampled_from(["main", "api", "documentation"])),
        schema=_managed(_schemas),
    ),
    max_size=3,
    unique_by=lambda resource: resource.id,
).map(tuple)

_contents = st.builds(
    Dataset,
    title=_lines,
    description=_blocks,
    keywords=_managed(_words),
    license=_managed(st.sampled_from(["lov2", "odc-odbl", "fr-lo"])),
    frequency=_managed(_ids(FREQUENCIES.terms)),
    temporal=_managed(_periods),
    spatial=_managed(st.lists(_zones, min_size=1, max_size=3).map(tuple)),
    contact=_managed(_contacts),
    theme=_managed(_ids(DATA_THEMES.terms)),
    hvd=_managed(_ids(HVD_CATEGORIES.terms)),
    language=_managed(st.from_regex(r"[a-z]{2,3}", fullmatch=True)),
    issued=_managed(_days),
    landing_page=_managed(_urls),
    state=st.sampled_from(State),
    extras=st.dictionaries(_extra_names, st.none() | _blocks, max_size=3).map(MappingProxyType),
    resources=_resources,
)


def resource_writes_of(content: Dataset) -> tuple[ResourceWrite, ...]:
    return tuple(
        ResourceWrite(our_resource_id(REPOSITORY, KEY, resource.id), resource, new=True)
        for resource in content.resources
    )


def marker_of(content: Dataset) -> Marker:
    return Marker(REPOSITORY, KEY, LastApplied({name: digest(value) for name, value in values_of(content).items()}))


def assert_holds(entry: Entry, content: Dataset) -> None:
    """Assert that the entry has every field of the content; a cleared extra is absent."""
    observed = values_of(entry.content)
    assert {name: observed.get(name) for name in values_of(content)} == values_of(content)
    by_remote = {resource.remote_id: values_of_resource(resource.content) for resource in entry.resources}
    for written in content.resources:
        stored = by_remote[our_resource_id(REPOSITORY, KEY, written.id)]
        assert {name: stored[name] for name in values_of_resource(written)} == values_of_resource(written)


@given(_contents)
def test_what_ckan_stores_of_a_creation_is_what_was_projected(dataset: Dataset) -> None:
    projected = project(dataset, ACCESS).content
    sent = encode_creation(creation(projected, resource_writes_of(projected), marker_of(projected)), "toilettes-bron")
    entry = read(fake_ckan.create(json.loads(json.dumps(sent))))
    assert_holds(entry, projected)
    assert entry.marker == marker_of(projected)
    assert [resource.remote_id for resource in entry.resources] == [
        resource_write.remote_id for resource_write in resource_writes_of(projected)
    ]


@given(_contents, _contents)
def test_what_ckan_stores_of_an_edit_is_what_was_projected_over_what_was_there(before: Dataset, after: Dataset) -> None:
    first, second = project(before, ACCESS).content, project(after, ACCESS).content
    payload = encode_creation(creation(first, resource_writes_of(first), marker_of(first)), "toilettes-bron")
    native = fake_ckan.create(json.loads(json.dumps(payload)))
    native["extras"].append({"key": "\u0001 of another", "value": "kept"})
    sent = encode_edit(edit(read(native), second, resource_writes_of(second), marker_of(second)))
    entry = read(fake_ckan.revise(native, json.loads(json.dumps(sent))))
    assert_holds(entry, second)
    assert entry.marker == marker_of(second)
    assert entry.id == native["id"]
    assert entry.content.extras["\u0001 of another"] == "kept"
    untouched = values_of(first).keys() - values_of(second).keys()
    observed = values_of(entry.content)
    assert {name: observed.get(name) for name in untouched} == {name: values_of(first)[name] for name in untouched}


@given(_contents)
def test_an_edit_without_resources_leaves_the_resources_alone(content: Dataset) -> None:
    native = fake_ckan.create(encode_creation(creation(WHOLE, (ResourceWrite(remote("u"), FILE),)), "x"))
    projected = project(content, ACCESS).content
    entry = read(fake_ckan.revise(native, encode_edit(edit(read(native), projected))))
    assert entry.resources == read(native).resources


def test_an_edit_of_an_entry_that_changed_is_refused_by_ckan() -> None:
    native = fake_ckan.create(encode_creation(creation(WHOLE), "x"))
    sent = encode_edit(edit(read(native), Dataset(title="Nouveau")))
    with pytest.raises(fake_ckan.Refusal, match="metadata_modified"):
        fake_ckan.revise(fake_ckan.revise(native, sent), sent)


def test_a_schema_address_of_the_national_catalogue_is_projected_as_it_comes_back() -> None:
    schema_ref = SchemaRef(url="https://schema.data.gouv.fr/schemas/etalab/irve/2.0.0")
    projected = project(Dataset(resources=(Resource(id=rid("a"), schema=schema_ref),)), ACCESS).content
    assert projected.resources[0].schema == SchemaRef(name="etalab/irve", version="2.0.0")
