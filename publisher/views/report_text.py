"""The report of a run as text: what was done and where, what was not, and the command to type next."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from publisher.locale import _, ngettext
from publisher.model.entry import Entry
from publisher.model.names import DatasetKey
from publisher.model.outcome import Done, Failed, NotDone, Outcome, Report
from publisher.model.plan import Item, Plan, Same, Scheduled, Update
from publisher.views.change_text import seconds_text
from publisher.views.long_report import LONG, by_producer, every_entry_line, has_more_to_say
from publisher.views.orphan_text import orphan_lines
from publisher.views.outcome_text import not_done_text
from publisher.views.plan_text import counts_text, drift_lines, held_lines, items_lines, step_text
from publisher.views.remark_text import remark_lines
from publisher.views.replaced_text import replaced_lines
from publisher.views.safe_text import printable


def report_text(report: Report, plan: Plan, again: str) -> str:
    """Return the summary, the lines of each dataset, and the steps that wait.

    `again` is the command that retries what was not done.
    """
    lines = [head_text(report)]
    items = {key: tuple(group) for key, group in groupby(plan.items, key=lambda item: item.key)}
    is_long = len(report.outcomes) > LONG
    if is_long:
        lines += by_producer(report.outcomes)
    for key, group in groupby(filter(has_more_to_say, report.outcomes) if is_long else report.outcomes, key=_key_of):
        lines += dataset_lines(tuple(group), () if is_long else items.get(key, ()))
    lines += items_lines(plan.waiting)
    lines += drift_lines(plan.items)
    lines += held_lines(plan)
    if report.failed:
        lines += ["", f"{_('To retry the unfinished steps:')}  {again}"]
    if is_long:
        lines.append(every_entry_line(report))
    lines += replaced_lines(report)
    lines.append(f"{_('Journal:')} {report.journal}")
    lines += journal_lines(report)
    return "\n".join(lines)


def journal_lines(report: Report) -> list[str]:
    """Return what is wrong with the journal, and what that means; nothing where it is complete."""
    if report.why_incomplete is None:
        return []
    text = _("The journal is incomplete: {why}. What it lacks is in this summary.")
    return [
        f"! {text.format(why=printable(str(report.why_incomplete)))}",
        f"  {_('The next sync needs no journal: it goes on from what the catalogues hold, once there is room again.')}",
    ]


def head_text(report: Report) -> str:
    """Return how many steps were done, and in what time."""
    done = sum(isinstance(outcome, Done) for outcome in report.outcomes)
    total = len(report.outcomes)
    sign = "✘" if report.failed else "✔"
    text = _("{done} of {total} entries done in {time}").format(
        done=done, total=total, time=seconds_text(report.seconds)
    )
    missing = ngettext("{n} not done", "{n} not done", total - done)
    return f"{sign} {text}" + (f" · {missing}" if total > done else "")


def _key_of(outcome: Outcome) -> DatasetKey:
    return outcome.item.key


def dataset_lines(outcomes: Sequence[Outcome], items: Iterable[Item]) -> list[str]:
    """Return the outcomes of one dataset: on one line, or on a line for each catalogue.

    Catalogues where nothing was to do are included.
    """
    unchanged = [_same_line(item, item.step.entry) for item in items if isinstance(item.step, Same) and item.step.entry]
    if len(outcomes) == 1 and not unchanged:
        return outcome_lines(outcomes[0])
    sign = "✔" if all(isinstance(outcome, Done) for outcome in outcomes) else "✘"
    lines = [line for outcome in outcomes for line in outcome_lines(outcome, named=False)]
    return [f"  {sign} {_key_of(outcomes[0])}", *(f"  {line}" for line in [*lines, *unchanged])]


def _same_line(item: Item, entry: Entry) -> str:
    return _line("=", item, entry.address, named=False)


def outcome_lines(outcome: Outcome, *, named: bool = True) -> list[str]:
    """Return the outcome of one step."""
    match outcome:
        case Done(item=item, entry=entry, rewritten=rewritten, by_other_run=by_other_run):
            lines = [_line("✔", item, entry.address, named=named)]
            if by_other_run:
                lines.append("      " + _("done by another run at the same time"))
            if rewritten:
                note = _("stored in another form by the catalogue (not a problem)")
                lines.append(f"      {printable(', '.join(rewritten))}{_(': ')}{note}")
            hides = item.step.hides if isinstance(item.step, Update) else ()
            hidden = _("this one is hidden from the public:")
            return [*lines, *(f"      {hidden} {printable(hide.entry.address)}" for hide in hides)]
        case Failed(item, what, fix):
            return [_line("✘", item, str(what), named=named), *([f"      {printable(str(fix))}"] if fix else [])]
        case NotDone(item, why):
            return [_line("✘", item, not_done_text(why), named=named)]


def _line(sign: str, item: Item, text: str, *, named: bool) -> str:
    key = f"{item.key} · " if named else ""
    return f"  {sign} {key}{item.catalog} · {step_text(item.step)} · {printable(text)}"


def nothing_text(plan: Plan) -> str:
    """Return the report of a run without a write."""
    if plan.stuck:
        return _("Nothing was written: settle the lines marked with ! first.")
    head = f"{_('Nothing to do.')} {counts_text(plan)}".rstrip()
    scheduled = items_lines(item for item in plan.items if isinstance(item.step, Scheduled))
    return "\n".join([head, *scheduled, *remark_lines(plan), *orphan_lines(plan.orphans)])
