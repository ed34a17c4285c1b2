"""Files on this machine: the tool's own folder, new manifests, and the lines that findings quote."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from publisher.capture.repair_files import replace_content
from publisher.locale import _
from publisher.model.findings import Position
from publisher.model.names import SAFE_NAME, is_device_name
from publisher.model.system_errors import reason_of
from publisher.run_git import run_git
from publisher.safe_open import read_regular
from publisher.views.safe_text import clip

QUOTED_SIZE: Final = 2_000_000
"""Bytes of a file whose lines are quoted; no manifest is larger."""

STATE: Final = Path(".publisher")
"""Folder of the journals, the cache and the sandbox. The next run on the catalogues needs nothing in it."""

SANDBOX: Final = STATE / "sandbox.sqlite"
"""The catalogues of the sandbox."""

LONGEST_NAME: Final = 200
"""Characters of the name of a manifest or of a folder; systems take 255 bytes, with the ending."""


def refuse_committed_state() -> None:
    """Refuse a folder of the tool that git has: its files count as what was found out before, and came with a branch.

    A committed cache could say that a file has no personal data. Raises `click.ClickException`.
    """
    if run_git(Path(), "ls-files", "--", STATE.as_posix()):
        text = _(
            "{folder} is in the git repository: what it holds would count as checked already. Take it out and commit: "
            "git rm -r -q --cached {folder}"
        )
        raise click.ClickException(text.format(folder=STATE))


def refuse_unusable(*names: str) -> None:
    """Refuse names that a folder or a manifest may not have. Raises `click.UsageError`."""
    from publisher.manifests.producer_file import FILE  # lazy: it loads pydantic, and `--help` loads this module

    for name in names:
        if len(name) > LONGEST_NAME:
            text = _("“{name}” is too long for a name: {n} characters, and at most {limit} are possible")
            raise click.UsageError(text.format(name=clip(name, 40), n=len(name), limit=LONGEST_NAME))
        if not SAFE_NAME.fullmatch(name) or f"{name}.yml" == FILE:
            text = _("“{name}” is not a usable name: lower-case letters without accents, digits, - and _")
            raise click.UsageError(text.format(name=name))
        if is_device_name(name):
            text = _("“{name}” is not a usable name: Windows keeps it for itself")
            raise click.UsageError(text.format(name=name))


def write_new(texts: Mapping[Path, str]) -> None:
    """Write new files. Never replaces a file. Raises `click.ClickException`, also where a file exists meanwhile."""
    for path, text in texts.items():
        with reported_if_unwritable(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)


def replace_file(path: Path, content: bytes) -> None:
    """Replace a file as a whole: a disk that fills leaves the former one. Raises `click.ClickException`."""
    with reported_if_unwritable(path):
        replace_content(path, [content])


@contextmanager
def reported_if_unwritable(path: Path) -> Iterator[None]:
    """Raise `click.ClickException` with the name of the file where the block raises `OSError`."""
    try:
        yield
    except OSError as error:
        what = _("{file} cannot be written: {why}").format(file=path.as_posix(), why=reason_of(error))
        raise click.ClickException(what) from error


class QuotedLines:
    """The lines that findings quote. The file of one finding after the other is read once: findings go file by file."""

    def __init__(self) -> None:
        self._file = ""
        self._lines: Sequence[str] = ()

    def __call__(self, at: Position) -> str | None:
        """Return the text of a line of a YAML file; None where the file is missing or is not text."""
        if at.file != self._file:
            self._file, self._lines = at.file, _lines_of(at.file)
        return self._lines[at.line - 1] if at.line <= len(self._lines) else None


def _lines_of(file: str) -> Sequence[str]:
    """Return the lines of a YAML file; none where it is missing, too large for a manifest, or not text."""
    if not file.lower().endswith((".yml", ".yaml")):
        return ()
    try:
        return read_regular(Path(file), QUOTED_SIZE).decode("utf-8-sig").splitlines()
    except (OSError, ValueError):
        return ()
