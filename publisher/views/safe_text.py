"""Text that is safe to show: no control characters, no markup, no overlong line."""

import re
import unicodedata

VALUE_SIZE = 64
"""Characters of a value that are shown."""

ZERO_WIDTH = "\u200b"
"""Behind @ and #: else a forge makes a mention of somebody, or a link to an issue, out of rendered text."""

ROWS = 200
"""A job summary and a comment have a limit; what does not fit is counted."""


def printable(text: str) -> str:
    """A text without what could play tricks on a terminal or a log: control and direction characters."""
    return "".join(
        " " if c == "\n" else c if unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp") else "�" for c in text
    )


def one_line(text: str) -> str:
    """A text on one line; no-break spaces stay."""
    return printable(re.sub("[ \t\n]+", " ", text)).strip(" ")


def clip(text: str, size: int = VALUE_SIZE) -> str:
    """A text on one line, cut where it is too long."""
    line = one_line(text)
    return line if len(line) <= size else line[: size - 1] + "…"


def clip_pair(before: str, after: str, size: int = VALUE_SIZE) -> tuple[str, str]:
    """Two long texts, cut so that the place where they begin to differ is seen."""
    one, other = one_line(before), one_line(after)
    same = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
    if same < size // 2 or max(len(one), len(other)) <= size:
        return clip(one, size), clip(other, size)
    start = same - size // 3
    return clip("…" + one[start:], size), clip("…" + other[start:], size)


def escaped(text: str) -> str:
    """Text that stays text in Markdown and in HTML."""
    safe = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    marked = "".join(f"\\{c}" if c in "\\`*_{}[]|!~" else c for c in safe)
    return marked.replace("@", f"@{ZERO_WIDTH}").replace("#", f"#{ZERO_WIDTH}")
