"""The schema that a portal declares for its datasets with ckanext-scheming, and its fields in the documents of the API.

The document of a schema is the reply of `scheming_dataset_schema_show`, or a part of one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from publisher.sandbox.documents import documents_of, json_value, list_of, text_of
from publisher.sandbox.store import Database, Document

CHOSEN, COPY = "chosen", "copy"
"""The ids of the schemas that a catalogue can have: the chosen one goes before the copy of a portal's."""

TYPE: Final = "dataset"
_KIND: Final = "schema"
_STORED_AS_JSON: Final = frozenset(
    {
        "scheming_multiple_choice", "scheming_multiple_text", "scheming_multiple_number", "scheming_valid_json_object",
    }
)  # fmt: skip
"""Validators that make a JSON text of a value; a copy of a schema does not say how it is shown."""


@dataclass(frozen=True, kw_only=True)
class DeclaredField:
    """A field that the portal declares."""

    name: str
    label: str
    required: bool
    validators: tuple[str, ...]
    """Their names; an argument in brackets behind the name."""
    choices: tuple[object, ...] | None
    subfields: tuple["DeclaredField", ...]

    @property
    def may_be_missing(self) -> bool:
        """Return whether CKAN's own name or organization stays where an update leaves it out."""
        return "ignore_missing" in self.validators


Fields = Mapping[str, DeclaredField]


@dataclass(frozen=True)
class Schema:
    """The fields that the portal declares, by name."""

    document: Document = field(default_factory=dict)
    dataset: Fields = field(default_factory=dict)
    resource: Fields = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.document)


def store_schemas(database: Database, copy: Mapping[str, object] | None, chosen: Mapping[str, object] | None) -> None:
    """Store the copy of a portal's schema, or remove it; store the chosen one, or leave it as it is."""
    if copy is None:
        database.remove(_KIND, COPY)
    for name, document in ((COPY, copy), (CHOSEN, chosen)):
        if document is not None:
            database.put(_KIND, name, dict(document))


def stored_schema(database: Database) -> Schema:
    """Return the schema of a catalogue; an empty one where it has none."""
    document = database.get(_KIND, CHOSEN) or database.get(_KIND, COPY)
    if document is None:
        return Schema()
    dataset, resource = (_fields(documents_of(document, f"{name}_fields")) for name in ("dataset", "resource"))
    return Schema({"dataset_type": TYPE, **document}, dataset, resource)


def _fields(documents: Iterable[Document]) -> Fields:
    fields = (_field(document) for document in documents if text_of(document, "field_name"))
    return {declared.name: declared for declared in fields}


def _field(document: Document) -> DeclaredField:
    required = bool(document.get("required"))
    label = document.get("label")
    labels = list(label.values()) if isinstance(label, dict) else [label]
    return DeclaredField(
        name=text_of(document, "field_name"),
        label=str(labels[0] if labels and labels[0] else document["field_name"]),
        required=required,
        validators=_validators(document, required=required),
        choices=_choices(document),
        subfields=tuple(_fields(documents_of(document, "repeating_subfields")).values()),
    )


def _validators(document: Document, *, required: bool) -> tuple[str, ...]:
    if "validators" in document:
        return tuple(text_of(document, "validators").split())
    return ("not_empty",) if required else ("ignore_missing",)


def _choices(document: Document) -> tuple[object, ...] | None:
    """Return the choices; None where a function of the portal makes them."""
    if "choices" not in document:
        return None
    return tuple(choice.get("value") for choice in documents_of(document, "choices"))


# ---- what is shown


def shown_of_dataset(schema: Schema, view: Document, extras: Mapping[str, object]) -> Document:
    """Return a dataset as a portal with this schema shows it: declared extras at the top, without empty fields."""
    declared = {
        name: _shown_extra(schema.dataset[name], value) for name, value in extras.items() if name in schema.dataset
    }
    kept = {name: value for name, value in view.items() if not (name in schema.dataset and value is None)}
    return {**kept, **_shown_extras(schema, extras), **_with_values(declared)}


def _shown_extras(schema: Schema, extras: Mapping[str, object]) -> Document:
    """Return the extras that are no declared fields; as on a real portal, no list where they alone filled it."""
    plain = {
        key: value for key, value in extras.items() if key not in schema.dataset or not schema.dataset[key].subfields
    }
    others = [{"key": key, "value": value} for key, value in plain.items() if key not in schema.dataset]
    return {} if plain and not others else {"extras": others}


def shown_of_resource(schema: Schema, view: Document) -> Document:
    """Return a resource as a portal with this schema shows it."""
    declared = {name: _shown(schema.resource[name], value) for name, value in view.items() if name in schema.resource}
    return {name: value for name, value in view.items() if name not in schema.resource} | _with_values(declared)


def _shown_extra(declared: DeclaredField, text: object) -> object:
    return _shown(declared, json_value(text) if declared.subfields else text)


def _shown(declared: DeclaredField, value: object) -> object:
    """Return a stored value as it is shown; None where it is not shown."""
    if declared.subfields:
        if value == []:
            return []
        items = value if isinstance(value, list) else []
        shown_items = [_shown_item(declared, item) for item in items if isinstance(item, dict)]
        return [item for item in shown_items if item] or None
    return json_value(value) if _STORED_AS_JSON.intersection(declared.validators) else value


def _shown_item(declared: DeclaredField, item: Document) -> Document:
    subfields = {subfield.name: subfield for subfield in declared.subfields}
    return _with_values({name: _shown(subfields[name], value) for name, value in item.items() if name in subfields})


def _with_values(document: Document) -> Document:
    return {name: value for name, value in document.items() if value is not None}


# ---- in words, for the pages


def facts_of(fields: Fields, view: Document) -> dict[str, str]:
    """Return the label and the text of each of these fields that a document has."""
    return {declared.label: _words(view[name], declared) for name, declared in fields.items() if name in view}


def _words(value: object, declared: DeclaredField) -> str:
    if declared.subfields:
        items = list_of({"items": value}, "items")
        names = {subfield.name: subfield for subfield in declared.subfields}
        return " ; ".join(
            ", ".join(_words(part, names[name]) for name, part in item.items() if name in names and part)
            for item in items
            if isinstance(item, dict)
        )
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)
