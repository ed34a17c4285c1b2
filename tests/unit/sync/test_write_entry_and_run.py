"""Every write is applied once despite lost replies, and one failure stops one entry alone."""

import _thread
import errno
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publisher.catalogs.errors import AlreadyExists, Denied, EntryChanged, OutcomeUnknown, Unavailable
from publisher.catalogs.retry import TRIES
from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.dataset import Dataset
from publisher.model.entry import Entry
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey, RemoteId, Revision
from publisher.model.outcome import Done, Failed, NotDone, Outcome
from publisher.model.plan import Create, Drift, EntryCreation, EntryEdit, Item, Same, Update, UpdateKind
from publisher.model.projection import Projection
from publisher.model.values import State
from publisher.sync.apply import write_entry
from publisher.sync.apply.journal import Journal, NoJournalError, unfinished_steps
from publisher.sync.apply.run import PlanRunner
from publisher.sync.apply.unknown_outcome import was_written
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.apply.write_entry import WrittenEntry
from publisher.sync.compare.conflicts import OnDrift, ResolutionPolicy
from publisher.sync.steps.case import Case
from publisher.sync.steps.decide import decide
from publisher.sync.steps.entry_index import index_entries
from tests.unit.builders import (
    CATALOG,
    KEY,
    NAMED,
    REPOSITORY,
    access,
    applied,
    base_of,
    created_entry,
    dataset,
    desired,
    digests,
    edited,
    entry,
    marker,
    remote_id_of,
    resource,
)
from tests.unit.cases import case_of, creation_of
from tests.unit.fake_catalog import FakeCatalog, Fault, as_catalog, doubtful, unavailable

NAME = "toilettes-bron"
CREATE, LOOK_UP = f"create {KEY}", f"look_up {KEY}"
UPDATE, REREAD = f"update {NAME}", f"reread {NAME}"
DEFAULT = ResolutionPolicy()
REVERT = ResolutionPolicy(OnDrift.REVERT)
A, B = dataset(resource("csv"), description="A"), dataset(resource("csv"), description="B")


