"""Files on this machine: the tool's own folder, new manifests, and the lines that findings quote."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from publisher.locale import _
from publisher.model.findings import Position
from publisher.model.names import SAFE_NAME

STATE: Final = Path(".publisher")
"""Folder of the journals, the cache and the sandbox. The next run on the catalogues needs nothing in it."""


def refuse_unusable(*names: str) -> None:
    """Refuse names that a folder or a manifest may not have. Raises `click.UsageError`."""
    from publisher.manifests.producer_file import FILE  # lazy: it loads pydantic, and `--help` loads this module

    for name in names:
        if not SAFE_NAME.fullmatch(name) or f"{name}.yml" == FILE:
            text = _("“{name}” is not a usable name: lower-case letters without accents, digits, - and _")
            raise click.UsageError(text.format(name=name))


def write_new(texts: Mapping[Path, str]) -> None:
    """Write new files. Never replaces a file. Raises `click.ClickException`, also where a file exists meanwhile."""
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            what = _("{file} cannot be written: {why}").format(file=path.as_posix(), why=error.strerror)
            raise click.ClickException(what) from error


def line_at(at: Position) -> str | None:
    """Return the text of a line of a YAML file; None where the file is missing or is not text."""
    if not at.file.endswith((".yml", ".yaml")):
        return None
    try:
        lines = Path(at.file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return lines[at.line - 1] if at.line <= len(lines) else None
