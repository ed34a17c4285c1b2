"""Which resources of an entry are ours. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from publisher.model.dataset import RemoteResource, Resource, values_of_resource
from publisher.model.entry import Entry
from publisher.model.marker import LastApplied, ResourceLastApplied
from publisher.model.names import RemoteId, ResourceId
from publisher.model.values import digest

PairedResources = Mapping[ResourceId, RemoteResource]
"""Our resources as the catalogue holds them, by our id."""

OurIds = Mapping[ResourceId, RemoteId]
"""The id that we give to each resource in a catalogue."""


def pair(desired: Sequence[Resource], entry: Entry, last_applied: LastApplied, our_ids: OurIds) -> PairedResources:
    """Return the entry's resource for each of ours that it has.

    A resource is found by the remote id in the marker; else as a file that an interrupted run has sent; else by the id
    that we give it.
    """
    by_remote_id = {resource.remote_id: resource for resource in entry.resources}
    hosted = {resource.id: resource.hosted for resource in desired}
    paired: dict[ResourceId, RemoteResource] = {}
    for resource_id in dict.fromkeys((*hosted, *(last.id for last in last_applied.resources))):
        last = last_applied.resource(resource_id)
        recorded = by_remote_id.get(last.remote_id) if last and last.remote_id else None
        resource = (
            recorded
            or _pending_file(last, entry, paired.values())
            or _with_our_id(our_ids.get(resource_id), hosted.get(resource_id), entry)
        )
        if resource is not None:
            paired[resource_id] = resource
    return paired


def _with_our_id(our_id: RemoteId | None, hosted: bool | None, entry: Entry) -> RemoteResource | None:
    """Return the resource with our id; of two that an interrupted run has left, the one of the desired kind."""
    candidates = [resource for resource in entry.resources if our_id is not None and resource.our_id == our_id]
    same_kind = [resource for resource in candidates if (resource.address is not None) == hosted]
    return next(iter(same_kind or candidates), None)


def _pending_file(
    last: ResourceLastApplied | None, entry: Entry, paired: Iterable[RemoteResource]
) -> RemoteResource | None:
    """Return the file without an id of ours whose content is the one that an interrupted run was sending."""
    if last is None or not last.pending or last.remote_id is not None:
        return None
    sent, others = last.fields.get("file"), {resource.remote_id for resource in paired}
    free = (
        resource
        for resource in entry.resources
        if resource.our_id is None and resource.address and resource.remote_id not in others
    )
    return next(
        (resource for resource in free if digest(values_of_resource(resource.content).get("file")) == sent), None
    )
