"""Entries that exist already and may become ours."""

from dataclasses import dataclass

from publisher.model.change import Change
from publisher.model.entry import Entry
from publisher.model.messages import Message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Blocked, EntryEdit


@dataclass(frozen=True)
class AdoptableEntry:
    """An entry that may become ours."""

    entry: Entry
    edit: EntryEdit
    """The marker, and nothing else."""
    differences: tuple[Change, ...]
    """What a sync would change there afterwards."""


@dataclass(frozen=True)
class AdoptionCandidate:
    """One dataset in one catalogue: what adopting would do."""

    key: DatasetKey
    catalog: CatalogName
    found: AdoptableEntry | Blocked | Message
    """A message where there is nothing to adopt."""


@dataclass(frozen=True)
class AdoptionOutcome:
    """What became of one adoption."""

    candidate: AdoptionCandidate
    entry: Entry | None
    what: Message | None = None
    """Why it was not done."""
    fix: Message | None = None
