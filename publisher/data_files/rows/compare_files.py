"""Compare two versions of a data file, row by row. Nothing that a file contains makes it fail: the result says why."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Final

from publisher.data_files.rows.key_column import key_column
from publisher.data_files.rows.pair_rows import Digest, PairedRows, pair_whole_rows
from publisher.data_files.rows.personal_columns import personal_columns
from publisher.data_files.rows.read_rows import READERS, NoRowsError, StoredTable, format_by_content, read_rows
from publisher.data_files.rows.stored_rows import StoredRows
from publisher.model.messages import Message, message
from publisher.model.row_changes import (
    CellChange,
    ChangedRow,
    FileRow,
    NotCompared,
    RowChanges,
    RowComparison,
    WhyNotCompared,
)
from publisher.model.system_errors import reason_of

SHOWN: Final = 5
"""Rows of each kind that the result has as examples."""


def can_compare(data_format: str) -> bool:
    """Return whether files of a format have rows that are read."""
    return data_format in READERS


def columns_of(path: Path, data_format: str) -> tuple[str, ...]:
    """Return the names of the columns of a file; none where its rows are not read."""
    if not can_compare(data_format):
        return ()
    try:
        with StoredRows() as rows:
            return read_rows(path, format_by_content(path, data_format), rows).names
    except (NoRowsError, OSError):  # a finding about the file says it
        return ()


def compare_files(published: Path, new: Path, data_format: str) -> RowComparison:
    """Return the rows that differ between two files; or why they are not compared.

    `data_format`: that of the new file, such as `csv`. The published one may have another one.
    """
    if not can_compare(data_format):
        return NotCompared(WhyNotCompared.FORMAT, message("the rows of this format are not read"))
    try:
        with StoredRows() as rows_before, StoredRows() as rows_after:
            after = _read(new, data_format, rows_after, _of_new)
            before = _read(published, data_format, rows_before, _of_published)
            return _Comparison.of(before, after).changes()
    except NoRowsError as error:
        return NotCompared(error.why, error.reason)
    except OSError as error:
        return NotCompared(WhyNotCompared.UNREADABLE, reason_of(error))


def _of_published(reason: Message) -> Message:
    return message("the published file: {reason}", reason=reason)


def _of_new(reason: Message) -> Message:
    return message("the new file: {reason}", reason=reason)


def _read(path: Path, data_format: str, rows: StoredRows, of_file: Callable[[Message], Message]) -> StoredTable:
    """Return the table of a file. Raises `NoRowsError`, whose reason names the file."""
    try:
        return read_rows(path, format_by_content(path, data_format), rows)
    except NoRowsError as error:
        raise NoRowsError(error.why, of_file(error.reason)) from error
    except OSError as error:
        raise NoRowsError(WhyNotCompared.UNREADABLE, of_file(reason_of(error))) from error


@dataclass(frozen=True)
class _Comparison:
    before: StoredTable
    after: StoredTable
    common: Sequence[str]
    """The columns that both have, in the order of the published file."""

    @classmethod
    def of(cls, before: StoredTable, after: StoredTable) -> "_Comparison":
        """Return the comparison of two tables. Raises `NoRowsError` where no column is in both."""
        if not before.names:  # a list without objects has no columns
            before = replace(before, names=after.names)
        if not after.names:
            after = replace(after, names=before.names)
        names = frozenset(after.names)
        common = [name for name in before.names if name in names]
        if not common and (before.names or after.names):
            reason = message("the published file and the new one have no column in common")
            raise NoRowsError(WhyNotCompared.NO_COMMON_COLUMN, reason)
        return cls(before, after, common)

    def changes(self) -> RowChanges:
        """Return what differs. Raises `OSError`."""
        before, after = self.before, self.after
        key, paired = self._paired()
        added, removed, changed = paired.added[:SHOWN], paired.removed[:SHOWN], paired.changed[:SHOWN]
        personal = personal_columns(before, [*removed, *(first for first, _ in changed)])
        personal |= personal_columns(after, [*added, *(second for _, second in changed)])
        unseen = personal | before.unseen | after.unseen
        return RowChanges(
            columns_added=tuple(name for name in after.names if name not in self.common),
            columns_removed=tuple(name for name in before.names if name not in self.common),
            added=len(paired.added),
            removed=len(paired.removed),
            changed=len(paired.changed),
            unchanged=paired.unchanged,
            reordered=paired.reordered,
            key=key,
            unit=after.unit,
            former_unit=before.unit,
            personal=tuple(sorted(personal)),
            first_added=tuple(_row(after, place, unseen) for place in added),
            first_removed=tuple(_row(before, place, unseen) for place in removed),
            first_changed=tuple(self._changed(*pair, key, unseen) for pair in changed),
        )

    def _paired(self) -> tuple[str | None, PairedRows]:
        """Return the key column, if any, and the rows as they are paired."""
        digests = self._digests(self.before), self._digests(self.after)
        if digests[0] != digests[1]:
            key = key_column((self.before, self.after), digests, self.common, self._differing_cells)
            if key is not None:
                return key.name, key.paired
        return None, pair_whole_rows(*digests, self._similar)

    def _digests(self, table: StoredTable) -> list[Digest]:
        """Return the digest of each row, over the common columns."""
        if list(table.names) == self.common:
            return [_digest(row) for row in table.rows.all_bytes()]
        places = [table.names.index(name) for name in self.common]
        return [_digest(_part(row, places)) for row in table.rows.all_bytes()]

    def _similar(self, first: int, second: int) -> bool:
        """Return whether two rows have half of their filled cells alike."""
        pairs = [pair for pair in self._cells(first, second).values() if any(pair)]
        return sum(before == after for before, after in pairs) * 2 >= len(pairs)

    def _differing_cells(self, first: int, second: int) -> int:
        return sum(before != after for before, after in self._cells(first, second).values())

    def _cells(self, first: int, second: int) -> dict[str, tuple[str, str]]:
        """Return the cells of two rows by column."""
        before, after = _cells(self.before, first), _cells(self.after, second)
        return {name: (before[name], after[name]) for name in self.common}

    def _changed(self, first: int, second: int, key: str | None, unseen: Set[str]) -> ChangedRow:
        cells = self._cells(first, second)
        return ChangedRow(
            number=self.after.rows.numbers[second],
            former_number=self.before.rows.numbers[first],
            key=cells[key][1] if key is not None and key not in unseen else None,
            cells=tuple(
                CellChange(name, None, None) if name in unseen else CellChange(name, before, after)
                for name, (before, after) in cells.items()
                if before != after
            ),
        )


def _digest(row: bytes) -> Digest:
    return blake2b(row, digest_size=16).digest()


def _part(row: bytes, places: Sequence[int]) -> bytes:
    """Return some of the cells of a row, in this order, as a row is kept."""
    cells = row.split(b"\0")
    return b"\0".join(cells[place] if place < len(cells) else b"" for place in places).rstrip(b"\0")


def _cells(table: StoredTable, place: int) -> dict[str, str]:
    cells = table.rows.cells(place)
    return dict(zip(table.names, [*cells, *[""] * (len(table.names) - len(cells))], strict=True))


def _row(table: StoredTable, place: int, unseen: Set[str]) -> FileRow:
    cells = _cells(table, place)
    filled = tuple((name, text) for name, text in cells.items() if text and name not in unseen)
    return FileRow(table.rows.numbers[place], filled)
