"""Dates: YYYY-MM-DD in every row, for a reader cannot tell 03/04/2024 in March from April."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from publisher.data_files.column_checks import CellCheck
from publisher.data_files.repeated_findings import MOST
from publisher.data_files.table_place import TablePlace, shown_value, words_of
from publisher.model.findings import Finding
from publisher.model.messages import Message, counted, message
from publisher.rules.data_content import DATE_FORM

_TIME: Final = r"([T ]\d\d:?\d\d.*)?"
_ISO_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)" + _TIME)
_ISO_OTHER: Final = re.compile(
    r"\d{4}(-\d\d)?|\d{4}-W\d\d.*|(\d{4}(-\d\d)?(-\d\d)?)[/_]\d{4}(-\d\d)?(-\d\d)?|\d{4}-\d\d-\d\d[/_].*"
)
_FRENCH: Final = re.compile(r"(\d\d?)([/.-])(\d\d?)\2(\d{4}|\d\d)( .*)?")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[/.](\d\d?)[/.](\d\d?)( .*)?")
_COMPACT: Final = re.compile(r"(19|20)(\d\d)(\d\d)(\d\d)")
_SERIAL: Final = re.compile(r"[3-5]\d{4}([.,]\d+)?")
_NO_DATE: Final = frozenset({"dates", "format", "type", "statut", "source", "fiabilite", "libelle", "commentaire"})
GOOD: Final = "good"
_IMPOSSIBLE: Final = "impossible"
_IN_SHEET: Final = message(
    "In Excel or LibreOffice, select the column, choose the date format 2024-12-31 (Excel: Ctrl+1, category “Custom”, "
    "yyyy-mm-dd), then save as CSV again."
)
_FORMS: Final[dict[str, Message]] = {
    "dd/mm/yyyy": message("day/month/year"),
    "yyyy/mm/dd": message("year/month/day"),
    "yyyymmdd": message("eight digits"),
    "serial": message("the number that Excel has for a day"),
    "text": message("text"),
}


@dataclass
class _Form:
    """What is kept of the dates of one form."""

    count: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)
    """Rows and values, the first alone."""

    def add(self, row: int, value: str) -> None:
        self.count += 1
        if len(self.first) < MOST:
            self.first.append((row, value))


@lru_cache(maxsize=8192)
def form_of(value: str) -> str:
    """Return the form of a date; `impossible` where no calendar has it."""
    if (match := _ISO_DAY.fullmatch(value)) is not None:
        return GOOD if _exists(match[1], match[2], match[3]) else _IMPOSSIBLE
    if _ISO_OTHER.fullmatch(value):
        return GOOD
    if (match := _FRENCH.fullmatch(value)) is not None:
        year = match[4] if len(match[4]) == 4 else "20" + match[4]
        return "dd/mm/yyyy" if _exists(year, match[3], match[1]) else _IMPOSSIBLE
    if (match := _YEAR_FIRST.fullmatch(value)) is not None:
        return "yyyy/mm/dd" if _exists(match[1], match[2], match[3]) else _IMPOSSIBLE
    if (match := _COMPACT.fullmatch(value)) is not None and _exists(match[1] + match[2], match[3], match[4]):
        return "yyyymmdd"
    return "serial" if _SERIAL.fullmatch(value) else "text"


def _exists(year: str, month: str, day: str) -> bool:
    try:
        datetime.date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


class _Dates:
    """The dates of a column: of each form, how many, and the first rows."""

    def __init__(self, place: TablePlace, column: str) -> None:
        self._place = place
        self._column = column
        self._good = 0
        self._forms: dict[str, _Form] = {}

    def cell(self, row: int, value: str) -> Iterable[Finding]:
        """Return the finding about a date that does not exist; the others follow at the end."""
        form = form_of(value)
        if form is GOOD:
            self._good += 1
            return ()
        if form is not _IMPOSSIBLE:
            self._forms.setdefault(form, _Form()).add(row, value)
            return ()
        what = message(
            "“{value}” is not a date: no month has this day, or no year this month", value=shown_value(value)
        )
        fix = message("Write it as YYYY-MM-DD: year, month, day.")
        return (self._place.finding(DATE_FORM, row, self._column, what, fix),)

    def end(self) -> Iterator[Finding]:
        """Yield one finding where all dates have one other form; else one for each row with another form than most."""
        if not self._forms:
            return
        usual = max(self._forms, key=lambda name: self._forms[name].count)
        if self._forms[usual].count > self._good:
            yield self._whole_column(usual)
        rest = [(name, form) for name, form in self._forms.items() if name != usual or form.count <= self._good]
        for name, form in rest:
            for index, (row, value) in enumerate(form.first):
                more = form.count - len(form.first) if index == len(form.first) - 1 else 0
                yield from self._row(name, row, value, more)

    def _whole_column(self, name: str) -> Finding:
        form = self._forms[name]
        row, value = form.first[0]
        what = message(
            "{n} dates of this column are written as {form}, from “{value}” on, and not as YYYY-MM-DD",
            n=form.count, form=_FORMS[name], value=shown_value(value),
        )  # fmt: skip
        if form.count == 1:
            what = message("“{value}” is not written as YYYY-MM-DD", value=shown_value(value))
        return self._place.finding(DATE_FORM, row, self._column, what, _IN_SHEET)

    def _row(self, name: str, row: int, value: str, more: int) -> Iterator[Finding]:
        what = message("“{value}” is written as {form}, and not as YYYY-MM-DD as others of this column",
                       value=shown_value(value), form=_FORMS[name])  # fmt: skip
        if not self._good:
            what = message("“{value}” is written as {form}, and other dates of this column otherwise",
                           value=shown_value(value), form=_FORMS[name])  # fmt: skip
        yield self._place.finding(
            DATE_FORM, row, self._column, what, message("Write it as YYYY-MM-DD: year, month, day.")
        )
        if more:
            what = counted(
                "{n} further date of this column is written as {form}",
                "{n} further dates of this column are written as {form}",
                n=more,
                form=_FORMS[name],
            )
            yield replace(self._place.finding(DATE_FORM, row, self._column, what, _IN_SHEET), count=more)


def date_check(place: TablePlace, name: str, _names: Sequence[str]) -> CellCheck | None:
    """Return the check of a column of dates, by a word of its name that starts with `date`."""
    words = words_of(name)
    is_date = any(word.startswith("date") for word in words) and not _NO_DATE & set(words)
    return _Dates(place, name) if is_date else None
