"""Whose entry it is: what is not ours is never touched, what is ours is never lost nor doubled."""

from __future__ import annotations

import re

import pytest

from tests.live.backends import ARCHIVED, DELETED, PRIVATE, PUBLIC
from tests.live.contract.place import Place
from tests.live.contract.samples import moved
from tests.live.portal import Json
from tests.live.workshop import NOTHING_WAITS, PLAIN, WAITS

TITLE = PLAIN["title"]
CSV, CARTE = PLAIN["resources"]


def expect_held_off(place: Place, why: str, *advice: str) -> None:
    """Assert that an entry stands in the way: the plan says so, a sync and its flags leave everything as it is."""
    before = place.backend.entries()
    step = place.step()
    assert (step["step"], step["why"]) == ("blocked", why)
    place.pending(WAITS).expect_words(*advice)
    place.sync(code=3).expect_words(*advice)
    place.sync("--drift", "revert", "--on-conflict", "manifest", "--prune", "--allow", "takeovers=9", code=3)
    assert place.backend.entries() == before
    place.pending(WAITS)


# ---- entries of others


@pytest.mark.parametrize("state", [PUBLIC, PRIVATE])
def test_an_entry_of_somebody_else_with_our_title(place: Place, state: str) -> None:
    foreign = place.backend.make_foreign(TITLE, state=state)
    before = place.backend.entries()
    place.write()

    expect_held_off(place, "title-taken", place.backend.read(foreign).name, "publisher adopt", "title:")

    place.write(title="Autre titre")
    place.sync()
    assert place.backend.entries()[foreign] == before[foreign]
    place.expect_settled(1)


def test_an_entry_that_was_deleted_is_no_obstacle(place: Place) -> None:
    foreign = place.backend.make_foreign(TITLE)
    place.backend.delete(foreign)
    place.write()

    place.sync()

    assert place.backend.read(foreign).state == DELETED
    place.expect_settled(1)


def test_our_title_in_another_organization_is_no_obstacle(place: Place, beyond: str) -> None:
    foreign = place.backend.make_foreign(TITLE, organization=beyond)
    before = place.backend.document(foreign)
    place.write()

    place.sync()

    assert place.backend.document(foreign) == before
    place.expect_settled(1)


# ---- the marker


def test_a_marker_of_another_repository_is_not_ours(place: Place) -> None:
    entry = place.published().id
    place.backend.edit(entry, extras={"publisher_repository": "depot-voisin"})

    expect_held_off(place, "other-repository", "depot-voisin")


def test_a_marker_wiped_by_another_tool(place: Place) -> None:
    entry = place.published()
    place.backend.wipe_extras(entry.id)

    expect_held_off(place, "second-writer", entry.name, "publisher_repository", "publisher_key")


def test_a_marker_put_back_by_hand_is_ours_again(place: Place) -> None:
    entry = place.published(extras={"code": "1"})
    place.backend.wipe_extras(entry.id)
    place.pending(WAITS)
    marker = {name: entry.marker[name] for name in ("publisher_repository", "publisher_key")}
    place.backend.edit(entry.id, extras={**marker, "outil": "passerelle"})

    assert place.changes() == {"extras.code": "change"}
    place.sync()

    assert moved(entry, place.read()) == {"extras"}
    assert place.read().extras == {"code": "1", "outil": "passerelle"}
    place.expect_settled(1)


@pytest.mark.parametrize("damage", ['{"v":1,"f":', "", '{"v":0}'])
def test_a_base_that_cannot_be_read_is_not_trusted(place: Place, damage: str) -> None:
    """What the portal has and the manifest does not want is a takeover, and no resource is doubled."""
    entry = place.published()
    place.backend.edit(entry.id, extras={"publisher_base": damage}, title="Titre du portail")

    assert place.changes() == {"title": "takeover"}
    place.sync()

    assert moved(entry, place.read()) == set()
    place.expect_settled(1)


def test_two_entries_with_our_marker(place: Place) -> None:
    """A copy is left alone."""
    entry = place.published()
    copy = place.backend.make_foreign("Une copie", extras=entry.marker)
    before = place.backend.entries()
    place.write(title="Autre titre")

    place.run("sync", "--yes")

    assert place.backend.entries()[copy] == before[copy]
    assert len(place.backend.all()) == 2
    place.backend.delete(copy)
    place.sync()
    place.expect_settled(1)


# ---- organizations


def test_a_change_of_organization_is_done_by_hand(place: Place, beyond: str) -> None:
    place.published()
    place.employ(place.producer, beyond)

    expect_held_off(place, "organization", place.backend.organization, beyond)
    place.backend.organization = beyond
    assert place.backend.entries() == {}


@pytest.mark.parametrize("state", ["archived", "draft"])
def test_a_withdrawal_with_a_change_of_organization_is_no_silent_nothing(place: Place, beyond: str, state: str) -> None:
    place.published()
    place.employ(place.producer, beyond)
    place.write(state=state)

    expect_held_off(place, "organization", place.backend.organization, beyond)


@pytest.mark.parametrize("selected", [False, True])
def test_a_move_to_another_organization_makes_no_second_entry(place: Place, beyond: str, selected: bool) -> None:
    key, former = place.key("toilettes"), place.producer
    place.published()
    place.published("reste", title="Ce qui reste")
    before = place.backend.entries()
    place.remove()
    place.producer = f"b{former}"
    place.employ(place.producer, beyond)
    place.write(previously=[key])

    place.sync(*([place.producer] if selected else []), code=3).expect_words(place.backend.organization, beyond)

    assert place.backend.entries() == before
    place.pending(WAITS)
    place.producer, place.backend.organization = former, beyond
    assert place.backend.entries() == {}


