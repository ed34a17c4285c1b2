"""Ownership: entries of others are never changed, and ours are never lost nor duplicated."""

from __future__ import annotations

import pytest

from tests.live.backends import ARCHIVED, DELETED, PRIVATE, PUBLIC
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.contract.samples import changed_paths
from tests.live.manifest_folder import NOTHING_WAITS, PERSON_DECIDES, PLAIN, WAITS
from tests.live.portal import Json

TITLE = PLAIN["title"]
CSV, CARTE = PLAIN["resources"]


def expect_blocked(folder: CatalogFolder, why: str, *advice: str) -> None:
    """Assert that an entry blocks ours: the plan says why, and a sync with any flag writes nothing."""
    before = folder.backend.entries()
    step = folder.step()
    assert (step["step"], step["why"]) == ("blocked", why)
    folder.pending(PERSON_DECIDES).expect_words(*advice)
    folder.sync(code=3).expect_words(*advice)
    folder.sync("--drift", "revert", "--on-conflict", "manifest", "--prune", "--allow", "takeovers=9", code=3)
    assert folder.backend.entries() == before
    folder.pending(PERSON_DECIDES)


# ---- entries of others


@pytest.mark.parametrize("state", [PUBLIC, PRIVATE])
def test_an_entry_of_others_with_our_title(folder: CatalogFolder, state: str) -> None:
    foreign = folder.backend.make_foreign(TITLE, state=state)
    before = folder.backend.entries()
    folder.write()

    expect_blocked(folder, "title-taken", folder.backend.read(foreign).name, "publisher adopt", "title:")

    folder.write(title="Autre titre")
    folder.sync()
    assert folder.backend.entries()[foreign] == before[foreign]
    folder.expect_settled(1)


def test_an_entry_that_was_deleted_is_no_obstacle(folder: CatalogFolder) -> None:
    foreign = folder.backend.make_foreign(TITLE)
    folder.backend.delete(foreign)
    folder.write()

    folder.sync()

    assert folder.backend.read(foreign).state == DELETED
    folder.expect_settled(1)


def test_our_title_in_another_organization_is_no_obstacle(folder: CatalogFolder, other_organization: str) -> None:
    foreign = folder.backend.make_foreign(TITLE, organization=other_organization)
    before = folder.backend.document(foreign)
    folder.write()

    folder.sync()

    assert folder.backend.document(foreign) == before
    folder.expect_settled(1)


# ---- the marker


def test_a_marker_of_another_repository_is_not_ours(folder: CatalogFolder) -> None:
    entry = folder.published().id
    folder.backend.edit(entry, extras={"publisher_repository": "depot-voisin"})

    expect_blocked(folder, "other-repository", "depot-voisin")


def test_a_marker_wiped_by_another_tool(folder: CatalogFolder) -> None:
    entry = folder.published()
    folder.backend.wipe_extras(entry.id)

    expect_blocked(folder, "second-writer", entry.name, "publisher_repository", "publisher_key")


def test_a_marker_put_back_by_hand_is_ours_again(folder: CatalogFolder) -> None:
    entry = folder.published(extras={"code": "1"})
    folder.backend.wipe_extras(entry.id)
    folder.pending(PERSON_DECIDES)
    marker = {name: entry.marker[name] for name in ("publisher_repository", "publisher_key")}
    folder.backend.edit(entry.id, extras={**marker, "outil": "passerelle"})

    assert folder.changes() == {"extras.code": "change"}
    folder.sync()

    assert changed_paths(entry, folder.read()) == {"extras"}
    assert folder.read().extras == {"code": "1", "outil": "passerelle"}
    folder.expect_settled(1)


@pytest.mark.parametrize("damage", ['{"v":1,"f":', "", '{"v":0}', "2;1;AbCdEfGhIjK;;;"])
def test_a_base_that_cannot_be_read_is_not_trusted(folder: CatalogFolder, damage: str) -> None:
    """A value of the catalogue that differs from the manifest is a takeover, and no resource is duplicated."""
    entry = folder.published()
    folder.backend.edit(entry.id, extras={"publisher_base": damage}, title="Titre du portail")

    assert folder.changes() == {"title": "takeover"}
    folder.sync()

    assert changed_paths(entry, folder.read()) == set()
    folder.expect_settled(1)


def test_two_entries_with_our_marker(folder: CatalogFolder) -> None:
    """A copy is left alone."""
    entry = folder.published()
    copy = folder.backend.make_foreign("Une copie", extras=entry.marker)
    before = folder.backend.entries()
    folder.write(title="Autre titre")

    folder.run("sync", "--yes")

    assert folder.backend.entries()[copy] == before[copy]
    assert len(folder.backend.all()) == 2
    folder.backend.delete(copy)
    folder.sync()
    folder.expect_settled(1)


