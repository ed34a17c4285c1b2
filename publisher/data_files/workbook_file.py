"""Workbooks (.xlsx): their first sheet is checked as a table, by openpyxl where it is installed."""

import datetime
import io
import re
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from publisher.data_files.file_to_check import FileToCheck
from publisher.data_files.header_check import lines_above_header
from publisher.data_files.repeated_findings import MOST
from publisher.data_files.row_check import RowCheck, reading_everything
from publisher.data_files.table_place import TablePlace
from publisher.data_files.table_walk import TableWalk
from publisher.data_files.workbook_parts import (
    SHARED_STRINGS,
    BrokenWorkbookError,
    Sheet,
    SheetRemarks,
    remarks_of,
    sheets_of,
    texts_of,
)
from publisher.model.findings import Finding, RowUnit
from publisher.model.messages import message
from publisher.rules.data_content import (
    BROKEN_WORKBOOK,
    EMPTY_FILE,
    FORMULA_WITHOUT_VALUE,
    HIDDEN_SHEET,
    MERGED_CELLS,
    SEVERAL_SHEETS,
    WORKBOOK_NOT_CHECKED,
)
from publisher.safe_open import open_regular
from publisher.tables.dialect import SAMPLE_ROWS, header_in, usual_width

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

Advance = Callable[[int], None]
Row = tuple[int, list[str]]
_BROKEN: Final = (
    BadZipFile, ParseError, KeyError, ValueError, TypeError, IndexError, AttributeError,
    EOFError, zlib.error, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What zipfile, the XML parser and openpyxl raise for a damaged workbook."""
MOST_TEXT: Final = 100_000_000
"""Bytes of the texts of a workbook, which openpyxl holds in memory: a workbook with more is not checked."""


def reads_cells() -> bool:
    """Return whether openpyxl is installed; without it, the cells of a workbook are not checked."""
    return find_spec("openpyxl") is not None


@contextmanager
def _reading() -> Iterator[None]:
    """Raise `BrokenWorkbookError` where a library cannot read the workbook."""
    try:
        yield
    except _BROKEN as error:
        raise BrokenWorkbookError from error


MOST_COMPARED: Final = 20_000_000
"""Bytes of a sheet, or of the texts of a workbook, that is compared: openpyxl reads some 50,000 cells a second."""


class WorkbookTooLargeError(Exception):
    """A workbook takes too long to be read once more."""


def first_sheet_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of the first sheet with their numbers, without the empty cells at their end.

    Raises `ImportError` without openpyxl, `WorkbookTooLargeError`, `BrokenWorkbookError` and `OSError`.
    """
    from openpyxl import load_workbook  # here, for it takes a tenth of a second

    with open_regular(path) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _reading(), ZipFile(file) as archive:
            sheet = sheets_of(archive)[0]
            sizes = [part.file_size for part in archive.infolist() if part.filename in (SHARED_STRINGS, sheet.part)]
        if max(sizes, default=0) > MOST_COMPARED:
            raise WorkbookTooLargeError
        with _reading():
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            first = book[sheet.name]
        yield from _rows(first)
        book.close()


def workbook_findings(file: FileToCheck, further: Sequence[RowCheck], advance: Advance) -> Iterator[Finding]:
    """Yield the findings about a workbook. Raises `OSError`."""
    place = TablePlace(file.shown, file.area)
    with open_regular(file.path) as opened:
        counted = _Counted(opened, advance, file.path.stat().st_size)
        try:
            with _reading(), ZipFile(counted) as archive:
                sheets = sheets_of(archive)
                remarks = remarks_of(archive, sheets[0], MOST + 1)
            yield from _about_sheets(place, sheets, remarks)
            yield from _cells(place, counted, sheets[0], further, remarks.merged, free_names=file.schema is None)
        except BrokenWorkbookError:
            what = message("the workbook is damaged: programs cannot open it, or not to its end")
            fix = message("Open it in Excel or LibreOffice, and save it again as .xlsx, or as CSV (UTF-8).")
            yield place.finding(BROKEN_WORKBOOK, 1, None, what, fix)
        counted.finish()


def _about_sheets(place: TablePlace, sheets: Sequence[Sheet], remarks: SheetRemarks) -> Iterator[Finding]:
    """Yield the findings about the sheets, and about what is in the XML of the first alone."""
    visible = [sheet.name for sheet in sheets if not sheet.hidden]
    if len(visible) > 1:
        names = ", ".join(visible)
        what = message(
            "the workbook has {n} sheets ({names}): data.gouv.fr reads the first one alone", n=len(visible), names=names
        )
        yield place.finding(SEVERAL_SHEETS, 1, None, what, message("Publish each table as a separate file."))
    for sheet in sheets:
        if sheet.hidden:
            what = message(
                "the sheet “{name}” is hidden, and everybody who downloads the file can show it", name=sheet.name
            )
            fix = message("Look at it (right click on a tab, Unhide): delete it if it is not to be published.")
            yield place.finding(HIDDEN_SHEET, 1, None, what, fix)
    for reference in remarks.uncomputed:
        what = message(
            "the cell {reference} has a formula and no value: programs read an empty cell", reference=reference
        )
        fix = message("Open the workbook in Excel or LibreOffice, let it compute, and save it.")
        yield place.finding(FORMULA_WITHOUT_VALUE, _row_of(reference), None, what, fix)


def _merged(place: TablePlace, references: Sequence[str], header: int = 1) -> Iterator[Finding]:
    """Yield the findings about merged cells. Those above the header are to be deleted with it, as another one says."""
    for reference in (reference for reference in references if _row_of(reference) >= header):
        what = message("the cells {reference} are merged: only the first has the value", reference=reference)
        fix = message("Unmerge them, and write the value into each cell.")
        yield place.finding(MERGED_CELLS, _row_of(reference), None, what, fix)


def _row_of(reference: str) -> int:
    match = re.search(r"\d+", reference)
    return int(match[0]) if match else 1


def _cells(
    place: TablePlace,
    file: BinaryIO,
    sheet: Sheet,
    further: Sequence[RowCheck],
    merged: Sequence[str],
    *,
    free_names: bool,
) -> Iterator[Finding]:
    """Yield the findings about the rows of a sheet."""
    try:
        from openpyxl import load_workbook  # here, for it takes a tenth of a second
    except ImportError:
        what = message("the cells of the workbook have not been checked: openpyxl is not installed")
        fix = message("Install it with: pip install 'opendata-publisher[data]'")
        yield place.finding(WORKBOOK_NOT_CHECKED, 1, None, what, fix)
        yield from _merged(place, merged)
        yield from _as_text(file, further)
        return
    with ZipFile(file) as archive:
        texts = archive.getinfo(SHARED_STRINGS).file_size if SHARED_STRINGS in archive.namelist() else 0
    if texts > MOST_TEXT:
        what = message("the cells of the workbook have not been checked: it is too large to be read in memory")
        yield place.finding(WORKBOOK_NOT_CHECKED, 1, None, what, message("Publish the table as CSV (UTF-8)."))
        yield from _merged(place, merged)
        yield from _as_text(file, further)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what openpyxl does not keep when it writes
        with _reading():
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            first = book[sheet.name]
        yield from _table(place, _rows(first), further, merged, free_names=free_names)
        for check in reading_everything(further):
            for other in book.worksheets:
                if other.title != sheet.name:
                    yield from _other_sheet(_rows(other), other.title, check.other_table())
        book.close()


def _as_text(file: BinaryIO, further: Sequence[RowCheck]) -> Iterator[Finding]:
    """Yield what checks find in a workbook whose cells are not read."""
    for check in reading_everything(further):
        with _reading(), ZipFile(file) as archive:
            findings = [finding for text in texts_of(archive) for finding in check.text(1, text, RowUnit.LINE)]
        yield from {finding.rule: finding for finding in findings}.values()


def _other_sheet(rows: Iterator[Row], title: str, check: RowCheck) -> Iterator[Finding]:
    """Yield what a check finds in a sheet that is no table of the catalogue, and that every reader can open."""
    start = list(islice(rows, SAMPLE_ROWS))
    header = header_in(start)
    if header is None:
        return
    findings = list(check.header(*header))
    for number, cells in chain(start, rows):
        if number != header[0]:
            findings += check.row(number, _filled(cells, len(header[1])))
    for finding in (*findings, *check.end()):
        yield replace(finding, what=message("{what}, in the sheet “{sheet}”", what=finding.what, sheet=title))


def _table(
    place: TablePlace, rows: Iterator[Row], further: Sequence[RowCheck], merged: Sequence[str], *, free_names: bool
) -> Iterator[Finding]:
    start = list(islice(rows, SAMPLE_ROWS))
    header = header_in(start)
    if header is None:
        what, fix = message("the first sheet is empty"), message("Put the table on the first sheet.")
        yield place.finding(EMPTY_FILE, 1, None, what, fix)
        return
    row, names = header
    yield from _merged(place, merged, row)
    if row > 1:
        above = [cell for number, cells in start if number < row for cell in cells]
        yield lines_above_header(place, 1, above, row)
    below = [line for line in start if line[0] > row]
    width = max(len(names), usual_width([cells for _, cells in below]))
    walk = TableWalk(place, further, free_names=free_names)
    yield from walk.header(row, _filled(names, width), [_filled(cells, width) for _, cells in below[: walk.SAMPLE]])
    for number, cells in chain(below, rows):
        yield from walk.row(number, _filled(cells, width))
    yield from walk.end()


def _filled(cells: list[str], width: int) -> list[str]:
    return cells if len(cells) >= width else cells + [""] * (width - len(cells))


def _rows(sheet: "ReadOnlyWorksheet") -> Iterator[Row]:
    """Yield the rows with their numbers, without the empty cells at their end."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    for number in count(1):
        with _reading():
            values = next(rows, None)
        if values is None:
            return
        cells = [cell_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        yield number, cells


def cell_text(value: object) -> str:
    """Return the value of a cell as a CSV file has it."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime.datetime():
            return value.isoformat(" ") if value.time() != datetime.time() else value.date().isoformat()
    return str(value)


class _Counted(io.RawIOBase, BinaryIO):
    """A file that tells how much of it has been read, each byte once."""

    def __init__(self, file: BinaryIO, advance: Advance, size: int) -> None:
        self._file = file
        self._advance = advance
        self._left = size

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""
        content = self._file.read(size)
        self._tell(len(content))
        return content

    def finish(self) -> None:
        """Tell of what has not been read."""
        self._tell(self._left)

    def _tell(self, size: int) -> None:
        size = min(size, self._left)
        self._left -= size
        self._advance(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place."""
        return self._file.tell()

    def seekable(self) -> bool:
        """Return that places can be gone to."""
        return True

    def readable(self) -> bool:
        """Return that it can be read."""
        return True
