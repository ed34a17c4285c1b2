"""Small pieces of text that several views share."""

import re
import unicodedata
from collections.abc import Iterable

from publisher.locale import _, ngettext
from publisher.model.change import ORDER, WHOLE, Change, Verdict
from publisher.model.dataset import Slot
from publisher.model.values import File, Later, State, Value, shown
from publisher.model.wanted import Loss

VALUE_SIZE = 64
"""Characters of a value that are shown."""


def loss_lines(losses: Iterable[Loss], indent: int) -> list[str]:
    """What a catalogue cannot hold, a line for each."""
    return [f"{' ' * indent}∅ {loss.path}{_(': ')}{printable(str(loss.what))}" for loss in losses]


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
    if isinstance(after, File):
        return file_text(before if isinstance(before, File) else None, after)
    one, other = clip_pair(value_text(before), value_text(after))
    return f"{one} → {other}"


def value_text(value: Value) -> str:
    """A value on one line."""
    if isinstance(value, Later):
        return _("known after the upload to {catalog}").format(catalog=value.catalog)
    return state_text(value) if isinstance(value, State) else shown(value)


def state_text(state: State) -> str:
    """A state in the language of the person; JSON and manifests have the English words."""
    match state:
        case State.PUBLISHED:
            return _("published")
        case State.DRAFT:
            return _("draft")
        case State.ARCHIVED:
            return _("archived")


def file_text(before: File | None, after: File) -> str:
    """What becomes of a file: rows, columns, size."""
    if before is None:
        return _("new file, {size}").format(size=_size(after.size))
    parts = []
    if before.rows is not None and after.rows is not None:
        same = before.rows == after.rows
        rows = _("rows unchanged") if same else _("{before} → {after} rows")
        parts.append(rows.format(before=before.rows, after=after.rows))
    if before.columns is not None and after.columns is not None:
        same = before.columns == after.columns
        columns = _("columns unchanged") if same else _("{before} → {after} columns")
        parts.append(columns.format(before=before.columns, after=after.columns))
    if before.size != after.size:
        parts.append(f"{_size(before.size)} → {_size(after.size)}")
    elif before.kind == after.kind:
        parts.append(_("other content of the same size, {size}").format(size=_size(after.size)))
    return ", ".join(parts) or _size(after.size)


def _size(size: int | None) -> str:
    """Bytes, for a person."""
    if size is None:
        return "?"
    for scale, text in ((1_000_000, _("{n} MB")), (1_000, _("{n} kB"))):
        if size >= scale:
            return text.format(n=f"{size / scale:.1f}".replace(".", _(".")))
    return ngettext("{n} byte", "{n} bytes", size)


def files_text(slots: Iterable[Slot]) -> str | None:
    """How many files go with a new entry, and from where; None without any."""
    found = tuple(slots)
    sent = [slot.data.size for slot in found if slot.data is not None]
    linked = [slot.content.url for slot in found if isinstance(slot.content.file, File) and slot.data is None]
    parts = []
    if sent:
        parts.append(f"{ngettext('{n} file', '{n} files', len(sent))} ({_size(sum(sent))})")
    if linked:
        later = next((url for url in linked if isinstance(url, Later)), None)
        note = f" ({_('address known after the upload to {catalog}').format(catalog=later.catalog)})" if later else ""
        parts.append(ngettext("{n} linked file", "{n} linked files", len(linked)) + note)
    return ", ".join(parts) or None


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
    return f"{_('deleted in the catalogue:')} {title}"


def verdict_text(change: Change) -> str:
    """A word for a difference that is more than the manifest's own move."""
    match change.verdict:
        case Verdict.CHANGE:
            return ""
        case Verdict.DRIFT:
            return _("edited in the catalogue")
        case Verdict.CONFLICT:
            return _("edited in the manifest and in the catalogue")
        case Verdict.TAKEOVER:
            return _("replaces the value of the catalogue")


def seconds_text(seconds: float) -> str:
    """A duration."""
    return f"{seconds:.1f} s".replace(".", _("."))
