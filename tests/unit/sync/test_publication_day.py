"""`from:` in a manifest: nothing of the dataset is written before that day, and from that day on it says nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from publisher.model.guards import GuardKind
from publisher.model.names import CatalogName, Revision
from publisher.model.plan import Blocked, BlockReason, Plan, Scheduled, UpdateKind
from publisher.model.values import Managed, State
from publisher.sync.plan.decisions import waits_for_person
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.plan_file import plan_file_document, read_plan
from publisher.sync.plan.plan_target import target_of
from publisher.sync.plan.run_options import DEFAULT_OPTIONS
from publisher.sync.plan.selection import Selection
from publisher.views.json_results import plan_document
from tests.unit.builders import marker
from tests.unit.cases import update_kind
from tests.unit.offline_adapters import CKAN, UDATA

from .manifest_folder import ManifestFolder

both_kinds = pytest.mark.parametrize("name", [CKAN, UDATA])
DAY = date(2027, 1, 15)
EVE = DAY - timedelta(days=1)
PLAIN = "title: {title}\ndescription: Texte.\n"
PARKS = PLAIN.format(title="Parcs")
FROM = PARKS + f"from: {DAY}\n"
KEY = "bron/parcs"


def waiting(root: Path, *names: CatalogName, text: str = FROM) -> ManifestFolder:
    """Return a folder with a dataset that is public from a day on, on the eve of it."""
    folder = ManifestFolder.on(root, *names)
    folder.today = EVE
    folder.write("bron/parcs.yml", text)
    return folder


def published(root: Path, name: CatalogName, **present: Any) -> ManifestFolder:
    """Return a folder whose dataset was published, and then got a day; its entry is edited so in the catalogue."""
    folder = waiting(root, name, text=PARKS)
    folder.sync()
    edit(folder, name, **present)
    folder.write("bron/parcs.yml", FROM)
    return folder


def edit(folder: ManifestFolder, name: CatalogName, **fields: Any) -> None:
    """Edit the only entry in the catalogue by hand."""
    (entry,) = folder.entries(name)
    content = replace(entry.content, **fields)
    folder.catalogs[name].put(replace(entry, content=content, revision=Revision(f"{entry.revision}+")))


def plan_of(folder: ManifestFolder, **fields: Any) -> Plan:
    """Return the whole plan of a folder."""
    return make_plan(folder.inputs(), Request(**fields))


def states(folder: ManifestFolder, name: CatalogName) -> list[Managed[State]]:
    """Return the state of each entry in the catalogue."""
    return [entry.content.state for entry in folder.entries(name)]


# ---- without an entry


@both_kinds
def test_before_its_day_nothing_is_written_and_nothing_is_pending(tmp_path: Path, name: CatalogName) -> None:
    folder = waiting(tmp_path, name)

    plan = plan_of(folder)

    assert isinstance(plan.items[0].step, Scheduled)
    assert (plan.items[0].step.day, plan.pending, plan.stuck, waits_for_person(plan)) == (DAY, False, False, False)
    assert folder.sync() == []
    assert folder.catalogs[name].writes == []


@both_kinds
@pytest.mark.parametrize("after", [0, 1, 400])
def test_from_its_day_on_it_is_published_as_any_other(tmp_path: Path, name: CatalogName, after: int) -> None:
    folder, other = waiting(tmp_path / "a", name), waiting(tmp_path / "b", name, text=PARKS)
    folder.today = DAY + timedelta(days=after)

    assert (folder.sync(), other.sync()) == (["Done"], ["Done"])

    assert folder.entries(name) == other.entries(name), "the day itself is not written"
    assert folder.kinds() == {KEY: "Same"}


def test_both_catalogues_wait_and_then_one_links_to_the_file_of_the_other(tmp_path: Path) -> None:
    hosted = FROM + "resources:\n  - {id: a, title: A, path: a.csv}\n"
    folder = waiting(tmp_path, CKAN, UDATA, text=hosted)
    folder.write("bron/a.csv", "a;b\n1;2\n")

    assert folder.kinds() == {f"{KEY}@{CKAN}": "Scheduled", f"{KEY}@{UDATA}": "Scheduled"}
    assert folder.sync() == []
    folder.today = DAY

    assert folder.sync() == ["Done", "Done"]
    assert (states(folder, CKAN), states(folder, UDATA)) == ([State.PUBLISHED], [State.PUBLISHED])
    assert folder.kinds() == {f"{KEY}@{CKAN}": "Same", f"{KEY}@{UDATA}": "Same"}


def test_a_waiting_dataset_counts_for_no_guard_and_keeps_no_other_back(tmp_path: Path) -> None:
    folder = waiting(tmp_path, CKAN)
    folder.write("bron/eaux.yml", PLAIN.format(title="Eaux"))

    plan = plan_of(folder, options=replace(DEFAULT_OPTIONS, allowed={GuardKind.CREATES: 1}))

    assert {item.key: type(item.step).__name__ for item in plan.items} == {KEY: "Scheduled", "bron/eaux": "Create"}


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_what_is_never_created_does_not_wait(tmp_path: Path, state: str) -> None:
    folder = waiting(tmp_path, CKAN, text=f"{FROM}state: {state}\n")

    assert folder.kinds() == {KEY: "Same"}


@both_kinds
def test_a_private_entry_is_not_created_before_the_day_either(tmp_path: Path, name: CatalogName) -> None:
    folder = waiting(tmp_path, name, text=FROM + "state: private\n")

    assert (folder.kinds(), folder.sync()) == ({KEY: "Scheduled"}, [])
    folder.today = DAY
    folder.sync()

    assert states(folder, name) == [State.PRIVATE]


# ---- what is in the way is told before the day


def test_a_name_that_is_taken_is_told_before_the_day(tmp_path: Path) -> None:
    folder = waiting(tmp_path, CKAN, text=PARKS)
    folder.sync()
    (entry,) = folder.entries(CKAN)
    folder.catalogs[CKAN].put(replace(entry, marker=None))
    folder.write("bron/parcs.yml", FROM)

    assert folder.kinds() == {KEY: "Blocked"}


def test_a_renamed_manifest_that_does_not_say_so_is_blocked_and_its_entry_is_not_pruned(tmp_path: Path) -> None:
    folder = waiting(tmp_path, CKAN, text=PARKS)
    folder.sync()
    folder.remove("bron/parcs.yml")
    folder.write("bron/jardins.yml", FROM)
    policy = replace(DEFAULT_OPTIONS.policy, prune=True)

    plan = plan_of(folder, options=replace(DEFAULT_OPTIONS, policy=policy))

    assert [item.step.why for item in plan.items if isinstance(item.step, Blocked)] == [BlockReason.RENAMED]
    assert [(orphan.key, orphan.renamed_to) for orphan in plan.orphans] == [(KEY, "bron/jardins")]


def test_a_renamed_manifest_that_says_so_has_a_public_entry(tmp_path: Path) -> None:
    folder = waiting(tmp_path, CKAN, text=PARKS)
    folder.sync()
    folder.remove("bron/parcs.yml")
    folder.write("bron/jardins.yml", FROM + f"previously: [{KEY}]\n")

    assert blocked_why(folder, "bron/jardins") is BlockReason.PUBLIC_TOO_EARLY


# ---- with an entry


def blocked_why(folder: ManifestFolder, key: str = KEY, **policy: str) -> BlockReason | None:
    """Return why the step of a dataset is blocked; None where it is not."""
    step = folder.plan(**policy)[key]
    return step.why if isinstance(step, Blocked) else None


@both_kinds
def test_a_public_entry_is_blocked_with_its_address_the_line_and_the_day(tmp_path: Path, name: CatalogName) -> None:
    folder = published(tmp_path, name)

    step = folder.plan()[KEY]

    assert isinstance(step, Blocked)
    address = folder.entries(name)[0].address
    place = f"{tmp_path.as_posix()}/bron/parcs.yml:3:7"
    assert str(step.reason) == f"{address} is public, and {place} says `from:` 15 January 2027"
    assert (step.why, waits_for_person(plan_of(folder)), folder.sync()) == (BlockReason.PUBLIC_TOO_EARLY, True, [])
    folder.today = DAY
    assert folder.kinds() == {KEY: "Same"}


@pytest.mark.parametrize("policy", [{}, {"conflict": "manifest"}, {"conflict": "portal"}, {"drift": "revert"}])
@pytest.mark.parametrize("title", ["Parcs", "Parcs et jardins"])
def test_whatever_else_differs_a_public_entry_is_blocked(tmp_path: Path, policy: dict[str, str], title: str) -> None:
    folder = published(tmp_path, CKAN)
    edit(folder, CKAN, title="Autre titre")
    folder.write("bron/parcs.yml", FROM.replace("Parcs", title))

    assert blocked_why(folder, **policy) is BlockReason.PUBLIC_TOO_EARLY
    assert folder.sync(**policy) == []


def test_an_archived_entry_is_public_where_the_public_reads_archived_ones(tmp_path: Path) -> None:
    folders = {name: published(tmp_path / name, name, state=State.ARCHIVED) for name in (CKAN, UDATA)}

    assert blocked_why(folders[UDATA]) is BlockReason.PUBLIC_TOO_EARLY
    assert blocked_why(folders[CKAN]) is None


@both_kinds
@pytest.mark.parametrize("state", ["private", "draft"])
def test_what_hides_is_done_and_nothing_else_and_it_is_published_on_the_day(
    tmp_path: Path, name: CatalogName, state: str
) -> None:
    folder = published(tmp_path, name)
    folder.write("bron/parcs.yml", FROM.replace("Parcs", "Parcs et jardins") + f"state: {state}\n")

    assert update_kind(folder.plan()[KEY]) is UpdateKind.ARCHIVE
    assert [path for path, *_rest in folder.changes(KEY)] == ["state"]
    assert folder.sync() == ["Done"]
    (hidden,) = folder.entries(name)
    assert (hidden.content.state, hidden.content.title) == (State(state), "Parcs")

    folder.write("bron/parcs.yml", FROM.replace("Parcs", "Parcs et jardins"))
    assert (folder.kinds(), folder.sync()) == ({KEY: "Scheduled"}, [])
    folder.today = DAY
    assert folder.sync() == ["Done"]
    (shown,) = folder.entries(name)
    assert (shown.id, shown.content.state, shown.content.title) == (hidden.id, State.PUBLISHED, "Parcs et jardins")


def test_an_edit_by_hand_of_a_waiting_entry_is_told_as_drift(tmp_path: Path) -> None:
    folder = waiting(tmp_path, CKAN, text=PARKS + "state: private\n")
    folder.sync()
    edit(folder, CKAN, title="Autre titre")
    folder.write("bron/parcs.yml", FROM)

    assert folder.kinds() == {KEY: "Scheduled"}
    assert {path: kind for path, kind, *_rest in folder.changes(KEY)} == {"state": "change", "title": "drift"}
    assert plan_of(folder).drifted


def test_the_marker_of_a_private_entry_waits_too(tmp_path: Path) -> None:
    folder = waiting(tmp_path, CKAN, text=PARKS + "state: private\n")
    folder.sync()
    folder.write("bron/parcs.yml", FROM + "state: draft\n")

    assert (folder.kinds(), folder.sync()) == ({KEY: "Same"}, [])


@pytest.mark.parametrize(("drift", "kind"), [("keep", "EntryDeleted"), ("revert", "Scheduled")])
def test_a_deleted_entry_is_not_restored_before_the_day(tmp_path: Path, drift: str, kind: str) -> None:
    folder = published(tmp_path, CKAN)
    (entry,) = folder.entries(CKAN)
    folder.catalogs[CKAN].put(replace(entry, deleted=True))

    assert folder.kinds(drift=drift) == {KEY: kind}


def test_a_waiting_dataset_is_no_orphan(tmp_path: Path) -> None:
    folder = waiting(tmp_path, CKAN, text=PARKS + "state: private\n")
    folder.sync()
    folder.write("bron/parcs.yml", FROM)
    policy = replace(DEFAULT_OPTIONS.policy, prune=True)

    plan = plan_of(folder, options=replace(DEFAULT_OPTIONS, policy=policy))

    assert ([type(item.step).__name__ for item in plan.items], plan.orphans) == (["Scheduled"], ())


def test_an_entry_of_others_with_the_title_is_in_the_way(tmp_path: Path) -> None:
    folder = waiting(tmp_path, UDATA, text=PARKS)
    folder.sync()
    (entry,) = folder.entries(UDATA)
    folder.catalogs[UDATA].put(replace(entry, marker=marker(key="autre/jeu", repository="someone/else")))
    folder.write("bron/parcs.yml", FROM)

    assert blocked_why(folder) is BlockReason.OTHER_REPOSITORY


# ---- a saved plan that is applied on a later day


def test_a_saved_plan_publishes_nothing_that_it_did_not_show(tmp_path: Path) -> None:
    folder = waiting(tmp_path, CKAN, UDATA)
    folder.write("bron/eaux.yml", PLAIN.format(title="Eaux"))
    document = plan_file_document(
        plan_document(plan_of(folder)), DEFAULT_OPTIONS, Selection(), target_of(folder.manifests), sandbox=False
    )
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({"format_version": 1, **document}), encoding="utf-8")
    saved = read_plan(file)
    folder.today = DAY

    selection = replace(saved.selection, dataset_catalogs=saved.dataset_catalogs, orphans=saved.orphans)
    plan = plan_of(folder, selection=selection, approved=saved.fingerprints)

    assert {(item.key, type(item.step).__name__) for item in plan.items} == {("bron/eaux", "Create")}
    assert not plan.stuck
