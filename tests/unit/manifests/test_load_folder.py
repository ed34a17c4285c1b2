"""A whole folder: every file read once, every finding once, all in one pass."""

from pathlib import Path

import pytest

from publisher.manifests.load_folder import load

from .folder import GOOD, PRODUCER, Folder

ROOT = Path(__file__).parents[3]


def test_all_mistakes_of_all_files_are_reported_in_one_pass_in_order(folder: Folder) -> None:
    folder.write("defaults.yml", "frequency: parfois\n")
    folder.write("themes.yml", "wc:\n  label: {fr: Toilettes}\n  eu_theme: ZZZZ\nparcs: [a]\n")
    folder.write("bron/producer.yml", "name: Bron\nsiren: 1\norganization: {portail: b}\n")
    folder.dataset("license: zzzz\n")
    folder.write("bron/parcs.yml", "title: [\n")
    folder.write("lyon/producer.yml", PRODUCER)
    folder.dataset("license: zzzz\nstate: zzzz\n", "lyon/wc.yml")

    assert [finding_line.split()[:2] for finding_line in folder.lines()] == [
        ["bron/parcs.yml:1:8", "PUB101"],
        ["bron/producer.yml:2:8", "PUB214"],
        ["bron/wc.yml:3:10", "PUB201"],
        ["defaults.yml:1:12", "PUB202"],
        ["lyon/wc.yml:3:10", "PUB201"],
        ["lyon/wc.yml:4:8", "PUB210"],
        ["themes.yml:3:13", "PUB203"],
        ["themes.yml:4:8", "PUB114"],
    ]


@pytest.mark.parametrize(
    "line",
    ["license: zzzz", "license:", "titel: x", "zzz: x", "contact: {nom: SIG}", "contact: {email: x}", "keywords: a",
     "temporal: {end: 2023-01-01}", "extras: {publisher_key: x}", "theme: zzz"],
)  # fmt: skip
def test_a_mistake_of_the_defaults_is_reported_once_however_many_datasets_there_are(folder: Folder, line: str) -> None:
    folder.write("defaults.yml", f"{line}\n")
    folder.dataset()
    folder.dataset(name="bron/parcs.yml")

    assert [finding_line.split(":")[0] for finding_line in folder.lines()] == ["defaults.yml"]


@pytest.mark.parametrize(
    "line", ["license: zzzz", "license:", "zzz: x", "contact: {email: x}", "eu_theme: ZZZ", "schema: {name: a}"]
)
def test_a_mistake_of_a_theme_is_reported_once_however_many_datasets_there_are(folder: Folder, line: str) -> None:
    folder.write("themes.yml", f"wc:\n  label: {{fr: Toilettes}}\n  {line}\n")
    folder.dataset("theme: wc\n")
    folder.dataset("theme: wc\n", "bron/parcs.yml")

    assert [finding_line.split(":")[:2] for finding_line in folder.lines()] == [["themes.yml", "3"]]


def test_the_unknown_theme_is_reported_where_it_is_named(folder: Folder) -> None:
    folder.write("themes.yml", "wc:\n  label: {fr: Toilettes}\n  eu_theme: ENVY\n")

    assert folder.lines() == [
        "themes.yml:3:13 PUB203 unknown European theme → Allowed values: AGRI, ECON, EDUC, "
        "ENER, ENVI, GOVE, HEAL, INTR, JUST, OP_DATPRO, REGI, SOCI, TECH, TRAN"
    ]


# ---- broken, or good


@pytest.mark.parametrize(
    "content",
    ["title: [\n", "- a\n", f"{GOOD}license: zzzz\n", f"{GOOD}zzz: 1\n", f"{GOOD}catalogs: {{zzz: false}}\n",
     f"{GOOD}license: lov2\nclear: [license]\n", "", f"{GOOD}theme: zzz\n",
     f"{GOOD}resources: [{{id: a, title: A, path: zzz.csv}}]\n"],
)  # fmt: skip
def test_an_invalid_manifest_is_broken_and_not_among_the_good(folder: Folder, content: str) -> None:
    folder.dataset(name="bron/bon.yml")
    folder.write("bron/wc.yml", content)
    loaded = folder.load()

    assert [manifest.key for manifest in loaded.manifests.manifests] == ["bron/bon"]
    assert loaded.manifests.broken == {"bron/wc"}


@pytest.mark.parametrize("producer", [None, "name:\n", "name: [\n"], ids=["absent", "blank", "unreadable"])
def test_without_a_usable_producer_its_manifests_are_broken(folder: Folder, producer: str | None) -> None:
    (folder.root / "bron" / "producer.yml").unlink()
    if producer is not None:
        folder.write("bron/producer.yml", producer)
    folder.dataset()
    loaded = folder.load()

    assert loaded.manifests.manifests == ()
    assert loaded.manifests.broken == {"bron/wc"}
    assert loaded.manifests.producers == {}
    assert [finding.at.file for finding in loaded.findings] == ["manifests/bron/producer.yml"]


def test_a_good_folder_has_no_findings(folder: Folder) -> None:
    folder.dataset()
    loaded = folder.load()

    assert loaded.findings == ()
    assert loaded.manifests.broken == frozenset()
    assert loaded.manifests.producers.keys() == {"bron"}


def test_the_theme_of_a_dataset_and_its_labels_are_known(folder: Folder) -> None:
    folder.write("themes.yml", "wc:\n  label: {fr: Toilettes, en: Toilets}\n")
    folder.dataset("theme: wc\n")

    assert folder.manifest().theme == "wc"
    assert dict(folder.load().manifests.themes) == {"wc": {"fr": "Toilettes", "en": "Toilets"}}


def test_the_folder_of_schemas_is_no_producer(folder: Folder) -> None:
    folder.dataset()
    folder.write("schemas/bron/parcs/1.0.0/schema.json", "{}")
    loaded = folder.load()

    assert loaded.findings == ()
    assert loaded.manifests.producers.keys() == {"bron"}


def test_a_producer_may_be_named_as_the_folder_of_schemas(folder: Folder) -> None:
    folder.write("schemas/producer.yml", "name: Schémas\norganization: {grandlyon: schemas}\n")

    assert "schemas" in folder.load().manifests.producers


# ---- the repository itself


def test_the_manifests_of_this_repository_have_advice_alone() -> None:
    """Its producers have chosen no licence yet, and the sources of some data are as they are."""
    loaded = load(ROOT / "manifests", {})

    assert {finding.severity.value for finding in loaded.findings} == {"advice"}
    assert {finding.rule for finding in loaded.findings} == {"PUB532", "PUB559"}
    assert len(loaded.manifests.producers) == 16
    assert loaded.manifests.broken == frozenset()
    assert [config.mode.value for config in loaded.manifests.catalogs] == ["observe", "observe"]
