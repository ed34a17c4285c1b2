"""Timestamps: udata answers a write with microseconds, stores milliseconds, and reads dates leniently."""

import calendar
import re
from datetime import UTC, date, datetime
from typing import Final

from publisher.sandbox.udata.refusals import InvalidValue

_PARTIAL: Final = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?")
_SLASHED: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def shown_timestamp(moment: datetime) -> str:
    """Return a timestamp as an answer shows it."""
    return moment.isoformat()


def stored_timestamp(moment: str) -> str:
    """Return a timestamp as it is stored: in UTC, to the millisecond; without a fraction that is zero."""
    exact = datetime.fromisoformat(moment).astimezone(UTC)
    return exact.replace(microsecond=exact.microsecond // 1000 * 1000).isoformat()


def timestamp_of(value: object) -> str | None:
    """Return a timestamp that was sent. Raises `InvalidValue`."""
    if not isinstance(value, str):
        return None
    moment = _parsed(value, date(datetime.now(UTC).year, 1, 1))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def day_of(value: object, today: date) -> str:
    """Return a day that was sent; a year alone is the present day of that year. Raises `InvalidValue`."""
    if not isinstance(value, str):
        raise InvalidValue("Date must be a string")
    return _parsed(value, today).date().isoformat()


def _parsed(text: str, today: date) -> datetime:
    bare = text.strip()
    if not bare:
        raise InvalidValue("String does not contain a date: %s")
    slashed = _SLASHED.fullmatch(bare)
    if slashed:
        return _from_slashes(*(int(part) for part in slashed.groups()))
    partial = _PARTIAL.fullmatch(bare)
    if partial:
        return _completed(int(partial[1]), int(partial[2]) if partial[2] else today.month, today.day)
    try:
        return datetime.fromisoformat(bare)
    except ValueError as error:
        is_explained = str(error).startswith(("day is out of range", "month must be", "hour must be", "minute must be"))
        raise InvalidValue(f"{error}: %s" if is_explained else "Unknown string format: %s") from error


def _from_slashes(first: int, second: int, year: int) -> datetime:
    """Return a date with slashes: the month comes first where that is possible."""
    month, day = (first, second) if first <= 12 else (second, first)
    return _completed(year, month, day)


def _completed(year: int, month: int, day: int) -> datetime:
    if not 1 <= month <= 12:
        raise InvalidValue("month must be in 1..12: %s")
    return datetime(year, month, min(day, calendar.monthrange(year, month)[1]))
