"""The text of an internal error, for a file that a person sends with a report."""

import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final

_PACKAGE: Final = Path(__file__).parent.parent
_READING: Final = tuple(f"{_PACKAGE / name}/" for name in ("data_files", "tables"))
"""The packages that read the rows of data files."""


def traceback_text(error: BaseException) -> str:
    """Return the traceback of an error.

    The messages of errors that arise while a data file is read are left out: they may repeat a cell, which may hold
    personal data.
    """
    chain = tuple(_chain(error))
    if not any(_is_reading(link.__traceback__) for link in chain):
        return "".join(traceback.format_exception(error))
    head = "Traceback (most recent call last):\n"
    return "".join(f"{head}{''.join(traceback.format_tb(link.__traceback__))}{type(link).__name__}\n" for link in chain)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those that led to it, the first of them first."""
    if error is not None:
        yield from _chain(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
        yield error


def _is_reading(trace: TracebackType | None) -> bool:
    return any(frame.f_code.co_filename.startswith(_READING) for frame, _line in traceback.walk_tb(trace))
