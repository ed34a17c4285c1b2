"""Where a CKAN with a schema of its own keeps the values that a bare CKAN keeps in extras. Pure.

The tables of fields speak of a bare CKAN: an extra has one text. A field that the portal declares lies beside `title`
instead, in a form of its own; the same key as an extra is refused. Here documents are brought from one to the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final, NamedTuple

from publisher.catalogs.ckan.contacts import AGENTS, PARTS
from publisher.catalogs.ckan.names_and_tags import SCHEMA_FIELDS
from publisher.catalogs.ckan.schema import forms
from publisher.catalogs.ckan.schema.declared import NO_SCHEMA, DeclaredField, Form, PortalSchema
from publisher.catalogs.documents import Document, list_of, text_of
from publisher.model.dataset import EXTRA_PREFIX
from publisher.model.frequencies import FREQUENCIES
from publisher.model.vocabulary import ACCESS_TYPES, DATA_THEMES, HVD_CATEGORIES, LANGUAGES, Vocabulary

Extras = Mapping[str, str | None]


class Place(NamedTuple):
    """A declared field, or a subfield of its first document."""

    field: str
    subfield: str | None = None


DCAT_PLACES: Final[Mapping[str, Place]] = MappingProxyType({
    "temporal_start": Place("temporal_coverage", "start"),
    "temporal_end": Place("temporal_coverage", "end"),
    "spatial_uri": Place("spatial_coverage", "uri"),
    "spatial_text": Place("spatial_coverage", "text"),
    "maintainer": Place("contact", "name"),
    "maintainer_email": Place("contact", "email"),
    "contact_url": Place("contact", "url"),
    **{f"{role}_{end}": Place(role, end) for role in AGENTS for end in PARTS.values()},
})  # fmt: skip
"""Where the schemas of ckanext-dcat keep a value under another name than its extra (`dcat_ap_full.yaml`)."""

KEYS_OF_PATHS: Final[Mapping[str, str]] = MappingProxyType({
    "frequency": "frequency",
    "temporal.start": "temporal_start",
    "temporal.end": "temporal_end",
    "spatial": "spatial_uri",
    "theme": "theme",
    "hvd": "hvd_category",
    "language": "language",
    "issued": "issued",
    "landing_page": "url",
    "version": "version",
    "access.type": "access_rights",
    "access.category": "access_reason_category",
    "access.reason": "access_reason",
    "spatial.granularity": "spatial_granularity",
    "contact.name": "maintainer",
    "contact.email": "maintainer_email",
    "contact.form": "contact_url",
    **{f"contacts.{role}.{part}": f"{role}_{end}" for role in AGENTS for part, end in PARTS.items()},
})  # fmt: skip
"""The fields of a manifest that `fields:` of catalogs.yml may name, each with its key on a bare CKAN."""

VOCABULARIES: Final[Mapping[str, Vocabulary]] = MappingProxyType(
    {
        "frequency": FREQUENCIES,
        "theme": DATA_THEMES,
        "hvd_category": HVD_CATEGORIES,
        "language": LANGUAGES,
        "access_rights": ACCESS_TYPES,
    }
)
"""The vocabulary of a key: a portal's choices may be other words for its terms."""

GIVEN_WHOLE: Final = frozenset(AGENTS)
"""Declared fields that an extra may give whole in place of `contacts:`, which has fewer parts."""

FREE: Final = frozenset({"author", "author_email"})
"""Keys of CKAN's own that hold no field of a manifest: where a schema declares them, an extra gives their value."""
NATIVE: Final = SCHEMA_FIELDS - FREE
"""Keys of CKAN's own, which are what they are in a schema, too."""


def key_of_path(path: str) -> str | None:
    """Return the key on a bare CKAN of a manifest's field; None for a path that `fields:` may not name."""
    return path.removeprefix(EXTRA_PREFIX) or None if path.startswith(EXTRA_PREFIX) else KEYS_OF_PATHS.get(path)


