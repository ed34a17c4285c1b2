"""From differences to what is written: the fields that change, the list of resources, the next marker. Pure."""

from collections.abc import Iterable, Mapping

from publisher.model.change import ORDER, WHOLE, Change, FieldPath
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


def creation(desired: DesiredDataset, content: Dataset, chosen: OurIds, traits: Traits) -> EntryCreation:
    """An entry to make whole."""
    resource_writes = tuple(_new(one, chosen, traits) for one in content.resources)
    marker = Marker(desired.repository, desired.key, first_last_applied(content, desired.ignored, resource_writes))
    return EntryCreation(desired=desired, content=content, resource_writes=resource_writes, marker=marker)


def edit(
    desired: DesiredDataset,
    whole: Dataset,
    entry: Entry,
    paired: PairedResources,
    settled: ResolvedChanges,
    chosen: OurIds,
    traits: Traits,
) -> EntryEdit:
    """What brings an entry to where the settled differences want it."""
    last_applied = entry.last_applied
    applied, kept = _paths(settled.applied), _paths(settled.kept)
    ours = tuple(_our_slots(_sequence(whole, entry, paired, kept), last_applied, paired, applied, chosen, traits))
    leaving = tuple(_leaving(ours, paired, applied, chosen))
    touched = any(path.resource is not None or path.field == ORDER for path in applied)
    return EntryEdit(
        desired=desired,
        entry=entry,
        content=only(whole, [path.field for path in applied if path.resource is None]),
        resource_writes=(*ours, *_others(entry, (*ours, *leaving), paired, chosen)) if touched else None,
        leaving=leaving,
        marker=Marker(
            desired.repository,
            desired.key,
            next_last_applied(
                whole,
                desired.ignored,
                last_applied,
                {resource_write.content.id: resource_write for resource_write in ours},
                applied,
            ),
        ),
    )


def marker_only(before: EntryEdit | EntryCreation, entry: Entry, marker: Marker) -> EntryEdit:
    """A write of the marker, and of nothing else."""
    return EntryEdit(desired=before.desired, entry=entry, content=EMPTY, resource_writes=None, marker=marker)


def _new(one: Resource, chosen: OurIds, traits: Traits, remote: RemoteId | None = None) -> ResourceWrite:
    """A resource to make; under the id it had, where it is one that comes back."""
    own = chosen.get(one.id)
    return ResourceWrite((remote or own) if traits.takes_ids else None, one, new=True, our_id=own)


def _our_slots(
    desired: Iterable[Resource],
    last_applied: LastApplied,
    paired: PairedResources,
    applied: frozenset[FieldPath],
    chosen: OurIds,
    traits: Traits,
) -> Iterable[ResourceWrite]:
    for one in desired:
        if one.id in paired:
            names = [name for name in values_of_resource(one) if FieldPath(name, one.id) in applied]
            if not traits.switches and _moves(one, paired[one.id], last_applied.resource(one.id), names):
                yield _new(one, chosen, traits)
            else:
                yield ResourceWrite(paired[one.id].remote_id, only_resource(one, names), our_id=chosen.get(one.id))
        elif FieldPath(WHOLE, one.id) in applied:
            last = last_applied.resource(one.id)
            yield _new(one, chosen, traits, last.remote_id if last else None)


def _moves(desired: Resource, held: RemoteResource, last: ResourceLastApplied | None, applied: Iterable[str]) -> bool:
    """Whether the bytes move into the catalogue, or out of it; or an address loses the checksum that we gave it."""
    crossing = desired.hosted != (held.address is not None)
    unlinked = desired.file is UNMANAGED and last is not None and "file" in last.fields
    return (crossing or unlinked) and bool({"url", "file"} & set(applied))


def _sequence(whole: Dataset, entry: Entry, paired: PairedResources, kept: frozenset[FieldPath]) -> list[Resource]:
    """Our resources in the manifest's order, or in the portal's where that is kept (new ones last)."""
    if FieldPath(ORDER) not in kept:
        return list(whole.resources)
    places = {held.remote_id: place for place, held in enumerate(entry.resources)}
    last = len(places)
    return sorted(whole.resources, key=lambda one: places[paired[one.id].remote_id] if one.id in paired else last)


def _leaving(
    ours: Iterable[ResourceWrite], paired: PairedResources, applied: frozenset[FieldPath], chosen: OurIds
) -> Iterable[ResourceWrite]:
    """Resources of ours that are removed, or that new ones take the place of."""
    replaced = {resource_write.content.id for resource_write in ours if resource_write.new}
    for one, held in paired.items():
        if FieldPath(WHOLE, one) in applied or one in replaced:
            yield ResourceWrite(held.remote_id, Resource(id=held.content.id), our_id=chosen.get(one))


def _others(
    entry: Entry, ours: Iterable[ResourceWrite], paired: PairedResources, chosen: OurIds
) -> Iterable[ResourceWrite]:
    """Every resource that is not to go, after ours: the portal's own, and removed ones that a person kept.

    One that carries an id of ours, and is none of those that are known, was left by a broken run: it goes, too.
    """
    placed, named = {resource_write.remote_id for resource_write in ours}, set(chosen.values())
    known = {held.remote_id for held in paired.values()}
    for held in entry.resources:
        if held.remote_id not in placed and (held.remote_id in known or held.our_id not in named):
            yield ResourceWrite(held.remote_id, Resource(id=held.content.id))


def _paths(changes: Iterable[Change]) -> frozenset[FieldPath]:
    return frozenset(change.path for change in changes)
