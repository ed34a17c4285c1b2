"""After a run that was interrupted anywhere, the next one finishes: one entry, each file once, as in the manifest."""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.catalogs.retry import TRIES
from publisher.model.catalog import Traits
from publisher.model.dataset import Dataset, Resource
from publisher.model.names import ResourceId
from publisher.model.values import State
from publisher.sync.compare.conflicts import OnDrift, ResolutionPolicy
from tests.unit.builders import CATALOG, KEY, dataset
from tests.unit.fake_catalog import WRITES, FakeCatalog, Fault, doubtful, unavailable

from .dataset_runs import (
    KILLED_AFTER,
    KILLED_BEFORE,
    KINDS,
    LIKE_UDATA,
    NAME,
    DatasetRuns,
    Killed,
    contents,
    file,
    only_entry,
    outcome_classes,
    pending,
    write_file,
)

both_kinds = pytest.mark.parametrize("traits", KINDS.values(), ids=KINDS)
ELSEWHERE = "https://files.example.org"
OLD, NEW = "a;b\n1;2\n", "a;b\n3;4\n5;6\n"


def kill(runs: DatasetRuns, content: Dataset, call: str, fault: Fault) -> None:
    """Make a run that is killed at this call."""
    (fake,) = runs.fakes
    fake.fail(call, fault)
    with pytest.raises(Killed):
        runs.sync(content)
    assert fake.faults[call] == []


def assert_whole(runs: DatasetRuns, content: Dataset, expected: list[tuple[str, str]]) -> None:
    """Assert that one more run completes the entry, and that the next has nothing to do."""
    (fake,) = runs.fakes
    assert outcome_classes(runs.sync(content)) == {CATALOG: "Done"}
    assert_settled(runs, content, expected)
    assert only_entry(fake).content.state is State.PUBLISHED


def assert_settled(runs: DatasetRuns, content: Dataset, expected: list[tuple[str, str]]) -> None:
    (fake,) = runs.fakes
    assert contents(fake) == expected
    assert pending(fake) == []
    assert runs.steps(content) == {CATALOG: "Same"}


# ---- one interruption


@both_kinds
@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (f"create {KEY}", KILLED_AFTER),
        (f"upload {NAME} csv", KILLED_BEFORE),
        (f"upload {NAME} csv", KILLED_AFTER),
        (f"upload {NAME} json", KILLED_BEFORE),
        (f"upload {NAME} json", KILLED_AFTER),
        (f"update {NAME}", KILLED_BEFORE),
    ],
)
def test_an_entry_half_made_is_finished_by_the_next_run(
    tmp_path: Path, traits: Traits, call: str, fault: Fault
) -> None:
    runs = DatasetRuns(tmp_path, FakeCatalog(traits=traits))
    csv, json = write_file(tmp_path / "wc.csv", OLD), write_file(tmp_path / "wc.json", "{}")
    content = dataset(file(csv), file(json, "json", "Détail"))
    kill(runs, content, call, fault)
    assert_whole(runs, content, [("Tableau", OLD), ("Détail", "{}")])


@both_kinds
@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (f"update {NAME}", KILLED_AFTER),
        (f"upload {NAME} csv", KILLED_BEFORE),
        (f"upload {NAME} csv", KILLED_AFTER),
    ],
)
def test_a_content_half_replaced_is_finished_by_the_next_run(
    tmp_path: Path, traits: Traits, call: str, fault: Fault
) -> None:
    runs = DatasetRuns(tmp_path, FakeCatalog(traits=traits))
    content = dataset(file(write_file(tmp_path / "wc.csv", OLD)))
    runs.sync(content)
    write_file(tmp_path / "wc.csv", NEW)
    kill(runs, content, call, fault)
    assert runs.steps(content) == {CATALOG: "Update"}
    assert_whole(runs, content, [("Tableau", NEW)])


