"""The end of a run: what was done, what was not, where it can be seen, and what to type next."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from publisher.locale import _, ngettext
from publisher.model.entry import Entry
from publisher.model.messages import Message
from publisher.model.names import DatasetKey
from publisher.model.outcome import Done, Failed, NotDone, Outcome, Report
from publisher.model.plan import Item, Plan, Same
from publisher.views.plan_text import counts_text, held_lines, items_lines, orphan_lines, step_text
from publisher.views.text import printable, seconds_text


def report_text(report: Report, plan: Plan, again: str) -> str:
    """The summary, a line or two per dataset, and what still waits. `again` is what would take up what was not done."""
    lines = [head_text(report)]
    items = {key: tuple(group) for key, group in groupby(plan.items, key=lambda item: item.key)}
    for key, group in groupby(report.outcomes, key=_key_of):
        lines += dataset_lines(tuple(group), items.get(key, ()))
    lines += items_lines(plan.waiting)
    lines += held_lines(plan)
    if report.failed:
        lines += ["", f"{_('To retry the unfinished steps:')}  {again}"]
    lines.append(f"{_('Journal:')} {report.journal}")
    return "\n".join(lines)


def head_text(report: Report) -> str:
    """How much was done, and in which time."""
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
    """What became of one dataset: on one line, or on one for each catalogue, those that needed nothing included."""
    settled = [
        _settled_line(item, item.step.entry) for item in items if isinstance(item.step, Same) and item.step.entry
    ]
    if len(outcomes) == 1 and not settled:
        return outcome_lines(outcomes[0])
    sign = "✔" if all(isinstance(one, Done) for one in outcomes) else "✘"
    lines = [line for one in outcomes for line in outcome_lines(one, named=False)]
    return [f"  {sign} {_key_of(outcomes[0])}", *(f"  {line}" for line in [*lines, *settled])]


def _settled_line(item: Item, entry: Entry) -> str:
    return _line("=", item, entry.address, named=False)


def outcome_lines(outcome: Outcome, *, named: bool = True) -> list[str]:
    """What became of one step."""
    match outcome:
        case Done(item, entry, rewritten):
            lines = [_line("✔", item, entry.address, named=named)]
            if rewritten:
                told = _("stored in another form by the catalogue (not a problem)")
                lines.append(f"      {printable(', '.join(rewritten))}{_(': ')}{told}")
            return lines
        case Failed(item, what, fix):
            return [_line("✘", item, str(what), named=named), *([f"      {printable(str(fix))}"] if fix else [])]
        case NotDone(item, why):
            return [_line("✘", item, not_done_text(why), named=named)]


def not_done_text(why: Message | None) -> str:
    """Why a step was not begun."""
    return str(why) if why else _("not started: the run was interrupted")


def _line(sign: str, item: Item, text: str, *, named: bool) -> str:
    key = f"{item.key} · " if named else ""
    return f"  {sign} {key}{item.catalog} · {step_text(item.step)} · {printable(text)}"


def nothing_text(plan: Plan) -> str:
    """A run with nothing to write."""
    if plan.stuck:
        return _("Nothing was written: settle the lines marked with ! first.")
    return "\n".join([f"{_('Nothing to do.')} {counts_text(plan)}", *orphan_lines(plan.orphans)])
