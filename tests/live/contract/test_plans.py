"""A saved plan does what it says, or holds back the steps whose data changed since; never anything else."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from tests.live.backends import PUBLIC
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.counting import Relay
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


def test_the_orphans_of_the_plan_are_named_again_and_no_others(folder: CatalogFolder) -> None:
    gone, later = folder.key("toilettes"), folder.key("jardins")
    for stem, title in (("toilettes", "Toilettes"), ("jardins", "Jardins"), ("autre", "Autre jeu")):
        folder.write(stem, title=title)
    folder.sync()
    folder.remove("toilettes")
    folder.run("plan", "--out", "plan.json").expect_exit(0).expect_words(gone)
    folder.write("autre", title="Un autre titre")
    folder.run("plan", "--out", "with-a-write.json").expect_exit(0)
    folder.remove("jardins")

    ran = apply_saved(folder).expect_words("Nothing to do. 1 entry that no manifest publishes", gone, "--prune")
    assert later not in ran.output
    ran = folder.run("apply", "with-a-write.json", "--yes").expect_exit(0)
    ran.expect_words("1 of 1 entries done", f"publisher release {gone}")

    folder.run("release", gone, "--yes").expect_exit(0)
    assert " ".join(apply_saved(folder).output.split()) == "Nothing to do."


def test_a_file_that_is_no_plan_is_refused(folder: CatalogFolder) -> None:
    folder.write()
    (folder.root / "plan.json").write_text('{"steps": 3}', encoding="utf-8")

    apply_saved(folder, code=64).expect_words("plan.json", "publisher plan --out")
    folder.run("apply", "absent.json", "--yes").expect_exit(64).expect_words("absent.json")

    assert folder.backend.entries() == {}
    folder.pending(WAITS)


# ---- a plan is tied to its catalogue


def test_a_plan_is_for_the_address_it_was_made_at(folder: CatalogFolder, folder_relay: Relay) -> None:
    folder.write()
    save(folder)
    made_at = folder.address
    folder.address = ""
    folder.write_settings()

    ran = apply_saved(folder, code=64).expect_words(
        f"portail at {made_at}", f"catalogs.yml says {folder.backend.url}", "Nothing was written"
    )

    assert folder.backend.entries() == {}
    run_named(folder, ran, "publisher plan").expect_exit(0)
    apply_saved(folder).expect_words("1 of 1 entries done")


def test_a_plan_is_for_the_repository_it_was_made_in(folder: CatalogFolder) -> None:
    folder.write()
    save(folder)
    before, folder.repository = folder.repository, "autre-depot"
    folder.write_settings()

    apply_saved(folder, code=64).expect_words(before, "autre-depot", "publisher plan --out plan.json")

    assert folder.backend.entries() == {}


def test_the_plan_to_make_again_repeats_what_the_first_was_made_with(folder: CatalogFolder) -> None:
    folder.published()
    folder.run("plan", folder.producer, "--out", "plan.json", "--drift", "revert", "--exclude", "*/z*").expect_exit(0)
    folder.repository = "autre-depot"
    folder.write_settings()

    apply_saved(folder, code=64).expect_words(
        f"publisher plan {folder.producer} --exclude '*/z*' --out plan.json --drift revert"
    )


@pytest.mark.parametrize("steps", ["steps", ["steps"], [{"key": "a"}], {"key": "a"}, None])
def test_a_plan_file_without_steps_is_no_plan(folder: CatalogFolder, steps: object) -> None:
    folder.write()
    save(folder)
    file = folder.root / "plan.json"
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), "steps": steps}), encoding="utf-8")

    apply_saved(folder, code=64).expect_words("is not a plan", "publisher plan --out plan.json")


def run_named(folder: CatalogFolder, ran: CommandResult, start: str) -> CommandResult:
    """Run the command that an output names, as it is printed."""
    line = next(line for line in ran.output.splitlines() if start in line)
    return folder.run(*shlex.split(line[line.index(start) :])[1:])


# ---- what a plan could not do is reported by its application


def test_a_conflict_of_the_plan_is_reported_and_the_exit_code_is_that_of_a_sync(folder: CatalogFolder) -> None:
    entry = folder.published().id
    folder.backend.edit(entry, title="Titre du portail")
    folder.write(title="Titre du manifeste")
    folder.run("plan", "--out", "plan.json").expect_exit(0)

    ran = apply_saved(folder, code=3).expect_words(
        "1 conflict", "publisher plan --out plan.json --on-conflict manifest"
    )

    assert folder.read().title == "Titre du portail"
    run_named(folder, ran, "publisher plan --out plan.json --on-conflict manifest").expect_exit(0)
    apply_saved(folder).expect_words("1 of 1 entries done")
    assert folder.read().title == "Titre du manifeste"


def test_a_step_that_a_guard_held_back_keeps_its_reason(folder: CatalogFolder) -> None:
    folder.guards = {"creates": {"producer": 1, "run": 1}}
    folder.write_settings()
    folder.write_many(2)
    folder.run("plan", "--out", "plan.json").expect_exit(0)

    ran = apply_saved(folder, code=3).expect_words("2 to create", "2 held back", "guard:")

    assert folder.backend.entries() == {}
    run_named(folder, ran, "publisher plan --out plan.json --allow creates=2").expect_exit(0)
    apply_saved(folder).expect_words("2 of 2 entries done")


def test_a_blocked_step_is_reported_beside_what_is_done(folder: CatalogFolder) -> None:
    folder.backend.make_foreign("Toilettes publiques")
    folder.write()
    folder.write("autre", title="Autre jeu")
    save(folder)

    apply_saved(folder, code=3).expect_words("1 of 1 entries done", f"{folder.key('toilettes')} · portail · blocked")


def test_a_conflict_outside_the_plan_is_not_its_matter(folder: CatalogFolder) -> None:
    entry = folder.published().id
    folder.backend.edit(entry, title="Titre du portail")
    folder.write(title="Titre du manifeste")
    folder.write("autre", title="Autre jeu")
    folder.run("plan", folder.key("autre"), "--out", "plan.json").expect_exit(0)

    apply_saved(folder).expect_words("1 of 1 entries done")


# ---- an edit of the catalogue that stays, beside a change of the manifest


def test_a_kept_edit_beside_a_change_is_shown_and_counted_as_kept(folder: CatalogFolder) -> None:
    entry = folder.published().id
    folder.backend.edit(entry, description="Texte du portail")
    folder.write(title="Titre du manifeste")

    ran = folder.pending(WAITS).expect_words("1 to change, 1 drift kept", "--drift revert")
    head, kept = ran.out.split("≈ edited in the catalogue: kept")[:2]
    assert "Titre du manifeste" in head
    assert "Texte du portail" not in head
    assert "Texte du portail" in kept
    document = folder.plan()
    assert (document["counts"]["change"], document["counts"]["drift"]) == (1, 1)
    assert document["steps"][0]["kept"] == ["description"]
    folder.run("plan", "--format", "markdown").expect_exit(0).expect_words("1 drift kept", "kept · portail |")
    folder.sync().expect_words("edited in the catalogue: kept")
    assert (folder.read().title, folder.read().description) == ("Titre du manifeste", "Texte du portail")
