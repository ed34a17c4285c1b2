"""Frequent mistakes in how lines begin: guesses about the spaces, the dashes and the keys of YAML. Pure."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from publisher.manifests.broken_lines import NO_COLON, BrokenText, Guess, Line
from publisher.model.messages import message
from publisher.rules.syntax import INDENTED_WITH_TAB

_NO_SPACE: Final = re.compile(r"[ \t]*(?:- +)*(?P<key>[^\W\d][\w-]*):(?=[^\s/])")
_NO_BREAK: Final = re.compile(r"(?P<before>[ \t]*(?:- *)?(?:[\w-]+:)?)(?P<spaces>[\u00a0\u202f]+)")
_NO_MAPPING: Final = "mapping values are not allowed in this context"
_MISPLACED: Final = frozenset({"did not find expected key", "did not find expected '-' indicator"})
_NO_DOCUMENT: Final = "did not find expected <document start>"
_ANOTHER_DOCUMENT: Final = "but found another document"

_NOT_ALIGNED: Final = (
    message("this line is not aligned with the lines that it belongs to"),
    message("Start it with as many spaces as these lines have; two more for each level below."),
)


def _second_document(broken: BrokenText) -> Iterator[Guess]:
    if broken.problem == _ANOTHER_DOCUMENT:
        what = message("“---” begins a second document here: a file has a single one")
        fix = message("Delete this line, or put what follows it into another file.")
        yield broken.guess(broken.at, 0, (what, fix), broken.with_line(broken.at.number))


def _tab(broken: BrokenText) -> Iterator[Guess]:
    for line in broken.near:
        start = line.text[: len(line.text) - len(line.text.lstrip())]
        if "\t" not in start:
            continue
        what, fix = message("this line starts with a tab"), message("Use spaces instead (two per level).")
        finding = INDENTED_WITH_TAB.at(broken.place(line, 0), what, fix)
        for column in (len(start.replace("\t", "  ")), *_columns(broken, line)):
            yield Guess(finding, broken.with_line(line.number, line.moved_to(column)))


def _no_break_space(broken: BrokenText) -> Iterator[Guess]:
    for line in broken.near:
        match = _NO_BREAK.match(line.text)
        if match is not None:
            what = message("this is a no-break space, which YAML does not read as a space")
            fix = message("Replace it with an ordinary space.")
            spaces = " " * len(match["spaces"])
            text = f"{match['before']}{spaces}{line.text[match.end() :]}"
            yield broken.guess(line, match.start("spaces"), (what, fix), broken.with_line(line.number, text))


def _missing_dash(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guess that a line under the elements of a list lacks its dash."""
    line = broken.first if broken.problem == NO_COLON else broken.at
    above = next(broken.lines_above(line), None)
    if above is None or line.key or line.has_dash or not above.has_dash or above.key or line.indent != above.indent:
        return
    what, fix = message("the dash of this element of the list is missing"), message("Start the line with “- ”.")
    text = f"{' ' * line.indent}- {line.text.lstrip()}"
    yield broken.guess(line, line.indent, (what, fix), broken.with_line(line.number, text))


def _needless_dash(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guess that a dash stands before a key that belongs to no list."""
    line, above = broken.at, broken.above
    if above is None or not line.key or not line.has_dash or above.has_dash or broken.problem not in _MISPLACED:
        return
    what, fix = message("a list cannot start here"), message("Delete the dash.")
    text = f"{' ' * line.indent}{line.text[line.column :]}"
    yield broken.guess(line, line.indent, (what, fix), broken.with_line(line.number, text))


def _columns(broken: BrokenText, line: Line) -> Iterator[int]:
    """Yield where a line may begin: where the lines above it do, those of the nearest column first."""
    columns: set[int] = set()
    least = line.indent + 2
    for above in broken.lines_above(line):
        if above.indent <= least:
            columns |= {above.indent, above.column}
            least = above.indent
        if not least:
            break
    yield from sorted(columns - {line.indent}, key=lambda column: (abs(column - line.indent), column))


def _indentation(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guess that a line is under none of the lines above."""
    line, above = broken.at, broken.above
    if above is None or line.column == above.column:
        return
    if broken.problem == _NO_DOCUMENT and above.key and line.key:
        yield broken.guess(
            above, above.indent, _NOT_ALIGNED, broken.with_line(above.number, above.moved_to(line.indent))
        )
    too_deep = broken.problem == _NO_MAPPING and line.column > above.column and bool(above.value)
    column = broken.start[1] if broken.start is not None else line.indent
    misplaced = broken.problem in _MISPLACED and broken.mark[1] == line.indent != column
    if not too_deep and not misplaced:
        return
    for column in _columns(broken, line):
        corrected = broken.with_line(line.number, line.moved_to(column))
        yield broken.guess(line, line.indent, _NOT_ALIGNED, corrected)


def _missing_space(broken: BrokenText) -> Iterator[Guess]:
    above = broken.above
    first = (broken.first,) if broken.problem == NO_COLON else ()
    for line in (broken.at, *first, *((above,) if above is not None and above.column == broken.at.column else ())):
        if (match := _NO_SPACE.match(line.text)) is not None:
            what = message("a space is missing after “{key}:”", key=match["key"])
            fix = message("Write it like this: {key}: …", key=match["key"])
            text = f"{line.text[: match.end()]} {line.text[match.end() :]}"
            yield broken.guess(line, match.end(), (what, fix), broken.with_line(line.number, text))


def continued_text(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guess that a line continues the text above it. It is tried last: nearly any line can be made to."""
    line = broken.first if broken.problem == NO_COLON else broken.at
    above = next(broken.lines_above(line), None)
    is_point = line.has_dash and broken.problem in _MISPLACED
    if above is None or (broken.problem != NO_COLON and not is_point):
        return
    spaces = above.column + 2 if above.key else above.column
    if spaces <= line.indent:
        return
    what = message("this line is no `key: value`")
    if is_point:
        what = message("a line with a dash cannot follow a text")
    fix = message("If it continues the text above, start it with {n} spaces.", n=spaces)
    yield broken.guess(line, line.indent, (what, fix), broken.with_line(line.number, line.moved_to(spaces)))


LAYOUT_MISTAKES: Final[tuple[Callable[[BrokenText], Iterator[Guess]], ...]] = (
    _second_document,
    _tab,
    _no_break_space,
    _missing_dash,
    _needless_dash,
    _indentation,
    _missing_space,
)
"""In the order in which they are tried."""
