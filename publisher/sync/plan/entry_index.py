"""The entries of one catalogue, sorted so that each question about them has a quick answer. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from publisher.model.desired import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.names import DatasetKey, RemoteId, Repository


@dataclass(frozen=True)
class EntryIndex:
    """What a bulk read brought."""

    repository: Repository
    entries: tuple[Entry, ...]
    by_key: Mapping[DatasetKey, tuple[Entry, ...]]
    """Entries with our repository's marker."""
    by_name: Mapping[str, Entry]
    by_title: Mapping[tuple[str, object], tuple[Entry, ...]]
    """By organization (name and id) and title."""
    by_resource: Mapping[RemoteId, Entry]
    """By the ids of ours that its resources carry."""
    by_id: Mapping[str, Entry]

    def owned(self, desired: DesiredDataset) -> tuple[Entry, ...]:
        """Entries that carry the key of a dataset, or one it had before."""
        return tuple(entry for key in (desired.key, *desired.previously) for entry in self.by_key.get(key, ()))


def index_entries(repository: Repository, entries: Iterable[Entry]) -> EntryIndex:
    """Sort entries."""
    found = tuple(entries)
    by_key: dict[DatasetKey, tuple[Entry, ...]] = defaultdict(tuple)
    by_title: dict[tuple[str, object], tuple[Entry, ...]] = defaultdict(tuple)
    for entry in found:
        if entry.marker and entry.marker.repository == repository:
            by_key[entry.marker.key] += (entry,)
        for organization in {entry.organization, entry.organization_id} - {None}:
            by_title[str(organization), entry.content.title] += (entry,)
    return EntryIndex(
        repository=repository,
        entries=found,
        by_key=dict(by_key),
        by_name={entry.name: entry for entry in found},
        by_title=dict(by_title),
        by_resource={
            held.our_id: entry for entry in found for held in entry.resources if held.our_id and not entry.deleted
        },
        by_id={entry.id: entry for entry in found},
    )
