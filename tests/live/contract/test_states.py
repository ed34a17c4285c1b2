"""Draft, private, published, archived: what the public sees; a choice made in the catalogue is not undone unasked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.live.backends import ARCHIVED, PRIVATE, PUBLIC
from tests.live.contract.catalog_folder import CATALOG, CatalogFolder
from tests.live.contract.samples import changed_paths
from tests.live.manifest_folder import NOTHING_WAITS, PERSON_DECIDES, PLAIN, WAITS


def stored_state(folder: CatalogFolder, state: str) -> str:
    """Return the catalogue's state for a state of a manifest."""
    archived = folder.backend.traits.archived
    return {"draft": PRIVATE, "private": PRIVATE, "archived": archived, "published": PUBLIC}[state]


def test_what_is_not_published_is_not_created(folder: CatalogFolder) -> None:
    folder.write(state="draft")
    folder.write("vieux", title="Vieux", state="archived")

    folder.pending(NOTHING_WAITS)
    folder.sync()

    assert folder.backend.entries() == {}
    folder.write(state="published")
    folder.pending(WAITS)


def test_a_private_entry_is_created_unseen_and_published_later(folder: CatalogFolder) -> None:
    folder.write(state="private")
    folder.pending(WAITS).expect_words("create (private), 2 resources")
    report = folder.sync()

    private = folder.read()
    assert (private.state, folder.backend.is_public(private.id)) == (PRIVATE, False)
    report.expect_words("create (private), 2 resources · ", private.name)
    folder.expect_settled(1)
    folder.pending(NOTHING_WAITS).expect_words("private, seen by its organization alone:", private.name)
    folder.run("status").expect_exit(0).expect_words("private", private.name)

    folder.write()
    assert folder.changes() == {"state": "change"}
    folder.pending(WAITS).expect_words("private → published")
    folder.sync()

    assert changed_paths(private, folder.read()) == {"state"}
    assert (folder.read().id, folder.backend.is_public(private.id)) == (private.id, True)
    folder.expect_settled(1)


def test_a_private_entry_is_changed_unseen(folder: CatalogFolder) -> None:
    private = folder.published(state="private")
    folder.write(state="private", title="Autre titre")

    folder.sync().expect_words("1 of 1 entries done")

    assert changed_paths(private, folder.read()) == {"title"}
    assert not folder.backend.is_public(private.id)
    folder.expect_settled(1)


@pytest.mark.parametrize(("first", "then"), [("draft", "private"), ("private", "draft")])
def test_where_an_entry_exists_draft_and_private_are_the_same(folder: CatalogFolder, first: str, then: str) -> None:
    before = folder.published()
    folder.write(state=first)
    folder.sync()
    hidden = folder.read()

    folder.write(state=then)
    folder.pending(NOTHING_WAITS).expect_words("1 marker to update")
    folder.sync()

    assert changed_paths(before, hidden) == {"state"}
    assert changed_paths(hidden, folder.read()) == set()
    folder.pending(NOTHING_WAITS).expect_words("1 unchanged")
    folder.write()
    folder.sync()
    assert changed_paths(before, folder.read()) == set()
    folder.expect_settled(1)


@pytest.mark.parametrize("state", ["draft", "private"])
def test_a_private_entry_of_others_is_adopted_as_it_is(folder: CatalogFolder, state: str) -> None:
    foreign = folder.backend.make_foreign(PLAIN["title"], state=PRIVATE, description=PLAIN["description"])
    folder.write(state=state, keywords=None, license=None, resources=None,
                 catalogs={CATALOG: {"entry": foreign}})  # fmt: skip

    folder.run("adopt", folder.key("toilettes"), "--yes").expect_exit(0)

    folder.pending(NOTHING_WAITS).expect_words("1 unchanged")
    assert (folder.read().id, folder.read().state) == (foreign, PRIVATE)


@pytest.mark.parametrize("state", ["draft", "private", "archived"])
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


@pytest.mark.timeout(300)  # eight changes, one after the other, each with a plan and three syncs
def test_draft_and_archived_are_distinguished(folder: CatalogFolder) -> None:
    """The test covers every change of state, also where the catalogue has one state for both."""
    states = ("published", "draft", "archived", "private", "archived", "draft", "published", "private", "published")
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


@pytest.mark.parametrize("state", ["draft", "private"])
def test_a_private_entry_published_in_the_catalogue_is_drift(folder: CatalogFolder, state: str) -> None:
    folder.published()
    folder.write(state=state)
    folder.sync()
    folder.backend.edit(folder.key("toilettes"), state=PUBLIC)

    assert folder.changes() == {"state": "drift"}
    folder.sync()
    assert folder.read().state == PUBLIC
    folder.sync("--drift", "revert")

    assert folder.read().state == PRIVATE
    folder.expect_settled(1)


STATES = ("published", "draft", "private", "archived")
BY_HAND = (None, PUBLIC, PRIVATE, ARCHIVED)

CONFLICTS = {
    ("draft", PUBLIC, "archived"),
    ("private", PUBLIC, "archived"),
    ("archived", PUBLIC, "draft"),
    ("archived", PUBLIC, "private"),
    ("draft", ARCHIVED, "published"),
    ("private", ARCHIVED, "published"),
    ("archived", PRIVATE, "published"),
}
"""Where one side publishes what the other hides: the manifest's state before, the edit by hand, the state after."""


def state_after(folder: CatalogFolder, start: str, by_hand: str | None, then: str) -> str:
    """Return the state that an entry has in the end: what hides is done, and a conflict leaves it as it is."""
    alike = folder.backend.traits.archived == PRIVATE
    edited = stored_state(folder, start) if by_hand is None else by_hand
    edited = PRIVATE if alike and edited == ARCHIVED else edited
    was_edited = edited != stored_state(folder, start)
    if start == then or {start, then} == {"draft", "private"} or (was_edited and (start, by_hand, then) in CONFLICTS):
        return edited
    return stored_state(folder, then)


@pytest.mark.parametrize("start", STATES)
def test_every_pair_of_states(folder: CatalogFolder, start: str) -> None:
    """The manifest goes from the state to each, and somebody sets the entry to each state in between."""
    cases = [(start, by_hand, then) for by_hand in BY_HAND for then in STATES]
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
    conflicts = {case for case in CONFLICTS if case[0] == start}
    kept_public = {case for case in conflicts if case[1] == PUBLIC}
    expected = kept_public if folder.backend.traits.archived == PRIVATE else conflicts
    folder.sync(code=PERSON_DECIDES if expected else 0)

    ended = {case: folder.read(stem).state for case, stem in stems.items()}
    assert ended == {case: state_after(folder, *case) for case in cases}
    verdicts = folder.verdicts()
    pending = {case for case, stem in stems.items() if set(verdicts[folder.key(stem)].values()) - {"drift"}}
    assert pending == expected
