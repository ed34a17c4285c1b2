"""The lines around the place where a parser of YAML gave up, and the text with one of them changed. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import yaml

from publisher.model.findings import Finding, Position, Replace
from publisher.model.messages import Message
from publisher.rules.rule import Rule
from publisher.rules.syntax import INVALID_YAML

NO_COLON: Final = "could not find expected ':'"

_LINE: Final = re.compile(r"(?P<start>[ \t]*(?:- +)*)(?:(?P<key>[\w-]+) *:(?=\s|$)[ \t]*)?(?P<value>.*)")
_COMMENT: Final = re.compile(r"(?:^|\s)#.*$")


@dataclass(frozen=True)
class Line:
    """A line with its parts. Lines and columns count from zero."""

    number: int
    text: str
    column: int
    """Where its key begins, behind the dashes of a list; without a key, its text."""
    key: str
    value: str
    """Without a comment, unless it is in quotes."""
    value_column: int

    @property
    def indent(self) -> int:
        """How many spaces it begins with."""
        return len(self.text) - len(self.text.lstrip(" "))

    @property
    def has_dash(self) -> bool:
        """Return whether it begins an element of a list."""
        return self.column > self.indent

    def with_value(self, value: str) -> str:
        """Return its text with another value; a comment stays."""
        end = self.value_column + len(self.value)
        return f"{self.text[: self.value_column]}{value}{self.text[end:]}"

    def moved_to(self, column: int) -> str:
        """Return its text, begun at this column."""
        return " " * column + self.text.lstrip()


@dataclass(frozen=True)
class Guess:
    """What may be wrong, and the text as a person makes it who follows the advice to the letter."""

    finding: Finding
    corrected: str


@dataclass(frozen=True)
class BrokenText:
    """A text, and where a parser gave up in it."""

    lines: tuple[str, ...]
    shown: str
    """The file that positions name."""
    problem: str
    context: str
    mark: tuple[int, int]
    """Line and column at which the parser gave up."""
    start: tuple[int, int] | None
    """Where the value begins that it was reading."""

    @property
    def number(self) -> int:
        """The line of the mistake. Of what is still open at the end of the file, it is the line that opens it."""
        is_open = self.problem == NO_COLON or not any(map(str.strip, self.lines[self.mark[0] :]))
        return self.start[0] if is_open and self.start is not None and self.problem else self.mark[0]

    @cached_property
    def at(self) -> Line:
        """The line at which the parser gave up."""
        return self.line(self.mark[0])

    @cached_property
    def first(self) -> Line:
        """The line on which the value begins that the parser was reading."""
        return self.line(self.start[0]) if self.start is not None else self.at

    @cached_property
    def above(self) -> Line | None:
        """The nearest line with a text above the one at which the parser gave up; None where there is none."""
        return next(self.lines_above(self.at), None)

    @property
    def near(self) -> tuple[Line, ...]:
        """The lines on which the mistake may be, the likeliest first."""
        lines = (self.at, self.first, *((self.above,) if self.above else ()))
        return tuple({line.number: line for line in lines}.values())

    def line(self, number: int) -> Line:
        """Return a line of the text, or its last one."""
        number = min(number, len(self.lines) - 1)
        text = self.lines[number]
        parts = _LINE.fullmatch(text)
        if parts is None:
            return Line(number, text, 0, "", text, 0)
        value = parts["value"].rstrip()
        value = value if value[:1] in ("'", '"') else _COMMENT.sub("", value).rstrip()
        return Line(number, text, parts.end("start"), parts["key"] or "", value, parts.start("value"))

    def lines_above(self, line: Line) -> Iterator[Line]:
        """Yield the lines with a text above a line, from the nearest to the first."""
        for number in range(line.number - 1, -1, -1):
            text = self.lines[number].strip(" -")
            if text and not text.startswith("#"):
                yield self.line(number)

    def is_continued(self, line: Line) -> bool:
        """Return whether the text of a line goes on below it."""
        below = self.line(line.number + 1) if line.number + 1 < len(self.lines) else None
        if below is None or below.key or below.has_dash or not below.text.strip():
            return False
        return below.indent > line.column

    def with_line(self, number: int, *texts: str) -> str:
        """Return the whole text with other lines in the place of one."""
        return "\n".join((*self.lines[:number], *texts, *self.lines[number + 1 :], ""))

    def guess(
        self,
        line: Line,
        column: int,
        texts: tuple[Message, Message],
        corrected: str,
        *,
        rule: Rule = INVALID_YAML,
        repair: Replace | None = None,
    ) -> Guess:
        """Return a guess about a place of a line."""
        return Guess(rule.at(self.place(line, column), *texts, repair=repair), corrected)

    def place(self, line: Line, column: int) -> Position:
        """Return the position of a column of a line."""
        return Position(self.shown, line.number + 1, column + 1)


def broken_text(error: yaml.MarkedYAMLError, text: str, shown: str) -> BrokenText:
    """Return a text with the place of its error."""
    lines = tuple(text.splitlines()) or ("",)
    mark, start = error.problem_mark or error.context_mark, error.context_mark
    at = (min(mark.line, len(lines) - 1), mark.column) if mark is not None else (0, 0)
    begins = (min(start.line, at[0]), start.column) if start is not None else None
    return BrokenText(lines, shown, error.problem or "", error.context or "", at, begins)
