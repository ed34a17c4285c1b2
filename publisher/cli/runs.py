"""`publisher runs`: the earlier runs on this machine, what became of their steps, and what they wrote."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.help import language
from publisher.cli.local_files import STATE
from publisher.cli.selection_options import with_options
from publisher.locale import _
from publisher.model.commands import command
from publisher.model.names import CatalogName
from publisher.model.system_errors import reason_of
from publisher.sync.apply.journal import InvalidJournalError
from publisher.sync.history.past_run import PastRun, PastStep
from publisher.sync.history.read_journal import read_run, run_names
from publisher.sync.plan.selection import Selection
from publisher.views import console, json_results
from publisher.views.runs_json import run_document, runs_document
from publisher.views.runs_text import run_diff_text, run_text, runs_head, runs_rows
from publisher.views.safe_text import clip

FOLDER: Final = STATE / "runs"
LATEST: Final = "latest"
MOST: Final = 30
"""Runs of the list, without `--all`."""

_result_format = click.option(
    "--format", "result_format", type=click.Choice(["text", "json"]), default="text", help=_("Format of the result.")
)


def _of_one_run(function: Callable[..., Exit]) -> Callable[..., Exit]:
    """Return a function with the arguments that name a run and some of its steps."""
    return with_options(function, [
        click.argument("run", metavar=_("RUN")),
        click.argument("selected", metavar=_("[SELECTION]..."), nargs=-1),
        click.option("--catalog", "catalogs", multiple=True, metavar=_("NAME"),
                     help=_("Only this catalogue; may be repeated.")),
        language,
        _result_format,
    ])  # fmt: skip


@click.group(
    invoke_without_command=True,
    help=_("List the runs whose journals are on this machine; show one, or what it changed."),
    subcommand_metavar=_("[COMMAND] [ARGS]..."),
)
@language
@_result_format
@click.option("--all", "everything", is_flag=True, help=_("Also the older runs."))
@click.pass_context
def runs(context: click.Context, result_format: str, everything: bool) -> Exit:
    """Print a row for each run, the latest first."""
    if context.invoked_subcommand is not None:
        return Exit.DONE
    names = run_names(FOLDER)
    shown = names if everything else names[:MOST]
    past_runs = [run for name in shown if (run := _readable(name)) is not None]
    if result_format == "json":
        console.out(json_results.dumps(runs_document(past_runs)))
        return Exit.DONE
    if not names:
        console.out_text(_("No run has written anything from this folder yet: {folder} holds no journal.").format(
            folder=FOLDER))  # fmt: skip
        return Exit.DONE
    console.table(runs_head(), runs_rows(past_runs))
    notes = [_("What a run changed:  {command}").format(command=command("runs", "diff", names[0]))]
    if len(shown) < len(names):
        text = _("The older ones, {n} more:  {command}")
        notes.append(text.format(n=len(names) - len(shown), command=command("runs", "--all")))
    console.note("\n".join(notes))
    return Exit.DONE


@runs.command(help=_("Show what became of each step of a run. RUN may be the start of its name, or “latest”."))
@_of_one_run
def show(run: str, selected: tuple[str, ...], catalogs: tuple[str, ...], result_format: str) -> Exit:
    """Print one run."""
    past_run = _run(run)
    steps = _steps(past_run, selected, catalogs)
    if result_format == "json":
        console.out(json_results.dumps(run_document(past_run, steps)))
    else:
        console.out_text(run_text(past_run, steps))
    return Exit.DONE


@runs.command(help=_("Show what a run changed: each field, with the value before and after."))
@_of_one_run
def diff(run: str, selected: tuple[str, ...], catalogs: tuple[str, ...], result_format: str) -> Exit:
    """Print the values that a run wrote."""
    past_run = _run(run)
    steps = _steps(past_run, selected, catalogs)
    if result_format == "json":
        console.out(json_results.dumps(run_document(past_run, steps)))
    else:
        console.out_text(run_diff_text(past_run, steps))
    return Exit.DONE


def _steps(run: PastRun, patterns: tuple[str, ...], catalogs: tuple[str, ...]) -> tuple[PastStep, ...]:
    """Return the selected steps of a run. Raises `click.UsageError` where none is."""
    selection = Selection(patterns, catalogs=tuple(CatalogName(name) for name in catalogs))
    steps = tuple(step for step in run.steps if selection.takes(step.key) and selection.takes_catalog(step.catalog))
    if not steps and run.steps:
        keys = ", ".join(dict.fromkeys(step.key for step in run.steps[:MOST]))
        raise click.UsageError(_("the run wrote none of these; its datasets: {keys}").format(keys=keys))
    return steps


def _run(name: str) -> PastRun:
    """Return the run that a person means. Raises `click.UsageError`."""
    names = run_names(FOLDER)
    meant = names[:1] if name == LATEST else tuple(other for other in names if other.startswith(name))
    if len(meant) != 1:
        text = (
            _("several runs start so: {names}")
            if meant
            else _("there is no run “{run}” in {folder}. The latest ones: {names}")
        )
        listed = ", ".join((meant or names)[:5]) or "∅"
        raise click.UsageError(text.format(run=clip(name), folder=FOLDER, names=listed))
    try:
        return read_run(FOLDER, meant[0])
    except InvalidJournalError as error:
        text = _("{file}, line {line}: this is not the journal of a run")
        raise click.UsageError(text.format(file=error.file, line=error.line)) from error
    except OSError as error:
        text = _("{file} cannot be read: {why}")
        raise click.UsageError(text.format(file=_file(meant[0]), why=reason_of(error))) from error


def _readable(name: str) -> PastRun | None:
    """Return a run of the list; None, with a note, where its journal cannot be read."""
    try:
        return read_run(FOLDER, name)
    except (InvalidJournalError, OSError):
        console.note(_("! {file} is not the journal of a run: it is left out.").format(file=_file(name)))
        return None


def _file(name: str) -> Path:
    return FOLDER / f"{name}.jsonl"
