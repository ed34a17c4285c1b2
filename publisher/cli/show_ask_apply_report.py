"""The common part of the verbs that write: show the plan, ask, apply it, report."""

import os
from collections.abc import Callable
from dataclasses import replace

import click

from publisher.capture.restore_files import is_in_git
from publisher.cli.asking import ask
from publisher.cli.exit_codes import Exit
from publisher.cli.failed_catalog import naming_the_others
from publisher.cli.lost_output import note_lost_summary
from publisher.cli.next_command import retry_command
from publisher.cli.run_origin import run_origin
from publisher.cli.selection_options import Common
from publisher.cli.stop_signals import STOP, ending_what_is_begun
from publisher.cli.workspace import Workspace
from publisher.locale import _, ngettext
from publisher.model.commands import command
from publisher.model.outcome import Report
from publisher.model.plan import Plan
from publisher.model.public_output import plan_for_public
from publisher.sync.apply.journal import NoJournalError
from publisher.sync.apply.run import apply_plan
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.views import console, json_results
from publisher.views.console import Advance
from publisher.views.plan_markdown import plan_markdown
from publisher.views.plan_text import plan_text
from publisher.views.report_markdown import report_markdown
from publisher.views.report_text import nothing_text, report_text


def show_ask_apply_report(
    workspace: Workspace,
    request: Request,
    *,
    yes: bool,
    fail_on_drift: bool,
    verify: bool = False,
    on_plan: Callable[[Plan], None] = lambda _plan: None,
    on_report: Callable[[Report], None] = lambda _report: None,
    question: Callable[[Plan], str] | None = None,
    before_writing: Callable[[], None] = lambda: None,
) -> Exit:
    """Make the plan, show it, ask, apply it and report. Return the exit code.

    `on_plan` gets the plan before it is shown, `on_report` the report. `question`: another one than how many entries to
    write.
    `before_writing` is called once a person has agreed, and before the first call that writes.

    Raises `click.Abort` where the user says no, `click.ClickException` without a token or a journal.
    """
    request = replace(request, without_token=workspace.without_token())
    with naming_the_others(workspace):
        plan = plan_for_public(make_plan(workspace.inputs, request))
    on_plan(plan)
    if workspace.common.format == "text" and (plan.pending or plan.drifted or plan.writes):
        console.note(plan_text(plan, None) + "\n")
    if not plan.writes:
        console.out_in(workspace.common.format, _nothing_written(plan, workspace.common.format))
        return _exit_code(plan, failed=False, fail_on_drift=fail_on_drift)
    how_many = ngettext("Write {n} entry?", "Write {n} entries?", len(plan.writes))
    ask(question(plan) if question else how_many, yes=yes)
    with ending_what_is_begun():
        before_writing()
        with console.progress(len(plan.writes)) as advance:
            report = _apply(plan, workspace, request, advance, verify=verify)
        on_report(report)
        console.out_in(workspace.common.format, _report_in_format(report, plan, workspace.common))
        note_lost_summary(_("What was done is in the journal: {file}").format(file=report.journal))
    if workspace.common.sandbox:
        console.note("\n" + _("To see the pages of the sandbox:  {command}").format(command=command("sandbox")))
    return _exit_code(plan, failed=report.failed, fail_on_drift=fail_on_drift)


def _apply(plan: Plan, workspace: Workspace, request: Request, advance: Advance, *, verify: bool) -> Report:
    """Apply the plan. Raises `click.ClickException` where no journal can be written: then nothing is applied."""
    try:
        return apply_plan(
            plan,
            workspace.catalogs,
            workspace.runs,
            workspace.workers(),
            lambda _outcome: advance(),
            sleep=STOP.sleep,
            options=request.options,
            verify=verify,
            stop=STOP,
            public=workspace.common.public_output,
            sandbox=workspace.common.sandbox,
            origin=run_origin(workspace.common.manifests, os.environ),
            is_in_git=is_in_git,
        )
    except NoJournalError as error:
        text = _("the journal cannot be written in {folder}: {why}; nothing was written")
        raise click.ClickException(text.format(folder=error.folder, why=error.why)) from error


def _nothing_written(plan: Plan, result_format: str) -> str:
    match result_format:
        case "json":
            document = json_results.plan_document(plan)
            # A run without a step has a report, too: no run, no outcomes.
            return json_results.dumps({**document, "run": None, "outcomes": [], "plan": document})
        case "markdown":
            return plan_markdown(plan)
        case _:
            return nothing_text(plan)


def _report_in_format(report: Report, plan: Plan, common: Common) -> str:
    again = retry_command(report.run, common)
    match common.format:
        case "json":
            return json_results.dumps(json_results.report_document(report, plan))
        case "markdown":
            return report_markdown(report, plan, again)
        case _:
            return report_text(report, plan, again)


def _exit_code(plan: Plan, *, failed: bool, fail_on_drift: bool) -> Exit:
    return Exit.PARTLY if failed or plan.stuck or (fail_on_drift and plan.drifted) else Exit.DONE