class RecordedSleep(list[float]):
    """A sleep function that records how long it was asked to last."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def planned_creation(content: Dataset = A, key: str = KEY) -> EntryCreation:
    """Return a creation as a plan contains it."""
    desired_dataset = desired(content, key=DatasetKey(key))
    return creation_of(
        desired_dataset, content, {resource.id: remote_id_of(resource.id) for resource in content.resources}, NAMED
    )


def planned_update(content: Dataset, entry: Entry, policy: ResolutionPolicy = DEFAULT, key: str = KEY) -> Update:
    """Return the update that a plan contains for an entry of ours."""
    desired_dataset = desired(content, key=DatasetKey(key))
    case = Case(
        desired=desired_dataset,
        projection=Projection(content),
        entry_index=index_entries(REPOSITORY, [] if entry.deleted else [entry]),
        lookup=entry if entry.deleted else None,
        name=entry.name,
        our_ids={resource.id: remote_id_of(resource.id) for resource in content.resources},
        traits=NAMED,
        access=access(),
    )
    step = decide(case, policy)
    assert isinstance(step, Update)
    return step


def planned_edit(content: Dataset, entry: Entry, policy: ResolutionPolicy = DEFAULT) -> EntryEdit:
    """Return the edit that a plan contains for an entry of ours."""
    return planned_update(content, entry, policy).edit


def create(fake: FakeCatalog, planned: EntryCreation, recorded_sleep: RecordedSleep) -> tuple[Entry, tuple[str, ...]]:
    """Create an entry with one call, and return it with the fields that the catalogue stored in another form."""
    outcome = write_entry.create(as_catalog(fake), planned, WriteOptions(recorded_sleep))
    assert isinstance(outcome, WrittenEntry)
    return outcome.entry, outcome.rewritten


def update(fake: FakeCatalog, planned: EntryEdit, recorded_sleep: RecordedSleep) -> tuple[Entry, tuple[str, ...]]:
    """Update an entry, and return it with the fields that the catalogue stored in another form."""
    outcome = write_entry.update(as_catalog(fake), planned, WriteOptions(recorded_sleep))
    return outcome.entry, outcome.rewritten


class WithViews(FakeCatalog):
    """A catalogue that makes views of resources when it is asked."""

    def make_views(self, entry: Entry, resources: Collection[RemoteId]) -> None:
        self.log.append(f"make_views {sorted(resources)}")


def test_an_entry_that_gains_resources_gets_their_views_in_one_call_at_the_end() -> None:
    more = dataset(resource("csv"), resource("wfs"), resource("wms"), description="A")
    fake = WithViews(applied(A))
    update(fake, planned_edit(more, applied(A)), RecordedSleep())
    assert fake.log == [UPDATE, f"make_views {sorted([remote_id_of('wfs'), remote_id_of('wms')])}"]
    same = WithViews(applied(A))
    update(same, planned_edit(B, applied(A)), RecordedSleep())
    assert same.log == [UPDATE]


# ---- creating an entry


def test_a_creation_is_one_call() -> None:
    fake, recorded_sleep = FakeCatalog(), RecordedSleep()
    entry, rewritten = create(fake, planned_creation(), recorded_sleep)
    assert fake.log == [CREATE]
    assert entry == fake.entry_named(NAME)
    assert entry.marker == marker(base_of(A))
    assert (rewritten, recorded_sleep) == ((), [])


def test_a_creation_whose_reply_was_lost_is_found_and_not_made_again() -> None:
    fake, recorded_sleep = FakeCatalog(), RecordedSleep()
    fake.fail(CREATE, Fault(doubtful(), late=True))
    entry, _ = create(fake, planned_creation(), recorded_sleep)
    assert fake.log == [CREATE, LOOK_UP]
    assert [entry] == list(fake.entries.values())
    assert recorded_sleep == []


def test_a_creation_that_never_arrived_is_sent_again_only_after_a_look() -> None:
    fake, recorded_sleep = FakeCatalog(), RecordedSleep()
    fake.fail(CREATE, Fault(doubtful()), Fault(doubtful()))
    create(fake, planned_creation(), recorded_sleep)
    assert fake.log == [CREATE, LOOK_UP, CREATE, LOOK_UP, CREATE]
    assert len(fake.entries) == 1
    assert len(recorded_sleep) == 2


def test_a_creation_that_arrives_after_the_look_is_recognised_when_the_name_is_taken() -> None:
    fake = FakeCatalog()
    late = created_entry(planned_creation(), NAME)
    fake.fail(CREATE, Fault(doubtful()))
    fake.fail(LOOK_UP, Fault(None), Fault(None))
    fake.fail(CREATE, Fault(None, then=lambda: fake.put(late)))
    entry, _ = create(fake, planned_creation(), RecordedSleep())
    assert fake.log == [CREATE, LOOK_UP, CREATE, LOOK_UP]
    assert entry == late
    assert list(fake.entries.values()) == [late]


@pytest.mark.parametrize(
    "standing",
    [
        entry(name=NAME),
        entry(name=NAME, marker=marker(key="bron/autre")),
        created_entry(planned_creation(B), NAME),
        created_entry(planned_creation(), NAME, deleted=True),
    ],
    ids=["unmarked", "another key", "another version of ours", "deleted"],
)
def test_a_name_that_something_else_took_since_the_plan_is_left_alone(standing: Entry) -> None:
    fake = FakeCatalog(standing)
    with pytest.raises(AlreadyExists):
        create(fake, planned_creation(), RecordedSleep())
    assert fake.log == [CREATE, LOOK_UP]
    assert list(fake.entries.values()) == [standing]


def test_two_runs_that_make_the_same_entry_make_one() -> None:
    fake = FakeCatalog()
    first, _ = create(fake, planned_creation(), RecordedSleep())
    second, _ = create(fake, planned_creation(), RecordedSleep())
    assert first == second
    assert fake.log == [CREATE, CREATE, LOOK_UP]


def test_a_creation_that_never_gets_a_reply_ends_with_an_unknown_outcome() -> None:
    fake, recorded_sleep = FakeCatalog(), RecordedSleep()
    fake.fail(CREATE, *[Fault(doubtful())] * 10)
    with pytest.raises(OutcomeUnknown) as raised:
        create(fake, planned_creation(), recorded_sleep)
    assert fake.log == [CREATE, LOOK_UP] * TRIES
    assert len(recorded_sleep) == TRIES - 1
    assert str(raised.value.what) == "the reply is incomplete"
    assert "Run the command again: it reads the entry" in str(raised.value.fix)


def test_a_catalogue_that_cannot_be_looked_at_is_not_written_to_again() -> None:
    fake = FakeCatalog()
    fake.fail(CREATE, Fault(doubtful()))
    fake.fail(LOOK_UP, Fault(unavailable()))
    with pytest.raises(Unavailable) as raised:
        create(fake, planned_creation(), RecordedSleep())
    assert fake.log == [CREATE, LOOK_UP]
    assert str(raised.value.what) == "the reply is incomplete; it is not known whether the change was written"


@pytest.mark.parametrize("error", [unavailable(), Denied(CATALOG, message("no"))], ids=["unavailable", "denied"])
def test_a_clear_no_is_not_argued_with(error: Exception) -> None:
    fake = FakeCatalog()
    fake.fail(CREATE, Fault(error))
    with pytest.raises(type(error)):
        create(fake, planned_creation(), RecordedSleep())
    assert fake.log == [CREATE]


def test_the_wait_that_a_catalogue_asks_for_is_kept() -> None:
    fake, recorded_sleep = FakeCatalog(), RecordedSleep()
    fake.fail(CREATE, Fault(doubtful(retry_after=7.0)))
    create(fake, planned_creation(), recorded_sleep)
    assert recorded_sleep == [7.1]


def test_a_very_long_wait_is_given_up() -> None:
    fake, recorded_sleep = FakeCatalog(), RecordedSleep()
    fake.fail(CREATE, Fault(doubtful(retry_after=3600.0)))
    with pytest.raises(OutcomeUnknown):
        create(fake, planned_creation(), recorded_sleep)
    assert (fake.log, recorded_sleep) == ([CREATE, LOOK_UP], [])


# ---- updating an entry


def test_an_update_is_one_call() -> None:
    fake, recorded_sleep = FakeCatalog(applied(A)), RecordedSleep()
    entry, rewritten = update(fake, planned_edit(B, applied(A)), recorded_sleep)
    assert fake.log == [UPDATE]
    assert entry == fake.entry_named(NAME)
    assert entry.content.description == "B"
    assert (rewritten, recorded_sleep) == ((), [])


def test_an_update_whose_reply_was_lost_is_recognised_and_not_sent_again() -> None:
    fake = FakeCatalog(applied(A))
    fake.fail(UPDATE, Fault(doubtful(), late=True))
    entry, _ = update(fake, planned_edit(B, applied(A)), RecordedSleep())
    assert fake.log == [UPDATE, REREAD]
    assert entry == fake.entry_named(NAME)


def test_an_update_that_never_arrived_is_sent_again_only_after_a_look() -> None:
    fake, recorded_sleep = FakeCatalog(applied(A)), RecordedSleep()
    fake.fail(UPDATE, Fault(doubtful()), Fault(doubtful()))
    update(fake, planned_edit(B, applied(A)), recorded_sleep)
    assert fake.log == [UPDATE, REREAD, UPDATE, REREAD, UPDATE]
    assert fake.entry_named(NAME).content.description == "B"
    assert len(recorded_sleep) == 2


def test_an_update_that_never_gets_a_reply_ends_with_an_unknown_outcome() -> None:
    fake = FakeCatalog(applied(A))
    fake.fail(UPDATE, *[Fault(doubtful())] * 10)
    with pytest.raises(OutcomeUnknown):
        update(fake, planned_edit(B, applied(A)), RecordedSleep())
    assert fake.log == [UPDATE, REREAD] * TRIES


def test_an_update_that_arrives_after_the_look_is_recognised_when_the_entry_has_moved() -> None:
    fake = FakeCatalog(applied(A))
    planned = planned_edit(B, applied(A))
    fake.fail(UPDATE, Fault(doubtful()), Fault(None, then=lambda: fake.put(arrived(planned))))
    entry, _ = update(fake, planned, RecordedSleep())
    assert fake.log == [UPDATE, REREAD, UPDATE, REREAD]
    assert entry == arrived(planned)


def arrived(planned: EntryEdit) -> Entry:
    """Return the entry after the first, slow call arrived."""
    description = planned.content.description
    return replace(edited(planned.entry, description=description), marker=planned.marker)


def test_an_edit_in_the_catalogue_since_the_plan_is_never_overwritten() -> None:
    elsewhere = edited(applied(A), license="odc-odbl")
    fake = FakeCatalog(elsewhere)
    with pytest.raises(EntryChanged):
        update(fake, planned_edit(B, applied(A)), RecordedSleep())
    assert fake.log == [UPDATE, REREAD]
    assert fake.entry_named(NAME) == elsewhere


def test_an_entry_to_which_a_newer_version_has_written_is_not_written_to() -> None:
    """It was, between two calls of this run: what the first call wrote stays, and the marker, too."""
    before = applied(A)
    fake = FakeCatalog(before)
    edit = planned_update(B, before).edit
    now = replace(before, marker=replace(marker(None), newer_version=7))
    with pytest.raises(EntryChanged) as raised:
        write_entry.update(as_catalog(fake), replace(edit, entry=now), WriteOptions(RecordedSleep()))
    assert "newer version of publisher" in str(raised.value.what)
    assert fake.writes == []


def test_an_edit_in_the_catalogue_while_our_reply_was_lost_is_never_overwritten() -> None:
    fake = FakeCatalog(applied(A))
    elsewhere = edited(applied(A), license="odc-odbl")
    fake.fail(UPDATE, Fault(doubtful(), then=lambda: fake.put(elsewhere)))
    with pytest.raises(EntryChanged) as raised:
        update(fake, planned_edit(B, applied(A)), RecordedSleep())
    assert fake.log == [UPDATE, REREAD]
    assert fake.entry_named(NAME) == elsewhere
    assert str(raised.value.what) == "the reply is incomplete"


def test_an_edit_of_the_same_field_right_after_ours_is_not_taken_for_ours() -> None:
    fake = FakeCatalog(applied(A))
    planned = planned_edit(B, applied(A))
    after_ours = edited(arrived(planned), description="Portail")
    fake.fail(UPDATE, Fault(doubtful(), late=True, then=lambda: fake.put(after_ours)))
    with pytest.raises(EntryChanged):
        update(fake, planned, RecordedSleep())
    assert fake.entry_named(NAME) == after_ours


def test_an_edit_of_another_field_right_after_ours_leaves_ours_recognised() -> None:
    fake = FakeCatalog(applied(A))
    planned = planned_edit(B, applied(A))
    after_ours = edited(arrived(planned), license="odc-odbl")
    fake.fail(UPDATE, Fault(doubtful(), late=True, then=lambda: fake.put(after_ours)))
    entry, _ = update(fake, planned, RecordedSleep())
    assert entry == after_ours


def test_an_entry_that_was_deleted_for_good_is_not_brought_back() -> None:
    fake = FakeCatalog()
    with pytest.raises(EntryChanged):
        update(fake, planned_edit(B, applied(A)), RecordedSleep())
    assert fake.log == [UPDATE, REREAD]
    assert fake.entries == {}


def test_an_update_with_an_unknown_outcome_is_not_sent_again_before_a_reread() -> None:
    fake = FakeCatalog(applied(A))
    fake.fail(UPDATE, Fault(doubtful()))
    fake.fail(REREAD, Fault(unavailable()))
    with pytest.raises(Unavailable):
        update(fake, planned_edit(B, applied(A)), RecordedSleep())
    assert fake.log == [UPDATE, REREAD]


def test_a_restore_whose_reply_was_lost_is_recognised() -> None:
    entry = applied(A, deleted=True)
    fake = FakeCatalog(entry)
    fake.fail(UPDATE, Fault(doubtful(), late=True))
    step = planned_update(A, entry, REVERT)
    assert step.kind is UpdateKind.RESTORE
    restored, _ = update(fake, step.edit, RecordedSleep())
    assert fake.log == [UPDATE, REREAD]
    assert restored.deleted is False


# ---- whether a write was applied


def applied_edit(content: Dataset = B) -> tuple[EntryEdit, Entry]:
    """Return an edit with resources, and the entry after it."""
    planned = planned_edit(content, applied(A))
    fake = FakeCatalog(applied(A))
    return planned, fake.update(planned)


def test_an_entry_as_the_write_leaves_it_says_that_it_landed() -> None:
    planned, entry = applied_edit()
    assert was_written(planned, entry) is True
    planned, entry = applied_edit(dataset(resource("new"), resource("csv", title="Nouveau"), description="B"))
    assert was_written(planned, entry) is True


MORE = dataset(resource("new"), resource("csv", title="Nouveau"), description="B")


@pytest.mark.parametrize(
    ("name", "altered"),
    [
        ("another marker", lambda entry: replace(entry, marker=marker())),
        ("no marker", lambda entry: replace(entry, marker=None)),
        ("deleted", lambda entry: replace(entry, deleted=True)),
        ("the revision of the plan", lambda entry: replace(entry, revision=Revision("1"))),
        ("another value", lambda entry: edited(entry, description="Portail")),
        ("resources in another order", lambda entry: replace(entry, resources=entry.resources[::-1])),
        ("a resource less", lambda entry: replace(entry, resources=entry.resources[:1])),
        (
            "another title of a resource",
            lambda entry: replace(
                entry,
                resources=(
                    entry.resources[0],
                    replace(entry.resources[1], content=replace(entry.resources[1].content, title="Portail")),
                ),
            ),
        ),
    ],
)
def test_an_entry_in_any_other_shape_does_not(name: str, altered: Callable[[Entry], Entry]) -> None:
    planned, entry = applied_edit(MORE)
    assert was_written(planned, entry), name
    assert was_written(planned, altered(entry)) is False


def test_resources_that_were_not_sent_do_not_count() -> None:
    planned, entry = applied_edit()
    assert planned.resource_writes is None
    assert was_written(planned, replace(entry, resources=())) is True


# ---- echoes


def shouting(content: Dataset) -> Dataset:
    """Return the content as a plug-in stores it, with the description in capitals."""
    return (
        replace(content, description=content.description.upper()) if isinstance(content.description, str) else content
    )


def test_what_the_catalogue_rewrites_is_recorded_with_one_write_of_the_marker() -> None:
    fake = FakeCatalog()
    fake.rewrites = shouting
    content = dataset(description="texte")
    entry, rewritten = create(fake, planned_creation(content), RecordedSleep())
    assert fake.log == [CREATE, UPDATE]
    assert rewritten == ("description",)
    assert entry.marker == marker(base_of(content, digests(description="TEXTE")))
    assert fake.entry_named(NAME) == entry


def test_after_an_echo_there_is_no_difference_left() -> None:
    fake = FakeCatalog(applied(dataset()))
    fake.rewrites = shouting
    content = dataset(description="texte")
    entry, rewritten = update(fake, planned_edit(content, applied(dataset())), RecordedSleep())
    assert fake.log == [UPDATE, UPDATE]
    assert rewritten == ("description",)
    case = case_of(desired(content), entry, name=NAME, our_ids={})
    assert decide(case, ResolutionPolicy()) == Same(entry=entry)


def test_an_echo_that_is_known_already_costs_no_second_write() -> None:
    fake = FakeCatalog(applied(dataset()))
    fake.rewrites = shouting
    entry, _ = update(fake, planned_edit(dataset(description="texte"), applied(dataset())), RecordedSleep())
    fake.log.clear()
    content = dataset(description="texte", license="lov2")
    entry, _ = update(fake, planned_edit(content, entry), RecordedSleep())
    assert fake.log == [UPDATE]
    assert entry.marker == marker(base_of(content, digests(description="TEXTE")))


def test_a_kept_edit_in_the_catalogue_is_not_taken_for_an_echo() -> None:
    drifted = edited(applied(dataset(description="A")), description="Portail")
    fake = FakeCatalog(drifted)
    content = dataset(description="A", license="lov2")
    entry, rewritten = update(fake, planned_edit(content, drifted), RecordedSleep())
    assert rewritten == ()
    assert fake.log == [UPDATE]
    case = case_of(desired(content), entry, name=NAME, our_ids={})
    drift = (Change(FieldPath("description"), ChangeKind.DRIFT, "Portail", "A"),)
    assert decide(case, ResolutionPolicy()) == Drift(entry=entry, kept=drift)


def test_a_kept_edit_of_a_resource_is_not_taken_for_an_echo() -> None:
    before = applied(dataset(resource("csv", title="A")))
    (csv,) = before.resources
    drifted = replace(before, resources=(replace(csv, content=replace(csv.content, title="Portail")),))
    fake = FakeCatalog(drifted)
    content = dataset(resource("csv", title="A", url="https://b.example.org"))
    entry, rewritten = update(fake, planned_edit(content, drifted), RecordedSleep())
    assert rewritten == ()
    assert entry.marker == marker(base_of(content))


def test_an_echo_whose_write_was_lost_is_written_once() -> None:
    fake = FakeCatalog()
    fake.rewrites = shouting
    fake.fail(UPDATE, Fault(doubtful(), late=True))
    entry, _ = create(fake, planned_creation(dataset(description="texte")), RecordedSleep())
    assert fake.log == [CREATE, UPDATE, REREAD]
    assert entry == fake.entry_named(NAME)


# ---- a run over many entries


def key_of(number: int) -> str:
    """Return a dataset's key."""
    return f"bron/d{number}"


