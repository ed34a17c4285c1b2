"""Files when something fails: the right bytes once, nobody sees half an entry, and the next run finishes."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from .both import CKAN, UDATA, Both
from .counting import Fault, Kind, Relay
from .test_files import MB, UPLOADED, noise, one_file
from .udata_portal import named

WRITES = {
    CKAN: ("package_create", "package_revise"),
    UDATA: ("POST datasets", "PUT datasets/{}", "POST datasets/{}/upload", "POST datasets/{}/resources/{}/upload"),
}
"""The calls that write."""

OLD, NEW = b"id;nom\n1;a\n2;b\n", b"id;nom\n1;a\n2;c\n3;d\n"
WAIT = 30.0
"""Seconds, at most."""


@dataclass
class Gate:
    """Lets some writes pass, and holds the next until it is opened; then it is forwarded, or not."""

    passing: int = 0
    forwarded: bool = False
    held: threading.Event = field(default_factory=threading.Event)
    _opened: threading.Event = field(default_factory=threading.Event)

    def before(self, *actions: str, about: str = "") -> list[Fault]:
        """What to put into a relay."""
        kind = Kind.LOST if self.forwarded else Kind.BAD_GATEWAY
        return [_Held(kind, action, about=about, gate=self) for action in actions]

    def pass_through(self) -> bool:
        """Count a write; whether it is not the one to hold. Called by one relay, call after call."""
        self.passing -= 1
        if self.passing != -1:
            return True
        self.held.set()
        self._opened.wait(WAIT)
        return False

    def open(self) -> None:
        """Let it go on."""
        self._opened.set()


@dataclass
class _Held(Fault):
    gate: Gate = field(default_factory=Gate)

    def strikes(self) -> bool:
        return not self.gate.pass_through()


@contextmanager
def held(both: Both, gate: Gate, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A sync that hangs at a gate, while the block runs."""
    with both.start("sync", "--yes", *arguments) as process:
        try:
            reached = gate.held.wait(WAIT) if process.poll() is None else False
            assert reached, process.communicate()
            yield process
        finally:
            gate.open()
            process.communicate(timeout=WAIT)


def killed(both: Both, relay: Relay, gate: Gate, catalog: str) -> bool:
    """Kill a sync hard right before a write; False when it ended before it came so far."""
    relay.faults = gate.before(*WRITES[catalog])
    with both.start("sync", "--yes", "--catalog", catalog) as process:
        while not gate.held.wait(0.02) and process.poll() is None:
            pass
        hung = gate.held.is_set()
        if hung:
            process.send_signal(signal.SIGKILL)
        process.communicate(timeout=WAIT)
    gate.open()
    relay.faults = []
    return hung


@pytest.fixture(params=[CKAN, UDATA])
def catalog(request: pytest.FixtureRequest) -> str:
    """Each of the two catalogues."""
    return str(request.param)


@pytest.fixture
def relay(catalog: str, ckan_relay: Relay, udata_relay: Relay) -> Relay:
    """The relay in front of it."""
    return ckan_relay if catalog == CKAN else udata_relay


def resources(both: Both, catalog: str) -> list[str]:
    """The ids of the entry's resources in a catalogue."""
    entry = both.show_ckan() if catalog == CKAN else both.show()
    return [str(one["id"]) for one in entry["resources"]]


def seen(both: Both) -> list[str]:
    """Where the public sees an entry of this test."""
    found = both.ckan.call("package_search", "nobody", fq=f"organization:{both.organization}")["results"]
    on_udata = [one for one in both.entries() if both.udata.seen(str(one["id"]))]
    return [CKAN] * len(found) + [UDATA] * len(on_udata)


# ---- killed


@pytest.mark.parametrize("writes", range(4))
def test_a_kill_while_an_entry_is_made(both: Both, relay: Relay, catalog: str, writes: int) -> None:
    """Before the entry, before its file, before the last call; and the next run finishes."""
    both.put_file("guide.pdf", noise(2_000))
    guide = {"id": "guide", "title": "Guide", "path": "guide.pdf"}
    both.put_file("tableau.csv", OLD)
    both.write(resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}, guide])

    assert killed(both, relay, Gate(writes), catalog)
    assert seen(both) == []
    both.sync()

    both.expect_settled(1)
    assert len(resources(both, catalog)) == 2


