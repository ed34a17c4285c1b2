"""The rows of a table in a text file, each with the line on which it starts. Memory does not grow with the file.

A row whose quotes do not close is reported and left, and reading goes on with the next line: one forgotten quote would
otherwise swallow the rows below it, and the mistakes in them.
"""

import codecs
import csv
import io
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

from publisher.safe_open import open_regular
from publisher.tables.dialect import Dialect, dialect_of
from publisher.tables.text_survey import Surveyor, TextSurvey

CHUNK: Final = 1 << 18
"""Bytes."""
LONGEST: Final = 1 << 20
"""Characters of a row, whose cells may hold a geometry: nothing longer is kept in memory."""
SAMPLE: Final = 1 << 16
"""Bytes that decide on the dialect."""
OVERLAP: Final = 256
"""Characters of a piece of a very long line that the next one has, too."""
_MOST_LONG: Final = 20
"""Long rows with open quotes whose lines are read again: a file with more of them is not read to its end."""

Row = tuple[int, list[str]]
"""The line on which a row starts, and its cells."""
Advance = Callable[[int], None]
"""Is told of how many more bytes have been read."""


class Break(Enum):
    """Why a row cannot be read."""

    OPEN_QUOTE = "a quote is opened and not closed"
    TEXT_AFTER_QUOTE = "a quote within a quoted text is not doubled"
    TOO_LONG = "the row is longer than what is kept in memory; no row below it is read"
    TOO_MANY = "so many quotes are open that no row below it is read"


@dataclass(frozen=True)
class BrokenRow:
    """A row that cannot be read."""

    line: int
    """The line on which it starts."""
    why: Break
    last: int
    """The last line that it would swallow."""
    text: str = ""
    """Its first line, which is left where those below it are read again."""


def survey_of(path: Path) -> TextSurvey:
    """Return what the bytes of a file say. Raises `OSError`."""
    surveyor = Surveyor()
    with open_regular(path) as file:
        while chunk := file.read(CHUNK):
            surveyor.feed(chunk)
    return surveyor.survey()


