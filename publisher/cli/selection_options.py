"""The options that several verbs share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from publisher.cli.help import language
from publisher.locale import _
from publisher.model.names import CatalogName
from publisher.sync.plan.selection import Selection

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

        return with_options(called, [*_common_options(formats), *([_sandbox()] if calls else [])])

    return decorate


def with_options(command: Command[R], options: Sequence[Option]) -> Command[R]:
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
                     help=_("Leave out these keys; may be repeated.")),
        language,
        click.option("--format", "result_format", type=click.Choice(formats), default=formats[0],
                     help=_("Form of the result.")),
    ]  # fmt: skip


def _sandbox() -> Option:
    return click.option("--sandbox", is_flag=True, help=_("Speak to a sandbox on this machine instead of the portals."))


def _taken(given: dict[str, object]) -> Common:
    """Take the shared options out of what click gives, and make one value of them."""
    selection = Selection(
        patterns=texts(given.pop("selected")),
        excluded=texts(given.pop("excluded")),
        catalogs=tuple(CatalogName(name) for name in texts(given.pop("catalogs"))),
    )
    sandbox = bool(given.pop("sandbox", False))
    return Common(Path(str(given.pop("manifests"))), selection, str(given.pop("result_format")), sandbox)


def texts(given: object) -> tuple[str, ...]:
    """Return the values of a repeated option."""
    return tuple(str(one) for one in given) if isinstance(given, tuple) else ()
