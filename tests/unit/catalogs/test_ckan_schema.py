"""A CKAN with a schema of its own: where fields find their place, what is read back, what is refused before a write.

The two schemas are those that `publisher doctor --save-schema` saved of real portals: `dcat_ap_full` of ckanext-dcat
2.4.4, and that of a French portal (tests/servers/ckan/local_schema.yaml).
"""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from publisher.catalogs.ckan.project import lint, project
from publisher.catalogs.ckan.refusals import KEYS
from publisher.catalogs.ckan.repeated_fields import HVD_LEGISLATION
from publisher.catalogs.ckan.schema.checks import paths_of
from publisher.catalogs.ckan.schema.configured import setting_findings
from publisher.catalogs.ckan.schema.declared import NO_SCHEMA, Form, read_schema
from publisher.catalogs.ckan.schema.places import BARE, FieldPlaces
from publisher.catalogs.ckan.schema.report import schema_report
from publisher.catalogs.ckan.schema.saved_copy import copy_text, saved_schema
from publisher.catalogs.ckan.wire import decode, encode_creation, encode_edit
from publisher.catalogs.refused_fields import RefusedField, SentDocument, refused_fields
from publisher.catalogs.transport import Transport
from publisher.catalogs.udata.catalog import UdataCatalog
from publisher.model.catalog import AskedField
from publisher.model.dataset import Dataset, Resource, ResourceWrite, values_of
from publisher.model.files import DataFile
from publisher.model.findings import Position
from publisher.model.values import Contact, Period, RoleContact, SchemaRef, State

from .samples import (
    ACCESS,
    CATALOG,
    CONFIG,
    URL,
    FakeClock,
    creation,
    desired,
    document,
    edit,
    recorded,
    remote,
    resource,
    rid,
)

DCAT = FieldPlaces(schema=read_schema(recorded("schema_dcat_ap_full")))
LOCAL = FieldPlaces(
    schema=read_schema(recorded("schema_local")),
    configured={"frequence": "frequency", "date_publication": "issued", "referents.nom": "contact.name"},
)
ANNUAL = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
ENVI = "http://publications.europa.eu/resource/authority/data-theme/ENVI"
MOBILITY = "http://data.europa.eu/bna/c_b79e35eb"
CATEGORIES = (
    "Allowed values: administration (Administration et finances), amenagement (Aménagement et urbanisme), culture"
    " (Culture, sport et loisirs), environnement (Environnement), equipements (Équipements publics), mobilite"
    " (Mobilité et voirie)"
)
WHOLE = Dataset(
    title="T",
    description="D",
    frequency="annual",
    temporal=Period("2023-01-01", "2026-12-31"),
    spatial=("fr:commune:69029",),
    theme="ENVI",
    hvd="mobility",
    issued="2024-02-03",
    contact=Contact("Service SIG", "sig@example.org"),
    state=State.PUBLISHED,
)


def with_extras(**extras: str | None) -> Dataset:
    return Dataset(extras=MappingProxyType(extras))


def sent(content: Dataset, places: FieldPlaces) -> dict[str, Any]:
    """Return what is sent to create an entry, with its extras by key."""
    document = encode_creation(creation(content), "x", places)
    return document | {"extras": extras_in(document)}


def changed(content: Dataset, native: dict[str, Any], places: FieldPlaces) -> dict[str, Any]:
    """Return what is sent to change an entry."""
    observed = decode(native, CATALOG, URL, places=places)
    update: dict[str, Any] = encode_edit(edit(observed, content), places)["update"]  # type: ignore[assignment]
    return update | {"extras": extras_in(update)}


def extras_in(document: dict[str, Any]) -> dict[str, str]:
    return {extra["key"]: extra["value"] for extra in document["extras"] if not extra["key"].startswith("publisher_")}


def read(places: FieldPlaces, **fields: object) -> Dataset:
    return decode(document() | fields, CATALOG, URL, places=places).content


def findings(content: Dataset, places: FieldPlaces) -> list[tuple[str, str, str | None]]:
    """Return what is refused, but what is only missing in samples of single fields."""
    return [
        (finding.rule, str(finding.what), str(finding.fix) if finding.fix else None)
        for finding in lint((desired(content),), places)
    ]


# ---- the schema


