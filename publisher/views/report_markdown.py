"""The report of a run as Markdown, for a job summary."""

from collections.abc import Sequence
from urllib.parse import quote

from publisher.locale import _
from publisher.model.outcome import Done, Failed, NotDone, Outcome, Report
from publisher.model.plan import Plan
from publisher.views.orphan_text import orphans_markdown
from publisher.views.outcome_text import not_done_text
from publisher.views.plan_markdown import waiting_markdown
from publisher.views.plan_text import step_text
from publisher.views.replaced_text import replaced_lines
from publisher.views.report_text import head_text, journal_lines
from publisher.views.safe_text import ROWS, clip, escaped


def report_markdown(report: Report, plan: Plan, again: str) -> str:
    """Return a heading, a table with a row for each entry, and the command to type next."""
    table = [f"| | {_('dataset')} | {_('catalogue')} | {_('what')} | {_('result')} |", "|---|---|---|---|---|"]
    outcomes = _first(report.outcomes)
    parts = [f"### {head_text(report)}", "\n".join([*table, *(_row(outcome) for outcome in outcomes)])]
    if len(report.outcomes) > len(outcomes):
        parts.append(_("… and {n} more").format(n=len(report.outcomes) - len(outcomes)))
    if report.failed:
        parts.append(f"{_('To retry the unfinished steps:')} `{again}`")
    if kept := [escaped(line.strip()) for line in replaced_lines(report)]:
        parts.append("\n".join(f"- {line}" for line in kept))
    if lines := journal_lines(report):
        parts.append(escaped(" ".join(line.strip() for line in lines)))
    if plan.waiting:
        parts.append(waiting_markdown(plan.waiting, plan))
    if plan.orphans:
        parts.append(orphans_markdown(plan.orphans))
    return "\n\n".join(parts) + "\n"


def _first(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """Return as many outcomes as fit; where not all do, those that were not done come first."""
    if len(outcomes) <= ROWS:
        return outcomes
    return sorted(outcomes, key=lambda outcome: isinstance(outcome, Done))[:ROWS]


def _row(outcome: Outcome) -> str:
    sign, result = _result(outcome)
    item = outcome.item
    cells = [escaped(clip(cell, 120)) for cell in (item.title, item.catalog, step_text(item.step))]
    return f"| {sign} | {' | '.join(cells)} | {result} |"


def _result(outcome: Outcome) -> tuple[str, str]:
    match outcome:
        case Done(entry=entry):
            return "✔", address_text(entry.address)
        case Failed(what=what):
            return "✘", escaped(clip(str(what), 200))
        case NotDone(why=why):
            return "✘", escaped(clip(not_done_text(why), 200))


def address_text(address: str) -> str:
    """Return an address that cannot break a table: a link for a web address, else plain text."""
    safe = quote(address, safe="%/:?=&#+,;@!$'()[]-._~")
    return f"<{safe}>" if safe.startswith(("https://", "http://")) else escaped(address)
