"""`publisher drift --out`: the result as files, one for each producer, for the issues of a repository."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from publisher.cli.local_files import write_new
from publisher.cli.selection_options import Common
from publisher.locale import _
from publisher.model.drift import DriftResult, of_producer, producers_in
from publisher.views.drift_markdown import drift_markdown, producer_markdown, tokens_markdown
from publisher.views.drift_text import DriftCommands

REPORT: Final = "report.md"
"""The whole result. It is written last: where it is, the others are."""
PRODUCERS: Final = "producers"
"""The folder of the files of producers."""
TOKENS: Final = "tokens.md"
"""The tokens that expire soon; it is missing where none does."""

Commands = Callable[[DriftResult, Common], DriftCommands]
"""The commands that settle a result, with the options of a command."""


def refuse_filled(folder: Path) -> None:
    """Refuse a folder with files: one of an earlier result would count as one of this. Raises `click.UsageError`."""
    if folder.exists() and any(folder.iterdir()):
        raise click.BadParameter(_("{folder} is not empty").format(folder=folder.as_posix()), param_hint="--out")


def write_reports(folder: Path, result: DriftResult, commands: Commands, common: Common) -> None:
    """Write the whole result, and a file for each producer of which it says something."""
    parts = {name: of_producer(result, name) for name in producers_in(result)}
    texts = {
        folder / PRODUCERS / f"{name}.md": producer_markdown(part, commands(part, _selecting(name, common)))
        for name, part in parts.items()
    }
    tokens = {folder / TOKENS: tokens_markdown(result)} if result.tokens else {}
    write_new({**texts, **tokens, folder / REPORT: drift_markdown(result, commands(result, common))})


def _selecting(producer: str, common: Common) -> Common:
    """Return the options with this producer selected, unless a person selected something."""
    if common.selection.patterns:
        return common
    return replace(common, selection=replace(common.selection, patterns=(producer,)))
