"""Files, also with failing calls: the right bytes once, no half entry in public, and the next run finishes."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace

import pytest

from tests.live.backends import PRIVATE, PUBLIC
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.contract.interrupted_runs import together
from tests.live.contract.paused_runs import WritePause, killed_before, paused
from tests.live.contract.samples import changed_paths
from tests.live.counting import Fault, FaultKind, Relay
from tests.live.manifest_folder import NOTHING_WAITS, WAITS
from tests.live.portal import Json

OLD, NEW = b"id;nom\n1;a\n2;b\n", b"id;nom\n1;a\n2;c\n3;d\n"
ADDRESS = "https://example.org/tableau.csv"


@dataclass(frozen=True)
class UploadCall:
    """A call that sends a file, and a text in its path or body by which it is recognized."""

    action: str
    about: str = ""

    def fault(self, kind: FaultKind, times: int = 1) -> Fault:
        """Return the fault that spoils this call."""
        return Fault(kind, self.action, times=times, about=self.about)


FIRST = {"ckan": UploadCall("package_revise", '__upload"'), "udata": UploadCall("POST datasets/{}/upload")}
AGAIN = {"ckan": FIRST["ckan"], "udata": UploadCall("POST datasets/{}/resources/{}/upload")}
WRITES = {
    "ckan": ("package_create", "package_revise"),
    "udata": ("POST datasets", "PUT datasets/{}", FIRST["udata"].action, AGAIN["udata"].action),
}
"""By kind, the calls that write."""
ID_STAYS = {"ckan": True, "udata": False}
"""Whether a resource keeps its id when a file replaces an address: udata cannot turn one into the other."""


def one_file(folder: CatalogFolder, content: bytes = OLD, name: str = "tableau.csv", **fields: object) -> None:
    """Write the plain dataset with one file."""
    folder.put_file(name, content)
    folder.write(resources=[{"id": "csv", "title": "Tableau", "path": name, **fields}])


def linked(folder: CatalogFolder) -> None:
    """Write the plain dataset with an address in place of the file."""
    folder.write(resources=[{"id": "csv", "title": "Tableau", "url": ADDRESS, "format": "csv"}])
    (folder.manifests / folder.producer / "tableau.csv").unlink(missing_ok=True)


def content(folder: CatalogFolder) -> bytes:
    """Return the bytes of the first resource."""
    return folder.backend.download(folder.read().resources[0])


def is_public(folder: CatalogFolder) -> bool:
    """Return whether the public sees an entry of this test."""
    return any(folder.backend.is_public(entry.id) for entry in folder.backend.all())


def kill(folder: CatalogFolder, relay: Relay, writes: int) -> bool:
    """Kill a sync after so many writes."""
    return killed_before(folder, relay, WritePause(writes), WRITES[folder.backend.kind])


@dataclass
class _Watch(Fault):
    count: int = 0

    def applies(self) -> bool:
        self.count += 1
        return False


@pytest.fixture
def uploads(folder: CatalogFolder, folder_relay: Relay) -> list[_Watch]:
    """Provide faults that count the calls that send a file, and spoil none."""
    kind = folder.backend.kind
    ways = {FIRST[kind], AGAIN[kind]}
    watches = [_Watch(FaultKind.LOST, call.action, about=call.about) for call in ways]
    folder_relay.faults += watches
    return watches


def counted(uploads: list[_Watch]) -> int:
    """Return how often a file was sent since the last count."""
    count = sum(watch.count for watch in uploads)
    for watch in uploads:
        watch.count = 0
    return count


# ---- what is sent


def test_each_file_is_sent_once(folder: CatalogFolder, uploads: list[_Watch]) -> None:
    resources: list[Json] = [{"id": name, "title": name.upper(), "path": f"{name}.csv"} for name in ("a", "b")]
    for name in ("a", "b"):
        folder.put_file(f"{name}.csv", f"id;nom\n1;{name}\n")
    folder.write(resources=resources)
    folder.pending(WAITS).expect_words("2 files")
    assert (counted(uploads), folder.backend.entries()) == (0, {})
    before = folder.published(resources=resources)
    assert counted(uploads) == 2
    folder.expect_settled(1)

    time.sleep(1)  # udata answers 500 where a dataset gets two files of one name within a second: a second try
    folder.put_file("b.csv", "id;nom\n1;c\n")
    assert folder.changes() == {"resources.b.file": "change"}
    folder.sync()
    assert counted(uploads) == 1
    assert (folder.read().ids, folder.read().titles) == (before.ids, before.titles)
    folder.expect_settled(1)

    for further in (resources[::-1], [{**resources[0], "title": "Autre"}, resources[1]]):
        folder.write(resources=further)
        folder.sync()
        folder.expect_settled(1)
    assert counted(uploads) == 0, "another order and another title send no file"


def test_a_renamed_file_with_the_same_bytes_is_not_sent_again(folder: CatalogFolder, uploads: list[_Watch]) -> None:
    one_file(folder)
    folder.sync()
    counted(uploads)
    (folder.manifests / folder.producer / "tableau.csv").unlink()
    one_file(folder, name="tableau-2025.csv")

    folder.pending(NOTHING_WAITS)
    folder.sync()

    assert counted(uploads) == 0
    folder.expect_settled(1)


def test_nothing_of_a_resource_is_lost_when_its_file_is_replaced(folder: CatalogFolder) -> None:
    folder.put_file("guide.csv", "x\n1\n")
    guide: Json = {"id": "guide", "title": "Guide", "path": "guide.csv"}
    carte: Json = {"id": "carte", "title": "Carte", "url": "https://example.org/c.geojson", "format": "geojson"}
    schema = {"name": "scdl/budget", "version": "0.8.1"}
    table: Json = {"id": "csv", "title": "Le tableau", "path": "tableau.csv", "description": "**Décrit**.",
                   "type": "documentation", "schema": schema}  # fmt: skip
    folder.put_file("tableau.csv", OLD)
    before = folder.published(resources=[carte, table, guide])
    folder.put_file("tableau.csv", NEW)

    folder.sync()

    after = folder.read()
    assert after.titles == ["Carte", "Le tableau", "Guide"]
    assert replace(after.resources[1], url="") == replace(before.resources[1], url="")
    assert (after.resources[0], after.resources[2]) == (before.resources[0], before.resources[2])
    folder.expect_settled(1)


def test_an_address_becomes_a_file_and_back(folder: CatalogFolder, folder_relay: Relay) -> None:
    linked(folder)
    folder.sync()
    before = folder.read().ids
    one_file(folder)
    folder_relay.faults.append(FIRST[folder.backend.kind].fault(FaultKind.BAD_GATEWAY, 1000))
    folder.sync(code=3)
    assert folder.read().named("Tableau").url == ADDRESS, "it stays until the file is there"
    folder_relay.faults.clear()

    for write in (one_file, linked, one_file):
        write(folder)
        folder.sync()
        assert (folder.read().ids == before) is ID_STAYS[folder.backend.kind]
        assert (folder.read().resources[0].url == ADDRESS) is (write is linked)
        folder.expect_settled(1)


# ---- calls that go wrong


@pytest.mark.parametrize("kind", FaultKind)
def test_a_new_file_survives(folder: CatalogFolder, folder_relay: Relay, kind: FaultKind) -> None:
    one_file(folder)
    fault = FIRST[folder.backend.kind].fault(kind, times=2)
    folder_relay.faults.append(fault)

    folder.sync().expect_words("1 of 1 entries done")

    assert fault.times <= 1
    assert len(folder.read().ids) == 1
    folder.expect_settled(1)


@pytest.mark.parametrize("kind", [FaultKind.LOST, FaultKind.CUT, FaultKind.TOO_MANY])
def test_a_replaced_file_survives(folder: CatalogFolder, folder_relay: Relay, kind: FaultKind) -> None:
    one_file(folder)
    folder.sync()
    before = folder.read().ids
    one_file(folder, NEW)
    fault = AGAIN[folder.backend.kind].fault(kind, times=2)
    folder_relay.faults.append(fault)

    folder.sync().expect_words("1 of 1 entries done")

    assert fault.times <= 1
    assert folder.read().ids == before
    folder.expect_settled(1)


def test_a_file_that_cannot_be_sent_is_reported_and_sent_by_a_retry(folder: CatalogFolder, folder_relay: Relay) -> None:
    one_file(folder)
    folder_relay.faults.append(FIRST[folder.backend.kind].fault(FaultKind.BAD_GATEWAY, times=1000))

    ran = folder.sync(code=3).expect_words("0 of 1 entries done", "502", "--retry-failed")
    assert not is_public(folder)
    folder_relay.faults.clear()
    command = re.search(r"publisher (apply --retry-failed \S+)", ran.out)
    assert command is not None
    folder.run(*command[1].split(), "--yes").expect_exit(0)

    assert is_public(folder)
    folder.expect_settled(1)


def test_a_file_that_cannot_be_replaced_leaves_the_old_one(folder: CatalogFolder, folder_relay: Relay) -> None:
    one_file(folder)
    folder.sync()
    one_file(folder, NEW)
    folder_relay.faults.append(AGAIN[folder.backend.kind].fault(FaultKind.BAD_GATEWAY, times=1000))

    folder.sync(code=3).expect_words("0 of 1 entries done")

    assert (content(folder), is_public(folder)) == (OLD, True)
    folder_relay.faults.clear()
    folder.sync()
    assert content(folder) == NEW
    folder.expect_settled(1)


# ---- killed


@pytest.mark.parametrize("writes", range(4))
def test_a_kill_while_an_entry_is_made(folder: CatalogFolder, folder_relay: Relay, writes: int) -> None:
    """Before the entry, before its file, before the last call; and the next run finishes."""
    folder.put_file("guide.csv", b"x\n" * 1000)
    guide: Json = {"id": "guide", "title": "Guide", "path": "guide.csv"}
    folder.put_file("tableau.csv", OLD)
    folder.write(resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}, guide])

    assert kill(folder, folder_relay, writes)
    assert not is_public(folder)
    folder.sync()

    assert (len(folder.read().ids), is_public(folder)) == (2, True)
    folder.expect_settled(1)


@pytest.mark.parametrize("writes", range(3))
def test_a_kill_while_a_file_is_replaced(folder: CatalogFolder, folder_relay: Relay, writes: int) -> None:
    """Before the marker says that a file is on its way, before the file, before the last call."""
    one_file(folder, description="Décrit.")
    folder.sync()
    before = folder.read()
    one_file(folder, NEW, description="Décrit.")

    assert kill(folder, folder_relay, writes)
    folder.sync()

    assert changed_paths(before, folder.read()) <= {"resources.csv.url"}
    folder.expect_settled(1)


@pytest.mark.parametrize("writes", range(3))
def test_a_kill_and_a_change_of_mind(folder: CatalogFolder, folder_relay: Relay, writes: int) -> None:
    """The manifest's file is again that of before the killed run: the catalogue may have either of the two."""
    one_file(folder)
    folder.sync()
    one_file(folder, NEW)
    assert kill(folder, folder_relay, writes)
    one_file(folder)

    folder.sync()

    folder.expect_settled(1)


