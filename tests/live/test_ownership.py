"""Ownership on CKAN: entries of others are never changed, and ours are never lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .manifest_folder import CATALOG, NOTHING_WAITS, PERSON_DECIDES, PLAIN, WAITS, CkanFolder
from .portal import Json, Portal, ids_of


@pytest.fixture
def other_organization(portal: Portal) -> Iterator[str]:
    """Provide a second organization."""
    name = portal.make_organization()
    yield name
    portal.purge_organization(name)


def expect_blocked(ckan_folder: CkanFolder, before: Json, why: str, *advice: str) -> None:
    """Assert that an entry blocks ours: the plan says why, and a sync with any flag leaves the entry unchanged."""
    step = ckan_folder.step()
    assert (step["step"], step["why"]) == ("blocked", why)
    ckan_folder.pending(PERSON_DECIDES).expect_words(*advice)
    ckan_folder.sync(code=3).expect_words(*advice)
    ckan_folder.sync("--drift", "revert", "--on-conflict", "manifest", "--prune", "--allow", "takeovers=9", code=3)
    assert ckan_folder.portal.show(before["id"]) == before
    ckan_folder.pending(PERSON_DECIDES)


def test_an_entry_of_others_with_our_name(ckan_folder: CkanFolder) -> None:
    name = ckan_folder.write()
    before = ckan_folder.portal.create(name=name, title="Une autre fiche", owner_org=ckan_folder.organization)

    expect_blocked(
        ckan_folder, before, "name-taken", f"/dataset/{name}", "slug:", f"{ckan_folder.producer}/toilettes.yml"
    )

    ckan_folder.write(slug=f"{name}-bis")
    ckan_folder.sync()
    assert ckan_folder.portal.show(before["id"]) == before
    ckan_folder.expect_settled()


def test_an_entry_of_another_organization_with_our_name(ckan_folder: CkanFolder, other_organization: str) -> None:
    name = ckan_folder.write()
    before = ckan_folder.portal.create(name=name, title="Une autre fiche", owner_org=other_organization)

    expect_blocked(ckan_folder, before, "name-taken", f"/dataset/{name}", "slug:")


def test_a_private_entry_of_others_with_our_name(
    ckan_folder: CkanFolder, other_organization: str, portal: Portal
) -> None:
    name = ckan_folder.write()
    before = portal.create(name=name, title="Une fiche privée", owner_org=other_organization, private=True)
    portal.call("organization_member_delete", id=other_organization, username=portal.user(portal.editor))

    expect_blocked(ckan_folder, before, "hidden", name, "slug:")


def test_an_entry_of_another_repository(ckan_folder: CkanFolder) -> None:
    name = ckan_folder.write()
    extras = {
        "publisher_repository": "depot-voisin",
        "publisher_key": ckan_folder.key("toilettes"),
        "publisher_base": "{}",
    }
    ckan_extras = [{"key": key, "value": value} for key, value in extras.items()]
    before = ckan_folder.portal.create(
        name=name, title=PLAIN["title"], owner_org=ckan_folder.organization, extras=ckan_extras
    )

    expect_blocked(ckan_folder, before, "other-repository", "depot-voisin", f"/dataset/{name}")


def test_a_marker_wiped_and_an_entry_renamed_by_another_tool(ckan_folder: CkanFolder) -> None:
    name = ckan_folder.write()
    ckan_folder.sync()
    before = ckan_folder.portal.patch(name, extras=[], name=f"{name}-renommee", title="Autre titre")

    expect_blocked(ckan_folder, before, "second-writer", f"/dataset/{name}-renommee")


def test_an_entry_renamed_in_the_catalogue_is_still_ours(ckan_folder: CkanFolder) -> None:
    name = ckan_folder.write()
    ckan_folder.sync()
    before = ckan_folder.portal.patch(name, name=f"{name}-renommee")
    ckan_folder.pending(NOTHING_WAITS)

    ckan_folder.write(title="Autre titre")
    ckan_folder.sync()

    after = ckan_folder.portal.show(before["id"])
    assert (after["title"], after["name"]) == ("Autre titre", f"{name}-renommee")
    assert len(ckan_folder.entries()) == 1
    ckan_folder.pending(NOTHING_WAITS)


def test_a_change_of_organization_is_done_by_hand(ckan_folder: CkanFolder, other_organization: str) -> None:
    ckan_folder.write()
    ckan_folder.sync()
    before = ckan_folder.show()
    ckan_folder.write_producer(ckan_folder.producer, other_organization)

    expect_blocked(ckan_folder, before, "organization", ckan_folder.organization, other_organization)

    ckan_folder.portal.patch(before["id"], owner_org=other_organization)
    assert ckan_folder.differences() == []
    ckan_folder.pending(NOTHING_WAITS)
    assert len(ckan_folder.portal.entries(other_organization)) == 1


# ---- renames, orphans, deletions


def test_an_entry_whose_file_was_renamed_is_deleted_in_the_catalogue(ckan_folder: CkanFolder) -> None:
    """The deleted entry still has the name of its former key, and a search does not find it."""
    name = ckan_folder.write()
    ckan_folder.sync()
    ckan_folder.remove()
    ckan_folder.write("wc", previously=[ckan_folder.key("toilettes")])
    ckan_folder.sync()
    before = ckan_folder.portal.show(name)
    ckan_folder.portal.delete(name)

    ckan_folder.pending(NOTHING_WAITS).expect_words("deleted in the catalogue", "--drift revert")
    ckan_folder.sync()
    assert ckan_folder.entries() == [], "nothing takes its place unasked"
    ckan_folder.sync("--drift", "revert")

    after = ckan_folder.portal.show(before["id"])
    assert (after["state"], ids_of(after)) == ("active", ids_of(before))
    ckan_folder.expect_settled(1)


@pytest.mark.parametrize("where", ["in the manifest", "in the catalogue"])
def test_an_entry_whose_name_changed_is_deleted_in_the_catalogue(ckan_folder: CkanFolder, where: str) -> None:
    """The entry cannot be read by its name; but the ids of its resources are in use, and show whose they are."""
    name = ckan_folder.write()
    ckan_folder.sync()
    if where == "in the manifest":
        ckan_folder.write(slug=f"{name}-bis")
    else:
        ckan_folder.portal.patch(name, name=f"{name}-bis")
        name = f"{name}-bis"
    before = ckan_folder.portal.show(name)
    ckan_folder.portal.delete(name)

    ckan_folder.run("sync", "--yes").expect_exit(3).expect_words(f"/dataset/{name}")
    assert ckan_folder.entries() == [], "nothing takes its place unasked"

    ckan_folder.portal.patch(before["id"], state="active")  # what the message must lead to
    ckan_folder.portal.deleted.clear()
    assert len(ckan_folder.entries()) == 1
    ckan_folder.pending(NOTHING_WAITS)


def test_a_deleted_entry_of_others_with_our_name(ckan_folder: CkanFolder) -> None:
    name = ckan_folder.write()
    ckan_folder.portal.create(name=name, title="Une autre fiche", owner_org=ckan_folder.organization)
    ckan_folder.portal.delete(name)

    expect_blocked(ckan_folder, ckan_folder.show(), "deleted-foreign", name, "slug:")


def test_a_purged_entry_is_made_again(ckan_folder: CkanFolder) -> None:
    name = ckan_folder.write()
    ckan_folder.sync()
    ckan_folder.portal.purge(name)

    ckan_folder.pending(WAITS).expect_words("1 to create")
    ckan_folder.sync()

    ckan_folder.expect_settled(1)


# ---- entries that were adopted under a name of their own


def adopted(ckan_folder: CkanFolder, *, named: bool = True) -> Json:
    """Adopt an entry of another name than ours, and return it."""
    theirs = ckan_folder.portal.create(
        name=f"ancienne-{ckan_folder.producer}", title=PLAIN["title"], owner_org=ckan_folder.organization
    )
    proposed: Json = {"catalogs": {CATALOG: {"entry": theirs["name"]}}}
    ckan_folder.write(**proposed)
    ckan_folder.run("adopt", ckan_folder.key("toilettes"), "--yes").expect_exit(0)
    if not named:
        ckan_folder.write()
    ckan_folder.sync()
    return ckan_folder.portal.show(theirs["id"])


def test_an_adopted_entry_is_found_by_its_marker_in_whatever_organization(
    ckan_folder: CkanFolder, other_organization: str
) -> None:
    before = adopted(ckan_folder, named=False)
    ckan_folder.write_producer(ckan_folder.producer, other_organization)

    step = ckan_folder.step()
    assert (step["step"], step["why"]) == ("blocked", "organization")
    ckan_folder.sync(code=3).expect_words(ckan_folder.organization, other_organization)

    assert ckan_folder.portal.show(before["id"]) == before
    assert ckan_folder.portal.entries(other_organization) == []


def test_an_adopted_entry_that_is_deleted_comes_back_the_same(ckan_folder: CkanFolder) -> None:
    before = adopted(ckan_folder)
    ckan_folder.portal.delete(before["id"])

    assert ckan_folder.step()["step"] == "drift"
    ckan_folder.sync()
    assert ckan_folder.entries() == []
    ckan_folder.sync("--drift", "revert")

    (after,) = ckan_folder.entries()
    assert (after["id"], after["name"], after["state"]) == (before["id"], before["name"], "active")
    ckan_folder.pending(NOTHING_WAITS)
