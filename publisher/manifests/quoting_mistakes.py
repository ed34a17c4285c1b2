"""Frequent mistakes in values: guesses about the quotes, the brackets and the signs of YAML. Pure."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from publisher.manifests.broken_lines import BrokenText, Guess, Line
from publisher.manifests.key_names import LISTS
from publisher.model.messages import Message, message

_COLON: Final = re.compile(r"[^\"'|>\[{#].*:(?:\s|$)")
_BLOCK: Final = re.compile(r"[|>][+-]?\d?[+-]?")
_AFTER_BRACKET: Final = re.compile(r".*[\]}]\s*[^\s#\]},]")
_QUOTES: Final = ("'", '"')
_NO_COMMA: Final = "did not find expected ','"
_BACKTICK: Final = "`"
_FARTHEST: Final = 100
"""Lines above, in which opened quotes are searched."""


def quoted(text: str) -> str:
    """Return a text between double quotes, or single ones where it contains double ones."""
    return f"'{text}'" if '"' in text else f'"{text}"'


def _colon_in_value(broken: BrokenText) -> Iterator[Guess]:
    for line in broken.near:
        if line.key and _COLON.match(line.value):
            what = message("quote text that contains a colon followed by a space")
            if broken.is_continued(line):
                yield _below_its_key(broken, line)
                continue
            yield _with_value(broken, line, quoted(line.value), (what, _written(line, quoted(line.value))))


def _below_its_key(broken: BrokenText, line: Line) -> Guess:
    """Return the guess that a text of several lines is to stand below its key, where its signs have no meaning."""
    what = message("in a text of several lines, a colon followed by a space has a meaning")
    fix = message("Write “{key}: >-”, and all of the text on the lines below, with spaces before each.", key=line.key)
    texts = (line.with_value(">-"), f"{' ' * (line.column + 2)}{line.value}")
    return broken.guess(line, line.value_column, (what, fix), broken.with_line(line.number, *texts))


def _reserved_start(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guesses about texts that begin with a sign which has a meaning in YAML."""
    for line in broken.near:
        sign = line.value[:1]
        if not sign or sign not in "[{&*!|>%@`" or _BLOCK.fullmatch(line.value):
            continue
        if sign in "[{":
            yield from _open_bracket(broken, line)
            if not _AFTER_BRACKET.match(line.value):
                continue
        what = message("quote text that starts with “{sign}”", sign=sign)
        yield _with_value(broken, line, quoted(line.value), (what, _written(line, quoted(line.value))))


