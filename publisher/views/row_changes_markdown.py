"""The rows that differ between a published file and the new one, as Markdown: every text of others is escaped."""

from publisher.model.row_changes import RowComparison
from publisher.views.row_changes_text import row_changes_summary, row_lines
from publisher.views.safe_text import escaped


def row_changes_markdown(changes: RowComparison) -> str:
    """Return the counts, and a list with the first rows of each kind. It starts and ends without a line end."""
    lines = [escaped(row_changes_summary(changes))]
    for line in row_lines(changes):
        sign = f"`{line.sign}` " if line.sign else ""
        lines += ([""] if len(lines) == 1 else []) + [f"- {sign}{escaped(line.text)}"]
    return "\n".join(lines)
