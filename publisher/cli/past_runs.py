"""The earlier runs that a person names: those with a journal here, and those of a history."""

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import click

from publisher.cli.local_files import STATE
from publisher.locale import _
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.system_errors import reason_of
from publisher.sync.apply.journal import InvalidJournalError
from publisher.sync.history.history_file import InvalidHistoryError, read_history
from publisher.sync.history.past_run import PastRun, PastStep, last_writes
from publisher.sync.history.read_journal import MINUTE, read_run, run_names
from publisher.sync.plan.selection import Selection
from publisher.views import console
from publisher.views.safe_text import clip

FOLDER: Final = STATE / "runs"
LATEST: Final = "latest"
MOST: Final = 30
"""Names that a message lists."""


def history_option() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return `--history`."""
    return click.option(
        "--history",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        metavar=_("FILE"),
        help=_("Also the runs of this history, whose journals no longer exist (publisher runs record)."),
    )


class PastRuns:
    """The runs with a journal on this machine; and, with a history, those that it alone has."""

    def __init__(self, history: Path | None = None) -> None:
        self._history = history

    @cached_property
    def of_history(self) -> dict[str, PastRun]:
        """The runs of the history, the latest first. Raises `click.UsageError` where it is none."""
        if self._history is None:
            return {}
        try:
            return {run.name: run for run in read_history(self._history)}
        except InvalidHistoryError as error:
            text = _("{file}, line {line}: this is no line of a history")
            raise click.UsageError(text.format(file=error.file, line=error.line)) from error
        except OSError as error:
            text = _("{file} cannot be read: {why}")
            raise click.UsageError(text.format(file=self._history, why=reason_of(error))) from error

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all, the latest first."""
        here = run_names(FOLDER)
        names = (*here, *(name for name in self.of_history if name not in here))
        return tuple(sorted(names, key=lambda name: name[:MINUTE], reverse=True))  # in a minute, as they are

    def named(self, name: str) -> PastRun:
        """Return the run that a person means. Raises `click.UsageError`."""
        meant = self.names[:1] if name == LATEST else tuple(other for other in self.names if other.startswith(name))
        if len(meant) != 1:
            text = (
                _("several runs start so: {names}")
                if meant
                else _("there is no run “{run}” in {folder}. The latest ones: {names}")
            )
            listed = ", ".join((meant or self.names)[:5]) or "∅"
            raise click.UsageError(text.format(run=clip(name), folder=FOLDER, names=listed))
        return self._read(meant[0])

    def readable(self, name: str) -> PastRun | None:
        """Return a run; None, with a note, where its journal cannot be read."""
        try:
            return self._read(name)
        except click.UsageError:
            text = _("! {file} is not the journal of a run: it is left out.")
            console.note(text.format(file=FOLDER / f"{name}.jsonl"))
            return None

    def last_writes(self, *, sandbox: bool) -> Mapping[tuple[DatasetKey, CatalogName], PastRun]:
        """Return the run that wrote each entry last, on the catalogues or on the sandbox."""
        runs = (run for name in self.names if (run := self.readable(name)) is not None)
        return last_writes(run for run in runs if run.sandbox == sandbox)

    def before(self, run: PastRun) -> PastRun | None:
        """Return the latest run before one, on the same catalogues, whose commit is known; None without any."""
        earlier_runs = map(self.readable, self.names[self.names.index(run.name) + 1 :])
        known = (earlier for earlier in earlier_runs if earlier and earlier.origin.commit is not None)
        return next((earlier for earlier in known if earlier.sandbox == run.sandbox), None)

    def _read(self, name: str) -> PastRun:
        """Return a run of a name. Raises `click.UsageError` where its journal is none."""
        if not (FOLDER / f"{name}.jsonl").exists():
            return self.of_history[name]
        try:
            return read_run(FOLDER, name)
        except InvalidJournalError as error:
            text = _("{file}, line {line}: this is not the journal of a run")
            raise click.UsageError(text.format(file=error.file, line=error.line)) from error
        except OSError as error:
            text = _("{file} cannot be read: {why}")
            raise click.UsageError(text.format(file=FOLDER / f"{name}.jsonl", why=reason_of(error))) from error


def steps_of(run: PastRun, selection: Selection) -> tuple[PastStep, ...]:
    """Return the selected steps of a run. Raises `click.UsageError` where none is."""
    steps = tuple(step for step in run.steps if selection.takes(step.key) and selection.takes_catalog(step.catalog))
    if not steps and run.steps:
        keys = ", ".join(dict.fromkeys(step.key for step in run.steps[:MOST]))
        raise click.UsageError(_("the run wrote none of these; its datasets: {keys}").format(keys=keys))
    return steps
