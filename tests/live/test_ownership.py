"""Whose entry it is: what is not ours is never touched, what is ours is never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from .portal import Json, Portal, extras_of, ids_of
from .workshop import NOTHING_WAITS, PLAIN, WAITS, Workshop

MARKER = ("publisher_repository", "publisher_key", "publisher_base")


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


def test_an_entry_of_somebody_else_with_our_title(workshop: Workshop) -> None:
    workshop.write()
    before = workshop.portal.create(
        name=f"{workshop.producer}-ancienne", title=PLAIN["title"], owner_org=workshop.organization
    )

    expect_held_off(workshop, before, "title-taken", f"/dataset/{before['name']}", "title:")
    assert len(workshop.entries()) == 1


def test_our_title_in_another_organization_is_no_obstacle(workshop: Workshop, elsewhere: str) -> None:
    workshop.write()
    before = workshop.portal.create(name=f"{workshop.producer}-la-bas", title=PLAIN["title"], owner_org=elsewhere)

    workshop.sync()

    assert workshop.portal.show(before["id"]) == before
    workshop.expect_settled(1)


def test_an_entry_of_another_repository(workshop: Workshop) -> None:
    name = workshop.write()
    extras = {
        "publisher_repository": "depot-voisin",
        "publisher_key": workshop.key("toilettes"),
        "publisher_base": "{}",
    }
    listed = [{"key": key, "value": value} for key, value in extras.items()]
    before = workshop.portal.create(name=name, title=PLAIN["title"], owner_org=workshop.organization, extras=listed)

    expect_held_off(workshop, before, "other-repository", "depot-voisin", f"/dataset/{name}")


def test_a_marker_changed_to_another_repository_is_not_ours_any_more(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    before = workshop.portal.set_extras(name, publisher_repository="depot-voisin")

    expect_held_off(workshop, before, "other-repository", "depot-voisin")


def test_a_marker_wiped_by_another_tool(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    before = workshop.portal.patch(name, extras=[])

    expect_held_off(workshop, before, "second-writer", f"/dataset/{name}", "publisher_repository", "publisher_key")


def test_a_marker_wiped_and_an_entry_renamed_by_another_tool(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    before = workshop.portal.patch(name, extras=[], name=f"{name}-renommee", title="Autre titre")

    expect_held_off(workshop, before, "second-writer", f"/dataset/{name}-renommee")


def test_a_marker_put_back_by_hand_is_ours_again(workshop: Workshop) -> None:
    name = workshop.write(extras={"code": "1"})
    workshop.sync()
    workshop.portal.patch(name, extras=[])
    workshop.pending(WAITS)

    workshop.portal.set_extras(name, publisher_repository=workshop.repository, publisher_key=workshop.key("toilettes"))
    assert workshop.changes() == {"extras.code": "change"}
    workshop.sync()

    workshop.expect_settled(1)


def test_a_damaged_base_is_not_trusted(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    workshop.portal.set_extras(name, publisher_base='{"v":1,"f":')
    workshop.portal.patch(name, title="Titre du portail")
    before = ids_of(workshop.show())

    assert workshop.changes() == {"title": "takeover"}
    workshop.sync()

    assert ids_of(workshop.show()) == before
    workshop.expect_settled(1)


def test_two_entries_with_our_marker(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    entry = workshop.show()
    copied = {key: entry[key] for key in ("title", "notes", "extras", "owner_org")}
    copy = workshop.portal.create(name=f"{name}-copie", **copied)
    workshop.write(title="Autre titre")

    workshop.run("sync", "--yes")

    assert workshop.portal.show(copy["id"]) == copy, "a copy is left alone"
    assert workshop.show()["title"] in (PLAIN["title"], "Autre titre")
    assert len(workshop.entries()) == 2
    workshop.run("plan", "--exit-code")


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


def test_previously_keeps_the_entry(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    before = workshop.show()

    workshop.remove()
    workshop.write("wc", title="WC publics", previously=[workshop.key("toilettes")])
    workshop.pending(WAITS).expect_words("1 to change")
    workshop.sync()

    after = workshop.portal.show(before["id"])
    assert (after["name"], after["title"], ids_of(after)) == (name, "WC publics", ids_of(before))
    assert extras_of(after)["publisher_key"] == workshop.key("wc")
    workshop.expect_settled(1)

    resources = [*PLAIN["resources"], {"id": "notice", "title": "Notice", "url": "https://example.org/n"}]
    workshop.write("wc", title="WC publics", previously=[workshop.key("toilettes")], resources=resources)
    workshop.sync()
    assert ids_of(workshop.portal.show(before["id"]))[:2] == ids_of(before)
    workshop.expect_settled(1)


def test_a_rename_without_previously_is_seen(workshop: Workshop) -> None:
    workshop.write()
    workshop.sync()
    before = workshop.show()
    workshop.remove()
    workshop.write("wc")

    workshop.pending(WAITS).expect_words("no manifest names it any more")

    assert workshop.show() == before


def test_a_rename_survives_the_loss_of_the_base(workshop: Workshop) -> None:
    """A base of another version of the tool must not double resources: their ids come from the former key."""
    name = workshop.write()
    workshop.sync()
    before = workshop.show()
    workshop.remove()
    workshop.write("wc", title="WC", previously=[workshop.key("toilettes")])
    workshop.sync()
    base = extras_of(workshop.portal.show(name))["publisher_base"]
    workshop.portal.set_extras(name, publisher_base=re.sub(r'"v":\d+', '"v":0', base))
    workshop.write("wc", title="Sanitaires", previously=[workshop.key("toilettes")])

    workshop.sync()

    assert ids_of(workshop.portal.show(name)) == ids_of(before)
    workshop.expect_settled(1)


@pytest.mark.parametrize("selected", [False, True])
def test_a_move_to_another_organization_makes_no_second_entry(
    workshop: Workshop, elsewhere: str, selected: bool
) -> None:
    workshop.write()
    workshop.write("reste", title="Ce qui reste")
    workshop.sync()
    before, key = workshop.show(), workshop.key("toilettes")
    workshop.remove()
    workshop.producer = f"b{workshop.producer}"
    workshop.employ(workshop.producer, elsewhere)
    workshop.write(previously=[key])

    workshop.sync(*([workshop.producer] if selected else []), code=3).expect_words(workshop.organization, elsewhere)

    assert workshop.portal.entries(elsewhere) == []
    assert workshop.portal.show(before["id"]) == before
    workshop.pending(WAITS)


def test_the_last_manifest_of_an_organization_leaves_an_orphan(workshop: Workshop) -> None:
    workshop.write()
    workshop.sync()
    workshop.remove()

    workshop.pending(NOTHING_WAITS).expect_words("no manifest names it any more", "--prune")
    workshop.sync("--prune")

    assert [entry["private"] for entry in workshop.entries()] == [True]
    workshop.pending(NOTHING_WAITS, "--prune")


def test_an_orphan_is_reported_then_archived_when_asked(workshop: Workshop) -> None:
    workshop.write()
    workshop.write("autre", title="Autre jeu")
    workshop.sync()
    before = workshop.show("autre")
    workshop.remove("autre")

    assert [one["name"] for one in workshop.plan()["orphans"]] == [workshop.name("autre")]
    workshop.pending(NOTHING_WAITS).expect_words("no manifest names it any more", "--prune")
    workshop.sync()
    assert workshop.show("autre") == before

    workshop.pending(WAITS, "--prune").expect_words("1 to hide")
    workshop.sync("--prune")
    after = workshop.show("autre")
    assert (after["private"], after["state"], after["id"]) == (True, "active", before["id"])
    assert ids_of(after) == ids_of(before)
    assert workshop.plan("--prune")["orphans"] == []
    workshop.pending(NOTHING_WAITS, "--prune")

    workshop.write("autre", title="Autre jeu")
    workshop.sync()
    assert workshop.show("autre")["private"] is False
    workshop.expect_settled(2)


def test_pruning_is_guarded(workshop: Workshop) -> None:
    for stem in ("a1", "a2", "a3"):
        workshop.write(stem, title=f"Jeu {stem}")
    workshop.sync()
    for stem in ("a1", "a2"):
        workshop.remove(stem)

    workshop.sync("--prune", code=3).expect_words("--allow hidings=2")

    assert [entry["private"] for entry in workshop.entries()] == [False] * 3
    workshop.pending(WAITS, "--prune")
    workshop.pending(NOTHING_WAITS)


def test_a_broken_manifest_is_no_orphan(workshop: Workshop) -> None:
    workshop.write()
    workshop.write("autre", title="Autre jeu")
    workshop.sync()
    before = workshop.show("autre")
    workshop.write("autre", title="Autre jeu", license="n'importe quoi")

    workshop.sync("--prune", workshop.key("toilettes"))

    assert workshop.show("autre") == before
    workshop.pending(NOTHING_WAITS, "--prune", workshop.key("toilettes"))


def test_an_entry_deleted_on_the_portal_is_kept_so(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    before = workshop.show()
    workshop.portal.delete(name)

    workshop.pending(NOTHING_WAITS).expect_words("deleted on the portal", "--drift revert")
    workshop.sync()
    assert workshop.show()["state"] == "deleted"

    workshop.pending(WAITS, "--drift", "revert")
    workshop.sync("--drift", "revert")
    after = workshop.show()
    assert (after["state"], after["id"], ids_of(after)) == ("active", before["id"], ids_of(before))
    workshop.expect_settled(1)


def test_an_entry_whose_file_was_renamed_is_deleted_on_the_portal(workshop: Workshop) -> None:
    """It still has the name of its former key, and a search does not find it."""
    name = workshop.write()
    workshop.sync()
    workshop.remove()
    workshop.write("wc", previously=[workshop.key("toilettes")])
    workshop.sync()
    before = workshop.portal.show(name)
    workshop.portal.delete(name)

    workshop.pending(NOTHING_WAITS).expect_words("deleted on the portal", "--drift revert")
    workshop.sync()
    assert workshop.entries() == [], "nothing takes its place unasked"
    workshop.sync("--drift", "revert")

    after = workshop.portal.show(before["id"])
    assert (after["state"], ids_of(after)) == ("active", ids_of(before))
    workshop.expect_settled(1)


@pytest.mark.parametrize("where", ["in the manifest", "on the portal"])
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


def test_an_entry_deleted_on_the_portal_whose_manifest_moved(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    before = workshop.show()
    workshop.portal.delete(name)
    resources = [{**PLAIN["resources"][0], "title": "Données"}, PLAIN["resources"][1]]
    workshop.write(title="Autre titre", resources=resources)

    workshop.run("sync", "--yes")
    assert workshop.show()["state"] == "deleted"
    workshop.sync("--drift", "revert")

    after = workshop.show()
    assert (after["state"], after["id"], ids_of(after)) == ("active", before["id"], ids_of(before))
    workshop.expect_settled(1)


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
