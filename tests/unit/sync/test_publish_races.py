"""Without unique names, several runs at the same time, call by call in any order, leave one complete entry."""

from collections.abc import Iterable
from itertools import chain, cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Condition, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model.dataset import Dataset
from publisher.model.values import State
from tests.unit.builders import CATALOG, dataset, resource
from tests.unit.fake_catalog import FakeCatalog, Fault

from .dataset_runs import LIKE_UDATA, DatasetRuns, contents, file, pending, write_file


class Turns:
    """Lets several runs make one call each, in a given order."""

    def __init__(self, number_of_runs: int) -> None:
        self._runs = frozenset(range(number_of_runs))
        self._changed = Condition()
        self._waiting: set[int] = set()
        self._done: set[int] = set()
        self._turn: int | None = None

    def wait(self, run: int) -> None:
        """Wait for the turn of a run; it ends at the next call of this method."""
        with self._changed:
            self._waiting.add(run)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._turn == run)
            self._turn = None
            self._waiting.discard(run)

    def leave(self, run: int) -> None:
        """Record that this run makes no more calls."""
        with self._changed:
            self._done.add(run)
            self._changed.notify_all()

    def drive(self, order: Iterable[int]) -> None:
        """Give turns until every run is finished."""
        for wished in chain(order, cycle(sorted(self._runs))):
            with self._changed:
                self._changed.wait_for(lambda: self._turn is None and self._waiting | self._done == self._runs)
                if self._done == self._runs:
                    return
                self._turn = wished if wished in self._waiting else min(self._waiting)
                self._changed.notify_all()


def race(folder: Path, content: Dataset, order: Iterable[int], number_of_runs: int) -> DatasetRuns:
    """Plan several runs, apply them at the same time with their calls in this order, and return the first."""
    first = FakeCatalog(traits=LIKE_UDATA)
    fakes = [first, *(first.for_another_run() for _ in range(number_of_runs - 1))]
    runs_of_each = [DatasetRuns(folder / str(number), fake) for number, fake in enumerate(fakes)]
    plans = [runs.plan(content) for runs in runs_of_each]
    turns = Turns(number_of_runs)

    def go(number: int) -> None:
        def fault_of_call(_call: str) -> Fault:
            turns.wait(number)
            return Fault(None)

        fakes[number].fault_for = fault_of_call
        try:
            runs_of_each[number].apply(plans[number])
        finally:
            turns.leave(number)

    threads = [Thread(target=go, args=(number,)) for number in range(number_of_runs)]
    for thread in threads:
        thread.start()
    turns.drive(order)
    for thread in threads:
        thread.join()
    for fake in fakes:
        fake.fault_for = lambda _call: Fault(None)
    return runs_of_each[0]


@pytest.mark.parametrize("number_of_runs", [2, 3])
@given(order=st.lists(st.integers(0, 2), max_size=24), with_file=st.booleans())
def test_whatever_the_order_one_entry_is_left_and_the_public_sees_it(
    number_of_runs: int, order: list[int], with_file: bool
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        resources = [resource("wfs", title="Service", url="https://x.example.org/wfs")]
        if with_file:
            resources.append(file(write_file(folder / "wc.csv", "a\n1\n")))
        content = dataset(*resources)
        runs = race(folder, content, order, number_of_runs)
        (fake,) = runs.fakes
        assert [entry.content.state for entry in fake.live] == [State.PUBLISHED]
        assert contents(fake)[0] == ("Service", "https://x.example.org/wfs")
        assert contents(fake)[1:] == ([("Tableau", "a\n1\n")] if with_file else [])
        assert pending(fake) == []
        assert runs.steps(content) == {CATALOG: "Same"}
