"""Files of a producer's folder, as data: where one is, and what it holds."""

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
    """A file that was read once from end to end."""

    size: int
    """Bytes."""
    sha256: str
    sha1: str
    changed: int
    """When the file system says that it was last changed (nanoseconds)."""
    rows: int | None = None
    """Of a table, without its header."""
    columns: int | None = None

    def content(self, kind: Literal["sha256", "sha1"]) -> File:
        """What it holds, as a catalogue tells it that knows this kind of checksum."""
        return File(self.size, f"{kind}:{self.sha256 if kind == 'sha256' else self.sha1}", self.rows, self.columns)
