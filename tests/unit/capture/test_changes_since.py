"""The datasets that a pull request is about: those whose values, layers included, files or producer differ."""

from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.capture.changes_since import ChangedDatasets, changes_since
from publisher.capture.restore_files import NoSuchCommitError
from publisher.manifests.load_folder import load
from tests.unit.capture.test_restore_files import git

CATALOGS = "repository: essais\ncatalogs:\n  portail: {kind: ckan, url: 'https://data.example.org'}\n"
PRODUCER = "name: Ville\norganization: {portail: ville}\n"
DATASET = """\
title: Parcs
description: Les parcs et jardins.
theme: parcs
resources:
  - {id: csv, title: Tableau, path: parcs.csv}
"""
FILES = {
    "catalogs.yml": CATALOGS,
    "defaults.yml": "license: lov2\n",
    "themes.yml": "parcs:\n  label: {fr: Parcs}\n  keywords: [parcs]\nwc:\n  label: {fr: Toilettes}\n",
    "bron/producer.yml": PRODUCER,
    "bron/parcs.yml": DATASET,
    "bron/parcs.csv": "nom\nParilly\n",
    "bron/wc.yml": "title: Toilettes\ndescription: Les toilettes publiques.\ntheme: wc\nlicense: odc-odbl\n",
    "lyon/producer.yml": PRODUCER,
    "lyon/wc.yml": "title: Toilettes\ndescription: Les toilettes publiques.\n",
}
EVERYTHING = {"bron/parcs", "bron/wc", "lyon/wc"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a committed folder with three datasets of two producers."""
    root = tmp_path / "manifests"
    for name, text in FILES.items():
        write(root, name, text)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "Début")
    return root


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def edit(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    write(root, name, text.replace(old, new))


def changed(root: Path, commit: str = "HEAD") -> ChangedDatasets:
    return changes_since(commit, load(root, {}), {})


def keys(root: Path) -> set[str]:
    assert changed(root).removed == frozenset()
    return {str(key) for key in changed(root).keys}


def test_nothing_differs_from_the_commit_of_the_folder_itself(root: Path) -> None:
    assert changed(root) == ChangedDatasets(frozenset(), frozenset())


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("bron/parcs.yml", "Parcs", "Les parcs", {"bron/parcs"}),
        ("bron/parcs.yml", "title: Parcs", "title: Parcs # relu", set()),
        ("bron/parcs.yml", "title: Parcs\n", "title: Parcs\nprotect: true\n", {"bron/parcs"}),
        ("bron/parcs.yml", "title: Parcs\n", "title: Parcs\ncatalogs: {portail: false}\n", {"bron/parcs"}),
        ("bron/parcs.yml", "title: Parcs\n", "title: Parcs\ncatalogs: {portail: {title: P}}\n", {"bron/parcs"}),
        ("bron/parcs.yml", "title: Parcs\n", "title: Parcs\nlicense: lov2\n", set()),
        ("bron/parcs.csv", "Parilly", "Bourlione", {"bron/parcs"}),
        ("bron/producer.yml", "Ville", "Ville de Bron", {"bron/parcs", "bron/wc"}),
        ("bron/producer.yml", "portail: ville", "portail: autre", {"bron/parcs", "bron/wc"}),
        ("bron/producer.yml", PRODUCER, f"{PRODUCER}frequency: annual\n", {"bron/parcs", "bron/wc"}),
        ("defaults.yml", "lov2", "odc-odbl", {"bron/parcs", "lyon/wc"}),
        ("themes.yml", "keywords: [parcs]", "keywords: [jardins]", {"bron/parcs"}),
        ("themes.yml", "keywords: [parcs]", "eu_theme: ENVI", {"bron/parcs"}),
        ("catalogs.yml", "essais", "autres", EVERYTHING),
    ],
)
def test_a_dataset_differs_where_a_value_of_it_does(
    root: Path, name: str, old: str, new: str, expected: set[str]
) -> None:
    edit(root, name, old, new)

    assert keys(root) == expected


def test_a_new_dataset_differs_and_one_that_is_no_longer_there_is_named(root: Path) -> None:
    (root / "bron/wc.yml").rename(root / "bron/toilettes.yml")

    assert changed(root) == ChangedDatasets(frozenset({"bron/toilettes"}), frozenset({"bron/wc"}))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["title: [\n", "withdrawn: {date: 2026-01-05, reason: Demande d'une personne}\n"])
def test_a_manifest_without_values_differs(root: Path, text: str) -> None:
    write(root, "lyon/wc.yml", text)

    assert keys(root) == {"lyon/wc"}


@pytest.mark.parametrize("replace", [lambda _file: None, Path.mkdir, lambda file: file.symlink_to("wc.yml")])
def test_a_dataset_differs_whose_data_file_is_no_longer_one(root: Path, replace: Callable[[Path], None]) -> None:
    (root / "bron/parcs.csv").unlink()
    replace(root / "bron/parcs.csv")

    assert keys(root) == {"bron/parcs"}


def test_a_manifest_that_could_not_be_read_before_either_does_not_differ_unless_a_layer_of_it_does(root: Path) -> None:
    write(root, "bron/wc.yml", "title: [\n")
    git(root, "commit", "--all", "--quiet", "--message", "Une erreur")
    edit(root, "lyon/wc.yml", "Toilettes", "WC")
    assert keys(root) == {"lyon/wc"}

    edit(root, "bron/producer.yml", "Ville", "Bron")
    assert keys(root) == EVERYTHING


def test_a_schema_may_concern_all_datasets_and_a_guide_none(root: Path) -> None:
    write(root, "README.md", "# Guide\n")
    assert keys(root) == set()

    write(root, "schemas/ville/parcs/1.0/schema.json", "{}")
    assert keys(root) == EVERYTHING


def test_what_changes_how_git_writes_files_may_concern_all_datasets(root: Path) -> None:
    write(root, "bron/.gitattributes", "*.csv eol=crlf\n")

    assert keys(root) == EVERYTHING


def test_everything_differs_from_a_commit_without_the_folder(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "switch", "--quiet", "--orphan", "vide")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "Rien")
    empty = git(tmp_path, "rev-parse", "HEAD")
    git(tmp_path, "switch", "--quiet", "main")

    assert changed(root, empty) == ChangedDatasets(frozenset(EVERYTHING), frozenset())  # type: ignore[arg-type]


@pytest.mark.parametrize("commit", ["absent", "HEAD^", "--output=x"])
def test_a_commit_that_git_does_not_have(root: Path, commit: str) -> None:
    with pytest.raises(NoSuchCommitError):
        changed(root, commit)
    assert not (root / "x").exists()


def test_what_another_repository_can_put_into_an_archive_stays_outside(root: Path, tmp_path: Path) -> None:
    (root / "bron/lien").symlink_to("/etc")
    write(root, ".tar", "pas une archive")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Un lien")
    edit(root, "bron/wc.yml", "Toilettes", "WC")

    assert keys(root) == {"bron/wc"}
