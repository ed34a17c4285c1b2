"""The report of what catalogues store covers every field, and shows values readably."""

import unicodedata
from collections import Counter

import pytest

from publisher.model.dataset import DATASET_FIELDS, RESOURCE_FIELDS
from tests.live.fidelity.observe import BARES, Fate, Flat, Observed, Reader, Report, fate_of, faults, flat
from tests.live.fidelity.page import pages, shown
from tests.live.fidelity.probes import (
    EXTRAS,
    KEYWORD_ORDER,
    OF_RESOURCE,
    PLAIN,
    PROBES,
    RESOURCE_ORDER,
    Probe,
    fields_of,
)


def test_every_field_of_the_model_is_probed() -> None:
    expected = {*DATASET_FIELDS, *(OF_RESOURCE + name for name in RESOURCE_FIELDS)}

    assert set(fields_of(PROBES)) == expected | {EXTRAS, OF_RESOURCE + EXTRAS, KEYWORD_ORDER, RESOURCE_ORDER}


def test_each_field_is_probed_with_a_plain_value_too() -> None:
    plain = {probe.field for probe in PROBES if probe.remark == PLAIN}

    assert {*DATASET_FIELDS, EXTRAS} <= plain


def test_each_probe_has_a_manifest_of_its_own() -> None:
    assert [name for name, times in Counter(probe.id for probe in PROBES).items() if times > 1] == []


def test_decomposed_accents_are_decomposed() -> None:
    decomposed = [probe for probe in PROBES if probe.id.endswith("-accents") and "landing" not in probe.id]

    assert len(decomposed) == 4
    assert all(unicodedata.normalize("NFC", probe.written[0]) != probe.written[0] for probe in decomposed)


def test_a_document_is_read_by_paths_without_what_is_empty() -> None:
    document = {
        "title": "Bron",
        "notes": "",
        "private": False,
        "extras": [{"key": "frequency", "value": "annual"}, {"key": "essai", "value": None}],
        "resources": [{"name": "A", "size": 3}, {"name": "B", "size": None}],
        "tags": [],
    }

    assert flat(document) == {
        "title": ("Bron",),
        "private": ("false",),
        "extras.frequency": ("annual",),
        "resources[].name": ("A", "B"),
        "resources[].size": ("3",),
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("été", "été"),
        ("e\u0301", "e\\u0301"),
        ("a  b", "a␣␣b"),
        ("un \r\ndeux\n", "un␣\\r\\ndeux\\n"),
        ("é" * 350, "ééé…×350"),
        ("ab" * 40, "ab" * 29 + "a…"),
        ("a|b", "a\\|b"),
    ],
)
def test_what_cannot_be_seen_in_a_value_is_made_visible(value: str, text: str) -> None:
    assert shown(value) == text


# ---- the fate of a value

PROBE = {probe.id: probe for probe in PROBES}
UNREPORTED: dict[str, tuple[str, ...]] = {"en": (), "fr": ()}
REPORTED: dict[str, tuple[str, ...]] = {"en": ("it goes",), "fr": ("il part",)}


@pytest.mark.parametrize(
    ("name", "stored", "fate"),
    [
        ("title-plain", ("Toilettes publiques",), Fate.KEPT),
        ("title-plain", (), Fate.LOST),
        ("title-plain", ("Toilettes Publiques",), Fate.NORMALISED),
        ("spatial-several", ("fr:commune:69029", "fr:commune:69266"), Fate.KEPT),
        ("spatial-several", ("fr:commune:69029",), Fate.LOST),
        ("r-schema-plain", ("https://x.example/scdl/equipements/0.1.5",), Fate.NORMALISED),
        ("r-schema-plain", ("scdl/equipements",), Fate.LOST),
        ("order-keywords", ("voirie", "arbres", "piscine"), Fate.KEPT),
        ("order-keywords", ("arbres", "piscine", "voirie"), Fate.NORMALISED),
        ("order-keywords", ("arbres", "voirie"), Fate.LOST),
    ],
)
def test_the_fate_of_a_value(name: str, stored: tuple[str, ...], fate: Fate) -> None:
    assert fate_of(PROBE[name], stored) is fate


