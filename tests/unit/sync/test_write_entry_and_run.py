"""Every write is made once, whatever the network does, and one failure stops one entry."""

import _thread
import json
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publisher.catalogs.errors import AlreadyExists, Denied, EntryChanged, OutcomeUnknown, Unavailable
from publisher.catalogs.retry import ATTEMPTS
from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.dataset import Dataset
from publisher.model.entry import Entry
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey, Revision
from publisher.model.outcome import Done, Failed, NotDone, Outcome
from publisher.model.plan import Create, Drift, EntryCreation, EntryEdit, Item, Same, Update, UpdateKind
from publisher.model.projection import Projection
from publisher.model.values import State
from publisher.sync.apply import write_entry
from publisher.sync.apply.journal import Journal, unfinished_steps
from publisher.sync.apply.run import PlanRunner
from publisher.sync.apply.unknown_outcome import was_written
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.apply.write_entry import WrittenEntry
from publisher.sync.compare.conflicts import OnDrift, ResolutionPolicy
from publisher.sync.plan.case import Case
from publisher.sync.plan.decide import decide
from publisher.sync.plan.entry_index import index_entries
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


class Naps(list[float]):
    """A sleep that only writes down how long it was asked to last."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def new(content: Dataset = A, key: str = KEY) -> EntryCreation:
    """A creation as a plan holds it."""
    one = desired(content, key=DatasetKey(key))
    return creation_of(one, content, {each.id: remote_id_of(each.id) for each in content.resources}, NAMED)


def decided(content: Dataset, found: Entry, policy: ResolutionPolicy = DEFAULT, key: str = KEY) -> Update:
    """The step that a plan makes for an entry of ours."""
    one = desired(content, key=DatasetKey(key))
    case = Case(
        desired=one,
        projection=Projection(content),
        entry_index=index_entries(REPOSITORY, [] if found.deleted else [found]),
        lookup=found if found.deleted else None,
        name=found.name,
        our_ids={each.id: remote_id_of(each.id) for each in content.resources},
        traits=NAMED,
        access=access(),
    )
    step = decide(case, policy)
    assert isinstance(step, Update)
    return step


def change(content: Dataset, found: Entry, policy: ResolutionPolicy = DEFAULT) -> EntryEdit:
    """The edit that a plan makes for an entry of ours."""
    return decided(content, found, policy).edit


def create(fake: FakeCatalog, planned: EntryCreation, naps: Naps) -> tuple[Entry, tuple[str, ...]]:
    """Make an entry with one call: what came back, and what the catalogue wrote in a form of its own."""
    done = write_entry.create(as_catalog(fake), planned, WriteOptions(naps))
    assert isinstance(done, WrittenEntry)
    return done.entry, done.rewritten


def update(fake: FakeCatalog, planned: EntryEdit, naps: Naps) -> tuple[Entry, tuple[str, ...]]:
    """Change an entry: what came back, and what the catalogue wrote in a form of its own."""
    done = write_entry.update(as_catalog(fake), planned, WriteOptions(naps))
    return done.entry, done.rewritten


# ---- making an entry


def test_a_creation_is_one_call() -> None:
    fake, naps = FakeCatalog(), Naps()
    found, rewritten = create(fake, new(), naps)
    assert fake.log == [CREATE]
    assert found == fake.entry_named(NAME)
    assert found.marker == marker(base_of(A))
    assert (rewritten, naps) == ((), [])


def test_a_creation_whose_reply_was_lost_is_found_and_not_made_again() -> None:
    fake, naps = FakeCatalog(), Naps()
    fake.fail(CREATE, Fault(doubtful(), late=True))
    found, _ = create(fake, new(), naps)
    assert fake.log == [CREATE, LOOK_UP]
    assert [found] == list(fake.entries.values())
    assert naps == []


def test_a_creation_that_never_arrived_is_sent_again_only_after_a_look() -> None:
    fake, naps = FakeCatalog(), Naps()
    fake.fail(CREATE, Fault(doubtful()), Fault(doubtful()))
    create(fake, new(), naps)
    assert fake.log == [CREATE, LOOK_UP, CREATE, LOOK_UP, CREATE]
    assert len(fake.entries) == 1
    assert len(naps) == 2


def test_a_creation_that_arrives_after_the_look_is_recognised_when_the_name_is_taken() -> None:
    fake = FakeCatalog()
    late = created_entry(new(), NAME)
    fake.fail(CREATE, Fault(doubtful()))
    fake.fail(LOOK_UP, Fault(None), Fault(None))
    fake.fail(CREATE, Fault(None, then=lambda: fake.put(late)))
    found, _ = create(fake, new(), Naps())
    assert fake.log == [CREATE, LOOK_UP, CREATE, LOOK_UP]
    assert found == late
    assert list(fake.entries.values()) == [late]


@pytest.mark.parametrize(
    "standing",
    [
        entry(name=NAME),
        entry(name=NAME, marker=marker(key="bron/autre")),
        created_entry(new(B), NAME),
        created_entry(new(), NAME, deleted=True),
    ],
    ids=["unmarked", "another key", "another version of ours", "deleted"],
)
def test_a_name_that_something_else_took_since_the_plan_is_left_alone(standing: Entry) -> None:
    fake = FakeCatalog(standing)
    with pytest.raises(AlreadyExists):
        create(fake, new(), Naps())
    assert fake.log == [CREATE, LOOK_UP]
    assert list(fake.entries.values()) == [standing]


def test_two_runs_that_make_the_same_entry_make_one() -> None:
    fake = FakeCatalog()
    first, _ = create(fake, new(), Naps())
    second, _ = create(fake, new(), Naps())
    assert first == second
    assert fake.log == [CREATE, CREATE, LOOK_UP]


def test_a_creation_that_never_comes_through_is_given_up_in_doubt() -> None:
    fake, naps = FakeCatalog(), Naps()
    fake.fail(CREATE, *[Fault(doubtful())] * 10)
    with pytest.raises(OutcomeUnknown) as raised:
        create(fake, new(), naps)
    assert fake.log == [CREATE, LOOK_UP] * ATTEMPTS
    assert len(naps) == ATTEMPTS - 1
    assert str(raised.value.what) == "the reply is incomplete"
    assert "Run the command again." in str(raised.value.fix)


def test_a_catalogue_that_cannot_be_looked_at_is_not_written_to_again() -> None:
    fake = FakeCatalog()
    fake.fail(CREATE, Fault(doubtful()))
    fake.fail(LOOK_UP, Fault(unavailable()))
    with pytest.raises(Unavailable) as raised:
        create(fake, new(), Naps())
    assert fake.log == [CREATE, LOOK_UP]
    assert str(raised.value.what) == "the reply is incomplete; it is not known whether the change was written"


@pytest.mark.parametrize("error", [unavailable(), Denied(CATALOG, message("no"))], ids=["unavailable", "denied"])
def test_a_clear_no_is_not_argued_with(error: Exception) -> None:
    fake = FakeCatalog()
    fake.fail(CREATE, Fault(error))
    with pytest.raises(type(error)):
        create(fake, new(), Naps())
    assert fake.log == [CREATE]


def test_the_wait_that_a_catalogue_asks_for_is_kept() -> None:
    fake, naps = FakeCatalog(), Naps()
    fake.fail(CREATE, Fault(doubtful(retry_after=7.0)))
    create(fake, new(), naps)
    assert naps == [7.1]


def test_a_wait_that_nobody_would_sit_through_is_given_up() -> None:
    fake, naps = FakeCatalog(), Naps()
    fake.fail(CREATE, Fault(doubtful(retry_after=3600.0)))
    with pytest.raises(OutcomeUnknown):
        create(fake, new(), naps)
    assert (fake.log, naps) == ([CREATE, LOOK_UP], [])


# ---- changing an entry


def test_an_update_is_one_call() -> None:
    fake, naps = FakeCatalog(applied(A)), Naps()
    found, rewritten = update(fake, change(B, applied(A)), naps)
    assert fake.log == [UPDATE]
    assert found == fake.entry_named(NAME)
    assert found.content.description == "B"
    assert (rewritten, naps) == ((), [])


def test_an_update_whose_reply_was_lost_is_recognised_and_not_sent_again() -> None:
    fake = FakeCatalog(applied(A))
    fake.fail(UPDATE, Fault(doubtful(), late=True))
    found, _ = update(fake, change(B, applied(A)), Naps())
    assert fake.log == [UPDATE, REREAD]
    assert found == fake.entry_named(NAME)


def test_an_update_that_never_arrived_is_sent_again_only_after_a_look() -> None:
    fake, naps = FakeCatalog(applied(A)), Naps()
    fake.fail(UPDATE, Fault(doubtful()), Fault(doubtful()))
    update(fake, change(B, applied(A)), naps)
    assert fake.log == [UPDATE, REREAD, UPDATE, REREAD, UPDATE]
    assert fake.entry_named(NAME).content.description == "B"
    assert len(naps) == 2


def test_an_update_that_never_comes_through_is_given_up_in_doubt() -> None:
    fake = FakeCatalog(applied(A))
    fake.fail(UPDATE, *[Fault(doubtful())] * 10)
    with pytest.raises(OutcomeUnknown):
        update(fake, change(B, applied(A)), Naps())
    assert fake.log == [UPDATE, REREAD] * ATTEMPTS


def test_an_update_that_arrives_after_the_look_is_recognised_when_the_entry_has_moved() -> None:
    fake = FakeCatalog(applied(A))
    planned = change(B, applied(A))
    fake.fail(UPDATE, Fault(doubtful()), Fault(None, then=lambda: fake.put(arrived(planned))))
    found, _ = update(fake, planned, Naps())
    assert fake.log == [UPDATE, REREAD, UPDATE, REREAD]
    assert found == arrived(planned)


def arrived(planned: EntryEdit) -> Entry:
    """The entry once the first, slow call has arrived."""
    description = planned.content.description
    return replace(edited(planned.entry, description=description), marker=planned.marker)


def test_an_edit_of_the_portal_since_the_plan_is_never_overwritten() -> None:
    elsewhere = edited(applied(A), license="odc-odbl")
    fake = FakeCatalog(elsewhere)
    with pytest.raises(EntryChanged):
        update(fake, change(B, applied(A)), Naps())
    assert fake.log == [UPDATE, REREAD]
    assert fake.entry_named(NAME) == elsewhere


def test_an_edit_of_the_portal_while_our_reply_was_lost_is_never_overwritten() -> None:
    fake = FakeCatalog(applied(A))
    elsewhere = edited(applied(A), license="odc-odbl")
    fake.fail(UPDATE, Fault(doubtful(), then=lambda: fake.put(elsewhere)))
    with pytest.raises(EntryChanged) as raised:
        update(fake, change(B, applied(A)), Naps())
    assert fake.log == [UPDATE, REREAD]
    assert fake.entry_named(NAME) == elsewhere
    assert str(raised.value.what) == "the reply is incomplete"


def test_an_edit_of_the_same_field_right_after_ours_is_not_taken_for_ours() -> None:
    fake = FakeCatalog(applied(A))
    planned = change(B, applied(A))
    after_ours = edited(arrived(planned), description="Portail")
    fake.fail(UPDATE, Fault(doubtful(), late=True, then=lambda: fake.put(after_ours)))
    with pytest.raises(EntryChanged):
        update(fake, planned, Naps())
    assert fake.entry_named(NAME) == after_ours


def test_an_edit_of_another_field_right_after_ours_leaves_ours_recognised() -> None:
    fake = FakeCatalog(applied(A))
    planned = change(B, applied(A))
    after_ours = edited(arrived(planned), license="odc-odbl")
    fake.fail(UPDATE, Fault(doubtful(), late=True, then=lambda: fake.put(after_ours)))
    found, _ = update(fake, planned, Naps())
    assert found == after_ours


def test_an_entry_that_was_deleted_for_good_is_not_brought_back() -> None:
    fake = FakeCatalog()
    with pytest.raises(EntryChanged):
        update(fake, change(B, applied(A)), Naps())
    assert fake.log == [UPDATE, REREAD]
    assert fake.entries == {}


def test_an_update_of_which_nobody_can_tell_is_not_sent_again_unseen() -> None:
    fake = FakeCatalog(applied(A))
    fake.fail(UPDATE, Fault(doubtful()))
    fake.fail(REREAD, Fault(unavailable()))
    with pytest.raises(Unavailable):
        update(fake, change(B, applied(A)), Naps())
    assert fake.log == [UPDATE, REREAD]


def test_a_restore_whose_reply_was_lost_is_recognised() -> None:
    gone = applied(A, deleted=True)
    fake = FakeCatalog(gone)
    fake.fail(UPDATE, Fault(doubtful(), late=True))
    step = decided(A, gone, REVERT)
    assert step.kind is UpdateKind.RESTORE
    found, _ = update(fake, step.edit, Naps())
    assert fake.log == [UPDATE, REREAD]
    assert found.deleted is False


# ---- whether a write landed


def landing(content: Dataset = B) -> tuple[EntryEdit, Entry]:
    """An edit with resources, and the entry as it leaves it."""
    planned = change(content, applied(A))
    fake = FakeCatalog(applied(A))
    return planned, fake.update(planned)


def test_an_entry_as_the_write_leaves_it_says_that_it_landed() -> None:
    planned, found = landing()
    assert was_written(planned, found) is True
    planned, found = landing(dataset(resource("new"), resource("csv", title="Nouveau"), description="B"))
    assert was_written(planned, found) is True


MORE = dataset(resource("new"), resource("csv", title="Nouveau"), description="B")


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("another marker", lambda found: replace(found, marker=marker())),
        ("no marker", lambda found: replace(found, marker=None)),
        ("deleted", lambda found: replace(found, deleted=True)),
        ("the revision of the plan", lambda found: replace(found, revision=Revision("1"))),
        ("another value", lambda found: edited(found, description="Portail")),
        ("resources in another order", lambda found: replace(found, resources=found.resources[::-1])),
        ("a resource less", lambda found: replace(found, resources=found.resources[:1])),
        (
            "another title of a resource",
            lambda found: replace(
                found,
                resources=(
                    found.resources[0],
                    replace(found.resources[1], content=replace(found.resources[1].content, title="Portail")),
                ),
            ),
        ),
    ],
)
def test_an_entry_in_any_other_shape_does_not(name: str, other: Callable[[Entry], Entry]) -> None:
    planned, found = landing(MORE)
    assert was_written(planned, found), name
    assert was_written(planned, other(found)) is False


def test_resources_that_were_not_sent_do_not_count() -> None:
    planned, found = landing()
    assert planned.resource_writes is None
    assert was_written(planned, replace(found, resources=())) is True


# ---- echoes


def shouting(content: Dataset) -> Dataset:
    """A plug-in that stores descriptions in capitals."""
    return (
        replace(content, description=content.description.upper()) if isinstance(content.description, str) else content
    )


def test_what_the_catalogue_rewrites_is_remembered_with_one_write_of_the_marker() -> None:
    fake = FakeCatalog()
    fake.rewrites = shouting
    content = dataset(description="texte")
    found, rewritten = create(fake, new(content), Naps())
    assert fake.log == [CREATE, UPDATE]
    assert rewritten == ("description",)
    assert found.marker == marker(base_of(content, digests(description="TEXTE")))
    assert fake.entry_named(NAME) == found


def test_after_an_echo_there_is_no_difference_left() -> None:
    fake = FakeCatalog(applied(dataset()))
    fake.rewrites = shouting
    content = dataset(description="texte")
    found, rewritten = update(fake, change(content, applied(dataset())), Naps())
    assert fake.log == [UPDATE, UPDATE]
    assert rewritten == ("description",)
    case = case_of(desired(content), found, name=NAME, our_ids={})
    assert decide(case, ResolutionPolicy()) == Same(entry=found)


def test_an_echo_that_is_known_already_costs_no_second_write() -> None:
    fake = FakeCatalog(applied(dataset()))
    fake.rewrites = shouting
    found, _ = update(fake, change(dataset(description="texte"), applied(dataset())), Naps())
    fake.log.clear()
    content = dataset(description="texte", license="lov2")
    found, _ = update(fake, change(content, found), Naps())
    assert fake.log == [UPDATE]
    assert found.marker == marker(base_of(content, digests(description="TEXTE")))


def test_a_kept_edit_of_the_portal_is_not_taken_for_an_echo() -> None:
    drifted = edited(applied(dataset(description="A")), description="Portail")
    fake = FakeCatalog(drifted)
    content = dataset(description="A", license="lov2")
    found, rewritten = update(fake, change(content, drifted), Naps())
    assert rewritten == ()
    assert fake.log == [UPDATE]
    case = case_of(desired(content), found, name=NAME, our_ids={})
    kept = (Change(FieldPath("description"), ChangeKind.DRIFT, "Portail", "A"),)
    assert decide(case, ResolutionPolicy()) == Drift(entry=found, kept=kept)


def test_a_kept_edit_of_a_resource_is_not_taken_for_an_echo() -> None:
    before = applied(dataset(resource("csv", title="A")))
    (csv,) = before.resources
    drifted = replace(before, resources=(replace(csv, content=replace(csv.content, title="Portail")),))
    fake = FakeCatalog(drifted)
    content = dataset(resource("csv", title="A", url="https://b.example.org"))
    found, rewritten = update(fake, change(content, drifted), Naps())
    assert rewritten == ()
    assert found.marker == marker(base_of(content))


def test_an_echo_whose_write_was_lost_is_written_once() -> None:
    fake = FakeCatalog()
    fake.rewrites = shouting
    fake.fail(UPDATE, Fault(doubtful(), late=True))
    found, _ = create(fake, new(dataset(description="texte")), Naps())
    assert fake.log == [CREATE, UPDATE, REREAD]
    assert found == fake.entry_named(NAME)


# ---- a run over many entries


def keyed(number: int) -> str:
    """A dataset's key."""
    return f"bron/d{number}"


