"""Differences as journals have them, read back: the reverse of `Change.document`. Pure."""

from collections.abc import Mapping
from typing import Final

from publisher.model.change import ORDER, WHOLE, Change, ChangeKind, FieldPath
from publisher.model.names import CatalogName, ResourceId
from publisher.model.values import (
    AccessTerms,
    AddressAfterApply,
    Contact,
    File,
    Groups,
    Period,
    RoleContact,
    SchemaRef,
    State,
    Value,
    Withheld,
)

Document = Mapping[str, object]

_RESOURCES: Final = "resources."


def recorded_change(document: Document) -> Change:
    """Return the difference that a document describes.

    Raises `ValueError`, `KeyError` or `TypeError` for one that another version, or nobody's journal, may have.
    """
    path = recorded_path(_text(document["path"]), is_list=isinstance(document["before"], list))
    withheld = document.get("withheld", ())
    before, after = (
        Withheld() if isinstance(withheld, list) and name in withheld else _value(path.field, document[name])
        for name in ("before", "after")
    )
    return Change(path, ChangeKind(document["verdict"]), before, after)


def recorded_path(text: str, *, is_list: bool = True) -> FieldPath:
    """Return the path of a text. `is_list`: whether its value is a list, as an order is; a resource may be named so."""
    if not text.startswith(_RESOURCES):
        return FieldPath(text)
    resource, _dot, field = text.removeprefix(_RESOURCES).partition(".")
    is_order = resource == ORDER and not field and is_list
    return FieldPath(ORDER) if is_order else FieldPath(field or WHOLE, ResourceId(resource))


def _value(field: str, plain: object) -> Value:
    match plain:
        case None:
            return None
        case dict():
            return _parts(field, plain)
        case list() if any(isinstance(item, dict) for item in plain):
            return tuple(RoleContact(**_texts(item)) for item in plain)
        case list():
            words = tuple(map(_text, plain))
            return Groups(words) if field == "groups" else words
        case _:
            return State(plain) if field == "state" else _text(plain)


def _parts(field: str, plain: Document) -> Value:
    """Return a value that has parts. Those that are not there are not in the document."""
    match field:
        case "file":
            size, checksum = plain.get("size"), plain.get("checksum")
            if not isinstance(size, int | None):
                raise TypeError(type(size).__name__)
            return File(size, None if checksum is None else _text(checksum))
        case "temporal":
            return Period(**{"start": None, "end": None} | _texts(plain))
        case "contact":
            return Contact(**{"name": None, "email": None} | _texts(plain))
        case "access":
            return AccessTerms(**_texts(plain))
        case "schema":
            return SchemaRef(**_texts(plain))
        case "url":
            return AddressAfterApply(CatalogName(_text(plain["catalog"])))
        case _:
            raise ValueError(field)


def _texts(plain: object) -> dict[str, str]:
    if not isinstance(plain, dict):
        raise TypeError(type(plain).__name__)
    return {_text(name): _text(value) for name, value in plain.items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value