@dataclass(frozen=True, kw_only=True)
class FieldPlaces:
    """The places of fields in one CKAN."""

    schema: PortalSchema = NO_SCHEMA
    configured: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """For names of declared fields, the manifest's field that they hold, as catalogs.yml says."""

    def place_of(self, key: str) -> Place | None:
        """Return where the portal keeps the value of a key; None where it is kept as on a bare CKAN."""
        return self._known.get(key) or (Place(key) if self._is_free(key) else None)

    def declared_at(self, place: Place) -> DeclaredField:
        """Return what the portal declares of a place."""
        declared = self.schema.dataset[place.field]
        return declared.subfields[place.subfield] if place.subfield else declared

    @property
    def free_fields(self) -> frozenset[str]:
        """The keys of CKAN's own that an extra may give here."""
        return FREE.intersection(self.schema.dataset)

    def normalised(self, name: str, text: str | None) -> str | None:
        """Return the text of an extra as it is read after it was written."""
        place = self.place_of(name)
        return text if place is None or text is None else forms.normalised(self.declared_at(place), text)

    def normalised_in_resource(self, name: str, text: str | None) -> str | None:
        """Return the text of a resource's extra as it is read after it was written."""
        declared = self.schema.resource.get(name)
        return text if declared is None or text is None else forms.normalised(declared, text)

    @property
    def declared_keys(self) -> frozenset[str]:
        """The keys of extras on a bare CKAN that are declared fields here."""
        return frozenset(key for key, _place in self._places_of_all() if key not in NATIVE)

    def is_declared(self, name: str) -> bool:
        """Return whether the portal declares this field, or this `field.subfield`."""
        declared, _dot, subfield = name.partition(".")
        return self._is_at(Place(declared, subfield or None))

    def holds_a_field(self, name: str) -> bool:
        """Return whether a declared field holds, wholly or in part, a field that manifests give under another name."""
        return name in self._held

    def keys_in(self, name: str) -> list[str]:
        """Return the keys whose values a declared field holds under another name than theirs, or in part."""
        return [key for key, place in self._known.items() if place.field == name]

    @cached_property
    def _known(self) -> Mapping[str, Place]:
        """The places of keys that lie elsewhere than under their own name."""
        places = {
            key: place for key, place in DCAT_PLACES.items() if self._is_at(place) and key not in self.schema.dataset
        }
        for name, path in self.configured.items():
            declared, _dot, subfield = name.partition(".")
            place, key = Place(declared, subfield or None), key_of_path(path)
            if key is not None and self._is_at(place):
                places[key] = place
        return places

    @cached_property
    def _held(self) -> frozenset[str]:
        return frozenset(place.field for key, place in self._known.items() if place.field != key)

    def _is_at(self, place: Place) -> bool:
        declared = self.schema.dataset.get(place.field)
        return declared is not None and (place.subfield is None or place.subfield in declared.subfields)

    def _is_free(self, key: str) -> bool:
        """Return whether a declared field is none of CKAN's own, and holds nothing else than the key of its name."""
        return key in self.schema.dataset and key not in NATIVE and key not in self._held - GIVEN_WHOLE

    # ---- from the portal

    def plain(self, native: Document) -> tuple[Document, dict[str, str]]:
        """Return a dataset's document and its extras as a bare CKAN would have them.

        A value that still lies where a bare CKAN has it counts while the field that would hold it is empty: the portal
        got its schema after the entry was written.
        """
        extras, moved = plain_extras(native), {}
        for key, place in self._places_of_all():
            text = self._text_at(native, key, place)
            if key in NATIVE:
                moved[key] = text or ("" if native.get(place.field) else text_of(native, key)) or ""
            elif text is not None:
                extras[key] = text
        return ({**native, **moved} if moved else native), extras

    def left_behind(self, native: Document) -> Mapping[str, str]:
        """Return the values, by key, that lie where a bare CKAN has them, while the field to hold them is empty.

        Beside a field that has something they are the portal's.
        """
        empty = [key for key, place in self._places_of_all() if not native.get(place.field)]
        if not empty:
            return {}
        bare = plain_extras(native)
        values = {key: text_of(native, key) if key in NATIVE else bare.get(key) for key in empty}
        return {key: text for key, text in values.items() if text}

    def _places_of_all(self) -> Iterable[tuple[str, Place]]:
        yield from self._known.items()
        for name in self.schema.dataset:
            place = self.place_of(name)
            if place is not None and name not in self._known:
                yield name, place

    def _text_at(self, native: Document, key: str, place: Place) -> str | None:
        if place.subfield is None:
            return forms.read(self.declared_at(place), native.get(place.field), VOCABULARIES.get(key))
        items = list_of(native, place.field)
        text = text_of(items[0], place.subfield) if items else None
        return forms.read(self.declared_at(place), text, VOCABULARIES.get(key)) if text else None

    def plain_resource(self, native: Document) -> Document:
        """Return a resource's document as a bare CKAN would have it."""
        values = {name: native[name] for name in self.schema.resource if name in native}
        moved = {
            name: forms.read(self.schema.resource[name], value)
            for name, value in values.items()
            if self.schema.resource[name].form is not Form.TEXT
        }
        return {**native, **moved} if moved else native

    # ---- to the portal

    def placed(self, fields: Document, extras: Extras, native: Document) -> tuple[Document, dict[str, str | None]]:
        """Return the fields and the extras to write, each value in its place. None removes an extra."""
        left = self.left_behind(native)
        values = {**left, **fields, **extras}
        moved = {key: place for key in values if (place := self.place_of(key)) is not None}
        declared: Document = {}
        for key, place in moved.items():
            text = None if values[key] is None else str(values[key]) or None
            declared[place.field] = self._value(key, place, text, {**native, **declared})
        kept: Document = {key: value for key, value in fields.items() if key not in moved}
        kept_extras = {key: value for key, value in extras.items() if key not in moved}
        emptied: Document = {key: "" for key in left if key in NATIVE}
        removed: dict[str, str | None] = {key: None for key in left if key not in NATIVE}
        return {**kept, **emptied, **declared}, kept_extras | removed

    def _value(self, key: str, place: Place, text: str | None, native: Document) -> object:
        declared = self.declared_at(place)
        value = forms.written(declared, text, VOCABULARIES.get(key)) if text else forms.empty(declared)
        return value if place.subfield is None else _with_subfield(list_of(native, place.field), place.subfield, value)

    def placed_resource(self, fields: Document) -> Document:
        """Return the fields of a resource to write, each in the form that the portal declares."""
        return {key: self._resource_value(key, value) for key, value in fields.items()}

    def _resource_value(self, key: str, value: object) -> object:
        declared = self.schema.resource.get(key)
        if declared is None or declared.form is Form.TEXT:
            return value
        return forms.written(declared, str(value)) if value else forms.empty(declared)


BARE: Final = FieldPlaces()
"""A CKAN without a schema of its own."""


def plain_extras(document: Mapping[str, object]) -> dict[str, str]:
    """Return the extras of a document by key."""
    pairs = ((extra.get("key"), extra.get("value")) for extra in list_of(document, "extras"))
    return {str(key): "" if value is None else str(value) for key, value in pairs}


def _with_subfield(items: list[Document], subfield: str, value: object) -> list[Document]:
    """Return a field's documents with a subfield of the first one set; all else of them is the portal's own, and stays.

    An empty subfield is left out, and so is a document that becomes empty.
    """
    others = {name: item for name, item in (items[0] if items else {}).items() if name != subfield}
    first = {**others, subfield: value} if value else others
    return [first, *items[1:]] if any(first.values()) else items[1:]
