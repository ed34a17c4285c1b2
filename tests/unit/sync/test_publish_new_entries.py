"""Without unique names, an entry is created private, and published after a search for duplicates."""

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.catalogs.stop_request import StopRequest
from publisher.model.entry import Entry
from publisher.model.names import CatalogName, DatasetKey, RemoteId, Repository
from publisher.model.outcome import Done, Failed, NotDone, Outcome
from publisher.model.plan import Create, Item
from publisher.model.values import State, digest
from publisher.sync.apply.journal import Journal
from publisher.sync.apply.run import PlanRunner
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.apply.write_sequence import CreateEntry, write_steps
from publisher.sync.steps.duplicates import entries_with_key, entry_that_stays
from tests.unit.builders import (
    CATALOG,
    KEY,
    ORGANIZATION,
    OTHER_REPOSITORY,
    REPOSITORY,
    applied,
    created_entry,
    dataset,
    edited,
    entry,
    marker,
    resource,
)
from tests.unit.fake_catalog import FakeCatalog, Fault, as_catalog, doubtful, unavailable

from .dataset_runs import (
    LIKE_UDATA,
    NAME,
    DatasetRuns,
    file,
    no_sleep,
    only_entry,
    outcome_classes,
    planned_creation,
    write_file,
)

CREATE, UPDATE, OBSERVE = f"create {KEY}", f"update {NAME}", f"observe {ORGANIZATION}"
CONTENT = dataset(resource("wfs"), description="Texte")


def empty_catalog() -> FakeCatalog:
    return FakeCatalog(traits=LIKE_UDATA)


def creates(*keys: str) -> list[Item]:
    """Return steps that create entries."""
    items = []
    for key in keys:
        planned = planned_creation(CONTENT, LIKE_UDATA)
        planned = replace(
            planned,
            desired=replace(planned.desired, key=DatasetKey(key)),
            marker=replace(planned.marker, key=DatasetKey(key)),
        )
        items.append(Item(DatasetKey(key), CATALOG, "Titre", Create(creation=planned)))
    return items


def run_items(
    folder: Path, fake: FakeCatalog, items: list[Item], workers: int = 1, stop: StopRequest | None = None
) -> tuple[Outcome, ...]:
    """Run these steps, and return the outcomes."""
    journal = Journal(folder, "run-1")
    journal.start(items, "1")
    options = WriteOptions(no_sleep, stop=stop or StopRequest())
    return PlanRunner({CATALOG: as_catalog(fake)}, journal, options, lambda _: None).run(items, workers)


def duplicate_entry(created: str, **fields: object) -> Entry:
    """Return the entry that another run created for the same dataset, not published yet."""
    planned = creates(KEY)[0].step
    assert isinstance(planned, Create)
    entry = created_entry(planned.creation, "jumelle", traits=LIKE_UDATA)
    return replace(entry, created=created, **fields)  # type: ignore[arg-type]


# ---- one run


def test_the_call_that_publishes_writes_every_value(tmp_path: Path) -> None:
    """Another run may have written to the private entry since it was read: nothing would record its edit."""
    fake = empty_catalog()

    def edited_by_another_run() -> None:
        (private,) = fake.entries.values()
        fake.put(replace(private, content=replace(private.content, description="Autre"), marker=marker(None)))

    fake.fail(UPDATE, Fault(None, then=edited_by_another_run))

    run_items(tmp_path, fake, creates(KEY))

    published = fake.entry_named(NAME)
    assert (published.content.state, published.content.description) == (State.PUBLISHED, "Texte")
    assert published.last_applied.fields["description"] == digest("Texte")


def test_an_entry_is_made_private_looked_at_published_and_looked_at_again(tmp_path: Path) -> None:
    fake = empty_catalog()
    states: list[object] = []
    fake.fail(OBSERVE, Fault(None, then=lambda: states.append(only_entry(fake).content.state)))
    (outcome,) = run_items(tmp_path, fake, creates(KEY))
    assert isinstance(outcome, Done)
    assert fake.log == [CREATE, OBSERVE, UPDATE, OBSERVE]
    assert states == [State.DRAFT]
    assert only_entry(fake).content.state is State.PUBLISHED
    assert outcome.entry == only_entry(fake)


