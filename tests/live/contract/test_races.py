"""Two runs at once, and people who edit meanwhile: nothing is doubled, and no edit is lost."""

from __future__ import annotations

from tests.live.contract.place import Place
from tests.live.contract.running import together
from tests.live.counting import Relay
from tests.live.workshop import NOTHING_WAITS, PLAIN, WAITS

N = 8


def test_two_syncs_at_once_create_once(place: Place, place_relay: Relay) -> None:
    place.write_many(N)
    place_relay.delay = 0.1

    together(place)
    place_relay.delay = 0.0
    assert place_relay.counted()[place.backend.calls.create] > N, "both made entries"

    assert len(place.backend.all()) == N
    place.sync()
    assert all(place.backend.is_public(entry.id) for entry in place.backend.all())
    place.expect_settled(N)


def test_two_syncs_at_once_update_once(place: Place) -> None:
    """Of descriptions: two changes at once of one title can break an entry's addresses in udata itself."""
    place.write_many(N)
    place.sync()
    place.write_many(N, description="Autre texte.")

    together(place)

    place.sync()
    place.expect_settled(N)


def test_an_edit_while_the_sync_is_under_way_is_not_lost(place: Place, place_relay: Relay) -> None:
    """The entry moves after the bulk read: the write is refused, the edit stays, the run says so."""
    entry = place.published().id
    place.write(title="Titre du manifeste")
    when = place.backend.calls.last_chance
    place_relay.before[when] = lambda: place.backend.edit(entry, description="Texte du portail")

    place.sync(code=3).expect_words("was changed")

    assert place.read().description == "Texte du portail"
    assert place.changes() == {"title": "change", "description": "drift"}
    place.sync()
    assert (place.read().title, place.read().description) == ("Titre du manifeste", "Texte du portail")
    place.pending(NOTHING_WAITS)


def test_an_edit_of_the_same_field_while_the_sync_is_under_way(place: Place, place_relay: Relay) -> None:
    entry = place.published().id
    place.write(title="Titre du manifeste")
    when = place.backend.calls.last_chance
    place_relay.before[when] = lambda: place.backend.edit(entry, title="Titre du portail")

    place.sync(code=3).expect_words("was changed")

    assert place.read().title == "Titre du portail"
    assert place.changes() == {"title": "conflict"}
    place.pending(WAITS).expect_words("Titre du portail")


def test_a_resource_edited_while_the_sync_is_under_way(place: Place, place_relay: Relay) -> None:
    entry = place.published().id
    csv, carte = PLAIN["resources"]
    place.write(resources=[{**csv, "title": "Titre du manifeste"}, carte])
    when = place.backend.calls.last_chance
    place_relay.before[when] = lambda: place.backend.edit_resource(entry, "Tableau", title="Titre du portail")

    place.sync(code=3).expect_words("was changed")

    assert place.read().titles == ["Titre du portail", "Carte"]
    assert place.changes() == {"resources.csv.title": "conflict"}


def test_an_entry_deleted_while_the_sync_is_under_way(place: Place, place_relay: Relay) -> None:
    entry = place.published().id
    place.write(title="Autre titre")
    place_relay.before[place.backend.calls.last_chance] = lambda: place.backend.delete(entry)

    place.sync(code=3)

    assert place.backend.all() == []
    place.sync("--drift", "revert")
    assert place.read().id == entry
    place.expect_settled(1)


def test_somebody_makes_an_entry_of_our_title_while_the_sync_is_under_way(place: Place, place_relay: Relay) -> None:
    """It stays as it is; whether ours was made beside it is for the next plan to say."""
    place.write()
    ids: list[str] = []
    create = place.backend.calls.create
    place_relay.before[create] = lambda: ids.append(place.backend.make_foreign("Toilettes publiques"))

    place.run("sync", "--yes")

    (foreign,) = ids
    assert place.backend.read(foreign).marker == {}
    assert len(place.backend.keyed(place.key("toilettes"))) == 1