def creation_items(*numbers: int) -> list[Item]:
    """Return items that create entries."""
    return [
        Item(
            DatasetKey(key_of(number)), CATALOG, f"Titre {number}", Create(creation=planned_creation(A, key_of(number)))
        )
        for number in numbers
    ]


class Run:
    """A run in a folder, which records the reported outcomes."""

    def __init__(self, folder: Path, *fakes: FakeCatalog) -> None:
        self.fakes = fakes
        self.journal = Journal(folder, "run-1")
        self.reported: list[Outcome] = []
        self.recorded_sleep = RecordedSleep()
        catalogs = {fake.name: as_catalog(fake) for fake in fakes}
        self.applier = PlanRunner(catalogs, self.journal, WriteOptions(self.recorded_sleep), self.reported.append)

    def take(self, writes: Iterable[Item], workers: int = 2) -> tuple[Outcome, ...]:
        """Run every step, and return the outcomes."""
        items = list(writes)
        self.journal.start(items, "1")
        return self.applier.run(items, workers)

    def lines(self) -> list[dict[str, Any]]:
        """Return the journal's lines after the first."""
        text = self.journal.path.read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()][1:]


def results(outcomes: Iterable[Outcome]) -> list[tuple[str, str]]:
    """Return the key and the name of the outcome's class of each dataset."""
    return [(outcome.item.key, type(outcome).__name__) for outcome in outcomes]