def test_a_private_entry_is_a_draft_until_it_is_whole_and_is_never_published(tmp_path: Path) -> None:
    runs = DatasetRuns(tmp_path, fake := empty_catalog())
    states: list[object] = []
    planned = runs.plan(replace(CONTENT, state=State.PRIVATE))
    fake.fail(OBSERVE, Fault(None, then=lambda: states.append(only_entry(fake).content.state)))
    (outcome,) = runs.apply(planned)
    assert isinstance(outcome, Done)
    assert states == [State.DRAFT]
    assert only_entry(fake).content.state is State.PRIVATE
    assert runs.steps(replace(CONTENT, state=State.PRIVATE)) == {CATALOG: "Same"}


def test_a_private_entry_that_is_whole_stays_and_a_draft_of_another_run_goes() -> None:
    whole = applied(dataset(state=State.PRIVATE), id=RemoteId("b"), created="2026-01-02")
    earlier = applied(dataset(state=State.DRAFT), id=RemoteId("a"), created="2026-01-01")
    assert entry_that_stays((earlier, whole)) is whole


def test_there_are_two_searches_for_any_number_of_entries(tmp_path: Path) -> None:
    fake = empty_catalog()
    keys = [f"bron/{number}" for number in range(20)]
    outcomes = run_items(tmp_path, fake, creates(*keys), workers=4)
    assert [outcome.item.key for outcome in outcomes] == keys
    assert {type(outcome) for outcome in outcomes} == {Done}
    assert fake.log.count(OBSERVE) == 2
    assert {entry.content.state for entry in fake.live} == {State.PUBLISHED}


def test_a_creation_whose_reply_was_lost_is_found_and_not_made_again(tmp_path: Path) -> None:
    fake = empty_catalog()
    fake.fail(CREATE, Fault(doubtful(), late=True))
    (outcome,) = run_items(tmp_path, fake, creates(KEY))
    assert fake.log == [CREATE, OBSERVE, OBSERVE, UPDATE, OBSERVE]
    assert isinstance(outcome, Done)
    assert only_entry(fake).content.state is State.PUBLISHED
    assert only_entry(fake).last_applied.run is None, "it is whole: no run is making it any more"


def test_a_creation_that_was_lost_is_made_although_another_run_makes_the_same(tmp_path: Path) -> None:
    """All that tells the two entries apart is the run that their markers name."""
    fake = empty_catalog()
    (item,) = creates(KEY)
    assert isinstance(item.step, Create)
    first = write_steps(item.step.creation, LIKE_UDATA, "another").first
    assert isinstance(first, CreateEntry)
    other = replace(created_entry(first.creation, "jumelle", traits=LIKE_UDATA), created="2000")
    fake.fail(CREATE, Fault(doubtful(), then=lambda: fake.put(other)))
    (outcome,) = run_items(tmp_path, fake, [item])
    assert isinstance(outcome, NotDone), "the entry of the other run is the earlier one"
    assert fake.live == [other], "our run has not touched it"


def test_a_creation_whose_reply_was_lost_is_not_found_once_it_is_deleted(tmp_path: Path) -> None:
    fake = empty_catalog()

    def deleted_by_a_person() -> None:
        fake.put(replace(only_entry(fake), deleted=True))

    fake.fail(CREATE, Fault(doubtful(), late=True, then=deleted_by_a_person))
    (outcome,) = run_items(tmp_path, fake, creates(KEY))
    assert isinstance(outcome, Done)
    assert only_entry(fake).content.state is State.PUBLISHED


