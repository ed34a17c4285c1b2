"""The end of a run: what was done, what was not, where it can be seen, and what to type next."""

from publisher.locale import _, ngettext
from publisher.model.outcome import Done, Failed, NotDone, Outcome, Report
from publisher.model.plan import Item, Plan
from publisher.views.plan_text import counts_text, held_lines, item_lines, step_text
from publisher.views.text import printable, seconds_text


def report_text(report: Report, plan: Plan) -> str:
    """The summary, a line or two per dataset, and what still waits."""
    lines = [head_text(report)]
    lines += [line for outcome in report.outcomes for line in outcome_lines(outcome)]
    lines += [line for item in plan.waiting for line in item_lines(item)]
    lines += held_lines(plan)
    if report.failed:
        lines += ["", f"{_('To try again what was not done:')}  publisher apply --retry-failed {report.run}"]
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


def outcome_lines(outcome: Outcome) -> list[str]:
    """What became of one step."""
    match outcome:
        case Done(item, entry, rewritten):
            lines = [_line("✔", item, entry.address)]
            if rewritten:
                told = _("stored in another form by the catalogue (noted, not a problem)")
                lines.append(f"      {printable(', '.join(rewritten))}{_(': ')}{told}")
            return lines
        case Failed(item, what, fix):
            return [_line("✘", item, str(what)), *([f"      {printable(str(fix))}"] if fix else [])]
        case NotDone(item):
            return [_line("✘", item, _("not begun: the run was interrupted"))]


def _line(sign: str, item: Item, text: str) -> str:
    return f"  {sign} {item.key} · {item.catalog} · {step_text(item.step)} · {printable(text)}"


def nothing_text(plan: Plan) -> str:
    """A run with nothing to write."""
    if plan.stuck:
        return _("Nothing was written: what is marked with ! must be settled first.")
    return f"{_('Nothing to do.')} {counts_text(plan)}"
