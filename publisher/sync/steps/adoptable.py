"""Which existing entries can be adopted, and the marker that each then gets: the entry as it is. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from publisher.model.change import Change
from publisher.model.dataset import EMPTY, RemoteResource, Resource, values_of, values_of_resource
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.marker import LastApplied, Marker, ResourceLastApplied, SentFile
from publisher.model.names import Digest, our_resource_id
from publisher.model.plan import Blocked, BlockReason, EntryEdit
from publisher.model.values import Value, digest
from publisher.sync.compare.diff import as_manifest_says, diff
from publisher.sync.compare.marker import sent_file
from publisher.sync.compare.pairing import pair
from publisher.sync.steps import blocked
from publisher.sync.steps.entry_index import EntryIndex


@dataclass(frozen=True)
class AdoptableEntry:
    """An entry that can be adopted."""

    entry: Entry
    edit: EntryEdit
    """The marker, and nothing else."""
    differences: tuple[Change, ...]
    """What a sync would change there afterwards."""


def entry_to_adopt(desired: DesiredDataset, index: EntryIndex, name: str | None) -> Entry | None:
    """Return the entry that the manifest names, else the one with its name, its title (the only one) or our ids."""
    if desired.entry is not None:
        return index.by_id.get(desired.entry) or index.by_name.get(desired.entry)
    free = free_with_title(desired, index)
    named = index.by_name.get(name or "") or (free[0] if len(free) == 1 else None)
    return named or _entry_with_our_resources(desired, index)


def _entry_with_our_resources(desired: DesiredDataset, index: EntryIndex) -> Entry | None:
    """Return the entry that was let go, or lost its marker: its resources still have the ids that we gave."""
    ids = (our_resource_id(desired.repository, desired.key, resource.id) for resource in desired.content.resources)
    entries = (index.by_resource[our_id] for our_id in ids if our_id in index.by_resource)
    return next((entry for entry in entries if entry.marker is None), None)


def free_with_title(desired: DesiredDataset, index: EntryIndex) -> tuple[Entry, ...]:
    """Return the entries without a marker that have the dataset's title in its organization, not harvested if any."""
    same_title = index.by_title.get((desired.organization, desired.content.title), ())
    unmarked = tuple(entry for entry in same_title if not entry.deleted and entry.marker is None)
    return tuple(entry for entry in unmarked if entry.harvested is None) or unmarked


def reason_not_adoptable(desired: DesiredDataset, entry: Entry) -> Blocked | None:
    """Return why an entry cannot be adopted for a dataset; None when it can."""
    if entry.marker is not None or entry.deleted:
        return blocked.place_taken(
            desired, entry, BlockReason.DELETED_FOREIGN if entry.deleted else BlockReason.NAME_TAKEN
        )
    if not entry.is_in(desired.organization):
        return blocked.other_organization(desired, entry)
    if entry.harvested is not None and not desired.accepts(entry):
        return blocked.foreign(desired, entry, entry.harvested)
    if entry.foreign is not None and not desired.accepts_foreign:
        return blocked.foreign(desired, entry, entry.foreign)
    return None


def adoptable(desired: DesiredDataset, entry: Entry) -> AdoptableEntry:
    """Return the entry with the marker that makes it ours, and what a sync would change there afterwards."""
    last_applied = last_applied_as_it_is(desired, entry)
    marker = Marker(desired.repository, desired.key, last_applied)
    edit = EntryEdit(desired=desired, entry=entry, content=EMPTY, resource_writes=None, marker=marker)
    paired = pair(desired.content.resources, entry, last_applied, {})
    return AdoptableEntry(entry, edit, diff(desired.content, entry, last_applied, paired, desired.ignored))


def last_applied_as_it_is(desired: DesiredDataset, entry: Entry) -> LastApplied:
    """Return the managed fields with the values that the entry has, as if they had been applied."""
    content, observed = desired.content, values_of(entry.content)
    managed = {name: value for name, value in values_of(content).items() if name not in desired.ignored}
    fields = _digests(managed, {name: as_manifest_says(value, observed.get(name)) for name, value in managed.items()})
    places = {remote.remote_id: place for place, remote in enumerate(entry.resources)}
    matches = sorted(match_resources(content.resources, entry).items(), key=lambda pair: places[pair[1].remote_id])
    return LastApplied(fields, resources=tuple(_resource_as_it_is(resource, remote) for resource, remote in matches))


def match_resources(desired: Iterable[Resource], entry: Entry) -> Mapping[Resource, RemoteResource]:
    """Return the entry's resource for each of ours: the one with its address, else the only one with its title."""
    free = list(entry.resources)
    matches: dict[Resource, RemoteResource] = {}
    for is_same in (_has_same_address, _has_same_title):
        for resource in desired:
            candidates = (
                [candidate for candidate in free if is_same(resource, candidate.content)]
                if resource not in matches
                else []
            )
            if len(candidates) == 1 or (candidates and is_same is _has_same_address):
                matches[resource] = candidates[0]
                free.remove(candidates[0])
    return matches


def _has_same_address(desired: Resource, observed: Resource) -> bool:
    return isinstance(desired.url, str) and desired.url == observed.url


def _has_same_title(desired: Resource, observed: Resource) -> bool:
    return desired.title == observed.title and desired.hosted == observed.hosted


def _resource_as_it_is(desired: Resource, remote: RemoteResource) -> ResourceLastApplied:
    fields = _digests(values_of_resource(desired), values_of_resource(remote.content))
    return ResourceLastApplied(desired.id, remote.remote_id, fields, sent=_same_file(desired, fields))


def _same_file(desired: Resource, fields: Mapping[str, Digest]) -> SentFile | None:
    """Return our file where the catalogue has it already, byte for byte, as far as it says."""
    same = "file" in fields and fields["file"] == digest(values_of_resource(desired).get("file"))
    return sent_file(desired) if same else None


def _digests(names: Iterable[str], observed: Mapping[str, Value]) -> Mapping[str, Digest]:
    return {name: digest(observed.get(name)) for name in names}
