"""Letting the public see new entries of a catalogue without unique names, once each is known to be the only one.

Every entry was made private. One read shows whether another run has made the same; the one that stays is the same for
all runs that look. A run removes a twin only if it made it itself. The same is looked at once more at the end, when the
other run has certainly written.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import CatalogError
from publisher.model.entry import Entry
from publisher.model.messages import message
from publisher.model.outcome import Done, Failed, NotDone, Outcome
from publisher.model.plan import Create, Item
from publisher.model.wanted import Wanted
from publisher.sync import converge
from publisher.sync.attempt import attempt
from publisher.sync.converge import Begun
from publisher.sync.journal import Journal
from publisher.sync.twins import carriers, stays
from publisher.sync.uploads import Care


@dataclass(frozen=True)
class Made:
    """An entry of this run that nobody sees yet."""

    item: Item
    begun: Begun

    @property
    def wanted(self) -> Wanted:
        """What it is made for."""
        if not isinstance(self.item.step, Create):
            raise TypeError(type(self.item.step).__name__)
        return self.item.step.creation.wanted


Judge = Callable[[Made, Entry], Outcome]


def publish(catalog: Catalog, made: Sequence[Made], care: Care, journal: Journal, workers: int) -> tuple[Outcome, ...]:
    """What becomes of each entry, in the order given."""

    def finish(one: Made, found: Entry) -> Outcome:
        if found.revision != one.begun.entry.revision:
            what = message("{address} was changed while it was being created", address=found.address)
            return Failed(one.item, what, message("Run the command again: it continues from there."))
        done = converge.finish(catalog, one.begun, care)
        return Done(one.item, done.entry, done.rewritten)

    first = _look(catalog, made, finish, journal, workers)
    left = [one for one, outcome in zip(made, first, strict=True) if isinstance(outcome, Done)]
    entries = {outcome.item.key: outcome for outcome in first if isinstance(outcome, Done)}
    last = _look(catalog, left, lambda one, _found: entries[one.item.key], journal, workers)
    final = {one.item.key: outcome for one, outcome in zip(left, last, strict=True)}
    return tuple(final.get(one.item.key, outcome) for one, outcome in zip(made, first, strict=True))


def _look(catalog: Catalog, made: Sequence[Made], judge: Judge, journal: Journal, workers: int) -> tuple[Outcome, ...]:
    """Read their organizations once, remove what lost, and judge what stays."""
    if not made:
        return ()
    try:
        entries = catalog.observe(sorted({one.wanted.organization for one in made}))
    except CatalogError as error:
        what = message("the entry was created, but the search for a duplicate failed: {what}", what=error.what)
        return tuple(Failed(one.item, what, message("Run the command again: it continues from there.")) for one in made)

    def settle(one: Made) -> Outcome:
        return attempt(one.item, journal, lambda: _settle(catalog, one, entries, judge))

    with ThreadPoolExecutor(workers) as pool:
        return tuple(pool.map(settle, made))


def _settle(catalog: Catalog, one: Made, entries: Sequence[Entry], judge: Judge) -> Outcome:
    found = carriers(entries, one.wanted.repository, one.wanted.key)
    mine = next((entry for entry in found if entry.id == one.begun.entry.id), None)
    keep = stays(found)
    if mine is None or keep is None:
        what = message("{address} no longer exists, or has lost its marker", address=one.begun.entry.address)
        return Failed(one.item, what, message("Run the command again."))
    if keep.id == mine.id:
        return judge(one, mine)
    catalog.discard(mine)
    return NotDone(one.item, message("another run created it at the same time: {address}", address=keep.address))
