"""The encoding of a text file."""

from collections.abc import Iterator
from typing import Final

from publisher.model.findings import Cell, Finding, Reencode
from publisher.model.messages import Message, message
from publisher.rules.data_content import MIXED_ENCODINGS, NOT_UTF8
from publisher.tables.text_survey import TextSurvey

_NAMES: Final[dict[str, Message]] = {
    "cp1252": message("Windows-1252, as Excel writes it"),
    "mac-roman": message("Mac Roman, as Excel writes it on a Mac"),
    "cp850": message("CP850 (MS-DOS)"),
    "utf-16": message("UTF-16 (“Unicode text” of Excel)"),
    "utf-16-le": message("UTF-16 (“Unicode text” of Excel)"),
    "utf-16-be": message("UTF-16 (“Unicode text” of Excel)"),
    "utf-32": message("UTF-32"),
}
_SAVE: Final = message(
    "Save it again in UTF-8: in Excel, Save As, “CSV UTF-8 (Comma delimited)”; in LibreOffice, Save As, “Edit filter "
    "settings”, Unicode (UTF-8)."
)


def encoding_findings(file: str, survey: TextSurvey) -> Iterator[Finding]:
    """Yield the finding about a text that is not UTF-8. It has a repair where the encoding is sure."""
    cell = Cell(survey.not_utf8_line)
    if survey.mixed:
        what = message("this line is not encoded in UTF-8, and others of the file are: two files were put together")
        yield MIXED_ENCODINGS.in_file(
            file, cell, what, message("Correct the letters with accents of such lines, and save in UTF-8.")
        )
    elif not survey.known:
        what = message("the file is not encoded in UTF-8, from this line on: letters with accents cannot be read")
        yield NOT_UTF8.in_file(file, cell, what, _SAVE)
    elif not survey.is_utf8:
        what = message(
            "the file is encoded in {encoding}, and not in UTF-8: letters with accents cannot be read",
            encoding=_NAMES[survey.encoding],
        )
        yield NOT_UTF8.in_file(file, cell, what, _SAVE, repair=Reencode(survey.encoding))
