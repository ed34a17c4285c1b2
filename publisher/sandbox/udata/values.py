"""Read the values of a form, with udata's conversions and errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from publisher.sandbox.documents import document_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata.addresses import address_of
from publisher.sandbox.udata.refusals import NO_CHOICE, REQUIRED, InvalidValue
from publisher.sandbox.udata.request import ApiRequest

TITLE_LIMIT: Final = 350
DESCRIPTION_LIMIT: Final = 100_000
SHORT_LIMIT: Final = 200
_ALLOWED: Final = (str, int, float, bool, list, dict)
_NOT_ALLOWED: Final = "Value should be an instance of: str, int, float, bool, datetime, date, list, dict"
_BAD_KEY: Final = 'Invalid dictionary key name - keys may not startswith "$" characters'


@dataclass(frozen=True)
class Form:
    """The values that were sent, and the stored ones."""

    request: ApiRequest
    sent_values: Mapping[str, object]
    stored_values: Document
    """The stored values; empty for a new object."""

    def value(self, name: str) -> object:
        """Return the value that was sent for a field, else the stored one."""
        return self.sent_values[name] if name in self.sent_values else self.stored_values.get(name)


def first(value: object) -> object:
    """Return a value; of a list, its first."""
    return (value[0] if value else None) if isinstance(value, list) else value


def text(form: Form, name: str, *, required: bool = False, limit: int = 0) -> str | None:
    """Return a text; an empty one is none. Raises `InvalidValue`."""
    value = first(form.value(name))
    result = str(value) if value else None
    if required and not (result and result.strip()):
        raise InvalidValue(REQUIRED)
    if limit and result and len(result) > limit:
        raise InvalidValue(f"Le champ ne peut pas contenir plus de {limit} caractères.")
    return result


def choice(form: Form, name: str, words: tuple[str, ...], default: str) -> str:
    """Return one of the allowed values. Raises `InvalidValue`."""
    value = form.sent_values[name] if name in form.sent_values else form.stored_values.get(name, default)
    if not value:
        raise InvalidValue(REQUIRED)
    if value not in words:
        raise InvalidValue(NO_CHOICE)
    return str(value)


def number(form: Form, name: str) -> int | None:
    """Return a whole number. Raises `InvalidValue`."""
    value = form.value(name)
    if value is None:
        return None
    try:
        return int(value) if isinstance(value, str | int | float) else int(str(value))
    except ValueError as error:
        raise InvalidValue("N'est pas un entier valide.") from error


def address(form: Form, name: str) -> str | None:
    """Return an address that is required. Raises `InvalidValue`."""
    url = address_of(form.value(name))
    if url is None:
        raise InvalidValue(REQUIRED)
    return url


# ---- extras


@dataclass(frozen=True)
class Reserved:
    """The extras of a kind that belong to udata, and those that must be addresses."""

    patterns: tuple[str, ...]
    addresses: tuple[str, ...]

    def has(self, name: str) -> bool:
        """Return whether an extra belongs to udata."""
        return any(fnmatchcase(name, pattern) for pattern in self.patterns)


OF_DATASET: Final = Reserved(("transport:*", "recommendations*", "dcat"), ("datafairOrigin", "transport:url"))
OF_RESOURCE: Final = Reserved(
    ("analysis:*", "check:*", "csv-export:*", "validation-report:*", "dcat"), ("apidocUrl", "datafairOrigin")
)


def extras(form: Form, reserved: Reserved) -> Document:
    """Return all extras as sent; those that belong to udata stay as they are stored. Raises `InvalidValue`."""
    stored_extras = document_of(form.stored_values, "extras")
    if "extras" not in form.sent_values:
        return stored_extras
    reserved_extras = {
        name: value for name, value in stored_extras.items() if reserved.has(name) and not form.request.is_administrator
    }
    sent_extras = form.sent_values["extras"]
    if sent_extras is None:
        return reserved_extras
    if not isinstance(sent_extras, dict):
        raise InvalidValue("Unsupported data type")
    accepted_extras = {
        name: value for name, value in sent_extras.items() if form.request.is_administrator or not reserved.has(name)
    }
    return checked_extras(accepted_extras, reserved) | reserved_extras


def checked_extras(extras: Document, reserved: Reserved) -> Document:
    """Return extras that can be stored. Raises `InvalidValue`."""
    result, errors = dict(extras), dict[str, object]()
    for name in reserved.addresses:
        try:
            result |= {name: address_of(result[name])} if name in result else {}
        except InvalidValue as error:
            errors[name] = error.errors[0]
    if errors:
        raise InvalidValue(errors)
    if _has_bad_key(result):
        raise InvalidValue(_BAD_KEY)
    errors = {name: _NOT_ALLOWED for name, value in result.items() if not isinstance(value, _ALLOWED)}
    if errors:
        raise InvalidValue(errors)
    return result


def _has_bad_key(value: object) -> bool:
    if isinstance(value, list):
        return any(map(_has_bad_key, value))
    if not isinstance(value, dict):
        return False
    return any(name.startswith("$") for name in value) or any(map(_has_bad_key, value.values()))
