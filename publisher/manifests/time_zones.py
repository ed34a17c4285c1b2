"""The names of time zones, as the IANA database has them, and the day in one of them."""

from datetime import date, datetime, tzinfo
from typing import Annotated, Final
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator

from publisher.manifests import json_types
from publisher.manifests.value_types import problem
from publisher.model.messages import Message, message
from publisher.model.vocabulary import closest
from publisher.rules.values import INVALID_SETTING

_OF_THIS_MACHINE: Final = frozenset({"localtime", "posixrules"})
"""Names of the database that mean another zone on another machine."""


def _time_zone(text: str) -> str:
    """Return the name of a time zone. Raises `problem` for any other text."""
    if text in _OF_THIS_MACHINE or not _is_in_database(text):
        raise problem(INVALID_SETTING, message("unknown time zone"), _advice(text))
    return text


def _is_in_database(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # OSError: a folder of the database, such as Europe
        return False
    return True


def _advice(text: str) -> Message:
    known = available_timezones() - _OF_THIS_MACHINE
    if not known:
        return message("This machine has no list of time zones. To install it: pip install tzdata")
    near = closest(text, sorted(known))
    if near is not None:
        return message("Did you mean “{near}”?", near=near)
    return message("Write its name in the IANA list, such as Europe/Paris or UTC.")


def present_day(zone: tzinfo) -> date:
    """Return the day that it is in a time zone, by the clock of this machine."""
    return datetime.now(zone).date()


TimeZone = Annotated[
    str, AfterValidator(_time_zone), json_types.matching(r"[A-Za-z][A-Za-z0-9_+/-]*", message("unknown time zone"))
]
