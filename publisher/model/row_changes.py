"""Which rows of a data file differ from the published ones; or why nobody knows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from publisher.model.findings import RowUnit
from publisher.model.messages import Message
from publisher.model.names import CatalogName
from publisher.model.values import Withheld


@dataclass(frozen=True)
class CellChange:
    """A cell of a row that changes."""

    column: str
    before: str | None
    """None where its text is not shown: that of a geometry, or of a column with personal data."""
    after: str | None
    """None where `before` is."""


@dataclass(frozen=True)
class FileRow:
    """A row that is added, or removed."""

    number: int
    """Its place in the file that has it, as an editor or a spreadsheet shows it; of JSON, the number of the object."""
    cells: tuple[tuple[str, str], ...]
    """The column and the text of each cell that is not empty; geometries and personal data are left out."""


@dataclass(frozen=True)
class ChangedRow:
    """A row that is in both files, with other cells."""

    number: int
    """Its place in the new file."""
    former_number: int
    """Its place in the published file."""
    key: str | None
    """Its text in the column that pairs the rows; None without such a column, or where it is not shown."""
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, kw_only=True)
class RowChanges:
    """What differs between the rows of two files, over the columns that both have."""

    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0
    changed: int = 0
    unchanged: int = 0
    reordered: bool = False
    """Whether nothing of the rows changes but their order."""
    key: str | None = None
    """The column by which rows are paired; None where whole rows are."""
    unit: RowUnit = RowUnit.LINE
    """What the numbers of rows count in the new file."""
    former_unit: RowUnit = RowUnit.LINE
    """What they count in the published file."""
    personal: tuple[str, ...] = ()
    """Columns that may have personal data: their values are not shown."""
    first_added: tuple[FileRow, ...] = ()
    first_removed: tuple[FileRow, ...] = ()
    first_changed: tuple[ChangedRow, ...] = ()
    withheld: bool = False
    """Whether the output is public and the entry is not: there are counts, and no values."""
    compared_with: CatalogName | None = None
    """The catalogue that has the published file, where another catalogue has, or may have, another one."""

    @property
    def same_rows(self) -> bool:
        """Whether both files have the same columns and the same rows, in the same order."""
        counts = self.added + self.removed + self.changed
        return not (counts or self.reordered or self.columns_added or self.columns_removed)


class WhyNotCompared(Enum):
    """Why the rows of two files are not compared. The values are the names in JSON."""

    FORMAT = "format"
    """Files of this format have no rows that are read."""
    TOO_LARGE = "too-large"
    """One of the files is, or its rows are too many."""
    TOO_MANY = "too-many"
    """Files of the plan were compared before, up to a limit."""
    NO_COMMON_COLUMN = "no-common-column"
    UNREADABLE = "unreadable"
    """One of the files is damaged, or no table."""
    NOT_FETCHED = "not-fetched"
    """Neither git nor the catalogue gives the published file."""


@dataclass(frozen=True)
class NotCompared:
    """Two files whose rows are not compared."""

    why: WhyNotCompared
    reason: Message


RowComparison = RowChanges | NotCompared


def row_changes_for_public(changes: RowChanges) -> RowChanges:
    """Return the counts alone, for the file of an entry that is not public: its values and names stay hidden."""
    return replace(
        changes,
        columns_removed=tuple(_hidden(changes.columns_removed)),
        key=None,
        personal=(),
        first_added=(),
        first_removed=(),
        first_changed=(),
        withheld=True,
    )


def _hidden(names: Iterable[str]) -> Iterable[str]:
    return (str(Withheld()) for _name in names)