def creates(*numbers: int) -> list[Item]:
    """Items that make entries."""
    return [
        Item(DatasetKey(keyed(number)), CATALOG, f"Titre {number}", Create(creation=new(A, keyed(number))))
        for number in numbers
    ]


class Run:
    """One run in a folder, with everything it told."""

    def __init__(self, folder: Path, *fakes: FakeCatalog) -> None:
        self.fakes = fakes
        self.journal = Journal(folder, "run-1")
        self.reported: list[Outcome] = []
        self.naps = Naps()
        catalogs = {fake.name: as_catalog(fake) for fake in fakes}
        self.applier = PlanRunner(catalogs, self.journal, WriteOptions(self.naps), self.reported.append)

    def take(self, writes: Iterable[Item], workers: int = 2) -> tuple[Outcome, ...]:
        """Take every step."""
        items = list(writes)
        self.journal.start(items, "1")
        return self.applier.run(items, workers)

    def lines(self) -> list[dict[str, Any]]:
        """The journal's lines after the first."""
        text = self.journal.path.read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()][1:]


def results(outcomes: Iterable[Outcome]) -> list[tuple[str, str]]:
    """What became of each dataset."""
    return [(one.item.key, type(one).__name__) for one in outcomes]


def test_every_step_is_taken_and_told_in_the_plans_order(tmp_path: Path) -> None:
    run = Run(tmp_path, FakeCatalog())
    outcomes = run.take(creates(1, 2, 3, 4, 5))
    assert results(outcomes) == [(keyed(number), "Done") for number in (1, 2, 3, 4, 5)]
    assert sorted(one.item.key for one in run.reported) == [one.item.key for one in outcomes]
    assert len(run.fakes[0].entries) == 5
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == frozenset()