def test_a_run_killed_before_its_last_call_leaves_the_name_of_the_file_as_title_and_the_next_corrects_it(
    tmp_path: Path,
) -> None:
    (fake,) = (runs := DatasetRuns(tmp_path, FakeCatalog(traits=LIKE_UDATA))).fakes
    content = dataset(file(write_file(tmp_path / "wc.csv", OLD)))
    kill(runs, content, f"upload {NAME} csv", KILLED_AFTER)
    assert contents(fake) == [("wc.csv", OLD)]
    assert_whole(runs, content, [("Tableau", OLD)])


@both_kinds
def test_a_manifest_that_goes_back_to_the_old_file_after_a_kill_is_followed(tmp_path: Path, traits: Traits) -> None:
    runs = DatasetRuns(tmp_path, FakeCatalog(traits=traits))
    content = dataset(file(write_file(tmp_path / "wc.csv", OLD)))
    runs.sync(content)
    write_file(tmp_path / "wc.csv", NEW)
    kill(runs, content, f"upload {NAME} csv", KILLED_AFTER)
    write_file(tmp_path / "wc.csv", OLD)
    assert_whole(runs, content, [("Tableau", OLD)])


@both_kinds
def test_a_file_that_leaves_the_manifest_after_a_kill_leaves_the_entry_too(tmp_path: Path, traits: Traits) -> None:
    runs = DatasetRuns(tmp_path, FakeCatalog(traits=traits))
    csv, json = write_file(tmp_path / "wc.csv", OLD), write_file(tmp_path / "wc.json", "{}")
    kill(runs, dataset(file(csv), file(json, "json", "Détail")), f"upload {NAME} json", KILLED_AFTER)
    assert_whole(runs, dataset(file(csv)), [("Tableau", OLD)])


@both_kinds
def test_the_order_after_a_kill_is_no_edit(tmp_path: Path, traits: Traits) -> None:
    runs = DatasetRuns(tmp_path, FakeCatalog(traits=traits))
    csv = write_file(tmp_path / "wc.csv", OLD)
    address = Resource(id=ResourceId("wfs"), title="Service", url=f"{ELSEWHERE}/wfs")
    other = Resource(id=ResourceId("wms"), title="Carte", url=f"{ELSEWHERE}/wms")
    kill(runs, dataset(address, other, file(csv)), f"upload {NAME} csv", KILLED_AFTER)
    reordered = dataset(other, file(csv), address)
    assert_whole(runs, reordered, [("Carte", f"{ELSEWHERE}/wms"), ("Tableau", OLD), ("Service", f"{ELSEWHERE}/wfs")])


@both_kinds
def test_a_file_that_was_to_make_room_for_an_address_goes_also_after_two_kills(tmp_path: Path, traits: Traits) -> None:
    runs = DatasetRuns(tmp_path, FakeCatalog(traits=traits))
    csv, json = write_file(tmp_path / "wc.csv", OLD), write_file(tmp_path / "wc.json", "{}")
    kill(runs, dataset(file(csv)), f"upload {NAME} csv", KILLED_AFTER)
    address = Resource(id=ResourceId("csv"), title="Tableau", url=f"{ELSEWHERE}/csv")
    content = dataset(address, file(json, "json", "Détail"))
    kill(runs, content, f"upload {NAME} json", KILLED_BEFORE)
    assert_whole(runs, content, [("Tableau", f"{ELSEWHERE}/csv"), ("Détail", "{}")])


@both_kinds
@pytest.mark.parametrize("names_it", [True, False], ids=["still an address", "no longer there"])
def test_a_file_that_was_never_sent_after_all_is_on_its_way_no_more(
    tmp_path: Path, traits: Traits, names_it: bool
) -> None:
    """If it stayed pending, a later edit of that resource in the catalogue would be overwritten."""
    (fake,) = (runs := DatasetRuns(tmp_path, FakeCatalog(traits=traits))).fakes
    address = Resource(id=ResourceId("csv"), title="Tableau", url=f"{ELSEWHERE}/csv")
    before = dataset(address) if names_it else dataset()
    runs.sync(before)
    kill(runs, dataset(file(write_file(tmp_path / "wc.csv", OLD))), f"update {NAME}", KILLED_AFTER)
    assert pending(fake) == ["csv"]
    runs.sync(before)
    assert_settled(runs, before, [("Tableau", f"{ELSEWHERE}/csv")] if names_it else [])


