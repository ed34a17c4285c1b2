"""The layers (defaults, theme, producer, dataset): their merge, and the origin of each value."""

from datetime import date

import pytest

from publisher.model.dataset import DATASET_FIELDS, Dataset
from publisher.model.findings import Position
from publisher.model.names import CatalogName
from publisher.model.values import UNMANAGED, AccessTerms, Contact, Groups, Period, RoleContact, SchemaRef, State

from .folder import PRODUCER, Folder

THEME = """\
wc:
  label: {fr: Toilettes, en: Toilets}
  eu_theme: REGI
  schema: {name: scdl/equipements, version: "0.1.5"}
  keywords: [sanitaires, ville]
  frequency: monthly
  license: odc-odbl
"""


def content(folder: Folder, more: str = "") -> Dataset:
    folder.dataset(more)
    return folder.manifest().content


# ---- absent, given, cleared


def test_an_absent_field_is_left_to_the_catalogue(folder: Folder) -> None:
    dataset = content(folder)

    absent = [name for name in DATASET_FIELDS if name not in ("title", "description", "state")]
    assert {name: getattr(dataset, name) for name in absent} == dict.fromkeys(absent, UNMANAGED)
    assert (dataset.title, dataset.description, dataset.state) == (
        "Toilettes publiques",
        "Emplacements.",
        State.PUBLISHED,
    )
    assert dict(dataset.extras) == {}


def test_every_field_reaches_the_model_in_its_canonical_form(folder: Folder) -> None:
    dataset = content(
        folder,
        "keywords: [toilettes, ' accès  libre ', toilettes]\nlicense: Licence Ouverte 2.0\nfrequency: Annuelle\n"
        "temporal: {start: 2023-01-01, end: 2026-12-31}\nspatial: {zones: ['fr:commune:69029'], granularity: commune}\n"
        "contact: {name: Service SIG, email: sig@example.org, form: https://example.org/f}\n"
        "contacts: [{role: Diffuseur, name: Ville  de Bron}, {role: auteur, email: a@example.org}]\n"
        "hvd: mobilité\nlanguage: fr\nissued: 2024-02-29\n"
        "landing_page: https://example.org/\nversion: 2.10\naccess: {type: Restreint, category: Données personnelles, "
        "reason: Noms}\n"
        "groups: [mobilite, environnement, mobilite]\nstate: archivé\nextras: {insee: 01290, version: 1.10}\n",
    )

    assert dataset.keywords == ("accès libre", "toilettes")
    assert (dataset.license, dataset.frequency, dataset.hvd) == ("lov2", "annual", "mobility")
    assert dataset.temporal == Period("2023-01-01", "2026-12-31")
    assert dataset.spatial == ("fr:commune:69029",)
    assert dataset.contact == Contact("Service SIG", "sig@example.org", "https://example.org/f")
    assert dataset.contacts == (
        RoleContact("publisher", "Ville de Bron"), RoleContact("creator", email="a@example.org")
    )  # fmt: skip
    assert (dataset.language, dataset.issued, dataset.landing_page) == ("fr", "2024-02-29", "https://example.org/")
    assert dataset.access == AccessTerms("restricted", "confidentiality_of_personal_data", "Noms")
    assert dataset.groups == Groups(("environnement", "mobilite"))
    assert (dataset.version, dataset.granularity) == ("2.10", "commune")
    assert dataset.state is State.ARCHIVED
    assert dict(dataset.extras) == {"insee": "01290", "version": "1.10"}
    assert [name for name in DATASET_FIELDS if getattr(dataset, name) is UNMANAGED] == ["theme"], "a theme is a layer"


def test_a_cleared_field_is_emptied(folder: Folder) -> None:
    dataset = content(folder, "clear: [contact, temporal, keywords]\n")

    assert (dataset.contact, dataset.temporal, dataset.keywords) == (None, None, None)
    assert dataset.license is UNMANAGED


def test_an_extra_is_cleared_by_its_whole_name(folder: Folder) -> None:
    dataset = content(folder, "extras: {bar: kept}\nclear: [extras.foo]\n")

    assert dict(dataset.extras) == {"foo": None, "bar": "kept"}


