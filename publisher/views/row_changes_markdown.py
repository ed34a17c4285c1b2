"""The rows that differ between a published file and the new one, as Markdown: every text of others is escaped."""

from collections.abc import Sequence

from publisher.model.row_changes import RowComparison
from publisher.views.row_changes_text import new_columns_text, row_changes_summary, row_lines
from publisher.views.safe_text import unlinked


def row_changes_markdown(changes: RowComparison) -> str:
    """Return the counts, and under them the first rows of each kind: the text of an item of a list."""
    rows = (f"`{line.sign}` {unlinked(line.text)}" if line.sign else unlinked(line.text) for line in row_lines(changes))
    return "\n  - ".join([unlinked(row_changes_summary(changes)), *rows])


def row_counts_markdown(changes: RowComparison) -> str:
    """Return the counts alone."""
    return unlinked(row_changes_summary(changes))


def new_columns_markdown(names: Sequence[str]) -> str:
    """Return the columns of a new file."""
    return unlinked(new_columns_text(names))
