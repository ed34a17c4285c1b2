"""Whose entry it is: what is not ours is never touched, what is ours is never lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .portal import Json, Portal, ids_of
from .workshop import CATALOG, NOTHING_WAITS, PLAIN, WAITS, Workshop


@pytest.fixture
def elsewhere(portal: Portal) -> Iterator[str]:
    """A second organization."""
    name = portal.make_organization()
    yield name
    portal.purge_organization(name)


def expect_held_off(workshop: Workshop, before: Json, why: str, *advice: str) -> None:
    """Assert that an entry stands in the way: the plan says so, a sync and its flags leave it as it is."""
    step = workshop.step()
    assert (step["step"], step["why"]) == ("blocked", why)
    workshop.pending(WAITS).expect_words(*advice)
    workshop.sync(code=3).expect_words(*advice)
    workshop.sync("--drift", "revert", "--on-conflict", "manifest", "--prune", "--allow", "takeovers=9", code=3)
    assert workshop.portal.show(before["id"]) == before
    workshop.pending(WAITS)


def test_an_entry_of_somebody_else_with_our_name(workshop: Workshop) -> None:
    name = workshop.write()
    before = workshop.portal.create(name=name, title="Une autre fiche", owner_org=workshop.organization)

    expect_held_off(workshop, before, "name-taken", f"/dataset/{name}", "slug:", f"{workshop.producer}/toilettes.yml")

    workshop.write(slug=f"{name}-bis")
    workshop.sync()
    assert workshop.portal.show(before["id"]) == before
    workshop.expect_settled()


def test_an_entry_of_another_organization_with_our_name(workshop: Workshop, elsewhere: str) -> None:
    name = workshop.write()
    before = workshop.portal.create(name=name, title="Une autre fiche", owner_org=elsewhere)

    expect_held_off(workshop, before, "name-taken", f"/dataset/{name}", "slug:")


def test_a_private_entry_of_others_with_our_name(workshop: Workshop, elsewhere: str, portal: Portal) -> None:
    name = workshop.write()
    before = portal.create(name=name, title="Une fiche privée", owner_org=elsewhere, private=True)
    portal.call("organization_member_delete", id=elsewhere, username=portal.user(portal.editor))

    expect_held_off(workshop, before, "hidden", name, "slug:")


def test_an_entry_of_another_repository(workshop: Workshop) -> None:
    name = workshop.write()
    extras = {
        "publisher_repository": "depot-voisin",
        "publisher_key": workshop.key("toilettes"),
        "publisher_base": "{}",
    }
    ckan_extras = [{"key": key, "value": value} for key, value in extras.items()]
    before = workshop.portal.create(name=name, title=PLAIN["title"], owner_org=workshop.organization, extras=ckan_extras)

    expect_held_off(workshop, before, "other-repository", "depot-voisin", f"/dataset/{name}")


def test_a_marker_wiped_and_an_entry_renamed_by_another_tool(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    before = workshop.portal.patch(name, extras=[], name=f"{name}-renommee", title="Autre titre")

    expect_held_off(workshop, before, "second-writer", f"/dataset/{name}-renommee")


def test_an_entry_renamed_on_the_portal_is_still_ours(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    before = workshop.portal.patch(name, name=f"{name}-renommee")
    workshop.pending(NOTHING_WAITS)

    workshop.write(title="Autre titre")
    workshop.sync()

    after = workshop.portal.show(before["id"])
    assert (after["title"], after["name"]) == ("Autre titre", f"{name}-renommee")
    assert len(workshop.entries()) == 1
    workshop.pending(NOTHING_WAITS)


def test_a_change_of_organization_is_done_by_hand(workshop: Workshop, elsewhere: str) -> None:
    workshop.write()
    workshop.sync()
    before = workshop.show()
    workshop.employ(workshop.producer, elsewhere)

    expect_held_off(workshop, before, "organization", workshop.organization, elsewhere)

    workshop.portal.patch(before["id"], owner_org=elsewhere)
    assert workshop.differences() == []
    workshop.pending(NOTHING_WAITS)
    assert len(workshop.portal.entries(elsewhere)) == 1


# ---- renames, orphans, deletions


def test_an_entry_whose_file_was_renamed_is_deleted_on_the_portal(workshop: Workshop) -> None:
    """It still has the name of its former key, and a search does not find it."""
    name = workshop.write()
    workshop.sync()
    workshop.remove()
    workshop.write("wc", previously=[workshop.key("toilettes")])
    workshop.sync()
    before = workshop.portal.show(name)
    workshop.portal.delete(name)

    workshop.pending(NOTHING_WAITS).expect_words("deleted in the catalogue", "--drift revert")
    workshop.sync()
    assert workshop.entries() == [], "nothing takes its place unasked"
    workshop.sync("--drift", "revert")

    after = workshop.portal.show(before["id"])
    assert (after["state"], ids_of(after)) == ("active", ids_of(before))
    workshop.expect_settled(1)


@pytest.mark.parametrize("where", ["in the manifest", "in the catalogue"])
def test_an_entry_whose_name_changed_is_deleted_on_the_portal(workshop: Workshop, where: str) -> None:
    """Nobody can look it up by its name; but its resources' ids are taken, and tell whose they are."""
    name = workshop.write()
    workshop.sync()
    if where == "in the manifest":
        workshop.write(slug=f"{name}-bis")
    else:
        workshop.portal.patch(name, name=f"{name}-bis")
        name = f"{name}-bis"
    before = workshop.portal.show(name)
    workshop.portal.delete(name)

    workshop.run("sync", "--yes").expect_exit(3).expect_words(f"/dataset/{name}")
    assert workshop.entries() == [], "nothing takes its place unasked"

    workshop.portal.patch(before["id"], state="active")  # what the message must lead to
    workshop.portal.deleted.clear()
    assert len(workshop.entries()) == 1
    workshop.pending(NOTHING_WAITS)


