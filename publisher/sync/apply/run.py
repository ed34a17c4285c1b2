"""Doing what a plan says: entries side by side, the steps of one dataset in order, one failure stopping one entry."""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import groupby
from typing import Final

from publisher.catalogs.base import Catalog
from publisher.model.messages import message
from publisher.model.names import CatalogName
from publisher.model.outcome import Done, Failed, NotDone, Outcome
from publisher.model.plan import Create, Item, Update
from publisher.sync.apply import write_entry
from publisher.sync.apply.attempt import attempt
from publisher.sync.apply.journal import Journal
from publisher.sync.apply.publish_new_entries import StagedCreation, publish
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.apply.write_entry import StagedWrite, WrittenEntry
from publisher.sync.plan import linked_files

OnOutcome = Callable[[Outcome], None]

LISTEN: Final = 0.5
"""Seconds of one wait: an interruption that comes just as a wait begins does not end it, and is heeded after it."""


class Applier:
    """One run over the writes of a plan."""

    def __init__(
        self,
        catalogs: Mapping[CatalogName, Catalog],
        journal: Journal,
        write_options: WriteOptions,
        on_outcome: OnOutcome,
    ) -> None:
        self.catalogs = catalogs
        self.journal = journal
        self.care = write_options
        self.on_outcome = on_outcome
        self._stop = threading.Event()

    def run(self, writes: Iterable[Item], workers: int) -> tuple[Outcome, ...]:
        """Take every step; when interrupted, finish those begun and say which were not."""
        datasets = [tuple(items) for _, items in groupby(writes, key=lambda item: item.key)]
        futures: list[Future[tuple[Outcome | StagedCreation, ...]]] = []
        with ThreadPoolExecutor(workers) as pool:
            try:
                futures.extend(pool.submit(self._dataset, items) for items in datasets)
                while wait(futures, LISTEN).not_done:
                    pass
            except KeyboardInterrupt:
                self._stop.set()
        taken = [one for future in futures for one in future.result()]
        unsent = [NotDone(item) for items in datasets[len(futures) :] for item in items]
        published = self._publish([one for one in taken if isinstance(one, StagedCreation)], workers)
        settled = [published[id(one)] if isinstance(one, StagedCreation) else one for one in taken]
        return (*settled, *unsent)

    def _publish(self, made: list[StagedCreation], workers: int) -> Mapping[int, Outcome]:
        """Let the public see what was made, catalogue by catalogue; by the identity of what was made."""
        found: dict[int, Outcome] = {}
        for name in dict.fromkeys(one.item.catalog for one in made):
            mine = [one for one in made if one.item.catalog == name]
            outcomes = publish(self.catalogs[name], mine, self.care, self.journal, workers)
            found |= {id(one): self._say(outcome) for one, outcome in zip(mine, outcomes, strict=True)}
        return found

    def _dataset(self, items: tuple[Item, ...]) -> tuple[Outcome | StagedCreation, ...]:
        """The steps of one dataset, those that others wait for first."""
        done: dict[CatalogName, Outcome] = {}
        results: list[Outcome | StagedCreation] = []
        for item in sorted(items, key=lambda one: one.waits_for is not None):
            result = self._item(item, done)
            results.append(result)
            if not isinstance(result, StagedCreation):
                done[item.catalog] = self._say(result)
        return tuple(results)

    def _say(self, outcome: Outcome) -> Outcome:
        self.journal.outcome(outcome)
        self.on_outcome(outcome)
        return outcome

    def _item(self, item: Item, done: Mapping[CatalogName, Outcome]) -> Outcome | StagedCreation:
        if self._stop.is_set():
            return NotDone(item)
        if item.waits_for is None or item.waits_for not in done:
            return self._take(item)
        first = done[item.waits_for]
        if not isinstance(first, Done):
            return NotDone(item, message("it waits for {catalog}, where its step was not done", catalog=item.waits_for))
        ready = linked_files.resolved(item.step, linked_files.addresses_in(first.entry), item.waits_for)
        return self._take(item.with_step(ready))

    def _take(self, item: Item) -> Outcome | StagedCreation:
        if linked_files.waits_for(item.step):
            return NotDone(item, message("the address of its file is not known"))
        self.journal.intent(item)
        written = attempt(item, self.journal, lambda: self._write(item))
        if isinstance(written, Failed):
            return written
        return (
            StagedCreation(item, written)
            if isinstance(written, StagedWrite)
            else Done(item, written.entry, written.rewritten)
        )

    def _write(self, item: Item) -> WrittenEntry | StagedWrite:
        catalog = self.catalogs[item.catalog]
        match item.step:
            case Create(creation=planned):
                begun = write_entry.begin(catalog, planned, self.care)
                if isinstance(begun, StagedWrite) and catalog.traits.unique_names:
                    return write_entry.finish(catalog, begun, self.care)
                return begun
            case Update(edit=planned):
                return write_entry.update(catalog, planned, self.care)
            case _:
                raise TypeError(f"{type(item.step).__name__} writes nothing")
