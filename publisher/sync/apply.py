"""Doing what a plan says: entries side by side, the steps of one dataset in order, one failure stopping one entry."""

import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import groupby

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import CatalogError
from publisher.model.messages import message
from publisher.model.names import CatalogName
from publisher.model.outcome import Done, Failed, NotDone, Outcome
from publisher.model.plan import Create, Item, Update
from publisher.sync import converge
from publisher.sync.converge import Sleep
from publisher.sync.journal import Journal

OnOutcome = Callable[[Outcome], None]


class Applier:
    """One run over the writes of a plan."""

    def __init__(
        self, catalogs: Mapping[CatalogName, Catalog], journal: Journal, sleep: Sleep, on_outcome: OnOutcome
    ) -> None:
        self.catalogs = catalogs
        self.journal = journal
        self.sleep = sleep
        self.on_outcome = on_outcome
        self._stop = threading.Event()

    def run(self, writes: Iterable[Item], workers: int) -> tuple[Outcome, ...]:
        """Take every step; when interrupted, finish those begun and say which were not."""
        datasets = [tuple(items) for _, items in groupby(writes, key=lambda item: item.key)]
        futures: list[Future[tuple[Outcome, ...]]] = []
        with ThreadPoolExecutor(workers) as pool:
            try:
                futures.extend(pool.submit(self._dataset, items) for items in datasets)
                wait(futures)
            except KeyboardInterrupt:
                self._stop.set()
        unsent = [NotDone(item) for items in datasets[len(futures) :] for item in items]
        return (*(outcome for future in futures for outcome in future.result()), *unsent)

    def _dataset(self, items: tuple[Item, ...]) -> tuple[Outcome, ...]:
        return tuple(self._item(item) for item in items)

    def _item(self, item: Item) -> Outcome:
        outcome: Outcome = NotDone(item) if self._stop.is_set() else self._take(item)
        self.journal.outcome(outcome)
        self.on_outcome(outcome)
        return outcome

    def _take(self, item: Item) -> Outcome:
        self.journal.intent(item)
        try:
            entry, rewritten = self._write(item)
        except CatalogError as error:
            return Failed(item, error.what, error.fix)
        except Exception as error:  # noqa: BLE001 - one entry's fault must not cost the others their outcomes
            self.journal.fault(item, "".join(traceback.format_exception(error)))
            return Failed(item, message("a fault of the tool itself: {error}", error=type(error).__name__), None)
        return Done(item, entry, rewritten)

    def _write(self, item: Item) -> converge.Written:
        catalog = self.catalogs[item.catalog]
        match item.step:
            case Create(creation=planned):
                return converge.create(catalog, planned, self.sleep)
            case Update(edit=planned):
                return converge.update(catalog, planned, self.sleep)
            case _:
                raise TypeError(f"{type(item.step).__name__} writes nothing")
