"""Check one data file: its kind, its size, and its content by the checks of that kind."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from publisher.data_files.csv_file import csv_findings
from publisher.data_files.file_kind import FileKind, kind_of
from publisher.data_files.file_to_check import FileToCheck
from publisher.data_files.formats import content_findings, format_of, size_findings
from publisher.data_files.json_file import json_findings
from publisher.data_files.repeated_findings import RepeatedFindings
from publisher.data_files.row_check import RowCheck, reading_everything
from publisher.data_files.workbook_file import workbook_findings
from publisher.model.findings import Finding, RowUnit
from publisher.model.messages import message
from publisher.model.system_errors import reason_of
from publisher.rules.data_files import MISSING_DATA_FILE
from publisher.tables.text_rows import survey_of, texts_from

Check = Callable[[FileToCheck, Sequence[RowCheck], Callable[[int], None]], Iterator[Finding]]
_CHECKS: Final[dict[str, Check]] = {
    "csv": csv_findings,
    "tsv": csv_findings,
    "json": json_findings,
    "geojson": json_findings,
    "xlsx": workbook_findings,
}
"""What checks a file of a format, row by row."""


def check_file(
    file: FileToCheck, checks: Sequence[RowCheck] = (), advance: Callable[[int], None] = lambda _bytes: None
) -> tuple[Finding, ...]:
    """Return the findings about a data file, in the order of its rows: at most so many of a rule, and one for the rest.

    `checks` are shown its rows, too. `advance` is told how many more bytes have been read: in the end, all of them.
    """
    repeated = RepeatedFindings()
    try:
        findings = list(repeated.limited(_findings(file, checks, advance)))
    except OSError as error:
        what = message("the file cannot be read: {why}", why=reason_of(error))
        return (MISSING_DATA_FILE.at(file.at, what),)
    return (*findings, *repeated.rest())


def _findings(file: FileToCheck, checks: Sequence[RowCheck], advance: Callable[[int], None]) -> Iterator[Finding]:
    kind = kind_of(file.path)
    wrong = list(content_findings(file, kind))
    yield from wrong
    if not wrong:
        yield from size_findings(file)
    check = None if wrong else _CHECKS.get(format_of(file))
    if check is not None:
        yield from check(file, checks, advance)
    elif kind in _TEXTS and (reading := reading_everything(checks)):
        for line, text in texts_from(file.path, survey_of(file.path).encoding, 1, advance):
            for whole in reading:
                yield from whole.text(line, text, RowUnit.LINE)


_TEXTS: Final = frozenset({FileKind.TEXT, FileKind.JSON, FileKind.XML, FileKind.HTML})
"""What is read line by line where nothing reads it as a table."""
