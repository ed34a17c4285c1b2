"""Lines broken at spaces, at a width: never inside an address, a command or a text that is to be pasted. Pure."""

import re
from collections.abc import Iterator
from textwrap import TextWrapper
from typing import Final

from publisher.model.commands import Again, Command
from publisher.model.messages import Message
from publisher.views.safe_text import one_line

WIDTH: Final = 100
"""Columns of a line in a log or a file."""
NARROWEST: Final = 80
WIDEST: Final = 120
"""Columns of a line on a terminal, however wide it is."""

_TIE: Final = "\ue000"
"""Stands for a space at which a line is not broken."""
_SIGN: Final = re.compile(r" *(?:[-+~≈!✘✔?∅=−·] )?")
_COLUMNS: Final = re.compile(r"\t|\S {3,}\S")
"""A line in columns: to break it would hide which value is under which heading."""
_WHOLE: Final = re.compile(r"`[^`\n]+`|publisher -{0,2}[a-z].*$")
"""A piece of code, and a command, which ends with its line."""
_NO_START: Final = re.compile(r" (?![\w\s«“\"'(`{…]|$)")
"""A space before what starts no line: a sign of ours, or of GitHub, would make a line of another meaning of it."""
_IN_VALUE: Final = re.compile(r"(?<!,) | (?!\w)")
"""A space in a value. Values may be texts of others, which start no line; only a list is broken, after a comma."""


def wrapped(text: str, width: int) -> str:
    """Return a text whose longer lines are broken at spaces. What follows is indented, at least by two."""
    return "\n".join(part for line in text.split("\n") for part in _parts(line, width)).replace(_TIE, " ")


def wrapped_message(text: str, message: Message, indent: int, width: int) -> str:
    """Return the text of a message on indented lines. Its values stay whole, but for lists of words."""
    for value in sorted(set(_values(message)), key=len, reverse=True):
        text = text.replace(value, value.replace(" ", _TIE) if "{" in value else _IN_VALUE.sub(_TIE, value))
    return wrapped(f"{' ' * indent}{text}", width)


def _parts(line: str, width: int) -> list[str]:
    if len(line) <= width or _COLUMNS.search(line):
        return [line]
    start = _SIGN.match(line)
    tied = _NO_START.sub(_TIE, _WHOLE.sub(lambda match: match[0].replace(" ", _TIE), line))
    indent = " " * max(2, len(start[0]) if start else 0)
    body = tied.lstrip(f" {_TIE}")
    first = line[: len(line) - len(body)]
    wrapper = TextWrapper(width, first, indent, break_long_words=False, break_on_hyphens=False)
    return wrapper.wrap(body) or [line]


def _values(message: Message) -> Iterator[str]:
    for _name, value in message.params:
        match value:
            case Message():
                yield from _values(value)
            case Command() | Again():
                yield str(value)
            case str() if " " in value:
                yield one_line(value)
            case _:
                pass