def test_one_failure_stops_one_entry(tmp_path: Path) -> None:
    fake = FakeCatalog()
    fake.fail(f"create {keyed(2)}", Fault(unavailable()))
    run = Run(tmp_path, fake)
    outcomes = run.take(creates(1, 2, 3))
    assert results(outcomes) == [(keyed(1), "Done"), (keyed(2), "Failed"), (keyed(3), "Done")]
    failed = outcomes[1]
    assert isinstance(failed, Failed)
    assert (str(failed.what), str(failed.fix)) == ("it answered 503", "Run it again.")
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == {(DatasetKey(keyed(2)), CATALOG)}


def test_a_fault_of_the_tool_itself_stops_one_entry_too(tmp_path: Path) -> None:
    fake = FakeCatalog()
    fake.fail(f"create {keyed(1)}", Fault(KeyError("results")))
    run = Run(tmp_path, fake)
    outcomes = run.take(creates(1, 2), workers=1)
    assert results(outcomes) == [(keyed(1), "Failed"), (keyed(2), "Done")]


def test_steps_of_one_dataset_are_taken_in_order_and_one_that_fails_does_not_stop_the_other_catalogue(
    tmp_path: Path,
) -> None:
    here, there = FakeCatalog(), FakeCatalog(name=CatalogName("datagouv"))
    here.fail(f"create {keyed(1)}", Fault(unavailable()))
    (first,) = creates(1)
    second = replace(first, catalog=there.name)
    run = Run(tmp_path, here, there)
    outcomes = run.take([first, second], workers=4)
    assert [(one.item.catalog, type(one).__name__) for one in outcomes] == [
        ("grandlyon", "Failed"),
        ("datagouv", "Done"),
    ]
    assert [(one["event"], one["catalog"]) for one in run.lines()] == [
        ("intent", "grandlyon"),
        ("outcome", "grandlyon"),
        ("intent", "datagouv"),
        ("outcome", "datagouv"),
    ]