def test_every_step_is_applied_and_reported_in_the_plans_order(tmp_path: Path) -> None:
    run = Run(tmp_path, FakeCatalog())
    outcomes = run.take(creation_items(1, 2, 3, 4, 5))
    assert results(outcomes) == [(key_of(number), "Done") for number in (1, 2, 3, 4, 5)]
    assert sorted(outcome.item.key for outcome in run.reported) == [outcome.item.key for outcome in outcomes]
    assert len(run.fakes[0].entries) == 5
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == frozenset()


def test_one_failure_stops_one_entry(tmp_path: Path) -> None:
    fake = FakeCatalog()
    fake.fail(f"create {key_of(2)}", Fault(unavailable()))
    run = Run(tmp_path, fake)
    outcomes = run.take(creation_items(1, 2, 3))
    assert results(outcomes) == [(key_of(1), "Done"), (key_of(2), "Failed"), (key_of(3), "Done")]
    failed = outcomes[1]
    assert isinstance(failed, Failed)
    assert (str(failed.what), str(failed.fix)) == ("it answered 503", "Run it again.")
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == {(DatasetKey(key_of(2)), CATALOG)}


def test_a_fault_of_the_tool_itself_stops_one_entry_too(tmp_path: Path) -> None:
    fake = FakeCatalog()
    fake.fail(f"create {key_of(1)}", Fault(KeyError("results")))
    run = Run(tmp_path, fake)
    outcomes = run.take(creation_items(1, 2), workers=1)
    assert results(outcomes) == [(key_of(1), "Failed"), (key_of(2), "Done")]


