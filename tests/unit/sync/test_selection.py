"""The selected datasets of a run, and their desired state in a catalogue."""

import pytest

from publisher.model.names import CatalogName, DatasetKey, ProducerId
from publisher.sync.plan.selection import Selection, desired_in, organizations_in, unmatched
from tests.unit.builders import CATALOG, REPOSITORY, config, dataset, manifest, manifests, producer

OTHER = CatalogName("datagouv")


def taken(*patterns: str, excluded: tuple[str, ...] = ()) -> list[str]:
    """Return the keys that are selected."""
    keys = ["bron/subventions", "bron/toilettes", "bron-parilly/toilettes", "vaulx/subventions"]
    selection = Selection(patterns, excluded)
    return [key for key in keys if selection.takes(DatasetKey(key))]


ALL = ["bron/subventions", "bron/toilettes", "bron-parilly/toilettes", "vaulx/subventions"]


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ((), ALL),
        (("bron/toilettes",), ["bron/toilettes"]),
        (("bron",), ["bron/subventions", "bron/toilettes"]),
        (("bron/",), ["bron/subventions", "bron/toilettes"]),
        (("bron/*",), ["bron/subventions", "bron/toilettes"]),
        (("*/subventions",), ["bron/subventions", "vaulx/subventions"]),
        (("bron*",), ["bron/subventions", "bron/toilettes", "bron-parilly/toilettes"]),
        (("vaulx", "bron/t*"), ["bron/toilettes", "vaulx/subventions"]),
        (("*",), ALL),
        (("toilettes",), []),
        (("BRON",), []),
        (("bro",), []),
        (("bron/toilette",), []),
    ],
)
def test_keys_producers_and_globs_select(patterns: tuple[str, ...], expected: list[str]) -> None:
    assert taken(*patterns) == expected


@pytest.mark.parametrize(
    ("patterns", "excluded", "expected"),
    [
        ((), ("bron",), ["bron-parilly/toilettes", "vaulx/subventions"]),
        ((), ("*/toilettes",), ["bron/subventions", "vaulx/subventions"]),
        (("bron",), ("bron/toilettes",), ["bron/subventions"]),
        (("bron/toilettes",), ("bron/toilettes",), []),
        ((), ("vaulx", "bron*"), []),
    ],
)
def test_exclusion_wins_over_selection(
    patterns: tuple[str, ...], excluded: tuple[str, ...], expected: list[str]
) -> None:
    assert taken(*patterns, excluded=excluded) == expected


def test_a_former_run_is_retried_by_dataset_and_catalogue() -> None:
    selection = Selection(dataset_catalogs=frozenset({(DatasetKey("bron/toilettes"), CATALOG)}))
    assert selection.takes_in_catalog(DatasetKey("bron/toilettes"), CATALOG) is True
    assert selection.takes_in_catalog(DatasetKey("bron/toilettes"), OTHER) is False
    assert selection.takes_in_catalog(DatasetKey("bron/subventions"), CATALOG) is False


def test_a_selection_narrows_a_former_run() -> None:
    paired = frozenset({(DatasetKey("bron/toilettes"), CATALOG), (DatasetKey("vaulx/subventions"), CATALOG)})
    selection = Selection(("bron",), dataset_catalogs=paired)
    assert selection.takes_in_catalog(DatasetKey("bron/toilettes"), CATALOG) is True
    assert selection.takes_in_catalog(DatasetKey("vaulx/subventions"), CATALOG) is False


def test_without_a_former_run_every_catalogue_is_in() -> None:
    assert Selection().takes_in_catalog(DatasetKey("bron/toilettes"), OTHER) is True


def test_catalogues_are_selected_by_name() -> None:
    assert Selection().takes_catalog(OTHER) is True
    assert Selection(catalogs=(CATALOG,)).takes_catalog(CATALOG) is True
    assert Selection(catalogs=(CATALOG,)).takes_catalog(OTHER) is False


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ((), True),
        (("bron",), True),
        (("bron/",), True),
        (("br*",), True),
        (("vaulx",), False),
        (("bron/toilettes",), False),
        (("vaulx", "bron"), True),
    ],
)
def test_a_producer_is_in_as_a_whole_when_it_is_named(patterns: tuple[str, ...], expected: bool) -> None:
    assert Selection(patterns).takes_producer(ProducerId("bron")) is expected


def test_no_producer_is_selected_as_a_whole_where_a_former_run_is_retried() -> None:
    assert Selection(dataset_catalogs=frozenset()).takes_producer(ProducerId("bron")) is False


# ---- mistakes in a selection


