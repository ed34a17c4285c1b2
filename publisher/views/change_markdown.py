"""Changes and values as Markdown, each on one line: in a long text, the words that differ."""

from publisher.model.change import WHOLE, Change, ChangeKind
from publisher.views.change_text import change_text
from publisher.views.safe_text import clip, escaped, one_line, unlinked
from publisher.views.vocabulary_words import has_labels, labelled
from publisher.views.word_diff import Mark, Piece, word_diff

SHORT = 60
"""Characters of a value that is shown whole, before and after."""

ADDRESSES = ("url", "landing_page")
"""The fields whose value a reviewer may open; an address in any other text is no link."""


def change_markdown(change: Change) -> str:
    """Return what a change does, on one line, without the name of its field."""
    before, after = change.observed, change.desired
    if has_labels(change.path.field) and isinstance(before, str) and isinstance(after, str):
        field = change.path.field
        return unlinked(f"{clip(labelled(field, before), SHORT)} → {clip(labelled(field, after), SHORT)}")
    if not isinstance(before, str) or not isinstance(after, str) or max(len(before), len(after)) <= SHORT:
        return _whole(change)
    if change.path.field in (WHOLE, *ADDRESSES) or change.kind is ChangeKind.FORM:
        return _whole(change)
    return "".join(map(_piece, word_diff(one_line(before), one_line(after))))


def _whole(change: Change) -> str:
    text = change_text(change)
    return escaped(text) if change.path.field in ADDRESSES else unlinked(text)


def _piece(piece: Piece) -> str:
    match piece.mark:
        case Mark.CUT:
            return " … "
        case Mark.REMOVED:
            return f"<del>{unlinked(piece.text)}</del>"
        case Mark.ADDED:
            return f"<ins>{unlinked(piece.text)}</ins>"
        case Mark.SAME:
            return unlinked(piece.text)
