"""The files that a run replaced in a catalogue, as text: where their former bytes are, or why they are lost."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, assert_never

from publisher.locale import _
from publisher.model.names import DatasetKey
from publisher.model.outcome import Done, Report
from publisher.model.replaced_file import LARGEST_KEPT, MOST_KEPT, FormerBytes, ReplacedFile, WhyLost
from publisher.sync.apply.kept_files import kept_path
from publisher.views.change_text import size_text
from publisher.views.safe_text import printable

MOST: Final = 20
"""Files of a report; `publisher runs show` has every one."""


def replaced_line(runs: PurePosixPath, run: str, key: DatasetKey, file: ReplacedFile) -> str | None:
    """Return where the former bytes of a file are; None where git has them, which nobody needs to be told."""
    match file.bytes:
        case FormerBytes.IN_GIT:
            return None
        case FormerBytes.KEPT:
            path = kept_path(runs, run, key, file.resource, file.sha256 or "").as_posix()
            text = _("the file of {resource} that was there ({size}) is kept: {file}")
            return text.format(resource=file.resource, size=size_text(file.size), file=printable(path))
        case FormerBytes.LOST:
            text = _("the file of {resource} that was there ({size}) is not kept: {why}")
            return text.format(resource=file.resource, size=size_text(file.size), why=_why(file.why))
        case _:
            assert_never(file.bytes)


def _why(why: WhyLost | None) -> str:
    match why:
        case WhyLost.TOO_LARGE:
            return _("it is larger than {size}").format(size=size_text(LARGEST_KEPT))
        case WhyLost.TOO_MANY:
            return _("a run keeps at most {size}").format(size=size_text(MOST_KEPT))
        case WhyLost.NOT_PUBLIC:
            return _("the entry is not public, and everybody can read what the run keeps")
        case WhyLost.NOT_DOWNLOADED:
            return _("the catalogue did not give it")
        case WhyLost.NOT_WRITTEN:
            return _("the folder of the run cannot be written")
        case None:
            return "?"
        case _:
            assert_never(why)


def replaced_lines(report: Report) -> list[str]:
    """Return a line for each file that a run replaced and that git does not have; of many, for the first ones."""
    lines = list(_lines_of(report))
    more = _("… and {n} more").format(n=len(lines) - MOST)
    return lines if len(lines) <= MOST else [*lines[:MOST], f"    {more}"]


def _lines_of(report: Report) -> Iterator[str]:
    runs = PurePosixPath(report.journal).parent
    for outcome in report.outcomes:
        for file in outcome.replaced if isinstance(outcome, Done) else ():
            line = replaced_line(runs, report.run, outcome.item.key, file)
            if line is not None:
                sign = "↶" if file.bytes is FormerBytes.KEPT else "!"
                yield f"  {sign} {outcome.item.key} · {outcome.item.catalog} · {line}"
