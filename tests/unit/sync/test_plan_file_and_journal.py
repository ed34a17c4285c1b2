"""An approved plan confirms its writes alone; a journal records the planned steps and their outcomes."""

import json
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from publisher.model.dataset import Dataset
from publisher.model.entry import Entry
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey, Revision
from publisher.model.outcome import Done, Failed, NotDone
from publisher.model.plan import Create, EntryDeleted, HeldBack, Item, Plan, Same, Update, UpdateKind
from publisher.model.projection import Projection
from publisher.model.values import Contact
from publisher.sync.apply.journal import Journal, NoSuchRunError, new_run, unfinished_steps
from publisher.sync.compare.conflicts import OnDrift, ResolutionPolicy
from publisher.sync.plan.plan_file import NotAPlanError, fingerprint, hold_unapproved, plan_file_document, read_plan
from publisher.sync.plan.plan_target import CatalogTarget, PlanTarget
from publisher.sync.plan.run_options import DEFAULT_OPTIONS
from publisher.sync.plan.selection import Selection
from publisher.sync.steps.case import Case
from publisher.sync.steps.decide import decide
from publisher.sync.steps.entry_index import index_entries
from publisher.views.json_results import dumps, plan_document
from tests.unit.builders import (
    CATALOG,
    KEY,
    NAMED,
    REPOSITORY,
    access,
    applied,
    dataset,
    desired,
    edited,
    remote_id_of,
    resource,
)

OTHER = CatalogName("datagouv")
DEFAULT = ResolutionPolicy()


def step(
    content: Dataset,
    entry: Entry | None = None,
    policy: ResolutionPolicy = DEFAULT,
    **fields: Any,
) -> Create | Update:
    """Return the write that creates an entry or changes it to this content."""
    desired_dataset = desired(content, **fields)
    case = Case(
        desired=desired_dataset,
        projection=Projection(content),
        entry_index=index_entries(REPOSITORY, [entry] if entry else []),
        lookup=None,
        name="toilettes-bron",
        our_ids={resource.id: remote_id_of(resource.id) for resource in content.resources},
        traits=NAMED,
        access=access(writable=frozenset({desired_dataset.organization})),
    )
    decided = decide(case, policy)
    assert isinstance(decided, Create | Update)
    return decided


def item(write: Create | Update, key: str = KEY, catalog: CatalogName = CATALOG) -> Item:
    """Return an item of a plan."""
    return Item(DatasetKey(key), catalog, "Titre", write)


A, B = dataset(description="A"), dataset(description="B")


# ---- fingerprints


def test_the_same_write_has_the_same_fingerprint() -> None:
    assert fingerprint(step(B, applied(A))) == fingerprint(step(B, applied(A)))
    assert fingerprint(step(A)) == fingerprint(step(A))


def test_a_fingerprint_does_not_depend_on_the_order_in_which_fields_were_written() -> None:
    content = dataset(extras={"x": "1", "y": "2"})
    two = dataset(extras={"y": "2", "x": "1"})
    assert fingerprint(step(content)) == fingerprint(step(two))
    assert fingerprint(step(content, applied(dataset()))) == fingerprint(step(two, applied(dataset())))


