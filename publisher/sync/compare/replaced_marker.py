"""A marker of ours that another run has replaced, where a catalogue has no lock. Pure.

Two runs that write one entry at the same time, each knowing nothing of the other, leave the edits of both and the
marker of the later one. An edit that no marker records would be taken for one of a person, and kept. So what a run
wrote is added to the marker that is there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from publisher.model.dataset import ResourceWrite, values_of, values_of_resource
from publisher.model.entry import Entry
from publisher.model.marker import Digests, LastApplied, Marker, ResourceLastApplied
from publisher.model.names import Digest
from publisher.model.plan import EntryEdit
from publisher.model.values import Value, digest
from publisher.sync.compare.diff import as_manifest_says
from publisher.sync.compare.marker import RemoteIds, recorded

Recorded = LastApplied | ResourceLastApplied


def is_replaced(written: Marker, entry: Entry) -> bool:
    """Return whether an entry of ours records something else than the marker that was written."""
    current = entry.marker
    if current is None or entry.deleted or not current.names(written.repository, written.key):
        return False
    return recorded(current) != recorded(written)


def with_written_values(edit: EntryEdit, written: Marker, entry: Entry) -> Marker:
    """Return the marker of an entry with those values of an edit that the entry still has.

    `written`: the marker that the edit wrote, with the ids of its resources.
    """
    if entry.marker is None:
        raise TypeError("the entry carries our marker")
    current, ours = entry.marker.last_applied or LastApplied(), written.last_applied or LastApplied()
    fields, echoes = _overlaid(values_of(edit.content), values_of(entry.content), ours, current)
    resources = {part.id: part for part in current.resources}
    for write in edit.resource_writes or ():
        part = _part(write, ours.resource(write.content.id), current.resource(write.content.id), entry)
        if part is not None:
            resources[part.id] = part
    return replace(entry.marker, last_applied=LastApplied(fields, echoes, tuple(resources.values())))


def moved_ids(edit: EntryEdit, marker: Marker, entry: Entry) -> RemoteIds:
    """Return the ids of resources that an edit made and another run has made again: each gets an id of its own."""
    present = {resource.remote_id for resource in entry.resources}
    by_our_id = {resource.our_id: resource.remote_id for resource in entry.resources if resource.our_id is not None}
    parts = {part.id: part.remote_id for part in (marker.last_applied or LastApplied()).resources}
    return {
        write.content.id: by_our_id[write.our_id]
        for write in edit.resource_writes or ()
        if write.our_id in by_our_id and parts.get(write.content.id) not in present
    }


def _part(
    write: ResourceWrite, ours: ResourceLastApplied | None, current: ResourceLastApplied | None, entry: Entry
) -> ResourceLastApplied | None:
    """Return what was last applied to a resource that the edit wrote and the entry has; else None."""
    written = values_of_resource(write.content)
    there = next((resource for resource in entry.resources if ours and resource.remote_id == ours.remote_id), None)
    if ours is None or there is None or not written:
        return None
    if current is None:
        return ours
    fields, echoes = _overlaid(written, values_of_resource(there.content), ours, current)
    sent = ours.sent if fields.get("file") == ours.fields.get("file") else current.sent
    return replace(current, fields=fields, echoes=echoes, sent=sent)


def _overlaid(
    written: Mapping[str, Value], observed: Mapping[str, Value], ours: Recorded, current: Recorded
) -> tuple[Digests, Digests]:
    """Return the digests that are there, with those of ours where the catalogue has the value that was written."""
    present = {name: as_manifest_says(value, observed.get(name)) for name, value in written.items()}
    names = {name for name in written if digest(present[name]) in (ours.fields.get(name), ours.echoes.get(name))}
    others = {name: echo for name, echo in current.echoes.items() if name not in names}
    return {**current.fields, **_only(ours.fields, names)}, {**others, **_only(ours.echoes, names)}


def _only(digests: Digests, names: Iterable[str]) -> dict[str, Digest]:
    return {name: digests[name] for name in names if name in digests}
