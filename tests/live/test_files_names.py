"""File names that people give, and files that cannot be published: reported before anything is written."""

from __future__ import annotations

import pytest

from .file_contents import content_of
from .test_files import one_file
from .two_catalogs import TwoCatalogFolder
from .udata_portal import titles_of

NAMES = (
    "L'été À Bron.CSV",
    "Données 2024 (version 2).csv",
    "relevé n°3 — équipements & œuvres.json",
    "a b+c%20d#e?f=g.csv",
    "TOUT EN MAJUSCULES.XLSX",
    "archive.tar.gz",
    "deux..points.csv",
)

POINTER = (
    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32\nsize 12345\n"
)


def expect_refused(two_catalogs: TwoCatalogFolder, *words: str) -> None:
    """Assert that a sync ends in this message and writes nothing."""
    two_catalogs.run("validate").expect_exit(1).expect_words(*words)
    two_catalogs.sync(code=1).expect_words(*words, "Nothing has been published")
    assert (two_catalogs.entries(), two_catalogs.ckan.entries(two_catalogs.organization)) == ([], [])


def test_a_file_may_have_the_name_that_people_gave_it(two_catalogs: TwoCatalogFolder) -> None:
    for version in (100, 101):
        for number, name in enumerate(NAMES):
            two_catalogs.put_file(name, content_of(name, version))
            resources = [{"id": "f", "title": "Fichier", "path": name}]
            two_catalogs.write(f"jeu-{number}", title=f"Jeu {number}", resources=resources)
        two_catalogs.sync()

        two_catalogs.expect_settled(len(NAMES))


def test_files_of_one_name_in_two_folders(two_catalogs: TwoCatalogFolder) -> None:
    """udata gives each an address of its own; it does not take two of one name within a second."""
    years = ("2022", "2023", "2024")
    for year in years:
        two_catalogs.put_file(f"{year}/releve.csv", f"annee\n{year}\n")
    two_catalogs.write(
        resources=[{"id": f"r{year}", "title": f"Relevé {year}", "path": f"{year}/releve.csv"} for year in years]
    )

    two_catalogs.sync()

    two_catalogs.expect_settled(1)
    assert titles_of(two_catalogs.show()) == ["Relevé 2022", "Relevé 2023", "Relevé 2024"]


def test_files_whose_names_differ_in_accents_alone(two_catalogs: TwoCatalogFolder) -> None:
    names = ("été.csv", "ete.csv", "ÉTÉ.csv")
    for name in names:
        two_catalogs.put_file(name, f"nom\n{name}\n")
    two_catalogs.write(resources=[{"id": f"r{n}", "title": name, "path": name} for n, name in enumerate(names)])

    two_catalogs.sync()

    two_catalogs.expect_settled(1)


@pytest.mark.parametrize("name", ["LISEZMOI", "tableau.parquet", "carte.geojsonl", "notes.", "script.py"])
def test_a_kind_of_file_that_udata_refuses_is_reported_by_validate(two_catalogs: TwoCatalogFolder, name: str) -> None:
    one_file(two_catalogs, name, content_of(name, 100))

    expect_refused(two_catalogs, "PUB307", name, "toilettes.yml")


@pytest.mark.parametrize("name", ["LISEZMOI", "tableau.parquet"])
def test_a_kind_of_file_that_udata_refuses_goes_to_ckan(two_catalogs: TwoCatalogFolder, name: str) -> None:
    content = content_of(name, 100)
    two_catalogs.put_file(name, content)
    two_catalogs.write(resources=[{"id": "csv", "title": "Fichier", "path": name}], catalogs={"udata": False})

    two_catalogs.sync().expect_words("1 of 1 entries done")

    assert two_catalogs.entries() == []
    two_catalogs.pending(0)
    assert two_catalogs.ckan.download(two_catalogs.show_ckan()["resources"][0]) == content


def test_a_git_lfs_pointer_is_refused(two_catalogs: TwoCatalogFolder) -> None:
    one_file(two_catalogs, "tableau.csv", POINTER)

    expect_refused(two_catalogs, "PUB404", "Git LFS pointer", "git lfs pull", "toilettes.yml")


def test_a_file_that_no_manifest_names_is_refused(two_catalogs: TwoCatalogFolder) -> None:
    one_file(two_catalogs)
    two_catalogs.put_file("tableau-2025.csv", "a;b\n5;6\n")

    expect_refused(two_catalogs, "PUB403", "tableau-2025.csv", "No manifest names this file", "tableau.csv")


def test_a_file_that_is_missing_is_refused(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.write(resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])

    expect_refused(two_catalogs, "PUB402", "toilettes.yml", "There is no such file")


def test_a_slip_in_the_name_of_a_file_is_reported_with_the_right_one(two_catalogs: TwoCatalogFolder) -> None:
    one_file(two_catalogs, "tableau.csv")
    two_catalogs.write(resources=[{"id": "csv", "title": "Tableau", "path": "Tableau.csv"}])

    expect_refused(two_catalogs, "PUB402", "path: tableau.csv")


def test_a_file_of_another_producer_is_refused(two_catalogs: TwoCatalogFolder) -> None:
    (two_catalogs.manifests / "secret.csv").write_text("a;b\n")
    two_catalogs.write(resources=[{"id": "csv", "title": "Tableau", "path": "../secret.csv"}])

    expect_refused(two_catalogs, "PUB401", "leaves the producer's folder")


def test_a_symbolic_link_is_refused(two_catalogs: TwoCatalogFolder) -> None:
    one_file(two_catalogs)
    path = two_catalogs.manifests / two_catalogs.producer / "tableau.csv"
    path.rename(two_catalogs.root / "tableau.csv")
    path.symlink_to(two_catalogs.root / "tableau.csv")

    expect_refused(two_catalogs, "PUB401", "symbolic link")
