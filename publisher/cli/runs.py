"""`publisher runs`: the earlier runs on this machine, what became of their steps, and what they wrote."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Final

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.help import language
from publisher.cli.local_files import reported_if_unwritable
from publisher.cli.past_runs import FOLDER, PastRuns, history_option, steps_of
from publisher.cli.selection_options import with_options
from publisher.locale import _, ngettext
from publisher.model.commands import command
from publisher.model.names import CatalogName
from publisher.sync.history.history_file import InvalidHistoryError, append_runs
from publisher.sync.history.past_run import PastRun, PastStep
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
        history_option(),
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
@history_option()
@click.pass_context
def runs(context: click.Context, result_format: str, everything: bool, history: Path | None) -> Exit:
    """Print a row for each run, the latest first."""
    if context.invoked_subcommand is not None:
        return Exit.DONE
    past = PastRuns(history)
    names = past.names
    shown = names if everything else names[:MOST]
    past_runs = [run for name in shown if (run := past.readable(name)) is not None]
    if result_format == "json":
        console.out_json(json_results.dumps(runs_document(past_runs)))
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
def show(run: str, **options: Any) -> Exit:
    """Print one run."""
    return _print(run, partial(run_text, folder=PurePosixPath(FOLDER)), **options)


@runs.command(help=_("Show what a run changed: each field, with the value before and after."))
@_of_one_run
def diff(run: str, **options: Any) -> Exit:
    """Print the values that a run wrote."""
    return _print(run, run_diff_text, **options)


def _print(
    name: str,
    text: Callable[[PastRun, Sequence[PastStep]], str],
    *,
    selected: tuple[str, ...],
    catalogs: tuple[str, ...],
    history: Path | None,
    result_format: str,
) -> Exit:
    """Print the selected steps of a run. Raises `click.UsageError`."""
    run = PastRuns(history).named(name)
    steps = steps_of(run, Selection(selected, catalogs=tuple(CatalogName(catalog) for catalog in catalogs)))
    if result_format == "json":
        console.out_json(json_results.dumps(run_document(run, steps, PurePosixPath(FOLDER))))
    else:
        console.out_text(text(run, steps))
    return Exit.DONE


@runs.command(
    help=_(
        "Append the runs on this machine to a history: a line for each entry that was written, with digests and "
        "without values. Runs that it has are left out."
    )
)
@click.argument("file", metavar=_("FILE"), type=click.Path(path_type=Path, dir_okay=False))
@language
def record(file: Path) -> Exit:
    """Write the lines of the runs that the history lacks. Raises `click.ClickException` where it cannot be written."""
    past = PastRuns()
    runs_here = [run for name in reversed(past.names) if (run := past.readable(name)) is not None]
    try:
        with reported_if_unwritable(file):
            count = append_runs(file, runs_here)
    except InvalidHistoryError as error:
        text = _("{file}, line {line}: this is no line of a history")
        raise click.UsageError(text.format(file=error.file, line=error.line)) from error
    console.out_text(ngettext("{n} line added to the history", "{n} lines added to the history", count))
    return Exit.DONE
