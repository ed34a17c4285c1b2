"""A plan as Markdown, for a job summary or a comment."""

from collections.abc import Sequence

from publisher.locale import _
from publisher.model.change import Change
from publisher.model.plan import Drift, Item, Plan, changes_of, kept_in
from publisher.views.change_text import change_text, verdict_text
from publisher.views.orphan_text import orphans_markdown
from publisher.views.plan_text import (
    counts_text,
    head_text,
    held_lines,
    hidden_lines,
    kept_text,
    mark_of,
    step_text,
    why_lines,
)
from publisher.views.quality_text import has_scores, item_scores_text
from publisher.views.remark_text import remark_lines
from publisher.views.safe_text import ROWS, clip, escaped


def plan_markdown(plan: Plan) -> str:
    """Return a heading, a table with a row for each step that is not `Same`, folded details, and the orphans."""
    items = [item for item in plan.items if mark_of(item.step)]
    counts = counts_text(plan) or _("no dataset")
    parts = [f"### {_('Planned publication')}{_(': ')}{escaped(counts)}", escaped(head_text(plan))]
    if items:
        parts.append(waiting_markdown(items, plan))
    if remarks := remark_lines(plan):
        parts.append("\n".join(f"- {escaped(' '.join(line.split()))}" for line in remarks))
    if plan.orphans:
        parts.append(orphans_markdown(plan.orphans))
    parts.append(_("Nothing has been written.") if plan.pending else _("Nothing to do."))
    return "\n\n".join(parts) + "\n"


def waiting_markdown(items: Sequence[Item], plan: Plan) -> str:
    """Return a table of these steps, the reasons why steps are held back, and folded details."""
    scored = has_scores(plan)
    titles = ["", _("dataset"), _("catalogue"), _("what"), *([_("quality")] if scored else [])]
    head = [f"|{'|'.join(f' {title} ' if title else ' ' for title in titles)}|", f"|{'---|' * len(titles)}"]
    parts = ["\n".join([*head, *(_row(item, scored=scored) for item in items[:ROWS])])]
    if len(items) > ROWS:
        parts.append(_("… and {n} more").format(n=len(items) - ROWS))
    if notes := held_lines(plan):
        parts.append("\n".join(f"- {escaped(note.strip())}" for note in notes))
    if details := [line for item in items[:ROWS] for line in _details(item)]:
        summary = f"<details><summary>{_('Field by field')}</summary>"
        parts.append("\n".join([summary, "", *details, "", "</details>"]))
    return "\n\n".join(parts)


def _row(item: Item, *, scored: bool) -> str:
    cells = [escaped(clip(cell, 120)) for cell in (mark_of(item.step) or "", item.title, item.catalog)]
    kept = [f"≈ {kept_text()}"] if kept_in(item.step) and not isinstance(item.step, Drift) else []
    lines = (step_text(item.step), *why_lines(item.step), *hidden_lines(item.step), *kept)
    what = "<br>".join(escaped(line.strip()) for line in lines)
    return f"| {' | '.join(cells)} | {what} |" + (f" {item_scores_text(item)} |" if scored else "")


def _details(item: Item) -> list[str]:
    return [
        f"- {escaped(item.key)} · {escaped(item.catalog)} · {escaped(str(change.path))}{_(': ')}"
        f"{escaped(change_text(change))} {escaped(_verdict(item, change))}".rstrip()
        for change in changes_of(item.step)
    ]


def _verdict(item: Item, change: Change) -> str:
    return kept_text() if change in kept_in(item.step) else verdict_text(change)
