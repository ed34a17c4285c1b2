"""The options of the verbs that plan or write: `--drift`, `--on-conflict`, `--prune` and `--allow`."""

from collections.abc import Sequence
from functools import wraps

import click

from publisher.cli.selection_options import Command, Option, R, texts, with_options
from publisher.locale import _
from publisher.model.guards import Allowed, GuardKind
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy
from publisher.sync.plan.run_options import RunOptions


def with_run_options(command: Command[R]) -> Command[R]:
    """Decorate a verb with these options, which it receives as one `RunOptions`."""
    return _with_options(command, [*_run_option_list(), _prune_option()])


def with_options_but_prune(command: Command[R]) -> Command[R]:
    """Decorate a verb that writes the datasets of manifests alone with the other options, as one `RunOptions`."""
    return _with_options(command, _run_option_list())


def _with_options(command: Command[R], options_of_verb: Sequence[Option]) -> Command[R]:
    @wraps(command)
    def called(**options: object) -> R:
        policy = ResolutionPolicy(
            OnDrift(options.pop("drift")),
            OnConflict(options.pop("on_conflict")),
            prune=bool(options.pop("prune", False)),
        )
        if policy.drift is OnDrift.REVERT and policy.conflict is OnConflict.PORTAL:
            raise click.UsageError(_("--drift revert and --on-conflict portal contradict each other"))
        return command(choices=RunOptions(policy, _parse_allowances(texts(options.pop("allow")))), **options)

    return with_options(called, options_of_verb)


def _run_option_list() -> Sequence[Option]:
    return [
        click.option("--drift", type=click.Choice([drift.value for drift in OnDrift]), default=OnDrift.KEEP.value,
                     help=_("Values edited in the catalogue: keep them (default), or restore those of the manifest.")),
        click.option("--on-conflict", type=click.Choice([conflict.value for conflict in OnConflict]),
                     default=OnConflict.BLOCK.value,
                     help=_("Values edited in the manifest and in the catalogue: block the entry (default), or "
                            "keep the value of one of the two (portal: the catalogue).")),
        click.option("--allow", multiple=True, metavar=_("KIND=N"),
                     help=_("Raise the limit of a guard for this run: {kinds}.").format(kinds=_guard_kinds())),
    ]  # fmt: skip


def _prune_option() -> Option:
    return click.option("--prune", is_flag=True, help=_("Archive our entries whose manifest was removed."))


def _parse_allowances(allowances: tuple[str, ...]) -> Allowed:
    return dict(_parse_allowance(text) for text in allowances)


def _parse_allowance(text: str) -> tuple[GuardKind, int]:
    kind, _sign, count = text.partition("=")
    if kind not in {guard_kind.value for guard_kind in GuardKind} or not (count.isascii() and count.isdigit()):
        raise click.BadParameter(_("write {kinds}").format(kinds=_guard_kinds()), param_hint="--allow")
    return GuardKind(kind), int(count)


def _guard_kinds() -> str:
    """Return the values that `--allow` takes, as a person reads them."""
    *first, last = (f"{kind.value}=N" for kind in GuardKind)
    return _("{first} or {last}").format(first=", ".join(first), last=last)
