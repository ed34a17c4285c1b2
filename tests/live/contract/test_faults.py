"""Whatever fails: exactly one entry per manifest, every field right, or a run that says what is missing."""

from __future__ import annotations

import re
import signal

import pytest

from tests.live.backends import PUBLIC
from tests.live.contract.place import Place
from tests.live.contract.running import killed_midway, stopped_midway
from tests.live.counting import Fault, Kind, Relay
from tests.live.portal import Json
from tests.live.workshop import WAITS, Ran

N = 8
NEW: list[Json] = [{"id": "csv", "title": "Nouveau", "url": "https://example.org/n.csv", "format": "csv"}]


def change_many(place: Place, count: int) -> None:
    """Give each dataset another title, other keywords and other resources."""
    for n in range(count):
        place.write(f"jeu-{n:02}", title=f"Titre {n}", resources=NEW, keywords=["l'eau", "été"])


def retry(place: Place, ran: Ran) -> None:
    """Type the command that a run gave."""
    command = re.search(r"publisher (apply --retry-failed .*)", ran.out)
    assert command is not None
    place.run(*command[1].split(), "--yes").expect_exit(0)


def expect_public(place: Place, count: int) -> None:
    """Assert that everything is right and that the public sees it."""
    assert [entry.state for entry in place.backend.all()] == [PUBLIC] * count
    place.expect_settled(count)


# ---- calls that go wrong


@pytest.mark.parametrize("kind", Kind)
def test_creates_survive(place: Place, place_relay: Relay, kind: Kind) -> None:
    """A creation whose reply is lost is looked for before it is sent again."""
    place.write_many(3)
    place_relay.faults.append(Fault(kind, place.backend.calls.create, times=2))

    place.sync().expect_words("3 of 3 entries done")

    assert place_relay.faults[0].times <= 0
    expect_public(place, 3)


@pytest.mark.parametrize("kind", Kind)
def test_updates_survive(place: Place, place_relay: Relay, kind: Kind) -> None:
    place.write_many(3)
    place.sync()
    change_many(place, 3)
    place_relay.faults.append(Fault(kind, place.backend.calls.write, times=2))

    place.sync().expect_words("3 of 3 entries done")

    assert place_relay.faults[0].times <= 0
    expect_public(place, 3)


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.BAD_GATEWAY, Kind.TOO_MANY, Kind.CUT])
def test_reads_survive(place: Place, place_relay: Relay, kind: Kind) -> None:
    place.write()
    reads = place.backend.calls.reads_of_create
    place_relay.faults += [Fault(kind, action, times=1) for action in reads]

    place.sync()

    assert [fault.action for fault in place_relay.faults if fault.times > 0] == []
    expect_public(place, 1)


@pytest.mark.parametrize("kind", [Kind.BAD_GATEWAY, Kind.TOO_MANY, Kind.LOST])
def test_one_failure_stops_one_entry(place: Place, place_relay: Relay, kind: Kind) -> None:
    """The writes of one entry fail, and the looks that would settle the doubt do, too."""
    calls = place.backend.calls
    place.write_many(4)
    place.sync()
    change_many(place, 4)
    unlucky = place.read("jeu-02").id
    place_relay.faults += [
        Fault(kind, calls.write, about=unlucky),
        Fault(Kind.BAD_GATEWAY, calls.read, about=unlucky, after=calls.looks_before_write),
    ]

    ran = place.sync(code=3).expect_words("3 of 4 entries done", place.key("jeu-02"), "--retry-failed")
    place_relay.faults.clear()
    retry(place, ran)

    expect_public(place, 4)


@pytest.mark.parametrize("kind", [Kind.BAD_GATEWAY, Kind.TOO_MANY, Kind.LOST])
def test_a_failed_creation_stops_one_entry(place: Place, place_relay: Relay, kind: Kind) -> None:
    place.write_many(4)
    place_relay.faults.append(Fault(kind, place.backend.calls.create, about=place.key("jeu-02")))

    ran = place.sync(code=3 if kind is not Kind.LOST else 0).expect_words(
        "4 of 4 entries done" if kind is Kind.LOST else "3 of 4 entries done"
    )
    place_relay.faults.clear()
    if ran.code:
        ran.expect_words(place.key("jeu-02"), "--retry-failed")
        retry(place, ran)

    expect_public(place, 4)


