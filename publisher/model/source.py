"""Where something stands in a file."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Position:
    """A place in a text file of the repository, counted from 1."""

    file: str
    """Path as a person would type it from where they stand, with forward slashes."""
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"
