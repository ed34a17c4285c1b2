"""`publisher apply`: apply a saved plan, or retry the unfinished steps of an earlier run."""

from dataclasses import replace
from pathlib import Path

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.next_command import same_command
from publisher.cli.run_options import with_run_options
from publisher.cli.selection_options import Common, common
from publisher.cli.show_ask_apply_report import show_ask_apply_report
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.sync.apply.journal import InvalidJournalError, NoSuchRunError, Unfinished, unfinished_steps
from publisher.sync.plan.make_plan import Request
from publisher.sync.plan.plan_file import NotAPlanError, SavedPlan, read_plan
from publisher.sync.plan.run_options import DEFAULT_OPTIONS, RunOptions


@click.command(
    help=_(
        "Apply a saved plan (apply PLAN), or retry the unfinished steps of an earlier run (apply --retry-failed RUN)."
    )
)
@common("text", "json", "markdown")
@with_run_options
@click.option("--retry-failed", metavar=_("RUN"), help=_("Retry the unfinished steps of an earlier run."))
@click.option("--yes", is_flag=True, help=_("Write without asking."))
def apply(common: Common, choices: RunOptions, retry_failed: str | None, yes: bool) -> Exit:
    """Plan again, and write the steps that were approved and have not changed since."""
    arguments = common.selection.patterns
    if (retry_failed is None) == (len(arguments) != 1) or (retry_failed is not None and arguments):
        raise click.UsageError(_("give a plan file (publisher apply PLAN), or --retry-failed RUN"))
    workspace = Workspace(replace(common, selection=replace(common.selection, patterns=())))
    if retry_failed is not None:
        unfinished = _unfinished(workspace, retry_failed)
        dataset_catalogs, run_options, fingerprints = (
            unfinished.dataset_catalogs,
            choices if choices.flags() else unfinished.options,
            None,
        )
    else:
        saved = _saved_plan(Path(arguments[0]))
        _refuse_other_choices(choices, saved)
        _refuse_other_target(common, saved)
        dataset_catalogs, run_options, fingerprints = frozenset(saved.fingerprints), saved.options, saved.fingerprints
    workspace.narrow(dataset_catalogs)
    workspace.refuse_invalid(run_options)
    selection = workspace.common.selection
    request = Request(selection=selection, options=run_options, approved=fingerprints)
    return show_ask_apply_report(workspace, request, yes=yes, fail_on_drift=False)


def _refuse_other_choices(choices: RunOptions, saved: SavedPlan) -> None:
    """Refuse options that the saved plan was not made with: the approval does not cover them."""
    if choices.flags() and choices != saved.options:
        raise click.UsageError(_("the plan was made with other options: make a new plan with these"))


def _refuse_other_target(common: Common, saved: SavedPlan) -> None:
    """Refuse to apply a plan of the sandbox to the catalogues, or a plan of the catalogues to the sandbox."""
    if saved.sandbox and not common.sandbox:
        raise click.UsageError(_("the plan was made in the sandbox: add --sandbox, or make a new plan"))
    if common.sandbox and not saved.sandbox:
        raise click.UsageError(_("the plan was made for the real catalogues: make a new plan with --sandbox"))


def _unfinished(workspace: Workspace, run: str) -> Unfinished:
    """Return the unfinished steps of a run, from its journal. Raises `click.UsageError`."""
    try:
        return unfinished_steps(workspace.runs, run)
    except NoSuchRunError as error:
        latest_runs = ", ".join(sorted(path.stem for path in workspace.runs.glob("*.jsonl"))[-5:]) or "∅"
        text = _("there is no run “{run}” in {folder}; the latest are: {known}")
        raise click.UsageError(text.format(run=run, folder=workspace.runs, known=latest_runs)) from error
    except InvalidJournalError as error:
        text = _("{file}, line {line}: this is not the journal of a run; “{command}” shows what is left to do")
        command = same_command("plan", workspace.common, DEFAULT_OPTIONS)
        raise click.UsageError(text.format(file=error.file, line=error.line, command=command)) from error
    except OSError as error:
        text = _("{file} cannot be read: {why}")
        raise click.UsageError(text.format(file=workspace.runs / f"{run}.jsonl", why=error.strerror)) from error


def _saved_plan(file: Path) -> SavedPlan:
    """Read a saved plan. Raises `click.UsageError`."""
    try:
        return read_plan(file)
    except OSError as error:
        raise click.UsageError(_("{file} cannot be read: {why}").format(file=file, why=error.strerror)) from error
    except NotAPlanError as error:
        text = _("{file} is not a plan of this version: make a new one with publisher plan --out FILE")
        raise click.UsageError(text.format(file=file)) from error
