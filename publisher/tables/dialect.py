"""How a table is written in a text: its delimiter, and the line of its header. Several rows decide on both."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

DELIMITERS: Final = (",", ";", "\t", "|")
SAMPLE_ROWS: Final = 100
"""Rows that are looked at."""
_ABOVE: Final = 20
"""Lines above the header that an export may write."""
_DECLARED: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""A first line that Excel reads: the delimiter of the file."""

SampleRow = tuple[int, list[str]]


@dataclass(frozen=True)
class Dialect:
    """How a table is written."""

    encoding: str
    """The Python name of its encoding."""
    delimiter: str
    header_line: int
    """The line of the text on which the header starts, from 1."""
    header_delimiter: str | None = None
    """The delimiter of the header, where it has another one than the rows."""


def dialect_of(sample: str, encoding: str) -> Dialect:
    """Return the dialect of a table whose first lines are these."""
    text, above = sample, 0
    declared = _DECLARED.fullmatch(sample.partition("\n")[0])
    if declared:
        text, above = sample.partition("\n")[2], 1
    samples = {delimiter: list(_rows(text, delimiter)) for delimiter in DELIMITERS}
    if declared and declared[1] in samples:
        samples = {declared[1]: samples[declared[1]]}
    delimiter = max(samples, key=lambda name: _score(samples[name]))
    rows = [(number, cells) for number, cells in samples[delimiter] if any(cells)]
    if rows and (other := _other_delimiter(rows[0][1], rows)):
        return Dialect(encoding, delimiter, above + rows[0][0], other)
    header = header_in(rows)
    return Dialect(encoding, delimiter, above + (header[0] if header else 1))


def header_in(rows: Sequence[SampleRow]) -> SampleRow | None:
    """Return the first row that is no title above the table; None of an empty table.

    A title fills one cell of a table that has more, and others follow that fill several.
    """
    filled = [(number, cells) for number, cells in rows if any(cells)]
    width = usual_width([cells for _, cells in filled])
    for number, cells in filled[:_ABOVE]:
        if width <= 1 or _fills(cells, width):
            return number, cells
    return filled[0] if filled else None


def _fills(cells: Sequence[str], width: int) -> bool:
    """Return whether a row is no title: it has several values, or as many cells as a table of two columns."""
    return len(cells) >= width if width == 2 else sum(1 for cell in cells if cell.strip()) > 1


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """Return how many cells most rows have."""
    widths = Counter(len(cells) for cells in rows)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _score(rows: Sequence[SampleRow]) -> tuple[float, int]:
    """Return how well a delimiter cuts the rows: into several cells, as many in every row as in the header."""
    filled = [cells for _, cells in rows if any(cells)]
    width = usual_width(filled)
    if width < 2:
        return 0.0, 0
    share = sum(len(cells) == width for cells in filled) / len(filled)
    header = header_in(rows)
    return round(share, 1) + (0.5 if header and len(header[1]) == width else 0), width


def _other_delimiter(header: Sequence[str], rows: Sequence[SampleRow]) -> str | None:
    """Return the delimiter that cuts the header into as many cells as the rows have, where theirs does not cut it."""
    width = usual_width([cells for _, cells in rows])
    if len(header) > 1 or width < 2:
        return None
    return next((name for name in DELIMITERS if header[0].count(name) == width - 1), None)


def _rows(sample: str, delimiter: str) -> Iterator[SampleRow]:
    """Yield the first rows with their lines. The last one may be cut, and a quote that is not closed ends them."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    start = 1
    try:
        for _, cells in zip(range(SAMPLE_ROWS), reader, strict=False):
            yield start, cells
            start = reader.line_num + 1
    except csv.Error:
        return