def test_a_deleted_entry_is_no_duplicate(tmp_path: Path) -> None:
    fake = FakeCatalog(duplicate_entry("2020", deleted=True), traits=LIKE_UDATA)
    (outcome,) = run_items(tmp_path, fake, creates(KEY))
    assert isinstance(outcome, Done)
    assert only_entry(fake).content.state is State.PUBLISHED


def test_the_same_key_in_another_repository_is_no_duplicate(tmp_path: Path) -> None:
    foreign = duplicate_entry("2020", marker=marker(repository=OTHER_REPOSITORY))
    fake = FakeCatalog(foreign, traits=LIKE_UDATA)
    (outcome,) = run_items(tmp_path, fake, creates(KEY))
    assert isinstance(outcome, Done)
    assert [entry.deleted for entry in fake.entries.values()] == [False, False]


# ---- a late creation, two runs at the same time


def test_a_first_call_that_arrives_late_leaves_one_entry(tmp_path: Path) -> None:
    """The creation was given up and sent again, and both calls arrived."""
    fake = empty_catalog()
    fake.fail(CREATE, Fault(doubtful()))
    fake.fail(OBSERVE, Fault(None, then=lambda: fake.put(duplicate_entry("9999"))))
    (outcome,) = run_items(tmp_path, fake, creates(KEY))
    assert isinstance(outcome, Done)
    assert [entry.id for entry in fake.live if entry.content.state is State.PUBLISHED] == [outcome.entry.id]


@pytest.mark.parametrize("created", ["2000", "9999"], ids=["earlier", "later"])
def test_of_two_private_duplicates_the_earlier_stays_and_only_ours_is_ever_removed(
    tmp_path: Path, created: str
) -> None:
    duplicate = duplicate_entry(created)
    fake = FakeCatalog(duplicate, traits=LIKE_UDATA)
    (outcome,) = run_items(tmp_path, fake, creates(KEY))
    assert fake.entries[duplicate.id].deleted is False
    if created == "2000":
        assert isinstance(outcome, NotDone)
        assert str(outcome.why) == f"another run created it at the same time: {duplicate.address}"
        assert fake.live == [duplicate]
    else:
        assert isinstance(outcome, Done)
        assert published_ids(fake) == [outcome.entry.id]


def published_ids(fake: FakeCatalog) -> list[RemoteId]:
    """Return the ids of the published entries."""
    return [entry.id for entry in fake.live if entry.content.state is State.PUBLISHED]


def test_one_that_the_public_sees_already_stays_whatever_its_age(tmp_path: Path) -> None:
    duplicate = duplicate_entry("9999", content=replace(duplicate_entry("").content, state=State.PUBLISHED))
    fake = FakeCatalog(duplicate, traits=LIKE_UDATA)
    (outcome,) = run_items(tmp_path, fake, creates(KEY))
    assert isinstance(outcome, Done)
    assert (outcome.by_other_run, outcome.entry) == (True, duplicate)
    assert fake.live == [duplicate]


def test_a_duplicate_that_appears_while_ours_is_published_is_seen_by_the_last_search(tmp_path: Path) -> None:
    fake = empty_catalog()
    duplicate = duplicate_entry("2000", content=replace(duplicate_entry("").content, state=State.PUBLISHED))
    fake.fail(UPDATE, Fault(None, then=lambda: fake.put(duplicate)))
    (outcome,) = run_items(tmp_path, fake, creates(KEY))
    assert isinstance(outcome, Done)
    assert (outcome.by_other_run, outcome.entry) == (True, duplicate)
    assert fake.live == [duplicate]


def test_two_runs_at_once_leave_one_live_published_entry(tmp_path: Path) -> None:
    """The second run plans before the first writes, and runs while the first is between its two searches."""
    runs = DatasetRuns(tmp_path, fake := empty_catalog())
    first_plan, second_plan = runs.plan(CONTENT), runs.plan(CONTENT)
    outcomes: list[Outcome] = []
    fake.fail(OBSERVE, Fault(None, then=lambda: outcomes.extend(runs.apply(second_plan))))
    outcomes.extend(runs.apply(first_plan))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Done", "NotDone"]
    assert len(fake.live) == len(published_ids(fake)) == 1
    assert runs.steps(CONTENT) == {CATALOG: "Same"}


