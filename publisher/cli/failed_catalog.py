"""A catalogue that cannot be read: what it answered, and the command that goes on with the other ones."""

import shlex
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import click

from publisher.catalogs.errors import CatalogError
from publisher.cli.exit_codes import Exit
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.model.commands import catalog_flags
from publisher.model.names import CatalogName
from publisher.sync.plan.make_plan import is_needed
from publisher.views.catalog_error_text import catalog_error_text


class FailedCatalog(click.ClickException):
    """A catalogue cannot be read, and others can."""

    exit_code = Exit.INVALID

    def __init__(self, error: CatalogError, others: Iterable[CatalogName]) -> None:
        without = _("To leave this catalogue out:  {command}").format(command=_typed_command(others))
        super().__init__(f"{catalog_error_text(error)}\n  {without}")


@contextmanager
def naming_the_others(workspace: Workspace) -> Iterator[None]:
    """Raise `FailedCatalog` where a catalogue fails in the block, and another one that was selected needs it not."""
    try:
        yield
    except CatalogError as error:
        if others := _others(workspace, error.catalog):
            raise FailedCatalog(error, others) from error
        raise


def _others(workspace: Workspace, failed: CatalogName) -> tuple[CatalogName, ...]:
    """Return the selected catalogues that can do without this one: they list no files that it keeps."""
    manifests, selection = workspace.manifests, workspace.common.selection
    configs = {config.name: config for config in manifests.catalogs}
    others = (config for name, config in configs.items() if name != failed and selection.takes_catalog(name))
    return tuple(
        config.name
        for config in others
        if config.links_to != failed
        or not is_needed(configs[failed], manifests, replace(selection, catalogs=(config.name,)))
    )


def _typed_command(catalogs: Iterable[CatalogName]) -> str:
    """Return the command as it was typed, with all its options, limited to these catalogues."""
    typed = click.get_current_context().find_root().obj
    words = list(_without_catalogs(typed if isinstance(typed, tuple) else ()))
    end = words.index("--") if "--" in words else len(words)
    words[end:end] = catalog_flags(catalogs)
    return shlex.join(["publisher", *words])


def _without_catalogs(words: Iterable[str]) -> Iterator[str]:
    """Yield the words of a command line without its `--catalog` options."""
    words = iter(words)
    for word in words:
        if word == "--catalog":
            next(words, None)
        elif not word.startswith("--catalog="):
            yield word
