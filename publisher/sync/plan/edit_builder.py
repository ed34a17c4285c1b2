"""From differences to what is written: the fields that change, the list of resources, the next marker. Pure."""

from collections.abc import Iterable, Mapping

from publisher.model.change import ORDER, WHOLE, Change, Path
from publisher.model.dataset import (
    EMPTY,
    Dataset,
    RemoteResource,
    Resource,
    ResourceWrite,
    only,
    only_resource,
    values_of_resource,
)
from publisher.model.desired import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.marker import LastApplied, Marker, ResourceLastApplied
from publisher.model.names import RemoteId, ResourceId
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.traits import Traits
from publisher.model.values import UNMANAGED
from publisher.sync.compare.conflicts import ResolvedChanges
from publisher.sync.compare.diff import PairedResources
from publisher.sync.compare.marker import first_last_applied, next_last_applied

OurIds = Mapping[ResourceId, RemoteId]
"""The ids we give to resources, where the catalogue lets us."""


def creation(wanted: DesiredDataset, content: Dataset, chosen: OurIds, traits: Traits) -> EntryCreation:
    """An entry to make whole."""
    slots = tuple(_new(one, chosen, traits) for one in content.resources)
    marker = Marker(wanted.repository, wanted.key, first_last_applied(content, wanted.ignored, slots))
    return EntryCreation(wanted=wanted, content=content, slots=slots, marker=marker)


def edit(
    wanted: DesiredDataset,
    whole: Dataset,
    entry: Entry,
    pairs: PairedResources,
    settled: ResolvedChanges,
    chosen: OurIds,
    traits: Traits,
) -> EntryEdit:
    """What brings an entry to where the settled differences want it."""
    base = entry.base
    applied, kept = _paths(settled.applied), _paths(settled.kept)
    ours = tuple(_our_slots(_sequence(whole, entry, pairs, kept), base, pairs, applied, chosen, traits))
    leaving = tuple(_leaving(ours, pairs, applied, chosen))
    touched = any(path.resource is not None or path.field == ORDER for path in applied)
    return EntryEdit(
        wanted=wanted,
        entry=entry,
        content=only(whole, [path.field for path in applied if path.resource is None]),
        slots=(*ours, *_others(entry, (*ours, *leaving), pairs, chosen)) if touched else None,
        leaving=leaving,
        marker=Marker(
            wanted.repository,
            wanted.key,
            next_last_applied(whole, wanted.ignored, base, {slot.content.id: slot for slot in ours}, applied),
        ),
    )


def marker_only(before: EntryEdit | EntryCreation, entry: Entry, marker: Marker) -> EntryEdit:
    """A write of the marker, and of nothing else."""
    return EntryEdit(wanted=before.wanted, entry=entry, content=EMPTY, slots=None, marker=marker)


def _new(one: Resource, chosen: OurIds, traits: Traits, remote: RemoteId | None = None) -> ResourceWrite:
    """A resource to make; under the id it had, where it is one that comes back."""
    own = chosen.get(one.id)
    return ResourceWrite((remote or own) if traits.takes_ids else None, one, new=True, own=own)


def _our_slots(
    wanted: Iterable[Resource],
    base: LastApplied,
    pairs: PairedResources,
    applied: frozenset[Path],
    chosen: OurIds,
    traits: Traits,
) -> Iterable[ResourceWrite]:
    for one in wanted:
        if one.id in pairs:
            names = [name for name in values_of_resource(one) if Path(name, one.id) in applied]
            if not traits.switches and _moves(one, pairs[one.id], base.resource(one.id), names):
                yield _new(one, chosen, traits)
            else:
                yield ResourceWrite(pairs[one.id].remote, only_resource(one, names), own=chosen.get(one.id))
        elif Path(WHOLE, one.id) in applied:
            last = base.resource(one.id)
            yield _new(one, chosen, traits, last.remote if last else None)


def _moves(wanted: Resource, held: RemoteResource, last: ResourceLastApplied | None, applied: Iterable[str]) -> bool:
    """Whether the bytes move into the catalogue, or out of it; or an address loses the checksum that we gave it."""
    crossing = wanted.hosted != (held.address is not None)
    unlinked = wanted.file is UNMANAGED and last is not None and "file" in last.fields
    return (crossing or unlinked) and bool({"url", "file"} & set(applied))


def _sequence(whole: Dataset, entry: Entry, pairs: PairedResources, kept: frozenset[Path]) -> list[Resource]:
    """Our resources in the manifest's order, or in the portal's where that is kept (new ones last)."""
    if Path(ORDER) not in kept:
        return list(whole.resources)
    places = {held.remote: place for place, held in enumerate(entry.resources)}
    last = len(places)
    return sorted(whole.resources, key=lambda one: places[pairs[one.id].remote] if one.id in pairs else last)


def _leaving(
    ours: Iterable[ResourceWrite], pairs: PairedResources, applied: frozenset[Path], chosen: OurIds
) -> Iterable[ResourceWrite]:
    """Resources of ours that are removed, or that new ones take the place of."""
    replaced = {slot.content.id for slot in ours if slot.new}
    for one, held in pairs.items():
        if Path(WHOLE, one) in applied or one in replaced:
            yield ResourceWrite(held.remote, Resource(id=held.content.id), own=chosen.get(one))


def _others(
    entry: Entry, ours: Iterable[ResourceWrite], pairs: PairedResources, chosen: OurIds
) -> Iterable[ResourceWrite]:
    """Every resource that is not to go, after ours: the portal's own, and removed ones that a person kept.

    One that carries an id of ours, and is none of those that are known, was left by a broken run: it goes, too.
    """
    placed, named = {slot.remote for slot in ours}, set(chosen.values())
    known = {held.remote for held in pairs.values()}
    for held in entry.resources:
        if held.remote not in placed and (held.remote in known or held.own not in named):
            yield ResourceWrite(held.remote, Resource(id=held.content.id))


def _paths(changes: Iterable[Change]) -> frozenset[Path]:
    return frozenset(change.path for change in changes)
