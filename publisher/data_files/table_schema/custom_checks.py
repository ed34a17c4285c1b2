"""The checks that national schemas name under `custom_checks`, and frictionless does not have.

Their definition: the documentation of Validata, which introduced them
(https://gitlab.com/validata-table/validata-table, `custom_checks/README.md`). A check is left out where its columns are
not in the table (the header says so already), and passes over empty cells and those whose type is wrong already.
Checks with other names are not made.
"""

import operator
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from publisher.data_files.table_schema.schema_issue import IssueKind, SchemaIssue
from publisher.data_files.table_schema.table_schema import Document

Params = Mapping[str, object]
_INTERVAL: Final = re.compile(r"(\d{4})/(\d{4})", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
_LA_POSTE: Final = "356000000"
"""The SIREN of La Poste: the digits of the SIRETs of its post offices sum up to a multiple of 5."""
_HEAD_OFFICE: Final = "35600000000048"
_DOUBLED: Final = {str(digit): sum(divmod(2 * digit, 10)) for digit in range(10)}
OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = MappingProxyType({
    ">": operator.gt, ">=": operator.ge, "==": operator.eq, "<=": operator.le, "<": operator.lt,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row whose cells have been read."""

    number: int
    values: Sequence[object]
    """The typed values; None for an empty cell, and for one whose type is wrong."""
    wrong: Collection[int]
    """The places of the cells whose type is wrong."""


RowCheck = Callable[[ReadRow], SchemaIssue | None]
Places = Mapping[str, int]
"""The places of the columns, by the names of their fields."""


@dataclass(frozen=True)
class CustomChecks:
    """The custom checks of a schema, for the columns of one table."""

    rows: tuple[RowCheck, ...]
    header: tuple[tuple[str, ...], ...]
    """Of checks that ask for one of several columns, none of which is there: the columns."""
    columns: frozenset[str] = frozenset()
    """The columns whose values one of the checks describes."""

    def of_header(self, row: int) -> Iterator[SchemaIssue]:
        """Yield what the header lacks."""
        for columns in self.header:
            yield SchemaIssue(row, None, IssueKind.ONE_OF_REQUIRED, columns=columns)


def custom_checks(document: Document, places: Places) -> CustomChecks:
    """Return the checks of a schema that can be made on a table with these columns."""
    rows: list[RowCheck] = []
    header: list[tuple[str, ...]] = []
    for name, params in _declared(document):
        builder = BUILDERS.get(name)
        if builder is not None and (check := builder(params, places)) is not None:
            rows.append(check)
        elif name == IssueKind.ONE_OF_REQUIRED.value and len(_either(params)) > 1:
            header.append(_either(params))
    columns = {str(params.get("column")) for name, params in _declared(document) if name in _OF_ONE_COLUMN}
    return CustomChecks(tuple(rows), tuple(header), frozenset(columns))


def _declared(document: Document) -> Iterator[tuple[str, Params]]:
    checks = document.get("custom_checks")
    for check in checks if isinstance(checks, list) else ():
        params = check.get("params") if isinstance(check, dict) else None
        if isinstance(params, dict):
            yield str(check.get("name")), params


def _siret(params: Params, places: Places) -> RowCheck | None:
    """Return the check of a SIRET: 14 digits, the last of which checks the others, with La Poste's exception."""
    column = str(params.get("column"))
    place = places.get(column)
    if place is None:
        return None

    def check(row: ReadRow) -> SchemaIssue | None:
        value = row.values[place]
        if value is None or is_siret(str(value)):
            return None
        return SchemaIssue(row.number, column, IssueKind.SIRET, value)

    return check


@lru_cache(maxsize=4096)
def is_siret(text: str) -> bool:
    """Return whether a text is a SIRET, spaces and dots left out: as python-stdnum does, in a tenth of the time."""
    if len(text) != 14:
        text = "".join(text.split()).replace(".", "")
    if len(text) != 14 or not (text.isascii() and text.isdigit()) or not _luhn(text[8::-1]):
        return False
    if text.startswith(_LA_POSTE) and text != _HEAD_OFFICE:
        return sum(map(int, text)) % 5 == 0
    return _luhn(text[::-1])


def _luhn(from_right: str) -> bool:
    """Return whether the check digit, the first of these, is right (ISO/IEC 7812-1)."""
    return (sum(map(int, from_right[::2])) + sum(map(_DOUBLED.__getitem__, from_right[1::2]))) % 10 == 0


def _either(params: Params) -> tuple[str, ...]:
    """Return the columns of which one is required. Schemas write the first as `column1` or `column`."""
    return tuple(str(params[key]) for key in ("column", "column1", "column2") if params.get(key))


def _one_of_required(params: Params, places: Places) -> RowCheck | None:
    columns = _either(params)
    present = [(name, places[name]) for name in columns if name in places]
    if not present:
        return None

    def check(row: ReadRow) -> SchemaIssue | None:
        if any(row.values[place] is not None or place in row.wrong for _, place in present):
            return None
        return SchemaIssue(row.number, present[0][0], IssueKind.ONE_OF_REQUIRED, columns=columns)

    return check


def _year_interval(params: Params, places: Places) -> RowCheck | None:
    """Return the check of two years, the second later (`2023/2024`), or of a single one where that is allowed."""
    column = str(params.get("column"))
    place = places.get(column)
    if place is None:
        return None
    year_only = str(params.get("allow-year-only")).lower() in ("true", "yes")

    def check(row: ReadRow) -> SchemaIssue | None:
        value = row.values[place]
        if value is None or _is_interval(str(value), year_only=year_only):
            return None
        return SchemaIssue(row.number, column, IssueKind.YEAR_INTERVAL, value, year_only)

    return check


def _is_interval(text: str, *, year_only: bool) -> bool:
    if (interval := _INTERVAL.fullmatch(text)) is not None:
        return int(interval[1]) < int(interval[2])
    return year_only and _YEAR.fullmatch(text) is not None


def _cohesive_columns(params: Params, places: Places) -> RowCheck | None:
    """Return the check that of several cells all are filled, or none."""
    others = params.get("othercolumns")
    names = [str(params.get("column")), *(map(str, others) if isinstance(others, list) else ())]
    present = [(name, places[name]) for name in names if name in places]
    columns = tuple(name for name, _ in present)
    if len(present) < 2:
        return None

    def check(row: ReadRow) -> SchemaIssue | None:
        empty = [name for name, place in present if row.values[place] is None and place not in row.wrong]
        if not empty or len(empty) == len(present):
            return None
        return SchemaIssue(row.number, empty[0], IssueKind.COHESIVE_COLUMNS, columns=columns)

    return check


def _compare_columns(params: Params, places: Places) -> RowCheck | None:
    """Return the check that compares two cells as numbers or dates; as texts where neither is a number."""
    first, second, sign = (str(params.get(key)) for key in ("column", "column2", "op"))
    if first not in places or second not in places or sign not in OPERATORS:
        return None
    here, there = places[first], places[second]

    def check(row: ReadRow) -> SchemaIssue | None:
        one, other = row.values[here], row.values[there]
        if one is None or other is None or _compares(one, sign, other):
            return None
        return SchemaIssue(row.number, first, IssueKind.COMPARE_COLUMNS, one, (sign, other), columns=(first, second))

    return check


def _compares(one: object, sign: str, other: object) -> bool:
    """Return whether a comparison holds; it does not where the two cannot be compared."""
    numbers = _number(one), _number(other)
    if None not in numbers:
        one, other = numbers
    elif numbers != (None, None):
        return False
    try:
        return OPERATORS[sign](one, other)
    except (TypeError, ArithmeticError):
        return False


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


BUILDERS: Final[Mapping[str, Callable[[Params, Places], RowCheck | None]]] = MappingProxyType({
    IssueKind.SIRET.value: _siret,
    IssueKind.ONE_OF_REQUIRED.value: _one_of_required,
    IssueKind.YEAR_INTERVAL.value: _year_interval,
    IssueKind.COHESIVE_COLUMNS.value: _cohesive_columns,
    IssueKind.COMPARE_COLUMNS.value: _compare_columns,
})  # fmt: skip
"""What makes the check of each name, for the columns of a table; None where the table lacks the columns."""
_OF_ONE_COLUMN: Final = frozenset({IssueKind.SIRET.value, IssueKind.YEAR_INTERVAL.value})
