"""The programme's own manifests: one per commune and theme, known sources only, drafts that say what they lack."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import pytest

from publisher.manifests.load_folder import Loaded, load
from publisher.model.findings import Severity
from publisher.model.manifest import Manifest
from publisher.model.names import CatalogName, DatasetKey, ProducerId, producer_of
from publisher.model.values import UNMANAGED, State

FOLDER: Final = Path(__file__).parents[3] / "manifests"
METROPOLIS: Final = ProducerId("metropole-de-lyon")

CATALOG_URL: Final = "https://data.grandlyon.com"
LAYERS: Final[Mapping[str, frozenset[str]]] = {
    "metropole-de-lyon:com_donnees_communales.comparcjardin_1_0_0": frozenset({"gid", "code_insee", "codepost"}),
    "metropole-de-lyon:com_donnees_communales.comstationnementpmr_1_0_0": frozenset({"gid", "code_insee", "codepost"}),
    "metropole-de-lyon:com_donnees_communales.companneauaffichage_1_0_0": frozenset({"gid", "codepost"}),
    "metropole-de-lyon:adr_voie_lieu.adrtoilettepublique_latest": frozenset(),
    "metropole-de-lyon:eco_economie.ecomarcheinstance_latest": frozenset({"commune"}),
    "neuville-sur-saone:panneaux-d-affichage-libre-de-la-commune-de-neuville-sur-saone": frozenset({"gid"}),
    "ville-de-bron:bron.panneauaffichage_latest": frozenset({"gid"}),
    "ville-de-caluire-et-cuire:caluire.panneauaffichage": frozenset({"gid"}),
    "ville-de-dardilly:dardilly.panneauaffichage": frozenset({"gid"}),
    "ville-de-ecully:ecully.panneauaffichage": frozenset({"gid"}),
    "ville-de-lyon:lyon.panneauaffichage_latest": frozenset({"gid"}),
    "ville-de-rillieux-la-pape:rillieux.panneauaffichage": frozenset({"gid"}),
    "ville-de-saint-cyr-au-mont-d-or:saintcyr.panneauaffichage_latest": frozenset({"gid"}),
    "ville-de-saint-didier-au-mont-d-or:saintdidier.panneauaffichage_latest": frozenset({"gid"}),
    "ville-de-saint-genis-laval:saintgenis.panneauaffichage_latest": frozenset({"gid"}),
    "ville-de-vaulx-en-velin:vaulx.panneauaffichage_latest": frozenset({"gid"}),
    "ville-de-villeurbanne:villeurbanne.panneauaffichage_latest": frozenset({"gid"}),
}
"""Layers that were seen in public code, each with the fields by which an address may filter or sort."""
UNCONFIRMED: Final[Mapping[str, frozenset[str]]] = {
    "ville-de-lyon:lyon.secteurbureauvote": frozenset(),
    "ville-de-la-tour-de-salvagny:secteurs-de-bureaux-de-vote-la-tour-de-salvagny": frozenset(),
}
"""Layers that were seen once: fit for a draft only."""
OTHERS: Final = (
    re.compile(rf"{CATALOG_URL}/fr/datapusher/ws/grandlyon/daj_affaires_juridiques\.marches/all\.(json|csv)"),
    re.compile(rf"{CATALOG_URL}/portail/fr/jeux-de-donnees/subventions-(ville|metropole)-lyon/info"),
    re.compile(r"https://download\.data\.grandlyon\.com/files/grandlyon/citoyennete/marches_publics\.xml"),
)
"""Tables of the datapusher, pages of the catalogue, the one file to download."""
PAGE: Final = OTHERS[1]

OTHER_CODES: Final[Mapping[str, frozenset[str]]] = {
    # Its code as a commune of its own, until the merger of 2024-01-01: the layers may still carry it.
    "pierre-benite": frozenset({"69152"}),
    # Its nine municipal districts have codes of their own, and features may carry these.
    "lyon": frozenset(f"6938{district}" for district in range(1, 10)),
}
"""Codes that a commune's filter accepts besides the one of its producer.yml."""
POSTCODES: Final[Mapping[str, frozenset[str]]] = {
    "corbas": frozenset({"69960"}),
    "la-tour-de-salvagny": frozenset({"69890"}),
    "pierre-benite": frozenset({"69310", "69600"}),
}
"""Postcodes that identify a commune if its layer has no INSEE code."""
WFS: Final = {
    "SERVICE": "WFS", "VERSION": "2.0.0", "request": "GetFeature", "outputFormat": "application/json",
    "SRSNAME": "EPSG:4171",
}  # fmt: skip
MISSING: Final = "Il manque :"
ABSENT: Final = "Absents à dessein"
UNKNOWN: Final = ("license", "frequency", "temporal")
"""Fields that a manifest must list in a comment if it lacks them."""


@dataclass(frozen=True)
class Feature:
    """The parts of an address of the WFS service."""

    typename: str
    field: str | None
    values: frozenset[str]
    sort: str | None


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(FOLDER, {})


