"""Small pieces of text that several views share."""

import re
import unicodedata
from collections.abc import Iterable

from publisher.locale import _
from publisher.model.change import ORDER, WHOLE, Change, Verdict
from publisher.model.values import shown

VALUE_SIZE = 64
"""Characters of a value that are shown."""


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


def change_text(change: Change) -> str:
    """What a difference changes, on one line, without the name of its field."""
    before, after = change.before, change.after
    if change.path.field == WHOLE:
        return _whole(change)
    if change.path.field == ORDER and isinstance(before, tuple) and isinstance(after, tuple):
        return printable(f"{' · '.join(before)} → {' · '.join(after)}")
    if isinstance(before, tuple | None) and isinstance(after, tuple | None) and (before or after):
        return words_text(before or (), after or ())
    one, other = clip_pair(shown(before), shown(after))
    return f"{one} → {other}"


def words_text(before: Iterable[str], after: Iterable[str]) -> str:
    """What comes and what goes in a set of words."""
    old, new = list(before), list(after)
    come = [f"+ {printable(word)}" for word in new if word not in old]
    gone = [f"− {printable(word)}" for word in old if word not in new]
    return "  ".join(come + gone)


def _whole(change: Change) -> str:
    title = clip(shown(change.after if change.after is not None else change.before))
    if change.after is None:
        return f"{_('removed')} {title}"
    if change.verdict is Verdict.CHANGE:
        return f"{_('added')} {title}"
    return f"{_('was deleted on the portal')} {title}"


def verdict_text(change: Change) -> str:
    """A word for a difference that is more than the manifest's own move."""
    match change.verdict:
        case Verdict.CHANGE:
            return ""
        case Verdict.DRIFT:
            return _("edited on the portal")
        case Verdict.CONFLICT:
            return _("edited on both sides")
        case Verdict.TAKEOVER:
            return _("takes over the portal's value")


def seconds_text(seconds: float) -> str:
    """A duration."""
    return f"{seconds:.1f} s".replace(".", _("."))
