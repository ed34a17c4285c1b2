"""The earlier runs that a person names."""

from typing import Final

import click

from publisher.cli.local_files import STATE
from publisher.locale import _
from publisher.model.system_errors import reason_of
from publisher.sync.apply.journal import InvalidJournalError
from publisher.sync.history.past_run import PastRun, PastStep
from publisher.sync.history.read_journal import read_run, run_names
from publisher.sync.plan.selection import Selection
from publisher.views import console
from publisher.views.safe_text import clip

FOLDER: Final = STATE / "runs"
LATEST: Final = "latest"
MOST: Final = 30
"""Names that a message lists."""


def past_run(name: str) -> PastRun:
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
        raise click.UsageError(text.format(file=FOLDER / f"{meant[0]}.jsonl", why=reason_of(error))) from error


def readable_run(name: str) -> PastRun | None:
    """Return a run of the folder; None, with a note, where its journal cannot be read."""
    try:
        return read_run(FOLDER, name)
    except (InvalidJournalError, OSError):
        text = _("! {file} is not the journal of a run: it is left out.")
        console.note(text.format(file=FOLDER / f"{name}.jsonl"))
        return None


def run_before(run: PastRun) -> PastRun | None:
    """Return the latest run before one, on the same catalogues, whose commit is known; None where there is none."""
    names = run_names(FOLDER)
    earlier_runs = map(readable_run, names[names.index(run.name) + 1 :])
    known = (earlier for earlier in earlier_runs if earlier and earlier.origin.commit is not None)
    return next((earlier for earlier in known if earlier.sandbox == run.sandbox), None)


def steps_of(run: PastRun, selection: Selection) -> tuple[PastStep, ...]:
    """Return the selected steps of a run. Raises `click.UsageError` where none is."""
    steps = tuple(step for step in run.steps if selection.takes(step.key) and selection.takes_catalog(step.catalog))
    if not steps and run.steps:
        keys = ", ".join(dict.fromkeys(step.key for step in run.steps[:MOST]))
        raise click.UsageError(_("the run wrote none of these; its datasets: {keys}").format(keys=keys))
    return steps
