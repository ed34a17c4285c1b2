"""Runs with failing calls: one entry per manifest, every field right, or a run that says what is missing."""

from __future__ import annotations

import re
import signal

import pytest

from tests.live.backends import PUBLIC
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.contract.interrupted_runs import killed_midway, stopped_midway
from tests.live.counting import Fault, FaultKind, Relay
from tests.live.manifest_folder import WAITS, CommandResult
from tests.live.portal import Json

N = 8
NEW: list[Json] = [{"id": "csv", "title": "Nouveau", "url": "https://example.org/n.csv", "format": "csv"}]


def change_many(folder: CatalogFolder, count: int) -> None:
    """Give each dataset another title, other keywords and other resources."""
    for n in range(count):
        folder.write(f"jeu-{n:02}", title=f"Titre {n}", resources=NEW, keywords=["l'eau", "été"])


def retry(folder: CatalogFolder, ran: CommandResult) -> None:
    """Run the command that an earlier run printed."""
    command = re.search(r"publisher (apply --retry-failed .*)", ran.out)
    assert command is not None
    folder.run(*command[1].split(), "--yes").expect_exit(0)


def expect_public(folder: CatalogFolder, count: int) -> None:
    """Assert that everything is right and visible to the public."""
    assert [entry.state for entry in folder.backend.all()] == [PUBLIC] * count
    folder.expect_settled(count)


# ---- calls that go wrong


@pytest.mark.parametrize("kind", FaultKind)
def test_creates_survive(folder: CatalogFolder, folder_relay: Relay, kind: FaultKind) -> None:
    """After a lost reply to a creation, the entry is searched before the creation is sent again."""
    folder.write_many(3)
    folder_relay.faults.append(Fault(kind, folder.backend.calls.create, times=2))

    folder.sync().expect_words("3 of 3 entries done")

    assert folder_relay.faults[0].times <= 0
    expect_public(folder, 3)


@pytest.mark.parametrize("kind", FaultKind)
def test_updates_survive(folder: CatalogFolder, folder_relay: Relay, kind: FaultKind) -> None:
    folder.write_many(3)
    folder.sync()
    change_many(folder, 3)
    folder_relay.faults.append(Fault(kind, folder.backend.calls.write, times=2))

    folder.sync().expect_words("3 of 3 entries done")

    assert folder_relay.faults[0].times <= 0
    expect_public(folder, 3)


@pytest.mark.parametrize("kind", [FaultKind.LOST, FaultKind.BAD_GATEWAY, FaultKind.TOO_MANY, FaultKind.CUT])
def test_reads_survive(folder: CatalogFolder, folder_relay: Relay, kind: FaultKind) -> None:
    folder.write()
    reads = folder.backend.calls.reads_of_create
    folder_relay.faults += [Fault(kind, action, times=1) for action in reads]

    folder.sync()

    assert [fault.action for fault in folder_relay.faults if fault.times > 0] == []
    expect_public(folder, 1)


@pytest.mark.parametrize("kind", [FaultKind.BAD_GATEWAY, FaultKind.TOO_MANY, FaultKind.LOST])
def test_one_failure_stops_one_entry(folder: CatalogFolder, folder_relay: Relay, kind: FaultKind) -> None:
    """The writes of one entry fail, and so do the reads that would show whether they were carried out."""
    calls = folder.backend.calls
    folder.write_many(4)
    folder.sync()
    change_many(folder, 4)
    unlucky = folder.read("jeu-02").id
    folder_relay.faults += [
        Fault(kind, calls.write, about=unlucky),
        Fault(FaultKind.BAD_GATEWAY, calls.read, about=unlucky, after=calls.reads_before_write),
    ]

    ran = folder.sync(code=3).expect_words("3 of 4 entries done", folder.key("jeu-02"), "--retry-failed")
    folder_relay.faults.clear()
    retry(folder, ran)

    expect_public(folder, 4)


@pytest.mark.parametrize("kind", [FaultKind.BAD_GATEWAY, FaultKind.TOO_MANY, FaultKind.LOST])
def test_a_failed_creation_stops_one_entry(folder: CatalogFolder, folder_relay: Relay, kind: FaultKind) -> None:
    folder.write_many(4)
    folder_relay.faults.append(Fault(kind, folder.backend.calls.create, about=folder.key("jeu-02")))

    ran = folder.sync(code=3 if kind is not FaultKind.LOST else 0).expect_words(
        "4 of 4 entries done" if kind is FaultKind.LOST else "3 of 4 entries done"
    )
    folder_relay.faults.clear()
    if ran.code:
        ran.expect_words(folder.key("jeu-02"), "--retry-failed")
        retry(folder, ran)

    expect_public(folder, 4)


