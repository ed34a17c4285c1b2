"""Conversion of field values: texts, numbers, timestamps, and CKAN's messages for values that it refuses."""

import json
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

Errors = list[str]
Converters = Mapping[str, Callable[[object], object]]
"""How the value of each field is read."""

NAME_SIZES: Final = range(2, 101)
TAG_SIZES: Final = range(2, 101)
VERSION_LIMIT: Final = 100

_NAME: Final = re.compile(r"[a-z0-9_-]*")
_RESERVED: Final = frozenset({"new", "edit", "search"})
_TAG: Final = re.compile(r"[\w \-.]*\n?")
_EMAIL: Final = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9-]+)*", re.A
)
_TRUE: Final = frozenset({"true", "yes", "t", "y", "1"})


class InvalidValue(ValueError):
    """A value that a field refuses, with CKAN's message."""


def text(value: object) -> str:
    """Return any value as a text: JSON, where it is no text."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)


def stripped(value: object) -> str:
    """Return a text without blanks at its ends."""
    return text(value).strip()


def flag(value: object) -> bool:
    """Return whether a value means yes; an unknown word does not."""
    return value.lower() in _TRUE if isinstance(value, str) else bool(value)


def integer(value: object) -> int | None:
    """Return a whole number, or a text of one; a blank text is none. Raises `InvalidValue`."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, int | str) or (isinstance(value, float) and value.is_integer()):
        try:
            return int(value)
        except ValueError:
            pass
    raise InvalidValue("Invalid integer")


def moment(value: object) -> str | None:
    """Return a timestamp in UTC, from ISO form or nearly. Raises `InvalidValue`."""
    if value == "":
        return None
    try:
        timestamp = timestamp_of(value if isinstance(value, str) else "?")
    except ValueError:
        raise InvalidValue("Date format incorrect") from None
    return (timestamp.astimezone(UTC).replace(tzinfo=None) if timestamp.tzinfo else timestamp).isoformat()


def timestamp_of(value: str) -> datetime:
    """Return the moment that a text names, in ISO form or nearly. Raises `ValueError`."""
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        year, month, day, hour, minute, second, *_rest = [*(int(part) for part in re.split(r"\D+", value)), 0, 0, 0]
        return datetime(year, month, day, hour, minute, second)


def email(value: object) -> str:
    """Return an e-mail address without blanks at its ends. Raises `InvalidValue`."""
    address = stripped(value)
    if address and not (_EMAIL.fullmatch(address) and ".." not in address and not address.startswith(".")):
        raise InvalidValue(f"Email {address} is not a valid format")
    return address


def version(value: object) -> str:
    """Return a short text. Raises `InvalidValue`."""
    short_text = text(value)
    if len(short_text) > VERSION_LIMIT:
        raise InvalidValue(f"Version must be a maximum of {VERSION_LIMIT} characters long")
    return short_text


def name_errors(name: str) -> Errors:
    """Return the errors of a name; that it is already used is checked elsewhere."""
    if name in _RESERVED:
        return ["That name cannot be used"]
    if len(name) < NAME_SIZES.start:
        return [f"Must be at least {NAME_SIZES.start} characters long"]
    if len(name) >= NAME_SIZES.stop:
        return [f"Name must be a maximum of {NAME_SIZES.stop - 1} characters long"]
    if not _NAME.fullmatch(name):
        return ["Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_"]
    return []


def length_errors(name: str) -> Errors:
    """Return the errors that CKAN adds for the length of a dataset's name."""
    if len(name) < NAME_SIZES.start:
        return [f'Name "{name}" length is less than minimum {NAME_SIZES.start}']
    if len(name) >= NAME_SIZES.stop:
        return [f'Name "{name}" length is more than maximum {NAME_SIZES.stop - 1}']
    return []


def tag_errors(name: str) -> Errors:
    """Return the errors of a keyword."""
    errors: Errors = []
    if len(name) < TAG_SIZES.start:
        errors.append(f'Tag "{name}" length is less than minimum {TAG_SIZES.start}')
    if len(name) >= TAG_SIZES.stop:
        errors.append(f'Tag "{name}" length is more than maximum {TAG_SIZES.stop - 1}')
    if not _TAG.fullmatch(name):
        errors.append(
            f'Tag "{name}" can only contain alphanumeric characters, spaces (" "), hyphens ("-"), '
            'underscores ("_") or dots (".")'
        )
    return errors


def id_errors(value: str) -> Errors:
    """Return the errors of an id."""
    try:
        uuid.UUID(value, version=4)
    except ValueError:
        return ["Invalid id provided"]
    return []


def read(converters: Converters, document: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Return the converted fields that are sent and not empty, and the errors by field."""
    values: dict[str, object] = {}
    errors: dict[str, object] = {}
    for name, convert in converters.items():
        if document.get(name) is None:
            continue
        try:
            values[name] = convert(document[name])
        except InvalidValue as error:
            errors[name] = [str(error)]
    return values, errors