def test_a_file_is_sent_once_its_entry_is_known_to_be_the_only_one(tmp_path: Path) -> None:
    """One read for all, before the first file; an entry without a file costs no further read."""
    runs = DatasetRuns(tmp_path, fake := empty_catalog())
    planned = runs.plan(dataset(file(write_file(tmp_path / "wc.csv", "a\n1\n"))))
    fake.log.clear()
    (outcome,) = runs.apply(planned)
    assert isinstance(outcome, Done)
    assert fake.log == [CREATE, OBSERVE, f"upload {NAME} csv", OBSERVE, UPDATE, OBSERVE]


def test_the_run_that_loses_sends_no_file(tmp_path: Path) -> None:
    runs = DatasetRuns(tmp_path, fake := empty_catalog())
    planned = runs.plan(dataset(file(write_file(tmp_path / "wc.csv", "a\n1\n"))))
    fake.put(duplicate_entry("2000"))
    fake.log.clear()
    (outcome,) = runs.apply(planned)
    assert isinstance(outcome, NotDone)
    assert not [call for call in fake.log if call.startswith("upload")]
    (lost,) = (entry for entry in fake.entries.values() if entry.deleted)
    assert (lost.marker, lost.resources) == (None, ())


def test_a_stopped_run_sends_no_further_file_and_says_so(tmp_path: Path) -> None:
    runs = DatasetRuns(tmp_path, fake := empty_catalog())
    content = dataset(file(write_file(tmp_path / "wc.csv", "a\n1\n")))
    planned = runs.plan(content)
    stop = StopRequest()
    fake.fail(OBSERVE, Fault(None, then=lambda: setattr(stop, "requested", True)))
    (outcome,) = run_items(tmp_path, fake, list(planned.writes), stop=stop)
    assert isinstance(outcome, Failed)
    assert str(outcome.what) == "interrupted: the entry is still private, without its files"
    assert outcome_classes(runs.sync(content)) == {CATALOG: "Done"}
    assert only_entry(fake).content.state is State.PUBLISHED


def test_two_runs_at_once_with_files_leave_one_entry_with_one_file(tmp_path: Path) -> None:
    runs = DatasetRuns(tmp_path, fake := empty_catalog())
    content = dataset(file(write_file(tmp_path / "wc.csv", "a\n1\n")))
    first_plan, second_plan = runs.plan(content), runs.plan(content)
    outcomes: list[Outcome] = []
    fake.fail(f"upload {NAME} csv", Fault(None, then=lambda: outcomes.extend(runs.apply(second_plan))))
    runs.apply(first_plan)
    assert len(only_entry(fake).resources) == 1
    assert runs.steps(content) == {CATALOG: "Same"}


# ---- failed searches and changed entries


def test_where_the_look_fails_nothing_is_published_and_the_next_run_goes_on(tmp_path: Path) -> None:
    runs = DatasetRuns(tmp_path, fake := empty_catalog())
    planned = runs.plan(CONTENT)
    fake.fail(OBSERVE, Fault(unavailable()))
    (outcome,) = runs.apply(planned)
    assert isinstance(outcome, Failed)
    assert str(outcome.what) == "the entry was created, but the search for a duplicate failed: it answered 503"
    assert only_entry(fake).content.state is State.DRAFT
    assert outcome_classes(runs.sync(CONTENT)) == {CATALOG: "Done"}
    assert only_entry(fake).content.state is State.PUBLISHED


def test_where_the_last_look_fails_the_run_says_so_and_nothing_is_undone(tmp_path: Path) -> None:
    fake = empty_catalog()
    fake.fail(OBSERVE, Fault(None), Fault(unavailable()))
    (outcome,) = run_items(tmp_path, fake, creates(KEY))
    assert isinstance(outcome, Failed)
    assert only_entry(fake).content.state is State.PUBLISHED