def test_an_uncertain_creation_that_cannot_be_checked_is_not_sent_again(
    folder: CatalogFolder, folder_relay: Relay
) -> None:
    calls = folder.backend.calls
    folder.write()
    folder_relay.faults += [
        Fault(FaultKind.LOST, calls.create),
        Fault(FaultKind.BAD_GATEWAY, calls.read_after_create, after=1),
    ]

    folder.sync(code=3).expect_words("it is not known whether the change was written", "--retry-failed")

    assert folder_relay.counted()[calls.create] == 1
    assert len(folder.backend.all()) == 1
    folder_relay.faults.clear()
    folder.sync()
    expect_public(folder, 1)


def test_a_retry_keeps_the_choices_of_the_run(folder: CatalogFolder, folder_relay: Relay) -> None:
    entry = folder.published().id
    folder.backend.edit(entry, title="Titre du portail")
    folder_relay.faults.append(Fault(FaultKind.BAD_GATEWAY, folder.backend.calls.write))
    ran = folder.sync("--drift", "revert", code=3)
    folder_relay.faults.clear()

    retry(folder, ran)

    expect_public(folder, 1)


def test_a_catalogue_that_refuses_every_creation_for_a_while(folder: CatalogFolder, folder_relay: Relay) -> None:
    folder.write_many(3)
    folder_relay.faults.append(Fault(FaultKind.BAD_GATEWAY, folder.backend.calls.create))

    folder.sync(code=3).expect_words("0 of 3 entries done")
    assert folder.backend.entries() == {}
    folder_relay.faults.clear()
    folder.pending(WAITS)
    folder.sync()

    expect_public(folder, 3)


def test_a_catalogue_that_is_down_for_reading_is_no_empty_catalogue(folder: CatalogFolder, folder_relay: Relay) -> None:
    folder.published()
    before = folder.backend.entries()
    folder_relay.faults.append(Fault(FaultKind.BAD_GATEWAY, folder.backend.calls.bulk))

    for verb in (("plan", "--exit-code"), ("sync", "--yes")):
        folder.run(*verb).expect_exit(1).expect_words(folder_relay.url, "502")

    folder_relay.faults.clear()
    assert folder.backend.entries() == before
    folder.expect_settled(1)


# ---- killed


@pytest.mark.parametrize("calls", [1, 5, N])
def test_a_kill_in_the_middle_of_creates(folder: CatalogFolder, folder_relay: Relay, calls: int) -> None:
    folder.write_many(N)
    killed_midway(folder, folder_relay, folder.backend.calls.create, calls)
    ids = {entry.id for entry in folder.backend.all()}

    folder.sync()

    assert ids <= {entry.id for entry in folder.backend.all()}
    expect_public(folder, N)


@pytest.mark.parametrize("calls", [1, 5])
def test_a_kill_in_the_middle_of_updates(folder: CatalogFolder, folder_relay: Relay, calls: int) -> None:
    folder.write_many(N)
    folder.sync()
    change_many(folder, N)
    killed_midway(folder, folder_relay, folder.backend.calls.write, calls)

    folder.sync()

    expect_public(folder, N)


def test_a_killed_run_is_retried_from_its_journal(folder: CatalogFolder, folder_relay: Relay) -> None:
    folder.write_many(N)
    killed_midway(folder, folder_relay, folder.backend.calls.create, 3)
    (journal,) = (folder.root / ".publisher" / "runs").glob("*.jsonl")

    folder.run("apply", "--retry-failed", journal.stem, "--yes").expect_exit(0)

    expect_public(folder, N)


def test_a_manifest_that_moves_after_a_kill(folder: CatalogFolder, folder_relay: Relay) -> None:
    folder.write_many(N)
    killed_midway(folder, folder_relay, folder.backend.calls.create, 5)
    ids = {entry.id for entry in folder.backend.all()}
    change_many(folder, N)

    folder.sync()

    assert ids <= {entry.id for entry in folder.backend.all()}
    expect_public(folder, N)


def test_an_interrupt_says_what_was_not_done(folder: CatalogFolder, folder_relay: Relay) -> None:
    folder.write_many(N)

    output = stopped_midway(folder, folder_relay, folder.backend.calls.create, 3, signal.SIGINT)

    assert "--retry-failed" in output
    assert 0 < len(folder.backend.all()) < N
    folder.sync()
    expect_public(folder, N)
