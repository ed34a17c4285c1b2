"""Whatever fails: exactly one entry per manifest, every field right, or a run that says what is missing."""

from __future__ import annotations

import re
import signal
import subprocess
import time

import pytest

from .counting import Fault, Kind, Relay
from .workshop import WAITS, Workshop

N = 12


@pytest.mark.parametrize("kind", Kind)
def test_creates_survive(workshop: Workshop, relay: Relay, kind: Kind) -> None:
    workshop.write_many(4)
    relay.faults.append(Fault(kind, "package_create", times=3))

    workshop.sync().expect_words("4 of 4 entries done")

    assert relay.faults[0].times <= 0
    workshop.expect_settled(4)


@pytest.mark.parametrize("kind", Kind)
def test_updates_survive(workshop: Workshop, relay: Relay, kind: Kind) -> None:
    workshop.write_many(4)
    workshop.sync()
    resources = [{"id": "csv", "title": "Nouveau", "url": "https://example.org/n.csv", "format": "csv"}]
    for n in range(4):
        workshop.write(f"jeu-{n:02}", title=f"Titre {n}", resources=resources, keywords=["l'eau", "été"])
    relay.faults.append(Fault(kind, "package_revise", times=3))

    workshop.sync().expect_words("4 of 4 entries done")

    assert relay.faults[0].times <= 0
    workshop.expect_settled(4)


READS = ("user_show", "organization_list_for_user", "status_show", "license_list", "package_search", "package_show")


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.BAD_GATEWAY, Kind.TOO_MANY, Kind.CUT])
def test_reads_survive(workshop: Workshop, relay: Relay, kind: Kind) -> None:
    workshop.write()
    relay.faults += [Fault(kind, action, times=1) for action in READS]

    workshop.sync()

    assert [fault.action for fault in relay.faults if fault.times > 0] == []
    workshop.expect_settled(1)


@pytest.mark.parametrize("kind", [Kind.BAD_GATEWAY, Kind.TOO_MANY, Kind.LOST])
@pytest.mark.parametrize("action", ["package_create", "package_revise"])
def test_one_failure_stops_one_entry(workshop: Workshop, relay: Relay, kind: Kind, action: str) -> None:
    """The writes of one entry fail, and the looks that would settle the doubt do, too."""
    names = workshop.write_many(4)
    unlucky = names[2]
    if action == "package_revise":
        workshop.sync()
        for n in range(4):
            workshop.write(f"jeu-{n:02}", title=f"Titre {n}")
        unlucky = str(workshop.show("jeu-02")["id"])
    planned = 1 if action == "package_create" else 0
    relay.faults += [
        Fault(kind, action, about=unlucky),
        Fault(Kind.BAD_GATEWAY, "package_show", about=unlucky, after=planned),
    ]

    ran = workshop.sync(code=3).expect_words("3 of 4 entries done", workshop.key("jeu-02"), "--retry-failed")
    relay.faults.clear()
    run = re.search(r"apply --retry-failed (\S+)", ran.out)
    assert run is not None
    workshop.run("apply", "--retry-failed", run[1], "--yes").expect_exit(0)

    workshop.expect_settled(4)


def test_a_retry_keeps_the_choices_of_the_run(workshop: Workshop, relay: Relay) -> None:
    name = workshop.write()
    workshop.sync()
    workshop.portal.patch(name, title="Titre du portail")
    relay.faults.append(Fault(Kind.BAD_GATEWAY, "package_revise"))
    ran = workshop.sync("--drift", "revert", code=3)
    relay.faults.clear()

    told = re.search(r"publisher (apply --retry-failed .*)", ran.out)
    assert told is not None
    workshop.run(*told[1].split(), "--yes").expect_exit(0)

    workshop.expect_settled(1)


def test_a_portal_that_refuses_everything_for_a_while(workshop: Workshop, relay: Relay) -> None:
    workshop.write_many(3)
    relay.faults.append(Fault(Kind.BAD_GATEWAY, "package_create"))

    workshop.sync(code=3).expect_words("0 of 3 entries done")
    assert workshop.entries() == []
    relay.faults.clear()
    workshop.pending(WAITS)
    workshop.sync()

    workshop.expect_settled(3)