def test_steps_of_one_dataset_are_taken_in_order_and_one_that_fails_does_not_stop_the_other_catalogue(
    tmp_path: Path,
) -> None:
    first_catalog, second_catalog = FakeCatalog(), FakeCatalog(name=CatalogName("datagouv"))
    first_catalog.fail(f"create {key_of(1)}", Fault(unavailable()))
    (first_item,) = creation_items(1)
    second_item = replace(first_item, catalog=second_catalog.name)
    run = Run(tmp_path, first_catalog, second_catalog)
    outcomes = run.take([first_item, second_item], workers=4)
    assert [(outcome.item.catalog, type(outcome).__name__) for outcome in outcomes] == [
        ("grandlyon", "Failed"),
        ("datagouv", "Done"),
    ]
    assert [(line["event"], line["catalog"]) for line in run.lines()] == [
        ("intent", "grandlyon"),
        ("outcome", "grandlyon"),
        ("intent", "datagouv"),
        ("outcome", "datagouv"),
    ]


def test_the_intent_is_written_before_the_call_and_the_outcome_after_it(tmp_path: Path) -> None:
    fake = FakeCatalog()
    run = Run(tmp_path, fake)
    events: list[list[str]] = []
    fake.fail(f"create {key_of(1)}", Fault(None, then=lambda: events.append([line["event"] for line in run.lines()])))
    run.take(creation_items(1))
    assert events == [["intent"]]
    assert [line["event"] for line in run.lines()] == ["intent", "outcome"]