def test_a_fingerprint_is_the_same_in_another_process() -> None:
    code = (
        "from tests.unit.sync import test_plan_file_and_journal as t; print(t.fingerprint(t.step(t.B, t.applied(t.A))))"
    )
    root = Path(__file__).parents[3]
    process = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={"PYTHONHASHSEED": "1", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert process.stdout.strip() == fingerprint(step(B, applied(A)))


def updates_that_differ() -> dict[str, Create | Update]:
    """Return writes that differ from the change of A to B."""
    two = applied(replace(A, license="lov2"))
    return {
        "another value": step(dataset(description="C"), applied(A)),
        "another field besides": step(replace(B, license="lov2"), applied(A)),
        "a newer version of the entry": step(B, replace(applied(A), revision=Revision("2"))),
        "another entry": step(B, applied(A, name="autre")),
        "a field that is kept": step(replace(B, license="lov2"), two),
        "hiding it as well": replace_kind(step(B, applied(A))),
        "a creation": step(B),
    }


def replace_kind(update: Create | Update) -> Update:
    """Return the same write, as one that hides the entry."""
    assert isinstance(update, Update)
    return replace(update, kind=UpdateKind.ARCHIVE)


def test_another_write_has_another_fingerprint() -> None:
    original = fingerprint(step(B, applied(A)))
    same = [name for name, update in updates_that_differ().items() if fingerprint(update) == original]
    assert same == []


def test_reverting_a_catalogue_edit_is_another_write_than_keeping_it() -> None:
    entry = edited(applied(dataset(description="A", license="lov2")), license="odc-by")
    content = dataset(description="B", license="lov2")
    with_drift, reverted = step(content, entry), step(content, entry, ResolutionPolicy(OnDrift.REVERT))
    assert fingerprint(with_drift) != fingerprint(reverted)


def creations_that_differ() -> dict[str, Create | Update]:
    """Return creations that differ from that of A."""
    return {
        "another value": step(B),
        "a resource": step(replace(A, resources=(resource("csv"),))),
        "another organization": step(A, organization="metropole"),
        "another name": step(A, slug="autre-nom"),
    }


@pytest.mark.parametrize("name", sorted(creations_that_differ()))
def test_another_creation_has_another_fingerprint(name: str) -> None:
    assert fingerprint(creations_that_differ()[name]) != fingerprint(step(A))


def test_the_value_of_an_ignored_field_is_part_of_a_creation_and_of_its_fingerprint() -> None:
    ignored = frozenset({"description"})
    assert fingerprint(step(A, ignored=ignored)) != fingerprint(step(B, ignored=ignored))


# ---- approved plans


def test_what_was_approved_goes_through() -> None:
    write = item(step(B, applied(A)))
    assert isinstance(write.step, Update)
    assert hold_unapproved([write], {(write.key, CATALOG): fingerprint(write.step)}) == (write,)


@pytest.mark.parametrize("catalog", [CATALOG, OTHER])
def test_what_moved_since_is_held_back_with_what_to_type(catalog: CatalogName) -> None:
    write = item(step(B, replace(applied(A), revision=Revision("2"))))
    (held_item,) = hold_unapproved([write], {(write.key, catalog): fingerprint(step(B, applied(A)))})
    assert isinstance(held_item.step, HeldBack)
    assert held_item.step.step == write.step
    assert str(held_item.step.reason) == "differs from the plan file: the manifest or the entry has changed since"
    assert str(held_item.step.fix) == "Create a new plan: publisher sync"


def test_what_the_plan_file_does_not_have_is_held_back() -> None:
    (held_item,) = hold_unapproved([item(step(A))], {})
    assert isinstance(held_item.step, HeldBack)


def test_approval_counts_for_its_catalogue_alone() -> None:
    write = step(A)
    (held_item,) = hold_unapproved([item(write)], {(DatasetKey(KEY), OTHER): fingerprint(write)})
    assert isinstance(held_item.step, HeldBack)


def test_what_writes_nothing_needs_no_approval() -> None:
    idle = [Item(KEY, CATALOG, "Titre", Same()), Item(KEY, CATALOG, "Titre", EntryDeleted(entry=applied(A)))]
    assert hold_unapproved(idle, {}) == tuple(idle)


TARGET = PlanTarget(REPOSITORY, {CATALOG: CatalogTarget("ckan", "https://data.example.org")})


def saved_plan(tmp_path: Path, *writes: Item) -> Path:
    """Write a plan file as `plan --out` does, and return its path."""
    file = tmp_path / "plan.json"
    document = plan_file_document(
        plan_document(Plan(writes, (), {})), DEFAULT_OPTIONS, Selection(), TARGET, sandbox=False
    )
    file.write_text(dumps(document), encoding="utf-8")
    return file


def test_a_plan_file_approves_its_writes_and_no_more(tmp_path: Path) -> None:
    first, second = item(step(A), "bron/a"), item(step(B, applied(A)), "bron/b")
    idle = Item(DatasetKey("bron/c"), CATALOG, "Titre", Same())
    fingerprints = read_plan(saved_plan(tmp_path, first, second, idle)).fingerprints
    assert hold_unapproved([first, second, idle], fingerprints) == (first, second, idle)
    assert set(fingerprints) == {("bron/a", CATALOG), ("bron/b", CATALOG)}


def test_a_held_back_step_of_a_plan_file_is_not_approved(tmp_path: Path) -> None:
    write = item(step(A))
    assert isinstance(write.step, Create)
    held_write = replace(write, step=HeldBack(step=write.step, reason=message("guard"), fix=message("x")))
    (held_item,) = hold_unapproved([write], read_plan(saved_plan(tmp_path, held_write)).fingerprints)
    assert isinstance(held_item.step, HeldBack)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "{}",
        '{"format_version": 2, "steps": []}',
        '{"format_version": 1}',
        '{"format_version": 1, "steps": 3}',
        '{"format_version": 1, "steps": [{"fingerprint": "x"}]}',
        '{"format_version": 1, "steps": [3]}',
    ],
)
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NotAPlanError):
        read_plan(file)


@pytest.mark.parametrize("version", [None, 3, 5])
def test_a_plan_file_of_another_version_is_refused(tmp_path: Path, version: int | None) -> None:
    file = saved_plan(tmp_path, item(step(A)))
    document = json.loads(file.read_text(encoding="utf-8")) | {"plan_version": version}
    file.write_text(json.dumps({name: value for name, value in document.items() if value is not None}))
    with pytest.raises(NotAPlanError):
        read_plan(file)


