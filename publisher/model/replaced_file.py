"""The file of a catalogue that a run replaced or removed, and where its former bytes are."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from publisher.model.names import ResourceId

LARGEST_KEPT: Final = 100_000_000
"""Bytes of a file that a run keeps before it replaces it."""
MOST_KEPT: Final = 500_000_000
"""Bytes that one run keeps."""


class FormerBytes(Enum):
    """Where the former bytes of a file are. The values are the names in JSON."""

    KEPT = "kept"
    """In the folder of the run."""
    IN_GIT = "git"
    """In a commit, under the name of the file that took its place."""
    LOST = "lost"
    """Nowhere, as far as the run knows."""


class WhyLost(Enum):
    """Why a run did not keep the bytes of a file. The values are the names in JSON."""

    TOO_LARGE = "too-large"
    """It is larger than `LARGEST_KEPT`."""
    TOO_MANY = "too-many"
    """With it, the run would keep more than `MOST_KEPT`."""
    NOT_PUBLIC = "not-public"
    """Its entry is not public, and everybody can read the folder of the run."""
    NOT_DOWNLOADED = "not-downloaded"
    """The catalogue did not give it."""
    NOT_WRITTEN = "not-written"
    """The folder of the run cannot be written."""


@dataclass(frozen=True)
class ReplacedFile:
    """A file of a catalogue that a run replaced or removed."""

    resource: ResourceId
    bytes: FormerBytes
    size: int | None = None
    sha256: str | None = None
    """Of the former bytes; None where they were not read."""
    why: WhyLost | None = None
    """Why they are lost; None where they are not."""
