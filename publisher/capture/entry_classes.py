"""Entries that exist in a catalogue, sorted by what can become of them here."""

from dataclasses import dataclass
from enum import Enum

from publisher.model.entry import Entry
from publisher.model.messages import Message


class EntryClass(Enum):
    """What an entry is to us."""

    EXACT = "exact"
    """A manifest can be written, after whose adoption nothing waits."""
    AMBIGUOUS = "ambiguous"
    """A person must say which dataset it is."""
    HARVESTED = "harvested"
    """A harvester rewrites it."""
    FOREIGN = "foreign"
    """Another tool, or another repository, looks after it."""
    KNOWN = "known"
    """It is ours already, or a manifest names it."""


@dataclass(frozen=True)
class ClassifiedEntry:
    """One entry, and what it is to us."""

    entry: Entry
    sort: EntryClass
    why: Message | None = None
    """Of one that is not exact."""
