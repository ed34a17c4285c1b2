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
from publisher.sync import converge, links
from publisher.sync.attempt import attempt
from publisher.sync.converge import Begun, Written
from publisher.sync.journal import Journal
from publisher.sync.publish import Made, publish
from publisher.sync.uploads import Care

OnOutcome = Callable[[Outcome], None]

LISTEN: Final = 0.5
"""Seconds of one wait: an interruption that comes just as a wait begins does not end it, and is heeded after it."""


class Applier:
    """One run over the writes of a plan."""

    def __init__(
        self, catalogs: Mapping[CatalogName, Catalog], journal: Journal, care: Care, on_outcome: OnOutcome
    ) -> None:
        self.catalogs = catalogs
        self.journal = journal
        self.care = care
        self.on_outcome = on_outcome
        self._stop = threading.Event()

    def run(self, writes: Iterable[Item], workers: int) -> tuple[Outcome, ...]:
        """Take every step; when interrupted, finish those begun and say which were not."""
        datasets = [tuple(items) for _, items in groupby(writes, key=lambda item: item.key)]
        futures: list[Future[tuple[Outcome | Made, ...]]] = []
        with ThreadPoolExecutor(workers) as pool:
            try:
                futures.extend(pool.submit(self._dataset, items) for items in datasets)
                while wait(futures, LISTEN).not_done:
                    pass
            except KeyboardInterrupt:
                self._stop.set()
        taken = [one for future in futures for one in future.result()]
        unsent = [NotDone(item) for items in datasets[len(futures) :] for item in items]
        published = self._publish([one for one in taken if isinstance(one, Made)], workers)
        settled = [published[id(one)] if isinstance(one, Made) else one for one in taken]
        return (*settled, *unsent)

    def _publish(self, made: list[Made], workers: int) -> Mapping[int, Outcome]:
        """Let the public see what was made, catalogue by catalogue; by the identity of what was made."""
        found: dict[int, Outcome] = {}
        for name in dict.fromkeys(one.item.catalog for one in made):
            mine = [one for one in made if one.item.catalog == name]
            outcomes = publish(self.catalogs[name], mine, self.care, self.journal, workers)
            found |= {id(one): self._say(outcome) for one, outcome in zip(mine, outcomes, strict=True)}
        return found

    def _dataset(self, items: tuple[Item, ...]) -> tuple[Outcome | Made, ...]:
        """The steps of one dataset, those that others wait for first."""
        done: dict[CatalogName, Outcome] = {}
        results: list[Outcome | Made] = []
        for item in sorted(items, key=lambda one: one.after is not None):
            result = self._item(item, done)
            results.append(result)
            if not isinstance(result, Made):
                done[item.catalog] = self._say(result)
        return tuple(results)

    def _say(self, outcome: Outcome) -> Outcome:
        self.journal.outcome(outcome)
        self.on_outcome(outcome)
        return outcome

    def _item(self, item: Item, done: Mapping[CatalogName, Outcome]) -> Outcome | Made:
        if self._stop.is_set():
            return NotDone(item)
        if item.after is None or item.after not in done:
            return self._take(item)
        first = done[item.after]
        if not isinstance(first, Done):
            return NotDone(item, message("it depends on {catalog}, where its step was not done", catalog=item.after))
        ready = links.resolved(item.step, links.addresses_in(first.entry), item.after)
        return self._take(item.with_step(ready))

    def _take(self, item: Item) -> Outcome | Made:
        if links.waits_for(item.step):
            return NotDone(item, message("the address of its file is not known"))
        self.journal.intent(item)
        written = attempt(item, self.journal, lambda: self._write(item))
        if isinstance(written, Failed):
            return written
        return Made(item, written) if isinstance(written, Begun) else Done(item, written.entry, written.rewritten)

    def _write(self, item: Item) -> Written | Begun:
        catalog = self.catalogs[item.catalog]
        match item.step:
            case Create(creation=planned):
                begun = converge.begin(catalog, planned, self.care)
                if isinstance(begun, Begun) and catalog.traits.unique_names:
                    return converge.finish(catalog, begun, self.care)
                return begun
            case Update(edit=planned):
                return converge.update(catalog, planned, self.care)
            case _:
                raise TypeError(f"{type(item.step).__name__} writes nothing")
