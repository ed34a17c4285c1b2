"""Publishing new entries where a catalogue has no unique names: only once each is known to be the only one.

Every new entry was made private, without its files. One read shows whether another run has made the same. The entry
that stays is the same for all runs that look. A run removes a duplicate only if it made it itself. Where files were
sent meanwhile, one more read goes before the publication. After it a last read shows duplicates of a slower run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from publisher.catalogs.base import Catalog, DeletesDuplicates
from publisher.catalogs.errors import CatalogError
from publisher.catalogs.stop_request import Stopped
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.messages import message
from publisher.model.outcome import Done, Failed, NotDone, Outcome
from publisher.model.plan import Item
from publisher.sync.apply import write_entry
from publisher.sync.apply.journal import CONTINUES, STOPPED, Journal, attempt
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.apply.worker_pool import worker_pool
from publisher.sync.apply.write_entry import StagedWrite
from publisher.sync.steps.duplicates import entries_with_key, entry_that_stays


@dataclass(frozen=True)
class StagedCreation:
    """A new entry of this run that is still private."""

    item: Item
    staged: StagedWrite

    @property
    def entry(self) -> Entry:
        """The entry."""
        return self.staged.entry

    @property
    def desired(self) -> DesiredDataset:
        """The dataset that it is made for."""
        return self.staged.planned.desired


R = TypeVar("R")


@dataclass(frozen=True)
class NewEntries:
    """The new entries of one catalogue, at the end of a run."""

    catalog: Catalog
    options: WriteOptions
    journal: Journal
    workers: int

    def publish(self, creations: Sequence[StagedCreation]) -> tuple[Outcome, ...]:
        """Send the files of each entry that stays, publish it, and look once more; the outcomes in the given order."""
        whole = self._with_files(creations)
        staged = [result for result in whole if isinstance(result, StagedCreation)]
        published = self._for_each_that_stays(staged, self._publish)
        done = {outcome.item.key: outcome for outcome in published if isinstance(outcome, Done)}
        again = [creation for creation in staged if creation.item.key in done]
        checked = self._for_each_that_stays(again, lambda creation, _entry: done[creation.item.key])
        not_whole = [result for result in whole if not isinstance(result, StagedCreation)]
        outcomes = {outcome.item.key: outcome for outcome in (*not_whole, *published, *checked)}
        return tuple(outcomes[creation.item.key] for creation in creations)

    def _with_files(self, creations: Sequence[StagedCreation]) -> tuple[StagedCreation | Outcome, ...]:
        """Send the files, but never those of a duplicate. Without any file no read is needed yet."""
        if not any(creation.staged.files for creation in creations):
            return tuple(creations)
        return self._for_each_that_stays(creations, self._send_files)

    def _send_files(self, creation: StagedCreation, entry: Entry) -> StagedCreation | Outcome:
        if not creation.staged.files:
            return creation
        if self.options.stop.requested:
            what = message("interrupted: the entry is still private, without its files")
            return Failed(creation.item, what, CONTINUES)
        if entry.revision != creation.entry.revision:
            return _changed_meanwhile(creation, entry)
        return replace(creation, staged=write_entry.send_files(self.catalog, creation.staged, self.options))

    def _publish(self, creation: StagedCreation, entry: Entry) -> Outcome:
        if entry.revision != creation.entry.revision:
            return _changed_meanwhile(creation, entry)
        written = write_entry.publish(self.catalog, creation.staged, self.options)
        return Done(creation.item, written.entry, written.rewritten)

    def _for_each_that_stays(
        self, creations: Sequence[StagedCreation], then: Callable[[StagedCreation, Entry], R]
    ) -> tuple[R | Outcome, ...]:
        """Read the organizations once, remove this run's duplicates, and go on with each entry that stays."""
        if not creations:
            return ()
        try:
            entries = self.catalog.observe(sorted({creation.desired.organization for creation in creations}))
        except CatalogError as error:
            what = message("the entry was created, but the search for a duplicate failed: {what}", what=error.what)
            return tuple(Failed(creation.item, what, CONTINUES) for creation in creations)
        except Stopped:
            return tuple(Failed(creation.item, STOPPED, CONTINUES) for creation in creations)

        def settle(creation: StagedCreation) -> R | Outcome:
            return attempt(creation.item, self.journal, partial(self._settle, creation, entries, then))

        with worker_pool(self.workers) as pool:
            return tuple(pool.map(settle, creations))

    def _settle(
        self, creation: StagedCreation, entries: Sequence[Entry], then: Callable[[StagedCreation, Entry], R]
    ) -> R | Outcome:
        duplicates = entries_with_key(entries, creation.desired.repository, creation.desired.key)
        own = next((entry for entry in duplicates if entry.id == creation.entry.id), None)
        stays = entry_that_stays(duplicates)
        if own is None or stays is None:
            what = message("{address} no longer exists, or has lost its marker", address=creation.entry.address)
            return Failed(creation.item, what, message("Run the command again."), raced=True)
        if stays.id == own.id:
            return then(creation, own)
        if isinstance(self.catalog, DeletesDuplicates):
            self.catalog.delete_duplicate(own)
        what = message("another run created it at the same time: {address}", address=stays.address)
        return NotDone(creation.item, what, raced=True)


def _changed_meanwhile(creation: StagedCreation, entry: Entry) -> Failed:
    what = message("{address} was changed while it was being created", address=entry.address)
    return Failed(creation.item, what, CONTINUES, raced=True)