def test_the_intent_is_written_before_the_call_and_the_outcome_after_it(tmp_path: Path) -> None:
    fake = FakeCatalog()
    run = Run(tmp_path, fake)
    seen: list[list[str]] = []
    fake.fail(f"create {keyed(1)}", Fault(None, then=lambda: seen.append([one["event"] for one in run.lines()])))
    run.take(creates(1))
    assert seen == [["intent"]]
    assert [one["event"] for one in run.lines()] == ["intent", "outcome"]


def test_updates_and_creates_are_both_taken(tmp_path: Path) -> None:
    found = applied(A)
    fake = FakeCatalog(found)
    update = Item(DatasetKey(KEY), CATALOG, "Titre", decided(B, found))
    outcomes = Run(tmp_path, fake).take([*creates(1), update])
    assert results(outcomes) == [(keyed(1), "Done"), (KEY, "Done")]
    assert fake.entry_named(NAME).content.description == "B"


def test_what_a_catalogue_rewrote_is_told(tmp_path: Path) -> None:
    fake = FakeCatalog()
    fake.rewrites = shouting
    item = Item(DatasetKey(KEY), CATALOG, "Titre", Create(creation=new(dataset(description="texte"))))
    (outcome,) = Run(tmp_path, fake).take([item])
    assert isinstance(outcome, Done)
    assert outcome.rewritten == ("description",)