# ---- renames


def renamed(place: Place, **fields: object) -> None:
    """The plain manifest in a file of another name."""
    place.write("wc", **{"title": "WC publics", "previously": [place.key("toilettes")], **fields})


def test_previously_keeps_the_entry(place: Place) -> None:
    before = place.published()
    place.remove()
    renamed(place)
    place.pending(WAITS).expect_words("1 to change")

    place.sync()

    assert (place.read("wc").id, moved(before, place.read("wc"))) == (before.id, {"title"})
    place.expect_settled(1)
    notice: Json = {"id": "notice", "title": "Notice", "url": "https://example.org/n"}
    renamed(place, resources=[CSV, CARTE, notice])
    place.sync()
    assert place.read("wc").ids[:2] == before.ids
    place.expect_settled(1)


def test_a_rename_without_previously_is_seen(place: Place) -> None:
    place.published()
    before = place.backend.entries()
    place.remove()
    place.write("wc", title="WC publics")

    place.pending(WAITS).expect_words("its manifest was removed or renamed")

    assert place.backend.entries() == before


def test_a_rename_survives_the_loss_of_the_base(place: Place) -> None:
    """A base of another version of the tool must not double resources."""
    before = place.published()
    place.remove()
    renamed(place)
    place.sync()
    base = place.read("wc").marker["publisher_base"]
    place.backend.edit(before.id, extras={"publisher_base": re.sub(r'"v":\d+', '"v":0', base)})
    renamed(place, title="Sanitaires")

    place.sync()

    assert place.read("wc").ids == before.ids
    place.expect_settled(1)


# ---- orphans


def test_an_orphan_is_reported_then_archived_when_asked(place: Place) -> None:
    place.published()
    orphan = place.published("autre", title="Autre jeu")
    before = place.backend.entries()
    place.remove("autre")

    assert [entry["name"] for entry in place.plan()["orphans"]] == [orphan.name]
    place.pending(NOTHING_WAITS).expect_words("its manifest was removed or renamed", "--prune")
    place.sync()
    assert place.backend.entries() == before

    place.pending(WAITS, "--prune").expect_words("1 to hide")
    place.sync("--prune")
    assert (moved(orphan, place.read("autre")), place.read("autre").state) == (
        {"state"},
        place.backend.expects.archived,
    )
    assert place.plan("--prune")["orphans"] == []
    place.pending(NOTHING_WAITS, "--prune")

    place.write("autre", title="Autre jeu")
    place.sync()
    assert moved(orphan, place.read("autre")) == set()
    place.expect_settled(2)


def test_the_last_manifest_of_an_organization_leaves_an_orphan(place: Place) -> None:
    place.published()
    place.remove()

    place.pending(NOTHING_WAITS).expect_words("its manifest was removed or renamed", "--prune")
    place.sync("--prune")

    assert [entry.state for entry in place.backend.all()] == [place.backend.expects.archived]
    place.pending(NOTHING_WAITS, "--prune")


def test_a_broken_manifest_is_no_orphan(place: Place) -> None:
    """And nothing is pruned meanwhile: it may be the renamed one of an entry that seems to have none."""
    place.published()
    place.published("autre", title="Autre jeu")
    before = place.backend.entries()
    place.write("autre", title="Autre jeu", license="n'importe quoi")

    assert place.plan(place.key("toilettes"))["orphans"] == []
    place.sync(place.key("toilettes")).expect_words("Nothing to do")
    place.sync("--prune", place.key("toilettes"), code=1).expect_words("autre.yml:6", "Nothing has been published")

    assert place.backend.entries() == before


def test_entries_of_others_are_never_orphans(place: Place) -> None:
    place.published()
    place.backend.make_foreign("Faite à la main")
    other = {"publisher_repository": "depot-voisin", "publisher_key": "autre/fiche", "publisher_base": "{}"}
    place.backend.make_foreign("D'un autre dépôt", extras=other)
    before = place.backend.entries()

    place.sync("--prune")

    assert place.plan("--prune")["orphans"] == []
    assert place.backend.entries() == before


# ---- deleted by hand


@pytest.mark.parametrize("edited", [False, True])
def test_an_entry_deleted_on_the_portal_is_kept_so(place: Place, edited: bool) -> None:
    before = place.published()
    place.backend.delete(before.id)
    if edited:
        place.write(title="Autre titre", resources=[{**CSV, "title": "Données"}, CARTE])

    assert place.step()["step"] == "drift"
    place.pending(NOTHING_WAITS).expect_words("deleted in the catalogue", "--drift revert")
    place.sync()
    assert (place.backend.all(), place.backend.read(before.id).state) == ([], DELETED)

    place.pending(WAITS, "--drift", "revert")
    place.sync("--drift", "revert")
    assert (place.read().id, place.read().ids, place.read().state) == (before.id, before.ids, PUBLIC)
    assert moved(before, place.read()) == ({"title", "resources.csv.title"} if edited else set())
    assert place.backend.is_public(before.id)
    place.expect_settled(1)


def test_an_entry_restored_on_the_portal_is_ours_as_before(place: Place) -> None:
    before = place.published()
    place.backend.delete(before.id)
    place.sync()
    place.backend.restore(before.id)

    place.pending(NOTHING_WAITS)
    place.write(state="archived", title="Autre titre")
    place.sync()

    assert moved(before, place.read()) == {"title", "state"}
    assert place.read().state in (ARCHIVED, PRIVATE)
    place.expect_settled(1)