def test_a_run_that_was_killed_is_retried_from_its_journal(folder: CatalogFolder, folder_relay: Relay) -> None:
    one_file(folder)
    assert kill(folder, folder_relay, 1)
    (journal,) = (folder.root / ".publisher" / "runs").glob("*.jsonl")

    folder.run("apply", "--retry-failed", journal.stem, "--yes").expect_exit(0)

    folder.sync()
    folder.expect_settled(1)


# ---- while it lasts


def test_the_public_sees_no_entry_before_its_files_are_there(folder: CatalogFolder, folder_relay: Relay) -> None:
    one_file(folder)
    pause, first = WritePause(forwarded=True), FIRST[folder.backend.kind]
    folder_relay.faults = pause.before(first.action, about=first.about)

    with paused(folder, pause):
        assert [entry.state for entry in folder.backend.all()] == [PRIVATE]
        assert not is_public(folder)

    folder.sync()
    assert is_public(folder)
    folder.expect_settled(1)


def test_a_draft_with_a_file_stays_a_draft(folder: CatalogFolder) -> None:
    one_file(folder)
    folder.sync()
    folder.write(state="draft", resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])
    folder.put_file("tableau.csv", NEW)
    folder.sync()

    assert not is_public(folder)
    assert [entry.state for entry in folder.backend.all() if entry.state == PUBLIC] == []
    folder.expect_settled(1)