def test_a_deleted_entry_of_others_with_our_name(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.portal.create(name=name, title="Une autre fiche", owner_org=workshop.organization)
    workshop.portal.delete(name)

    expect_held_off(workshop, workshop.show(), "deleted-foreign", name, "slug:")


def test_a_purged_entry_is_made_again(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    workshop.portal.purge(name)

    workshop.pending(WAITS).expect_words("1 to create")
    workshop.sync()

    workshop.expect_settled(1)


# ---- entries that were adopted under a name of their own


def adopted(workshop: Workshop, *, named: bool = True) -> Json:
    """An entry of another name than ours, adopted, and what the portal shows of it."""
    theirs = workshop.portal.create(
        name=f"ancienne-{workshop.producer}", title=PLAIN["title"], owner_org=workshop.organization
    )
    proposed: Json = {"catalogs": {CATALOG: {"entry": theirs["name"]}}}
    workshop.write(**proposed)
    workshop.run("adopt", workshop.key("toilettes"), "--yes").expect_exit(0)
    if not named:
        workshop.write()
    workshop.sync()
    return workshop.portal.show(theirs["id"])


def test_an_adopted_entry_is_found_by_its_marker_in_whatever_organization(workshop: Workshop, elsewhere: str) -> None:
    before = adopted(workshop, named=False)
    workshop.employ(workshop.producer, elsewhere)

    step = workshop.step()
    assert (step["step"], step["why"]) == ("blocked", "organization")
    workshop.sync(code=3).expect_words(workshop.organization, elsewhere)

    assert workshop.portal.show(before["id"]) == before
    assert workshop.portal.entries(elsewhere) == []


def test_an_adopted_entry_that_somebody_deletes_comes_back_the_same(workshop: Workshop) -> None:
    before = adopted(workshop)
    workshop.portal.delete(before["id"])

    assert workshop.step()["step"] == "drift"
    workshop.sync()
    assert workshop.entries() == []
    workshop.sync("--drift", "revert")

    (after,) = workshop.entries()
    assert (after["id"], after["name"], after["state"]) == (before["id"], before["name"], "active")
    workshop.pending(NOTHING_WAITS)