CHOICES = DEFAULT_OPTIONS.document()


@pytest.mark.parametrize(
    "wrong",
    [
        {"choices": {**CHOICES, "prune": "yes"}},
        {"choices": {**CHOICES, "prune": 1}},
        {"choices": {**CHOICES, "prune": None}},
        {"choices": {**CHOICES, "drift": "maybe"}},
        {"choices": {**CHOICES, "on_conflict": ["portal"]}},
        {"choices": {**CHOICES, "allow": {"creates": "5"}}},
        {"choices": {**CHOICES, "allow": {"creates": 2.5}}},
        {"choices": {**CHOICES, "allow": {"creates": True}}},
        {"choices": {**CHOICES, "allow": {"creates": -1}}},
        {"choices": {**CHOICES, "allow": {"everything": 1}}},
        {"choices": {**CHOICES, "allow": [["creates", 5]]}},
        {"selection": {"patterns": "bron", "excluded": [], "catalogs": []}},
        {"sandbox": "no"},
        {"sandbox": None},
        {"orphans": None},
        {"orphans": [{"key": "bron/a"}]},
        {"orphans": [{"key": "bron/a", "catalog": "inconnu"}]},
        {"target": {"repository": "depot", "catalogs": {}}},
    ],
    ids=str,
)
def test_an_option_of_another_type_makes_it_no_plan(tmp_path: Path, wrong: dict[str, object]) -> None:
    file = saved_plan(tmp_path, item(step(A)))
    read_plan(file)
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | wrong), encoding="utf-8")
    with pytest.raises(NotAPlanError):
        read_plan(file)


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NotAPlanError):
        read_plan(file)


def test_a_missing_plan_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_plan(tmp_path / "absent.json")


# ---- the journal


def lines(journal: Journal) -> list[dict[str, Any]]:
    """Return the lines of a journal, decoded."""
    return [json.loads(line) for line in journal.path.read_text(encoding="utf-8").split("\n") if line]


def test_a_run_is_named_by_its_time_and_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["1a2b", "3c4d"])
    monkeypatch.setattr(secrets, "token_hex", lambda size: next(drawn))
    now = datetime(2026, 3, 4, 5, 6)
    assert [new_run(now), new_run(now)] == ["2026-03-04T0506-1a2b", "2026-03-04T0506-3c4d"]


def test_a_journal_makes_its_folder_and_is_named_by_its_run(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "deep" / "runs", "run-1")
    journal.start([], "1.2.3")
    assert journal.path == tmp_path / "deep" / "runs" / "run-1.jsonl"
    assert lines(journal) == [
        {
            "run": "run-1",
            "event": "start",
            "format_version": 1,
            "version": "1.2.3",
            "at": None,
            "by": None,
            "commit": None,
            "edited": {},
            "choices": DEFAULT_OPTIONS.document(),
            "sandbox": False,
            "steps": [],
        },
    ]


def test_a_journal_tells_what_was_meant_and_what_became_of_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "run-1")
    content = dataset(description="Été", contact=Contact("SIG", None))
    creation, change = item(step(A), "bron/a"), item(step(content, applied(A)), "bron/b")
    journal.start([creation, change], "1")
    journal.intent(creation)
    journal.outcome(Failed(creation, message("it answered {status}", status=503), None))
    journal.intent(change)
    journal.outcome(Done(change, replace(applied(A), revision=Revision("7"))))
    journal.outcome(NotDone(creation))
    start, *rest = lines(journal)
    assert start["steps"] == [
        {"key": "bron/a", "catalog": "grandlyon", "step": "create"},
        {"key": "bron/b", "catalog": "grandlyon", "step": "update"},
    ]
    create = {"run": "run-1", "key": "bron/a", "catalog": "grandlyon", "step": "create"}
    update = {"run": "run-1", "key": "bron/b", "catalog": "grandlyon", "step": "update"}
    assert rest == [
        create | {"event": "intent", "changes": []},
        create | {"event": "outcome", "result": "failed", "what": "it answered 503"},
        update | {
            "event": "intent",
            "entry": "id-toilettes-bron",
            "revision": "1",
            "changes": [
                {"path": "description", "verdict": "change", "before": "A", "after": "Été"},
                {"path": "contact", "verdict": "change", "before": None, "after": {"name": "SIG"}},
            ],
        },
        update | {
            "event": "outcome",
            "result": "done",
            "entry": "id-toilettes-bron",
            "address": "https://data.example.org/dataset/toilettes-bron",
            "revision": "7",
        },
        create | {"event": "outcome", "result": "not-done"},
    ]  # fmt: skip