@pytest.mark.parametrize("writes", range(3))
def test_a_kill_while_a_file_is_replaced(both: Both, relay: Relay, catalog: str, writes: int) -> None:
    """Before the marker says that a file is on its way, before the file, before the last call."""
    one_file(both, content=OLD, description="Décrit.")
    both.sync()
    before = resources(both, catalog)
    one_file(both, content=NEW, description="Décrit.")

    assert killed(both, relay, Gate(writes), catalog)
    both.sync()

    both.expect_settled(1)
    assert resources(both, catalog) == before


@pytest.mark.parametrize("writes", range(3))
def test_a_kill_and_a_change_of_mind(both: Both, relay: Relay, catalog: str, writes: int) -> None:
    """The file is what it was before the run that was killed: nobody knows which of the two the catalogue has."""
    one_file(both, content=OLD)
    both.sync()
    one_file(both, content=NEW)
    assert killed(both, relay, Gate(writes), catalog)
    one_file(both, content=OLD)

    both.sync()

    both.expect_settled(1)


def test_a_kill_between_two_chunks(both: Both, udata_relay: Relay) -> None:
    one_file(both, "grand.zip", noise(21 * MB))

    assert killed(both, udata_relay, Gate(4), UDATA)
    assert seen(both) == []
    both.sync()

    both.expect_settled(1)


def test_a_run_that_was_killed_is_taken_up_by_its_journal(both: Both, relay: Relay, catalog: str) -> None:
    one_file(both)
    assert killed(both, relay, Gate(1), catalog)
    (journal,) = (both.root / ".publisher" / "runs").glob("*.jsonl")

    both.run("apply", "--retry-failed", journal.stem, "--yes").expect_exit(0)
    both.sync()

    both.expect_settled(1)


# ---- calls that go wrong

UPLOADS = {
    CKAN: ("package_revise", UPLOADED),
    UDATA: ("POST datasets/{}/upload", ""),
    "again": ("POST datasets/{}/resources/{}/upload", ""),
}


def spoiled(catalog: str, kind: Kind, *, times: int = 1, again: bool = False) -> Fault:
    """What spoils the sending of a file, for the first time or again."""
    action, about = UPLOADS["again" if again and catalog == UDATA else catalog]
    return Fault(kind, action, times=times, about=about)


@pytest.mark.parametrize("kind", Kind)
def test_a_new_file_survives(both: Both, relay: Relay, catalog: str, kind: Kind) -> None:
    one_file(both)
    fault = spoiled(catalog, kind, times=2)
    relay.faults.append(fault)

    both.sync().expect_words("2 of 2 entries done")

    assert fault.times <= 1
    both.expect_settled(1)
    assert len(resources(both, catalog)) == 1


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.CUT, Kind.TOO_MANY])
def test_a_replaced_file_survives(both: Both, relay: Relay, catalog: str, kind: Kind) -> None:
    one_file(both, content=OLD)
    both.sync()
    before = resources(both, catalog)
    one_file(both, content=NEW)
    fault = spoiled(catalog, kind, times=2, again=True)
    relay.faults.append(fault)

    both.sync().expect_words("2 of 2 entries done")

    assert fault.times <= 1
    both.expect_settled(1)
    assert resources(both, catalog) == before


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.BAD_GATEWAY, Kind.CUT])
@pytest.mark.parametrize("chunk", [0, 3, 6])
def test_a_file_in_chunks_survives(both: Both, udata_relay: Relay, kind: Kind, chunk: int) -> None:
    """The first, one in the middle, and the call that ends them."""
    both.put_file("grand.zip", noise(20 * MB + 1))
    both.write(resources=[{"id": "f", "title": "Grand", "path": "grand.zip"}], catalogs={"ckan": False})
    udata_relay.faults.append(Fault(kind, "POST datasets/{}/upload", times=1, after=chunk))

    both.sync().expect_words("1 of 1 entries done")

    assert udata_relay.faults[0].times <= 0
    assert both.udata.download(named(both.show(), "Grand")) == noise(20 * MB + 1)
    assert len(both.show()["resources"]) == 1
    both.pending(0)