def test_forms_follow_from_validators_and_subfields() -> None:
    forms = {name: declared.form for name, declared in LOCAL.schema.dataset.items()}

    assert {name: form for name, form in forms.items() if form is not Form.TEXT} == {
        "publics": Form.LIST,
        "usages": Form.LIST,
        "date_publication": Form.DATE,
        "date_revision": Form.DATE,
        "referents": Form.SUBFIELDS,
    }


def test_what_is_required_is_what_the_portal_asks_for() -> None:
    required = {name for name, declared in LOCAL.schema.dataset.items() if declared.required}

    assert required == {"title", "name", "notes", "service_producteur", "categorie"}


def test_a_label_in_several_languages_is_shown_in_french() -> None:
    fields = [{"field_name": "a", "label": {"en": "Service", "fr": "Service producteur"}}, {"field_name": "b"}, {}]
    schema = read_schema({"dataset_fields": fields})

    assert [(name, declared.label) for name, declared in schema.dataset.items()] == [
        ("a", "Service producteur"),
        ("b", "b"),
    ]


@pytest.mark.parametrize("document", [{}, {"dataset_fields": None}, {"dataset_fields": "x", "resource_fields": [1]}])
def test_what_is_no_schema_declares_nothing(document: dict[str, Any]) -> None:
    assert read_schema(document) == NO_SCHEMA
    assert not read_schema(document)


def test_a_saved_copy_is_the_schema(tmp_path: Path) -> None:
    file = tmp_path / "ckan.schema.json"
    file.write_text(copy_text(recorded("schema_local")), encoding="utf-8")

    assert saved_schema(file) == recorded("schema_local")
    assert saved_schema(tmp_path / "absent.json") is None


@pytest.mark.parametrize("text", ["", "[1]", "{"])
def test_a_broken_copy_is_no_schema(tmp_path: Path, text: str) -> None:
    file = tmp_path / "ckan.schema.json"
    file.write_text(text, encoding="utf-8")

    assert saved_schema(file) == {}


# ---- to the portal


def test_fields_find_their_place_by_the_names_of_ckanext_dcat() -> None:
    document = sent(WHOLE, DCAT)

    assert document["frequency"] == ANNUAL
    assert document["temporal_coverage"] == [{"start": "2023-01-01", "end": "2026-12-31"}]
    assert document["spatial_coverage"] == [{"uri": "http://id.insee.fr/geo/commune/69029", "text": "fr:commune:69029"}]
    assert document["theme"] == [ENVI]
    assert document["issued"] == "2024-02-03"
    assert document["contact"] == [{"name": "Service SIG", "email": "sig@example.org"}]
    assert document["applicable_legislation"] == [HVD_LEGISLATION]
    assert document["extras"] == {"hvd_category": MOBILITY}  # this schema does not declare it
    assert "maintainer" not in document


def test_fields_find_their_place_by_the_map_of_the_catalogue() -> None:
    document = sent(WHOLE, LOCAL)

    assert document["frequence"] == "annuelle"
    assert document["date_publication"] == "2024-02-03"
    assert document["referents"] == [{"nom": "Service SIG"}]
    assert document["maintainer_email"] == "sig@example.org"
    assert {"frequency", "issued"} & document["extras"].keys() == set()


def test_extras_of_the_manifest_travel_in_the_form_that_the_portal_declares() -> None:
    extras = {
        "service_producteur": "SIG",
        "publics": '["agents", "habitants"]',
        "usages": "cartes",
        "referents": '[{"nom": "A", "role": "producteur"}]',
        "autre": "x",
    }
    document = sent(with_extras(**extras), FieldPlaces(schema=LOCAL.schema))

    assert document["service_producteur"] == "SIG"
    assert document["publics"] == ["habitants", "agents"]  # in the order of the choices, as the portal gives it back
    assert document["usages"] == ["cartes"]
    assert document["referents"] == [{"nom": "A", "role": "producteur"}]
    assert document["extras"] == {"autre": "x"}


def test_without_a_schema_all_is_as_on_a_bare_ckan() -> None:
    assert encode_creation(creation(WHOLE), "x", BARE) == encode_creation(creation(WHOLE), "x")
    assert "frequency" in sent(WHOLE, BARE)["extras"]


