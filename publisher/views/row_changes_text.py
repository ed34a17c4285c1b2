"""The rows that differ between a published file and the new one, as text: the counts, then the first of each kind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from publisher.locale import _, ngettext
from publisher.model.findings import Cell, RowUnit
from publisher.model.row_changes import CellChange, ChangedRow, FileRow, NotCompared, RowChanges, RowComparison
from publisher.model.values import Withheld
from publisher.views.findings import cell_text
from publisher.views.safe_text import clip, clip_pair, printable

CELLS: Final = 6
"""Cells of a row that are shown."""
_COLUMNS: Final = 8
"""Names of columns that are shown."""
NEW_COLUMNS: Final = 40
"""Names of columns of a new file that are shown."""
_NAME: Final = 30
"""Characters of the name of a column."""
_CELL: Final = 40
"""Characters of a cell."""


@dataclass(frozen=True)
class RowLine:
    """A line about a row. The text is not escaped; it has no control character and no line end."""

    sign: str
    """`+`, `−` or `~`; an empty text for what is left out."""
    text: str


def row_changes_text(changes: RowComparison, indent: int = 0) -> list[str]:
    """Return the lines about a file, the rows indented by four more spaces."""
    lines = [f"{' ' * indent}{row_changes_summary(changes)}"]
    return lines + [f"{' ' * (indent + 4)}{line.sign} {line.text}".rstrip() for line in row_lines(changes)]


def row_changes_summary(changes: RowComparison) -> str:
    """Return on one line how many rows were added, removed and changed; or why nobody knows."""
    match changes:
        case NotCompared(reason=reason):
            return _("rows not compared: {reason}").format(reason=printable(str(reason)))
        case RowChanges():
            parts = [", ".join(part for part in (_rows_text(changes), *_columns_texts(changes)) if part)]
            if changes.compared_with is not None:
                text = _("compared with the file in {catalog}; another catalogue may have another one")
                parts.append(text.format(catalog=printable(changes.compared_with)))
            if changes.personal:
                text = _("not shown, since they may be personal data: {columns}")
                parts.append(text.format(columns=_names_text(changes.personal)))
            if changes.withheld:
                parts.append(str(Withheld()))
            return " · ".join(parts)
        case _:
            assert_never(changes)


def new_columns_text(names: Sequence[str]) -> str:
    """Return the columns of a new file: how many, and their names."""
    return ngettext("{n} column", "{n} columns", len(names)) + f"{_(': ')}{_names_text(tuple(names), NEW_COLUMNS)}"


def row_lines(changes: RowComparison) -> list[RowLine]:
    """Return a line for each row that the result has as an example, and one for those of a kind that it leaves out."""
    return list(_row_lines(changes)) if isinstance(changes, RowChanges) and not changes.withheld else []


def _row_lines(changes: RowChanges) -> Iterator[RowLine]:
    yield from (RowLine("+", _row_text(row, changes.unit)) for row in changes.first_added)
    yield from _more(changes.added - len(changes.first_added))
    yield from (RowLine("−", _row_text(row, changes.former_unit)) for row in changes.first_removed)
    yield from _more(changes.removed - len(changes.first_removed))
    yield from (RowLine("~", _changed_text(row, changes)) for row in changes.first_changed)
    yield from _more(changes.changed - len(changes.first_changed))


def _more(count: int) -> Iterator[RowLine]:
    if count > 0:
        yield RowLine("", _("… and {n} more").format(n=count))


def _rows_text(changes: RowChanges) -> str:
    if changes.same_rows:
        return _("same rows: only the form of the file changes")
    if changes.reordered:
        return _("same rows, in another order")
    counts = [part for part in _counts(changes) if part]
    if not counts:
        return _("rows unchanged")
    key = f" ({_('key: {column}').format(column=_name_text(changes.key))})" if changes.key is not None else ""
    return ", ".join(counts) + key


def _counts(changes: RowChanges) -> Iterator[str]:
    """Yield the counts that are not zero; the first of them says what is counted."""
    added, removed, changed = changes.added, changes.removed, changes.changed
    if added:
        yield ngettext("{n} row added", "{n} rows added", added)
    if removed and added:
        yield ngettext("{n} removed", "{n} removed", removed)
    elif removed:
        yield ngettext("{n} row removed", "{n} rows removed", removed)
    if changed and (added or removed):
        yield ngettext("{n} changed", "{n} changed", changed)
    elif changed:
        yield ngettext("{n} row changed", "{n} rows changed", changed)


def _columns_texts(changes: RowChanges) -> Iterator[str]:
    added, removed = changes.columns_added, changes.columns_removed
    if added:
        yield ngettext("{n} column added", "{n} columns added", len(added)) + f" ({_names_text(added)})"
    if removed:
        names = "" if changes.withheld else f" ({_names_text(removed)})"
        yield ngettext("{n} column removed", "{n} columns removed", len(removed)) + names


def _names_text(names: tuple[str, ...], most: int = _COLUMNS) -> str:
    more = [_("… and {n} more").format(n=len(names) - most)] if len(names) > most else []
    return ", ".join([*map(_name_text, names[:most]), *more])


def _name_text(name: str) -> str:
    return clip(name, _NAME)


def _row_text(row: FileRow, unit: RowUnit) -> str:
    cells = [f"{_name_text(name)} = {clip(text, _CELL)}" for name, text in row.cells[:CELLS]]
    return f"{_place(row.number, unit)}{_(': ')}{_joined(cells, len(row.cells))}"


def _changed_text(row: ChangedRow, changes: RowChanges) -> str:
    key = f" ({_name_text(changes.key)} = {clip(row.key, _CELL)})" if changes.key and row.key else ""
    cells = [_cell_change(cell) for cell in row.cells[:CELLS]]
    return f"{_place(row.number, changes.unit)}{key}{_(': ')}{_joined(cells, len(row.cells))}"


def _place(number: int, unit: RowUnit) -> str:
    return cell_text(Cell(number, None, unit))


def _joined(cells: Iterable[str], count: int) -> str:
    more = [_("… and {n} more").format(n=count - CELLS)] if count > CELLS else []
    return " · ".join([*cells, *more])


def _cell_change(cell: CellChange) -> str:
    if cell.before is None or cell.after is None:
        return _("{column} changed").format(column=_name_text(cell.column))
    before, after = clip_pair(cell.before, cell.after, _CELL)
    if before == after:
        text = _("{column} = {text} (spaces or characters that are not seen)")
        return text.format(column=_name_text(cell.column), text=after or _("(empty)"))
    return f"{_name_text(cell.column)} = {before or _('(empty)')} → {after or _('(empty)')}"