def test_a_journal_keeps_the_catalogues_values_that_are_replaced(tmp_path: Path) -> None:
    entry = edited(applied(dataset()), description="Texte du portail")
    journal = Journal(tmp_path, "run-1")
    journal.intent(item(step(dataset(description="Nous"), entry)))
    (intent,) = lines(journal)
    assert intent["step"] == "takeover"
    assert intent["changes"] == [
        {"path": "description", "verdict": "takeover", "before": "Texte du portail", "after": "Nous"},
    ]


def test_every_line_is_on_the_disk_before_the_next_thing_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path, "run-1")
    synced: list[int] = []

    def fsync(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_size)

    monkeypatch.setattr(os, "fsync", fsync)
    sizes = []
    writes: list[Callable[[], None]] = [
        lambda: journal.start([item(step(A))], "1"),
        lambda: journal.intent(item(step(A))),
        lambda: journal.outcome(NotDone(item(step(A)))),
    ]
    for write in writes:
        write()
        sizes.append(journal.path.stat().st_size)
    assert synced == sizes


def test_lines_written_side_by_side_do_not_mix(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "run-1")
    writes = [item(step(A), f"bron/{number}") for number in range(20)]
    threads = [threading.Thread(target=journal.intent, args=(write,)) for write in writes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {line["key"] for line in lines(journal)} == {write.key for write in writes}


# ---- retrying a run


def started_run(tmp_path: Path) -> tuple[Journal, Item, Item]:
    """Return the journal of a run that planned to write two datasets, and the two items."""
    journal = Journal(tmp_path, "run-1")
    first, second = item(step(A), "bron/a"), item(step(A), "bron/b", OTHER)
    journal.start([first, second], "1")
    return journal, first, second


FIRST, SECOND = (DatasetKey("bron/a"), CATALOG), (DatasetKey("bron/b"), OTHER)


def test_a_run_killed_at_once_did_nothing_of_what_it_meant(tmp_path: Path) -> None:
    started_run(tmp_path)
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == {FIRST, SECOND}


def test_a_write_of_which_only_the_intent_is_known_is_not_done(tmp_path: Path) -> None:
    journal, first, second = started_run(tmp_path)
    journal.outcome(Done(first, applied(A)))
    journal.intent(second)
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == {SECOND}


def test_failures_and_what_was_not_begun_are_not_done(tmp_path: Path) -> None:
    journal, first, second = started_run(tmp_path)
    journal.outcome(Failed(first, message("x"), None))
    journal.outcome(NotDone(second))
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == {FIRST, SECOND}


def test_a_finished_run_leaves_nothing(tmp_path: Path) -> None:
    journal, first, second = started_run(tmp_path)
    journal.outcome(Done(first, applied(A)))
    journal.outcome(Done(second, applied(A)))
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == frozenset()


def test_a_dataset_done_in_one_catalogue_is_not_done_in_another(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "run-1")
    first, second = item(step(A), "bron/a"), item(step(A), "bron/a", OTHER)
    journal.start([first, second], "1")
    journal.outcome(Done(first, applied(A)))
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == {(DatasetKey("bron/a"), OTHER)}


def test_a_torn_last_line_of_a_killed_run_does_not_hinder(tmp_path: Path) -> None:
    journal, first, _ = started_run(tmp_path)
    journal.outcome(Done(first, applied(A)))
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"run": "run-1", "event": "outcome", "result": "do')
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == {SECOND}


def test_a_last_line_torn_within_an_accented_letter_does_not_hinder(tmp_path: Path) -> None:
    journal, first, second = started_run(tmp_path)
    journal.outcome(Done(first, applied(A)))
    journal.intent(replace(second, step=step(dataset(description="é"), applied(A))))
    content = journal.path.read_bytes()
    journal.path.write_bytes(content[: content.rindex("é".encode()) + 1])
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == {SECOND}


def test_a_line_that_is_no_document_is_passed_over(tmp_path: Path) -> None:
    journal, _, _ = started_run(tmp_path)
    with journal.path.open("a", encoding="utf-8") as file:
        file.write("3\n\n[]\n")
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == {FIRST, SECOND}


def test_values_with_unusual_line_breaks_stay_on_one_line(tmp_path: Path) -> None:
    journal, first, _ = started_run(tmp_path)
    journal.intent(replace(first, step=step(dataset(description="a\n\u2028b\u0085c\x0bd"), applied(A))))
    journal.outcome(Done(first, applied(A)))
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == {SECOND}
    assert len(lines(journal)) == 3


def test_an_unknown_run_is_said_to_be_unknown(tmp_path: Path) -> None:
    with pytest.raises(NoSuchRunError) as raised:
        unfinished_steps(tmp_path, "run-9")
    assert raised.value.args == ("run-9",)
