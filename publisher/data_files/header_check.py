"""The header of a table: its names, and whether it is one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from publisher.data_files.table_place import TablePlace, shown_value, without_accents
from publisher.model.findings import Finding
from publisher.model.messages import message
from publisher.rules.data_content import (
    COLUMN_NAME_STYLE,
    DOUBLED_COLUMN_NAME,
    EMPTY_COLUMN_NAME,
    LINES_ABOVE_HEADER,
    LONG_COLUMN_NAME,
    NO_HEADER,
    SPACES_AROUND_COLUMN_NAME,
)

LONGEST: Final = 63
"""Characters of a name. PostgreSQL, from which data.gouv.fr makes its API, has no longer ones."""
_NAMED: Final = 5
"""Names that an advice lists."""
_GOOD: Final = re.compile(r"[a-z][a-z0-9_]*")
_CAMEL: Final = re.compile(r"[a-z][A-Za-z0-9]*")
"""`idAttribuant`: national schemas have such names."""
_NUMBER: Final = re.compile(r"[-+]?\d+([.,]\d+)?")
_YEAR: Final = re.compile(r"(19|20)\d\d")
_DATA: Final = re.compile(
    r"\d{4}-\d\d-\d\d.*|\d\d?/\d\d?/\d{4}.*|https?://\S+|\S+@\S+\.\w+|0\d([ .]?\d\d){4}|\d{9}|\d{14}"
)
"""A date, an address, an e-mail, a telephone, a SIREN or SIRET."""
SAMPLE: Final = 20
"""Rows that are compared with the header."""


def header_findings(place: TablePlace, row: int, names: Sequence[str], *, free_names: bool = True) -> Iterator[Finding]:
    """Yield the findings about the names of the columns."""
    yield from _empty(place, row, names)
    first: dict[str, int] = {}
    for number, name in enumerate(map(str.strip, names), 1):
        if not name:
            continue
        if (before := first.setdefault(name, number)) != number:
            what = message(
                "columns {before} ({first}) and {number} ({second}) have the same name",
                before=before, first=letter_of(before), number=number, second=letter_of(number),
            )  # fmt: skip
            fix = message("Delete the column that repeats the other; where they differ, name each after what it holds.")
            yield place.finding(DOUBLED_COLUMN_NAME, row, name, what, fix)
        if names[number - 1] != name:
            what = message("there is a space before or after this name")
            fix = message("Delete it: programs search for “{name}” and do not find it.", name=shown_value(name))
            yield place.finding(SPACES_AROUND_COLUMN_NAME, row, names[number - 1], what, fix)
        if len(name) > LONGEST:
            what = message(
                "this name has {n} characters: above {most}, data.gouv.fr makes neither a table nor an API of the file",
                n=len(name), most=LONGEST,
            )  # fmt: skip
            fix = message("Shorten it; `description:` of the resource in the manifest can explain the column.")
            yield place.finding(LONG_COLUMN_NAME, row, name, what, fix)
    if free_names:
        yield from _style(place, row, [name.strip() for name in names if name.strip()])


def _empty(place: TablePlace, row: int, names: Sequence[str]) -> Iterator[Finding]:
    empty = [number for number, name in enumerate(names, 1) if not name.strip()]
    while empty and len(empty) > 1 and empty[-1] == len(names) and empty[-2] == empty[-1] - 1:
        names, empty = names[:-1], empty[:-1]  # the empty columns at the right are one mistake
    for number in empty:
        what = message("column {number} ({letter}) has no name", number=number, letter=letter_of(number))
        fix = message(
            "Write its name in this row (whoever made the file knows it), or delete the whole column where it is empty."
        )
        yield place.finding(EMPTY_COLUMN_NAME, row, None, what, fix)


def _style(place: TablePlace, row: int, names: Sequence[str]) -> Iterator[Finding]:
    poor = [name for name in names if not _GOOD.fullmatch(name) and not _CAMEL.fullmatch(name)]
    if not poor:
        return
    examples = ", ".join(f"{shown_value(name)} → {plain_form(name)}" for name in poor[:_NAMED])
    if len(poor) > _NAMED:
        examples += ", …"
    what = message("{n} column names have capitals, accents, spaces or other signs", n=len(poor))
    if len(poor) == 1:
        what = message("a column name has capitals, accents, spaces or other signs")
    fix = message("Names that programs read without effort: {examples}", examples=examples)
    yield place.finding(COLUMN_NAME_STYLE, row, None, what, fix)


def plain_form(name: str) -> str:
    """Return the name of a column in lower case, without accents, with underscores."""
    return re.sub(r"[^a-z0-9]+", "_", without_accents(name).lower().replace("œ", "oe")).strip("_") or "colonne"


def letter_of(number: int) -> str:
    """Return the letter that a spreadsheet gives a column, from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def lines_above_header(place: TablePlace, row: int, cells: Iterable[str], header_row: int) -> Finding:
    """Return the finding about lines above the header, which have these cells and start in this row."""
    text = next((cell.strip() for cell in cells if cell.strip()), "")
    what = message("“{value}” is above the header, which starts on line {n}", value=shown_value(text), n=header_row)
    if not text:
        what = message("there is an empty line above the header")
    fix = message(
        "Delete the lines above the header: programs take the first line for the names of the columns. What they say "
        "belongs into the description of the resource."
    )
    return place.finding(LINES_ABOVE_HEADER, row, None, what, fix)


def missing_header(
    place: TablePlace, row: int, names: Sequence[str], rows: Sequence[Sequence[str]]
) -> Iterable[Finding]:
    """Return the finding that the first row is data like the rows below it."""
    if not looks_like_data(names, rows):
        return ()
    what = message("the names of the columns are missing: this row has values, as those below it")
    fix = message("Insert a row at the top, with the name of each column.")
    return (place.finding(NO_HEADER, row, None, what, fix),)


def looks_like_data(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a first row is data: every column that has numbers below it has a number in it, too.

    Years, and numbers at equal steps such as ages, are names in many tables.
    """
    rows = [cells for cells in rows if len(cells) == len(names)]
    if not rows or len(names) < 2:
        return False
    if any(_DATA.fullmatch(name.strip()) for name in names) and _same_kinds(names, rows):
        return True
    numeric = [i for i in range(len(names)) if all(_NUMBER.fullmatch(cells[i].strip()) for cells in rows)]
    if not numeric or not all(_NUMBER.fullmatch(names[i].strip()) for i in numeric):
        return False
    values = [names[i].strip() for i in numeric]
    if all(_YEAR.fullmatch(value) for value in values):
        return False
    steps = {float(after.replace(",", ".")) - float(before.replace(",", ".")) for before, after in pairwise(values)}
    return len(steps) != 1 or (len(values) == 2 and steps != {1.0})


def _same_kinds(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the columns whose name is a date, an address or the like have such values below it."""
    kinds = [i for i, name in enumerate(names) if _DATA.fullmatch(name.strip())]
    return all(any(_DATA.fullmatch(cells[i].strip()) for cells in rows) for i in kinds)
