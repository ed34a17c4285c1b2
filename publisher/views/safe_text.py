"""Texts of others made safe to print: no control characters, no markup, no overlong line."""

import re
import unicodedata

VALUE_SIZE = 64
"""Maximum number of characters of a value."""

CLIP_READS = 100
"""How many times the wanted size is read of a text that is cut: enough for the spaces that become one."""

ZERO_WIDTH = "\u200b"
"""Goes behind @ and #: else GitHub turns the text into a mention or a link to an issue."""

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)
"""What makes a text an address, for GitHub; a character of it as a reference is shown all the same."""

ROWS = 200
"""A job summary and a comment have a limit; what does not fit is counted."""


def printable(text: str) -> str:
    """Return a text without control and direction characters, which could forge lines on a terminal or in a log."""
    if text.isprintable():
        return text
    return "".join(" " if c == "\n" else "�" if is_unsafe(c) else c for c in text)


def is_unsafe(character: str) -> bool:
    """Return whether a character controls a terminal, a direction or a line, or cannot be written as UTF-8.

    The last are halves of surrogate pairs: names of files that are not UTF-8 have them.
    """
    return not character.isprintable() and unicodedata.category(character) in _UNSAFE


def one_line(text: str) -> str:
    """Return a text on one line. No-break spaces stay."""
    return printable(re.sub("[ \t\n]+", " ", text)).strip(" ")


def clip(text: str, size: int = VALUE_SIZE) -> str:
    """Return a text on one line, cut to this number of characters. Only the start of a very long text is looked at."""
    line = one_line(text[: size * CLIP_READS])
    return line if len(line) <= size else line[: size - 1] + "…"


def clip_pair(before: str, after: str, size: int = VALUE_SIZE) -> tuple[str, str]:
    """Return two texts, cut so that their first difference is visible."""
    first, second = one_line(before), one_line(after)
    same = next((index for index, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), 0)
    if same < size // 2 or max(len(first), len(second)) <= size:
        return clip(first, size), clip(second, size)
    start = same - size // 3
    return clip("…" + first[start:], size), clip("…" + second[start:], size)


def escaped_in_html(text: str) -> str:
    """Return a text that a block of HTML within Markdown shows as it is: there a backslash escapes nothing."""
    safe = "".join(f"&#{ord(c)};" if c in "&<>\\`*_{}[]|!~" else c for c in printable(text))
    return safe.replace("@", f"@{ZERO_WIDTH}").replace("&#", "\0").replace("#", f"#{ZERO_WIDTH}").replace("\0", "&#")


def escaped(text: str) -> str:
    """Return a text that Markdown and HTML show as it is."""
    safe = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    marked = "".join(f"\\{c}" if c in "\\`*_{}[]|!~" else c for c in safe)
    return marked.replace("@", f"@{ZERO_WIDTH}").replace("#", f"#{ZERO_WIDTH}")


def unlinked(text: str) -> str:
    """Return a text that Markdown and HTML show as it is, whose addresses GitHub turns into no links either."""
    return _ADDRESS.sub(lambda match: match[0].replace("/", "&sol;").replace(".", "&period;"), escaped(text))
