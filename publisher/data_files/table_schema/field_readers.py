"""How frictionless reads the cells of each field of a schema. The only module that knows frictionless."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from publisher.data_files.table_schema.schema_issue import SchemaField
from publisher.data_files.table_schema.table_schema import TableSchema, UnreadableSchema

if TYPE_CHECKING:
    from frictionless import Field, Schema

Notes = Mapping[str, str] | None
"""What is wrong with a cell: its type, or constraints by their names; None where nothing is."""
Reader = Callable[[object], tuple[object, Notes]]
"""Returns the typed value of a cell (None for an empty one) and what is wrong with it."""

_READ: Final = ("fields", "missingValues", "primaryKey")
"""The keys that say how cells are read. For another `$schema` frictionless would go to the network."""
_ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SECOND_VERSION: Final = "https://datapackage.org/profiles/2.0/"
"""Where the second version of Table Schema is, which frictionless knows without a network."""


@dataclass(frozen=True)
class FieldReader:
    """A field, and how its cells are read."""

    field: SchemaField
    read: Reader

    @property
    def is_unique(self) -> bool:
        """Whether no two rows may have the same value."""
        return self.field.constraints.get("unique") is True


@dataclass(frozen=True)
class SchemaReaders:
    """The fields of a schema with their readers, in the schema's order."""

    fields: tuple[FieldReader, ...]
    primary_key: tuple[str, ...]


def is_installed() -> bool:
    """Return whether the extra `data` is installed."""
    return find_spec("frictionless") is not None


def schema_readers(schema: TableSchema) -> SchemaReaders:
    """Return the readers of a schema. Raises `UnreadableSchema` where it contradicts itself."""
    from frictionless import FrictionlessException

    try:
        parsed = _parsed(schema)
        return SchemaReaders(tuple(map(_field_reader, parsed.fields)), tuple(parsed.primary_key))
    except FrictionlessException as error:
        raise UnreadableSchema("; ".join(str(part.note) for part in error.to_errors())) from error
    except (ValueError, TypeError, re.error) as error:
        raise UnreadableSchema(str(error)) from error


def _parsed(schema: TableSchema) -> "Schema":
    """Return the schema as frictionless reads it; an example that does not fit its own field is no reason to stop."""
    from frictionless import FrictionlessException, Schema

    document = {key: schema.document[key] for key in _READ if key in schema.document}
    if str(schema.document.get("$schema")).startswith(_SECOND_VERSION):
        document["$schema"] = f"{_SECOND_VERSION}tableschema.json"
    try:
        return Schema.from_descriptor(document)
    except FrictionlessException:
        fields = document["fields"]
        assert isinstance(fields, list)  # noqa: S101 - `read_table_schema` has checked it
        bare = [{key: value for key, value in item.items() if key != "example"} for item in fields]
        return Schema.from_descriptor({**document, "fields": bare})


def _field_reader(field: "Field") -> FieldReader:
    read: Reader = field.create_cell_reader()
    if field.type == "date" and field.format in (None, "default") and not set(field.constraints) - {"required"}:
        read = read if any(map(_ISO_DAY.fullmatch, field.missing_values)) else _day_reader(read)
    description = SchemaField(
        name=field.name,
        type=field.type,
        format=field.format or "default",
        example=None if field.example is None else str(field.example),
        constraints=dict(field.constraints),
        words=(_words(field, "true_values"), _words(field, "false_values")),
        accepts=lambda text: not read(text)[1],
    )
    return FieldReader(description, read)


def _day_reader(read: Reader) -> Reader:
    """Return a reader of days in the form of ISO 8601, which is a tenth of the work of reading them by a pattern."""

    def read_day(cell: object) -> tuple[object, Notes]:
        if isinstance(cell, str) and _ISO_DAY.fullmatch(cell):
            with suppress(ValueError):
                return date.fromisoformat(cell), None
        return read(cell)

    return read_day


def _words(field: "Field", name: str) -> tuple[str, ...]:
    words: Sequence[object] = getattr(field, name, ())
    return tuple(map(str, words))
