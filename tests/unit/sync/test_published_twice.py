"""`previously:` added after a dataset was published under both keys: one entry stays, the other is hidden."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.model.entry import Entry
from publisher.model.guards import GuardKind
from publisher.model.names import CatalogName
from publisher.model.plan import EntryDeleted, Update
from publisher.model.values import State
from publisher.sync.plan.guard import amounts
from publisher.sync.plan.plan_file import fingerprint
from tests.unit.fake_catalog import WRITES, Fault, unavailable
from tests.unit.offline_adapters import CKAN, UDATA

from .dataset_runs import Killed
from .manifest_folder import ManifestFolder

both_kinds = pytest.mark.parametrize("name", [CKAN, UDATA])
PLAIN = "title: {title}\ndescription: Texte.\nresources:\n  - {{id: a, title: A, path: a.csv}}\n"
FORMER = PLAIN.format(title="Budget") + "previously: [bron/budget]\n"


def twice(root: Path, name: CatalogName, data: str = "a,b\n1,2\n") -> ManifestFolder:
    """Return a folder whose only manifest is published under two keys; `previously:` names the former one."""
    folder = ManifestFolder.on(root, name)
    folder.write("bron/a.csv", data)
    for stem in ("budget", "budget-2024"):
        folder.write(f"bron/{stem}.yml", PLAIN.format(title="Budget"))
        folder.sync(f"bron/{stem}")
    folder.remove("bron/budget.yml")
    folder.write("bron/budget-2024.yml", FORMER)
    assert len(folder.entries(name)) == 2
    return folder


def keys(folder: ManifestFolder, name: CatalogName) -> list[tuple[str, bool]]:
    """Return the key of each entry, and whether it is public; in the order of their creation."""
    entries = sorted(folder.entries(name), key=lambda entry: entry.created)
    return [(str(entry.marker and entry.marker.key), entry.content.state is State.PUBLISHED) for entry in entries]


def first(folder: ManifestFolder, name: CatalogName) -> Entry:
    """Return the entry that was created first."""
    return min(folder.entries(name), key=lambda entry: entry.created)


@both_kinds
def test_the_plan_says_which_stays_and_which_is_hidden(tmp_path: Path, name: CatalogName) -> None:
    folder = twice(tmp_path, name)
    earliest = first(folder, name)
    (other,) = (entry for entry in folder.entries(name) if entry.id != earliest.id)
    step = folder.plan()["bron/budget-2024"]
    assert isinstance(step, Update)
    assert (step.edit.entry.id, [hide.entry.id for hide in step.hides]) == (earliest.id, [other.id])
    assert amounts(step)[GuardKind.HIDINGS] == 1
    assert fingerprint(step) != fingerprint(Update(edit=step.edit, changes=step.changes))


@both_kinds
def test_a_sync_settles_it_and_the_next_has_nothing_to_do(tmp_path: Path, name: CatalogName) -> None:
    folder = twice(tmp_path, name)
    earliest = first(folder, name)
    assert folder.sync() == ["Done"]
    assert keys(folder, name) == [("bron/budget-2024", True), ("bron/budget", False)]
    assert first(folder, name).id == earliest.id
    assert folder.kinds() == {"bron/budget-2024": "Same"}
    added = FORMER.replace("previously", "  - {id: b, title: B, url: 'https://example.org/b'}\npreviously")
    folder.write("bron/budget-2024.yml", added)
    folder.sync()
    assert len(first(folder, name).resources) == 2
    assert folder.kinds() == {"bron/budget-2024": "Same"}


@both_kinds
@pytest.mark.parametrize("late", [False, True])
def test_a_run_that_is_killed_at_any_call_is_completed_by_the_next(
    tmp_path: Path, name: CatalogName, late: bool
) -> None:
    reference = twice(tmp_path / "reference", name, "a,b\n1,2\n")
    reference.write("bron/a.csv", "a,b\n3,4\n5,6\n")
    before = len(reference.catalogs[name].log)
    reference.sync()
    calls = [call for call in reference.catalogs[name].log[before:] if call.startswith(WRITES)]
    assert len(calls) >= 3, "a hiding, the metadata, the file"
    for number in range(len(calls)):
        folder = twice(tmp_path / str(number), name)
        earliest = first(folder, name)
        folder.write("bron/a.csv", "a,b\n3,4\n5,6\n")
        fake, seen = folder.catalogs[name], 0

        def kill(call: str, stop: int = number) -> Fault:
            nonlocal seen
            if not call.startswith(WRITES):
                return Fault(None)
            seen += 1
            return Fault(Killed() if seen == stop + 1 else None, late=late)

        fake.fault_for = kill
        with pytest.raises(Killed):
            folder.sync()
        fake.fault_for = lambda _call: Fault(None)
        folder.sync()
        assert keys(folder, name) == [("bron/budget-2024", True), ("bron/budget", False)], number
        assert first(folder, name).id == earliest.id
        assert folder.kinds() == {"bron/budget-2024": "Same"}


@both_kinds
def test_a_hiding_that_fails_leaves_the_other_entry_as_it_is(tmp_path: Path, name: CatalogName) -> None:
    folder = twice(tmp_path, name)
    earliest = first(folder, name)
    (other,) = (entry for entry in folder.entries(name) if entry.id != earliest.id)
    folder.catalogs[name].fail(f"update {other.name}", Fault(unavailable()))
    assert folder.sync() == ["Failed"]
    assert keys(folder, name) == [("bron/budget", True), ("bron/budget-2024", True)]
    assert folder.sync() == ["Done"]
    assert keys(folder, name) == [("bron/budget-2024", True), ("bron/budget", False)]


@both_kinds
def test_an_entry_that_is_deleted_afterwards_is_not_replaced_by_the_hidden_one(
    tmp_path: Path, name: CatalogName
) -> None:

    folder = twice(tmp_path, name)
    folder.sync()
    stays = first(folder, name)
    folder.catalogs[name].put(replace(stays, deleted=True, name="budget-2024-bron" if name == CKAN else stays.name))
    (hidden,) = folder.entries(name)
    folder.catalogs[name].put(replace(hidden, name="ailleurs"))
    assert isinstance(folder.plan()["bron/budget-2024"], EntryDeleted)


@both_kinds
def test_renamed_again_and_archived(tmp_path: Path, name: CatalogName) -> None:
    folder = twice(tmp_path, name)
    folder.sync()
    folder.remove("bron/budget-2024.yml")
    again = FORMER.replace("[bron/budget]", "[bron/budget, bron/budget-2024]")
    folder.write("bron/comptes.yml", again)
    folder.sync()
    assert keys(folder, name) == [("bron/comptes", True), ("bron/budget", False)]
    folder.write("bron/comptes.yml", again + "state: archived\n")
    folder.sync()
    assert keys(folder, name) == [("bron/comptes", False), ("bron/budget", False)]
    folder.remove("bron/comptes.yml")
    folder.write("bron/x.yml", again.replace("budget-2024]", "budget-2024, bron/comptes]"))
    folder.sync()
    assert keys(folder, name) == [("bron/x", True), ("bron/budget", False)]
    assert folder.kinds() == {"bron/x": "Same"}