def test_an_extra_of_a_layer_is_cleared(folder: Folder) -> None:
    folder.write("defaults.yml", "extras: {foo: layered}\n")

    assert dict(content(folder, "clear: [extras.foo]\n").extras) == {"foo": None}


def test_clearing_wins_over_the_layers_below(folder: Folder) -> None:
    folder.write("defaults.yml", "license: lov2\nlanguage: fr\n")
    folder.write("themes.yml", THEME)
    folder.write("bron/producer.yml", PRODUCER + "contact: {name: Mairie}\n")
    dataset = content(folder, "theme: wc\nclear: [license, keywords, contact, frequency]\n")

    assert (dataset.license, dataset.keywords, dataset.contact, dataset.frequency) == (None, None, None, None)
    assert dataset.language == "fr"


def test_a_field_of_a_resource_is_cleared(folder: Folder) -> None:
    resource = "resources: [{id: csv, title: A, url: 'https://a.example/b', clear: [description, schema]}]\n"
    (merged,) = content(folder, resource).resources

    assert (merged.description, merged.schema, merged.mime) == (None, None, UNMANAGED)


def test_ignored_fields_are_in_the_manifest(folder: Folder) -> None:
    folder.dataset("ignore: [description, state, extras.foo]\n")

    assert folder.manifest().ignored == {"description", "state", "extras.foo"}


# ---- which layer wins


def test_each_layer_wins_over_the_one_before(folder: Folder) -> None:
    folder.write("defaults.yml", "license: cc-by\nfrequency: daily\nlanguage: en\nhvd: mobility\n")
    folder.write("themes.yml", THEME)
    folder.write("bron/producer.yml", PRODUCER + "license: cc-zero\ndefaults: {language: fr}\n")
    dataset = content(folder, "theme: wc\nhvd: statistics\n")

    assert dataset.frequency == "monthly", "theme over defaults"
    assert dataset.license == "cc-zero", "producer over theme"
    assert dataset.language == "fr", "the producer's defaults over defaults.yml"
    assert dataset.hvd == "statistics", "dataset over everything"
    assert dataset.theme == "REGI"


def test_defaults_of_a_producer_win_over_its_own_values(folder: Folder) -> None:
    folder.write("bron/producer.yml", PRODUCER + "license: cc-by\ndefaults: {license: lov2}\n")

    assert content(folder).license == "lov2"


def test_the_theme_of_a_producer_or_of_the_defaults_counts(folder: Folder) -> None:
    folder.write("themes.yml", THEME)
    folder.write("defaults.yml", "theme: wc\n")

    assert content(folder).theme == "REGI"


def test_mappings_merge_key_by_key(folder: Folder) -> None:
    folder.write("defaults.yml", "contact: {name: Métropole, email: a@example.org}\nextras: {a: '1', b: '1'}\n")
    folder.write("bron/producer.yml", PRODUCER + "contact: {email: bron@example.org}\n")
    dataset = content(folder, "contact: {name: Service SIG}\nextras: {b: '2'}\n")

    assert dataset.contact == Contact("Service SIG", "bron@example.org")
    assert dict(dataset.extras) == {"a": "1", "b": "2"}


def test_lists_replace(folder: Folder) -> None:
    folder.write("bron/producer.yml", PRODUCER + "spatial: {zones: ['fr:commune:69029', 'country:fr']}\n")

    assert content(folder, "spatial: {zones: ['fr:epci:200046977']}\n").spatial == ("fr:epci:200046977",)


def test_keywords_of_all_layers_unite_without_doubles(folder: Folder) -> None:
    folder.write("defaults.yml", "keywords: [ville, open data]\n")
    folder.write("themes.yml", THEME)
    folder.write("bron/producer.yml", PRODUCER + "defaults: {keywords: [bron]}\n")

    assert content(folder, "theme: wc\nkeywords: [' ville', accès]\n").keywords == (
        "accès", "bron", "open data", "sanitaires", "ville",
    )  # fmt: skip


