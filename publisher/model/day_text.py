"""A day in words, in the reader's language."""

from datetime import date
from typing import Final

from publisher.model.messages import Message, message

_MONTHS: Final = (
    message("January"),
    message("February"),
    message("March"),
    message("April"),
    message("May"),
    message("June"),
    message("July"),
    message("August"),
    message("September"),
    message("October"),
    message("November"),
    message("December"),
)


def day_message(day: date) -> Message:
    """Return a day in words, as a part of a message."""
    month, year = _MONTHS[day.month - 1], f"{day.year:04}"
    if day.day == 1:  # French has an ordinal number here.
        return message("1 {month} {year}", month=month, year=year)
    return message("{day} {month} {year}", day=day.day, month=month, year=year)
