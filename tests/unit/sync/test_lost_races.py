"""Two runs at once with the same manifests: the one that came second is green where the entry is as it wants it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.model.catalog import Traits
from publisher.model.dataset import Dataset
from publisher.model.names import Revision
from publisher.model.outcome import Done, Failed, NotDone, Outcome
from publisher.model.plan import Plan
from publisher.model.values import State
from publisher.sync.apply import lost_races
from publisher.sync.apply.journal import unfinished_steps
from publisher.sync.apply.run import apply_plan
from tests.unit.builders import CATALOG, ORGANIZATION, dataset, resource
from tests.unit.fake_catalog import FakeCatalog, Fault, as_catalog, unavailable

from .dataset_runs import LIKE_CKAN, LIKE_UDATA, DatasetRuns, contents, file, only_entry, write_file

both_kinds = pytest.mark.parametrize("traits", [LIKE_CKAN, LIKE_UDATA], ids=["like CKAN", "like udata"])
CREATE = "create bron/toilettes"
UPDATE = "update toilettes-bron"


class Race:
    """Our run and another one over the same dataset. The other one runs whole, at a call of ours."""

    def __init__(self, folder: Path, traits: Traits) -> None:
        self.folder = folder
        self.ours = FakeCatalog(traits=traits)
        self.theirs = self.ours.for_another_run()
        self.our_runs = DatasetRuns(folder / "ours", self.ours)
        self.their_runs = DatasetRuns(folder / "theirs", self.theirs)
        self.waits: list[float] = []
        self.on_wait: Callable[[], object] = lambda: None

    def at(self, call: str, act: Callable[[], object], *, late: bool = False) -> None:
        """Have something happen right before a call of ours, or right after it was carried out."""

        def then() -> None:
            act()

        self.ours.fail(call, Fault(None, late=late, then=then))

    def apply(self, plan: Plan) -> Outcome:
        """Apply our plan, and return the outcome of its only step."""

        def wait(seconds: float) -> None:
            self.waits.append(seconds)
            self.on_wait()

        report = apply_plan(plan, {CATALOG: as_catalog(self.ours)}, self.folder / "ours", 2, lambda _: None, wait)
        self.run = report.run
        (outcome,) = report.outcomes
        return outcome


def content_with_file(folder: Path) -> Dataset:
    return dataset(file(write_file(folder / "wc.csv", "a\n1\n")), resource("wfs", url="https://x.example.org/wfs"))


@both_kinds
def test_a_creation_that_another_run_made_meanwhile_is_done(tmp_path: Path, traits: Traits) -> None:
    race, content = Race(tmp_path, traits), content_with_file(tmp_path)
    plan, theirs = race.our_runs.plan(content), race.their_runs.plan(content)
    race.at(CREATE, lambda: race.their_runs.apply(theirs))

    outcome = race.apply(plan)

    assert isinstance(outcome, Done), outcome
    assert outcome.by_other_run
    assert outcome.entry == only_entry(race.ours)
    assert only_entry(race.ours).content.state is State.PUBLISHED
    assert unfinished_steps(tmp_path / "ours", race.run).dataset_catalogs == frozenset()


@both_kinds
def test_a_file_that_another_run_replaced_meanwhile_is_done(tmp_path: Path, traits: Traits) -> None:
    race = Race(tmp_path, traits)
    race.our_runs.sync(content_with_file(tmp_path))
    write_file(tmp_path / "wc.csv", "a\n2\n")
    content = dataset(file(tmp_path / "wc.csv"), resource("wfs", url="https://x.example.org/wfs"))
    plan, theirs = race.our_runs.plan(content), race.their_runs.plan(content)
    race.at(UPDATE, lambda: race.their_runs.apply(theirs))

    outcome = race.apply(plan)

    assert isinstance(outcome, Done), outcome
    assert ("Tableau", "a\n2\n") in contents(race.ours)


class Killed(BaseException):
    """Ends the other run before it publishes what it has made."""


def begin_to_create(race: Race, content: Dataset) -> None:
    """Have the other run create the entry before ours, and stop before it publishes it."""
    theirs = race.their_runs.plan(content)
    race.theirs.fail(UPDATE, Fault(Killed()))

    def begin() -> None:
        with pytest.raises(Killed):
            race.their_runs.apply(theirs)

    race.at(CREATE, begin)


def test_an_entry_that_the_other_run_has_not_ended_with_is_waited_for(tmp_path: Path) -> None:
    race, content = Race(tmp_path, LIKE_UDATA), content_with_file(tmp_path)
    plan = race.our_runs.plan(content)
    begin_to_create(race, content)
    race.on_wait = lambda: race.their_runs.sync(content) if len(race.waits) == 2 else None

    outcome = race.apply(plan)

    assert isinstance(outcome, Done), outcome
    assert race.waits == [0.5, 1.0]
    assert only_entry(race.ours).content.state is State.PUBLISHED


def test_an_entry_that_the_other_run_never_ends_with_stays_not_done(tmp_path: Path) -> None:
    race, content = Race(tmp_path, LIKE_UDATA), content_with_file(tmp_path)
    plan = race.our_runs.plan(content)
    begin_to_create(race, content)

    assert isinstance(race.apply(plan), NotDone)
    assert race.waits == [seconds for seconds in lost_races.WAITS if seconds]
    assert not race.our_runs.sync(content).failed
    assert race.our_runs.steps(content) == {CATALOG: "Same"}


@both_kinds
def test_an_edit_of_a_person_meanwhile_is_neither_done_nor_waited_for(tmp_path: Path, traits: Traits) -> None:
    race = Race(tmp_path, traits)
    race.our_runs.sync(dataset(title="Toilettes"))
    plan = race.our_runs.plan(dataset(title="Toilettes publiques"))

    def edit() -> None:
        entry = only_entry(race.ours)
        content = replace(entry.content, description="Du catalogue")
        race.ours.put(replace(entry, content=content, revision=Revision("edited")))

    race.at(UPDATE, edit)

    outcome = race.apply(plan)

    assert isinstance(outcome, Failed)
    assert race.waits == []


@both_kinds
def test_another_runs_edit_that_we_do_not_want_is_not_done(tmp_path: Path, traits: Traits) -> None:
    """Another branch publishes another title: ours is not there."""
    race = Race(tmp_path, traits)
    race.our_runs.sync(dataset(title="Toilettes"))
    plan = race.our_runs.plan(dataset(title="Toilettes publiques"))
    theirs = race.their_runs.plan(dataset(title="Sanisettes"))
    race.at(UPDATE, lambda: race.their_runs.apply(theirs))

    assert isinstance(race.apply(plan), Failed)
    assert only_entry(race.ours).content.title == "Sanisettes"


def test_where_the_fresh_look_fails_the_step_stays_as_it_was(tmp_path: Path) -> None:
    race, content = Race(tmp_path, LIKE_UDATA), dataset()
    plan, theirs = race.our_runs.plan(content), race.their_runs.plan(content)
    race.at(CREATE, lambda: race.their_runs.apply(theirs))
    race.ours.fail(f"observe {ORGANIZATION}", Fault(None), Fault(unavailable()))

    assert isinstance(race.apply(plan), NotDone)