def test_the_schema_of_a_theme_goes_to_main_resources_without_one(folder: Folder) -> None:
    folder.write("themes.yml", THEME)
    dataset = content(
        folder,
        "theme: wc\nresources:\n"
        "  - {id: a, title: A, url: 'https://a.example/a', type: main}\n"
        "  - {id: b, title: B, url: 'https://a.example/b', type: main, schema: {url: 'https://s.example/s.json'}}\n"
        "  - {id: c, title: C, url: 'https://a.example/c', type: documentation}\n"
        "  - {id: d, title: D, url: 'https://a.example/d'}\n",
    )

    assert [resource.schema for resource in dataset.resources] == [
        SchemaRef("scdl/equipements", "0.1.5"), SchemaRef(url="https://s.example/s.json"), UNMANAGED, UNMANAGED,
    ]  # fmt: skip


# ---- the origin of a value


def test_every_merged_value_says_where_it_was_written(folder: Folder) -> None:
    folder.write("defaults.yml", "# commun\nlanguage: fr\nkeywords: [ville]\n")
    folder.write("themes.yml", THEME)
    folder.write("bron/producer.yml", PRODUCER + "contact: {name: Mairie}\n")
    folder.dataset("theme: wc\ncontact: {email: a@example.org}\nresources:\n  - id: csv\n    title: A\n"
                   "    url: https://a.example/b\n")  # fmt: skip
    origins = {
        origin.path: (origin.text, str(origin.at).removeprefix("manifests/")) for origin in folder.manifest().origins
    }

    assert origins == {
        "language": ("fr", "defaults.yml:2:11"),
        "keywords.1": ("ville", "defaults.yml:3:12"),
        "keywords.2": ("sanitaires", "themes.yml:5:14"),
        "frequency": ("monthly", "themes.yml:6:14"),
        "license": ("odc-odbl", "themes.yml:7:12"),
        "contact.name": ("Mairie", "bron/producer.yml:3:17"),
        "contact.email": ("a@example.org", "bron/wc.yml:4:18"),
        "title": ("Toilettes publiques", "bron/wc.yml:1:8"),
        "description": ("Emplacements.", "bron/wc.yml:2:14"),
        "theme": ("wc", "bron/wc.yml:3:8"),
        "resources.csv.id": ("csv", "bron/wc.yml:6:9"),
        "resources.csv.title": ("A", "bron/wc.yml:7:12"),
        "resources.csv.url": ("https://a.example/b", "bron/wc.yml:8:10"),
    }


def test_the_place_of_a_field_is_where_it_was_given_else_the_manifest(folder: Folder) -> None:
    folder.dataset("contact: {email: a@example.org}\n")
    manifest = folder.manifest()

    assert manifest.place("contact") == Position("manifests/bron/wc.yml", 3, 18)
    assert manifest.place("license") == Position("manifests/bron/wc.yml", 1, 1)


# ---- per catalogue


def test_a_dataset_is_kept_out_of_a_catalogue(folder: Folder) -> None:
    folder.dataset("catalogs: {portail: false}\n")

    assert folder.manifest().content_for(CatalogName("portail")) is None


def test_true_means_the_dataset_as_it_is(folder: Folder) -> None:
    folder.dataset("catalogs: {portail: true}\n")
    manifest = folder.manifest()

    assert manifest.content_for(CatalogName("portail")) is manifest.content


def test_a_catalogue_overrides_some_values_and_keeps_the_others(folder: Folder) -> None:
    folder.dataset("license: lov2\nkeywords: [eau]\ncatalogs:\n  portail:\n    title: Autre\n    keywords: [air]\n"
                   "    clear: [license]\n")  # fmt: skip
    manifest = folder.manifest()
    overridden = manifest.content_for(CatalogName("portail"))

    assert overridden is not None
    assert (overridden.title, overridden.description, overridden.license) == ("Autre", "Emplacements.", None)
    assert overridden.keywords == ("air", "eau")
    assert (manifest.content.title, manifest.content.license) == ("Toilettes publiques", "lov2")


def test_a_value_given_for_a_catalogue_wins_over_the_clearing_of_the_dataset(folder: Folder) -> None:
    folder.dataset("clear: [license]\ncatalogs: {portail: {license: lov2}}\n")
    overridden = folder.manifest().content_for(CatalogName("portail"))

    assert overridden is not None
    assert overridden.license == "lov2"


