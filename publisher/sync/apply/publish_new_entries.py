"""Letting the public see new entries of a catalogue without unique names, once each is known to be the only one.

Every entry was made private. One read shows whether another run has made the same; the one that stays is the same for
all runs that look. A run removes a twin only if it made it itself. The same is looked at once more at the end, when the
other run has certainly written.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from publisher.catalogs.base import Catalog, DeletesDuplicates
from publisher.catalogs.errors import CatalogError
from publisher.model.desired import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.messages import message
from publisher.model.outcome import Done, Failed, NotDone, Outcome
from publisher.model.plan import Create, Item
from publisher.sync.apply import write_entry
from publisher.sync.apply.attempt import attempt
from publisher.sync.apply.journal import Journal
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.apply.write_entry import StagedWrite
from publisher.sync.plan.duplicates import carriers, stays


@dataclass(frozen=True)
class StagedCreation:
    """An entry of this run that nobody sees yet."""

    item: Item
    begun: StagedWrite

    @property
    def desired(self) -> DesiredDataset:
        """What it is made for."""
        if not isinstance(self.item.step, Create):
            raise TypeError(type(self.item.step).__name__)
        return self.item.step.creation.desired


Judge = Callable[[StagedCreation, Entry], Outcome]


def publish(
    catalog: Catalog, made: Sequence[StagedCreation], write_options: WriteOptions, journal: Journal, workers: int
) -> tuple[Outcome, ...]:
    """What becomes of each entry, in the order given."""

    def finish(one: StagedCreation, found: Entry) -> Outcome:
        if found.revision != one.begun.entry.revision:
            what = message("somebody changed {address} while it was being made", address=found.address)
            return Failed(one.item, what, message("Run the command again: it goes on from there."))
        done = write_entry.finish(catalog, one.begun, write_options)
        return Done(one.item, done.entry, done.rewritten)

    first = _look(catalog, made, finish, journal, workers)
    left = [one for one, outcome in zip(made, first, strict=True) if isinstance(outcome, Done)]
    entries = {outcome.item.key: outcome for outcome in first if isinstance(outcome, Done)}
    last = _look(catalog, left, lambda one, _found: entries[one.item.key], journal, workers)
    final = {one.item.key: outcome for one, outcome in zip(left, last, strict=True)}
    return tuple(final.get(one.item.key, outcome) for one, outcome in zip(made, first, strict=True))


def _look(
    catalog: Catalog, made: Sequence[StagedCreation], judge: Judge, journal: Journal, workers: int
) -> tuple[Outcome, ...]:
    """Read their organizations once, remove what lost, and judge what stays."""
    if not made:
        return ()
    try:
        entries = catalog.observe(sorted({one.desired.organization for one in made}))
    except CatalogError as error:
        what = message("it was made, but whether twice could not be seen: {what}", what=error.what)
        return tuple(Failed(one.item, what, message("Run the command again: it goes on from there.")) for one in made)

    def resolve(one: StagedCreation) -> Outcome:
        return attempt(one.item, journal, lambda: _settle(catalog, one, entries, judge))

    with ThreadPoolExecutor(workers) as pool:
        return tuple(pool.map(resolve, made))


def _settle(catalog: Catalog, one: StagedCreation, entries: Sequence[Entry], judge: Judge) -> Outcome:
    found = carriers(entries, one.desired.repository, one.desired.key)
    mine = next((entry for entry in found if entry.id == one.begun.entry.id), None)
    keep = stays(found)
    if mine is None or keep is None:
        what = message("{address} is gone, or lost its marker", address=one.begun.entry.address)
        return Failed(one.item, what, message("Run the command again."))
    if keep.id == mine.id:
        return judge(one, mine)
    if isinstance(catalog, DeletesDuplicates):
        catalog.delete_duplicate(mine)
    return NotDone(one.item, message("another run made it at the same time: {address}", address=keep.address))
