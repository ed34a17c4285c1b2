"""What the verbs that begin manifests have in common: usable names, and files that replace none."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from publisher.locale import _
from publisher.manifests.producer_file import FILE
from publisher.model.names import SAFE_NAME
from publisher.model.source import Position

STATE: Final = Path(".publisher")
"""Journals, the cache, and the sandbox. Nothing in it is needed by the next run on the portals."""


def refuse_unusable(*names: str) -> None:
    """Refuse a name that no folder or manifest may have. Raises `click.UsageError`."""
    for name in names:
        if not SAFE_NAME.fullmatch(name) or f"{name}.yml" == FILE:
            text = _("“{name}” is not a usable name: lower-case letters without accents, digits, - and _")
            raise click.UsageError(text.format(name=name))


def write_new(texts: Mapping[Path, str]) -> None:
    """Write files that are not there yet; one that came to be there meanwhile is left alone, and said.

    Raises `click.ClickException`.
    """
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            what = _("{file} cannot be written: {why}").format(file=path.as_posix(), why=error.strerror)
            raise click.ClickException(what) from error


def line_at(at: Position) -> str | None:
    """The text of a line; None where the file is no text, or is not there."""
    if not at.file.endswith((".yml", ".yaml")):
        return None
    try:
        lines = Path(at.file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return lines[at.line - 1] if at.line <= len(lines) else None
