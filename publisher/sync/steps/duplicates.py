"""Several entries that carry the key of one dataset: which of them stays. Pure.

They come from copies made by hand, and, where a catalogue has no unique names, from two runs at once.
"""

from collections.abc import Iterable

from publisher.model.entry import Entry
from publisher.model.names import DatasetKey, RemoteId, Repository
from publisher.model.values import State
from publisher.sync.steps.case import Case


def entries_with_key(entries: Iterable[Entry], repository: Repository, key: DatasetKey) -> tuple[Entry, ...]:
    """Return the entries whose marker names a dataset of ours, without deleted ones."""
    return tuple(
        entry for entry in entries if entry.marker and not entry.deleted and entry.marker.names(repository, key)
    )


def entry_that_stays(duplicates: Iterable[Entry]) -> Entry | None:
    """Return the entry that stays: a published one, else a whole one, else the earliest.

    Every run that looks comes to the same.
    """
    return min(duplicates, key=_rank, default=None)


def _rank(entry: Entry) -> tuple[bool, bool, str, RemoteId]:
    state = entry.content.state
    return state is not State.PUBLISHED, state is State.DRAFT, entry.created, entry.id


def candidates_for_case(case: Case, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return the entry that is meant, of those that carry the dataset's key; several where nobody can tell.

    Where names are unique, the one with the dataset's name is meant; but an entry with a former key is no copy: it was
    published before. Elsewhere interrupted runs may have left drafts that nobody ever saw.
    """
    if len(entries) < 2:
        return entries
    if case.traits.unique_names:
        renamed = any(entry.marker and entry.marker.key != case.desired.key for entry in entries)
        return entries if renamed else tuple(entry for entry in entries if entry.name == case.name)
    whole = tuple(entry for entry in entries if entry.content.state is not State.DRAFT)
    stays = entry_that_stays(entries)
    return whole if whole or stays is None else (stays,)