@pytest.fixture(scope="module")
def manifests(loaded: Loaded) -> tuple[Manifest, ...]:
    return loaded.manifests.manifests


@pytest.fixture(scope="module")
def communes(loaded: Loaded) -> tuple[ProducerId, ...]:
    return tuple(producer for producer in loaded.manifests.producers if producer != METROPOLIS)


def is_published(manifest: Manifest) -> bool:
    return manifest.content.state is State.PUBLISHED


def text_of(key: DatasetKey) -> str:
    return (FOLDER / f"{key}.yml").read_text(encoding="utf-8")


def required_text(value: object) -> str:
    """Return a value that must be a text in every manifest."""
    assert isinstance(value, str)
    return value


def insee_of(producer: str) -> str:
    match = re.search(r'^insee: "(\w{5})"$', (FOLDER / producer / "producer.yml").read_text("utf-8"), re.MULTILINE)
    assert match is not None
    return match[1]


def addresses(manifest: Manifest) -> Iterator[str]:
    for resource in manifest.content.resources:
        if resource.data is None:
            yield required_text(resource.url)


def is_on_catalogue(address: str) -> bool:
    """Return whether an address is on the metropolis' catalogue; a commune may also have its own server."""
    return (urlsplit(address).hostname or "").endswith("data.grandlyon.com")


def feature(address: str) -> Feature:
    """Return the parts of an address of the WFS service; it must have the same form as all others."""
    parts = urlsplit(address)
    pairs = parse_qsl(parts.query, strict_parsing=True)
    parameters = dict(pairs)
    assert len(parameters) == len(pairs), address
    typename = parameters.pop("typename")
    field, values = condition(parameters.pop("CQL_FILTER", None))
    sort = parameters.pop("sortBy", None)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{CATALOG_URL}/geoserver/{typename.partition(':')[0]}/ows"
    assert parameters == WFS, address
    return Feature(typename, field, values, sort)


def condition(text: str | None) -> tuple[str | None, frozenset[str]]:
    """Return the field and the values of a filter: `field=value`, `field='value'` or `field IN (value,value)`."""
    if text is None:
        return None, frozenset()
    match = re.fullmatch(r"(\w+)(?:=(?:(\d+)|'((?:[^']|'')+)')| IN \((\d+(?:,\d+)+)\))", text)
    assert match is not None, text
    field, number, quoted, several = match.groups()
    return field, frozenset(several.split(",")) if several else frozenset({number or quoted.replace("''", "'")})


def features(manifests: tuple[Manifest, ...]) -> Iterator[tuple[Manifest, Feature]]:
    for manifest in manifests:
        for address in addresses(manifest):
            if "/geoserver/" in address:
                yield manifest, feature(address)


# ---- counts of manifests and producers


def test_the_programme_is_valid_and_large_enough(loaded: Loaded) -> None:
    assert [finding for finding in loaded.findings if finding.severity is not Severity.ADVICE] == []
    assert len(loaded.manifests.manifests) >= 60
    assert len([manifest for manifest in loaded.manifests.manifests if is_published(manifest)]) >= 40


def test_each_commune_has_a_manifest_for_each_theme(loaded: Loaded, communes: tuple[ProducerId, ...]) -> None:
    expected = {f"{commune}/{theme}" for commune in communes for theme in loaded.manifests.themes}
    themes = {
        manifest.key: manifest.theme
        for manifest in loaded.manifests.manifests
        if producer_of(manifest.key) != METROPOLIS
    }

    assert len(communes) == 15
    assert expected - themes.keys() == set()
    assert {key: theme for key, theme in themes.items() if key in expected and theme != key.partition("/")[2]} == {}


def test_a_first_run_stays_within_the_guards_that_count_new_entries(
    loaded: Loaded, manifests: tuple[Manifest, ...]
) -> None:
    limit = loaded.manifests.guards.creates
    per_producer = Counter(producer_of(manifest.key) for manifest in manifests if is_published(manifest))

    assert max(per_producer.values()) <= limit.producer
    assert per_producer.total() <= limit.run


# ---- what a reader sees


def test_titles_are_unique_and_name_who_publishes(loaded: Loaded, manifests: tuple[Manifest, ...]) -> None:
    titles = Counter(manifest.content.title for manifest in manifests)

    assert [title for title, number in titles.items() if number > 1] == []
    for manifest in manifests:
        assert loaded.manifests.producers[producer_of(manifest.key)].name in required_text(manifest.content.title), (
            manifest.key
        )


def test_de_is_elided_before_a_vowel_and_nowhere_else(manifests: tuple[Manifest, ...]) -> None:
    wrong = re.compile(r"\bcommune (?:de [ÉEO]|d'[^ÉEO])")

    assert [manifest.key for manifest in manifests if wrong.search(" ".join(text_of(manifest.key).split()))] == []


def test_descriptions_say_something_and_end_as_sentences_do(manifests: tuple[Manifest, ...]) -> None:
    for manifest in manifests:
        assert len(required_text(manifest.content.description)) > 100, manifest.key
        assert required_text(manifest.content.description).endswith("."), manifest.key
        for resource in manifest.content.resources:
            assert required_text(resource.description).endswith("."), manifest.key


