"""Two runs at once, and edits during a run: nothing is duplicated, and no edit is lost."""

from __future__ import annotations

from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.contract.interrupted_runs import together, wait_until
from tests.live.counting import Relay
from tests.live.manifest_folder import NOTHING_WAITS, PERSON_DECIDES, PLAIN

N = 8


def test_two_syncs_at_once_create_once(folder: CatalogFolder, folder_relay: Relay) -> None:
    folder.write_many(N)
    first_call = folder.backend.calls.each_plan[0]
    folder_relay.before[first_call] = lambda: wait_until(lambda: folder_relay.counted()[first_call] == 2)
    folder_relay.delay = 0.1

    together(folder)
    folder_relay.delay = 0.0
    assert folder_relay.counted()[folder.backend.calls.create] > N, "both made entries"

    assert len(folder.backend.all()) == N
    folder.sync()
    assert all(folder.backend.is_public(entry.id) for entry in folder.backend.all())
    folder.expect_settled(N)


def test_two_syncs_at_once_update_once(folder: CatalogFolder) -> None:
    """The test changes descriptions: two changes of one title at once can break an address in udata itself."""
    folder.write_many(N)
    folder.sync()
    folder.write_many(N, description="Autre texte.")

    together(folder)

    folder.sync()
    folder.expect_settled(N)


def test_an_edit_while_the_sync_is_under_way_is_not_lost(folder: CatalogFolder, folder_relay: Relay) -> None:
    """The entry changes after the bulk read: the write is refused, the edit stays, and the run says so."""
    entry = folder.published().id
    folder.write(title="Titre du manifeste")
    when = folder.backend.calls.last_check
    folder_relay.before[when] = lambda: folder.backend.edit(entry, description="Texte du portail")

    folder.sync(code=3).expect_words("was changed")

    assert folder.read().description == "Texte du portail"
    assert folder.changes() == {"title": "change", "description": "drift"}
    folder.sync()
    assert (folder.read().title, folder.read().description) == ("Titre du manifeste", "Texte du portail")
    folder.pending(NOTHING_WAITS)


def test_an_edit_of_the_same_field_while_the_sync_is_under_way(folder: CatalogFolder, folder_relay: Relay) -> None:
    entry = folder.published().id
    folder.write(title="Titre du manifeste")
    when = folder.backend.calls.last_check
    folder_relay.before[when] = lambda: folder.backend.edit(entry, title="Titre du portail")

    folder.sync(code=3).expect_words("was changed")

    assert folder.read().title == "Titre du portail"
    assert folder.changes() == {"title": "conflict"}
    folder.pending(PERSON_DECIDES).expect_words("Titre du portail")


def test_a_resource_edited_while_the_sync_is_under_way(folder: CatalogFolder, folder_relay: Relay) -> None:
    entry = folder.published().id
    csv, carte = PLAIN["resources"]
    folder.write(resources=[{**csv, "title": "Titre du manifeste"}, carte])
    when = folder.backend.calls.last_check
    folder_relay.before[when] = lambda: folder.backend.edit_resource(entry, "Tableau", title="Titre du portail")

    folder.sync(code=3).expect_words("was changed")

    assert folder.read().titles == ["Titre du portail", "Carte"]
    assert folder.changes() == {"resources.csv.title": "conflict"}


def test_an_entry_deleted_while_the_sync_is_under_way(folder: CatalogFolder, folder_relay: Relay) -> None:
    entry = folder.published().id
    folder.write(title="Autre titre")
    folder_relay.before[folder.backend.calls.last_check] = lambda: folder.backend.delete(entry)

    folder.sync(code=3)

    assert folder.backend.all() == []
    folder.sync("--drift", "revert")
    assert folder.read().id == entry
    folder.expect_settled(1)


def test_others_make_an_entry_of_our_title_while_the_sync_is_under_way(
    folder: CatalogFolder, folder_relay: Relay
) -> None:
    """Their entry stays as it is; the next plan says whether ours was created beside it."""
    folder.write()
    ids: list[str] = []
    create = folder.backend.calls.create
    folder_relay.before[create] = lambda: ids.append(folder.backend.make_foreign("Toilettes publiques"))

    folder.run("sync", "--yes")

    (foreign,) = ids
    assert folder.backend.read(foreign).marker == {}
    assert len(folder.backend.keyed(folder.key("toilettes"))) == 1
