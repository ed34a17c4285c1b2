"""Printing: results to stdout, everything else to stderr; colour and a progress bar only on a terminal."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TextIO

from publisher.locale import _

_STYLES: Final = {
    "+": "green", "✔": "green", "~": "yellow", "−": "magenta", "≈": "cyan", "!": "bold red", "✘": "bold red",
    "?": "magenta", "∅": "dim",
}  # fmt: skip
"""Colour of a line by its sign. Colour only repeats the sign: it never carries information alone."""


def out(text: str) -> None:
    """Print a result."""
    _print(text, sys.stdout)


def out_bytes(content: bytes) -> None:
    """Print a result that is a file, byte for byte, without this machine's encoding and line endings."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def note(text: str) -> None:
    """Print a text that is not part of the result, to stderr."""
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
    """Print a table: aligned on a terminal, separated by tabs elsewhere.

    On a terminal that is too narrow, the last column is left out.
    """
    lines = [tuple(head), *(tuple(row) for row in rows)]
    if not sys.stdout.isatty():
        out("\n".join("\t".join(line) for line in lines))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    widths = [max(len(line[column]) for line in lines) + 2 for column in range(len(head))]
    columns = len(head) if sum(widths) <= console.width else len(head) - 1
    rich_table = Table(*head[:columns], box=None, pad_edge=False)
    for line in lines[1:]:
        rich_table.add_row(*(Text(cell, overflow="fold") for cell in line[:columns]))
    console.print(rich_table)


Advance = Callable[[], None]


@contextmanager
def progress(total: int) -> Iterator[Advance]:
    """Show a progress bar on a terminal while the block runs; yield the function that advances it by one."""
    if not sys.stderr.isatty() or total == 0:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(_("Publishing"), total=total)
        yield lambda: bar.advance(task)


@contextmanager
def reading(total: int) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how many of these bytes have been read while the block runs; yield the function to tell it."""
    if not sys.stderr.isatty() or total == 0:
        yield lambda _size: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(_("Checking data files"), total=total)
        yield lambda size: bar.advance(task, size)
