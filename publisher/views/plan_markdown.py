"""A plan as Markdown, for a job summary or a comment."""

from publisher.locale import _
from publisher.model.plan import Item, Plan, changes_of
from publisher.views.plan_text import counts_text, head_text, held_lines, mark_of, step_text
from publisher.views.text import change_text, clip, verdict_text

ROWS = 200
"""A job summary and a comment have a limit; what does not fit is counted."""


def plan_markdown(plan: Plan) -> str:
    """A heading, a table with a row per dataset that is not left as it is, and the details folded away."""
    shown = [item for item in plan.items if mark_of(item.step)]
    parts = [f"### {_('Planned publication')}{_(': ')}{counts_text(plan)}", head_text(plan)]
    if shown:
        table = [f"| | {_('dataset')} | {_('catalogue')} | {_('what')} |", "|---|---|---|---|"]
        parts.append("\n".join([*table, *(_row(item) for item in shown[:ROWS])]))
    if len(shown) > ROWS:
        parts.append(_("… and {n} more").format(n=len(shown) - ROWS))
    if notes := held_lines(plan):
        parts.append("\n".join(f"- {escaped(note.strip())}" for note in notes))
    if details := [line for item in shown[:ROWS] for line in _details(item)]:
        summary = f"<details><summary>{_('Field by field')}</summary>"
        parts.append("\n".join([summary, "", *details, "", "</details>"]))
    parts.append(_("Nothing has been written.") if plan.pending else _("Nothing to do."))
    return "\n\n".join(parts) + "\n"


def _row(item: Item) -> str:
    cells = (mark_of(item.step) or "", item.title, item.catalog, step_text(item.step))
    return "| " + " | ".join(escaped(clip(cell, 120)) for cell in cells) + " |"


def _details(item: Item) -> list[str]:
    return [
        f"- {escaped(item.key)} · {escaped(item.catalog)} · {escaped(str(change.path))}{_(': ')}"
        f"{escaped(change_text(change))} {escaped(verdict_text(change))}".rstrip()
        for change in changes_of(item.step)
    ]


def escaped(text: str) -> str:
    """Text that stays text in Markdown and in HTML."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{c}" if c in "\\`*_{}[]|#@!~" else c for c in safe)
