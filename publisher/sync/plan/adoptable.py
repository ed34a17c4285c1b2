"""Which entries may become ours, and what the marker then remembers: the entry as it stands. Pure."""

from collections.abc import Iterable, Mapping

from publisher.model.dataset import Dataset, RemoteResource, Resource, values_of, values_of_resource
from publisher.model.desired import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.marker import LastApplied, Marker, ResourceLastApplied
from publisher.model.names import Digest
from publisher.model.plan import Blocked, BlockReason
from publisher.model.values import Value, digest
from publisher.sync.compare.marker import sent_of
from publisher.sync.plan import blocked
from publisher.sync.plan.entry_index import EntryIndex


def candidate(desired: DesiredDataset, entry_index: EntryIndex, name: str | None) -> Entry | None:
    """The entry to adopt: the one that the manifest names, else the one that stands in its way."""
    if desired.entry is not None:
        return entry_index.by_id.get(desired.entry) or entry_index.by_name.get(desired.entry)
    twins = entry_index.by_title.get((desired.organization, desired.content.title), ())
    live = [entry for entry in twins if not entry.deleted and entry.marker is None]
    return entry_index.by_name.get(name or "") or (live[0] if len(live) == 1 else None)


def unfit(desired: DesiredDataset, entry: Entry) -> Blocked | None:
    """Why an entry cannot become this dataset's; None when it can."""
    if entry.marker is not None or entry.deleted:
        return blocked.taken(desired, entry, BlockReason.DELETED_FOREIGN if entry.deleted else BlockReason.NAME_TAKEN)
    if not entry.is_in(desired.organization):
        return blocked.other_organization(desired, entry)
    mark = entry.harvested or entry.foreign
    if mark is not None and not desired.accepts_foreign:
        return blocked.foreign(desired, entry, mark)
    return None


def marker_for(desired: DesiredDataset, content: Dataset, entry: Entry) -> Marker:
    """The marker of an entry that becomes ours: what is managed, as it stands there."""
    held = values_of(entry.content)
    fields = _digests((name for name in values_of(content) if name not in desired.ignored), held)
    places = {held.remote_id: place for place, held in enumerate(entry.resources)}
    in_order = sorted(matched(content.resources, entry).items(), key=lambda one: places[one[1].remote_id])
    resources = tuple(_base(one, found) for one, found in in_order)
    ours = {one.id: one for one in content.resources}
    return Marker(
        desired.repository,
        desired.key,
        LastApplied(fields, resources=tuple(_known_file(one, ours[one.id]) for one in resources)),
    )


def matched(desired: Iterable[Resource], entry: Entry) -> Mapping[Resource, RemoteResource]:
    """The entry's resource for each of ours: the one with its address, else the only one with its title."""
    free = list(entry.resources)
    found: dict[Resource, RemoteResource] = {}
    for alike in (_same_address, _same_title):
        for one in desired:
            near = [held for held in free if alike(one, held.content)] if one not in found else []
            if len(near) == 1 or (near and alike is _same_address):
                found[one] = near[0]
                free.remove(near[0])
    return found


def _same_address(desired: Resource, held: Resource) -> bool:
    return isinstance(desired.url, str) and desired.url == held.url


def _same_title(desired: Resource, held: Resource) -> bool:
    return desired.title == held.title and desired.hosted == held.hosted


def _base(desired: Resource, held: RemoteResource) -> ResourceLastApplied:
    return ResourceLastApplied(
        desired.id, held.remote_id, _digests(values_of_resource(desired), values_of_resource(held.content))
    )


def _known_file(last_applied: ResourceLastApplied, desired: Resource) -> ResourceLastApplied:
    """A file that the catalogue has already, byte for byte as ours, as far as it tells."""
    if "file" not in last_applied.fields or last_applied.fields["file"] != digest(
        values_of_resource(desired).get("file")
    ):
        return last_applied
    return ResourceLastApplied(
        last_applied.id, last_applied.remote_id, last_applied.fields, last_applied.echoes, sent_of(desired)
    )


def _digests(names: Iterable[str], held: Mapping[str, Value]) -> Mapping[str, Digest]:
    return {name: digest(held.get(name)) for name in names}
