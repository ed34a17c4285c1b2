"""File names that people give, and files that cannot be published: said before anything is written."""

from __future__ import annotations

import pytest

from .both import Both
from .test_files import noise, one_file
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


def expect_refused(both: Both, *words: str) -> None:
    """Assert that a sync says this, and writes nothing."""
    both.run("validate").expect_exit(1).expect_words(*words)
    both.sync(code=1).expect_words(*words, "Nothing has been published")
    assert (both.entries(), both.ckan.entries(both.organization)) == ([], [])


def test_a_file_may_have_the_name_that_people_gave_it(both: Both) -> None:
    for size in (100, 101):
        for number, name in enumerate(NAMES):
            both.put_file(name, noise(size))
            resources = [{"id": "f", "title": "Fichier", "path": name}]
            both.write(f"jeu-{number}", title=f"Jeu {number}", resources=resources)
        both.sync()

        both.expect_settled(len(NAMES))


def test_files_of_one_name_in_two_folders(both: Both) -> None:
    """udata gives each an address of its own; it does not take two of one name within a second."""
    years = ("2022", "2023", "2024")
    for year in years:
        both.put_file(f"{year}/releve.csv", f"annee\n{year}\n")
    both.write(
        resources=[{"id": f"r{year}", "title": f"Relevé {year}", "path": f"{year}/releve.csv"} for year in years]
    )

    both.sync()

    both.expect_settled(1)
    assert titles_of(both.show()) == ["Relevé 2022", "Relevé 2023", "Relevé 2024"]


def test_files_whose_names_differ_in_accents_alone(both: Both) -> None:
    names = ("été.csv", "ete.csv", "ÉTÉ.csv")
    for name in names:
        both.put_file(name, f"nom\n{name}\n")
    both.write(resources=[{"id": f"r{n}", "title": name, "path": name} for n, name in enumerate(names)])

    both.sync()

    both.expect_settled(1)


@pytest.mark.parametrize("name", ["LISEZMOI", "tableau.parquet", "carte.geojsonl", "notes.", "script.py"])
def test_a_kind_of_file_that_udata_refuses_is_told_by_validate(both: Both, name: str) -> None:
    one_file(both, name, noise(100))

    expect_refused(both, "PUB307", name, "toilettes.yml")


@pytest.mark.parametrize("name", ["LISEZMOI", "tableau.parquet"])
def test_a_kind_of_file_that_udata_refuses_goes_to_ckan(both: Both, name: str) -> None:
    both.put_file(name, noise(100))
    both.write(resources=[{"id": "csv", "title": "Fichier", "path": name}], catalogs={"udata": False})

    both.sync().expect_words("1 of 1 entries done")

    assert both.entries() == []
    both.pending(0)
    assert both.ckan.download(both.show_ckan()["resources"][0]) == noise(100)


def test_a_git_lfs_pointer_is_refused(both: Both) -> None:
    one_file(both, "tableau.csv", POINTER)

    expect_refused(both, "PUB404", "Git LFS pointer", "git lfs pull", "toilettes.yml")


def test_a_file_that_no_manifest_names_is_refused(both: Both) -> None:
    one_file(both)
    both.put_file("tableau-2025.csv", "a;b\n5;6\n")

    expect_refused(both, "PUB403", "tableau-2025.csv", "No manifest names this file", "tableau.csv")


def test_a_file_that_is_missing_is_refused(both: Both) -> None:
    both.write(resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])

    expect_refused(both, "PUB402", "toilettes.yml", "There is no such file")


def test_a_slip_in_the_name_of_a_file_is_told_with_the_right_one(both: Both) -> None:
    one_file(both, "tableau.csv")
    both.write(resources=[{"id": "csv", "title": "Tableau", "path": "Tableau.csv"}])

    expect_refused(both, "PUB402", "“tableau.csv”")


def test_a_file_of_another_producer_is_refused(both: Both) -> None:
    (both.manifests / "secret.csv").write_text("a;b\n")
    both.write(resources=[{"id": "csv", "title": "Tableau", "path": "../secret.csv"}])

    expect_refused(both, "PUB401", "leaves the producer's folder")


def test_a_symbolic_link_is_refused(both: Both) -> None:
    one_file(both)
    path = both.manifests / both.producer / "tableau.csv"
    path.rename(both.root / "tableau.csv")
    path.symlink_to(both.root / "tableau.csv")

    expect_refused(both, "PUB401", "symbolic link")