def test_updates_and_creates_are_both_taken(tmp_path: Path) -> None:
    entry = applied(A)
    fake = FakeCatalog(entry)
    update = Item(DatasetKey(KEY), CATALOG, "Titre", planned_update(B, entry))
    outcomes = Run(tmp_path, fake).take([*creation_items(1), update])
    assert results(outcomes) == [(key_of(1), "Done"), (KEY, "Done")]
    assert fake.entry_named(NAME).content.description == "B"


def test_what_a_catalogue_rewrote_is_reported(tmp_path: Path) -> None:
    fake = FakeCatalog()
    fake.rewrites = shouting
    item = Item(DatasetKey(KEY), CATALOG, "Titre", Create(creation=planned_creation(dataset(description="texte"))))
    (outcome,) = Run(tmp_path, fake).take([item])
    assert isinstance(outcome, Done)
    assert outcome.rewritten == ("description",)


def test_retries_wait_with_the_sleep_function_of_the_run(tmp_path: Path) -> None:
    fake = FakeCatalog()
    fake.fail(f"create {key_of(1)}", Fault(doubtful(retry_after=3.0)))
    run = Run(tmp_path, fake)
    run.take(creation_items(1))
    assert run.recorded_sleep == [3.1]


def test_nothing_to_write_is_nothing_done(tmp_path: Path) -> None:
    assert Run(tmp_path, FakeCatalog()).take([]) == ()


