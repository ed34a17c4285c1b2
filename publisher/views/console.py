"""Printing: results to stdout, everything else to stderr; colour and a progress bar only on a terminal."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import Final, TextIO

from publisher.locale import _
from publisher.model.findings import Severity
from publisher.views.findings import severity_word
from publisher.views.plain_signs import escaped_for
from publisher.views.wrapping import NARROWEST, WIDEST, WIDTH, wrapped

_STYLES: Final = {
    "+": "green", "✔": "green", "~": "yellow", "−": "magenta", "≈": "cyan", "!": "bold red", "✘": "bold red",
    "?": "magenta", "∅": "dim",
}  # fmt: skip
"""Colour of a line by its sign. Colour only repeats the sign: it never carries information alone."""

_SEVERITY_STYLES: Final = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}
_HEAD: Final = re.compile(r"  PUB\d{3} (?P<word>\w+)$")
_CARETS: Final = re.compile(r" +\^+")
_LEAST: Final = 40
"""Columns below which no line is broken."""


def out(text: str) -> None:
    """Print a result as it is."""
    _print(text, sys.stdout)


def out_text(text: str) -> None:
    """Print a result for a person: lines that are too long are broken at spaces."""
    _print(wrapped(text, width(sys.stdout)), sys.stdout)


def out_json(text: str) -> None:
    """Print a JSON document. What the stream's encoding lacks is escaped: in values, no sign replaces another."""
    _print(escaped_for(sys.stdout.encoding or "utf-8", text), sys.stdout)  # a text stream in memory has no encoding


def out_bytes(content: bytes) -> None:
    """Print a result that is a file, byte for byte, without this machine's encoding and line endings."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def out_in(result_format: str, text: str) -> None:
    """Print a result in the format of `--format`: the lines of a text are broken, those of a document never."""
    {"text": out_text, "json": out_json}.get(result_format, out)(text)


def note(text: str, *, is_wrapped: bool = False) -> None:
    """Print a text that is not part of the result, to stderr. `is_wrapped`: its lines have their width."""
    _print(text if is_wrapped else wrapped(text, width(sys.stderr)), sys.stderr)


def width(stream: TextIO | None = None) -> int:
    """Return the columns of a line: those of a terminal, within limits; elsewhere `COLUMNS`, or those of a log."""
    if (stream or sys.stdout).isatty():
        return max(NARROWEST, min(get_terminal_size((NARROWEST, 24)).columns, WIDEST))
    columns = os.environ.get("COLUMNS", "")
    return max(int(columns), _LEAST) if columns.isascii() and columns.isdigit() else WIDTH


def _print(text: str, stream: TextIO) -> None:
    if not stream.isatty():
        stream.write(text + "\n")
        stream.flush()
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False)
    for line, spans in _with_styles(text.split("\n")):
        shown = Text(line)
        for style, start, end in spans:
            shown.stylize(style, start, end)
        console.print(shown, soft_wrap=True)


Span = tuple[str, int, int]
"""A style, and the characters that have it."""


def _with_styles(lines: Iterable[str]) -> Iterator[tuple[str, Sequence[Span]]]:
    """Yield each line with its colours: by its sign, or by the severity of the finding that it belongs to."""
    severities = {severity_word(severity): style for severity, style in _SEVERITY_STYLES.items()}
    current = ""
    for line in lines:
        head = _HEAD.search(line)
        if head is not None and head["word"] in severities:
            current = severities[head["word"]]
            yield line, [(current, head.start("word"), head.end("word"))]
        elif _CARETS.fullmatch(line):
            yield line, [(current, 0, len(line))] if current else []
        else:
            style = _STYLES.get(line.strip()[:1], "")
            yield line, [(style, 0, len(line))] if style else []


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
def progress(total: int, what: str | None = None) -> Iterator[Advance]:
    """Show a progress bar on a terminal while the block runs; yield the function that advances it by one.

    `what`: what is going on; None: publishing.
    """
    if not sys.stderr.isatty() or total == 0:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(what or _("Publishing"), total=total)
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