def _backticks(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guess that a text was copied with the signs around it: messages put keys and values between them."""
    for line in broken.near:
        text = line.value.strip(_BACKTICK)
        if line.value.startswith(_BACKTICK) and text and _BACKTICK not in text:
            texts = (message("“`” is no part of the text: it only marks what messages name"), _written(line, text))
            yield _with_value(broken, line, text, texts)


def _open_bracket(broken: BrokenText, line: Line) -> Iterator[Guess]:
    closing = "]" if line.value.startswith("[") else "}"
    if line.value.endswith(closing):
        return
    texts = (message("the bracket opened here is not closed"), message("Close it, or remove it."))
    yield from _closed(broken, line, closing, texts)


def _written(line: Line, value: str) -> Message:
    """Return the advice to write a value otherwise; it shows the line so, to be pasted."""
    return message("Write: {example}", example=f"{line.key}: {value}" if line.key else value)


def _closed(broken: BrokenText, line: Line, sign: str, texts: tuple[Message, Message]) -> Iterator[Guess]:
    """Yield the guesses that a value ends with its line, or before the line at which the parser gave up."""
    value = f"{line.value}{sign}"
    fix = texts[1] if broken.is_continued(line) else _written(line, value)
    yield _with_value(broken, line, value, (texts[0], fix))
    last = next(broken.lines_above(broken.at), None)
    if last is not None and last.number > line.number:
        corrected = broken.with_line(last.number, last.with_value(f"{last.value}{sign}"))
        yield broken.guess(line, line.value_column, texts, corrected)


def _quotes(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guesses about quotes that do not close, or close too early."""
    for line in broken.near:
        sign, value = line.value[:1], line.value
        if sign not in _QUOTES:
            continue
        rest = value[1:].replace('\\"', "").replace("''", "")
        if sign not in rest:
            texts = (message("the quotes opened here are not closed"), message("Close them, or remove them."))
            yield from _closed(broken, line, sign, texts)
        elif rest.partition(sign)[2].lstrip()[:1] not in ("", *"#,]}:"):
            # The end of a list in brackets is no part of the text.
            text = value.rstrip(",]} ") if broken.problem.startswith(_NO_COMMA) else value
            for general, other in _other_quotes(text):
                written = f"{other}{value[len(text) :]}"
                fix = _written(line, written) if line.key else general
                texts = (message("text follows the closing quotes here"), fix)
                yield _with_value(broken, line, written, texts)


def _other_quotes(value: str) -> Iterator[tuple[Message, str]]:
    """Yield how a text in quotes may contain these quotes, and the text written so."""
    sign = value[0]
    text = value[1:-1] if value.endswith(sign) else value[1:]
    if sign == "'":
        yield message('Put a text with an apostrophe into double quotes: title: "The town\'s parks"'), f'"{text}"'
        yield message("Write each apostrophe of the text twice: title: 'The town''s \"new\" parks'"), _doubled(text)
    else:
        whole = text if value.endswith(sign) else value
        yield message("Put a text with double quotes into single ones: title: 'The \"new\" parks'"), f"'{whole}'"
        fix = message('Write \\" for each double quote of the text: title: "The town\'s \\"new\\" parks"')
        yield fix, '"{}"'.format(whole.replace('"', '\\"'))


def _doubled(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def _quotes_closed_below(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guesses about quotes that were opened on a line above, and close too early on this one."""
    line, before = broken.at, broken.at.text[: broken.mark[1]].rstrip()
    sign = before[-1:]
    if sign not in _QUOTES:
        return
    above = (line for line, _ in zip(broken.lines_above(line), range(_FARTHEST), strict=False))
    opening = next((line for line in above if line.value[:1] == sign), None)
    if opening is None or sign in opening.value[1:].replace('\\"', "").replace("''", ""):
        return
    inside = [opening.value, *broken.lines[opening.number + 1 : line.number + 1]]
    for fix, other in _other_quotes("\n".join(inside).rstrip()):
        head = broken.lines[: opening.number]
        text = f"{opening.text[: opening.value_column]}{other}"
        corrected = "\n".join((*head, text, *broken.lines[line.number + 1 :], ""))
        texts = (message("text follows the closing quotes here"), fix)
        yield broken.guess(line, broken.mark[1], texts, corrected)


def _backslash(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guess that a path of Windows stands in double quotes, where `\\` has a meaning."""
    for line in broken.near:
        if line.value.startswith('"') and line.value.endswith('"') and "\\" in line.value:
            what = message("in double quotes, “\\” has a meaning in YAML: this path cannot be read")
            name = line.value.strip('"').rpartition("\\")[2]
            fix = _written(line, f"'{line.value.strip(chr(34))}'")
            if line.key == "path":
                fix = message(
                    "Put the file into the producer's folder, and write its name alone: path: {name}", name=name
                )
            yield _with_value(broken, line, f"'{line.value.strip(chr(34))}'", (what, fix))


def _dash_on_line_of_key(broken: BrokenText) -> Iterator[Guess]:
    """Yield the guess that a list begins on the line of its key, or that a text begins with a dash."""
    for line in broken.near:
        if not line.key or not re.match(r"- ", line.value):
            continue
        if line.key in LISTS:
            what = message("a list cannot start on the line of its key")
            fix = message("Put “{dash}” on the next line, with two spaces before it.", dash=line.value)
            head = line.text[: line.value_column].rstrip()
            texts = (head, f"{' ' * (line.column + 2)}{line.value}")
            yield broken.guess(line, line.value_column, (what, fix), broken.with_line(line.number, *texts))
        what = message("quote text that starts with “{sign}”", sign="-")
        fix = message("Write it like this: {example}", example=f"{line.key}: {quoted(line.value)}")
        yield _with_value(broken, line, quoted(line.value), (what, fix))


def _missing_comma(broken: BrokenText) -> Iterator[Guess]:
    if not broken.problem.startswith(_NO_COMMA):
        return
    what = message("a comma is missing here, between two values")
    fix = message("Put a comma here; if it is a single value, put all of it into quotes.")
    number, column = broken.mark
    text = broken.lines[number]
    corrected = broken.with_line(number, f"{text[:column]}, {text[column:]}")
    yield broken.guess(broken.at, column, (what, fix), corrected)


def _with_value(broken: BrokenText, line: Line, value: str, texts: tuple[Message, Message]) -> Guess:
    """Return the guess that a line needs another value."""
    corrected = broken.with_line(line.number, line.with_value(value))
    return broken.guess(line, line.value_column, texts, corrected)


QUOTING_MISTAKES: Final[tuple[Callable[[BrokenText], Iterator[Guess]], ...]] = (
    _colon_in_value,
    _backticks,
    _reserved_start,
    _backslash,
    _dash_on_line_of_key,
    _quotes,
    _quotes_closed_below,
    _missing_comma,
)
"""In the order in which they are tried."""