def test_a_file_that_cannot_be_sent_is_told_and_sent_by_a_retry(both: Both, relay: Relay, catalog: str) -> None:
    other = CKAN if catalog == UDATA else UDATA
    one_file(both)
    relay.faults.append(spoiled(catalog, Kind.BAD_GATEWAY, times=1000))

    ran = both.sync(code=3).expect_words("1 of 2 entries done", "502", "--retry-failed")
    assert seen(both) == [other]
    relay.faults.clear()
    told = re.search(r"publisher (apply --retry-failed \S+)", ran.out)
    assert told is not None
    both.run(*told[1].split(), "--yes").expect_exit(0)

    both.expect_settled(1)


def test_a_file_that_cannot_be_replaced_leaves_the_old_one(both: Both, relay: Relay, catalog: str) -> None:
    one_file(both, content=OLD)
    both.sync()
    one_file(both, content=NEW)
    relay.faults.append(spoiled(catalog, Kind.BAD_GATEWAY, times=1000, again=True))

    both.sync(code=3).expect_words("1 of 2 entries done")

    assert sorted(seen(both)) == [CKAN, UDATA]
    (held_there,) = both.show_ckan()["resources"] if catalog == CKAN else both.show()["resources"]
    content = (both.ckan if catalog == CKAN else both.udata).download(held_there)
    assert content == OLD
    relay.faults.clear()
    both.sync()
    both.expect_settled(1)


# ---- while it lasts


def test_nobody_sees_an_entry_before_its_files_are_there(both: Both, relay: Relay, catalog: str) -> None:
    one_file(both)
    gate = Gate(forwarded=True)
    action, about = UPLOADS[catalog]
    relay.faults = gate.before(action, about=about)

    with held(both, gate, "--catalog", catalog):
        for _ in range(3):
            assert seen(both) == []

    both.sync()
    both.expect_settled(1)
    assert sorted(seen(both)) == [CKAN, UDATA]


def test_a_draft_with_a_file_stays_a_draft(both: Both) -> None:
    one_file(both)
    both.sync()
    both.write(state="draft", resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])
    both.put_file("tableau.csv", NEW)
    both.sync()

    assert seen(both) == []
    both.expect_settled(1)


def test_a_portal_edit_while_a_file_is_on_its_way_is_not_lost(both: Both, relay: Relay, catalog: str) -> None:
    one_file(both, content=OLD)
    both.sync()
    one_file(both, content=NEW)
    gate = Gate(forwarded=True)
    action, about = UPLOADS["again" if catalog == UDATA else catalog]
    relay.faults = gate.before(action, about=about)

    with held(both, gate, "--catalog", catalog):
        if catalog == CKAN:
            both.ckan.patch(both.name("toilettes"), notes="Texte du portail")
        else:
            both.udata.put(both.show()["id"], description="Texte du portail")

    relay.faults = []
    both.sync()
    entry = both.show_ckan() if catalog == CKAN else both.show()
    assert entry["notes" if catalog == CKAN else "description"] == "Texte du portail"
    both.sync("--drift", "revert")
    both.expect_settled(1)


def test_two_runs_at_once_publish_each_file_once(both: Both) -> None:
    for n in range(4):
        both.put_file(f"t-{n}.csv", f"n\n{n}\n")
        both.write(f"jeu-{n:02}", title=f"Jeu {n}", resources=[{"id": "t", "title": "Tableau", "path": f"t-{n}.csv"}])

    with both.start("sync", "--yes") as one, both.start("sync", "--yes") as other:
        said = [process.communicate(timeout=60) for process in (one, other)]

    assert [text for out, err in said for text in (out, err) if "Traceback" in text] == []
    assert {one.returncode, other.returncode} <= {0, 3}, said
    both.sync()
    both.expect_settled(4)
    assert [len(one["resources"]) for one in both.entries()] == [1] * 4
