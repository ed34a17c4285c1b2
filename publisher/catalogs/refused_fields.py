"""Which fields of a manifest a catalogue refuses: its keys become ours, by the tables of fields. Pure.

A catalogue names a field by its own key, and a resource or an extra by its place in the list that was sent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from publisher.catalogs.documents import list_of
from publisher.catalogs.field_table import EMPTY_DOCUMENT, Place, Rows

RESOURCES: Final = "resources"
EXTRAS: Final = "extras"

FIELDS_OF_FILES: Final = {"file": "path"}
"""Fields of the model that a manifest writes under another key."""


NO_PATHS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class RefusedField:
    """A field that a catalogue refuses, and why."""

    path: str
    """As in the manifest: `contact.email`, `resources.csv.url`; else the catalogue's own key."""
    words: str
    """The catalogue's."""

    def __str__(self) -> str:
        return f"{self.path}: {self.words}"


@dataclass(frozen=True, kw_only=True)
class FieldKeys:
    """Paths of fields by the keys of one kind of catalogue."""

    dataset: Mapping[str, str]
    extras: Mapping[str, str]
    resource: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class SentDocument:
    """What a refusal is about."""

    document: Mapping[str, object] = field(default_factory=lambda: EMPTY_DOCUMENT)
    """The fields of the dataset, with its extras and resources."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Our id of each resource, by the catalogue's."""
    order: tuple[str, ...] = ()
    """Our ids of the resources in the order of the document, where it holds no id of the catalogue."""
    paths: Mapping[str, str] = field(default_factory=lambda: NO_PATHS)
    """Paths of fields by keys that only this server has."""

    def path_of_resource(self, place: int) -> str:
        """Return the path of the resource at this place of the list; that of the list where it is not known."""
        documents = list_of(self.document, RESOURCES)
        remote_id = str(documents[place].get("id")) if place < len(documents) else ""
        our_id = self.ids.get(remote_id) or (self.order[place] if place < len(self.order) else None)
        return f"{RESOURCES}.{our_id}" if our_id else RESOURCES

    def extra_at(self, place: int) -> str | None:
        """Return the key of the extra at this place of the list."""
        documents = list_of(self.document, EXTRAS)
        return str(documents[place].get("key")) if place < len(documents) else None


NOTHING_SENT: Final = SentDocument()


def field_keys(dataset: Rows, resource: Rows, parts: Mapping[str, str]) -> FieldKeys:
    """Return the paths by key of two tables. `parts`: keys that hold a part of a field, or no field of the tables."""
    # Of rows that share a key the first counts: their parts of it cannot be told apart.
    keys = [(key, row.name, row.place_of(key) is Place.EXTRA) for row in reversed(dataset) for key in row.keys]
    native = {key: name for key, name, is_extra in keys if not is_extra}
    extras = {key: name for key, name, is_extra in keys if is_extra}
    of_resource = {key: FIELDS_OF_FILES.get(row.name, row.name) for row in resource for key in reversed(row.keys)}
    first = {row.keys[0]: FIELDS_OF_FILES.get(row.name, row.name) for row in reversed(resource)}
    return FieldKeys(
        dataset={**native, **parts},
        extras=extras | {key: path for key, path in parts.items() if key in extras},
        resource=of_resource | first,
    )


def refused_fields(errors: Mapping[str, object], keys: FieldKeys, sent: SentDocument) -> tuple[RefusedField, ...]:
    """Return the fields that a refusal names, in its order, each once."""
    return tuple(dict.fromkeys(_refused(errors, keys, sent)))


def _refused(errors: Mapping[str, object], keys: FieldKeys, sent: SentDocument) -> Iterable[RefusedField]:
    for key, value in errors.items():
        if key == RESOURCES and (items := _items(value)):
            for place, item in items:
                yield from _in_resource(item, sent.path_of_resource(place), keys)
        elif key == EXTRAS and (items := _items(value)):
            for place, item in items:
                yield RefusedField(_extra_path(sent.extra_at(place), keys), words_in(item))
        elif key == EXTRAS and isinstance(value, dict):
            for name, words in value.items():
                yield RefusedField(_extra_path(str(name), keys), words_in(words))
        elif words := words_in(value):
            yield RefusedField(sent.paths.get(key) or keys.dataset.get(key, key), words)


def _in_resource(item: object, path: str, keys: FieldKeys) -> Iterable[RefusedField]:
    if not isinstance(item, dict):
        yield RefusedField(path, words_in(item))
        return
    for key, words in item.items():
        yield RefusedField(f"{path}.{keys.resource.get(str(key), str(key))}", words_in(words))


def _extra_path(key: str | None, keys: FieldKeys) -> str:
    return EXTRAS if key is None else keys.extras.get(key, f"{EXTRAS}.{key}")


def _items(value: object) -> list[tuple[int, object]]:
    """Return what is said of each item of a list, by its place, without items of which nothing is said."""
    if isinstance(value, dict) and value and all(str(key).isdecimal() for key in value):
        return [(int(key), item) for key, item in value.items() if words_in(item)]
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [(place, item) for place, item in enumerate(value) if words_in(item)]
    return []


def words_in(value: object) -> str:
    """Return the texts in a value of any shape, one after the other."""
    return "; ".join(dict.fromkeys(_texts(value)))


def _texts(value: object) -> Iterable[str]:
    match value:
        case dict():
            for item in value.values():
                yield from _texts(item)
        case list():
            for item in value:
                yield from _texts(item)
        case None:
            return
        case _:
            if text := str(value).strip():
                yield text
