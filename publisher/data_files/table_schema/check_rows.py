"""Check the rows of a table against its schema, as `frictionless validate` does, without a limit on what is found.

Frictionless reads the cells (types, formats, constraints). What it does around them is done here: its rows and errors
cost more than the reading, and it keeps all values that must be unique. Rows come numbered as the author sees them.
Memory does not grow with the table, except for 100 bytes per row where values must be unique.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain, zip_longest
from typing import Final

from publisher.data_files.table_schema.custom_checks import ReadRow, RowCheck, custom_checks
from publisher.data_files.table_schema.field_readers import FieldReader, Notes, Reader, SchemaReaders, schema_readers
from publisher.data_files.table_schema.header_issues import issues_by_name, issues_by_position
from publisher.data_files.table_schema.schema_issue import IssueKind, SchemaIssue
from publisher.data_files.table_schema.table_schema import TableSchema

NumberedRow = tuple[int, Sequence[object]]
"""The number of a row, as the author's program shows it, and its cells."""

_CONSTRAINTS: Final = {kind.value.partition("/")[2]: kind for kind in IssueKind if "/" in kind.value}
_REMEMBERED: Final = 4000
"""Texts of a column whose reading is kept."""
_SHORT: Final = 40
"""Characters of such a text."""
_NOTHING: Final[frozenset[int]] = frozenset()


class Pairing(Enum):
    """How columns find their fields."""

    BY_NAME = "by the names in the header: a column that is missing or misplaced does not shift the others"
    BY_POSITION = "by their order, as `frictionless validate` does"


@dataclass(frozen=True)
class Column:
    """A column of the table: its name in the header, and the field of the schema that it has."""

    name: str
    reader: FieldReader | None

    @property
    def field_name(self) -> str:
        """The name of its field; that of the column where the schema has none for it."""
        return self.reader.field.name if self.reader else self.name


def check_rows(
    rows: Iterable[NumberedRow], schema: TableSchema, pairing: Pairing = Pairing.BY_NAME
) -> Iterator[SchemaIssue]:
    """Yield what does not fit, the header's first. The first row is the header.

    Raises `UnreadableSchema` where the schema contradicts itself.
    """
    table = TableCheck(schema, pairing)
    numbered = iter(rows)
    header_row, header = next(numbered, (1, ()))
    yield from table.header(header_row, header)
    yield from chain.from_iterable(table.row(number, cells) for number, cells in numbered)


class TableCheck:
    """Checks one table, as its rows are read. `header` is called before `row`."""

    def __init__(self, schema: TableSchema, pairing: Pairing = Pairing.BY_NAME) -> None:
        """Raises `UnreadableSchema` where the schema contradicts itself."""
        self._schema = schema
        self._pairing = pairing
        self._readers = schema_readers(schema)
        self._rows: _RowChecker | None = None
        self.fields = len(self._readers.fields)
        """How many fields the schema has."""
        self.described: frozenset[str] = frozenset()
        """The columns whose cells the schema describes further than that they are texts, once the header is read."""

    def header(self, row: int, names: Sequence[object]) -> list[SchemaIssue]:
        """Return what is wrong with the columns, whose names stand in this row."""
        labels = ["" if name is None else str(name).strip() for name in names]
        if not labels:
            return [SchemaIssue(row, None, IssueKind.SOURCE)]
        find_issues = issues_by_name if self._pairing is Pairing.BY_NAME else issues_by_position
        columns = _columns(labels, self._readers, self._pairing)
        checks = custom_checks(self._schema.document, _places(columns))
        self._rows = _RowChecker(columns, self._readers.primary_key, checks.rows)
        self.described = checks.columns | {column.name for column in columns if _is_described(column)}
        fields = [reader.field for reader in self._readers.fields]
        return [*find_issues(row, labels, fields), *checks.of_header(row)]

    def row(self, number: int, cells: Sequence[object]) -> list[SchemaIssue]:
        """Return what is wrong in a row below the header."""
        return self._rows.issues(number, cells) if self._rows else []


def _is_described(column: Column) -> bool:
    """Return whether a field says more of its cells than that they are texts."""
    field = column.reader.field if column.reader else None
    return field is not None and (
        field.type not in ("string", "any") or bool({"enum", "pattern"} & set(field.constraints))
    )


def _columns(labels: Sequence[str], readers: SchemaReaders, pairing: Pairing) -> list[Column]:
    if pairing is Pairing.BY_POSITION:
        pairs = zip_longest(labels, readers.fields[: len(labels)])
        return [Column(label, reader) for label, reader in pairs]
    free = {reader.field.name: reader for reader in readers.fields}
    return [Column(label, free.pop(label, None)) for label in labels]


def _places(columns: Sequence[Column]) -> Mapping[str, int]:
    """Return the place of each field, the first one where two columns have the same name."""
    return {column.field_name: place for place, column in reversed(list(enumerate(columns)))}


def _read_any(cell: object) -> tuple[object, Notes]:
    """Return a cell of a column that the schema has no field for."""
    return (None if cell == "" else cell), None