# ---- French words


@pytest.mark.parametrize(
    ("written", "field", "value"),
    [
        ("license: Licence Ouverte 2.0", "license", "lov2"),
        ("license: licence ouverte v2.0", "license", "lov2"),
        ("license: LICENCE MOBILITES", "license", "mobility-license"),
        ("license: Autre (domaine public)", "license", "other-pd"),
        ("frequency: annuelle", "frequency", "annual"),
        ("frequency: Quotidienne", "frequency", "daily"),
        ("frequency: irreguliere", "frequency", "irregular"),
        ("frequency: Temps réel", "frequency", "continuous"),
        ("frequency: à la demande", "frequency", "punctual"),
        ("hvd: Mobilité", "hvd", "mobility"),
        ("hvd: météo", "hvd", "meteorological"),
        ("hvd: Entreprises et propriété d’entreprises", "hvd", "companies"),
        ("state: publié", "state", State.PUBLISHED),
        ("state: Brouillon", "state", State.DRAFT),
        ("state: privé", "state", State.PRIVATE),
        ("state: archivé", "state", State.ARCHIVED),
    ],
)
def test_french_words_are_understood(folder: Folder, written: str, field: str, value: object) -> None:
    assert getattr(content(folder, f"{written}\n"), field) == value


@pytest.mark.parametrize(
    ("word", "type_"),
    [
        ("principal", "main"),
        ("Fichier principal", "main"),
        ("Mise à jour", "update"),
        ("autre", "other"),
        ("API", "api"),
    ],
)
def test_french_words_for_the_type_of_a_resource_are_understood(folder: Folder, word: str, type_: str) -> None:
    (resource,) = content(
        folder, f"resources: [{{id: a, title: A, url: 'https://a.example/b', type: {word}}}]\n"
    ).resources

    assert resource.type == type_


@pytest.mark.parametrize(
    ("written", "form"), [("CSV", "csv"), ("Excel", "xls"), ("text/csv", "csv"), ("Shapefile", "shp"), ("WFS", "wfs")]
)
def test_formats_have_one_name(folder: Folder, written: str, form: str) -> None:
    (resource,) = content(
        folder, f"resources: [{{id: a, title: A, url: 'https://a.example/b', format: {written}}}]\n"
    ).resources

    assert resource.format == form


def test_no_list_of_resources_is_not_an_empty_list(folder: Folder) -> None:
    folder.dataset()
    assert not folder.manifest().content.manages_resources
    folder.dataset("resources: []\n")
    assert folder.manifest().content.manages_resources


# ---- lists of allowed values


LISTS = {
    "license": "Licence Ouverte 2.0, Licence Ouverte 1.0, ODbL, ODC-BY, PDDL, CC BY, CC BY-SA, CC0, Licence Mobilités, "
    "Autre (attribution), Autre (ouverte), Autre (domaine public)",
    "frequency": "annuelle, semestrielle, trimestrielle, mensuelle, hebdomadaire, quotidienne, ponctuelle, "
    "irrégulière…",
    "hvd": "météorologie, entreprises, géospatial, mobilité, environnement, statistiques",
    "state": "publié, privé, brouillon, archivé",
}


@pytest.mark.usefixtures("in_french")
@pytest.mark.parametrize("field", LISTS)
def test_a_list_of_allowed_values_has_french_words_and_each_is_accepted(folder: Folder, field: str) -> None:
    folder.dataset(f"{field}: zzzz\n")
    (finding,) = folder.findings()

    assert str(finding.fix).endswith(f"Valeurs admises\u00a0: {LISTS[field]}")
    for word in LISTS[field].rstrip("…").split(", "):
        folder.dataset(f"{field}: {word}\n")
        assert folder.lines() == [], word


@pytest.mark.usefixtures("in_french")
def test_a_state_is_proposed_in_french(folder: Folder) -> None:
    folder.dataset("state: en ligne\n")
    (finding,) = folder.findings()

    assert str(finding.fix) == "Vouliez-vous dire «\u00a0publié\u00a0»\u00a0?"


