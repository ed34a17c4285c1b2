"""A saved plan does what it says, or holds back what moved since; never anything else."""

from __future__ import annotations

import re

import pytest

from tests.live.backends import PUBLIC
from tests.live.contract.place import Place
from tests.live.workshop import NOTHING_WAITS, WAITS, Ran

FLAGS = [("--drift", "revert"), ("--on-conflict", "manifest"), ("--prune",)]


def save(place: Place, *flags: str) -> None:
    """A plan in a file."""
    place.run("plan", "--out", "plan.json", *flags).expect_exit(0).expect_words("publisher apply plan.json")


def carry_out(place: Place, code: int = 0) -> Ran:
    """Apply it."""
    return place.run("apply", "plan.json", "--yes").expect_exit(code)


def decided(place: Place, flag: str) -> None:
    """A folder and a portal where only a person's choice makes a plan write."""
    entry = place.published().id
    place.published("autre", title="Autre jeu")
    if flag == "--prune":
        place.remove()
        return
    place.backend.edit(entry, title="Titre du portail")
    if flag == "--on-conflict":
        place.write(title="Titre du manifeste")


@pytest.mark.parametrize("flags", FLAGS)
def test_it_keeps_the_choices_it_was_made_with(place: Place, flags: tuple[str, ...]) -> None:
    decided(place, flags[0])
    save(place, *flags)
    place.pending(WAITS, *flags)

    carry_out(place)

    place.pending(NOTHING_WAITS, *flags)
    assert place.read().title != "Titre du portail"
    assert (place.read().state == PUBLIC) is (flags != ("--prune",))


@pytest.mark.parametrize("flags", FLAGS)
def test_the_command_that_a_plan_gives_does_what_it_says(place: Place, flags: tuple[str, ...]) -> None:
    decided(place, flags[0])
    command = re.search(r"To do this: +publisher (sync.*)", place.pending(WAITS, *flags).out)
    assert command is not None

    place.run(*command[1].split(), "--yes").expect_exit(0)

    place.pending(NOTHING_WAITS, *flags)


def test_it_is_carried_out_and_nothing_else(place: Place) -> None:
    place.write_many(2)
    save(place)
    place.write("autre", title="Autre jeu")

    carry_out(place)

    assert sorted(entry.title for entry in place.backend.all()) == ["Jeu de données 0", "Jeu de données 1"]
    place.pending(WAITS)


def test_a_manifest_that_moved_holds_its_step_back(place: Place) -> None:
    place.write()
    place.write("autre", title="Autre jeu")
    save(place)
    place.write(title="Toilettes et douches")

    carry_out(place, code=3).expect_words(place.key("toilettes"), "publisher plan")

    assert [entry.title for entry in place.backend.all()] == ["Autre jeu"]
    place.pending(WAITS)


@pytest.mark.parametrize("what", ["the entry", "a resource"])
def test_an_entry_that_moved_holds_its_step_back(place: Place, what: str) -> None:
    entry = place.published().id
    place.write(title="Toilettes et douches")
    save(place)
    if what == "the entry":
        place.backend.edit(entry, description="Texte du portail")
    else:
        place.backend.edit_resource(entry, "Tableau", title="Du portail")
    before = place.backend.entries()

    carry_out(place, code=3).expect_words("has changed since")

    assert place.backend.entries() == before
    place.pending(WAITS)


def test_a_plan_that_is_done_has_nothing_left_to_do(place: Place) -> None:
    place.write()
    save(place)
    carry_out(place)
    before = place.backend.entries()

    carry_out(place)

    assert place.backend.entries() == before
    place.expect_settled(1)


def test_a_file_that_is_no_plan_is_refused(place: Place) -> None:
    place.write()
    (place.root / "plan.json").write_text('{"steps": 3}', encoding="utf-8")

    carry_out(place, code=64).expect_words("plan.json", "publisher plan --out")
    place.run("apply", "absent.json", "--yes").expect_exit(64).expect_words("absent.json")

    assert place.backend.entries() == {}
    place.pending(WAITS)