def test_an_entry_edited_before_it_is_published_is_left_to_the_next_run(tmp_path: Path) -> None:
    runs = DatasetRuns(tmp_path, fake := empty_catalog())
    planned = runs.plan(CONTENT)
    fake.fail(OBSERVE, Fault(None, then=lambda: fake.put(edited(only_entry(fake), license="lov2"))))
    (outcome,) = runs.apply(planned)
    assert isinstance(outcome, Failed)
    assert "was changed while it was being created" in str(outcome.what)
    assert fake.log.count(UPDATE) == 0
    runs.sync(CONTENT)
    assert (only_entry(fake).content.state, only_entry(fake).content.license) == (State.PUBLISHED, "lov2")


@pytest.mark.parametrize("how", ["gone", "deleted", "unmarked"])
def test_an_entry_that_is_gone_before_it_is_published_is_reported(tmp_path: Path, how: str) -> None:
    fake = empty_catalog()

    def remove() -> None:
        entry = fake.entries.pop(only_entry(fake).id)
        if how != "gone":
            fake.put(replace(entry, deleted=True) if how == "deleted" else replace(entry, marker=None))

    fake.fail(OBSERVE, Fault(None, then=remove))
    (outcome,) = run_items(tmp_path, fake, creates(KEY))
    assert isinstance(outcome, Failed)
    assert str(outcome.what).endswith("no longer exists, or has lost its marker")
    assert fake.log.count(UPDATE) == 0


def test_one_entry_that_cannot_be_published_does_not_stop_another(tmp_path: Path) -> None:
    fake = empty_catalog()
    fake.fail("update 1-bron", Fault(unavailable()))
    fake.fail("update 2-bron", Fault(KeyError("private")))
    outcomes = run_items(tmp_path, fake, creates("bron/1", "bron/2", "bron/3"))
    assert [type(outcome) for outcome in outcomes] == [Failed, Failed, Done]
    assert [str(outcome.what) for outcome in outcomes if isinstance(outcome, Failed)] == [
        "it answered 503",
        "internal error: KeyError",
    ]


# ---- every run keeps the same entry

CANDIDATES = st.lists(
    st.builds(
        lambda number, created, state: entry(dataset(state=state), name=f"n{number}", created=created),
        st.integers(0, 9),
        st.sampled_from(["", "2026-01-01", "2026-01-02"]),
        st.sampled_from(State),
    ),
    max_size=4,
    unique_by=lambda entry: entry.id,
)


@given(CANDIDATES)
def test_every_run_keeps_the_same_one(entries: list[Entry]) -> None:
    entries_that_stay = [entry_that_stays(order) for order in permutations(entries)]
    ids = {stays.id if stays else None for stays in entries_that_stay}
    assert len(ids) == 1
    published = [entry.id for entry in entries if entry.content.state is State.PUBLISHED]
    assert not published or ids <= set(published)


def test_nothing_is_kept_of_nothing() -> None:
    assert entry_that_stays([]) is None


def test_a_carrier_has_our_repository_and_key_and_is_not_deleted() -> None:
    good = entry(marker=marker(), name="good")
    others = [
        entry(name="none"),
        entry(marker=marker(), name="deleted", deleted=True),
        entry(marker=marker(repository=OTHER_REPOSITORY), name="theirs"),
        entry(marker=marker(key="bron/autre"), name="another"),
    ]
    assert entries_with_key([*others, good], REPOSITORY, DatasetKey(KEY)) == (good,)
    assert entries_with_key(others, Repository(OTHER_REPOSITORY), DatasetKey(KEY)) == (others[2],)


def test_a_catalogue_with_unique_names_is_never_asked_to_remove_a_duplicate(tmp_path: Path) -> None:
    fake = FakeCatalog(name=CatalogName(CATALOG))
    (outcome,) = run_items(tmp_path, fake, creates(KEY))
    assert isinstance(outcome, Done)
    assert OBSERVE not in fake.log