def texts_from(
    path: Path, encoding: str, line: int, advance: Advance = lambda _bytes: None
) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file from a line on, with their numbers, whatever they contain. Raises `OSError`.

    A very long line comes in pieces, each of which starts with the end of the one before it.
    """
    decoder, rest, number = codecs.getincrementaldecoder(encoding)("replace"), "", 1
    with open_regular(path) as file:
        chunk = b"-"
        while chunk:
            chunk = file.read(CHUNK)
            advance(len(chunk))
            text = rest + decoder.decode(chunk, not chunk)
            end = len(text) if not chunk else text.rfind("\n") + 1 or text.rfind("\r", 0, -1) + 1
            whole, rest = _lines(text[:end]), text[end:]
            yield from ((n, text) for n, text in enumerate(whole, number) if n >= line)
            number += len(whole)
            if len(rest) > CHUNK:
                if number >= line:
                    yield number, rest
                rest = rest[-OVERLAP:]


def dialect_of_file(path: Path, survey: TextSurvey) -> Dialect:
    """Return how the table in a file is written. Raises `OSError`."""
    with open_regular(path) as file:
        start = file.read(SAMPLE)
    text = codecs.getincrementaldecoder(survey.encoding)("replace").decode(start)
    if len(start) == SAMPLE:
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text
    return dialect_of(text, survey.encoding)


def size_of_table(path: Path, survey: TextSurvey) -> tuple[int | None, int | None]:
    """Return the rows below the header and the columns of the header; None where the table cannot be read to its end.

    Empty rows do not count; a row that cannot be read does. Raises `OSError`.
    """
    breaks: Counter[Break] = Counter()
    table = TextTable(path, dialect_of_file(path, survey), lambda row: breaks.update([row.why]))
    count = 0
    for batch in table.batches():
        rows = iter(batch)
        if table.width is None:
            table.width = next(
                (len(header_cells(table.dialect, cells)) for line, cells in rows if line >= table.dialect.header_line),
                None,
            )
        count += sum(any(cells) for _, cells in rows)
    if breaks[Break.TOO_LONG] or breaks[Break.TOO_MANY]:
        return None, None
    return count + breaks.total(), table.width or 0


def header_cells(dialect: Dialect, cells: Sequence[str]) -> Sequence[str]:
    """Return the names in the row of the header."""
    return cells[0].split(dialect.header_delimiter) if dialect.header_delimiter and cells else cells


class TextTable:
    """A table in a text file. `broken` is shown each row that cannot be read."""

    def __init__(
        self,
        path: Path,
        dialect: Dialect,
        broken: Callable[[BrokenRow], None] = lambda _row: None,
        advance: Advance = lambda _bytes: None,
    ) -> None:
        self.dialect = dialect
        self.width: int | None = None
        """Cells of a row, once the header is read: a row of several lines that has more or fewer is broken."""
        self._path = path
        self._broken = broken
        self._advance = advance
        self._read = 0
        self._given_up = False
        self._text: Callable[[int], str] = str

    def text_of(self, line: int) -> str:
        """Return the text of the row that was read last, and starts on this line, with its line ends."""
        return self._text(line)

    def rows(self) -> Iterator[Row]:
        """Return every row from the first line, also the empty ones and those above the header. Raises `OSError`."""
        return chain.from_iterable(self.batches())

    def batches(self) -> Iterator[Iterable[Row]]:
        """Yield the rows in batches, each to be read before the next one.

        Blocks of lines are read as they are. Where a row does not end in its block, or not at all, lines are read one
        by one up to the next block.
        """
        csv.field_size_limit(LONGEST)
        with open_regular(self._path) as file:
            blocks = _Blocks(file, self.dialect.encoding, self._advance)
            try:
                for block in blocks:
                    yield self._rows_of_block(block) or self._rows_of_lines(_Lines(_lines(block), blocks, self._read))
                    if self._given_up:
                        return
            except _TooLongError:
                self._broken(BrokenRow(self._read + 1, Break.TOO_LONG, self._read + 1))

    def _rows_of_block(self, block: str) -> Iterable[Row] | None:
        """Return the rows of a block of lines; None where one of them is not whole, or may not be."""
        reader = csv.reader(io.StringIO(block, newline=""), delimiter=self.dialect.delimiter, strict=True)
        try:
            rows = list(reader)
        except csv.Error:
            return None
        first = self._read + 1
        if reader.line_num != len(rows):
            return self._rows_of_several_lines(block, first)
        self._text = lambda line: _lines(block)[line - first]
        self._read += len(rows)
        return enumerate(rows, first)

    def _rows_of_several_lines(self, block: str, first: int) -> Iterable[Row] | None:
        """Return the rows of a block in which texts have several lines; None where such a row has the wrong width."""
        reader = csv.reader(io.StringIO(block, newline=""), delimiter=self.dialect.delimiter, strict=True)
        rows: list[Row] = []
        ends: dict[int, int] = {}
        start = 0
        for cells in reader:
            if reader.line_num > start + 1 and self._is_wrong(cells):
                return None
            rows.append((first + start, cells))
            ends[start] = reader.line_num
            start = reader.line_num
        self._text = lambda line: "".join(_lines(block)[line - first : ends[line - first]])
        self._read += start
        return rows

    def _rows_of_lines(self, lines: "_Lines") -> Iterator[Row]:
        self._text = lambda _line: "".join(lines.pending)
        while (broken := (yield from self._until_broken(lines))) is not None:
            self._broken(broken)
            if broken.why is Break.TOO_LONG:
                self._given_up = True
                return
            if not lines.leave_first():
                self._broken(replace(broken, why=Break.TOO_MANY))
                self._given_up = True
                return
        self._read = lines.number

    def _until_broken(self, lines: "_Lines") -> Generator[Row, None, BrokenRow | None]:
        """Yield rows, and return the row that cannot be read; None where all can."""
        try:
            for cells in csv.reader(lines, delimiter=self.dialect.delimiter, strict=True):
                if len(lines.pending) > 1 and self._is_wrong(cells):
                    return lines.broken(Break.OPEN_QUOTE)
                yield lines.first, cells
                lines.pending.clear()
        except csv.Error as error:
            return lines.broken(_reason(str(error), len(lines.pending)))
        except _TooLongError:
            return lines.broken(Break.OPEN_QUOTE)
        return None

    def _is_wrong(self, cells: Sequence[str]) -> bool:
        return self.width is not None and len(cells) != self.width


def _reason(error: str, lines: int) -> Break:
    """Return why the csv module refuses a row that has so many lines."""
    if lines > 1 or "unexpected end" in error:
        return Break.OPEN_QUOTE
    return Break.TOO_LONG if "limit" in error else Break.TEXT_AFTER_QUOTE


def _lines(block: str) -> list[str]:
    """Return the lines of a text with their ends: LF, CR LF or CR."""
    return list(io.StringIO(block, newline=""))


class _TooLongError(Exception):
    """A line or a row is longer than what is kept in memory."""


class _Lines:
    """The lines of a block; of the next blocks, too, as long as a row needs them. Those of that row are kept."""

    def __init__(self, lines: Iterable[str], blocks: Iterator[str], before: int) -> None:
        self._waiting = deque(lines)
        self._blocks = blocks
        self._size = 0
        self._long_rows = 0
        self.pending: list[str] = []
        """The lines of the row that is being read. Who has read a row clears it."""
        self.number = before
        """The number of the line that was read last."""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        self._size = sum(map(len, self.pending)) if len(self.pending) < 2 else self._size + len(self.pending[-1])
        if self._size > LONGEST:
            raise _TooLongError
        if not self._waiting:
            if not self.pending:
                raise StopIteration
            self._waiting.extend(_lines(next(self._blocks)))
        line = self._waiting.popleft()
        self.pending.append(line)
        self.number += 1
        return line

    @property
    def first(self) -> int:
        """The line on which the row starts."""
        return self.number - len(self.pending) + 1

    def broken(self, why: Break) -> BrokenRow:
        """Return the row that is being read, and cannot be."""
        return BrokenRow(self.first, why, self.number, self.pending[0] if self.pending else "")

    def leave_first(self) -> bool:
        """Leave the first line of the row, and read its other lines again; False where that happens too often."""
        self._long_rows += self._size > LONGEST // 4
        self.number = self.first
        self._waiting.extendleft(reversed(self.pending[1:]))
        self.pending.clear()
        return self._long_rows <= _MOST_LONG


class _Blocks:
    """The text of a file in blocks of whole lines. Once a line is too long, nothing else comes."""

    def __init__(self, file: BinaryIO, encoding: str, advance: Advance) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._advance = advance
        self._rest = ""

    def __iter__(self) -> "_Blocks":
        return self

    def __next__(self) -> str:
        while len(self._rest) <= LONGEST:
            chunk = self._file.read(CHUNK)
            self._advance(len(chunk))
            text = self._rest + self._decoder.decode(chunk, not chunk)
            end = len(text) if not chunk else text.rfind("\n") + 1 or text.rfind("\r", 0, -1) + 1
            self._rest = text[end:]
            if end:
                return text[:end]
            if not chunk:
                raise StopIteration
        raise _TooLongError