def test_a_draft_says_what_is_missing_and_a_published_manifest_what_is_unknown(manifests: tuple[Manifest, ...]) -> None:
    for manifest in manifests:
        comments = "\n".join(line for line in text_of(manifest.key).splitlines() if line.lstrip().startswith("#"))
        assert (MISSING in comments, ABSENT in comments) == (not is_published(manifest), is_published(manifest))
        listed = comments.partition(ABSENT if is_published(manifest) else MISSING)[2]
        unknown = {name for name in UNKNOWN if getattr(manifest.content, name) is UNMANAGED}
        assert unknown <= set(re.findall(r"^#   (\w+) +\S", listed, re.MULTILINE)), manifest.key


def test_a_manifest_of_the_catalogue_s_data_says_first_where_they_come_from(manifests: tuple[Manifest, ...]) -> None:
    keys = [manifest.key for manifest in manifests if any(is_on_catalogue(address) for address in addresses(manifest))]

    assert len(keys) > 50
    assert [key for key in keys if not text_of(key).startswith("# Source : ")] == []


# ---- where the data are


def test_each_published_manifest_has_resources(manifests: tuple[Manifest, ...]) -> None:
    assert [manifest.key for manifest in manifests if is_published(manifest) and not manifest.content.resources] == []


def test_each_published_address_of_the_catalogue_is_of_a_known_source(manifests: tuple[Manifest, ...]) -> None:
    for manifest in filter(is_published, manifests):
        for address in filter(is_on_catalogue, addresses(manifest)):
            if "/geoserver/" in address:
                assert feature(address).typename in LAYERS, manifest.key
            else:
                assert any(form.fullmatch(address) for form in OTHERS), address


def test_an_address_filters_and_sorts_by_fields_that_its_layer_has(manifests: tuple[Manifest, ...]) -> None:
    all_features = list(features(manifests))

    assert len(all_features) > 50
    for manifest, query in all_features:
        layers = LAYERS if is_published(manifest) else {**LAYERS, **UNCONFIRMED}
        assert {query.field, query.sort} - {None} <= layers[query.typename], manifest.key


def test_a_layer_of_the_metropolis_is_narrowed_to_the_commune_that_publishes(manifests: tuple[Manifest, ...]) -> None:
    for manifest, query in features(manifests):
        producer = producer_of(manifest.key)
        if producer == METROPOLIS:
            assert query.field is None, manifest.key
        elif query.typename.startswith(f"{METROPOLIS}:"):
            assert_narrowed(manifest, query)
        else:
            assert query.field is None, manifest.key
            assert query.typename.partition(":")[0].removeprefix("ville-de-") == producer


def assert_narrowed(manifest: Manifest, query: Feature) -> None:
    producer = producer_of(manifest.key)
    match query.field:
        case "code_insee":
            assert query.values == {insee_of(producer)} | OTHER_CODES.get(producer, frozenset()), manifest.key
        case "codepost":
            assert query.values == POSTCODES[producer], manifest.key
        case "commune":
            # How the layer spells the names is not known: this filter is good for a draft only.
            assert not is_published(manifest), manifest.key
            assert required_text(manifest.content.title).endswith(next(iter(query.values))), manifest.key
        case _:
            pytest.fail(f"{manifest.key}: not narrowed")


def test_a_postcode_that_identifies_a_commune_is_no_other_commune_s() -> None:
    with (FOLDER / METROPOLIS / "communes.csv").open(encoding="utf-8", newline="") as file:
        postcodes = {row["insee"]: row["postcodes"].split() for row in csv.DictReader(file)}

    for producer, own_postcodes in POSTCODES.items():
        assert [insee for insee, codes in postcodes.items() if own_postcodes & set(codes)] == [insee_of(producer)]
        assert own_postcodes == set(postcodes[insee_of(producer)])


def test_a_landing_page_is_a_page_of_the_catalogue_that_is_known(manifests: tuple[Manifest, ...]) -> None:
    landing_pages = (manifest.content.landing_page for manifest in manifests)
    pages = [page for page in landing_pages if isinstance(page, str) and is_on_catalogue(page)]

    assert len(pages) >= 2
    assert [page for page in pages if not PAGE.fullmatch(page)] == []


ELSEWHERE: Final = {
    "lyon/subventions": "grandlyon",
    f"{METROPOLIS}/marches-forains": "datagouv",
    f"{METROPOLIS}/marches-publics": "datagouv",
    f"{METROPOLIS}/subventions": "grandlyon",
    "saint-didier-au-mont-d-or/stationnement-pmr": "datagouv",
}
"""Entries that a catalogue had when this was written: they are adopted, and never created again."""


def test_entries_that_exist_already_are_not_created_there(manifests: tuple[Manifest, ...]) -> None:
    by_key = {manifest.key: manifest for manifest in manifests}
    for key, name in ELSEWHERE.items():
        manifest, catalog = by_key[DatasetKey(key)], CatalogName(name)
        assert manifest.content_for(catalog) is None or catalog in manifest.adoptions, key
