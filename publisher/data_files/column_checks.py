"""Checks of single cells, chosen by the name of their column."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from publisher.data_files.table_place import TablePlace
from publisher.model.findings import Finding


class CellCheck(Protocol):
    """A check of the cells of one column."""

    def cell(self, row: int, value: str) -> Iterable[Finding]:
        """Return the findings about a cell that is not empty."""
        ...

    def end(self) -> Iterable[Finding]:
        """Return the findings about the column as a whole."""
        ...


ForColumn = Callable[[TablePlace, str, Sequence[str]], CellCheck | None]
"""Returns the check of a column with this name, among these names; None where the name says nothing of its values."""


class ColumnChecks:
    """A check of rows that hands each cell to the check of its column."""

    def __init__(self, place: TablePlace, kinds: Sequence[ForColumn]) -> None:
        self._place = place
        self._kinds = kinds
        self._columns: list[tuple[int, CellCheck]] = []

    def header(self, row: int, names: Sequence[str]) -> Iterable[Finding]:
        """Choose the checks. No finding."""
        self._columns = [
            (index, check)
            for index, name in enumerate(names)
            for kind in self._kinds
            if (check := kind(self._place, name, names)) is not None
        ]
        return ()

    def row(self, row: int, cells: Sequence[str]) -> Iterable[Finding]:
        """Return the findings about the cells of a row."""
        findings: list[Finding] = []
        for index, check in self._columns:
            if value := cells[index].strip():
                findings += check.cell(row, value)
        return findings

    def end(self) -> Iterable[Finding]:
        """Return the findings about each column as a whole."""
        return [finding for _, check in self._columns for finding in check.end()]