def killed_midway(workshop: Workshop, relay: Relay, action: str) -> None:
    """Start a sync, and kill it hard once it has sent five writes."""
    relay.delay = 0.05
    with workshop.start("sync", "--yes") as process:
        limit = time.monotonic() + 30
        while relay.counted()[action] < 5 and time.monotonic() < limit and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert relay.counted()[action] < N
    relay.delay = 0.0


def test_a_kill_in_the_middle_of_creates(workshop: Workshop, relay: Relay) -> None:
    workshop.write_many(N)
    killed_midway(workshop, relay, "package_create")

    workshop.sync()

    workshop.expect_settled(N)


def test_a_kill_in_the_middle_of_updates(workshop: Workshop, relay: Relay) -> None:
    workshop.write_many(N)
    workshop.sync()
    for n in range(N):
        workshop.write(f"jeu-{n:02}", title=f"Titre {n}")
    killed_midway(workshop, relay, "package_revise")

    workshop.sync()

    workshop.expect_settled(N)


def test_a_killed_run_is_taken_up_by_its_journal(workshop: Workshop, relay: Relay) -> None:
    workshop.write_many(N)
    killed_midway(workshop, relay, "package_create")
    (journal,) = (workshop.root / ".publisher" / "runs").glob("*.jsonl")

    workshop.run("apply", "--retry-failed", journal.stem, "--yes").expect_exit(0)

    workshop.expect_settled(N)


def test_an_interrupt_says_what_was_not_done(workshop: Workshop, relay: Relay) -> None:
    workshop.write_many(N)
    relay.delay = 0.2
    with workshop.start("sync", "--yes") as process:
        limit = time.monotonic() + 30
        while relay.counted()["package_create"] < 3 and time.monotonic() < limit:
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    relay.delay = 0.0

    assert process.returncode == 3, out + err
    assert "Traceback" not in out + err
    assert "--retry-failed" in out
    assert 0 < len(workshop.entries()) < N
    workshop.sync()
    workshop.expect_settled(N)


def both(workshop: Workshop) -> list[int]:
    """Two syncs at once; their exit codes."""

    def ended(process: subprocess.Popen[str]) -> int:
        out, err = process.communicate(timeout=60)
        assert "Traceback" not in out + err, out + err
        assert process.returncode in (0, 3), out + err
        return process.returncode

    with workshop.start("sync", "--yes") as one, workshop.start("sync", "--yes") as other:
        return [ended(one), ended(other)]


def test_two_syncs_at_once_create_once(workshop: Workshop) -> None:
    workshop.write_many(N)

    assert both(workshop) == [0, 0]

    workshop.expect_settled(N)


def test_two_syncs_at_once_update_once(workshop: Workshop) -> None:
    workshop.write_many(N)
    workshop.sync()
    for n in range(N):
        workshop.write(f"jeu-{n:02}", title=f"Titre {n}")

    assert both(workshop) == [0, 0]

    workshop.expect_settled(N)


def test_an_edit_between_plan_and_write_is_not_lost(workshop: Workshop, relay: Relay) -> None:
    """The portal is edited while the sync is under way: the write is refused, the edit stays, the run says so."""
    name = workshop.write()
    workshop.sync()
    workshop.write(title="Titre du manifeste")
    relay.forget()
    relay.delay = 0.5
    with workshop.start("sync", "--yes") as process:
        limit = time.monotonic() + 30
        while relay.counted()["package_revise"] < 1 and time.monotonic() < limit:
            time.sleep(0.005)
        workshop.portal.patch(name, notes="Texte du portail")
        out, err = process.communicate()
    relay.delay = 0.0

    assert process.returncode == 3, out + err
    assert "Traceback" not in out + err
    assert workshop.show()["notes"] == "Texte du portail"
    workshop.sync()
    assert (workshop.show()["title"], workshop.show()["notes"]) == ("Titre du manifeste", "Texte du portail")
    workshop.pending(0)
