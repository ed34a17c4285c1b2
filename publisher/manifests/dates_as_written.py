"""Dates as people write them, and the ISO date that they mean, where it is one alone. Pure."""

import re
from calendar import monthrange
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

from publisher.model.messages import Message, message
from publisher.model.vocabulary import fold

_MONTHS: Final = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre",
)  # fmt: skip
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_YEAR_LAST: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
_IN_WORDS: Final = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})", re.ASCII)
_MONTH: Final = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})|([a-z]+) (\d{4})", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
_YEARS: Final = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)

_GENERAL: Final = message("Write year-month-day, such as 2026-12-31.")


@dataclass(frozen=True)
class Advice:
    """What to write in place of a text that is no date."""

    fix: Message
    iso: str | None = None
    """The date that the text means without doubt."""


def advice_about(text: str) -> Advice:
    """Return what to write in place of a text that is no ISO date."""
    word = fold(text)
    days = tuple(dict.fromkeys(_days(word)))
    if len(days) == 1:
        return Advice(message("Write {date}.", date=days[0]), days[0])
    if days:
        return Advice(message("Write {date}; or {other}, if the month comes first.", date=days[0], other=days[1]))
    period = _month(word) or _year(word)
    if period is None:
        return Advice(_GENERAL)
    start, end = period
    return Advice(message("Write a day: {start} where it begins, {end} where it ends.", start=start, end=end))


def first_day_of(text: str) -> str | None:
    """Return the first day of a year or a month; None for any other text."""
    period = _month(fold(text)) or _year(fold(text))
    return period[0] if period else None


def period_of(text: str) -> str | None:
    """Return a period as it is written in a manifest, from the first and the last year of a text; None without one."""
    years = sorted(_YEARS.findall(text))
    return f"{{start: {years[0]}-01-01, end: {years[-1]}-12-31}}" if years else None


def _days(word: str) -> Iterator[str]:
    """Yield the days that a text may mean: the first number is that of the day, as in French, sooner than the month."""
    if match := _YEAR_FIRST.fullmatch(word):
        year, month, day = (int(part) for part in match.groups() if part)
        yield from _day(year, month, day)
    if (match := _IN_WORDS.fullmatch(word)) and match[2] in _MONTHS:
        yield from _day(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    if match := _YEAR_LAST.fullmatch(word):
        first, second, year = (int(part) for part in match.groups())
        yield from _day(year, second, first)
        yield from _day(year, first, second)


def _day(year: int, month: int, day: int) -> Iterator[str]:
    with suppress(ValueError):
        yield date(year, month, day).isoformat()


def _month(word: str) -> tuple[str, str] | None:
    """Return the first and the last day of a month; None for another text."""
    match = _MONTH.fullmatch(word)
    if match is None:
        return None
    year, month = int(match[1] or match[4] or match[6]), match[2] or match[3]
    number = int(month) if month else (_MONTHS.index(match[5]) + 1 if match[5] in _MONTHS else 0)
    if not 1 <= number <= len(_MONTHS) or not year:
        return None
    return f"{year:04}-{number:02}-01", f"{year:04}-{number:02}-{monthrange(year, number)[1]}"


def _year(word: str) -> tuple[str, str] | None:
    return (f"{word}-01-01", f"{word}-12-31") if _YEAR.fullmatch(word) and word > "0000" else None
