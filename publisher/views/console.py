"""Where text goes: results to stdout, the rest to stderr; colour and progress only for a person at a terminal."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
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


def out_bytes(content: bytes) -> None:
    """Print a result that is a file: no encoding and no line ending of this machine touches it."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


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


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: drawn on a terminal, without its last column where that is too wide; parted by tabs elsewhere."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    if not sys.stdout.isatty():
        out("\n".join("\t".join(line) for line in lines))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    widths = [max(len(line[place]) for line in lines) + 2 for place in range(len(head))]
    columns = len(head) if sum(widths) <= console.width else len(head) - 1
    drawn = Table(*head[:columns], box=None, pad_edge=False)
    for line in lines[1:]:
        drawn.add_row(*(Text(cell, overflow="fold") for cell in line[:columns]))
    console.print(drawn)


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
