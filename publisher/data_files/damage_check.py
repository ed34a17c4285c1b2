"""Cells that a program has damaged: errors of a spreadsheet, letters decoded wrongly, invisible characters."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from publisher.data_files.table_place import TablePlace, shown_value
from publisher.model.findings import Finding
from publisher.model.messages import Message, message
from publisher.rules.data_content import CONTROL_CHARACTER, DAMAGED_CHARACTERS, SPREADSHEET_ERROR

_SIGNS: Final = re.compile("[Ã\ufffd#\x00-\x08\x0b\x0c\x0e-\x1f\x7fâÂ]")
_SHEET_ERROR: Final = re.compile(
    r"#(N/A|REF!|VALUE!|VALEUR!|DIV/0!|NAME\?|NOM\?|NUL!|NULL!|NUM!|NOMBRE!|N/D)", re.IGNORECASE
)
_WRONGLY_DECODED: Final = re.compile(
    "Ã[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]|â€|Â[\u00a0-\u00bf]|\ufffd"
)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class DamageCheck:
    """Damaged cells, in any column."""

    def __init__(self, place: TablePlace) -> None:
        self._place = place
        self._names: Sequence[str] = ()

    def header(self, row: int, names: Sequence[str]) -> Iterable[Finding]:
        """Return the findings about the names."""
        self._names = [""] * len(names)
        findings = self.row(row, names)
        self._names = names
        return findings

    def row(self, row: int, cells: Sequence[str]) -> Iterable[Finding]:
        """Return the findings about the cells of a row."""
        if _SIGNS.search("".join(cells)) is None:
            return ()
        names = [*self._names, *([""] * (len(cells) - len(self._names)))]
        return [
            finding
            for name, value in zip(names, cells, strict=False)
            if _SIGNS.search(value) is not None
            for finding in self._cell(row, name, value)
        ]

    def _cell(self, row: int, name: str, value: str) -> Iterable[Finding]:
        if _SHEET_ERROR.fullmatch(value.strip()) is not None:
            what = message("“{value}” is an error of the spreadsheet, not a value", value=value.strip())
            fix = message("Correct the formula, or leave the cell empty, then export again.")
            yield self._place.finding(SPREADSHEET_ERROR, row, name, what, fix)
        if _WRONGLY_DECODED.search(value) is not None:
            what = message("damaged letters in “{value}”", value=shown_value(value))
            yield self._place.finding(DAMAGED_CHARACTERS, row, name, what, _fix_of_damage(value))
        if (control := _CONTROL.search(value)) is not None:
            what = message("invisible control character (code {code}) in “{value}”", code=ord(control[0]),
                           value=shown_value(_CONTROL.sub("␣", value)))  # fmt: skip
            fix = message("Type the text again, or clean the cell (Excel: CLEAN; in French: EPURAGE).")
            yield self._place.finding(CONTROL_CHARACTER, row, name, what, fix)

    def end(self) -> Iterable[Finding]:
        """Return nothing."""
        return ()


def _fix_of_damage(value: str) -> Message:
    """Return what to do about letters that were decoded wrongly: what they were is known where they can be again."""
    try:
        meant = value.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return message("Export the original again, and choose UTF-8 where it is opened and where it is saved.")
    return message(
        "Write “{value}”. Where many cells are like this, export the original again, and choose UTF-8 where "
        "it is opened and where it is saved.",
        value=shown_value(meant),
    )