def test_a_resource_has_its_fields_in_the_form_that_the_portal_declares() -> None:
    content = Resource(id=rid("csv"), title="CSV", schema=SchemaRef(url="https://example.org/schema.json"))
    document: dict[str, Any] = encode_creation(creation(Dataset(), (ResourceWrite(remote("u"), content),)), "x", DCAT)
    (listed,) = document["resources"]

    assert listed["conforms_to"] == ["https://example.org/schema.json"]
    assert listed["name"] == "CSV"


# ---- changing an entry


def test_only_what_changes_is_sent_and_a_list_is_replaced_whole() -> None:
    native = document(frequency=ANNUAL, language=["fr"], version_notes="N")
    observed = decode(native, CATALOG, URL, places=DCAT)
    document_sent: dict[str, Any] = encode_edit(edit(observed, Dataset(theme="ENVI")), DCAT)

    assert document_sent["update"].keys() == {"theme", "extras"}
    assert "-theme" in document_sent["filter"]


def gained(**fields: object) -> dict[str, Any]:
    """Return an entry as it was written before the portal had a schema."""
    bare = {"temporal_start": "2020-01-01", "temporal_end": "2020-12-31", "creator_name": "Bureau"}
    return document(bare.items(), maintainer="SIG", maintainer_email="sig@example.org") | fields


def test_where_a_portal_got_a_schema_values_are_read_where_they_lie_and_brought_over() -> None:
    observed = decode(gained(), CATALOG, URL, places=DCAT)
    assert observed.content.contact == Contact("SIG", "sig@example.org")
    assert observed.content.temporal == Period("2020-01-01", "2020-12-31")
    assert observed.content.contacts == (RoleContact("creator", "Bureau"),)
    assert observed.former == {"contact", "temporal", "contacts"}

    update = changed(Dataset(title="T"), gained(), DCAT)

    assert update["contact"] == [{"name": "SIG", "email": "sig@example.org"}]
    assert update["temporal_coverage"] == [{"start": "2020-01-01", "end": "2020-12-31"}]
    assert update["creator"] == [{"name": "Bureau"}]
    assert (update["maintainer"], update["maintainer_email"], update["extras"]) == ("", "", {})


def test_a_new_value_is_written_to_its_place_and_the_former_one_taken_away() -> None:
    update = changed(Dataset(contact=Contact("Mairie", None), contacts=None), gained(), DCAT)
    assert update["contact"] == [{"name": "Mairie"}]
    assert not update["creator"]
    assert (update["maintainer"], update["maintainer_email"], update["extras"]) == ("", "", {})


def test_beside_a_field_that_has_something_the_values_of_a_bare_ckan_are_the_portals() -> None:
    native = gained(contact=[{"name": "Mairie"}], temporal_coverage=[{"start": "2021-01-01"}], creator=[{"name": "B"}])
    observed = decode(native, CATALOG, URL, places=DCAT)
    assert (observed.content.contact, observed.former) == (Contact("Mairie", None), frozenset())

    update = changed(Dataset(title="T"), native, DCAT)
    assert update.keys() == {"title", "extras"}
    assert update["extras"]["creator_name"] == "Bureau"


def test_what_the_portal_added_to_a_field_of_ours_stays() -> None:
    native = document(
        temporal_coverage=[{"start": "2020-01-01", "end": "2020-12-31", "label": "x"}, {"start": "1990-01-01"}],
        contact=[{"name": "A", "email": "a@example.org", "identifier": "https://a.example.org/"}],
    )
    update = changed(Dataset(temporal=Period("2023-01-01", None), contact=None), native, DCAT)

    assert update["temporal_coverage"] == [
        {"label": "x", "start": "2023-01-01"},
        {"start": "1990-01-01"},
    ]
    assert update["contact"] == [{"identifier": "https://a.example.org/"}]


def test_a_cleared_field_is_emptied_in_its_form() -> None:
    native = document(
        temporal_coverage=[{"start": "2020-01-01", "end": "2020-12-31"}], theme=[ENVI], frequency=ANNUAL, notes_x="x"
    )
    update = changed(Dataset(temporal=None, theme=None, frequency=None), native, DCAT)

    assert (update["temporal_coverage"], update["theme"], update["frequency"]) == ([], [], "")


def test_an_extra_of_another_tool_stays_an_extra() -> None:
    native = document([("inspire", "x")], frequency=ANNUAL)

    assert changed(Dataset(frequency="weekly"), native, DCAT)["extras"] == {"inspire": "x"}


