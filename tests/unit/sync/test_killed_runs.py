"""Whatever happens to a run, the next one finishes: one entry, each file once, as the manifest wants it."""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.catalogs.retry import ATTEMPTS
from publisher.model.catalog import Traits
from publisher.model.dataset import Dataset, Resource
from publisher.model.names import ResourceId
from publisher.model.values import State
from publisher.sync.compare.conflicts import OnDrift, ResolutionPolicy
from tests.unit.builders import CATALOG, KEY, dataset
from tests.unit.fake_catalog import WRITES, FakeCatalog, Fault, doubtful, unavailable

from .dataset_runs import (
    BOTH,
    KILLED_AFTER,
    KILLED_BEFORE,
    LIKE_UDATA,
    NAME,
    Killed,
    World,
    contents,
    file,
    named,
    pending,
    told,
    written,
)

either = pytest.mark.parametrize("traits", BOTH.values(), ids=BOTH)
ELSEWHERE = "https://files.example.org"
OLD, NEW = "a;b\n1;2\n", "a;b\n3;4\n5;6\n"


def kill(world: World, content: Dataset, call: str, fault: Fault) -> None:
    """A run that ends at this call."""
    (fake,) = world.fakes
    fake.fail(call, fault)
    with pytest.raises(Killed):
        world.sync(content)
    assert fake.faults[call] == []


def assert_whole(world: World, content: Dataset, expected: list[tuple[str, str]]) -> None:
    """One more run brings everything there, and the next has nothing to do."""
    (fake,) = world.fakes
    assert told(world.sync(content)) == {CATALOG: "Done"}
    assert_settled(world, content, expected)
    assert named(fake).content.state is State.PUBLISHED


def assert_settled(world: World, content: Dataset, expected: list[tuple[str, str]]) -> None:
    (fake,) = world.fakes
    assert contents(fake) == expected
    assert pending(fake) == []
    assert world.steps(content) == {CATALOG: "Same"}


# ---- one after the other


@either
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
    world = World(tmp_path, FakeCatalog(traits=traits))
    csv, json = written(tmp_path / "wc.csv", OLD), written(tmp_path / "wc.json", "{}")
    content = dataset(file(csv), file(json, "json", "Détail"))
    kill(world, content, call, fault)
    assert_whole(world, content, [("Tableau", OLD), ("Détail", "{}")])


@either
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
    world = World(tmp_path, FakeCatalog(traits=traits))
    content = dataset(file(written(tmp_path / "wc.csv", OLD)))
    world.sync(content)
    written(tmp_path / "wc.csv", NEW)
    kill(world, content, call, fault)
    assert world.steps(content) == {CATALOG: "Update"}
    assert_whole(world, content, [("Tableau", NEW)])


def test_a_run_killed_before_its_last_call_leaves_the_name_of_the_file_as_title_and_the_next_corrects_it(
    tmp_path: Path,
) -> None:
    (fake,) = (world := World(tmp_path, FakeCatalog(traits=LIKE_UDATA))).fakes
    content = dataset(file(written(tmp_path / "wc.csv", OLD)))
    kill(world, content, f"upload {NAME} csv", KILLED_AFTER)
    assert contents(fake) == [("wc.csv", OLD)]
    assert_whole(world, content, [("Tableau", OLD)])


@either
def test_a_manifest_that_goes_back_to_the_old_file_after_a_kill_is_followed(tmp_path: Path, traits: Traits) -> None:
    world = World(tmp_path, FakeCatalog(traits=traits))
    content = dataset(file(written(tmp_path / "wc.csv", OLD)))
    world.sync(content)
    written(tmp_path / "wc.csv", NEW)
    kill(world, content, f"upload {NAME} csv", KILLED_AFTER)
    written(tmp_path / "wc.csv", OLD)
    assert_whole(world, content, [("Tableau", OLD)])


@either
def test_a_file_that_leaves_the_manifest_after_a_kill_leaves_the_entry_too(tmp_path: Path, traits: Traits) -> None:
    world = World(tmp_path, FakeCatalog(traits=traits))
    csv, json = written(tmp_path / "wc.csv", OLD), written(tmp_path / "wc.json", "{}")
    kill(world, dataset(file(csv), file(json, "json", "Détail")), f"upload {NAME} json", KILLED_AFTER)
    assert_whole(world, dataset(file(csv)), [("Tableau", OLD)])


@either
def test_the_order_after_a_kill_is_nobodys_edit(tmp_path: Path, traits: Traits) -> None:
    world = World(tmp_path, FakeCatalog(traits=traits))
    csv = written(tmp_path / "wc.csv", OLD)
    address = Resource(id=ResourceId("wfs"), title="Service", url=f"{ELSEWHERE}/wfs")
    other = Resource(id=ResourceId("wms"), title="Carte", url=f"{ELSEWHERE}/wms")
    kill(world, dataset(address, other, file(csv)), f"upload {NAME} csv", KILLED_AFTER)
    turned = dataset(other, file(csv), address)
    assert_whole(world, turned, [("Carte", f"{ELSEWHERE}/wms"), ("Tableau", OLD), ("Service", f"{ELSEWHERE}/wfs")])


