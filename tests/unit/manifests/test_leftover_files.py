"""Files that an office program, an editor, a system or a download left in a producer's folder."""

import pytest

from .folder import Folder

RESOURCE = "resources:\n  - {id: csv, title: C, path: budget.csv}\n"
BACKUP = (
    "PUB403 this is a copy that an editor or another program left; it is not published → Move it out of this folder."
)
COPY_OF = (
    "this is a copy of {file}, by its name → If it is the newer version, give it the name {file}, in place of the "
    "other; else move it out of this folder."
)
HIDDEN = "PUB403 the end of this name hides a manifest: a manifest ends in .yml → "


@pytest.mark.parametrize("name", ["catalogs", "defaults", "themes"])
def test_a_copy_of_a_shared_file_is_named_as_one(folder: Folder, name: str) -> None:
    folder.dataset()
    if name != "catalogs":
        folder.write(f"{name}.yml", "{}\n")
    folder.write(f"{name} (1).yml", "{}\n")

    assert folder.lines() == [f"{name} (1).yml:1:1 PUB107 {COPY_OF.format(file=f'{name}.yml')}"]


@pytest.fixture
def budget(folder: Folder) -> Folder:
    """Provide a folder with a dataset and its file."""
    folder.dataset(RESOURCE, "bron/budget.yml")
    folder.write("bron/budget.csv", "a,b\n1,2\n")
    assert folder.lines() == []
    return folder


@pytest.mark.parametrize("name", ["~$budget.csv", ".~lock.budget.csv#", ".DS_Store", "Thumbs.db", "desktop.ini"])
def test_what_a_system_leaves_is_ignored(budget: Folder, name: str) -> None:
    budget.write(f"bron/{name}", "x")

    assert budget.lines() == []


def test_a_folder_with_such_files_alone_is_no_producer(budget: Folder) -> None:
    budget.write("dardilly/Thumbs.db", "x")

    assert budget.lines() == []


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("budget.yml~", BACKUP),
        ("budget.csv.bak", BACKUP),
        ("autre.yml.txt", HIDDEN + "Rename the file to autre.yml."),
        (
            "budget.yml.txt",
            HIDDEN
            + "budget.yml exists too: keep the right one under that name, and move the other out of this folder.",
        ),
        ("budget (1).csv", "PUB403 " + COPY_OF.format(file="budget.csv")),
        ("budget - Copie.csv", "PUB403 " + COPY_OF.format(file="budget.csv")),
        ("Copie de budget.csv", "PUB403 " + COPY_OF.format(file="budget.csv")),
        ("budget (1).yml", "PUB106 " + COPY_OF.format(file="budget.yml")),
        ("autre (1).yml", "PUB106 “autre (1).yml” is not a usable name → Rename the file to autre.yml."),
    ],
)
def test_what_a_person_left_is_named_with_what_to_do(budget: Folder, name: str, finding: str) -> None:
    budget.write(f"bron/{name}", "title: T\n")

    assert budget.lines() == [f"bron/{name}:1:1 {finding}"]


def test_a_file_that_a_manifest_names_is_data_whatever_its_name(budget: Folder) -> None:
    budget.dataset("resources:\n  - {id: csv, title: C, path: budget (1).csv}\n", "bron/autre.yml")
    budget.write("bron/budget (1).csv", "a,b\n3,4\n")

    assert budget.lines() == []