# ---- any interruption, at any call


@dataclass(frozen=True)
class Shape:
    """A resource of a manifest: a file with this text, or an address."""

    name: str
    title: str
    text: str | None
    """None: an address."""

    def resource(self, folder: Path) -> Resource:
        if self.text is None:
            return Resource(id=ResourceId(self.name), title=self.title, url=self.address)
        return file(write_file(folder / f"{self.name}.csv", self.text), self.name, self.title)

    @property
    def address(self) -> str:
        return f"{ELSEWHERE}/{self.name}"

    @property
    def expected(self) -> tuple[str, str]:
        return self.title, self.address if self.text is None else self.text


TEXTS = st.none() | st.sampled_from(["a\n1\n", "a\n2\n", "a\n1\n2\n"])
SHAPES = st.lists(
    st.builds(Shape, st.sampled_from("abc"), st.sampled_from(["Un", "Deux"]), TEXTS),
    max_size=3,
    unique_by=lambda shape: shape.name,
)
LOST_REPLIES = st.sampled_from([Fault(None), Fault(doubtful()), Fault(doubtful(), late=True)])
ENDS = st.sampled_from([KILLED_BEFORE, KILLED_AFTER, Fault(unavailable())])


@dataclass(frozen=True)
class BadRun:
    """A run during which replies of writes are lost, and which may be killed."""

    shapes: tuple[Shape, ...]
    lost_replies: tuple[Fault, ...]
    end: tuple[int, Fault] | None

    def carry_out(self, runs: DatasetRuns) -> None:
        """Plan without faults, then apply with them."""
        (fake,) = runs.fakes
        plan = runs.plan(self.content(runs.folder))
        start, lost_replies = len(fake.log), iter(self.lost_replies)

        def fault_of_call(call: str) -> Fault:
            if self.end and len(fake.log) - start > self.end[0]:
                return self.end[1]
            return next(lost_replies, Fault(None)) if call.startswith(WRITES) else Fault(None)

        fake.fault_for = fault_of_call
        with suppress(Killed):
            runs.apply(plan)
        fake.fault_for = lambda _call: Fault(None)

    def content(self, folder: Path) -> Dataset:
        """Return the content of the manifest."""
        return dataset(*(shape.resource(folder) for shape in self.shapes))


RUNS = st.builds(
    BadRun,
    SHAPES.map(tuple),
    st.lists(LOST_REPLIES, max_size=TRIES - 1).map(tuple),
    st.none() | st.tuples(st.integers(0, 9), ENDS),
)


@both_kinds
@given(bad_runs=st.lists(RUNS, min_size=1, max_size=4))
def test_after_lost_replies_and_runs_that_were_broken_off_everything_is_there_once(
    traits: Traits, bad_runs: list[BadRun]
) -> None:
    with TemporaryDirectory() as name:
        runs = DatasetRuns(Path(name), fake := FakeCatalog(traits=traits))
        for run in bad_runs:
            run.carry_out(runs)
        desired = run.content(runs.folder)
        runs.sync(desired)
        assert contents(fake) == [shape.expected for shape in run.shapes]
        assert pending(fake) == []
        assert only_entry(fake).content.state is State.PUBLISHED
        assert runs.steps(desired) == {CATALOG: "Same"}


@both_kinds
def test_a_deleted_entry_that_comes_back_gets_its_new_file_at_once(tmp_path: Path, traits: Traits) -> None:
    fake = FakeCatalog(traits=traits)
    runs = DatasetRuns(tmp_path, fake)
    content = dataset(file(write_file(tmp_path / "wc.csv", OLD)))
    runs.sync(content)
    fake.put(replace(only_entry(fake), deleted=True))
    write_file(tmp_path / "wc.csv", NEW)
    assert runs.steps(content) == {CATALOG: "EntryDeleted"} or not traits.takes_ids
    runs.sync(content, policy=ResolutionPolicy(OnDrift.REVERT))
    assert_settled(runs, content, [("Tableau", NEW)])
