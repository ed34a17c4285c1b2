"""Read the rows of a table of any format: the names of its columns, and its rows in a temporary file."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path
from typing import Final

from publisher.data_files.file_kind import FileKind, kind_of
from publisher.data_files.formats import CONTENTS
from publisher.data_files.json_file import JsonContent, items_of
from publisher.data_files.json_stream import InvalidJsonError, JsonText
from publisher.data_files.rows.stored_rows import StoredRows
from publisher.data_files.workbook_file import WorkbookTooLargeError, first_sheet_rows
from publisher.data_files.workbook_parts import BrokenWorkbookError
from publisher.model.findings import RowUnit
from publisher.model.messages import Message, message
from publisher.model.row_changes import WhyNotCompared
from publisher.safe_open import open_regular
from publisher.tables.dialect import SAMPLE_ROWS, header_in
from publisher.tables.text_rows import Break, BrokenRow, Row, TextTable, dialect_of_file, header_cells, survey_of

LARGEST: Final = 50_000_000
"""Bytes of a file whose rows are compared."""
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 1000
MOST_STORED: Final = 200_000_000
"""Bytes of the cells of one file: a workbook is compressed."""
GEOMETRY: Final = "geometry"


class NoRowsError(Exception):
    """The rows of a file are not read. The reason speaks of the file as “it”."""

    def __init__(self, why: WhyNotCompared, reason: Message) -> None:
        super().__init__(reason.in_english())
        self.why = why
        self.reason = reason


@dataclass(frozen=True)
class StoredTable:
    """A table whose rows are stored."""

    names: tuple[str, ...]
    """The columns, each with a name of its own."""
    unit: RowUnit
    rows: StoredRows
    unseen: frozenset[str] = frozenset()
    """Columns whose cells are digests: a text says nothing to a reader."""


def format_by_content(path: Path, expected: str) -> str:
    """Return the format by which a file is read: the expected one, or that of its content. Raises `NoRowsError`.

    Raises `OSError`.
    """
    kind = kind_of(path)
    if kind in CONTENTS.get(expected, ()):
        return expected
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    raise NoRowsError(WhyNotCompared.UNREADABLE, message("it is {kind}, and no table", kind=kind.title))


_BY_KIND: Final = {FileKind.TEXT: "csv", FileKind.JSON: "json", FileKind.XLSX: "xlsx"}


def read_rows(path: Path, data_format: str, rows: StoredRows) -> StoredTable:
    """Write the rows of a file into `rows`, and return the table. Raises `NoRowsError` and `OSError`."""
    if path.stat().st_size > LARGEST:
        reason = message("it is larger than {limit} MB", limit=LARGEST // 1_000_000)
        raise NoRowsError(WhyNotCompared.TOO_LARGE, reason)
    return READERS[data_format](path, _LimitedRows(rows))


class _LimitedRows:
    """Rows that are stored up to a limit."""

    def __init__(self, rows: StoredRows) -> None:
        self.rows = rows
        self.width = 0

    def add(self, number: int, cells: Sequence[str]) -> None:
        """Store a row. Raises `NoRowsError`."""
        self.rows.add(number, cells)
        self.width = max(self.width, len(cells))
        if len(self.rows) > MOST_ROWS or self.width > MOST_COLUMNS or self.rows.size > MOST_STORED:
            reason = message("it has more than {rows} rows, or very many cells", rows=MOST_ROWS)
            raise NoRowsError(WhyNotCompared.TOO_LARGE, reason)


def _read_text(path: Path, rows: _LimitedRows) -> StoredTable:
    def broken(row: BrokenRow) -> None:
        if row.why in (Break.TOO_LONG, Break.TOO_MANY):
            raise NoRowsError(WhyNotCompared.UNREADABLE, message("it cannot be read from line {n} on", n=row.line))
        if table.width is not None:
            rows.add(row.line, [row.text.rstrip("\r\n")])

    table = TextTable(path, dialect_of_file(path, survey_of(path)), broken)
    names: Sequence[str] = ()
    for line, cells in table.rows():
        if not any(cells):
            continue
        if table.width is not None:
            rows.add(line, cells)
        elif line >= table.dialect.header_line:
            names = header_cells(table.dialect, cells)
            table.width = len(names)
    return _table(names, RowUnit.LINE, rows)


def _read_workbook(path: Path, rows: _LimitedRows) -> StoredTable:
    try:
        names = _workbook_names(first_sheet_rows(path), rows)
    except ImportError as error:
        reason = message("openpyxl is not installed: pip install 'opendata-publisher[data]'")
        raise NoRowsError(WhyNotCompared.UNREADABLE, reason) from error
    except WorkbookTooLargeError as error:
        reason = message("the sheet of the workbook is too large")
        raise NoRowsError(WhyNotCompared.TOO_LARGE, reason) from error
    except BrokenWorkbookError as error:
        raise NoRowsError(WhyNotCompared.UNREADABLE, message("the workbook is damaged")) from error
    return _table(names, RowUnit.LINE, rows)


def _workbook_names(sheet: Iterator[Row], rows: _LimitedRows) -> Sequence[str]:
    """Store the rows of a sheet below its header, and return the names in it."""
    start = list(islice(sheet, SAMPLE_ROWS))
    header, names = header_in(start) or (1, [])
    for number, cells in chain(start, sheet):
        if number > header and any(cells):
            rows.add(number, cells)
    return names


def _read_json(path: Path, rows: _LimitedRows, *, is_map: bool) -> StoredTable:
    content = JsonContent(is_map)
    columns: dict[str, int] = {}
    unseen: set[str] = set()
    try:
        with open_regular(path) as file:
            text = JsonText(file, survey_of(path).encoding, lambda _bytes: None)
            for number, item in enumerate(items_of(text, content), 1):
                cells = _record(item, unseen)
                places = [columns.setdefault(name, len(columns)) for name in cells]
                row = [""] * len(columns)
                for place, cell in zip(places, cells.values(), strict=True):
                    row[place] = cell
                rows.add(number, row)
    except InvalidJsonError as error:
        reason = message("it is no JSON from line {n} on: {reason}", n=error.line, reason=error.reason)
        raise NoRowsError(WhyNotCompared.UNREADABLE, reason) from error
    except RecursionError as error:
        raise NoRowsError(WhyNotCompared.UNREADABLE, message("brackets are nested too deeply")) from error
    if not content.has_items:
        raise NoRowsError(WhyNotCompared.UNREADABLE, message("it has no list of objects"))
    table = _table(tuple(columns), RowUnit.FEATURE if content.is_map else RowUnit.RECORD, rows)
    return replace(table, unseen=frozenset(unseen))


def _record(item: object, unseen: set[str]) -> dict[str, str]:
    """Return the cells of an object by column: those of a feature are its properties, and a digest of its geometry."""
    if not isinstance(item, dict):
        return {"": _json_text(item)}
    if item.get("type") != "Feature":
        return {name: _json_text(value) for name, value in item.items()}
    properties = item.get("properties")
    cells = {name: _json_text(value) for name, value in properties.items()} if isinstance(properties, dict) else {}
    for name, value in item.items():
        if name not in ("type", "properties", GEOMETRY, "bbox"):
            cells[name if name not in cells else f"feature.{name}"] = _json_text(value)
    name = GEOMETRY if GEOMETRY not in cells else f"feature.{GEOMETRY}"
    unseen.add(name)
    geometry = _json_text(item.get(GEOMETRY))
    cells[name] = blake2b(geometry.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest() if geometry else ""
    return cells


def _json_text(value: object) -> str:
    """Return a value of JSON as a cell: two objects with the same keys in another order are the same."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _table(names: Sequence[str], unit: RowUnit, rows: _LimitedRows) -> StoredTable:
    """Return a table each of whose columns has a name of its own, also those that the header does not name."""
    labels: dict[str, None] = {}
    for place, name in enumerate([*names, *[""] * (rows.width - len(names))], 1):
        label = name.replace("\r\n", "\n").replace("\r", "\n").strip() or f"#{place}"
        labels[label if label not in labels else f"{label} #{place}"] = None
    if len(labels) < max(len(names), rows.width):
        raise NoRowsError(WhyNotCompared.UNREADABLE, message("several columns have the same name"))
    return StoredTable(tuple(labels), unit, rows.rows)


READERS: Final[dict[str, Callable[[Path, _LimitedRows], StoredTable]]] = {
    "csv": _read_text,
    "tsv": _read_text,
    "json": partial(_read_json, is_map=False),
    "geojson": partial(_read_json, is_map=True),
    "xlsx": _read_workbook,
}
"""What reads the rows of a format."""