@pytest.mark.parametrize(
    ("patterns", "slips"),
    [
        ((), ()),
        (("bron", "bron/toilettes", "*/toilettes"), ()),
        (("brno",), ("brno",)),
        (("bron/toilette", "bron", "x*"), ("bron/toilette", "x*")),
        (("sans-manifeste",), ()),
        (("sans-manifeste/",), ()),
    ],
)
def test_a_pattern_that_selects_nothing_is_named(patterns: tuple[str, ...], slips: tuple[str, ...]) -> None:
    keys = [DatasetKey("bron/toilettes"), DatasetKey("bron/subventions")]
    assert unmatched(Selection(patterns), keys, ["bron", "sans-manifeste"]) == slips


def test_keys_may_come_as_a_stream() -> None:
    keys = (DatasetKey(key) for key in ["bron/toilettes", "vaulx/toilettes"])
    assert unmatched(Selection(("vaulx/*", "bron/*")), keys, iter(())) == ()


# ---- the desired datasets of a catalogue


def test_a_manifest_is_wanted_as_it_says_in_the_organization_of_its_producer() -> None:
    own_manifest = manifest(
        "bron/toilettes",
        slug="wc",
        previously=(DatasetKey("bron/wc"),),
        ignored=frozenset({"description"}),
    )
    (desired_dataset,) = desired_in(manifests(own_manifest), config())
    assert (desired_dataset.repository, desired_dataset.catalog, desired_dataset.key) == (
        REPOSITORY,
        CATALOG,
        "bron/toilettes",
    )
    assert (desired_dataset.organization, str(desired_dataset.organization_at)) == (
        "ville-de-bron",
        "manifests/bron/producer.yml:4:1",
    )
    assert (desired_dataset.slug, desired_dataset.previously) == ("wc", (DatasetKey("bron/wc"),))
    assert desired_dataset.ignored == frozenset({"description"})
    assert (desired_dataset.content, desired_dataset.at, desired_dataset.producer) == (
        own_manifest.content,
        own_manifest.at,
        "bron",
    )


def test_a_producer_without_its_own_organization_uses_the_catalogues() -> None:
    own_manifest = manifest("bron/toilettes")
    shared = config(organization="metropole")
    manifest_set = manifests(own_manifest, producers={ProducerId("bron"): producer("bron", {})})
    (desired_dataset,) = desired_in(manifest_set, shared)
    assert (desired_dataset.organization, desired_dataset.organization_at) == ("metropole", shared.at)


def test_the_producers_own_organization_comes_before_the_catalogues() -> None:
    (desired_dataset,) = desired_in(manifests(manifest("bron/toilettes")), config(organization="metropole"))
    assert desired_dataset.organization == "ville-de-bron"


def test_without_any_organization_nothing_is_wanted_there() -> None:
    manifest_set = manifests(manifest("bron/toilettes"), producers={ProducerId("bron"): producer("bron", {})})
    assert desired_in(manifest_set, config()) == ()


def test_a_catalogue_may_be_left_out_or_given_other_content() -> None:
    special = dataset(title="Titre pour data.gouv.fr")
    own_manifest = manifest("bron/a", overrides={CATALOG: None, OTHER: special})
    two = manifest("bron/b")
    manifest_set = manifests(
        own_manifest, two, producers={ProducerId("bron"): producer("bron", {CATALOG: "ici", OTHER: "la-bas"})}
    )
    assert [desired_dataset.key for desired_dataset in desired_in(manifest_set, config())] == ["bron/b"]
    desired_datasets = desired_in(manifest_set, config(OTHER))
    assert [(desired_dataset.key, desired_dataset.content.title) for desired_dataset in desired_datasets] == [
        ("bron/a", "Titre pour data.gouv.fr"),
        ("bron/b", "Titre de bron/b"),
    ]
    assert {desired_dataset.organization for desired_dataset in desired_datasets} == {"la-bas"}


def test_organizations_are_those_of_selected_producers_also_without_a_manifest() -> None:
    manifest_set = manifests(
        manifest("bron/a"),
        producers={ProducerId(name): producer(name) for name in ("bron", "vaulx")}
        | {ProducerId("sans"): producer("sans", {})},
    )
    assert organizations_in(manifest_set, config(), Selection()) == {"ville-de-bron", "ville-de-vaulx"}
    assert organizations_in(manifest_set, config(), Selection(("vaulx",))) == {"ville-de-vaulx"}
    assert organizations_in(manifest_set, config(organization="metropole"), Selection(("sans",))) == {"metropole"}
    assert organizations_in(manifest_set, config(), Selection(("bron/a",))) == frozenset()


def test_pairs_select_their_datasets_alone() -> None:
    selection = Selection(dataset_catalogs=frozenset({(DatasetKey("bron/a"), CatalogName("one"))}))

    assert selection.takes(DatasetKey("bron/a"))
    assert not selection.takes(DatasetKey("bron/b"))
    assert selection.takes_in_catalog(DatasetKey("bron/a"), CatalogName("one"))
    assert not selection.takes_in_catalog(DatasetKey("bron/a"), CatalogName("other"))
