"""`publisher apply`: carry out a plan that was saved and approved, or what a former run left undone."""

from dataclasses import replace
from pathlib import Path

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.run_options import with_run_options
from publisher.cli.selection_options import Common, common
from publisher.cli.show_ask_apply_report import show_ask_apply_report
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.sync.apply.journal import NoSuchRunError, Unfinished, not_done
from publisher.sync.plan.make_plan import Request
from publisher.sync.plan.plan_file import NotAPlanError, SavedPlan, read_plan
from publisher.sync.plan.run_options import RunOptions


@click.command(help=_("Carry out a saved plan (apply PLAN), or what a run left undone (apply --retry-failed RUN)."))
@common("text", "json", "markdown")
@with_run_options
@click.option("--retry-failed", metavar=_("RUN"), help=_("Take up a former run: what it did not do."))
@click.option("--yes", is_flag=True, help=_("Write without asking."))
def apply(common: Common, choices: RunOptions, retry_failed: str | None, yes: bool) -> Exit:
    """Plan again, and write what was approved and is still so."""
    given = common.selection.patterns
    if (retry_failed is None) == (len(given) != 1) or (retry_failed is not None and given):
        raise click.UsageError(_("give a plan file (publisher apply PLAN), or --retry-failed RUN"))
    workspace = Workspace(replace(common, selection=replace(common.selection, patterns=())))
    if retry_failed is not None:
        left = _left(workspace, retry_failed)
        dataset_catalogs, chosen, fingerprints = (
            left.dataset_catalogs,
            choices if choices.flags() else left.choices,
            None,
        )
    else:
        saved = _saved(Path(given[0]))
        _no_other_choices(choices, saved)
        _no_other_place(common, saved)
        dataset_catalogs, chosen, fingerprints = frozenset(saved.fingerprints), saved.choices, saved.fingerprints
    workspace.narrow(dataset_catalogs)
    workspace.refuse_invalid(chosen)
    selection = workspace.common.selection
    request = Request(selection=selection, choices=chosen, approved=fingerprints)
    return show_ask_apply_report(workspace, request, yes=yes, fail_on_drift=False)


def _no_other_choices(choices: RunOptions, saved: SavedPlan) -> None:
    """A plan was approved with its choices: others need a plan of their own."""
    if choices.flags() and choices != saved.choices:
        raise click.UsageError(_("the plan was made with other choices: make a new plan with these"))


def _no_other_place(common: Common, saved: SavedPlan) -> None:
    """A plan of the sandbox approves nothing on a real portal, nor the other way round."""
    if saved.sandbox and not common.sandbox:
        raise click.UsageError(_("the plan was made in the sandbox: add --sandbox, or make a new plan"))
    if common.sandbox and not saved.sandbox:
        raise click.UsageError(_("the plan was made for the portals: make a new plan with --sandbox"))


def _left(workspace: Workspace, run: str) -> Unfinished:
    try:
        return not_done(workspace.runs, run)
    except NoSuchRunError as error:
        known = ", ".join(sorted(path.stem for path in workspace.runs.glob("*.jsonl"))[-5:]) or "∅"
        text = _("no run “{run}” in {folder}; the latest are: {known}")
        raise click.UsageError(text.format(run=run, folder=workspace.runs, known=known)) from error


def _saved(file: Path) -> SavedPlan:
    try:
        return read_plan(file)
    except OSError as error:
        raise click.UsageError(_("{file} cannot be read: {why}").format(file=file, why=error.strerror)) from error
    except NotAPlanError as error:
        text = _("{file} is not a plan of this version: make one with publisher plan --out FILE")
        raise click.UsageError(text.format(file=file)) from error
