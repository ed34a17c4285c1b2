"""The rows of a table in a temporary file: memory has the place and the length of each, and no text."""

from array import array
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import Final, Self

_BETWEEN: Final = "\0"
_LOST: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands for a NUL in a cell, which no data have."""


class StoredRows:
    """Rows that are written one after the other, and then read. Cells have LF as line ends. A context manager.

    Empty cells at the end of a row are not kept: a shorter row has the same value as one that is filled up.
    """

    def __init__(self) -> None:
        self.numbers = array("q")
        """The number of each row in its file."""
        self.size = 0
        """Bytes of all rows."""
        self._ends = array("q")
        self._file = TemporaryFile()  # noqa: SIM115 - this object is the context manager

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._ends)

    def add(self, number: int, cells: Sequence[str]) -> None:
        """Write a row. Raises `OSError`."""
        data = row_bytes(cells)
        self._file.write(data)
        self.size += len(data)
        self.numbers.append(number)
        self._ends.append(self.size)

    def all_bytes(self) -> Iterator[bytes]:
        """Yield every row as it is kept. Raises `OSError`."""
        self._file.seek(0)
        start = 0
        for end in self._ends:
            yield self._file.read(end - start)
            start = end

    def cells(self, index: int) -> list[str]:
        """Return the cells of a row, without the empty ones at its end. Raises `OSError`."""
        start = self._ends[index - 1] if index else 0
        self._file.seek(start)
        return cells_of(self._file.read(self._ends[index] - start))


def row_bytes(cells: Sequence[str]) -> bytes:
    """Return a row as it is kept and compared."""
    text = _BETWEEN.join(cells)
    if text.count(_BETWEEN) >= max(1, len(cells)):
        text = _BETWEEN.join(cell.replace(_BETWEEN, _LOST) for cell in cells)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.rstrip(_BETWEEN).encode("utf-8", "surrogatepass")


def cells_of(row: bytes) -> list[str]:
    """Return the cells of a row that is kept."""
    return row.decode("utf-8", "surrogatepass").split(_BETWEEN)