# ---- organizations


def test_a_change_of_organization_is_done_by_hand(folder: CatalogFolder, other_organization: str) -> None:
    folder.published()
    folder.write_producer(folder.producer, other_organization)

    expect_blocked(folder, "organization", folder.backend.organization, other_organization)
    folder.backend.organization = other_organization
    assert folder.backend.entries() == {}


@pytest.mark.parametrize("state", ["archived", "draft", "private"])
def test_a_withdrawal_with_a_change_of_organization_is_no_silent_nothing(
    folder: CatalogFolder, other_organization: str, state: str
) -> None:
    folder.published()
    folder.write_producer(folder.producer, other_organization)
    folder.write(state=state)

    expect_blocked(folder, "organization", folder.backend.organization, other_organization)


@pytest.mark.parametrize("selected", [False, True])
def test_a_move_to_another_organization_makes_no_second_entry(
    folder: CatalogFolder, other_organization: str, selected: bool
) -> None:
    key, former = folder.key("toilettes"), folder.producer
    folder.published()
    folder.published("reste", title="Ce qui reste")
    before = folder.backend.entries()
    folder.remove()
    folder.producer = f"b{former}"
    folder.write_producer(folder.producer, other_organization)
    folder.write(previously=[key])

    folder.sync(*([folder.producer] if selected else []), code=3).expect_words(
        folder.backend.organization, other_organization
    )

    assert folder.backend.entries() == before
    folder.pending(PERSON_DECIDES)
    folder.producer, folder.backend.organization = former, other_organization
    assert folder.backend.entries() == {}


# ---- renames


def renamed(folder: CatalogFolder, **fields: object) -> None:
    """Write the plain manifest in a file of another name."""
    folder.write("wc", **{"title": "WC publics", "previously": [folder.key("toilettes")], **fields})


def test_previously_keeps_the_entry(folder: CatalogFolder) -> None:
    before = folder.published()
    folder.remove()
    renamed(folder)
    folder.pending(WAITS).expect_words("1 to change")

    folder.sync()

    assert (folder.read("wc").id, changed_paths(before, folder.read("wc"))) == (before.id, {"title"})
    folder.expect_settled(1)
    notice: Json = {"id": "notice", "title": "Notice", "url": "https://example.org/n"}
    renamed(folder, resources=[CSV, CARTE, notice])
    folder.sync()
    assert folder.read("wc").ids[:2] == before.ids
    folder.expect_settled(1)


def test_a_rename_without_previously_is_seen(folder: CatalogFolder) -> None:
    folder.published()
    before = folder.backend.entries()
    folder.remove()
    folder.write("wc", title="WC publics")

    folder.pending(PERSON_DECIDES).expect_words("its manifest was removed or renamed")

    assert folder.backend.entries() == before


def test_a_rename_survives_the_loss_of_the_base(folder: CatalogFolder) -> None:
    """A base that cannot be read must not duplicate resources."""
    before = folder.published()
    folder.remove()
    renamed(folder)
    folder.sync()
    folder.backend.edit(before.id, extras={"publisher_base": '{"v":0}'})
    renamed(folder, title="Sanitaires")

    folder.sync()

    assert folder.read("wc").ids == before.ids
    folder.expect_settled(1)


# ---- orphans


def test_an_orphan_is_reported_then_archived_when_asked(folder: CatalogFolder) -> None:
    folder.published()
    orphan = folder.published("autre", title="Autre jeu")
    before = folder.backend.entries()
    folder.remove("autre")

    assert [entry["name"] for entry in folder.plan()["orphans"]] == [orphan.name]
    folder.pending(NOTHING_WAITS).expect_words("its manifest was removed or renamed", "--prune")
    folder.sync()
    assert folder.backend.entries() == before

    folder.pending(WAITS, "--prune").expect_words("1 to hide")
    folder.sync("--prune")
    assert (changed_paths(orphan, folder.read("autre")), folder.read("autre").state) == (
        {"state"},
        folder.backend.traits.archived,
    )
    assert folder.plan("--prune")["orphans"] == []
    folder.pending(NOTHING_WAITS, "--prune")

    folder.write("autre", title="Autre jeu")
    folder.sync()
    assert changed_paths(orphan, folder.read("autre")) == set()
    folder.expect_settled(2)


