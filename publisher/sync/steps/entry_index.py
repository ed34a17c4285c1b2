"""The entries of one catalogue, indexed by what a plan looks for. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.names import DatasetKey, RemoteId, Repository


@dataclass(frozen=True)
class EntryIndex:
    """The entries that a bulk read returned."""

    repository: Repository
    entries: tuple[Entry, ...]
    by_key: Mapping[DatasetKey, tuple[Entry, ...]]
    """Entries with our repository's marker."""
    by_name: Mapping[str, Entry]
    by_title: Mapping[tuple[str, object], tuple[Entry, ...]]
    """By organization (name and id) and title."""
    by_resource: Mapping[RemoteId, Entry]
    """By the ids of ours that the resources of entries carry; deleted entries left out."""
    by_id: Mapping[str, Entry]

    def owned(self, desired: DesiredDataset) -> tuple[Entry, ...]:
        """Return the entries whose marker has the key of a dataset, or a former key of it."""
        return tuple(entry for key in (desired.key, *desired.previously) for entry in self.by_key.get(key, ()))


def index_entries(repository: Repository, entries: Iterable[Entry]) -> EntryIndex:
    """Return the index of these entries."""
    entries = tuple(entries)
    by_key: dict[DatasetKey, tuple[Entry, ...]] = defaultdict(tuple)
    by_title: dict[tuple[str, object], tuple[Entry, ...]] = defaultdict(tuple)
    for entry in entries:
        if entry.marker and entry.marker.repository == repository:
            by_key[entry.marker.key] += (entry,)
        for organization in {entry.organization, entry.organization_id} - {None}:
            by_title[str(organization), entry.content.title] += (entry,)
    return EntryIndex(
        repository=repository,
        entries=entries,
        by_key=dict(by_key),
        by_name={entry.name: entry for entry in entries},
        by_title=dict(by_title),
        by_resource={
            resource.our_id: entry
            for entry in entries
            for resource in entry.resources
            if resource.our_id and not entry.deleted
        },
        by_id={entry.id: entry for entry in entries},
    )
