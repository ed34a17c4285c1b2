"""The options of the verbs that plan: `--drift`, `--on-conflict`, `--prune` and `--allow`."""

from collections.abc import Sequence
from functools import wraps

import click

from publisher.cli.selection_options import Command, Option, R, texts, with_options
from publisher.locale import _
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy
from publisher.sync.plan.guard import Allowed, GuardKind
from publisher.sync.plan.run_options import RunOptions


def with_run_options(command: Command[R]) -> Command[R]:
    """`--drift`, `--on-conflict`, `--prune` and `--allow`, as one `RunOptions`."""

    @wraps(command)
    def called(**given: object) -> R:
        policy = ResolutionPolicy(
            OnDrift(given.pop("drift")), OnConflict(given.pop("on_conflict")), prune=bool(given.pop("prune"))
        )
        if policy.drift is OnDrift.REVERT and policy.conflict is OnConflict.PORTAL:
            raise click.UsageError(_("--drift revert and --on-conflict portal contradict each other"))
        return command(choices=RunOptions(policy, _allowed(texts(given.pop("allow")))), **given)

    return with_options(called, _choice_options())


def _choice_options() -> Sequence[Option]:
    return [
        click.option("--drift", type=click.Choice([one.value for one in OnDrift]), default=OnDrift.KEEP.value,
                     help=_("Values edited on the portal: keep them (default), or put the manifest's back.")),
        click.option("--on-conflict", type=click.Choice([one.value for one in OnConflict]),
                     default=OnConflict.BLOCK.value,
                     help=_("Values edited on both sides: block the entry (default), or let one side win.")),
        click.option("--prune", is_flag=True, help=_("Archive entries of ours that no manifest names any more.")),
        click.option("--allow", multiple=True, metavar=_("KIND=N"),
                     help=_("Raise a guard for this run: creates=N, takeovers=N, hidings=N, rows=N or columns=N.")),
    ]  # fmt: skip


def _allowed(given: tuple[str, ...]) -> Allowed:
    return dict(_allowance(text) for text in given)


def _allowance(text: str) -> tuple[GuardKind, int]:
    kind, _sign, count = text.partition("=")
    if kind not in {one.value for one in GuardKind} or not (count.isascii() and count.isdigit()):
        raise click.BadParameter(
            _("write creates=N, takeovers=N, hidings=N, rows=N or columns=N"), param_hint="--allow"
        )
    return GuardKind(kind), int(count)