@pytest.mark.parametrize(
    ("written", "key"), [("licence: lov2", "license"), ("titre: T", "title"), ("frequance: annual", "frequency")]
)
def test_an_unknown_key_proposes_the_nearest(folder: Folder, written: str, key: str) -> None:
    folder.dataset(f"{written}\n")
    (finding,) = folder.findings()

    assert (finding.rule, str(finding.fix)) == ("PUB111", f"Did you mean “{key}”?")


# ---- a setting of the folder


def test_the_lowest_quality_comes_from_the_nearest_layer(folder: Folder) -> None:
    folder.dataset()
    assert folder.manifest().min_quality is None

    folder.write("defaults.yml", "min_quality: 0.7\n")
    assert folder.manifest().min_quality == 0.7

    folder.write("bron/producer.yml", f"{PRODUCER}defaults: {{min_quality: '0,5'}}\n")
    assert folder.manifest().min_quality == 0.5

    folder.dataset("min_quality: 1\n")
    assert folder.manifest().min_quality == 1


def test_protection_comes_from_the_nearest_layer(folder: Folder) -> None:
    folder.dataset()
    assert folder.manifest().protected is False

    folder.write("defaults.yml", "protect: true\n")
    assert folder.manifest().protected is True

    folder.write("bron/producer.yml", f"{PRODUCER}defaults: {{protect: false}}\n")
    assert folder.manifest().protected is False

    folder.dataset("protect: true\n")
    assert folder.manifest().protected is True
    assert [str(origin.at) for origin in folder.manifest().origins if origin.path == "protect"] == [
        "manifests/bron/wc.yml:3:10"
    ]


def test_protection_holds_for_every_catalogue(folder: Folder) -> None:
    folder.dataset("catalogs: {portail: {protect: true}}\n")

    assert folder.lines() == [
        "bron/wc.yml:3:22 PUB111 unknown key “protect” → "
        "Move this line to the top of the manifest, where it applies to every catalogue."
    ]


def test_the_lowest_quality_holds_for_every_catalogue(folder: Folder) -> None:
    folder.dataset("catalogs: {portail: {min_quality: 0.5}}\n")

    assert folder.lines() == [
        "bron/wc.yml:3:22 PUB111 unknown key “min_quality” → "
        "Move this line to the top of the manifest, where it applies to every catalogue."
    ]


def test_a_day_of_publication_is_that_of_one_dataset(folder: Folder) -> None:
    folder.dataset()
    assert folder.manifest().public_from is None

    folder.dataset("from: 2027-01-15\n")
    manifest = folder.manifest()

    assert (manifest.public_from, str(manifest.place("from"))) == (date(2027, 1, 15), "manifests/bron/wc.yml:3:7")


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("defaults.yml", "from: 2027-01-15\n", "defaults.yml:1:1"),
        ("themes.yml", "wc:\n  label: {fr: WC}\n  from: 2027-01-15\n", "themes.yml:3:3"),
        ("bron/producer.yml", f"{PRODUCER}defaults:\n  from: 2027-01-15\n", "bron/producer.yml:4:3"),
        ("bron/producer.yml", f"{PRODUCER}from: 2027-01-15\n", "bron/producer.yml:3:1"),
        ("bron/producer.yml", f"{PRODUCER}embargo: 2027-01-15\n", "bron/producer.yml:3:1"),
    ],
)
def test_no_layer_has_a_day_of_publication(folder: Folder, file: str, text: str, place: str) -> None:
    """As an extra, to which unknown keys of layers are sent, it would hold nothing back."""
    folder.dataset()
    folder.write(file, text)

    (line,) = folder.lines()

    assert line.startswith(f"{place} PUB111 unknown key ")
    assert line.endswith("This key holds for one dataset: move the line into its manifest, to the left margin.")


@pytest.mark.parametrize("key", ["clear", "ignore"])
def test_a_day_of_publication_is_neither_cleared_nor_ignored(folder: Folder, key: str) -> None:
    folder.dataset(f"{key}: [from]\n")

    assert ["PUB116" in line for line in folder.lines()] == [True]
