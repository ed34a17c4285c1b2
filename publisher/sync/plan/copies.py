"""Entries that carry the marker of a dataset of ours without being its entry. They are named, and left alone. Pure."""

from collections.abc import Iterable

from publisher.model.plan import CopyKind, EntryCopy
from publisher.sync.steps.entry_index import EntryIndex


def copies(index: EntryIndex) -> Iterable[EntryCopy]:
    """Yield the copies that harvesters made, and the deleted duplicates of entries that exist."""
    for entry in index.entries:
        key = entry.copies_from(index.repository)
        if key is not None and (entry.harvested is not None) != entry.deleted:
            # A harvested copy that was deleted needs nobody; nor does a duplicate that a person restored.
            yield EntryCopy(entry.catalog, key, entry, CopyKind.DELETED if entry.deleted else CopyKind.HARVESTED)
    for key, entries in index.by_key.items():
        if not all(entry.deleted for entry in entries):
            yield from (EntryCopy(entry.catalog, key, entry, CopyKind.DELETED) for entry in entries if entry.deleted)
