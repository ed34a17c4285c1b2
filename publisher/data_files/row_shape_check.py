"""The shape of a table: as many cells in every row, no empty row, no total and no note below it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from publisher.data_files.table_place import TablePlace, shown_value
from publisher.model.findings import Finding
from publisher.model.messages import counted, message
from publisher.rules.data_content import EMPTY_ROW, EMPTY_ROWS_AT_END, HEADER_ONLY, LINES_BELOW_TABLE, RAGGED_ROW

_TOTAL: Final = re.compile(
    r"\W*((sous[- ])?totaux|(sous[- ])?total( général| global| cumulé)?|somme|moyenne|grand total)\s*:?", re.IGNORECASE
)
_NOTE: Final = re.compile(r"\W*(source|note|nota|légende|lecture|champ|remarque|export|édité|mise? à jour|n\.?b)s?\b.*",
                          re.IGNORECASE | re.DOTALL)  # fmt: skip
_TOTAL_OR_NOTE: Final = re.compile(
    r"\W*(sous|tot|somme|moy|grand|sour|not|lég|leg|lec|cha|rem|exp|édi|mis|n\.?b)", re.IGNORECASE
)
_TAIL: Final = 10
"""Rows at the end that may be totals and notes."""


class RowShapeCheck:
    """The shape of the rows. It is shown every row below the header, empty and ragged ones too."""

    def __init__(self, place: TablePlace) -> None:
        self._place = place
        self._width = 0
        self._header_row = 1
        self._rows = 0
        self._empty: tuple[int, int] | None = None
        """The first and the last of the empty rows that were read last."""
        self._delimiters = False
        """Whether one of these has delimiters: programs then read a record."""
        self._tail: list[tuple[int, list[str]]] = []
        """Rows that are a total or a note if the table ends with them."""
        self._after_broken = False
        """Whether the row before could not be read: a row that follows it may be a part of it."""

    def header(self, row: int, names: Sequence[str]) -> Iterable[Finding]:
        """Note how many cells a row has. No finding."""
        self._width, self._header_row = len(names), row
        return ()

    def broken(self) -> None:
        """Note that a row could not be read."""
        self._rows += 1
        self._after_broken = True

    def row(self, row: int, cells: Sequence[str]) -> Iterable[Finding]:
        """Return the findings about a row, and those about rows before it that are now sure."""
        first = cells[0][:1] if cells else ""
        if first.isdigit() and len(cells) == self._width and not self._empty and not self._tail:
            self._rows += 1  # the usual row, at once
            self._after_broken = False
            return ()
        if not any(cells):
            self._empty = (self._empty[0] if self._empty else row, row)
            self._delimiters = self._delimiters or len(cells) > 1
            return ()
        self._rows += 1
        if len(self._tail) < _TAIL and self._may_be_tail(cells):
            self._tail.append((row, list(cells)))
            return ()
        findings = [*self._sure_now()] if self._empty or self._tail else []
        if len(cells) != self._width:
            return [*findings, *self._ragged(row, cells)]
        self._after_broken = False
        return findings

    def _may_be_tail(self, cells: Sequence[str]) -> bool:
        """Return whether a row is a total or a note if nothing follows."""
        start = next(cell for cell in cells if cell)
        if len(cells) == self._width:
            return _TOTAL_OR_NOTE.match(start) is not None and self._is_total_or_note(start, cells)
        is_sentence = len(cells) == 1 and " " in start.strip()
        return self._width > 1 and (is_sentence or self._is_total_or_note(start, cells))

    def _is_total_or_note(self, start: str, cells: Sequence[str]) -> bool:
        if self._width < 2:
            return False
        alone = sum(1 for cell in cells if cell.strip()) == 1 and self._width > 2
        return _TOTAL.fullmatch(start.strip()) is not None or (alone and _NOTE.fullmatch(start) is not None)

    def _sure_now(self) -> Iterator[Finding]:
        """Yield the findings about rows that turn out to be no end of the table."""
        if self._empty and self._width > 1:
            first, last = self._empty
            what = message("empty row between others")
            if last > first:
                what = message("empty rows between others, up to row {last}", last=last)
            fix = message("Delete it: reusers get a record without values.")
            yield self._place.finding(EMPTY_ROW, first, None, what, fix)
        rows, self._tail, self._empty, self._delimiters = self._tail, [], None, False
        for row, cells in rows:
            if len(cells) != self._width:
                yield from self._ragged(row, cells)

    def _ragged(self, row: int, cells: Sequence[str]) -> Iterator[Finding]:
        if self._after_broken:
            return
        what = counted(
            "{n} cell, and the header has {width}",
            "{n} cells, and the header has {width}",
            n=len(cells),
            width=self._width,
        )
        if len(cells) > self._width:
            fix = message(
                'A value has the delimiter in it: put the whole of it in double quotes ("…"); each part belongs to it.'
            )
            if not any(map(str.strip, cells[self._width :])):
                fix = message("Delete the empty cells at the end of the row.")
        elif any("\n" in cell or '"' in cell for cell in cells):
            fix = message(
                "A double quote may have taken in the cells behind it: look where the text in quotes ends. Else add "
                "the missing cells: a delimiter for each, also where the value is empty."
            )
        else:
            fix = message("Add the missing cells: a delimiter for each, also where the value is empty.")
        yield self._place.finding(RAGGED_ROW, row, None, what, fix)

    def end(self) -> Iterator[Finding]:
        """Yield the findings about the end of the table."""
        if not self._rows:
            what = message("there is no row below the header")
            fix = message("Export the data again, or ask whoever made the file for the whole one.")
            yield self._place.finding(HEADER_ONLY, self._header_row, None, what, fix)
            return
        if self._tail:
            row, cells = self._tail[0]
            text = next(cell for cell in cells if cell.strip())
            what = message("“{value}”: a total or a note below the table", value=shown_value(text.strip()))
            fix = message("Delete this row; a note belongs into the description of the resource.")
            finding = self._place.finding(LINES_BELOW_TABLE, row, None, what, fix)
            yield replace(finding, count=len(self._tail))
        elif self._empty:
            what = message("empty rows at the end of the table")
            fix = message("Delete them; in a spreadsheet, delete the rows below the table before you export.")
            rule = EMPTY_ROW if self._delimiters else EMPTY_ROWS_AT_END
            yield self._place.finding(rule, self._empty[0], None, what, fix)
