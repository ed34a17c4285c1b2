"""Frequent mistakes in how lines begin: guesses about the spaces, the dashes and the keys of YAML. Pure."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from publisher.manifests.broken_lines import NO_COLON, BrokenText, Guess, Line
from publisher.manifests.key_names import KEYS, LISTS
from publisher.model.findings import Replace
from publisher.model.messages import Message, counted, message
from publisher.rules.syntax import GIT_CONFLICT, INDENTED_WITH_TAB

_NO_SPACE: Final = re.compile(r"[ \t]*(?:- +)*(?P<key>[^\W\d][\w-]*):(?=[^\s/])")
_NO_BREAK: Final = re.compile(r"(?P<before>[ \t]*(?:- *)?(?:[\w-]+:)?)(?P<spaces>[\u00a0\u202f]+)")
_NO_MAPPING: Final = "mapping values are not allowed in this context"
_NO_COLON_SIGN: Final = re.compile(
    r"(?P<start>[ \t]*(?:- +)*)(?P<key>[A-Za-z_]+)(?P<sign>[ \t]*[=：][ \t]*|[ \t]+)(?P<rest>[^\s:].*)"
)
_DASH: Final = re.compile(r"(?P<start> *)(?P<sign>[-–—•·▪*])(?P<space>\s*)(?=[^\s-])")
_BLOCK: Final = re.compile(r"[|>][+-]?\d?[+-]?")
_KEY: Final = re.compile(r"\s*(?:- +)?[\w-]+:(?:\s|$)")
_MISPLACED: Final = frozenset({"did not find expected key", "did not find expected '-' indicator"})
_NO_DOCUMENT: Final = "did not find expected <document start>"
_ANOTHER_DOCUMENT: Final = "but found another document"


def _not_aligned(spaces: int) -> tuple[Message, Message]:
    """Return what is wrong with a line that probably begins with this many spaces."""
    what = message("the number of spaces before this line does not fit the lines around it")
    if not spaces:
        return what, message("Delete the spaces before it, so that it starts at the left margin.")
    return what, message("Start it with {n} spaces, it seems, as the lines of the same level.", n=spaces)


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
        for column in (len(start.replace("\t", "  ")), *_columns(broken, line)):
            repair = Replace(start, " " * column)
            corrected = broken.with_line(line.number, line.moved_to(column))
            yield broken.guess(line, 0, (what, fix), corrected, rule=INDENTED_WITH_TAB, repair=repair)


def _no_break_space(broken: BrokenText) -> Iterator[Guess]:
    for line in broken.near:
        match = _NO_BREAK.match(line.text)
        if match is not None:
            what = message("this is a no-break space, which YAML does not read as a space")
            fix = message("Replace it with an ordinary space.")
            spaces = " " * len(match["spaces"])
            text = f"{match['before']}{spaces}{line.text[match.end() :]}"
            repair = Replace(match["spaces"], spaces)
            corrected = broken.with_line(line.number, text)
            yield broken.guess(line, match.start("spaces"), (what, fix), corrected, repair=repair)


def _missing_dash(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guess that a line under the elements of a list lacks its dash."""
    line = broken.first if broken.problem == NO_COLON else broken.at
    above = next(broken.lines_above(line), None)
    if above is None or line.has_dash:
        return
    if line.key:
        above = next((other for other in broken.lines_above(line) if other.indent <= line.indent), above)
    if above.key in LISTS and not above.value and not line.key and above.number < line.number:
        pass
    elif not above.has_dash or bool(above.key) != bool(line.key) or line.indent != above.indent:
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
    before = next(broken.lines_above(above), None)
    stands_apart = before is not None and before.column == line.column and above.indent < line.indent
    if (broken.problem == _NO_DOCUMENT or stands_apart) and above.key and line.key:
        yield broken.guess(
            above, above.indent, _not_aligned(line.column), broken.with_line(above.number, above.moved_to(line.column))
        )
    too_deep = broken.problem == _NO_MAPPING and line.column > above.column and bool(above.value)
    column = broken.start[1] if broken.start is not None else line.indent
    misplaced = broken.problem in _MISPLACED and broken.mark[1] == line.indent != column
    if not too_deep and not misplaced:
        return
    for column in _columns(broken, line):
        corrected = broken.with_line(line.number, line.moved_to(column))
        yield broken.guess(line, line.indent, _not_aligned(column), corrected)


