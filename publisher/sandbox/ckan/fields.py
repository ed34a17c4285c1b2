"""What CKAN makes of the values of fields: texts, numbers, moments, and what it says of those that it refuses."""

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


class Bad(ValueError):
    """A value that a field does not take; the message is CKAN's."""


def text(value: object) -> str:
    """Any value as a text; what is no text becomes JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)


def stripped(value: object) -> str:
    """A text without blanks at its ends."""
    return text(value).strip()


def flag(value: object) -> bool:
    """Whether a value means yes; whatever is not known to means no."""
    return value.lower() in _TRUE if isinstance(value, str) else bool(value)


def integer(value: object) -> int | None:
    """A whole number, or a text of one; blanks are none. Raises `Bad`."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, int | str) or (isinstance(value, float) and value.is_integer()):
        try:
            return int(value)
        except ValueError:
            pass
    raise Bad("Invalid integer")


def moment(value: object) -> str | None:
    """A moment in ISO form or nearly, in UTC. Raises `Bad`."""
    if value == "":
        return None
    try:
        found = _moment(str(value) if isinstance(value, str) else "?")
    except ValueError:
        raise Bad("Date format incorrect") from None
    return (found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found).isoformat()


def _moment(given: str) -> datetime:
    try:
        return datetime.fromisoformat(given)
    except ValueError:
        year, month, day, hour, minute, second, *_rest = [*(int(part) for part in re.split(r"\D+", given)), 0, 0, 0]
        return datetime(year, month, day, hour, minute, second)


def email(value: object) -> str:
    """An address without blanks at its ends. Raises `Bad`."""
    found = stripped(value)
    if found and not (_EMAIL.fullmatch(found) and ".." not in found and not found.startswith(".")):
        raise Bad(f"Email {found} is not a valid format")
    return found


def version(value: object) -> str:
    """A short text. Raises `Bad`."""
    found = text(value)
    if len(found) > VERSION_LIMIT:
        raise Bad(f"Version must be a maximum of {VERSION_LIMIT} characters long")
    return found


def name_errors(name: str) -> Errors:
    """What is wrong with a name, taken names aside."""
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
    """What CKAN says once more of the length of a dataset's name."""
    if len(name) < NAME_SIZES.start:
        return [f'Name "{name}" length is less than minimum {NAME_SIZES.start}']
    if len(name) >= NAME_SIZES.stop:
        return [f'Name "{name}" length is more than maximum {NAME_SIZES.stop - 1}']
    return []


def tag_errors(name: str) -> Errors:
    """What is wrong with a keyword."""
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
    """What is wrong with an id."""
    try:
        uuid.UUID(value, version=4)
    except ValueError:
        return ["Invalid id provided"]
    return []


def read(converters: Converters, given: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """The fields that are given and have a value, converted; and by field what is wrong."""
    found: dict[str, object] = {}
    errors: dict[str, object] = {}
    for name, convert in converters.items():
        if given.get(name) is None:
            continue
        try:
            found[name] = convert(given[name])
        except Bad as error:
            errors[name] = [str(error)]
    return found, errors