def test_doubts_are_slept_over_with_the_sleep_that_was_given(tmp_path: Path) -> None:
    fake = FakeCatalog()
    fake.fail(f"create {keyed(1)}", Fault(doubtful(retry_after=3.0)))
    run = Run(tmp_path, fake)
    run.take(creates(1))
    assert run.naps == [3.1]


def test_nothing_to_write_is_nothing_done(tmp_path: Path) -> None:
    assert Run(tmp_path, FakeCatalog()).take([]) == ()


def in_a_wait() -> None:
    """Ctrl-C while the main thread waits: it wakes at once."""
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


@pytest.fixture
def heeding() -> Iterator[None]:
    """Ctrl-C is heeded, also where the tests were started in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("press", [in_a_wait, _thread.interrupt_main])  # the second: as a wait begins, it does not wake
def test_an_interruption_finishes_what_was_begun_and_says_what_was_not(
    press: Callable[[], None], heeding: None, tmp_path: Path
) -> None:
    fake = FakeCatalog()
    run = Run(tmp_path, fake)

    def interrupt() -> None:
        press()
        deadline = time.monotonic() + 10
        while not run.applier._stop.is_set() and time.monotonic() < deadline:
            time.sleep(0.001)

    fake.fail(f"create {keyed(2)}", Fault(None, then=interrupt))
    outcomes = run.take(creates(1, 2, 3, 4), workers=1)
    assert results(outcomes) == [(keyed(1), "Done"), (keyed(2), "Done"), (keyed(3), "NotDone"), (keyed(4), "NotDone")]
    assert fake.writes == [f"create {keyed(1)}", f"create {keyed(2)}"]
    assert unfinished_steps(tmp_path, "run-1").dataset_catalogs == {
        (DatasetKey(keyed(3)), CATALOG),
        (DatasetKey(keyed(4)), CATALOG),
    }
    assert [type(one) for one in run.reported] == [Done, Done, NotDone, NotDone]


def test_two_runs_at_once_change_an_entry_once_and_the_loser_says_so(tmp_path: Path) -> None:
    found = applied(dataset())
    fake = FakeCatalog(found)
    mine = Item(DatasetKey(KEY), CATALOG, "Titre", decided(dataset(description="1"), found))
    theirs = Item(DatasetKey(KEY), CATALOG, "Titre", decided(dataset(description="2"), found))
    (first,) = Run(tmp_path / "1", fake).take([mine])
    (second,) = Run(tmp_path / "2", fake).take([theirs])
    assert (type(first), type(second)) == (Done, Failed)
    assert fake.entry_named(NAME).content.description == "1"
    assert isinstance(second, Failed)
    assert str(second.what) == "the entry was changed after it was read"


def test_two_runs_at_once_that_change_the_same_both_succeed(tmp_path: Path) -> None:
    found = applied(dataset())
    fake = FakeCatalog(found)
    item = Item(DatasetKey(KEY), CATALOG, "Titre", decided(dataset(description="1"), found))
    outcomes = [*Run(tmp_path / "1", fake).take([item]), *Run(tmp_path / "2", fake).take([item])]
    assert [type(one) for one in outcomes] == [Done, Done]


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED])
def test_an_entry_is_hidden_by_one_call(tmp_path: Path, state: State) -> None:
    found = applied(dataset())
    fake = FakeCatalog(found)
    item = Item(DatasetKey(KEY), CATALOG, "Titre", decided(dataset(state=state), found))
    Run(tmp_path, fake).take([item])
    assert fake.log == [UPDATE]
    assert fake.entry_named(NAME).content.state is state
