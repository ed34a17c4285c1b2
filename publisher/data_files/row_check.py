"""What a check of the rows of a table is: it sees each row once, in order, and keeps nothing of most of them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol, runtime_checkable

from publisher.model.findings import Finding, RowUnit


class RowCheck(Protocol):
    """A check that is shown the rows of one file."""

    def header(self, row: int, names: Sequence[str]) -> Iterable[Finding]:
        """Return the findings about the header, which stands in this row."""
        ...

    def row(self, row: int, cells: Sequence[str]) -> Iterable[Finding]:
        """Return the findings about one row below the header. `row` is the number that the author's program shows."""
        ...

    def end(self) -> Iterable[Finding]:
        """Return the findings about the table as a whole."""
        ...


@runtime_checkable
class DescribesColumns(Protocol):
    """A check that knows from a description of the table what its cells hold. It is shown the cells that a row has."""

    described: Collection[str]
    """The columns whose cells it checks itself, once the header is read: nothing is guessed from their names."""


@runtime_checkable
class ReadsEverything(Protocol):
    """A check that nothing of a file may escape, whether it is a row of the table or not."""

    def text(self, row: int, text: str, unit: RowUnit) -> Iterable[Finding]:
        """Return the findings about a text that no row has, such as a line above the header or a broken row."""
        ...

    def other_table(self) -> RowCheck:
        """Return a check of another table of the file, such as the second sheet of a workbook."""
        ...


def reading_everything(checks: Iterable[RowCheck]) -> list[ReadsEverything]:
    """Return those of the checks that nothing of a file may escape."""
    return [check for check in checks if isinstance(check, ReadsEverything)]
