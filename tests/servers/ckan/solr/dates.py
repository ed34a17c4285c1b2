"""Dates as Solr writes them, and its arithmetic: `NOW-1YEAR/DAY`. In the index they are milliseconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from . import BadRequest

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))",
)
_OPERATION = re.compile(r"([+-]\d+|/)(YEAR|MONTH|DAY|HOUR|MINUTE|SECOND)S?")
_UNITS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")
_SMALLEST = {"month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0, "microsecond": 0}


def read_date(text: str) -> int:
    """Return the moment that a text names, in milliseconds since 1970. Raises `BadRequest`."""
    if text.startswith("NOW"):
        moment, rest = datetime.now(UTC), text[3:]
    else:
        end = text.find("Z") + 1
        moment, rest = _absolute(text[:end] if end else text), text[end:] if end else ""
    for amount, unit in _OPERATION.findall(rest):
        moment = _floor(moment, unit) if amount == "/" else _moved(moment, int(amount), unit)
    return round((moment - EPOCH) / timedelta(milliseconds=1))


def show_date(milliseconds: int) -> str:
    """Return a moment as Solr returns it: in UTC, with milliseconds only if there are any."""
    moment = EPOCH + timedelta(milliseconds=milliseconds)
    fraction = f".{milliseconds % 1000:03d}" if milliseconds % 1000 else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def _absolute(text: str) -> datetime:
    match = _DATE.fullmatch(text)
    if not match:
        raise BadRequest(f"Invalid Date String:'{text}'")
    try:
        moment = datetime.fromisoformat(f"{text[:19]}+00:00")
    except ValueError:
        raise BadRequest(f"Invalid Date String:'{text}'") from None
    moment += timedelta(milliseconds=int(((match[7] or "") + "000")[:3]))
    if match[8]:
        offset = timedelta(hours=int(match[9]), minutes=int(match[10]))
        moment += -offset if match[8] == "+" else offset
    return moment


def _floor(moment: datetime, unit: str) -> datetime:
    smaller = list(_SMALLEST)[_UNITS.index(unit) :]
    return moment.replace(**{name: _SMALLEST[name] for name in smaller})  # type: ignore[arg-type]  # no tzinfo among them


def _moved(moment: datetime, count: int, unit: str) -> datetime:
    if unit == "YEAR":
        return moment.replace(year=moment.year + count, day=min(moment.day, 28))
    if unit == "MONTH":
        months = moment.year * 12 + moment.month - 1 + count
        return moment.replace(year=months // 12, month=months % 12 + 1, day=min(moment.day, 28))
    return moment + timedelta(**{f"{unit.lower()}s": count})