def test_a_creation_in_doubt_that_cannot_be_looked_for_is_not_sent_again(place: Place, place_relay: Relay) -> None:
    calls = place.backend.calls
    place.write()
    place_relay.faults += [
        Fault(Kind.LOST, calls.create),
        Fault(Kind.BAD_GATEWAY, calls.look_after_create, after=1),
    ]

    place.sync(code=3).expect_words("it is not known whether the change was written", "--retry-failed")

    assert place_relay.counted()[calls.create] == 1
    assert len(place.backend.all()) == 1
    place_relay.faults.clear()
    place.sync()
    expect_public(place, 1)


def test_a_retry_keeps_the_choices_of_the_run(place: Place, place_relay: Relay) -> None:
    entry = place.published().id
    place.backend.edit(entry, title="Titre du portail")
    place_relay.faults.append(Fault(Kind.BAD_GATEWAY, place.backend.calls.write))
    ran = place.sync("--drift", "revert", code=3)
    place_relay.faults.clear()

    retry(place, ran)

    expect_public(place, 1)


def test_a_portal_that_refuses_every_creation_for_a_while(place: Place, place_relay: Relay) -> None:
    place.write_many(3)
    place_relay.faults.append(Fault(Kind.BAD_GATEWAY, place.backend.calls.create))

    place.sync(code=3).expect_words("0 of 3 entries done")
    assert place.backend.entries() == {}
    place_relay.faults.clear()
    place.pending(WAITS)
    place.sync()

    expect_public(place, 3)


def test_a_portal_that_is_down_for_reading_is_no_empty_portal(place: Place, place_relay: Relay) -> None:
    place.published()
    before = place.backend.entries()
    place_relay.faults.append(Fault(Kind.BAD_GATEWAY, place.backend.calls.bulk))

    for verb in (("plan", "--exit-code"), ("sync", "--yes")):
        place.run(*verb).expect_exit(1).expect_words(place_relay.url, "502")

    place_relay.faults.clear()
    assert place.backend.entries() == before
    place.expect_settled(1)


# ---- killed


@pytest.mark.parametrize("calls", [1, 5, N])
def test_a_kill_in_the_middle_of_creates(place: Place, place_relay: Relay, calls: int) -> None:
    place.write_many(N)
    killed_midway(place, place_relay, place.backend.calls.create, calls)
    ids = {entry.id for entry in place.backend.all()}

    place.sync()

    assert ids <= {entry.id for entry in place.backend.all()}
    expect_public(place, N)


@pytest.mark.parametrize("calls", [1, 5])
def test_a_kill_in_the_middle_of_updates(place: Place, place_relay: Relay, calls: int) -> None:
    place.write_many(N)
    place.sync()
    change_many(place, N)
    killed_midway(place, place_relay, place.backend.calls.write, calls)

    place.sync()

    expect_public(place, N)


def test_a_killed_run_is_taken_up_by_its_journal(place: Place, place_relay: Relay) -> None:
    place.write_many(N)
    killed_midway(place, place_relay, place.backend.calls.create, 3)
    (journal,) = (place.root / ".publisher" / "runs").glob("*.jsonl")

    place.run("apply", "--retry-failed", journal.stem, "--yes").expect_exit(0)

    expect_public(place, N)


def test_a_manifest_that_moves_after_a_kill(place: Place, place_relay: Relay) -> None:
    place.write_many(N)
    killed_midway(place, place_relay, place.backend.calls.create, 5)
    ids = {entry.id for entry in place.backend.all()}
    change_many(place, N)

    place.sync()

    assert ids <= {entry.id for entry in place.backend.all()}
    expect_public(place, N)


def test_an_interrupt_says_what_was_not_done(place: Place, place_relay: Relay) -> None:
    place.write_many(N)

    output = stopped_midway(place, place_relay, place.backend.calls.create, 3, signal.SIGINT)

    assert "--retry-failed" in output
    assert 0 < len(place.backend.all()) < N
    place.sync()
    expect_public(place, N)
