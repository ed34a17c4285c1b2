"""Mistakes of YAML's syntax, found in the lines themselves: the messages of a parser are for programmers. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from publisher.model.findings import Finding, Position
from publisher.model.messages import Message, message
from publisher.rules.syntax import INDENTED_WITH_TAB, INVALID_YAML

_LINE: Final = re.compile(r"(?P<start>\s*(?:- +)*)(?:(?P<key>[\w-]+):(?P<space>\s+|$))?(?P<value>.*)")
_NO_SPACE: Final = re.compile(r"\s*(?:- +)*(?P<key>[^\W\d][\w-]*):(?=[^\s/])")
_COLON: Final = re.compile(r"[^\"'|>\[{#].*:(?:\s|$)")
_BLOCK: Final = re.compile(r"[|>][+-]?\d?[+-]?\s*(?:#.*)?")
_AFTER_BRACKET: Final = re.compile(r".*[\]}]\s*[^\s#\]},]")
_MISPLACED: Final = frozenset({"did not find expected key", "did not find expected '-' indicator"})
_NO_MAPPING: Final = "mapping values are not allowed in this context"
_NO_COLON: Final = "could not find expected ':'"


@dataclass(frozen=True)
class _Line:
    """A line with its parts. Lines and columns count from zero."""

    number: int
    text: str
    column: int
    """Where its key begins, behind the dashes of a list; without a key, its text."""
    key: str
    value: str
    value_column: int


def syntax_finding(error: yaml.MarkedYAMLError, text: str, shown: str) -> Finding:
    """Return what is wrong where the parser gave up: a frequent mistake by its name, another one by its place."""
    lines = text.splitlines() or [""]
    mark = error.problem_mark or error.context_mark
    number, column = (min(mark.line, len(lines) - 1), mark.column) if mark else (0, 0)
    at = _line(lines, number)
    start = error.context_mark
    first = _line(lines, min(start.line, number)) if start is not None else at
    near = [at] if first.number == number else [at, first]
    above = _line_above(lines, number)
    guesses: Iterable[Finding | None] = (
        *(_tab(line, shown) for line in near),
        *(_colon_in_value(line, shown) for line in near),
        *(_reserved_start(line, shown) for line in near),
        *(_missing_space(line, shown) for line in (at, *((above,) if above and above.column == at.column else ()))),
        *(_quotes(line, shown) for line in (*near, *((above,) if above else ()))),
        _indentation(at, above, error, shown),
        _no_colon(first, error, shown),
    )
    what = message("there is a syntax error here or on the line before")
    fix = message("Look for a missing space after a colon, an apostrophe, or spaces at the start of a line.")
    general = INVALID_YAML.at(Position(shown, number + 1, column + 1), what, fix)
    return next((finding for finding in guesses if finding is not None), general)


def _line(lines: Sequence[str], number: int) -> _Line:
    text = lines[number]
    parts = _LINE.fullmatch(text)
    if parts is None:
        return _Line(number, text, 0, "", text, 0)
    return _Line(number, text, parts.end("start"), parts["key"] or "", parts["value"].rstrip(), parts.start("value"))


def _line_above(lines: Sequence[str], number: int) -> _Line | None:
    """Return the nearest line above with a text; None where there is none."""
    numbers = (
        above for above in range(number - 1, -1, -1) if lines[above].strip(" -") and lines[above].strip()[0] != "#"
    )
    above = next(numbers, None)
    return None if above is None else _line(lines, above)


def _finding(line: _Line, column: int, what: Message, fix: Message, shown: str) -> Finding:
    return INVALID_YAML.at(Position(shown, line.number + 1, column + 1), what, fix)


def _tab(line: _Line, shown: str) -> Finding | None:
    if "\t" not in line.text[: len(line.text) - len(line.text.lstrip())]:
        return None
    what, fix = message("this line starts with a tab"), message("Use spaces instead (two per level).")
    return INDENTED_WITH_TAB.at(Position(shown, line.number + 1, 1), what, fix)


def _colon_in_value(line: _Line, shown: str) -> Finding | None:
    if not line.key or not _COLON.match(line.value):
        return None
    what = message("quote text that contains a colon followed by a space")
    return _finding(line, line.value_column, what, message('Write it like this: title: "Parks: the list"'), shown)


def _reserved_start(line: _Line, shown: str) -> Finding | None:
    """Return the finding about a text that begins with a sign which has a meaning in YAML."""
    sign, value = line.value[:1], line.value
    if not sign or sign not in "[{&*!|>%@`" or (sign in "|>" and _BLOCK.fullmatch(value)):
        return None
    if sign in "[{":
        if not set(value) & set("]}"):
            what, fix = message("the bracket opened here is not closed"), message("Close it, or remove it.")
            return _finding(line, line.value_column, what, fix, shown)
        if not _AFTER_BRACKET.match(value):
            return None
    what = message("quote text that starts with “{sign}”", sign=sign)
    fix = message('Write it like this: title: "{sign} …"', sign=sign)
    return _finding(line, line.value_column, what, fix, shown)


def _missing_space(line: _Line, shown: str) -> Finding | None:
    match = _NO_SPACE.match(line.text)
    if match is None:
        return None
    what = message("a space is missing after “{key}:”", key=match["key"])
    return _finding(line, match.end(), what, message("Write it like this: {key}: …", key=match["key"]), shown)


def _quotes(line: _Line, shown: str) -> Finding | None:
    """Return the finding about quotes that do not close, or close too early."""
    sign, value = line.value[:1], line.value
    if sign not in ("'", '"') or not sign:
        return None
    rest = value[1:].replace('\\"', "").replace("''", "")
    if sign not in rest:
        what, fix = message("the quotes opened here are not closed"), message("Close them, or remove them.")
        return _finding(line, line.value_column, what, fix, shown)
    after = rest.partition(sign)[2].strip()
    if not after or after[0] in "#,]}:":
        return None
    what = message("text follows the closing quotes here")
    if sign == "'":
        fix = message('Put a text with an apostrophe into double quotes: title: "The town\'s parks"')
    else:
        fix = message("Put a text with double quotes into single ones: title: 'The \"new\" parks'")
    return _finding(line, line.value_column, what, fix, shown)


def _indentation(line: _Line, above: _Line | None, error: yaml.MarkedYAMLError, shown: str) -> Finding | None:
    """Return the finding about a line that is under none of the lines above."""
    if above is None or line.column == above.column:
        return None
    mark, start = error.problem_mark, error.context_mark
    too_deep = error.problem == _NO_MAPPING and line.column > above.column and bool(above.value)
    first = len(line.text) - len(line.text.lstrip())
    places = (mark.column, start.column) if mark is not None and start is not None else (0, 0)
    misplaced = error.problem in _MISPLACED and places[0] == first != places[1]
    if not too_deep and not misplaced:
        return None
    what = message("this line is not aligned with the lines that it belongs to")
    fix = message("Start it with as many spaces as these lines have; two more for each level below.")
    return _finding(line, first, what, fix, shown)


def _no_colon(line: _Line, error: yaml.MarkedYAMLError, shown: str) -> Finding | None:
    if error.problem != _NO_COLON:
        return None
    what = message("this line is no `key: value`")
    fix = message("If it continues the text above, start it with two spaces.")
    return _finding(line, line.column, what, fix, shown)
