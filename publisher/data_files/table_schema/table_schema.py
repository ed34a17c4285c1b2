"""A Table Schema as it is read: its document, checked as far as the check of rows relies on it. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

Document = Mapping[str, object]


class NotATableSchema(ValueError):
    """A document that describes something else than a table."""


class UnreadableSchema(ValueError):
    """Bytes that are no JSON, or a Table Schema that contradicts itself."""


@dataclass(frozen=True)
class TableSchema:
    """A Table Schema."""

    document: Document
    digest: str
    """The SHA-256 of its bytes."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields."""
        fields = self.document["fields"]
        assert isinstance(fields, list)  # noqa: S101 - `read_table_schema` has checked it
        return tuple(str(item["name"]) for item in fields)


def read_table_schema(content: bytes) -> TableSchema:
    """Return the Table Schema in these bytes. Raises `UnreadableSchema` or `NotATableSchema`."""
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableSchema(str(error)) from error
    fields = document.get("fields") if isinstance(document, dict) else None
    if not isinstance(fields, list) or not fields:
        raise NotATableSchema
    if not all(isinstance(item, dict) and isinstance(item.get("name"), str) for item in fields):
        raise UnreadableSchema("a field has no name")
    return TableSchema(document, sha256(content).hexdigest())
