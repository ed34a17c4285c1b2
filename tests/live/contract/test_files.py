"""Files, also when something fails: the right bytes once, nobody sees half an entry, and the next run finishes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest

from tests.live.backends import PRIVATE, PUBLIC
from tests.live.contract.gates import Gate, held, killed
from tests.live.contract.place import Place
from tests.live.contract.running import together
from tests.live.contract.samples import moved
from tests.live.counting import Fault, Kind, Relay
from tests.live.portal import Json
from tests.live.workshop import NOTHING_WAITS, WAITS

OLD, NEW = b"id;nom\n1;a\n2;b\n", b"id;nom\n1;a\n2;c\n3;d\n"
ADDRESS = "https://example.org/tableau.csv"


@dataclass(frozen=True)
class Sending:
    """A call that sends a file, and a text in its path or body that tells it from others."""

    action: str
    about: str = ""

    def spoiled(self, kind: Kind, times: int = 1) -> Fault:
        """What spoils it."""
        return Fault(kind, self.action, times=times, about=self.about)


FIRST = {"ckan": Sending("package_revise", '__upload"'), "udata": Sending("POST datasets/{}/upload")}
AGAIN = {"ckan": FIRST["ckan"], "udata": Sending("POST datasets/{}/resources/{}/upload")}
WRITES = {
    "ckan": ("package_create", "package_revise"),
    "udata": ("POST datasets", "PUT datasets/{}", FIRST["udata"].action, AGAIN["udata"].action),
}
"""By kind, the calls that write."""
ID_STAYS = {"ckan": True, "udata": False}
"""Whether a resource keeps its id when a file takes the place of an address: udata cannot turn one into the other."""


def one_file(place: Place, content: bytes = OLD, name: str = "tableau.csv", **fields: object) -> None:
    """The plain dataset with one file."""
    place.put_file(name, content)
    place.write(resources=[{"id": "csv", "title": "Tableau", "path": name, **fields}])


def linked(place: Place) -> None:
    """The dataset with an address in place of the file."""
    place.write(resources=[{"id": "csv", "title": "Tableau", "url": ADDRESS, "format": "csv"}])
    (place.manifests / place.producer / "tableau.csv").unlink(missing_ok=True)


def content(place: Place) -> bytes:
    """The bytes of its first resource."""
    return place.backend.download(place.read().resources[0])


def is_public(place: Place) -> bool:
    """Whether the public sees an entry of this test."""
    return any(place.backend.is_public(entry.id) for entry in place.backend.all())


def kill(place: Place, relay: Relay, writes: int) -> bool:
    """Kill a sync hard after so many writes."""
    return killed(place, relay, Gate(writes), WRITES[place.backend.kind])


@dataclass
class _Watch(Fault):
    count: int = 0

    def strikes(self) -> bool:
        self.count += 1
        return False


@pytest.fixture
def uploads(place: Place, place_relay: Relay) -> list[_Watch]:
    """Watches the calls that send a file, and spoils none."""
    kind = place.backend.kind
    ways = {FIRST[kind], AGAIN[kind]}
    watches = [_Watch(Kind.LOST, call.action, about=call.about) for call in ways]
    place_relay.faults += watches
    return watches


def counted(uploads: list[_Watch]) -> int:
    """How often a file was sent since the last time."""
    count = sum(watch.count for watch in uploads)
    for watch in uploads:
        watch.count = 0
    return count


# ---- what is sent


def test_each_file_is_sent_once(place: Place, uploads: list[_Watch]) -> None:
    resources: list[Json] = [{"id": name, "title": name.upper(), "path": f"{name}.csv"} for name in ("a", "b")]
    for name in ("a", "b"):
        place.put_file(f"{name}.csv", f"id;nom\n1;{name}\n")
    place.write(resources=resources)
    place.pending(WAITS).expect_words("2 files")
    assert (counted(uploads), place.backend.entries()) == (0, {})
    before = place.published(resources=resources)
    assert counted(uploads) == 2
    place.expect_settled(1)

    place.put_file("b.csv", "id;nom\n1;c\n")
    assert place.changes() == {"resources.b.file": "change"}
    place.sync()
    assert counted(uploads) == 1
    assert (place.read().ids, place.read().titles) == (before.ids, before.titles)
    place.expect_settled(1)

    for further in (resources[::-1], [{**resources[0], "title": "Autre"}, resources[1]]):
        place.write(resources=further)
        place.sync()
        place.expect_settled(1)
    assert counted(uploads) == 0, "another order and another title send no file"


def test_a_renamed_file_with_the_same_bytes_is_not_sent_again(place: Place, uploads: list[_Watch]) -> None:
    one_file(place)
    place.sync()
    counted(uploads)
    (place.manifests / place.producer / "tableau.csv").unlink()
    one_file(place, name="tableau-2025.csv")

    place.pending(NOTHING_WAITS)
    place.sync()

    assert counted(uploads) == 0
    place.expect_settled(1)


def test_nothing_of_a_resource_is_lost_when_its_file_is_replaced(place: Place) -> None:
    place.put_file("guide.csv", "x\n1\n")
    guide: Json = {"id": "guide", "title": "Guide", "path": "guide.csv"}
    carte: Json = {"id": "carte", "title": "Carte", "url": "https://example.org/c.geojson", "format": "geojson"}
    schema = {"name": "scdl/budget", "version": "0.8.1"}
    table: Json = {"id": "csv", "title": "Le tableau", "path": "tableau.csv", "description": "**Décrit**.",
                   "type": "documentation", "schema": schema}  # fmt: skip
    place.put_file("tableau.csv", OLD)
    before = place.published(resources=[carte, table, guide])
    place.put_file("tableau.csv", NEW)

    place.sync()

    after = place.read()
    assert after.titles == ["Carte", "Le tableau", "Guide"]
    assert replace(after.resources[1], url="") == replace(before.resources[1], url="")
    assert (after.resources[0], after.resources[2]) == (before.resources[0], before.resources[2])
    place.expect_settled(1)


def test_an_address_becomes_a_file_and_back(place: Place, place_relay: Relay) -> None:
    linked(place)
    place.sync()
    before = place.read().ids
    one_file(place)
    place_relay.faults.append(FIRST[place.backend.kind].spoiled(Kind.BAD_GATEWAY, 1000))
    place.sync(code=3)
    assert place.read().named("Tableau").url == ADDRESS, "it stays until the file is there"
    place_relay.faults.clear()

    for write in (one_file, linked, one_file):
        write(place)
        place.sync()
        assert (place.read().ids == before) is ID_STAYS[place.backend.kind]
        assert (place.read().resources[0].url == ADDRESS) is (write is linked)
        place.expect_settled(1)


# ---- calls that go wrong


@pytest.mark.parametrize("kind", Kind)
def test_a_new_file_survives(place: Place, place_relay: Relay, kind: Kind) -> None:
    one_file(place)
    fault = FIRST[place.backend.kind].spoiled(kind, times=2)
    place_relay.faults.append(fault)

    place.sync().expect_words("1 of 1 entries done")

    assert fault.times <= 1
    assert len(place.read().ids) == 1
    place.expect_settled(1)


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.CUT, Kind.TOO_MANY])
def test_a_replaced_file_survives(place: Place, place_relay: Relay, kind: Kind) -> None:
    one_file(place)
    place.sync()
    before = place.read().ids
    one_file(place, NEW)
    fault = AGAIN[place.backend.kind].spoiled(kind, times=2)
    place_relay.faults.append(fault)

    place.sync().expect_words("1 of 1 entries done")

    assert fault.times <= 1
    assert place.read().ids == before
    place.expect_settled(1)


def test_a_file_that_cannot_be_sent_is_told_and_sent_by_a_retry(place: Place, place_relay: Relay) -> None:
    one_file(place)
    place_relay.faults.append(FIRST[place.backend.kind].spoiled(Kind.BAD_GATEWAY, times=1000))

    ran = place.sync(code=3).expect_words("0 of 1 entries done", "502", "--retry-failed")
    assert not is_public(place)
    place_relay.faults.clear()
    command = re.search(r"publisher (apply --retry-failed \S+)", ran.out)
    assert command is not None
    place.run(*command[1].split(), "--yes").expect_exit(0)

    assert is_public(place)
    place.expect_settled(1)


def test_a_file_that_cannot_be_replaced_leaves_the_old_one(place: Place, place_relay: Relay) -> None:
    one_file(place)
    place.sync()
    one_file(place, NEW)
    place_relay.faults.append(AGAIN[place.backend.kind].spoiled(Kind.BAD_GATEWAY, times=1000))

    place.sync(code=3).expect_words("0 of 1 entries done")

    assert (content(place), is_public(place)) == (OLD, True)
    place_relay.faults.clear()
    place.sync()
    assert content(place) == NEW
    place.expect_settled(1)


# ---- killed


@pytest.mark.parametrize("writes", range(4))
def test_a_kill_while_an_entry_is_made(place: Place, place_relay: Relay, writes: int) -> None:
    """Before the entry, before its file, before the last call; and the next run finishes."""
    place.put_file("guide.csv", b"x\n" * 1000)
    guide: Json = {"id": "guide", "title": "Guide", "path": "guide.csv"}
    place.put_file("tableau.csv", OLD)
    place.write(resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}, guide])

    assert kill(place, place_relay, writes)
    assert not is_public(place)
    place.sync()

    assert (len(place.read().ids), is_public(place)) == (2, True)
    place.expect_settled(1)


@pytest.mark.parametrize("writes", range(3))
def test_a_kill_while_a_file_is_replaced(place: Place, place_relay: Relay, writes: int) -> None:
    """Before the marker says that a file is on its way, before the file, before the last call."""
    one_file(place, description="Décrit.")
    place.sync()
    before = place.read()
    one_file(place, NEW, description="Décrit.")

    assert kill(place, place_relay, writes)
    place.sync()

    assert moved(before, place.read()) <= {"resources.csv.url"}
    place.expect_settled(1)


@pytest.mark.parametrize("writes", range(3))
def test_a_kill_and_a_change_of_mind(place: Place, place_relay: Relay, writes: int) -> None:
    """The file is what it was before the run that was killed: nobody knows which of the two the catalogue has."""
    one_file(place)
    place.sync()
    one_file(place, NEW)
    assert kill(place, place_relay, writes)
    one_file(place)

    place.sync()

    place.expect_settled(1)


def test_a_run_that_was_killed_is_taken_up_by_its_journal(place: Place, place_relay: Relay) -> None:
    one_file(place)
    assert kill(place, place_relay, 1)
    (journal,) = (place.root / ".publisher" / "runs").glob("*.jsonl")

    place.run("apply", "--retry-failed", journal.stem, "--yes").expect_exit(0)

    place.sync()
    place.expect_settled(1)


# ---- while it lasts


def test_nobody_sees_an_entry_before_its_files_are_there(place: Place, place_relay: Relay) -> None:
    one_file(place)
    gate, first = Gate(forwarded=True), FIRST[place.backend.kind]
    place_relay.faults = gate.before(first.action, about=first.about)

    with held(place, gate):
        assert [entry.state for entry in place.backend.all()] == [PRIVATE]
        assert not is_public(place)

    place.sync()
    assert is_public(place)
    place.expect_settled(1)


def test_a_draft_with_a_file_stays_a_draft(place: Place) -> None:
    one_file(place)
    place.sync()
    place.write(state="draft", resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])
    place.put_file("tableau.csv", NEW)
    place.sync()

    assert not is_public(place)
    assert [entry.state for entry in place.backend.all() if entry.state == PUBLIC] == []
    place.expect_settled(1)


def test_a_portal_edit_while_a_file_is_on_its_way_is_not_lost(place: Place, place_relay: Relay) -> None:
    one_file(place)
    place.sync()
    one_file(place, NEW)
    gate, again = Gate(forwarded=True), AGAIN[place.backend.kind]
    place_relay.faults = gate.before(again.action, about=again.about)

    with held(place, gate):
        place.backend.edit(place.key("toilettes"), description="Texte du portail")

    place_relay.faults = []
    place.sync()
    assert place.read().description == "Texte du portail"
    place.sync("--drift", "revert")
    place.expect_settled(1)


def test_two_runs_at_once_publish_each_file_once(place: Place) -> None:
    for n in range(4):
        place.put_file(f"t-{n}.csv", f"n\n{n}\n")
        place.write(f"jeu-{n:02}", title=f"Jeu {n}", resources=[{"id": "t", "title": "Tableau", "path": f"t-{n}.csv"}])

    together(place)

    place.sync()
    assert [len(entry.resources) for entry in place.backend.all()] == [1] * 4
    place.expect_settled(4)
