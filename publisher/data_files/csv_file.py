"""A table in a text file: CSV and TSV."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import assert_never

from publisher.data_files.file_to_check import FileToCheck
from publisher.data_files.header_check import lines_above_header
from publisher.data_files.row_check import RowCheck
from publisher.data_files.table_place import TablePlace, shown_value
from publisher.data_files.table_walk import TableWalk
from publisher.data_files.text_findings import encoding_findings
from publisher.model.findings import Finding
from publisher.model.messages import message
from publisher.rules.data_content import (
    EMPTY_FILE,
    LONE_QUOTE,
    MIXED_LINE_ENDS,
    OTHER_HEADER_DELIMITER,
    ROW_TOO_LONG,
    UNBALANCED_QUOTES,
    UNUSUAL_DELIMITER,
)
from publisher.tables.dialect import Dialect
from publisher.tables.text_rows import (
    LONGEST,
    Break,
    BrokenRow,
    Row,
    TextTable,
    dialect_of_file,
    header_cells,
    survey_of,
    texts_from,
)
from publisher.tables.text_survey import TextSurvey


def csv_findings(file: FileToCheck, further: Sequence[RowCheck], advance: Callable[[int], None]) -> Iterator[Finding]:
    """Yield the findings about a table in a text file, as it is read. Raises `OSError`."""
    survey = survey_of(file.path)
    yield from encoding_findings(file.shown, survey)
    yield from _TextTableCheck(file, survey, further, advance).findings()


class _TextTableCheck:
    """The checks of the rows of one text file."""

    def __init__(
        self, file: FileToCheck, survey: TextSurvey, further: Sequence[RowCheck], advance: Callable[[int], None]
    ) -> None:
        self._place = TablePlace(file.shown, file.area)
        self._survey = survey
        self._path = file.path
        self._extension = file.path.suffix.lower()
        damage = survey.controls or survey.damaged or survey.sheet_errors
        self._walk = TableWalk(self._place, further, damage=damage, free_names=file.schema is None)
        self._breaks: list[Finding] = []
        self._names: Sequence[str] = ()
        self._table = TextTable(file.path, dialect_of_file(file.path, survey), self._broken, advance)
        self._bare_returns: Finding | None = None
        self._unread_from: int | None = None
        """The line from which on no row is read."""

    def findings(self) -> Iterator[Finding]:
        """Yield the findings about the file."""
        rows = self._table.rows()
        above: list[Row] = []
        header = next((row for row in rows if self._is_header(row, above)), None)
        yield from self._broken_before()
        if header is None:
            yield from self._unread()
            yield self._place.finding(
                EMPTY_FILE, 1, None, message("the file is empty"), message("Export the data again.")
            )
            return
        yield from self._above(above)
        yield from self._delimiter(header)
        yield from self._below(header[0], header_cells(self._table.dialect, header[1]), rows)

    def _is_header(self, row: Row, above: list[Row]) -> bool:
        """Return whether a row is the header; note those above it."""
        if row[0] >= self._table.dialect.header_line and any(row[1]):
            return True
        self._breaks += self._walk.text(row[0], "\n".join(row[1]))
        above.append(row)
        del above[1:-1]
        return False

    def _above(self, rows: Sequence[Row]) -> Iterator[Finding]:
        if not rows:
            return
        cells = [cell for _, cells in rows for cell in cells]
        yield lines_above_header(self._place, rows[0][0], cells, rows[-1][0] + 1)

    def _delimiter(self, header: Row) -> Iterator[Finding]:
        dialect = self._table.dialect
        if dialect.header_delimiter:
            what = message(
                "the header is separated by {header}, and the rows by {rows}",
                header=delimiter_text(dialect.header_delimiter), rows=delimiter_text(dialect.delimiter),
            )  # fmt: skip
            fix = message("Use the same delimiter in all lines, best a comma.")
            yield self._place.finding(OTHER_HEADER_DELIMITER, header[0], None, what, fix)
        elif dialect.delimiter in "\t|" and self._extension == ".csv":
            what = message("the cells are separated by {delimiter}", delimiter=delimiter_text(dialect.delimiter))
            fix = message("Export with commas or semicolons; a file with tabs may be named .tsv.")
            yield self._place.finding(UNUSUAL_DELIMITER, header[0], None, what, fix)

    def _below(self, row: int, names: Sequence[str], rows: Iterator[Row]) -> Iterator[Finding]:
        walk, table = self._walk, self._table
        table.width = len(names)
        self._names = names
        texts = self._with_texts(rows)
        sample = list(islice(texts, walk.SAMPLE))
        yield from walk.header(row, names, [cells for _, cells, _ in sample])
        for line, cells, text in chain(sample, texts):
            if findings := walk.row(line, cells):
                yield from findings
            if text:
                yield from self._lone_quote(line, cells, text)
                self._line_end(line, text)
            if self._breaks:
                yield from self._broken_before()
        yield from self._broken_before()
        yield from self._unread()
        if self._bare_returns is not None:
            yield self._bare_returns
        yield from walk.end()

    def _with_texts(self, rows: Iterator[Row]) -> Iterator[tuple[int, list[str], str]]:
        """Yield each row with its text where the file has it to be looked at; the text is there for the last row."""
        quotes, returns = self._survey.quotes, self._survey.bare_returns
        for line, cells in rows:
            is_looked_at = returns or (quotes and '"' in "".join(cells))
            yield line, cells, self._table.text_of(line) if is_looked_at else ""

    def _broken(self, broken: BrokenRow) -> None:
        """Keep the finding about a row that cannot be read, until the next row is there."""
        self._walk.broken()
        self._breaks.append(self._break_finding(broken))
        if broken.why in (Break.TOO_LONG, Break.TOO_MANY):
            self._unread_from = broken.line
        else:
            self._breaks += self._walk.text(broken.line, broken.text)

    def _broken_before(self) -> Iterator[Finding]:
        findings, self._breaks = self._breaks, []
        yield from findings

    def _unread(self) -> Iterator[Finding]:
        """Yield the findings about the lines that are not read as rows."""
        if self._unread_from is not None:
            for line, text in texts_from(self._path, self._table.dialect.encoding, self._unread_from):
                yield from self._walk.text(line, text)

    def _break_finding(self, broken: BrokenRow) -> Finding:
        match broken.why:
            case Break.OPEN_QUOTE:
                return self._open_quote(broken)
            case Break.TEXT_AFTER_QUOTE:
                what = message(
                    'a quote (") within a quoted text is not doubled, or text follows the quote that closes a cell'
                )
                fix = message('Double the quotes within the text (""), and let the cell start and end with one.')
            case Break.TOO_LONG:
                what = message(
                    "the row has more than {n} characters; the rows below it have not been checked", n=LONGEST
                )
                fix = message("Shorten it; a detailed geometry belongs into a GeoJSON file.")
                return self._place.finding(ROW_TOO_LONG, broken.line, None, what, fix)
            case Break.TOO_MANY:
                what = message("quotes are open in so many rows that those below have not been checked")
                fix = message("Correct the quotes of the rows above, then check again.")
            case _:
                assert_never(broken.why)
        return self._place.finding(UNBALANCED_QUOTES, broken.line, None, what, fix)

    def _open_quote(self, broken: BrokenRow) -> Finding:
        """Return the finding about a quote that is not closed, with the column in which it is opened."""
        try:
            cells = next(csv.reader([broken.text], delimiter=self._table.dialect.delimiter), [])
        except csv.Error:
            cells = []
        column = self._names[len(cells) - 1] if 0 < len(cells) <= len(self._names) else None
        what = message('a quote (") is opened in this cell and not closed')
        fix = message(
            'Close it where the text ends: the row then has {n} cells. A quote within a text is doubled ("").',
            n=len(self._names),
        )
        if column is None:
            what = message('a quote (") is opened in this row and not closed')
            fix = message('Close it where the text of the cell ends; a quote within a text is doubled ("").')
        return self._place.finding(UNBALANCED_QUOTES, broken.line, column, what, fix)

    def _lone_quote(self, line: int, cells: Sequence[str], text: str) -> Iterator[Finding]:
        """Yield the finding about a cell with a quote at one end alone, which programs keep as a part of the text."""
        odd = [cell for cell in cells if cell.count('"') % 2]
        if not odd or text.count('"') % 2 == 0:
            return
        what = message('a lone quote (") in “{value}”', value=shown_value(odd[0]))
        fix = message('Delete it, or write it twice ("") in a cell that starts and ends with a quote.')
        yield self._place.finding(LONE_QUOTE, line, None, what, fix)

    def _line_end(self, line: int, text: str) -> None:
        """Note a line that ends with CR alone, in a file whose other lines do not."""
        if not text.endswith("\r"):
            return
        if self._bare_returns is not None:
            self._bare_returns = replace(self._bare_returns, count=self._bare_returns.count + 1)
            return
        what = message("this line ends with CR alone, and others do not: some programs join it to the next one")
        fix = message("Open the file in a text editor, and save it with one kind of line ends (LF or CR LF).")
        self._bare_returns = self._place.finding(MIXED_LINE_ENDS, line, None, what, fix)


def delimiter_text(delimiter: str) -> object:
    """Return what a delimiter is called."""
    names = {",": message("commas"), ";": message("semicolons"), "\t": message("tabs"), "|": message("vertical bars")}
    return names.get(delimiter, delimiter)


def csv_dialect(file: FileToCheck) -> Dialect:
    """Return how the table of a text file is written: its encoding, its delimiter, the line of its header.

    Raises `OSError`.
    """
    return dialect_of_file(file.path, survey_of(file.path))
