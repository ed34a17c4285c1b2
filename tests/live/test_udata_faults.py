"""Whatever fails on the way to udata, which takes a title twice: one entry per manifest, published and right."""

from __future__ import annotations

import re
import signal
import time

import pytest

from .both import Both
from .counting import Fault, Kind, Relay

N = 8
CREATE, WRITE, LIST, READ = "POST datasets", "PUT datasets/{}", "GET organizations/{}/datasets", "GET datasets/{}"


@pytest.mark.parametrize("kind", Kind)
def test_creates_survive(alone: Both, alone_relay: Relay, kind: Kind) -> None:
    """A creation whose reply is lost is looked for before it is sent again."""
    alone.write_many(3)
    alone_relay.faults.append(Fault(kind, CREATE, times=2))

    alone.sync().expect_words("3 of 3 entries done")

    assert alone_relay.faults[0].times <= 0
    assert all(alone.udata.seen(one["id"]) for one in alone.entries())
    alone.expect_settled(3)


@pytest.mark.parametrize("kind", Kind)
def test_publishing_survives(alone: Both, alone_relay: Relay, kind: Kind) -> None:
    alone.write_many(3)
    alone_relay.faults.append(Fault(kind, WRITE, times=2))

    alone.sync().expect_words("3 of 3 entries done")

    assert alone_relay.faults[0].times <= 0
    assert all(alone.udata.seen(one["id"]) for one in alone.entries())
    alone.expect_settled(3)


@pytest.mark.parametrize("kind", Kind)
def test_updates_survive(alone: Both, alone_relay: Relay, kind: Kind) -> None:
    alone.write_many(3)
    alone.sync()
    resources = [{"id": "csv", "title": "Nouveau", "url": "https://example.org/n.csv", "format": "csv"}]
    for n in range(3):
        alone.write(f"jeu-{n:02}", title=f"Titre {n}", resources=resources, keywords=["l'eau", "été"])
    alone_relay.faults.append(Fault(kind, WRITE, times=2))

    alone.sync().expect_words("3 of 3 entries done")

    assert alone_relay.faults[0].times <= 0
    alone.expect_settled(3)


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.BAD_GATEWAY, Kind.TOO_MANY, Kind.CUT])
def test_reads_survive(alone: Both, alone_relay: Relay, kind: Kind) -> None:
    alone.write()
    alone.sync()
    alone.write(title="Autre titre")
    alone_relay.faults += [Fault(kind, action, times=1) for action in ("GET me", LIST, READ)]

    alone.sync()

    assert [fault.action for fault in alone_relay.faults if fault.times > 0] == []
    alone.expect_settled(1)


def test_a_creation_in_doubt_that_cannot_be_looked_for_is_not_sent_again(alone: Both, alone_relay: Relay) -> None:
    alone.write()
    alone_relay.faults += [Fault(Kind.LOST, CREATE), Fault(Kind.BAD_GATEWAY, LIST, after=1)]

    alone.sync(code=3).expect_words("whether it was written could not be seen", "--retry-failed")

    assert alone_relay.counted()[CREATE] == 1
    assert len(alone.entries()) == 1
    alone_relay.faults.clear()
    alone.sync()
    assert alone.udata.seen(alone.show()["id"])
    alone.expect_settled(1)


def test_one_failure_stops_one_entry(alone: Both, alone_relay: Relay) -> None:
    alone.write_many(4)
    alone.sync()
    for n in range(4):
        alone.write(f"jeu-{n:02}", title=f"Titre {n}")
    unlucky = alone.show("jeu-02")["id"]
    alone_relay.faults.append(Fault(Kind.BAD_GATEWAY, WRITE, about=unlucky))

    ran = alone.sync(code=3).expect_words("3 of 4 entries done", alone.key("jeu-02"), "--retry-failed")
    alone_relay.faults.clear()
    run = re.search(r"apply --retry-failed (\S+)", ran.out)
    assert run is not None
    alone.run("apply", "--retry-failed", run[1], "--yes").expect_exit(0)

    alone.expect_settled(4)


def test_the_look_before_publishing_fails(alone: Both, alone_relay: Relay) -> None:
    """What was made stays private, and the next run goes on from there."""
    alone.write_many(2)
    alone_relay.faults.append(Fault(Kind.BAD_GATEWAY, LIST, after=1))

    alone.sync(code=3).expect_words("whether twice could not be seen")
    assert [one["private"] for one in alone.entries()] == [True, True]
    alone_relay.faults.clear()
    alone.sync()

    assert [one["private"] for one in alone.entries()] == [False, False]
    alone.expect_settled(2)


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.BAD_GATEWAY, Kind.CUT])
@pytest.mark.parametrize("action", ["DELETE datasets/{}/resources/{}", WRITE])
def test_the_removal_of_all_resources_survives(alone: Both, alone_relay: Relay, kind: Kind, action: str) -> None:
    """They are removed one by one: another run may be needed, and finds nothing of ours left behind."""
    alone.write()
    alone.sync()
    alone.write(resources=[])
    alone_relay.faults.append(Fault(kind, action, times=1))

    alone.run("sync", "--yes")
    alone.sync()

    assert alone.show()["resources"] == []
    alone.expect_settled(1)


def killed_midway(alone: Both, relay: Relay, action: str, calls: int) -> None:
    """Start a sync, and kill it hard once it has sent so many calls of a kind."""
    relay.delay = 0.05
    with alone.start("sync", "--yes") as process:
        limit = time.monotonic() + 30
        while relay.counted()[action] < calls and time.monotonic() < limit and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    relay.delay = 0.0
    time.sleep(1)  # what was under way arrives


@pytest.mark.parametrize(("action", "calls"), [(CREATE, 1), (CREATE, 5), (CREATE, N), (WRITE, 1), (WRITE, 5)])
def test_a_kill_while_entries_are_made(alone: Both, alone_relay: Relay, action: str, calls: int) -> None:
    alone.write_many(N)
    killed_midway(alone, alone_relay, action, calls)

    alone.sync()

    assert all(alone.udata.seen(one["id"]) for one in alone.entries())
    alone.expect_settled(N)


def test_a_killed_run_is_taken_up_by_its_journal(alone: Both, alone_relay: Relay) -> None:
    alone.write_many(N)
    killed_midway(alone, alone_relay, CREATE, 3)
    (journal,) = (alone.root / ".publisher" / "runs").glob("*.jsonl")

    alone.run("apply", "--retry-failed", journal.stem, "--yes").expect_exit(0)

    alone.expect_settled(N)


def test_a_manifest_that_moves_after_a_kill(alone: Both, alone_relay: Relay) -> None:
    alone.write_many(N)
    killed_midway(alone, alone_relay, CREATE, N)
    made = {one["id"] for one in alone.entries()}

    for n in range(N):
        alone.write(f"jeu-{n:02}", title=f"Titre {n}", resources=[])
    alone.sync()

    assert made <= {one["id"] for one in alone.entries()}
    alone.expect_settled(N)
