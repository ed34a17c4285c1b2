"""Where text goes: results to stdout, the rest to stderr; colour and progress only for a person at a terminal."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final, TextIO

from publisher.locale import _

_STYLES: Final = {
    "+": "green", "✔": "green", "~": "yellow", "−": "magenta", "≈": "cyan", "!": "bold red", "✘": "bold red",
    "?": "magenta", "∅": "dim",
}  # fmt: skip
"""Colour repeats what the sign says; it never says anything alone."""


def out(text: str) -> None:
    """Print a result."""
    _print(text, sys.stdout)


def note(text: str) -> None:
    """Print something beside the result."""
    _print(text, sys.stderr)


def _print(text: str, stream: TextIO) -> None:
    if not stream.isatty():
        stream.write(text + "\n")
        stream.flush()
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False)
    for line in text.split("\n"):
        console.print(Text(line, style=_STYLES.get(line.strip()[:1], "")), soft_wrap=True)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Print a table: drawn on a terminal, columns parted by tabs elsewhere."""
    if not sys.stdout.isatty():
        for row in (tuple(head), *rows):
            out("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(*head)
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)


Advance = Callable[[], None]


@contextmanager
def progress(total: int) -> Iterator[Advance]:
    """A bar on a terminal, while something is done, and what moves it on by one; nothing in a log."""
    if not sys.stderr.isatty() or total == 0:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_("Publishing"), total=total)
        yield lambda: bar.advance(task)
