"""Changes, values, files and losses as one line of text each."""

from collections.abc import Iterable
from typing import assert_never

from publisher.locale import _, ngettext
from publisher.model.change import ORDER, WHOLE, Change, ChangeKind
from publisher.model.dataset import ResourceWrite
from publisher.model.projection import Loss
from publisher.model.values import AddressAfterApply, File, State, Value, Withheld, shown
from publisher.views.safe_text import clip, clip_pair, printable


def loss_lines(losses: Iterable[Loss], indent: int) -> list[str]:
    """Return the lines for each value that a catalogue cannot hold, indented by this number of spaces."""
    return [" " * indent + line for loss in losses for line in _loss_lines(loss)]


def _loss_lines(loss: Loss) -> Iterable[str]:
    yield f"∅ {_('loss in {field}').format(field=printable(loss.path))}{_(': ')}{printable(str(loss.what))}"
    if loss.fix is not None:
        place = f"{printable(str(loss.at))}{_(': ')}" if loss.at else ""
        yield f"    {place}{printable(str(loss.fix))}"


def change_text(change: Change) -> str:
    """Return what a change does, on one line, without the name of its field."""
    before, after = change.observed, change.desired
    if change.path.field == WHOLE:
        return _resource_text(change)
    if change.kind is ChangeKind.FORM:
        return _("same value, in its present form")
    if isinstance(before, Withheld) or isinstance(after, Withheld):
        return f"{clip(value_text(before))} → {clip(value_text(after))}"
    if change.path.field == ORDER and isinstance(before, tuple) and isinstance(after, tuple):
        return _order_text(before, after)
    if isinstance(before, tuple | None) and isinstance(after, tuple | None) and (before or after):
        return words_text(map(str, before or ()), map(str, after or ()))
    if isinstance(after, File):
        return file_text(before if isinstance(before, File) else None, after)
    before_text, after_text = clip_pair(value_text(before), value_text(after))
    return f"{before_text} → {after_text}"


def value_text(value: Value) -> str:
    """Return a value on one line."""
    if isinstance(value, AddressAfterApply):
        return _("known after the upload to {catalog}").format(catalog=value.catalog)
    if value is None:
        return _("(empty)")
    return state_text(value) if isinstance(value, State) else shown(value)


def state_text(state: State) -> str:
    """Return a state in the reader's language; JSON and manifests have the English words."""
    match state:
        case State.PUBLISHED:
            return _("published")
        case State.DRAFT:
            return _("draft")
        case State.PRIVATE:
            return _("private")
        case State.ARCHIVED:
            return _("archived")
        case _:
            assert_never(state)


def file_text(before: File | None, after: File) -> str:
    """Return how a file changes: rows, columns, size."""
    if before is None:
        return _("new file, {size}").format(size=size_text(after.size))
    if before == after:
        return _("sent again, since its upload was interrupted: {size}").format(size=size_text(after.size))
    parts = []
    if before.rows is not None and after.rows is not None:
        same = before.rows == after.rows
        rows = ngettext("{n} row", "{n} rows", after.rows)
        parts.append(_("as many rows") if same else f"{before.rows} → {rows}")
    if before.columns is not None and after.columns is not None:
        same = before.columns == after.columns
        columns = ngettext("{n} column", "{n} columns", after.columns)
        parts.append(_("as many columns") if same else f"{before.columns} → {columns}")
    if before.size != after.size:
        parts.append(f"{size_text(before.size)} → {size_text(after.size)}")
    elif before.kind == after.kind:
        parts.append(_("other content of the same size, {size}").format(size=size_text(after.size)))
    return ", ".join(parts) or size_text(after.size)


def size_text(size: int | None) -> str:
    """Return a number of bytes in bytes, kB or MB."""
    if size is None:
        return "?"
    for scale, text in ((1_000_000, _("{n} MB")), (1_000, _("{n} kB"))):
        if size >= scale:
            return text.format(n=f"{size / scale:.1f}".replace(".", _(".")))
    return ngettext("{n} byte", "{n} bytes", size)


def files_text(resource_writes: Iterable[ResourceWrite]) -> str | None:
    """Return how many files a new entry has, uploaded and linked; None without files."""
    writes = tuple(resource_writes)
    sent = [resource_write.data.size for resource_write in writes if resource_write.data is not None]
    linked = [
        resource_write.content.url
        for resource_write in writes
        if isinstance(resource_write.content.file, File) and resource_write.data is None
    ]
    parts = []
    if sent:
        parts.append(f"{ngettext('{n} file', '{n} files', len(sent))} ({size_text(sum(sent))})")
    if linked:
        later = next((url for url in linked if isinstance(url, AddressAfterApply)), None)
        note = f" ({_('address known after the upload to {catalog}').format(catalog=later.catalog)})" if later else ""
        parts.append(ngettext("{n} linked file", "{n} linked files", len(linked)) + note)
    return ", ".join(parts) or None


def words_text(before: Iterable[str], after: Iterable[str]) -> str:
    """Return the added and the removed words of a list."""
    old, new = list(before), list(after)
    added = [f"+ {printable(word)}" for word in new if word not in old]
    removed = [f"− {printable(word)}" for word in old if word not in new]
    return "  ".join(added + removed) or _order_text(old, new)


def _order_text(before: Iterable[object], after: Iterable[object]) -> str:
    return printable(f"{' · '.join(map(str, before))} → {' · '.join(map(str, after))}")


def _resource_text(change: Change) -> str:
    """Return the text of a whole resource that was added or removed."""
    title = clip(shown(change.desired if change.desired is not None else change.observed))
    if change.desired is None:
        return f"{_('removed')} {title}"
    if change.kind is ChangeKind.CHANGE:
        return f"{_('added')} {title}"
    return f"{_('deleted in the catalogue:')} {title}"


def verdict_text(change: Change) -> str:
    """Return who changed the value, where it was not the manifest alone; else an empty text."""
    match change.kind:
        case ChangeKind.CHANGE | ChangeKind.FORM:
            return ""
        case ChangeKind.DRIFT:
            return _("edited in the catalogue")
        case ChangeKind.CONFLICT:
            return _("edited in the manifest and in the catalogue")
        case ChangeKind.TAKEOVER:
            return _("replaces the value of the catalogue")


def seconds_text(seconds: float) -> str:
    """Return a duration with one decimal."""
    return f"{seconds:.1f} s".replace(".", _("."))