def in_a_wait() -> None:
    """Send Ctrl-C while the main thread waits: it wakes at once."""
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let Ctrl-C interrupt the test, even where the tests run in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize(
    "press", [in_a_wait, _thread.interrupt_main]
)  # the second sends Ctrl-C as a wait begins, and the main thread does not wake
def test_an_interruption_finishes_what_was_begun_and_says_what_was_not(
    press: Callable[[], None], interruptible: None, tmp_path: Path
) -> None:
    fake = FakeCatalog()
    run = Run(tmp_path, fake)

    def interrupt() -> None:
        press()
        deadline = time.monotonic() + 10
        while not run.applier.options.stop.requested and time.monotonic() < deadline:
            time.sleep(0.001)

    fake.fail(f"create {key_of(2)}", Fault(None, then=interrupt))
    outcomes = run.take(creation_items(1, 2, 3, 4), workers=1)
    assert results(outcomes) == [
        (key_of(1), "Done"),
        (key_of(2), "Done"),
        (key_of(3), "NotDone"),
        (key_of(4), "NotDone"),
    ]
    assert fake.writes == [f"create {key_of(1)}", f"create {key_of(2)}"]
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == {
        (DatasetKey(key_of(3)), CATALOG),
        (DatasetKey(key_of(4)), CATALOG),
    }
    assert [type(outcome) for outcome in run.reported] == [Done, Done, NotDone, NotDone]


