"""From differences to what is written: the fields that change, the list of resources, the next marker. Pure."""

from collections.abc import Iterable, Mapping

from publisher.model.change import ORDER, WHOLE, Change, Path
from publisher.model.dataset import EMPTY, Dataset, Resource, Slot, only, only_resource, values_of_resource
from publisher.model.entry import Entry
from publisher.model.marker import Base, Marker
from publisher.model.names import RemoteId, ResourceId
from publisher.model.plan import Creation, Edit
from publisher.model.wanted import Wanted
from publisher.sync.diff import Pairs
from publisher.sync.memory import first_base, next_base
from publisher.sync.policy import Settled

Chosen = Mapping[ResourceId, RemoteId]
"""The ids we give to resources, where the catalogue lets us."""


def creation(wanted: Wanted, content: Dataset, chosen: Chosen) -> Creation:
    """An entry to make whole."""
    slots = tuple(Slot(chosen.get(one.id), one, new=True) for one in content.resources)
    marker = Marker(wanted.repository, wanted.key, first_base(content, wanted.ignored, slots))
    return Creation(wanted=wanted, content=content, slots=slots, marker=marker)


def edit(wanted: Wanted, whole: Dataset, entry: Entry, pairs: Pairs, settled: Settled, chosen: Chosen) -> Edit:
    """What brings an entry to where the settled differences want it."""
    base = entry.base
    applied, kept = _paths(settled.applied), _paths(settled.kept)
    ours = _our_slots(_sequence(whole, entry, pairs, kept), base, pairs, applied, chosen)
    touched = any(path.resource is not None or path.field == ORDER for path in applied)
    return Edit(
        wanted=wanted,
        entry=entry,
        content=only(whole, [path.field for path in applied if path.resource is None]),
        slots=(*ours, *_others(entry, ours, pairs, applied)) if touched else None,
        marker=Marker(
            wanted.repository,
            wanted.key,
            next_base(whole, wanted.ignored, base, {slot.content.id: slot for slot in ours}, applied),
        ),
    )


def marker_only(before: Edit | Creation, entry: Entry, marker: Marker) -> Edit:
    """A write of the marker, and of nothing else."""
    return Edit(wanted=before.wanted, entry=entry, content=EMPTY, slots=None, marker=marker)


def _our_slots(
    wanted: Iterable[Resource], base: Base, pairs: Pairs, applied: frozenset[Path], chosen: Chosen
) -> tuple[Slot, ...]:
    slots = []
    for one in wanted:
        if one.id in pairs:
            names = [name for name in values_of_resource(one) if Path(name, one.id) in applied]
            slots.append(Slot(pairs[one.id].remote, only_resource(one, names)))
        elif Path(WHOLE, one.id) in applied:
            last = base.resource(one.id)
            slots.append(Slot(last.remote if last else chosen.get(one.id), one, new=True))
    return tuple(slots)


def _sequence(whole: Dataset, entry: Entry, pairs: Pairs, kept: frozenset[Path]) -> list[Resource]:
    """Our resources in the manifest's order, or in the portal's where that is kept (new ones last)."""
    if Path(ORDER) not in kept:
        return list(whole.resources)
    places = {held.remote: place for place, held in enumerate(entry.resources)}
    last = len(places)
    return sorted(whole.resources, key=lambda one: places[pairs[one.id].remote] if one.id in pairs else last)


def _others(entry: Entry, ours: Iterable[Slot], pairs: Pairs, applied: frozenset[Path]) -> Iterable[Slot]:
    """Every resource that is not to go, after ours: the portal's own, and removed ones that a person kept."""
    placed = {slot.remote for slot in ours}
    removed = {held.remote for one, held in pairs.items() if Path(WHOLE, one) in applied}
    for held in entry.resources:
        if held.remote not in placed | removed:
            yield Slot(held.remote, Resource(id=held.content.id))


def _paths(changes: Iterable[Change]) -> frozenset[Path]:
    return frozenset(change.path for change in changes)