@either
def test_a_file_that_was_to_make_room_for_an_address_goes_also_after_two_kills(tmp_path: Path, traits: Traits) -> None:
    world = World(tmp_path, FakeCatalog(traits=traits))
    csv, json = written(tmp_path / "wc.csv", OLD), written(tmp_path / "wc.json", "{}")
    kill(world, dataset(file(csv)), f"upload {NAME} csv", KILLED_AFTER)
    address = Resource(id=ResourceId("csv"), title="Tableau", url=f"{ELSEWHERE}/csv")
    content = dataset(address, file(json, "json", "Détail"))
    kill(world, content, f"upload {NAME} json", KILLED_BEFORE)
    assert_whole(world, content, [("Tableau", f"{ELSEWHERE}/csv"), ("Détail", "{}")])


@either
@pytest.mark.parametrize("names_it", [True, False], ids=["still an address", "no longer there"])
def test_a_file_that_was_never_sent_after_all_is_on_its_way_no_more(
    tmp_path: Path, traits: Traits, names_it: bool
) -> None:
    """Else whatever the portal changed of that resource later would be taken for ours to finish."""
    (fake,) = (world := World(tmp_path, FakeCatalog(traits=traits))).fakes
    address = Resource(id=ResourceId("csv"), title="Tableau", url=f"{ELSEWHERE}/csv")
    before = dataset(address) if names_it else dataset()
    world.sync(before)
    kill(world, dataset(file(written(tmp_path / "wc.csv", OLD))), f"update {NAME}", KILLED_AFTER)
    assert pending(fake) == ["csv"]
    world.sync(before)
    assert_settled(world, before, [("Tableau", f"{ELSEWHERE}/csv")] if names_it else [])


# ---- anything, anywhere


@dataclass(frozen=True)
class Shape:
    """One resource of a manifest: a file of this content, or an address."""

    name: str
    title: str
    text: str | None
    """None: an address."""

    def resource(self, folder: Path) -> Resource:
        if self.text is None:
            return Resource(id=ResourceId(self.name), title=self.title, url=self.address)
        return file(written(folder / f"{self.name}.csv", self.text), self.name, self.title)

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
    unique_by=lambda one: one.name,
)
DOUBTS = st.sampled_from([Fault(None), Fault(doubtful()), Fault(doubtful(), late=True)])
ENDS = st.sampled_from([KILLED_BEFORE, KILLED_AFTER, Fault(unavailable())])


@dataclass(frozen=True)
class Bad:
    """A run during which replies of writes are lost, and which may end in the middle."""

    shapes: tuple[Shape, ...]
    doubts: tuple[Fault, ...]
    end: tuple[int, Fault] | None

    def happens(self, world: World) -> None:
        """Plan in peace, then stumble."""
        (fake,) = world.fakes
        made = world.plan(self.content(world.folder))
        start, doubts = len(fake.log), iter(self.doubts)

        def fault_of_call(call: str) -> Fault:
            if self.end and len(fake.log) - start > self.end[0]:
                return self.end[1]
            return next(doubts, Fault(None)) if call.startswith(WRITES) else Fault(None)

        fake.fault_for = fault_of_call
        with suppress(Killed):
            world.apply(made)
        fake.fault_for = lambda _call: Fault(None)

    def content(self, folder: Path) -> Dataset:
        """What the manifest says."""
        return dataset(*(one.resource(folder) for one in self.shapes))


RUNS = st.builds(
    Bad,
    SHAPES.map(tuple),
    st.lists(DOUBTS, max_size=ATTEMPTS - 1).map(tuple),
    st.none() | st.tuples(st.integers(0, 9), ENDS),
)


@either
@given(runs=st.lists(RUNS, min_size=1, max_size=4))
def test_after_lost_replies_and_runs_that_were_broken_off_everything_is_there_once(
    traits: Traits, runs: list[Bad]
) -> None:
    with TemporaryDirectory() as name:
        world = World(Path(name), fake := FakeCatalog(traits=traits))
        for run in runs:
            run.happens(world)
        desired = run.content(world.folder)
        world.sync(desired)
        assert contents(fake) == [one.expected for one in run.shapes]
        assert pending(fake) == []
        assert named(fake).content.state is State.PUBLISHED
        assert world.steps(desired) == {CATALOG: "Same"}


@either
def test_a_deleted_entry_that_comes_back_gets_its_new_file_at_once(tmp_path: Path, traits: Traits) -> None:
    fake = FakeCatalog(traits=traits)
    world = World(tmp_path, fake)
    content = dataset(file(written(tmp_path / "wc.csv", OLD)))
    world.sync(content)
    fake.put(replace(named(fake), deleted=True))
    written(tmp_path / "wc.csv", NEW)
    assert world.steps(content) == {CATALOG: "EntryDeleted"} or not traits.takes_ids
    world.sync(content, policy=ResolutionPolicy(OnDrift.REVERT))
    assert_settled(world, content, [("Tableau", NEW)])
