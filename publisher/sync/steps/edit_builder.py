"""From differences to a write: the fields that change, the list of resources, the next marker. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from publisher.model.change import ORDER, WHOLE, Change, ChangeKind, FieldPath
from publisher.model.dataset import RemoteResource, Resource, ResourceWrite, only, only_resource, values_of_resource
from publisher.model.entry import Entry
from publisher.model.marker import Marker, ResourceLastApplied
from publisher.model.names import RemoteId
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.values import UNMANAGED
from publisher.sync.compare.conflicts import ResolvedChanges
from publisher.sync.compare.marker import first_last_applied, next_last_applied, with_protection
from publisher.sync.compare.pairing import PairedResources
from publisher.sync.steps.case import Case


def build_creation(case: Case) -> EntryCreation:
    """Return the write of a new entry, whole, with its marker."""
    desired = case.desired
    writes = tuple(_new_resource(case, resource) for resource in case.content.resources)
    first = first_last_applied(case.content, desired.ignored, writes)
    last_applied = with_protection(first, protected=desired.protected)
    marker = Marker(desired.repository, desired.key, last_applied)
    return EntryCreation(desired=desired, content=case.content, resource_writes=writes, marker=marker)


def build_edit(case: Case, entry: Entry, paired: PairedResources, resolved: ResolvedChanges) -> EntryEdit:
    """Return the write that applies resolved differences to an entry."""
    desired, applied = case.desired, _paths(change for change in resolved.applied if _is_sent(change))
    resources = _ResourceWrites(case, entry, paired, applied, _paths(resolved.kept))
    ours = tuple(resources.ours())
    removals = tuple(resources.removals(ours))
    resources_change = any(path.resource is not None or path.field == ORDER for path in _paths(resolved.applied))
    next_last = next_last_applied(case.content, desired.ignored, entry.last_applied, ours, applied)
    last_applied = with_protection(next_last, protected=desired.protected)
    return EntryEdit(
        desired=desired,
        entry=entry,
        content=only(case.content, [path.field for path in applied if path.resource is None]),
        resource_writes=(*ours, *resources.others(listed=(*ours, *removals))) if resources_change else None,
        removals=removals,
        marker=Marker(desired.repository, desired.key, last_applied),
    )


def _paths(changes: Iterable[Change]) -> frozenset[FieldPath]:
    return frozenset(change.path for change in changes)


def _is_sent(change: Change) -> bool:
    """Return whether a value is sent. A file is not sent again for its form: the list of resources corrects that."""
    return not (change.kind is ChangeKind.FORM and change.path.field == "file")


def _new_resource(case: Case, resource: Resource, former_id: RemoteId | None = None) -> ResourceWrite:
    """Return the write of a resource to make; one that comes back gets the id that it had."""
    our_id = case.our_ids.get(resource.id)
    return ResourceWrite((former_id or our_id) if case.traits.takes_ids else None, resource, new=True, our_id=our_id)


@dataclass(frozen=True)
class _ResourceWrites:
    """Builds the list of resources of one edit."""

    case: Case
    entry: Entry
    paired: PairedResources
    applied: frozenset[FieldPath]
    kept: frozenset[FieldPath]

    def ours(self) -> Iterable[ResourceWrite]:
        """Return our resources that stay or are made, in their order."""
        for resource in self._in_order():
            last = self.entry.last_applied.resource(resource.id)
            if resource.id in self.paired:
                yield self._existing(resource, last)
            elif FieldPath(WHOLE, resource.id) in self.applied:
                yield _new_resource(self.case, resource, last.remote_id if last else None)

    def _existing(self, resource: Resource, last: ResourceLastApplied | None) -> ResourceWrite:
        remote = self.paired[resource.id]
        names = [name for name in values_of_resource(resource) if FieldPath(name, resource.id) in self.applied]
        if not self.case.traits.switches and _changes_host(resource, remote, last, names):
            return _new_resource(self.case, resource)
        return ResourceWrite(
            remote.remote_id, only_resource(resource, names), our_id=self.case.our_ids.get(resource.id)
        )

    def _in_order(self) -> list[Resource]:
        """Return our resources in the manifest's order, or in the catalogue's where that is kept (new ones last)."""
        resources = self.case.content.resources
        if FieldPath(ORDER) not in self.kept:
            return list(resources)
        places = {remote.remote_id: place for place, remote in enumerate(self.entry.resources)}
        return sorted(
            resources,
            key=lambda resource: (
                places[self.paired[resource.id].remote_id] if resource.id in self.paired else len(places)
            ),
        )

    def removals(self, ours: Iterable[ResourceWrite]) -> Iterable[ResourceWrite]:
        """Return the resources of ours that are removed, or replaced by new ones."""
        replaced = {write.content.id for write in ours if write.new}
        for resource_id, remote in self.paired.items():
            if FieldPath(WHOLE, resource_id) in self.applied or resource_id in replaced:
                our_id = self.case.our_ids.get(resource_id)
                yield ResourceWrite(remote.remote_id, Resource(id=remote.content.id), our_id=our_id)

    def others(self, listed: Iterable[ResourceWrite]) -> Iterable[ResourceWrite]:
        """Return every other resource that stays: the catalogue's own, and removed ones that a person kept.

        A resource with an id of ours that is not paired was left by an interrupted run: leaving it out deletes it.
        """
        written, our_ids = {write.remote_id for write in listed}, set(self.case.our_ids.values())
        paired = {remote.remote_id for remote in self.paired.values()}
        for remote in self.entry.resources:
            stays = remote.remote_id in paired or remote.our_id not in our_ids
            if remote.remote_id not in written and stays:
                yield ResourceWrite(remote.remote_id, Resource(id=remote.content.id))


def _changes_host(
    desired: Resource, remote: RemoteResource, last: ResourceLastApplied | None, applied: Iterable[str]
) -> bool:
    """Return whether the bytes move into the catalogue or out of it, or an address loses the checksum we gave it."""
    moves = desired.hosted != (remote.address is not None)
    loses_checksum = desired.file is UNMANAGED and last is not None and "file" in last.fields
    return (moves or loses_checksum) and bool({"url", "file"} & set(applied))