def test_a_private_orphan_is_reported_then_archived_and_is_no_hiding(folder: CatalogFolder) -> None:
    """Nobody but the organization sees it: without a word it would stay for ever."""
    folder.guards = {"hidings": {"producer": 0, "run": 0}}
    folder.write_settings()
    folder.published()
    orphan = folder.published("autre", title="Autre jeu", state="private")
    folder.remove("autre")

    assert [entry["name"] for entry in folder.plan()["orphans"]] == [orphan.name]
    folder.pending(NOTHING_WAITS).expect_words("private; its manifest was removed or renamed", "to archive it")
    folder.pending(WAITS, "--prune").expect_words("private → archived")
    folder.sync("--prune")

    assert not folder.backend.is_public(orphan.id)
    assert folder.plan("--prune")["orphans"] == []
    folder.pending(NOTHING_WAITS, "--prune")
    folder.write("autre", title="Autre jeu", state="private")
    folder.sync()
    assert (folder.read("autre").id, folder.read("autre").state) == (orphan.id, PRIVATE)
    folder.expect_settled(2)


def test_an_orphan_that_was_hidden_by_hand_needs_nobody(folder: CatalogFolder) -> None:
    folder.published()
    folder.backend.hide(folder.published("autre", title="Autre jeu").id)
    folder.remove("autre")

    assert folder.plan()["orphans"] == []


def test_the_last_manifest_of_an_organization_leaves_an_orphan(folder: CatalogFolder) -> None:
    folder.published()
    folder.remove()

    folder.sync(code=1).expect_words("has no manifest", "--allow-empty")
    empty = folder.pending(NOTHING_WAITS, "--allow-empty")
    empty.expect_words("its manifest was removed or renamed", "--prune")
    folder.sync("--prune", "--allow-empty")

    assert [entry.state for entry in folder.backend.all()] == [folder.backend.traits.archived]
    folder.pending(NOTHING_WAITS, "--prune", "--allow-empty")


def test_a_broken_manifest_is_no_orphan(folder: CatalogFolder) -> None:
    """Nothing is pruned meanwhile: the broken manifest may be the renamed one of an entry that seems to have none."""
    folder.published()
    folder.published("autre", title="Autre jeu")
    before = folder.backend.entries()
    folder.write("autre", title="Autre jeu", license="n'importe quoi")

    assert folder.plan(folder.key("toilettes"))["orphans"] == []
    folder.sync(folder.key("toilettes")).expect_words("Nothing to do")
    folder.sync("--prune", folder.key("toilettes"), code=1).expect_words("autre.yml:6", "Nothing has been published")

    assert folder.backend.entries() == before


def test_entries_of_others_are_never_orphans(folder: CatalogFolder) -> None:
    folder.published()
    folder.backend.make_foreign("Faite à la main")
    other = {"publisher_repository": "depot-voisin", "publisher_key": "autre/fiche", "publisher_base": "{}"}
    folder.backend.make_foreign("D'un autre dépôt", extras=other)
    before = folder.backend.entries()

    folder.sync("--prune")

    assert folder.plan("--prune")["orphans"] == []
    assert folder.backend.entries() == before


# ---- deleted by hand


@pytest.mark.parametrize("edited", [False, True])
def test_an_entry_deleted_in_the_catalogue_stays_deleted(folder: CatalogFolder, edited: bool) -> None:
    before = folder.published()
    folder.backend.delete(before.id)
    if edited:
        folder.write(title="Autre titre", resources=[{**CSV, "title": "Données"}, CARTE])

    assert folder.step()["step"] == "drift"
    planned = folder.pending(NOTHING_WAITS).expect_words("deleted in the catalogue", "--drift revert")
    waits = "edited in the manifest since; not written before the entry is restored"
    assert (waits in planned.out, waits in folder.sync().output) == (edited, edited)
    assert (folder.backend.all(), folder.backend.read(before.id).state) == ([], DELETED)

    folder.pending(WAITS, "--drift", "revert")
    folder.sync("--drift", "revert")
    assert (folder.read().id, folder.read().ids, folder.read().state) == (before.id, before.ids, PUBLIC)
    assert changed_paths(before, folder.read()) == ({"title", "resources.csv.title"} if edited else set())
    assert folder.backend.is_public(before.id)
    folder.expect_settled(1)


def test_an_entry_restored_in_the_catalogue_is_ours_as_before(folder: CatalogFolder) -> None:
    before = folder.published()
    folder.backend.delete(before.id)
    folder.sync()
    folder.backend.restore(before.id)

    folder.pending(NOTHING_WAITS)
    folder.write(state="archived", title="Autre titre")
    folder.sync()

    assert changed_paths(before, folder.read()) == {"title", "state"}
    assert folder.read().state in (ARCHIVED, PRIVATE)
    folder.expect_settled(1)
