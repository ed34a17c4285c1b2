"""From differences to what is written: the fields that change, the list of resources, the next marker. Pure."""

from collections.abc import Iterable, Mapping

from publisher.model.change import ORDER, WHOLE, Change, Path
from publisher.model.dataset import EMPTY, Dataset, Held, Resource, Slot, only, only_resource, values_of_resource
from publisher.model.desired import Wanted
from publisher.model.entry import Entry
from publisher.model.marker import Base, Marker, ResourceBase
from publisher.model.names import RemoteId, ResourceId
from publisher.model.plan import Creation, Edit
from publisher.model.traits import Traits
from publisher.model.values import UNMANAGED
from publisher.sync.compare.conflicts import Settled
from publisher.sync.compare.diff import Pairs
from publisher.sync.compare.marker import first_base, next_base

Chosen = Mapping[ResourceId, RemoteId]
"""The ids we give to resources, where the catalogue lets us."""


def creation(wanted: Wanted, content: Dataset, chosen: Chosen, traits: Traits) -> Creation:
    """An entry to make whole."""
    slots = tuple(_new(one, chosen, traits) for one in content.resources)
    marker = Marker(wanted.repository, wanted.key, first_base(content, wanted.ignored, slots))
    return Creation(wanted=wanted, content=content, slots=slots, marker=marker)


def edit(
    wanted: Wanted,
    whole: Dataset,
    entry: Entry,
    pairs: Pairs,
    settled: Settled,
    chosen: Chosen,
    traits: Traits,
) -> Edit:
    """What brings an entry to where the settled differences want it."""
    base = entry.base
    applied, kept = _paths(settled.applied), _paths(settled.kept)
    ours = tuple(_our_slots(_sequence(whole, entry, pairs, kept), base, pairs, applied, chosen, traits))
    leaving = tuple(_leaving(ours, pairs, applied, chosen))
    touched = any(path.resource is not None or path.field == ORDER for path in applied)
    return Edit(
        wanted=wanted,
        entry=entry,
        content=only(whole, [path.field for path in applied if path.resource is None]),
        slots=(*ours, *_others(entry, (*ours, *leaving), pairs, chosen)) if touched else None,
        leaving=leaving,
        marker=Marker(
            wanted.repository,
            wanted.key,
            next_base(whole, wanted.ignored, base, {slot.content.id: slot for slot in ours}, applied),
        ),
    )


def marker_only(before: Edit | Creation, entry: Entry, marker: Marker) -> Edit:
    """A write of the marker, and of nothing else."""
    return Edit(wanted=before.wanted, entry=entry, content=EMPTY, slots=None, marker=marker)


def _new(one: Resource, chosen: Chosen, traits: Traits, remote: RemoteId | None = None) -> Slot:
    """A resource to make; under the id it had, where it is one that comes back."""
    own = chosen.get(one.id)
    return Slot((remote or own) if traits.takes_ids else None, one, new=True, own=own)


def _our_slots(
    wanted: Iterable[Resource],
    base: Base,
    pairs: Pairs,
    applied: frozenset[Path],
    chosen: Chosen,
    traits: Traits,
) -> Iterable[Slot]:
    for one in wanted:
        if one.id in pairs:
            names = [name for name in values_of_resource(one) if Path(name, one.id) in applied]
            if not traits.switches and _moves(one, pairs[one.id], base.resource(one.id), names):
                yield _new(one, chosen, traits)
            else:
                yield Slot(pairs[one.id].remote, only_resource(one, names), own=chosen.get(one.id))
        elif Path(WHOLE, one.id) in applied:
            last = base.resource(one.id)
            yield _new(one, chosen, traits, last.remote if last else None)


def _moves(wanted: Resource, held: Held, last: ResourceBase | None, applied: Iterable[str]) -> bool:
    """Whether the bytes move into the catalogue, or out of it; or an address loses the checksum that we gave it."""
    crossing = wanted.hosted != (held.address is not None)
    unlinked = wanted.file is UNMANAGED and last is not None and "file" in last.fields
    return (crossing or unlinked) and bool({"url", "file"} & set(applied))


def _sequence(whole: Dataset, entry: Entry, pairs: Pairs, kept: frozenset[Path]) -> list[Resource]:
    """Our resources in the manifest's order, or in the portal's where that is kept (new ones last)."""
    if Path(ORDER) not in kept:
        return list(whole.resources)
    places = {held.remote: place for place, held in enumerate(entry.resources)}
    last = len(places)
    return sorted(whole.resources, key=lambda one: places[pairs[one.id].remote] if one.id in pairs else last)


def _leaving(ours: Iterable[Slot], pairs: Pairs, applied: frozenset[Path], chosen: Chosen) -> Iterable[Slot]:
    """Resources of ours that are removed, or that new ones take the place of."""
    replaced = {slot.content.id for slot in ours if slot.new}
    for one, held in pairs.items():
        if Path(WHOLE, one) in applied or one in replaced:
            yield Slot(held.remote, Resource(id=held.content.id), own=chosen.get(one))


def _others(entry: Entry, ours: Iterable[Slot], pairs: Pairs, chosen: Chosen) -> Iterable[Slot]:
    """Every resource that is not to go, after ours: the portal's own, and removed ones that a person kept.

    One that carries an id of ours, and is none of those that are known, was left by a broken run: it goes, too.
    """
    placed, named = {slot.remote for slot in ours}, set(chosen.values())
    known = {held.remote for held in pairs.values()}
    for held in entry.resources:
        if held.remote not in placed and (held.remote in known or held.own not in named):
            yield Slot(held.remote, Resource(id=held.content.id))


def _paths(changes: Iterable[Change]) -> frozenset[Path]:
    return frozenset(change.path for change in changes)
