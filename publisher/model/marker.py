"""The marker: extras of an entry that say whose it is, and what was last applied to it (the base)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from publisher.model.names import DatasetKey, Digest, RemoteId, Repository, ResourceId

REPOSITORY_KEY: Final = "publisher_repository"
KEY_KEY: Final = "publisher_key"
LAST_APPLIED_KEY: Final = "publisher_base"
DUPLICATE_KEY: Final = "publisher_duplicate_of"
"""What a deleted duplicate has in place of the marker: repository and key of the dataset, with a blank between them."""
MOST_PARTS: Final = 8
"""Of a base in a catalogue that limits an extra to 30,000 bytes, for the 1,000 resources that a manifest may have."""

PROTECTED: Final = "protect"
"""Stands among the fields last applied where the manifest protected the entry: a setting, which no catalogue has."""
WITHDRAWN: Final = "withdrawn"
"""Stands there where the dataset was withdrawn for good: its entry is empty, and nothing is published for it again."""

_MARKER_KEY: Final = re.compile(rf"{REPOSITORY_KEY}|{KEY_KEY}|{LAST_APPLIED_KEY}(_[0-9]+)?|{DUPLICATE_KEY}")


def base_key(part: int) -> str:
    """Return the name of the extra that holds a part of the base; the first part is 1, and has no number."""
    return LAST_APPLIED_KEY if part == 1 else f"{LAST_APPLIED_KEY}_{part}"


def is_marker_key(name: str) -> bool:
    """Return whether an extra of this name is part of a marker, or stands in its place."""
    return _MARKER_KEY.fullmatch(name) is not None


def is_base_key(name: str) -> bool:
    """Return whether an extra of this name holds a part of the base."""
    return is_marker_key(name) and name.startswith(LAST_APPLIED_KEY)


Digests = Mapping[str, Digest]
NOTHING: Final[Digests] = MappingProxyType({})


@dataclass(frozen=True)
class SentFile:
    """A file as it was last sent."""

    sha256: str
    size: int
    """Bytes."""
    rows: int | None = None
    columns: int | None = None


@dataclass(frozen=True)
class ResourceLastApplied:
    """What was last applied to one resource of ours."""

    id: ResourceId
    remote_id: RemoteId | None
    """Its id in the catalogue; None until a catalogue that chooses ids has returned it."""
    fields: Digests = field(default_factory=lambda: NOTHING)
    echoes: Digests = field(default_factory=lambda: NOTHING)
    sent: SentFile | None = None
    """The file that was sent, or is being sent."""
    pending: bool = False
    """Whether an upload was not completed: the catalogue may have either content, so the file is sent again."""


@dataclass(frozen=True)
class LastApplied:
    """What was last applied to an entry: a digest of each managed field.

    `echoes` has the digest of the stored form, for a field that the catalogue stores in another form than the one sent.
    """

    fields: Digests = field(default_factory=lambda: NOTHING)
    echoes: Digests = field(default_factory=lambda: NOTHING)
    resources: tuple[ResourceLastApplied, ...] = ()
    """In the order last applied."""
    run: str | None = None
    """The run that is making the entry, until the entry is whole: what two runs make at once is alike otherwise."""

    @property
    def protected(self) -> bool:
        """Whether the manifest protected the entry when it was last applied."""
        return PROTECTED in self.fields

    @property
    def withdrawn(self) -> bool:
        """Whether the dataset was withdrawn for good."""
        return WITHDRAWN in self.fields

    def resource(self, desired: ResourceId) -> ResourceLastApplied | None:
        """Return what was last applied to one resource."""
        return next((resource for resource in self.resources if resource.id == desired), None)


@dataclass(frozen=True)
class Marker:
    """Whose entry it is, and what was last applied.

    `last_applied` is None where it cannot be read.
    """

    repository: Repository
    key: DatasetKey
    last_applied: LastApplied | None
    newer_version: int | None = None
    """The version of the base, where a newer program wrote it: this one cannot read it, and must not replace it."""

    def names(self, repository: Repository, key: DatasetKey) -> bool:
        """Return whether it names this dataset of this repository."""
        return (self.repository, self.key) == (repository, key)
