"""The options that most verbs share: the selection, `--manifests`, `--catalog`, `--exclude`, `--format`."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from publisher.cli.help import language
from publisher.locale import _
from publisher.model import commands
from publisher.model.commands import Invocation, catalog_flags
from publisher.model.names import CatalogName
from publisher.sync.plan.selection import Selection

R = TypeVar("R")
Command = Callable[..., R]
Option = Callable[[Callable[..., Any]], Callable[..., Any]]
"""The type of click's decorators."""


@dataclass(frozen=True)
class Common:
    """Where the manifests are, what is selected, and how the result is written."""

    manifests: Path
    selection: Selection
    format: str
    sandbox: bool = False
    """Whether a sandbox on this machine replaces the catalogues."""
    public_output: bool = False
    """Whether everybody can read the output: what only a catalogue knows of entries that are not public is hidden."""
    schemas: Path | None = None
    """A copy of schemas that data files are checked against."""
    fetches_schemas: bool = False
    """Whether schemas that are not on this machine are fetched."""
    changed_since: str | None = None
    """The commit from which the selected datasets differ; None: whether they do is not asked."""


def common(*formats: str, calls: bool = True) -> Callable[[Command[R]], Command[R]]:
    """Decorate a verb with the shared options, which it receives as one `Common`.

    `formats` are the values of `--format`, the default first. With `calls`, the verb has `--sandbox`, too.
    """

    def decorate(command: Command[R]) -> Command[R]:
        @wraps(command)
        def called(**options: object) -> R:
            shared = _pop_common(options, calls=calls)
            verb, location = click.get_current_context().info_name or "", location_flags(shared)
            # `drift` and `status` have none of the options that a message may add.
            again = "sync" if verb in ("drift", "status") else verb
            commands.use(Invocation(tuple(location), (again, *selection_flags(shared.selection), *location)))
            return command(common=shared, **options)

        online = [_sandbox_option(), public_output_option()] if calls else []
        return with_options(called, [*_common_options(formats), *online])

    return decorate


def with_options(command: Command[R], options: Sequence[Option]) -> Command[R]:
    """Return the command with these options. `--help` shows them in this order."""
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


def _sandbox_option() -> Option:
    return click.option("--sandbox", is_flag=True, help=_("Use a sandbox on this machine instead of the catalogues."))


def public_output_option() -> Option:
    """Return `--public-output`. GitHub shows the logs of a public repository to everybody."""
    return click.option(
        "--public-output/--no-public-output",
        default=lambda: os.environ.get("GITHUB_ACTIONS") == "true",
        help=_("Hide the values and addresses that only a catalogue knows of entries that are not public; by default "
               "under GitHub Actions."),
    )  # fmt: skip


def schema_options() -> Sequence[Option]:
    """Return `--schemas` and `--fetch-schemas`, of a verb that checks data files and makes no other call."""
    return [
        click.option("--schemas", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar=_("DIR"),
                     help=_("Also take the schemas of data files from this folder (OWNER/NAME/VERSION/schema.json).")),
        click.option("--fetch-schemas", is_flag=True,
                     help=_("Fetch the schemas of data files that are not on this machine.")),
    ]  # fmt: skip


def changed_since_option() -> Option:
    """Return `--changed-since`, for the datasets that a pull request is about."""
    return click.option("--changed-since", metavar=_("COMMIT"),
                        help=_("Only the datasets that differ from those of this commit, by their manifest, a shared "
                               "layer or a data file."))  # fmt: skip


def _pop_common(options: dict[str, object], *, calls: bool) -> Common:
    """Remove the shared options from the ones that click passes, and return them as one value."""
    selection = Selection(
        patterns=texts(options.pop("selected")),
        excluded=texts(options.pop("excluded")),
        catalogs=tuple(CatalogName(name) for name in texts(options.pop("catalogs"))),
    )
    sandbox = bool(options.pop("sandbox", False))
    schemas = options.pop("schemas", None)
    return Common(
        Path(str(options.pop("manifests"))),
        selection,
        str(options.pop("result_format")),
        sandbox,
        public_output=bool(options.pop("public_output", False)),
        schemas=Path(str(schemas)) if schemas else None,
        fetches_schemas=bool(options.pop("fetch_schemas", calls and not sandbox)),
        changed_since=_text(options.pop("changed_since", None)),
    )


def location_flags(common: Common) -> list[str]:
    """Return `--manifests` and `--sandbox` where they are not the defaults."""
    manifests = ["--manifests", common.manifests.as_posix()] if common.manifests != Path("manifests") else []
    return [*manifests, *(["--sandbox"] if common.sandbox else [])]


def selection_flags(selection: Selection) -> list[str]:
    """Return the keys, catalogues and exclusions of a selection as a user types them."""
    excluded = (part for name in selection.excluded for part in ("--exclude", name))
    return [*selection.patterns, *catalog_flags(selection.catalogs), *excluded]


def _text(value: object) -> str | None:
    return str(value) if value is not None else None


def texts(value: object) -> tuple[str, ...]:
    """Return the values of a repeated option."""
    return tuple(str(item) for item in value) if isinstance(value, tuple) else ()
