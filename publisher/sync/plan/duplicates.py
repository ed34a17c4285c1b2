"""Entries that carry the same key, where a catalogue has no unique names: which one stays. Pure."""

from collections.abc import Iterable

from publisher.model.entry import Entry
from publisher.model.names import DatasetKey, RemoteId, Repository
from publisher.model.values import State


def carriers(entries: Iterable[Entry], repository: Repository, key: DatasetKey) -> tuple[Entry, ...]:
    """The entries that carry our marker for a dataset, deleted ones aside."""
    return tuple(
        entry for entry in entries if entry.marker and not entry.deleted and entry.marker.names(repository, key)
    )


def stays(found: Iterable[Entry]) -> Entry | None:
    """The one that stays, the same for every run that looks: one that the public sees, else the earliest."""
    return min(found, key=_rank, default=None)


def _rank(entry: Entry) -> tuple[bool, str, RemoteId]:
    return entry.content.state is not State.PUBLISHED, entry.created, entry.id
