"""`publisher apply`: apply a saved plan, or retry the unfinished steps of an earlier run."""

from dataclasses import replace
from pathlib import Path

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.local_files import STATE
from publisher.cli.next_command import plan_again, plan_command, retry_again, retry_command
from publisher.cli.publication_report import PublicationReport, report_option, reported
from publisher.cli.run_options import with_run_options
from publisher.cli.selection_options import Common, common
from publisher.cli.show_ask_apply_report import show_ask_apply_report
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.model.commands import Again, command
from publisher.model.names import CatalogName
from publisher.model.system_errors import reason_of
from publisher.sync.apply.journal import InvalidJournalError, NoSuchRunError, Unfinished, unfinished_steps
from publisher.sync.plan.make_plan import Request
from publisher.sync.plan.plan_file import NotAPlanError, SavedPlan, read_plan
from publisher.sync.plan.plan_target import other_target
from publisher.sync.plan.run_options import RunOptions
from publisher.sync.plan.selection import DatasetCatalogs
from publisher.views import console


@click.command(
    help=_(
        "Apply a saved plan (apply PLAN), or retry the unfinished steps of an earlier run (apply --retry-failed RUN)."
    )
)
@common("text", "json", "markdown")
@with_run_options
@click.option("--retry-failed", metavar=_("RUN"), help=_("Retry the unfinished steps of an earlier run."))
@click.option("--yes", is_flag=True, help=_("Write without asking."))
@report_option()
def apply(common: Common, choices: RunOptions, retry_failed: str | None, yes: bool, report: Path | None) -> Exit:
    """Plan again, and write the steps that were approved and have not changed since."""
    arguments = common.selection.patterns
    if (retry_failed is None) == (len(arguments) != 1) or (retry_failed is not None and arguments):
        raise click.UsageError(_("give a plan file (publisher apply PLAN), or --retry-failed RUN"))
    without_patterns = replace(common, selection=replace(common.selection, patterns=()))
    with reported(report, common.manifests) as publication:
        if retry_failed is not None:
            return _retry(without_patterns, choices, retry_failed, publication, yes=yes)
        return _apply_saved_plan(without_patterns, choices, Path(arguments[0]), publication, yes=yes)


def _apply_saved_plan(
    common: Common, choices: RunOptions, file: Path, publication: PublicationReport, *, yes: bool
) -> Exit:
    """Apply what a plan file approves, and report what it could not approve. Raises `click.UsageError`."""
    plan_again(file, common, common.selection, choices)
    saved = _saved_plan(file)
    plan_again(file, common, saved.selection, choices)
    _refuse_other_choices(choices, saved)
    plan_again(file, common, saved.selection, saved.options)
    _refuse_other_place(file, common, saved)
    workspace = Workspace(_limited_to(common, saved.dataset_catalogs, saved.orphans))
    if mismatch := other_target(saved.target, workspace.target, _catalogs_of(saved.dataset_catalogs | saved.orphans)):
        text = _("{mismatch}. Nothing was written. Make a new plan:  {command}")
        raise click.UsageError(text.format(mismatch=mismatch, command=Again()))
    return _run(workspace, Request(options=saved.options, approved=saved.fingerprints), publication, yes=yes)


def _retry(common: Common, choices: RunOptions, run: str, publication: PublicationReport, *, yes: bool) -> Exit:
    """Plan again what a run did not complete, and write it. Raises `click.UsageError`."""
    unfinished = _unfinished(run)
    if unfinished.sandbox != common.sandbox:
        text = (
            _("the run was made in the sandbox: {command}")
            if unfinished.sandbox
            else _("the run was made on the real catalogues: {command}")
        )
        right = replace(common, sandbox=unfinished.sandbox)
        raise click.UsageError(text.format(command=retry_command(run, right)))
    options = choices if choices.flags() else unfinished.options
    retry_again(run, common, options)
    if not unfinished.dataset_catalogs:
        console.out_text(_("Nothing to do: the run completed all its steps."))
        return Exit.DONE
    workspace = Workspace(_limited_to(common, unfinished.dataset_catalogs))
    return _run(workspace, Request(options=options), publication, yes=yes)