def test_fields_of_a_resource_that_we_do_not_manage_stay_as_they_are() -> None:
    native = document(resources=[resource("r", conforms_to=["https://a", "https://b"], rights="R", status="S")])
    observed = decode(native, CATALOG, URL, places=DCAT)
    write = ResourceWrite(remote("r"), Resource(id=rid("r"), title="Nouveau"))
    update: dict[str, Any] = encode_edit(edit(observed, Dataset(), (write,)), DCAT)["update"]  # type: ignore[assignment]
    (listed,) = update["resources"]

    assert listed["conforms_to"] == ["https://a", "https://b"]
    assert (listed["rights"], listed["status"], listed["name"]) == ("R", "S", "Nouveau")


# ---- from the portal


@pytest.mark.parametrize("places", [DCAT, LOCAL], ids=["dcat", "local"])
def test_what_was_sent_is_read_back(places: FieldPlaces) -> None:
    native: dict[str, Any] = document() | encode_creation(creation(WHOLE), "x", places)
    content = decode(native, CATALOG, URL, places=places).content

    assert values_of(WHOLE).items() <= values_of(content).items()


def test_choices_are_read_as_our_words_and_others_as_they_are() -> None:
    assert read(LOCAL, frequence="annuelle").frequency == "annual"
    assert read(LOCAL, frequence="selon besoin").frequency == "selon besoin"


def test_other_declared_fields_are_extras() -> None:
    content = read(LOCAL, service_producteur="SIG", publics=["habitants"], usages=["a", "b"], date_revision=None)

    assert dict(content.extras) == {
        "service_producteur": "SIG",
        "publics": "habitants",
        "usages": '["a", "b"]',
    }


def test_documents_are_read_without_empty_parts_and_in_one_order() -> None:
    places = FieldPlaces(schema=LOCAL.schema)
    content = read(places, referents=[{"role": "producteur", "nom": "A", "courriel": "", "depuis": None}, {"nom": ""}])

    assert dict(content.extras) == {"referents": '[{"nom": "A", "role": "producteur"}]'}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('["agents", "habitants"]', '["habitants", "agents"]'),
        ('["agents"]', "agents"),
        ("agents", "agents"),
        ("[]", None),
    ],
)
def test_an_extra_is_compared_in_the_form_in_which_it_is_read_back(text: str, kept: str | None) -> None:
    projected = project(with_extras(publics=text), ACCESS, LOCAL).content

    assert dict(projected.extras) == {"publics": kept}


# ---- what is refused


def test_what_the_portal_requires_is_asked_for_with_its_choices() -> None:
    content = replace(WHOLE, resources=(Resource(id=rid("csv"), title="A", url="https://example.org/a"),))

    assert findings(content, LOCAL) == [
        (
            "PUB313",
            "grandlyon requires the field “Service producteur (service_producteur)”",
            "Add `service_producteur:` under `extras:`.",
        ),
        (
            "PUB313",
            "grandlyon requires the field “Catégorie (categorie)”",
            f"Add `categorie:` under `extras:`. {CATEGORIES}",
        ),
        (
            "PUB313",
            "grandlyon requires the field “Nature (nature)”",
            "Add `nature:` under `extras:`. Allowed values: donnees (Données), service (Service web), documentation"
            " (Documentation), apercu (Aperçu)",
        ),
    ]


def test_a_field_of_ours_that_the_portal_requires_is_named_as_the_manifest_has_it() -> None:
    fields = [
        {"field_name": "license_id", "label": "Licence", "required": True, "choices": [{"value": "lov2"}]},
        {"field_name": "tag_string", "label": "Mots-clés", "required": True},
        {"field_name": "frequency", "label": "Fréquence", "required": True},
        {"field_name": "maintainer_email", "label": "Courriel", "validators": "not_empty unicode_safe"},
    ]
    places = FieldPlaces(schema=read_schema({"dataset_fields": fields}))

    assert findings(Dataset(title="T"), places) == [
        ("PUB313", "grandlyon requires the field “Licence (license_id)”", "Add `license:`. Allowed values: lov2"),
        ("PUB313", "grandlyon requires the field “Mots-clés (tag_string)”", "Add `keywords:`."),
        ("PUB313", "grandlyon requires the field “Fréquence (frequency)”", "Add `frequency:`."),
        ("PUB313", "grandlyon requires the field “Courriel (maintainer_email)”", "Add `contact.email:`."),
    ]
    whole = Dataset(title="T", license="lov2", keywords=("a",), frequency="annual", contact=Contact(None, "a@b.fr"))
    assert findings(whole, places) == []