def _missing_space(broken: BrokenText) -> Iterator[Guess]:
    above = broken.above
    first = (broken.first,) if broken.problem == NO_COLON else ()
    for line in (broken.at, *first, *((above,) if above is not None and above.column == broken.at.column else ())):
        if (match := _NO_SPACE.match(line.text)) is not None:
            what = message("a space is missing after “{key}:”", key=match["key"])
            text = f"{line.text[: match.end()]} {line.text[match.end() :]}"
            fix = message("Write: {example}", example=text.strip())
            repair = Replace("", " ") if match["key"] in KEYS else None
            yield broken.guess(line, match.end(), (what, fix), broken.with_line(line.number, text), repair=repair)


def _missing_colon(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guess that a line has its key and its value, but no colon between them, or another sign."""
    for line in broken.near:
        match = _NO_COLON_SIGN.match(line.text)
        if match is None or match["key"] not in KEYS:
            continue
        text = f"{match['start']}{match['key']}: {match['rest']}"
        what = message("the colon is missing after “{key}”", key=match["key"])
        fix = message("Write: {example}", example=text.strip())
        before = f"{match['key']}{match['sign']}"
        repair = Replace(before, f"{match['key']}: ") if match["sign"].strip() else None
        corrected = broken.with_line(line.number, text)
        yield broken.guess(line, match.start("key"), (what, fix), corrected, repair=repair)


def _no_space_behind_dash(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guess that a dash has no space behind it, or that another sign stands in its place."""
    for line in (*broken.near, *_lists_above(broken)):
        match = _DASH.match(line.text)
        if match is None or (match["sign"] == "-" and match["space"]):
            continue
        text = f"{match['start']}- {line.text[match.end() :]}"
        what = message("an element of a list starts with a dash, not with “{sign}”", sign=match["sign"])
        if match["sign"] == "-":
            what = message("a space is missing behind the dash")
        fix = message("Write: {example}", example=text.strip())
        repair = Replace(f"{match['sign']}{match['space']}", "- ")
        corrected = broken.with_line(line.number, text)
        yield broken.guess(line, match.start("sign"), (what, fix), corrected, repair=repair)


def _lists_above(broken: BrokenText) -> Iterator[Line]:
    """Yield the nearest line above that is less indented than the line at which the parser gave up."""
    above = (line for line in broken.lines_above(broken.at) if line.indent < broken.at.indent)
    yield from islice(above, 1)


def _text_not_indented(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guess that the lines below `key: |` are to be indented."""
    line = broken.first if broken.problem == NO_COLON else broken.at
    above = next(broken.lines_above(line), None)
    if above is None or not above.key or not _BLOCK.fullmatch(above.value) or line.indent > above.column:
        return
    spaces = above.column + 2
    rest = broken.lines[line.number :]
    count = next((n for n, text in enumerate(rest) if _KEY.match(text)), len(rest))
    moved = [f"{' ' * spaces}{text.lstrip()}" if text.strip() else text for text in rest[:count]]
    corrected = "\n".join((*broken.lines[: line.number], *moved, *rest[count:], ""))
    what = message("the text below “{key}: {sign}” is not indented", key=above.key, sign=above.value)
    fix = counted(
        "Start each line of this text with {n} space.", "Start each line of this text with {n} spaces.", n=spaces
    )
    yield broken.guess(line, line.indent, (what, fix), corrected)


def _conflict_without_marks(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guess that a line is the middle of a Git conflict whose other marks are gone."""
    for line in broken.near:
        if line.text.strip() == "=======":
            what = message("this line comes from a Git conflict: two versions may be in the file")
            fix = message("Keep one of the two versions, and delete this line.")
            yield broken.guess(line, line.indent, (what, fix), broken.with_line(line.number), rule=GIT_CONFLICT)


def _markdown(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guess that a line is the fence around a piece of code in a page."""
    for line in broken.near:
        if line.text.lstrip().startswith("```"):
            what = message("this line was around the text in the page that it was copied from; it is no YAML")
            fix = message("Delete this line.")
            yield broken.guess(line, line.indent, (what, fix), broken.with_line(line.number))


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
    fix = counted(
        "If it continues the text above, start it with {n} space.",
        "If it continues the text above, start it with {n} spaces.",
        n=spaces,
    )
    yield broken.guess(line, line.indent, (what, fix), broken.with_line(line.number, line.moved_to(spaces)))


LAYOUT_MISTAKES: Final[tuple[Callable[[BrokenText], Iterator[Guess]], ...]] = (
    _conflict_without_marks,
    _markdown,
    _second_document,
    _tab,
    _no_break_space,
    _no_space_behind_dash,
    _missing_dash,
    _needless_dash,
    _text_not_indented,
    _indentation,
    _missing_space,
    _missing_colon,
)
"""In the order in which they are tried."""