def test_two_runs_at_once_change_an_entry_once_and_the_loser_says_so(tmp_path: Path) -> None:
    entry = applied(dataset())
    fake = FakeCatalog(entry)
    first_item = Item(DatasetKey(KEY), CATALOG, "Titre", planned_update(dataset(description="1"), entry))
    second_item = Item(DatasetKey(KEY), CATALOG, "Titre", planned_update(dataset(description="2"), entry))
    (first,) = Run(tmp_path / "1", fake).take([first_item])
    (second,) = Run(tmp_path / "2", fake).take([second_item])
    assert (type(first), type(second)) == (Done, Failed)
    assert fake.entry_named(NAME).content.description == "1"
    assert isinstance(second, Failed)
    assert str(second.what) == "the entry was changed after it was read"


def test_two_runs_at_once_that_change_the_same_both_succeed(tmp_path: Path) -> None:
    entry = applied(dataset())
    fake = FakeCatalog(entry)
    item = Item(DatasetKey(KEY), CATALOG, "Titre", planned_update(dataset(description="1"), entry))
    outcomes = [*Run(tmp_path / "1", fake).take([item]), *Run(tmp_path / "2", fake).take([item])]
    assert [type(outcome) for outcome in outcomes] == [Done, Done]


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED])
def test_an_entry_is_hidden_by_one_call(tmp_path: Path, state: State) -> None:
    entry = applied(dataset())
    fake = FakeCatalog(entry)
    item = Item(DatasetKey(KEY), CATALOG, "Titre", planned_update(dataset(state=state), entry))
    Run(tmp_path, fake).take([item])
    assert [call for call in fake.log if not call.startswith("observe")] == [UPDATE]
    assert fake.entry_named(NAME).content.state is state


# ---- a journal that can no longer be written


DISK_ERRORS = [
    (errno.ENOSPC, "the disk is full"),
    (errno.EDQUOT, "the disk quota is used up"),
    (errno.EROFS, "the disk is read-only"),
    (errno.EIO, "the disk reports an error"),
]


@pytest.mark.parametrize(("number", "why"), DISK_ERRORS)
@pytest.mark.parametrize("event", ["intent", "outcome"])
def test_no_step_is_begun_once_the_journal_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, why: str, event: str
) -> None:
    fake = FakeCatalog()
    run = Run(tmp_path, fake)
    written: list[bytes] = []

    def fsync(_descriptor: int) -> None:
        lines = run.journal.path.read_bytes().splitlines(keepends=True)
        document = json.loads(lines[-1])
        if document["event"] == event and document["key"] == key_of(2):
            raise OSError(number, os.strerror(number))
        written[:] = lines

    monkeypatch.setattr(os, "fsync", fsync)
    outcomes = run.take(creation_items(1, 2, 3), workers=1)

    second = "NotDone" if event == "intent" else "Done"
    assert results(outcomes) == [(key_of(1), "Done"), (key_of(2), second), (key_of(3), "NotDone")]
    assert fake.writes == [f"create {key_of(count)}" for count in range(1, 2 if event == "intent" else 3)]
    assert str(run.journal.why_incomplete) == why
    last = outcomes[-1]
    assert isinstance(last, NotDone)
    assert str(last.why) == f"not started: the journal cannot be written: {why}"
    assert run.journal.path.read_bytes() == b"".join(written), "no half line stays"


def test_a_journal_whose_first_line_cannot_be_written_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    fake = FakeCatalog()
    with pytest.raises(NoJournalError) as error:
        Run(tmp_path, fake).take(creation_items(1))
    assert str(error.value.why) == "the disk is full"
    assert list(tmp_path.iterdir()) == []
    assert fake.writes == []
