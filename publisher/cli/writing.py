"""What the verbs that write have in common: show the plan, ask, apply, report."""

import click

from publisher.cli.asking import ask
from publisher.cli.desk import Desk, retry_line, say_where
from publisher.cli.exits import Exit
from publisher.cli.options import Common
from publisher.locale import _, ngettext
from publisher.model.outcome import Report
from publisher.model.plan import Plan
from publisher.sync.engine import Request, apply_plan, make_plan
from publisher.sync.journal import NoJournalError
from publisher.views import as_json, console
from publisher.views.console import Advance
from publisher.views.plan_markdown import plan_markdown
from publisher.views.plan_text import plan_text
from publisher.views.report import nothing_text, report_text
from publisher.views.report_markdown import report_markdown


def carry_out(desk: Desk, request: Request, *, yes: bool, fail_on_drift: bool, verify: bool = False) -> Exit:
    """Plan, ask, apply, report; the exit code says whether something waits for a person."""
    desk.writable()
    made = make_plan(desk.manifests, desk.catalogs, request, desk.cache)
    if desk.common.format == "text" and (made.pending or made.drifted or made.writes):
        console.note(plan_text(made, None) + "\n")
    if not made.writes:
        console.out(_nothing(made, desk.common.format))
        say_where(made, desk.common)
        return _exit(made, failed=False, fail_on_drift=fail_on_drift)
    ask(ngettext("Write {n} entry?", "Write {n} entries?", len(made.writes)), yes=yes)
    with console.progress(len(made.writes)) as advance:
        report = _applied(made, desk, request, advance, verify=verify)
    console.out(_report(report, made, desk.common))
    say_where(made, desk.common)
    if desk.common.sandbox:
        console.note("\n" + _("To see the pages of the sandbox:  publisher sandbox"))
    return _exit(made, failed=report.failed, fail_on_drift=fail_on_drift)


def _applied(made: Plan, desk: Desk, request: Request, advance: Advance, *, verify: bool) -> Report:
    """Do it; without a journal nothing is done."""
    try:
        return apply_plan(
            made,
            desk.catalogs,
            desk.runs,
            desk.workers(),
            lambda _one: advance(),
            choices=request.choices,
            verify=verify,
        )
    except NoJournalError as error:
        text = _("the journal cannot be written in {folder}: {why}; nothing was written")
        raise click.ClickException(text.format(folder=error.folder, why=error.why)) from error


def _nothing(made: Plan, result_format: str) -> str:
    match result_format:
        case "json":
            plan = as_json.plan_document(made)
            return as_json.dumps({**plan, "run": None, "outcomes": [], "plan": plan})  # a report of a run with no step
        case "markdown":
            return plan_markdown(made)
        case _:
            return nothing_text(made)


def _report(report: Report, made: Plan, common: Common) -> str:
    again = retry_line(report.run, common)
    match common.format:
        case "json":
            return as_json.dumps(as_json.report_document(report, made))
        case "markdown":
            return report_markdown(report, made, again)
        case _:
            return report_text(report, made, again)


def _exit(made: Plan, *, failed: bool, fail_on_drift: bool) -> Exit:
    return Exit.PARTLY if failed or made.stuck or (fail_on_drift and made.drifted) else Exit.DONE
