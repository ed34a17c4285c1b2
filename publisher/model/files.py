"""Data files of a producer's folder: their paths, and what was measured of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from publisher.model.values import File


@dataclass(frozen=True)
class DataFile:
    """A file that a manifest names."""

    path: Path

    @property
    def name(self) -> str:
        """Its name, without its folder."""
        return self.path.name


@dataclass(frozen=True, kw_only=True)
class MeasuredFile(DataFile):
    """A file that was read once, from end to end."""

    size: int
    """Bytes."""
    sha256: str
    sha1: str
    changed: int
    """Its modification time in the file system (nanoseconds)."""
    rows: int | None = None
    """Rows of a table, without its header; None for any other file."""
    columns: int | None = None

    def content(self, kind: Literal["sha256", "sha1"]) -> File:
        """Return its content with the kind of checksum that a catalogue has."""
        return File(self.size, f"{kind}:{self.sha256 if kind == 'sha256' else self.sha1}", self.rows, self.columns)
