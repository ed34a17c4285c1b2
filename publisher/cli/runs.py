"""`publisher runs`: the earlier runs on this machine, what became of their steps, and what they wrote."""

from collections.abc import Callable
from typing import Final

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.help import language
from publisher.cli.past_runs import FOLDER, past_run, readable_run, steps_of
from publisher.cli.selection_options import with_options
from publisher.locale import _
from publisher.model.commands import command
from publisher.model.names import CatalogName
from publisher.sync.history.past_run import PastRun, PastStep
from publisher.sync.history.read_journal import run_names
from publisher.sync.plan.selection import Selection
from publisher.views import console, json_results
from publisher.views.runs_json import run_document, runs_document
from publisher.views.runs_text import run_diff_text, run_text, runs_head, runs_rows

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
    past_runs = [run for name in shown if (run := readable_run(name)) is not None]
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
    past = past_run(run)
    steps = _steps(past, selected, catalogs)
    if result_format == "json":
        console.out(json_results.dumps(run_document(past, steps)))
    else:
        console.out_text(run_text(past, steps))
    return Exit.DONE


@runs.command(help=_("Show what a run changed: each field, with the value before and after."))
@_of_one_run
def diff(run: str, selected: tuple[str, ...], catalogs: tuple[str, ...], result_format: str) -> Exit:
    """Print the values that a run wrote."""
    past = past_run(run)
    steps = _steps(past, selected, catalogs)
    if result_format == "json":
        console.out(json_results.dumps(run_document(past, steps)))
    else:
        console.out_text(run_diff_text(past, steps))
    return Exit.DONE


def _steps(run: PastRun, patterns: tuple[str, ...], catalogs: tuple[str, ...]) -> tuple[PastStep, ...]:
    """Return the selected steps of a run. Raises `click.UsageError` where none is."""
    return steps_of(run, Selection(patterns, catalogs=tuple(CatalogName(name) for name in catalogs)))
