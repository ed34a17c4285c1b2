"""Draft, published, archived: what the public sees, and that nobody's choice on the portal is undone unasked."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.live.backends import ARCHIVED, PRIVATE, PUBLIC
from tests.live.contract.place import Place
from tests.live.contract.samples import moved
from tests.live.workshop import NOTHING_WAITS, WAITS


def held_as(place: Place, state: str) -> str:
    """How the catalogue holds a state of a manifest."""
    return {"draft": PRIVATE, "archived": place.backend.expects.archived, "published": PUBLIC}[state]


def test_what_is_not_published_is_not_created(place: Place) -> None:
    place.write(state="draft")
    place.write("vieux", title="Vieux", state="archived")

    place.pending(NOTHING_WAITS)
    place.sync()

    assert place.backend.entries() == {}
    place.write(state="published")
    place.pending(WAITS)


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_an_entry_is_hidden_and_shown_again(place: Place, state: str) -> None:
    before = place.published()

    place.write(state=state)
    assert place.changes() == {"state": "change"}
    place.sync()
    hidden = place.read()
    assert (moved(before, hidden), hidden.state) == ({"state"}, held_as(place, state))
    assert place.backend.is_public(before.id) is (hidden.state == ARCHIVED), "udata shows what is archived"
    place.expect_settled(1)
    place.write(state=state, title="Autre titre")
    place.sync()
    assert moved(hidden, place.read()) == {"title"}
    place.expect_settled(1)

    place.write()
    place.sync()
    assert moved(before, place.read()) == set()
    assert place.backend.is_public(before.id)
    place.expect_settled(1)


def test_draft_and_archived_are_told_apart(place: Place) -> None:
    """Also where the catalogue has one state for both; and every state follows every other."""
    states = ("published", "draft", "archived", "draft", "published", "archived", "published")
    place.published()
    for before, after in pairwise(states):
        place.write(state=after)
        (change,) = place.step()["changes"]
        assert (change["before"], change["after"], change["verdict"]) == (before, after, "change")
        place.sync()
        assert place.read().state == held_as(place, after)
        place.expect_settled(1)


def test_an_entry_made_private_on_the_portal_is_not_published_by_a_change(place: Place) -> None:
    entry = place.published().id
    place.backend.hide(entry)

    assert place.changes() == {"state": "drift"}
    place.pending(NOTHING_WAITS)
    place.write(title="Autre titre")
    assert place.changes() == {"title": "change", "state": "drift"}
    place.sync()
    assert (place.read().title, place.read().state) == ("Autre titre", PRIVATE), "a change does not publish it"

    place.sync("--drift", "revert")
    assert place.read().state == PUBLIC
    place.expect_settled(1)


def test_an_entry_archived_on_the_portal_is_drift(place: Place) -> None:
    entry = place.published().id
    place.backend.edit(entry, state=ARCHIVED)

    assert place.changes() == {"state": "drift"}
    place.write(title="Autre titre")
    place.sync()
    assert place.read().state == place.backend.expects.archived
    place.sync("--drift", "revert")

    assert place.read().state == PUBLIC
    place.expect_settled(1)


def test_a_draft_published_on_the_portal_is_drift(place: Place) -> None:
    place.published()
    place.write(state="draft")
    place.sync()
    place.backend.edit(place.key("toilettes"), state=PUBLIC)

    assert place.changes() == {"state": "drift"}
    place.sync()
    assert place.read().state == PUBLIC
    place.sync("--drift", "revert")

    assert place.read().state == PRIVATE
    place.expect_settled(1)