def _run(workspace: Workspace, request: Request, publication: PublicationReport, *, yes: bool) -> Exit:
    publication.workspace = workspace
    workspace.refuse_invalid(request.options, content=True)
    request = replace(request, selection=workspace.common.selection)
    return show_ask_apply_report(
        workspace,
        request,
        yes=yes,
        fail_on_drift=False,
        on_plan=publication.planned,
        on_report=publication.applied,
    )


def _limited_to(common: Common, dataset_catalogs: DatasetCatalogs, orphans: DatasetCatalogs = frozenset()) -> Common:
    """Return the options with these datasets and catalogues selected: no other catalogue is read."""
    catalogs = common.selection.catalogs or tuple(sorted(_catalogs_of(dataset_catalogs | orphans)))
    limited = replace(common.selection, catalogs=catalogs, dataset_catalogs=dataset_catalogs, orphans=orphans)
    return replace(common, selection=limited)


def _catalogs_of(dataset_catalogs: DatasetCatalogs) -> frozenset[CatalogName]:
    return frozenset(catalog for _key, catalog in dataset_catalogs)


def _refuse_other_choices(choices: RunOptions, saved: SavedPlan) -> None:
    """Refuse options that the saved plan was not made with: the approval does not cover them."""
    if choices.flags() and choices != saved.options:
        raise click.UsageError(
            _("the plan was made with other options; make a new plan with these:  {command}").format(command=Again())
        )


def _refuse_other_place(file: Path, common: Common, saved: SavedPlan) -> None:
    """Refuse to apply a plan of the sandbox to the catalogues, or a plan of the catalogues to the sandbox."""
    if saved.sandbox == common.sandbox:
        return
    text = (
        _("the plan was made in the sandbox: add --sandbox, or make a plan for the catalogues:  {command}")
        if saved.sandbox
        else _("the plan was made for the real catalogues; make a plan for the sandbox:  {command}")
    )
    raise click.UsageError(text.format(command=plan_command(file, common, saved.selection, saved.options)))


def _unfinished(run: str) -> Unfinished:
    """Return the unfinished steps of a run, from its journal. Raises `click.UsageError`."""
    folder = STATE / "runs"
    try:
        return unfinished_steps(folder, run)
    except NoSuchRunError as error:
        latest_runs = ", ".join(sorted(path.stem for path in folder.glob("*.jsonl"))[-5:]) or "∅"
        text = _("there is no run “{run}” in {folder}; the latest are: {known}")
        raise click.UsageError(text.format(run=run, folder=folder, known=latest_runs)) from error
    except InvalidJournalError as error:
        text = _("{file}, line {line}: this is not the journal of a run; “{command}” shows what is left to do")
        text = text.format(file=error.file, line=error.line, command=command("plan"))
        raise click.UsageError(text) from error
    except OSError as error:
        text = _("{file} cannot be read: {why}")
        raise click.UsageError(text.format(file=folder / f"{run}.jsonl", why=reason_of(error))) from error


def _saved_plan(file: Path) -> SavedPlan:
    """Read a saved plan. Raises `click.UsageError`."""
    try:
        return read_plan(file)
    except OSError as error:
        text = (
            _("there is no file {file}. Make a plan:  {command}")
            if isinstance(error, FileNotFoundError)
            else _("{file} cannot be read: {why}. Make a new plan:  {command}")
        )
        raise click.UsageError(text.format(file=file, why=reason_of(error), command=Again())) from error
    except NotAPlanError as error:
        text = _("{file} is not a plan of this version. Make a new one:  {command}")
        raise click.UsageError(text.format(file=file, command=Again())) from error