def test_a_contact_that_the_portal_requires_is_asked_for_by_its_role() -> None:
    agent = {"field_name": "creator", "label": "Créateur", "required": True, "repeating_subfields": [
        {"field_name": "name", "label": "Nom"},
    ]}  # fmt: skip
    places = FieldPlaces(schema=read_schema({"dataset_fields": [agent]}))
    expected = (
        "PUB313",
        "grandlyon requires the field “Créateur (creator)”",
        "Add a contact with `role: creator` under `contacts:`.",
    )
    assert findings(Dataset(contacts=(RoleContact("publisher", "Ville"),)), places) == [expected]
    assert findings(Dataset(contacts=(RoleContact("creator", "Bureau"),)), places) == []


FILLED = {"service_producteur": "SIG", "categorie": "mobilite"}


@pytest.mark.parametrize(
    ("extras", "finding"),
    [
        (
            {"categorie": "mobilité"},
            ("PUB314", "grandlyon does not allow “mobilité” for “Catégorie (categorie)”", CATEGORIES),
        ),
        (
            {"publics": '["habitants", "touristes"]'},
            (
                "PUB314",
                "grandlyon does not allow “touristes” for “Publics visés (publics)”",
                "Allowed values: habitants (Habitants), agents (Agents des collectivités), entreprises (Entreprises),"
                " chercheurs (Chercheurs)",
            ),
        ),
        (
            {"date_revision": "hier"},
            (
                "PUB315",
                "grandlyon expects a date for “Date et heure de la dernière révision (date_revision)”",
                "Write year-month-day, such as 2026-12-31.",
            ),
        ),
        (
            {"referents": "Mme A"},
            (
                "PUB315",
                "grandlyon expects a list for “Référents (referents)”, each item with: nom, courriel, role, depuis",
                "Write each item after “- ”, one `key: value` a line.",
            ),
        ),
        (
            {"referents": '[{"nom": "A", "tel": "1"}]'},
            (
                "PUB315",
                "“Référents (referents)” has no part “tel” in grandlyon",
                "Allowed fields: nom, courriel, role, depuis",
            ),
        ),
        (
            {"referents": '[{"role": "producteur"}]'},
            ("PUB313", "grandlyon requires the field “Nom (nom)”", "Add `nom:` under `extras.referents:`."),
        ),
    ],
)
def test_what_the_portal_would_refuse_is_refused_before(
    extras: dict[str, str], finding: tuple[str, str, str | None]
) -> None:
    places = FieldPlaces(schema=LOCAL.schema)

    assert findings(replace(WHOLE, extras=MappingProxyType(FILLED | extras)), places) == [finding]


def test_what_the_portal_takes_is_not_refused() -> None:
    more = {"publics": '["habitants"]', "date_revision": "2026-01-02T10:00:00", "referents": '[{"nom": "A"}]'}
    places = FieldPlaces(schema=LOCAL.schema)

    assert findings(replace(WHOLE, extras=MappingProxyType(FILLED | more)), places) == []


def test_a_frequency_without_a_choice_of_the_portal_is_refused() -> None:
    content = replace(WHOLE, frequency="biennial", extras=MappingProxyType(FILLED))
    ((rule, what, fix),) = findings(content, LOCAL)

    assert rule == "PUB314"
    assert "for “Fréquence de mise à jour (frequence)”" in what
    assert fix is not None
    assert "annuelle (Tous les ans)" in fix


def test_an_extra_may_not_have_the_name_of_a_field_that_holds_another() -> None:
    content = replace(WHOLE, extras=MappingProxyType({"temporal_coverage": "[]"}))

    assert findings(content, DCAT) == [
        (
            "PUB303",
            "grandlyon keeps `temporal` in “temporal_coverage”: it cannot be an extra, too",
            "Use the field of the manifest, or another name.",
        )
    ]


def test_an_extra_gives_a_field_of_ckan_that_manifests_have_not_where_the_portal_declares_it() -> None:
    places = FieldPlaces(schema=read_schema({"dataset_fields": [{"field_name": "author", "required": True}]}))

    assert findings(with_extras(author="A"), places) == []
    assert sent(with_extras(author="A"), places)["author"] == "A"
    assert [rule for rule, _what, _fix in findings(with_extras(author="A"), BARE)] == ["PUB303"]