class _CellReader:
    """Reads the cells of a column, and knows the first texts of the column again: most columns repeat a few."""

    def __init__(self, read: Reader) -> None:
        self.known: dict[object, tuple[object, Notes]] = {}
        """By text. No number is a key: 1, 1.0 and True would be one."""
        self._read = read

    def read(self, cell: object) -> tuple[object, Notes]:
        """Return a cell that is not known yet."""
        result = self._read(cell)
        if isinstance(cell, str) and len(self.known) < _REMEMBERED and len(cell) <= _SHORT:
            self.known[cell] = result
        return result


class _RowChecker:
    """Checks rows one by one. Little is done beside the reading of the cells: most rows have no fault."""

    def __init__(self, columns: Sequence[Column], primary_key: Sequence[str], checks: Sequence[RowCheck]) -> None:
        self._columns = columns
        readers = [_CellReader(column.reader.read if column.reader else _read_any) for column in columns]
        self._readers = [(reader.known, reader.read) for reader in readers]
        self._width = len(columns)
        self._checks = checks
        places = _places(columns)
        self._unique = [
            _Unique(IssueKind.UNIQUE, (place,), column.field_name)
            for place, column in enumerate(columns)
            if column.reader and column.reader.is_unique
        ]
        if primary_key and all(name in places for name in primary_key):
            self._unique.append(_PrimaryKey(tuple(places[name] for name in primary_key), tuple(primary_key)))

    def issues(self, number: int, cells: Sequence[object]) -> list[SchemaIssue]:
        """Return what is wrong in a row."""
        width, count = self._width, len(cells)
        whole = cells if count == width else [*cells[:width], *[None] * (width - count)]
        values: list[object] = []
        faults: list[tuple[int, Notes]] = []
        for (known, read), cell in zip(self._readers, whole, strict=True):
            value, notes = (known.get(cell) if type(cell) is str else None) or read(cell)
            values.append(value)
            if notes:
                faults.append((len(values) - 1, notes))
        wrong = frozenset(place for place, notes in faults if notes and "type" in notes) if faults else _NOTHING
        is_blank = not wrong and all(value is None for value in values)
        if is_blank:
            issues = [SchemaIssue(number, None, IssueKind.BLANK_ROW)]
        else:
            issues = self._faults(number, whole, faults) if faults else []
            if count != width:
                issues += self._width_issues(number, cells)
        row = ReadRow(number, values, wrong)
        for unique in self._unique:
            if (issue := unique.issue(row)) is not None:
                issues.append(issue)
        if not is_blank:
            for check in self._checks:
                if (issue := check(row)) is not None:
                    issues.append(issue)
        return issues

    def _faults(self, number: int, cells: Sequence[object], faults: Iterable[tuple[int, Notes]]) -> list[SchemaIssue]:
        issues = []
        for place, notes in faults:
            reader = self._columns[place].reader
            for name in notes or ():
                kind = IssueKind.TYPE if name == "type" else _CONSTRAINTS.get(name, IssueKind.OTHER_CONSTRAINT)
                field = reader.field if reader else None
                constraint = field.constraints.get(name) if field else None
                column = self._columns[place].field_name
                issues.append(SchemaIssue(number, column, kind, cells[place], constraint, field))
        return issues

    def _width_issues(self, number: int, cells: Sequence[object]) -> list[SchemaIssue]:
        missing = [column.field_name for column in self._columns[len(cells) :]]
        return [
            *(SchemaIssue(number, None, IssueKind.EXTRA_CELL, cell) for cell in cells[self._width :]),
            *(SchemaIssue(number, name, IssueKind.MISSING_CELL) for name in missing),
        ]


class _Unique:
    """A column in which no value may come twice. Of each value a hash is kept, with the last row that has it."""

    def __init__(self, kind: IssueKind, places: tuple[int, ...], column: str | None) -> None:
        self._kind = kind
        self._places = places
        self._column = column
        self._rows: dict[int, int] = {}

    def issue(self, row: ReadRow) -> SchemaIssue | None:
        """Return the issue of a row that has the value of an earlier one."""
        key = tuple(row.values[place] for place in self._places)
        if all(value is None for value in key):
            return self._of_empty(row)
        digest = hash(key)
        earlier = self._rows.get(digest)
        self._rows[digest] = row.number
        if earlier is None:
            return None
        value = ", ".join(str(part) for part in key if part is not None)
        return SchemaIssue(row.number, self._column, self._kind, value, same_as=earlier, columns=self._names())

    def _of_empty(self, row: ReadRow) -> SchemaIssue | None:
        return None

    def _names(self) -> tuple[str, ...]:
        return (self._column,) if self._column else ()


class _PrimaryKey(_Unique):
    """The columns by which the rows of a table are told apart."""

    def __init__(self, places: tuple[int, ...], columns: tuple[str, ...]) -> None:
        super().__init__(IssueKind.PRIMARY_KEY, places, None)
        self._key = columns

    def _of_empty(self, row: ReadRow) -> SchemaIssue | None:
        return SchemaIssue(row.number, None, IssueKind.PRIMARY_KEY, columns=self._key)

    def _names(self) -> tuple[str, ...]:
        return self._key
