"""A saved plan does what it says, or holds back the steps whose data changed since; never anything else."""

from __future__ import annotations

import re

import pytest

from tests.live.backends import PUBLIC
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.manifest_folder import NOTHING_WAITS, WAITS, CommandResult

FLAGS = [("--drift", "revert"), ("--on-conflict", "manifest"), ("--prune",)]


def save(folder: CatalogFolder, *flags: str) -> None:
    """Save a plan in a file."""
    folder.run("plan", "--out", "plan.json", *flags).expect_exit(0).expect_words("publisher apply plan.json")


def apply_saved(folder: CatalogFolder, code: int = 0) -> CommandResult:
    """Apply the saved plan."""
    return folder.run("apply", "plan.json", "--yes").expect_exit(code)


def decided(folder: CatalogFolder, flag: str) -> None:
    """Prepare a folder and a catalogue where a plan writes only because of a person's choice."""
    entry = folder.published().id
    folder.published("autre", title="Autre jeu")
    if flag == "--prune":
        folder.remove()
        return
    folder.backend.edit(entry, title="Titre du portail")
    if flag == "--on-conflict":
        folder.write(title="Titre du manifeste")


@pytest.mark.parametrize("flags", FLAGS)
def test_it_keeps_the_choices_it_was_made_with(folder: CatalogFolder, flags: tuple[str, ...]) -> None:
    decided(folder, flags[0])
    save(folder, *flags)
    folder.pending(WAITS, *flags)

    apply_saved(folder)

    folder.pending(NOTHING_WAITS, *flags)
    assert folder.read().title != "Titre du portail"
    assert (folder.read().state == PUBLIC) is (flags != ("--prune",))


@pytest.mark.parametrize("flags", FLAGS)
def test_the_command_that_a_plan_gives_does_what_it_says(folder: CatalogFolder, flags: tuple[str, ...]) -> None:
    decided(folder, flags[0])
    command = re.search(r"To do this: +publisher (sync.*)", folder.pending(WAITS, *flags).out)
    assert command is not None

    folder.run(*command[1].split(), "--yes").expect_exit(0)

    folder.pending(NOTHING_WAITS, *flags)


def test_it_is_carried_out_and_nothing_else(folder: CatalogFolder) -> None:
    folder.write_many(2)
    save(folder)
    folder.write("autre", title="Autre jeu")

    apply_saved(folder)

    assert sorted(entry.title for entry in folder.backend.all()) == ["Jeu de données 0", "Jeu de données 1"]
    folder.pending(WAITS)


def test_a_manifest_that_moved_holds_its_step_back(folder: CatalogFolder) -> None:
    folder.write()
    folder.write("autre", title="Autre jeu")
    save(folder)
    folder.write(title="Toilettes et douches")

    apply_saved(folder, code=3).expect_words(folder.key("toilettes"), "publisher plan")

    assert [entry.title for entry in folder.backend.all()] == ["Autre jeu"]
    folder.pending(WAITS)


@pytest.mark.parametrize("what", ["the entry", "a resource"])
def test_an_entry_that_moved_holds_its_step_back(folder: CatalogFolder, what: str) -> None:
    entry = folder.published().id
    folder.write(title="Toilettes et douches")
    save(folder)
    if what == "the entry":
        folder.backend.edit(entry, description="Texte du portail")
    else:
        folder.backend.edit_resource(entry, "Tableau", title="Du portail")
    before = folder.backend.entries()

    apply_saved(folder, code=3).expect_words("has changed since")

    assert folder.backend.entries() == before
    folder.pending(WAITS)


def test_a_plan_that_is_done_has_nothing_left_to_do(folder: CatalogFolder) -> None:
    folder.write()
    save(folder)
    apply_saved(folder)
    before = folder.backend.entries()

    apply_saved(folder)

    assert folder.backend.entries() == before
    folder.expect_settled(1)


def test_a_file_that_is_no_plan_is_refused(folder: CatalogFolder) -> None:
    folder.write()
    (folder.root / "plan.json").write_text('{"steps": 3}', encoding="utf-8")

    apply_saved(folder, code=64).expect_words("plan.json", "publisher plan --out")
    folder.run("apply", "absent.json", "--yes").expect_exit(64).expect_words("absent.json")

    assert folder.backend.entries() == {}
    folder.pending(WAITS)