def reader(**entries: Flat) -> Reader:
    """Return a reader of these entries, and of bare ones that differ in their revision."""
    bare = {stem: {"title": (stem,), "revision": (f"r-{stem}",), "private": ("false",)} for stem in BARES}
    return Reader({**bare, **{name.replace("_", "-"): entry for name, entry in entries.items()}})


def test_a_place_is_found_where_the_value_stands() -> None:
    observation = reader(
        license_plain={"revision": ("r-1",), "licence_id": ("lov2",), "licence_title": ("Licence Ouverte",)}
    )

    assert observation.read_probe(PROBE["license-plain"], UNREPORTED) == Observed(Fate.KEPT, ("lov2",), UNREPORTED)
    assert list(observation.places["license"]) == ["licence_id"]


def test_a_place_is_found_where_the_entry_differs_and_its_revision_is_none() -> None:
    observation = reader(
        frequency_plain={"revision": ("r-1",), "extras.frequency": ("http://x.example/ANNUAL",)},
        frequency_french={"revision": ("r-2",)},
    )

    assert observation.read_probe(PROBE["frequency-plain"], UNREPORTED).values == ("http://x.example/ANNUAL",)
    assert observation.read_probe(PROBE["frequency-french"], UNREPORTED).fate is Fate.LOST
    assert list(observation.places["frequency"]) == ["extras.frequency"]


def test_a_word_that_the_catalogue_does_not_know_is_kept_bare() -> None:
    observation = reader(
        license_plain={"licence_id": ("lov2",), "licence_title": ("Licence Ouverte",)},
        license_mobility={"licence_id": ("mobility-license",), "licence_title": ("mobility-license",)},
        license_other={"licence_id": ("cc-by",), "licence_title": ("Creative Commons",)},
    )
    plain, unknown, other = (PROBE[f"license-{name}"] for name in ("plain", "mobility", "other"))

    assert observation.read_probe(plain, UNREPORTED).fate is Fate.KEPT
    assert observation.read_probe(unknown, REPORTED).fate is Fate.BARE
    assert observation.read_probe(other, REPORTED).fate is Fate.KEPT, "nothing lacks: the plan should not have said so"


def report(probe: Probe, fate: Fate, losses: dict[str, tuple[str, ...]]) -> Report:
    """Return a report of one probe's fate in two catalogues."""
    observed = Observed(Fate.KEPT, probe.written, UNREPORTED)
    rows = ((probe, {"ckan": observed, "udata": Observed(fate, (), losses)}),)
    return Report({"ckan": "CKAN 2.12.0", "udata": "udata 17.18.0"}, rows, {"ckan": {}, "udata": {}})


@pytest.mark.parametrize(
    ("fate", "losses", "count"),
    [
        (Fate.LOST, UNREPORTED, 1),
        (Fate.LOST, REPORTED, 0),
        (Fate.KEPT, UNREPORTED, 0),
        (Fate.KEPT, REPORTED, 1),
        (Fate.NORMALISED, UNREPORTED, 0),
        (Fate.NORMALISED, REPORTED, 0),
        (Fate.BARE, REPORTED, 0),
    ],
)
def test_a_plan_that_hides_a_loss_or_reports_a_false_one_is_wrong(
    fate: Fate, losses: dict[str, tuple[str, ...]], count: int
) -> None:
    assert len(faults(report(PROBE["keywords-two"], fate, losses))) == count


def test_the_pages_list_the_losses_in_both_languages() -> None:
    english, french = pages(report(PROBE["keywords-two"], Fate.LOST, REPORTED)).values()

    assert "| `keywords` | `tp` (2 letters) | kept | **lost** |" in english
    assert "| `keywords` | `tp` | udata | it goes | Choose a longer word. |" in english
    assert "| `keywords` | `tp` (2 lettres) | conservé | **perdu** |" in french
    assert "| `keywords` | `tp` | udata | il part | Choisissez un mot plus long. |" in french
