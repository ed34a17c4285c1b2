"""The options that several verbs share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from publisher.cli.language import language
from publisher.locale import _
from publisher.model.names import CatalogName
from publisher.sync.choices import Choices
from publisher.sync.desire import Selection
from publisher.sync.guard import Allowed, Kind
from publisher.sync.policy import OnConflict, OnDrift, Policy

R = TypeVar("R")
Command = Callable[..., R]
Option = Callable[[Callable[..., Any]], Callable[..., Any]]
"""What click's decorators are."""


@dataclass(frozen=True)
class Common:
    """Where the manifests are, what is selected, and how the result is written."""

    manifests: Path
    selection: Selection
    format: str
    sandbox: bool = False
    """Whether the catalogues are played on this machine."""


def common(*formats: str, calls: bool = True) -> Callable[[Command[R]], Command[R]]:
    """`--manifests`, `--catalog`, `--exclude`, `--lang`, `--format` and a SELECTION, as one `Common`.

    A verb that calls the catalogues takes `--sandbox`, too.
    """

    def decorate(command: Command[R]) -> Command[R]:
        @wraps(command)
        def called(**given: object) -> R:
            return command(common=_taken(given), **given)

        return _with(called, [*_common_options(formats), *([_sandbox()] if calls else [])])

    return decorate


def _with(command: Command[R], options: Sequence[Option]) -> Command[R]:
    """The command with these options, shown in this order."""
    for option in reversed(options):
        command = option(command)
    return command


def _common_options(formats: tuple[str, ...]) -> Sequence[Option]:
    return [
        click.argument("selected", metavar=_("[SELECTION]..."), nargs=-1),
        click.option("--manifests", type=click.Path(path_type=Path), default=Path("manifests"), metavar=_("DIR"),
                     help=_("Folder of the manifests (default: manifests).")),
        click.option("--catalog", "catalogs", multiple=True, metavar=_("NAME"),
                     help=_("Only this catalogue; may be repeated.")),
        click.option("--exclude", "excluded", multiple=True, metavar=_("PATTERN"),
                     help=_("Leave out the datasets with these keys; may be repeated.")),
        language,
        click.option("--format", "result_format", type=click.Choice(formats), default=formats[0],
                     help=_("Format of the result.")),
    ]  # fmt: skip


def _sandbox() -> Option:
    return click.option("--sandbox", is_flag=True, help=_("Use a sandbox on this machine instead of the catalogues."))


def _taken(given: dict[str, object]) -> Common:
    """Take the shared options out of what click gives, and make one value of them."""
    selection = Selection(
        patterns=_texts(given.pop("selected")),
        excluded=_texts(given.pop("excluded")),
        catalogs=tuple(CatalogName(name) for name in _texts(given.pop("catalogs"))),
    )
    sandbox = bool(given.pop("sandbox", False))
    return Common(Path(str(given.pop("manifests"))), selection, str(given.pop("result_format")), sandbox)


def _texts(given: object) -> tuple[str, ...]:
    return tuple(str(one) for one in given) if isinstance(given, tuple) else ()


def with_choices(command: Command[R]) -> Command[R]:
    """`--drift`, `--on-conflict`, `--prune` and `--allow`, as one `Choices`."""

    @wraps(command)
    def called(**given: object) -> R:
        policy = Policy(
            OnDrift(given.pop("drift")), OnConflict(given.pop("on_conflict")), prune=bool(given.pop("prune"))
        )
        if policy.drift is OnDrift.REVERT and policy.conflict is OnConflict.PORTAL:
            raise click.UsageError(_("--drift revert and --on-conflict portal contradict each other"))
        return command(choices=Choices(policy, _allowed(_texts(given.pop("allow")))), **given)

    return _with(called, _choice_options())


def _choice_options() -> Sequence[Option]:
    return [
        click.option("--drift", type=click.Choice([one.value for one in OnDrift]), default=OnDrift.KEEP.value,
                     help=_("Values edited in the catalogue: keep them (default), or restore those of the manifest.")),
        click.option("--on-conflict", type=click.Choice([one.value for one in OnConflict]),
                     default=OnConflict.BLOCK.value,
                     help=_("Values edited in the manifest and in the catalogue: block the entry (default), "
                            "or keep the value of one of the two (portal: the catalogue).")),
        click.option("--prune", is_flag=True, help=_("Archive our entries whose manifest was removed.")),
        click.option("--allow", multiple=True, metavar=_("KIND=N"),
                     help=_("Raise the limit of a guard for this run: "
                            "creates=N, takeovers=N, hidings=N, rows=N or columns=N.")),
    ]  # fmt: skip


def _allowed(given: tuple[str, ...]) -> Allowed:
    return dict(_allowance(text) for text in given)


def _allowance(text: str) -> tuple[Kind, int]:
    kind, _sign, count = text.partition("=")
    if kind not in {one.value for one in Kind} or not (count.isascii() and count.isdigit()):
        raise click.BadParameter(
            _("write creates=N, takeovers=N, hidings=N, rows=N or columns=N"), param_hint="--allow"
        )
    return Kind(kind), int(count)
