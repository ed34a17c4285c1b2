"""Steps that another run took at the same time: a fresh look shows whether the entry is as its manifest wants.

Two runs with the same manifests make the same calls. A call that came second is refused, or makes a duplicate that is
removed. The entry is right all the same once the other run has ended with it. So such an entry is read again at the end
of a run, a few times while the other run is still at work.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import CatalogError
from publisher.catalogs.stop_request import Stopped
from publisher.model.entry import Entry
from publisher.model.marker import LastApplied
from publisher.model.names import CatalogName
from publisher.model.outcome import Done, Outcome
from publisher.model.plan import Create, EntryEdit, Item, MarkerUpdate, Update
from publisher.model.values import State, digest
from publisher.sync.apply.unknown_outcome import has_values
from publisher.sync.apply.write_sequence import EntryWrite
from publisher.sync.compare.marker import recorded
from publisher.sync.steps.duplicates import entries_with_key, entry_that_stays
from publisher.sync.steps.linked_files import file_addresses, fill_in_addresses, resources_without_address

WAITS: Final = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each look: together 15.5."""

Outcomes = Mapping[int, Outcome]
"""Outcomes by the places of their items in the plan."""


class Unsettled(Enum):
    """Why a look does not show a step as done."""

    UNDER_WAY = "the other run has not ended with it"
    OTHERWISE = "the entry is not as the manifest wants"


@dataclass(frozen=True)
class FreshLooks:
    """Reads the entries of lost races again."""

    catalogs: Mapping[CatalogName, Catalog]
    sleep: Callable[[float], None]

    def settle(self, outcomes: Outcomes) -> Outcomes:
        """Return the new outcome of each step that turns out to be done. A request to stop ends the looks."""
        open_places = [place for place, outcome in outcomes.items() if outcome.raced]
        done: dict[int, Outcome] = {}
        with suppress(Stopped):
            for seconds in WAITS:
                if not open_places:
                    break
                if seconds:
                    self.sleep(seconds)
                open_places = self._look_once(open_places, outcomes, done)
        return done

    def _look_once(self, places: Sequence[int], outcomes: Outcomes, done: dict[int, Outcome]) -> list[int]:
        """Look at each step once; add those that are done to `done`, and return those under way."""
        look, under_way = _Look(self.catalogs), list[int]()
        for place in sorted(places, key=lambda place: outcomes[place].item.waits_for is not None):
            result = look.at(outcomes[place].item, {**outcomes, **done}.values())
            if isinstance(result, Done):
                done[place] = result
            elif result is Unsettled.UNDER_WAY:
                under_way.append(place)
        return under_way


@dataclass(frozen=True)
class _Look:
    """One look at the entries of lost races."""

    catalogs: Mapping[CatalogName, Catalog]
    _organizations: dict[tuple[CatalogName, str], tuple[Entry, ...]] = field(default_factory=dict)
    """The entries of each organization that was read."""

    def at(self, item: Item, outcomes: Iterable[Outcome]) -> Done | Unsettled:
        """Return whether a step is done."""
        known = _with_addresses(item, outcomes)
        if known is None:
            return Unsettled.UNDER_WAY
        match known.step:
            case Create(creation=creation):
                planned: EntryWrite = creation
            case Update(edit=edit) | MarkerUpdate(edit=edit):
                planned = edit
            case _:
                return Unsettled.OTHERWISE
        try:
            entry = self._entry(self.catalogs[item.catalog], planned)
        except CatalogError:
            return Unsettled.OTHERWISE
        if entry is None:
            return Unsettled.UNDER_WAY if item.waits_for else Unsettled.OTHERWISE
        if is_as_wanted(planned, entry):
            return Done(item, entry, by_other_run=True)
        under_way = item.waits_for is not None or _is_under_way(planned, entry)
        return Unsettled.UNDER_WAY if under_way else Unsettled.OTHERWISE

    def _entry(self, catalog: Catalog, planned: EntryWrite) -> Entry | None:
        """Read the entry that a step is about."""
        if isinstance(planned, EntryEdit):
            return catalog.reread(planned.entry)
        if catalog.traits.unique_names:
            entry = catalog.look_up(planned.desired)
            return entry if isinstance(entry, Entry) else None
        place = catalog.name, planned.desired.organization
        if place not in self._organizations:
            self._organizations[place] = catalog.observe([planned.desired.organization])
        with_key = entries_with_key(self._organizations[place], planned.desired.repository, planned.desired.key)
        return entry_that_stays(with_key)


def _with_addresses(item: Item, outcomes: Iterable[Outcome]) -> Item | None:
    """Return the item with the addresses of files that another catalogue keeps; None where they are not known yet."""
    if item.waits_for is None:
        return item
    for outcome in outcomes:
        if isinstance(outcome, Done) and (outcome.item.key, outcome.item.catalog) == (item.key, item.waits_for):
            item = item.with_step(fill_in_addresses(item.step, file_addresses(outcome.entry), item.waits_for))
    return None if resources_without_address(item.step) else item


def is_as_wanted(planned: EntryWrite, entry: Entry) -> bool:
    """Return whether an entry is as a step would leave it: what was last applied, and the values."""
    if entry.marker is None or entry.deleted:
        return False
    return recorded(entry.marker) == recorded(planned.marker) and has_values(planned, entry)


def _is_under_way(planned: EntryWrite, entry: Entry) -> bool:
    """Return whether the other run has begun to write the same, and not ended: a pending file, or not yet public."""
    if entry.marker is None or entry.deleted:
        return False
    last, wanted = entry.last_applied, planned.marker.last_applied or LastApplied()
    is_draft = last.fields.get("state") == digest(State.DRAFT) != wanted.fields.get("state")
    return is_draft or any(resource.pending for resource in last.resources)
