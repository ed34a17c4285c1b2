"""The schema that a portal declares with ckanext-scheming: its fields, their forms, what they require. Pure.

Source: `scheming_dataset_schema_show` of ckanext-scheming 3.1, presets expanded; its `validation.py` says which
validators ask for a value or for one of the choices.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Final

from publisher.catalogs.documents import Document, list_of, text_of

LANGUAGES: Final = ("fr", "en")
"""Of a label in several languages the first of these is shown."""

_ASKS_FOR_A_VALUE: Final = "not_empty"
_LISTS: Final = frozenset({"scheming_multiple_text", "scheming_multiple_choice", "scheming_multiple_number"})
_DATES: Final = frozenset({"isodate", "dcat_date", "scheming_isodatetime", "scheming_isodatetime_tz"})
_OBJECTS: Final = frozenset({"scheming_valid_json_object"})
_KEPT_OF_A_FIELD: Final = ("field_name", "label", "required", "validators", "choices", "repeating_subfields")


class Form(Enum):
    """How a field travels in CKAN's documents."""

    TEXT = "text"
    DATE = "date"
    """An ISO date, in a text."""
    LIST = "list"
    """A list of texts."""
    SUBFIELDS = "subfields"
    """A list of documents, each with the same fields."""
    OBJECT = "object"
    """A JSON document."""


@dataclass(frozen=True)
class Choice:
    """A value that a field may have."""

    value: str
    labels: tuple[str, ...] = ()
    """In the languages of the portal."""

    def __str__(self) -> str:
        return f"{self.value} ({self.labels[0]})" if self.labels and self.labels[0] != self.value else self.value


@dataclass(frozen=True, kw_only=True)
class DeclaredField:
    """A field that the portal declares."""

    name: str
    label: str
    form: Form = Form.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    """Empty: any value."""
    subfields: Mapping[str, "DeclaredField"] = field(default_factory=lambda: NO_FIELDS)


Fields = Mapping[str, DeclaredField]
NO_FIELDS: Final[Fields] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class PortalSchema:
    """The fields that a portal declares for datasets and for their resources, by name."""

    about: str = ""
    """What the portal says of it."""
    dataset: Fields = field(default_factory=lambda: NO_FIELDS)
    resource: Fields = field(default_factory=lambda: NO_FIELDS)

    def __bool__(self) -> bool:
        return bool(self.dataset or self.resource)


NO_SCHEMA: Final = PortalSchema()


def read_schema(document: Mapping[str, object]) -> PortalSchema:
    """Return the schema of a reply, or of a part of one as `part_to_keep` returns it."""
    return PortalSchema(
        about=text_of(document, "about") or "",
        dataset=_fields(list_of(document, "dataset_fields")),
        resource=_fields(list_of(document, "resource_fields")),
    )


def part_to_keep(document: Mapping[str, object]) -> Document:
    """Return the part of a reply that `read_schema` reads: what is cached, and what a saved copy has."""
    kept: Document = {"about": text_of(document, "about") or ""}
    return kept | {key: _part_of_fields(list_of(document, key)) for key in ("dataset_fields", "resource_fields")}


def _part_of_fields(documents: Iterable[Document]) -> list[Document]:
    return [_part_of_field(document) for document in documents]


def _part_of_field(document: Document) -> Document:
    kept: Document = {key: document[key] for key in _KEPT_OF_A_FIELD if key in document}
    if "repeating_subfields" in kept:
        kept["repeating_subfields"] = _part_of_fields(list_of(kept, "repeating_subfields"))
    return kept


def _fields(documents: Iterable[Document]) -> Fields:
    fields = (_field(document) for document in documents if text_of(document, "field_name"))
    return MappingProxyType({declared.name: declared for declared in fields})


def _field(document: Document) -> DeclaredField:
    name = str(document["field_name"])
    validators = frozenset((text_of(document, "validators") or "").split())
    labels = _labels(document.get("label"))
    return DeclaredField(
        name=name,
        label=labels[0] if labels else name,
        form=_form(document, validators),
        required=bool(document.get("required")) or _ASKS_FOR_A_VALUE in validators,
        choices=tuple(_choices(list_of(document, "choices"))),
        subfields=_fields(list_of(document, "repeating_subfields")),
    )


def _form(document: Document, validators: Collection[str]) -> Form:
    if list_of(document, "repeating_subfields"):
        return Form.SUBFIELDS
    forms = ((Form.LIST, _LISTS), (Form.DATE, _DATES), (Form.OBJECT, _OBJECTS))
    return next((form for form, names in forms if names.intersection(validators)), Form.TEXT)


def _choices(documents: Iterable[Document]) -> Iterable[Choice]:
    """Yield the choices. An empty value stands for no choice."""
    for document in documents:
        value = document.get("value")
        if value not in (None, ""):
            yield Choice(str(value), _labels(document.get("label")))


def _labels(label: object) -> tuple[str, ...]:
    """Return the texts of a label: it is one text, or one for each language."""
    if isinstance(label, dict):
        names = [*(name for name in LANGUAGES if name in label), *(name for name in label if name not in LANGUAGES)]
        return tuple(str(label[name]) for name in names)
    return (str(label),) if label not in (None, "") else ()
