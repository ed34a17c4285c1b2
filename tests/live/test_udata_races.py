"""Two runs at once, and people who edit meanwhile: udata has no unique key and no lock."""

from __future__ import annotations

from .both import Both
from .counting import Relay
from .udata_portal import titles_of
from .workshop import NOTHING_WAITS

CREATE, WRITE, LIST = "POST datasets", "PUT datasets/{}", "GET organizations/{}/datasets"


def directly(alone: Both) -> Both:
    """The same folder, for a run that does not go through the relay."""
    return Both(
        root=alone.root.parent / "autre",
        repository=alone.repository,
        producer=alone.producer,
        udata=alone.udata,
        udata_organization=alone.udata_organization,
    )


def test_another_run_makes_it_after_the_plan(alone: Both, alone_relay: Relay) -> None:
    """Ours is one too many: it goes, and the public keeps what it has seen."""
    alone.write()
    other = directly(alone)
    other.write()
    alone_relay.before[CREATE] = other.sync

    alone.sync(code=3).expect_words("another run created it at the same time")

    entry = alone.show()
    assert alone.udata.seen(entry["id"])
    duplicates = [entry for entry in alone.udata.entries(alone.udata_organization) if entry["deleted"]]
    assert [(entry["private"], entry["extras"]["publisher_key"]) for entry in duplicates] == [
        (True, alone.key("toilettes"))
    ]
    alone.expect_settled(1)


def test_another_run_finds_it_before_it_is_published(alone: Both, alone_relay: Relay) -> None:
    """The other run goes on from what it finds."""
    alone.write_many(2)
    other = directly(alone)
    other.write_many(2)
    alone_relay.before[WRITE] = other.sync

    alone.run("sync", "--yes")

    alone.sync()
    assert [entry["private"] for entry in alone.entries()] == [False, False]
    alone.expect_settled(2)


def test_a_twin_that_others_made_is_left_to_them(alone: Both, alone_relay: Relay) -> None:
    """A run removes what it made itself, and nothing else: a person settles the rest."""
    alone.write()

    def copied() -> None:
        (entry,) = alone.entries()
        alone.udata.create(alone.udata_organization, title="Copie", extras=entry["extras"])

    alone_relay.before[WRITE] = copied

    alone.run("sync", "--yes")

    copies = [entry for entry in alone.udata.entries(alone.udata_organization) if entry["title"] == "Copie"]
    assert [entry["deleted"] for entry in copies] == [None]


def test_a_new_entry_edited_before_it_is_published(alone: Both, alone_relay: Relay) -> None:
    alone.write()

    def edited() -> None:
        (entry,) = alone.entries()
        alone.udata.put(entry["id"], frequency="weekly")

    alone_relay.before[LIST] = lambda: alone_relay.before.update({LIST: edited})

    alone.sync(code=3).expect_words("was changed")

    alone.sync()
    assert (alone.show()["frequency"], alone.show()["private"]) == ("weekly", False)
    alone.expect_settled(1)


def test_an_edit_in_the_last_instant_keeps_other_fields(alone: Both, alone_relay: Relay) -> None:
    """Between the look and the write an edit is not seen: a PUT that sent everything back would undo all of it."""
    alone.write()
    alone.sync()
    entry = alone.show()
    alone.write(description="Texte du manifeste.")
    alone_relay.before[WRITE] = lambda: alone.udata.put(entry["id"], title="Titre du portail", frequency="weekly")

    alone.sync()

    after = alone.show()
    assert (after["title"], after["description"]) == ("Titre du portail", "Texte du manifeste.")
    assert after["frequency"] == "weekly"
    assert titles_of(after) == titles_of(entry)
    alone.pending(NOTHING_WAITS).expect_words("Titre du portail")
