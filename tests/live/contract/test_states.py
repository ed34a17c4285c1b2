"""Draft, published, archived: what the public sees, and that a choice made in the catalogue is not undone unasked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.live.backends import ARCHIVED, PRIVATE, PUBLIC
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.contract.samples import changed_paths
from tests.live.manifest_folder import NOTHING_WAITS, WAITS


def stored_state(folder: CatalogFolder, state: str) -> str:
    """Return the catalogue's state for a state of a manifest."""
    return {"draft": PRIVATE, "archived": folder.backend.traits.archived, "published": PUBLIC}[state]


def test_what_is_not_published_is_not_created(folder: CatalogFolder) -> None:
    folder.write(state="draft")
    folder.write("vieux", title="Vieux", state="archived")

    folder.pending(NOTHING_WAITS)
    folder.sync()

    assert folder.backend.entries() == {}
    folder.write(state="published")
    folder.pending(WAITS)


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_an_entry_is_hidden_and_shown_again(folder: CatalogFolder, state: str) -> None:
    before = folder.published()

    folder.write(state=state)
    assert folder.changes() == {"state": "change"}
    folder.sync()
    hidden = folder.read()
    assert (changed_paths(before, hidden), hidden.state) == ({"state"}, stored_state(folder, state))
    assert folder.backend.is_public(before.id) is (hidden.state == ARCHIVED), "udata shows what is archived"
    folder.expect_settled(1)
    folder.write(state=state, title="Autre titre")
    folder.sync()
    assert changed_paths(hidden, folder.read()) == {"title"}
    folder.expect_settled(1)

    folder.write()
    folder.sync()
    assert changed_paths(before, folder.read()) == set()
    assert folder.backend.is_public(before.id)
    folder.expect_settled(1)


def test_draft_and_archived_are_distinguished(folder: CatalogFolder) -> None:
    """The test covers every change of state, also where the catalogue has one state for both."""
    states = ("published", "draft", "archived", "draft", "published", "archived", "published")
    folder.published()
    for before, after in pairwise(states):
        folder.write(state=after)
        (change,) = folder.step()["changes"]
        assert (change["before"], change["after"], change["verdict"]) == (before, after, "change")
        folder.sync()
        assert folder.read().state == stored_state(folder, after)
        folder.expect_settled(1)


def test_an_entry_made_private_in_the_catalogue_is_not_published_by_a_change(folder: CatalogFolder) -> None:
    entry = folder.published().id
    folder.backend.hide(entry)

    assert folder.changes() == {"state": "drift"}
    folder.pending(NOTHING_WAITS)
    folder.write(title="Autre titre")
    assert folder.changes() == {"title": "change", "state": "drift"}
    folder.sync()
    assert (folder.read().title, folder.read().state) == ("Autre titre", PRIVATE), "a change does not publish it"

    folder.sync("--drift", "revert")
    assert folder.read().state == PUBLIC
    folder.expect_settled(1)


def test_an_entry_archived_in_the_catalogue_is_drift(folder: CatalogFolder) -> None:
    entry = folder.published().id
    folder.backend.edit(entry, state=ARCHIVED)

    assert folder.changes() == {"state": "drift"}
    folder.write(title="Autre titre")
    folder.sync()
    assert folder.read().state == folder.backend.traits.archived
    folder.sync("--drift", "revert")

    assert folder.read().state == PUBLIC
    folder.expect_settled(1)


def test_a_draft_published_in_the_catalogue_is_drift(folder: CatalogFolder) -> None:
    folder.published()
    folder.write(state="draft")
    folder.sync()
    folder.backend.edit(folder.key("toilettes"), state=PUBLIC)

    assert folder.changes() == {"state": "drift"}
    folder.sync()
    assert folder.read().state == PUBLIC
    folder.sync("--drift", "revert")

    assert folder.read().state == PRIVATE
    folder.expect_settled(1)


STATES = ("published", "draft", "archived")
BY_HAND = (None, PUBLIC, PRIVATE, ARCHIVED)

CONFLICTS = {
    ("draft", PUBLIC, "archived"),
    ("archived", PUBLIC, "draft"),
    ("draft", ARCHIVED, "published"),
    ("archived", PRIVATE, "published"),
}
"""Where one side publishes what the other hides: the manifest's state before, the edit by hand, the state after."""


def state_after(folder: CatalogFolder, start: str, by_hand: str | None, then: str) -> str:
    """Return the state that an entry has in the end: what hides is done, and a conflict leaves it as it is."""
    alike = folder.backend.traits.archived == PRIVATE
    edited = stored_state(folder, start) if by_hand is None else by_hand
    edited = PRIVATE if alike and edited == ARCHIVED else edited
    was_edited = edited != stored_state(folder, start)
    if start == then or (was_edited and (start, by_hand, then) in CONFLICTS):
        return edited
    return stored_state(folder, then)


def test_every_pair_of_states(folder: CatalogFolder) -> None:
    """The manifest goes from each state to each, and somebody sets the entry to each state in between."""
    cases = [(start, by_hand, then) for start in STATES for by_hand in BY_HAND for then in STATES]
    stems = {case: f"jeu-{number:02}" for number, case in enumerate(cases)}

    def write(state_of: Callable[[tuple[str, str | None, str]], str]) -> None:
        for case, stem in stems.items():
            folder.write(stem, title=f"Jeu {stem}", state=state_of(case))

    write(lambda _case: "published")
    folder.sync()
    write(lambda case: case[0])
    folder.sync()
    for (_start, by_hand, _then), stem in stems.items():
        if by_hand is not None and folder.read(stem).state != by_hand:
            folder.backend.edit(folder.key(stem), state=by_hand)
    write(lambda case: case[2])
    folder.sync(code=3)

    ended = {case: folder.read(stem).state for case, stem in stems.items()}
    assert ended == {case: state_after(folder, *case) for case in cases}
    verdicts = folder.verdicts()
    pending = {case for case, stem in stems.items() if set(verdicts[folder.key(stem)].values()) - {"drift"}}
    kept_public = {case for case in CONFLICTS if case[1] == PUBLIC}
    assert pending == (kept_public if folder.backend.traits.archived == PRIVATE else CONFLICTS)
