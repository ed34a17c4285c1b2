"""`publisher apply`: carry out a plan that was saved and approved, or what a former run left undone."""

from dataclasses import replace
from pathlib import Path

import click

from publisher.cli.desk import Desk
from publisher.cli.exits import Exit
from publisher.cli.options import Common, common, with_choices
from publisher.cli.writing import carry_out
from publisher.locale import _
from publisher.sync.choices import Choices
from publisher.sync.engine import Request
from publisher.sync.journal import Left, NoSuchRunError, not_done
from publisher.sync.saved import NotAPlanError, SavedPlan, read_plan


@click.command(
    help=_(
        "Apply a saved plan (apply PLAN), or retry the unfinished steps of an earlier run (apply --retry-failed RUN)."
    )
)
@common("text", "json", "markdown")
@with_choices
@click.option("--retry-failed", metavar=_("RUN"), help=_("Retry the unfinished steps of an earlier run."))
@click.option("--yes", is_flag=True, help=_("Write without asking."))
def apply(common: Common, choices: Choices, retry_failed: str | None, yes: bool) -> Exit:
    """Plan again, and write what was approved and is still so."""
    given = common.selection.patterns
    if (retry_failed is None) == (len(given) != 1) or (retry_failed is not None and given):
        raise click.UsageError(_("give a plan file (publisher apply PLAN), or --retry-failed RUN"))
    desk = Desk(replace(common, selection=replace(common.selection, patterns=())))
    if retry_failed is not None:
        left = _left(desk, retry_failed)
        pairs, chosen, fingerprints = left.pairs, choices if choices.flags() else left.choices, None
    else:
        saved = _saved(Path(given[0]))
        _no_other_choices(choices, saved)
        _no_other_place(common, saved)
        pairs, chosen, fingerprints = frozenset(saved.fingerprints), saved.choices, saved.fingerprints
    desk.narrow(pairs)
    desk.refuse_invalid(chosen)
    selection = desk.common.selection
    request = Request(selection=selection, choices=chosen, approved=fingerprints)
    return carry_out(desk, request, yes=yes, fail_on_drift=False)


def _no_other_choices(choices: Choices, saved: SavedPlan) -> None:
    """A plan was approved with its choices: others need a plan of their own."""
    if choices.flags() and choices != saved.choices:
        raise click.UsageError(_("the plan was made with other options: make a new plan with these"))


def _no_other_place(common: Common, saved: SavedPlan) -> None:
    """A plan of the sandbox approves nothing on a real portal, nor the other way round."""
    if saved.sandbox and not common.sandbox:
        raise click.UsageError(_("the plan was made in the sandbox: add --sandbox, or make a new plan"))
    if common.sandbox and not saved.sandbox:
        raise click.UsageError(_("the plan was made for the real catalogues: make a new plan with --sandbox"))


def _left(desk: Desk, run: str) -> Left:
    try:
        return not_done(desk.runs, run)
    except NoSuchRunError as error:
        known = ", ".join(sorted(path.stem for path in desk.runs.glob("*.jsonl"))[-5:]) or "∅"
        text = _("there is no run “{run}” in {folder}; the latest are: {known}")
        raise click.UsageError(text.format(run=run, folder=desk.runs, known=known)) from error


def _saved(file: Path) -> SavedPlan:
    try:
        return read_plan(file)
    except OSError as error:
        raise click.UsageError(_("{file} cannot be read: {why}").format(file=file, why=error.strerror)) from error
    except NotAPlanError as error:
        text = _("{file} is not a plan of this version: make a new one with publisher plan --out FILE")
        raise click.UsageError(text.format(file=file)) from error
