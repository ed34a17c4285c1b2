"""Read the values of a form as udata does."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from publisher.sandbox.documents import document_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata.addresses import address_of
from publisher.sandbox.udata.refusals import NO_CHOICE, REQUIRED, Wrong
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
    sent: Mapping[str, object]
    held: Document
    """The stored values; empty for a new object."""

    def value(self, name: str) -> object:
        """Return the value that was sent for a field, else the stored one."""
        return self.sent[name] if name in self.sent else self.held.get(name)


def first(value: object) -> object:
    """Return a value; of a list, its first."""
    return (value[0] if value else None) if isinstance(value, list) else value


def text(form: Form, name: str, *, required: bool = False, limit: int = 0) -> str | None:
    """Return a text; an empty one is none. Raises `Wrong`."""
    value = first(form.value(name))
    found = str(value) if value else None
    if required and not (found and found.strip()):
        raise Wrong(REQUIRED)
    if limit and found and len(found) > limit:
        raise Wrong(f"Le champ ne peut pas contenir plus de {limit} caractères.")
    return found


def choice(form: Form, name: str, words: tuple[str, ...], default: str) -> str:
    """Return one of the allowed values. Raises `Wrong`."""
    value = form.sent[name] if name in form.sent else form.held.get(name, default)
    if not value:
        raise Wrong(REQUIRED)
    if value not in words:
        raise Wrong(NO_CHOICE)
    return str(value)


def number(form: Form, name: str) -> int | None:
    """Return a whole number. Raises `Wrong`."""
    value = form.value(name)
    if value is None:
        return None
    try:
        return int(value) if isinstance(value, str | int | float) else int(str(value))
    except ValueError as error:
        raise Wrong("N'est pas un entier valide.") from error


def address(form: Form, name: str) -> str | None:
    """Return an address that must be given. Raises `Wrong`."""
    found = address_of(form.value(name))
    if found is None:
        raise Wrong(REQUIRED)
    return found


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
    """Return all extras as sent; those that belong to udata stay as they are stored. Raises `Wrong`."""
    held = document_of(form.held, "extras")
    if "extras" not in form.sent:
        return held
    own = {name: value for name, value in held.items() if reserved.has(name) and not form.request.is_administrator}
    sent = form.sent["extras"]
    if sent is None:
        return own
    if not isinstance(sent, dict):
        raise Wrong("Unsupported data type")
    taken = {name: value for name, value in sent.items() if form.request.is_administrator or not reserved.has(name)}
    return checked_extras(taken, reserved) | own


def checked_extras(found: Document, reserved: Reserved) -> Document:
    """Return extras that can be stored. Raises `Wrong`."""
    made, errors = dict(found), dict[str, object]()
    for name in reserved.addresses:
        try:
            made |= {name: address_of(made[name])} if name in made else {}
        except Wrong as wrong:
            errors[name] = wrong.says[0]
    if errors:
        raise Wrong(errors)
    if _has_bad_key(made):
        raise Wrong(_BAD_KEY)
    errors = {name: _NOT_ALLOWED for name, value in made.items() if not isinstance(value, _ALLOWED)}
    if errors:
        raise Wrong(errors)
    return made


def _has_bad_key(value: object) -> bool:
    if isinstance(value, list):
        return any(map(_has_bad_key, value))
    if not isinstance(value, dict):
        return False
    return any(name.startswith("$") for name in value) or any(map(_has_bad_key, value.values()))