def test_the_address_of_a_file_is_the_portals_to_give() -> None:
    fields = [{"field_name": "url", "required": True}, {"field_name": "size", "required": True}]
    places = FieldPlaces(schema=read_schema({"resource_fields": fields}))
    file = Resource(id=rid("csv"), title="A", data=DataFile(Path("a.csv")))

    assert findings(Dataset(title="T", resources=(file,)), places) == []


def test_a_refusal_of_a_declared_field_names_the_field_of_the_manifest() -> None:
    about = SentDocument(paths=paths_of(DCAT))
    errors = {"temporal_coverage": [{"start": ["Date format incorrect"]}], "version_notes": ["No"], "theme": ["Bad"]}

    assert refused_fields(errors, KEYS, about) == (
        RefusedField("temporal", "Date format incorrect"),
        RefusedField("extras.version_notes", "No"),
        RefusedField("theme", "Bad"),
    )


# ---- `fields:` of catalogs.yml


def test_a_field_that_does_not_exist_is_named_with_its_line() -> None:
    at = Position("manifests/catalogs.yml", 9, 20)
    fields = {"frequence": "frequence", "frequenc": "frequency", "service_producteur": "extras.service"}
    config = replace(CONFIG, fields=fields, fields_at=dict.fromkeys(fields, at))

    assert [
        (finding.rule, finding.at, str(finding.what), str(finding.fix)) for finding in setting_findings(config, LOCAL)
    ] == [
        (
            "PUB316",
            at,
            "“frequence” is not a field of a manifest that `fields:` can name",
            "Did you mean “frequency”?",
        ),
        ("PUB316", at, "the schema of grandlyon has no field “frequenc”", "Did you mean “frequence”?"),
    ]


def test_an_extra_of_manifests_can_be_mapped() -> None:
    places = FieldPlaces(schema=LOCAL.schema, configured={"service_producteur": "extras.service"})

    assert sent(with_extras(service="SIG"), places)["service_producteur"] == "SIG"
    assert dict(read(places, service_producteur="SIG").extras) == {"service": "SIG"}


def test_udata_declares_no_schema(clock: FakeClock) -> None:
    at = Position("manifests/catalogs.yml", 9, 20)
    config = replace(CONFIG, kind="udata", fields={"a": "frequency"}, fields_at={"a": at})
    (finding,) = UdataCatalog(config, Transport(config, clock.clock()), None).lint(())

    assert (finding.rule, finding.at) == ("PUB316", at)
    assert str(finding.what) == "`fields:` has no effect here: udata declares no schema"


# ---- what doctor says


def test_the_report_says_what_the_schema_holds_and_what_it_asks_for() -> None:
    report = schema_report(LOCAL, recorded("schema_local"), None)

    assert report is not None
    assert report.about == "Schéma du portail de données de l'agglomération"
    assert report.held == (
        "title", "description", "keywords", "license", "landing_page", "contact.name", "contact.email", "frequency",
        "issued",
    )  # fmt: skip
    assert report.asked == (
        AskedField("service_producteur", "Service producteur"),
        AskedField(
            "categorie",
            "Catégorie",
            ("administration", "amenagement", "culture", "environnement", "equipements", "mobilite"),
        ),
    )
    assert report.asked_of_resources == (
        AskedField("nature", "Nature", ("donnees", "service", "documentation", "apercu")),
    )
    assert report.is_copy_current is None
    assert schema_report(BARE, {}, None) is None


def test_the_report_names_a_required_field_by_the_key_that_catalogs_yml_gives_it() -> None:
    places = FieldPlaces(schema=LOCAL.schema, configured={"service_producteur": "extras.service"})
    report = schema_report(places, recorded("schema_local"), None)

    assert report is not None
    assert report.asked[0] == AskedField("service", "Service producteur")


@pytest.mark.parametrize(("saved", "is_current"), [("schema_local", True), ("schema_dcat_ap_full", False)])
def test_the_report_says_whether_the_saved_copy_is_current(saved: str, is_current: bool) -> None:
    report = schema_report(LOCAL, recorded("schema_local"), recorded(saved))

    assert report is not None
    assert report.is_copy_current is is_current
