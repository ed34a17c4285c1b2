"""`publisher apply`: carry out a plan that was saved and approved, or what a former run left undone."""

from dataclasses import replace
from pathlib import Path

import click

from publisher.cli.desk import Desk
from publisher.cli.exits import Exit
from publisher.cli.options import Common, choices, common
from publisher.cli.writing import carry_out
from publisher.locale import _
from publisher.model.names import CatalogName, DatasetKey
from publisher.sync.engine import Request
from publisher.sync.guard import Allowed
from publisher.sync.journal import NoSuchRunError, not_done
from publisher.sync.policy import Policy
from publisher.sync.saved import Fingerprints, NotAPlanError, read_fingerprints


@click.command(help=_("Carry out a saved plan (apply PLAN), or what a run left undone (apply --retry-failed RUN)."))
@common("text", "json", "markdown")
@choices
@click.option("--retry-failed", metavar=_("RUN"), help=_("Take up a former run: what it did not do."))
@click.option("--yes", is_flag=True, help=_("Write without asking."))
def apply(common: Common, policy: Policy, allowed: Allowed, retry_failed: str | None, yes: bool) -> Exit:
    """Plan again, and write what was approved and is still so."""
    given = common.selection.patterns
    if (retry_failed is None) == (len(given) != 1) or (retry_failed is not None and given):
        raise click.UsageError(_("give a plan file (publisher apply PLAN), or --retry-failed RUN"))
    desk = Desk(replace(common, selection=replace(common.selection, patterns=())))
    desk.refuse_invalid()
    request = Request(selection=desk.common.selection, policy=policy, allowed=allowed)
    if retry_failed is not None:
        request = replace(request, selection=replace(request.selection, pairs=_left(desk, retry_failed)))
    else:
        fingerprints = _fingerprints(Path(given[0]))
        pairs = frozenset(fingerprints)
        request = replace(request, approved=fingerprints, selection=replace(request.selection, pairs=pairs))
    return carry_out(desk, request, yes=yes, fail_on_drift=False)


def _left(desk: Desk, run: str) -> frozenset[tuple[DatasetKey, CatalogName]]:
    try:
        return not_done(desk.runs, run)
    except NoSuchRunError as error:
        known = ", ".join(sorted(path.stem for path in desk.runs.glob("*.jsonl"))[-5:]) or "∅"
        text = _("no run “{run}” in {folder}; the latest are: {known}")
        raise click.UsageError(text.format(run=run, folder=desk.runs, known=known)) from error


def _fingerprints(file: Path) -> Fingerprints:
    try:
        return read_fingerprints(file)
    except OSError as error:
        raise click.UsageError(_("{file} cannot be read: {why}").format(file=file, why=error.strerror)) from error
    except NotAPlanError as error:
        text = _("{file} is not a plan of this version: make one with publisher plan --out FILE")
        raise click.UsageError(text.format(file=file)) from error
