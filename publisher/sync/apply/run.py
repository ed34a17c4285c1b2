"""Applying a plan: datasets side by side, the steps of one dataset in order; one failure stops one entry."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Final

from publisher import __version__
from publisher.catalogs.base import Catalog, UpdatesWithoutReread
from publisher.catalogs.stop_request import StoppedAtOnce, StopRequest
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.outcome import Done, Failed, NotDone, Outcome, Report
from publisher.model.plan import Create, EntryEdit, Item, MarkerUpdate, Plan, Update, UpdateKind, entry_of
from publisher.model.public_output import outcome_for_public
from publisher.model.replaced_file import ReplacedFile
from publisher.model.run_origin import UNKNOWN_ORIGIN, RunOrigin
from publisher.sync.apply import write_entry
from publisher.sync.apply.journal import CONTINUES, STOPPED_DURING, Journal, attempt, new_run, open_journal
from publisher.sync.apply.keep_replaced_files import FileKeeper, IsInGit, not_in_git
from publisher.sync.apply.lost_races import FreshLooks
from publisher.sync.apply.publish_new_entries import NewEntries, StagedCreation
from publisher.sync.apply.replaced_markers import complete_markers
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.apply.withdraw_entry import withdraw
from publisher.sync.apply.worker_pool import worker_pool
from publisher.sync.apply.write_entry import StagedWrite, WrittenEntry
from publisher.sync.plan.run_options import DEFAULT_OPTIONS, RunOptions
from publisher.sync.steps.hiding import hides_only, hiding_part, on_entry
from publisher.sync.steps.linked_files import file_addresses, fill_in_addresses, resources_without_address

OnOutcome = Callable[[Outcome], None]

WAIT_SECONDS: Final = 0.5
"""An interruption just as a wait begins does not end it: it is noticed after this time."""


def apply_plan(
    plan: Plan,
    catalogs: Mapping[CatalogName, Catalog],
    folder: Path,
    workers: int,
    on_outcome: OnOutcome,
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], datetime] = datetime.now,
    options: RunOptions = DEFAULT_OPTIONS,
    *,
    verify: bool = False,
    stop: StopRequest | None = None,
    public: bool = False,
    sandbox: bool = False,
    origin: RunOrigin = UNKNOWN_ORIGIN,
    is_in_git: IsInGit = not_in_git,
) -> Report:
    """Take every step of a plan that writes, with a journal in the folder. Raises `NoJournalError`.

    `is_in_git`: whether a file that is replaced needs not be kept.
    """
    at = now()
    journal = open_journal(folder, new_run(at))
    journal.start(plan.writes, __version__, options, at=at, origin=origin, sandbox=sandbox)
    start = time.monotonic()
    write_options = WriteOptions(sleep, verify, stop or StopRequest(), public)
    runner = PlanRunner(catalogs, journal, write_options, on_outcome, is_in_git)
    outcomes = runner.run(plan.writes, workers)
    return Report(
        journal.run, journal.path.as_posix(), outcomes, time.monotonic() - start, why_incomplete=journal.why_incomplete
    )


class PlanRunner:
    """Takes the steps of one plan: first every write, then the publication of new entries that stayed private."""

    def __init__(
        self,
        catalogs: Mapping[CatalogName, Catalog],
        journal: Journal,
        options: WriteOptions,
        on_outcome: OnOutcome,
        is_in_git: IsInGit = not_in_git,
    ) -> None:
        self.catalogs = catalogs
        self.journal = journal
        self.options = options
        self.on_outcome = on_outcome
        self._keeper = FileKeeper(journal.path.parent, journal.run, is_in_git)
        self._begun: set[tuple[DatasetKey, CatalogName]] = set()
        self._reported: dict[tuple[DatasetKey, CatalogName], Outcome] = {}

    def run(self, items: Iterable[Item], workers: int) -> tuple[Outcome, ...]:
        """Take every step; when stopped, end those begun. Return the outcomes in the order of the items."""
        items = tuple(items)
        try:
            outcomes = self._take_all(items, workers)
        except StoppedAtOnce:
            return tuple(self._outcome_so_far(item) for item in items)
        return tuple(outcomes.get(place) or NotDone(item) for place, item in enumerate(items))

    def _take_all(self, items: Sequence[Item], workers: int) -> dict[int, Outcome]:
        """Return the outcomes by the items' places. Raises `StoppedAtOnce`."""
        results = self._write_all(items, workers)
        staged = {place: result for place, result in results.items() if isinstance(result, StagedCreation)}
        outcomes = {place: result for place, result in results.items() if not isinstance(result, StagedCreation)}
        outcomes |= self._publish(staged, workers)
        settled = {**outcomes, **self._settle_lost_races(outcomes)}
        self._complete_markers(settled.values())
        return settled

    def _outcome_so_far(self, item: Item) -> Outcome:
        """Return the outcome of a step in a run that waits for nothing any more."""
        place = (item.key, item.catalog)
        if place in self._begun and place not in self._reported:
            return Failed(item, STOPPED_DURING, CONTINUES)
        return self._reported.get(place) or NotDone(item)

    def _write_all(self, items: Sequence[Item], workers: int) -> dict[int, Outcome | StagedCreation]:
        """Write the datasets side by side; return the results by the items' places. Interrupted ones have none."""
        futures: list[Future[dict[int, Outcome | StagedCreation]]] = []
        with worker_pool(workers) as pool:
            try:
                grouped = groupby(enumerate(items), key=lambda placed: placed[1].key)
                datasets = [dict(dataset) for _key, dataset in grouped]
                for dataset in sorted(datasets, key=lambda dataset: not any(map(_continues, dataset.values()))):
                    futures.append(pool.submit(self._write_dataset, dataset))
                while wait(futures, WAIT_SECONDS).not_done:
                    pass
            except StoppedAtOnce:
                raise
            except KeyboardInterrupt:
                self.options.stop.requested = True
        return {place: result for future in futures for place, result in future.result().items()}

    def _publish(self, staged: Mapping[int, StagedCreation], workers: int) -> dict[int, Outcome]:
        """Publish new entries, catalogue by catalogue."""
        outcomes: dict[int, Outcome] = {}
        for name in dict.fromkeys(creation.item.catalog for creation in staged.values()):
            own = {place: creation for place, creation in staged.items() if creation.item.catalog == name}
            new_entries = NewEntries(self.catalogs[name], self.options, self.journal, workers)
            published = new_entries.publish(tuple(own.values()))
            outcomes |= {place: self._report(outcome) for place, outcome in zip(own, published, strict=True)}
        return outcomes

    def _settle_lost_races(self, outcomes: Mapping[int, Outcome]) -> Mapping[int, Outcome]:
        """Return the outcomes of steps that another run has done; the journal gets them beside the former ones."""
        if self.options.stop.requested:
            return {}
        settled = FreshLooks(self.catalogs, self.options.sleep).settle(outcomes)
        return {place: self._note(outcome) for place, outcome in settled.items()}

    def _complete_markers(self, outcomes: Iterable[Outcome]) -> None:
        """Complete the markers that another run has replaced, where a catalogue cannot refuse the later write."""
        done = [outcome for outcome in outcomes if isinstance(outcome, Done) and not outcome.by_other_run]
        for name, catalog in self.catalogs.items():
            if isinstance(catalog, UpdatesWithoutReread) and not self.options.stop.requested:
                here = (outcome for outcome in done if outcome.item.catalog == name)
                complete_markers(catalog, here, self.options)

    def _write_dataset(self, items: Mapping[int, Item]) -> dict[int, Outcome | StagedCreation]:
        """Take the steps of one dataset: first what hides links, then what others wait for, then the others."""
        outcomes: dict[CatalogName, Outcome] = {}
        results: dict[int, Outcome | StagedCreation] = {}
        hidden = {place: self._hide_links(item) for place, item in items.items()}
        for place, item in sorted(hidden.items(), key=lambda placed: _rank(placed[1])):
            result = self._write_item(item, outcomes)
            if isinstance(result, NotDone) and item is not items[place] and item.waits_for:
                result = NotDone(items[place], _rest_waits(item.waits_for))
            if not isinstance(result, StagedCreation):
                result = outcomes[item.catalog] = self._report(result)
            results[place] = result
        return results

    def _hide_links(self, item: Item) -> Item:
        """Take the part of a step that hides links to files which another catalogue may be about to hide.

        Returns the item with what remains. Where that part is the whole step, or fails, it is taken in its turn.
        """
        part = hiding_part(item.step) if item.waits_for and self._not_begun(item) is None else None
        if part is None or hides_only(item.step):
            return item
        first = item.with_step(part)
        self.journal.intent(first)
        result = attempt(first, self.journal, partial(self._write, first))
        return item.with_step(on_entry(item.step, result.entry)) if isinstance(result, WrittenEntry) else item

    def _report(self, outcome: Outcome) -> Outcome:
        outcome = self._note(outcome)
        self.on_outcome(outcome)
        return outcome

    def _note(self, outcome: Outcome) -> Outcome:
        """Write an outcome into the journal, as it may be shown."""
        if self.options.public:
            outcome = outcome_for_public(outcome)
        self.journal.outcome(outcome)
        self._reported[outcome.item.key, outcome.item.catalog] = outcome
        return outcome

    def _not_begun(self, item: Item) -> NotDone | None:
        """Return the outcome of a step that must not begin: after a request to stop, or without a journal."""
        if self.journal.why_incomplete is not None:
            return NotDone(
                item, message("not started: the journal cannot be written: {why}", why=self.journal.why_incomplete)
            )
        return NotDone(item) if self.options.stop.requested else None

    def _write_item(self, item: Item, outcomes: Mapping[CatalogName, Outcome]) -> Outcome | StagedCreation:
        """Take a step, with the addresses of files that another catalogue got a moment ago."""
        if (not_begun := self._not_begun(item)) is not None:
            return not_begun
        source = outcomes.get(item.waits_for) if item.waits_for else None
        if item.waits_for and source is not None and not hides_only(item.step):
            if not isinstance(source, Done):
                what = message("it depends on {catalog}, where its step was not done", catalog=item.waits_for)
                return NotDone(item, what, raced=source.raced)
            step = fill_in_addresses(item.step, file_addresses(source.entry), item.waits_for)
            item = item.with_step(step)
        if resources_without_address(item.step):
            return NotDone(item, message("the address of its file is not known"))
        self.journal.intent(item)
        if (not_begun := self._not_begun(item)) is not None:
            return not_begun
        self._begun |= {(item.key, item.catalog)}
        result = attempt(item, self.journal, partial(self._write, item))
        match result:
            case Failed():
                return result
            case StagedWrite():
                return StagedCreation(item, result)
            case WrittenEntry(entry=entry, rewritten=rewritten, replaced=replaced):
                return Done(item, entry, rewritten, replaced=replaced)

    def _write(self, item: Item) -> WrittenEntry | StagedWrite:
        catalog = self.catalogs[item.catalog]
        match item.step:
            case Create(creation=creation):
                return write_entry.create(catalog, creation, self.options)
            case Update(kind=UpdateKind.WITHDRAW, edit=edit, hides=hides):
                for other in hides:
                    withdraw(catalog, other, self.options)
                return withdraw(catalog, edit, self.options)
            case Update(edit=edit, hides=hides) if hides:
                # Hidden first: until this one is written, the next run finds it by its former key.
                for hide in hides:
                    write_entry.update(catalog, hide, self.options)
                if not item.step.changes:
                    return WrittenEntry(edit.entry, ())
                return self._update(item, edit)
            case Update(edit=edit):
                return self._update(item, edit)
            case MarkerUpdate(edit=edit):
                return write_entry.update(catalog, edit, self.options)
            case _:
                raise TypeError(f"{type(item.step).__name__} writes nothing")

    def _update(self, item: Item, edit: EntryEdit) -> WrittenEntry:
        """Write an edit, after the files that it replaces were kept: a write has no way back."""
        catalog, replaced = self.catalogs[item.catalog], list[ReplacedFile]()
        for file in self._keeper.keep(catalog, item.key, edit):
            self.journal.replaced(item, file)
            replaced.append(file)
        return replace(write_entry.update(catalog, edit, self.options), replaced=tuple(replaced))


def _continues(item: Item) -> bool:
    """Return whether a former run was interrupted while it sent a file: what the public sees is put right first."""
    entry = entry_of(item.step)
    return entry is not None and any(resource.pending for resource in entry.last_applied.resources)


def _rest_waits(source: CatalogName) -> Message:
    return message(
        "only what hides was written: the rest depends on {catalog}, where its step was not done", catalog=source
    )


def _rank(item: Item) -> int:
    """Return the place of a step: what hides a link goes before the file is hidden, what lists a file after it."""
    if item.waits_for is None:
        return 1
    return 0 if hides_only(item.step) else 2