def test_a_private_entry_with_a_file_is_never_public_and_is_published_later(
    folder: CatalogFolder, folder_relay: Relay
) -> None:
    """Its creation takes several calls, the last of which publishes other entries."""
    resources = [{"id": "csv", "title": "Tableau", "path": "tableau.csv"}]
    folder.put_file("tableau.csv", OLD)
    folder.write(state="private", resources=resources)
    seen: list[bool] = []
    actions = WRITES[folder.backend.kind]

    def look() -> None:
        seen.append(is_public(folder))
        folder_relay.before |= dict.fromkeys(actions, look)

    folder_relay.before = dict.fromkeys(actions, look)
    folder.sync()
    folder_relay.before = {}

    before = folder.read()
    assert (before.state, len(seen) > 1, any(seen)) == (PRIVATE, True, False)
    folder.expect_settled(1)
    folder.write(resources=resources)
    folder.sync()

    after = folder.read()
    assert (after.id, after.name, after.ids, after.state) == (before.id, before.name, before.ids, PUBLIC)
    assert [resource.url for resource in after.resources] == [resource.url for resource in before.resources]
    folder.expect_settled(1)


@pytest.mark.parametrize("writes", [1, 2])
def test_a_private_entry_whose_making_was_killed_is_finished_and_stays_private(
    folder: CatalogFolder, folder_relay: Relay, writes: int
) -> None:
    folder.put_file("tableau.csv", OLD)
    folder.write(state="private", resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])
    assert kill(folder, folder_relay, writes)

    folder.sync()

    assert (folder.read().state, is_public(folder)) == (PRIVATE, False)
    folder.expect_settled(1)


def test_a_catalogue_edit_while_a_file_is_on_its_way_is_not_lost(folder: CatalogFolder, folder_relay: Relay) -> None:
    one_file(folder)
    folder.sync()
    one_file(folder, NEW)
    pause, again = WritePause(forwarded=True), AGAIN[folder.backend.kind]
    folder_relay.faults = pause.before(again.action, about=again.about)

    with paused(folder, pause):
        folder.backend.edit(folder.key("toilettes"), description="Texte du portail")

    folder_relay.faults = []
    folder.sync()
    assert folder.read().description == "Texte du portail"
    folder.sync("--drift", "revert")
    folder.expect_settled(1)


def test_two_runs_at_once_publish_each_file_once(folder: CatalogFolder) -> None:
    for n in range(4):
        folder.put_file(f"t-{n}.csv", f"n\n{n}\n")
        folder.write(f"jeu-{n:02}", title=f"Jeu {n}", resources=[{"id": "t", "title": "Tableau", "path": f"t-{n}.csv"}])

    together(folder)

    folder.sync()
    assert [len(entry.resources) for entry in folder.backend.all()] == [1] * 4
    folder.expect_settled(4)
