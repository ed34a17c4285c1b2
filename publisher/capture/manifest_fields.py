"""What a catalogue holds, in the words of a manifest: as far as a manifest can say it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from pydantic import ValidationError

from publisher.capture.yaml_writer import Plain
from publisher.manifests.shapes import DatasetShape, ResourceShape, Shape
from publisher.model.dataset import DATASET_FIELDS, Dataset, RemoteResource, Resource
from publisher.model.values import UNMANAGED, AddressAfterApply, Contact, File, Period, SchemaRef, State, Value

REQUIRED: Final = ("title", "description")
"""Without them there is no manifest."""

LEFT_OUT: Final = frozenset({"theme", "state"})
"""A theme is a word of themes.yml, which no catalogue knows; a state has a word of its own."""

_DATASET: Final = MappingProxyType({"title": "?", "description": "?"})
_RESOURCE: Final = MappingProxyType({"id": "r", "title": "?", "url": "https://example.org/"})


def fields_of_dataset(content: Dataset) -> dict[str, Plain]:
    """The fields that a manifest can give exactly, in the order of a manifest; empty ones are not among them."""
    values = [(name, _dataset_value(name, getattr(content, name))) for name in DATASET_FIELDS if name not in LEFT_OUT]
    fields = {name: value for name, value in values if value is not None}
    if isinstance(content.state, State) and content.state is not State.PUBLISHED:
        fields["state"] = content.state.value
    return fields


def fields_of_resource(resource: Resource, number: str) -> dict[str, Plain] | None:
    """A resource under this id; None where it has no title or no address that a manifest could give."""
    names = ("title", "description", "url", "type", "format", "mime", "schema")
    fields = {name: _resource_value(name, getattr(resource, name)) for name in names}
    if fields["title"] is None or fields["url"] is None:
        return None
    return {"id": number, **{name: value for name, value in fields.items() if value is not None}}


def _dataset_value(name: str, value: object) -> Plain | None:
    """A dataset's field as a manifest gives it; None for an empty one, and for one that no manifest can give."""
    return _accepted_by(DatasetShape, _DATASET, name, plain_value(name, value))


def _resource_value(name: str, value: object) -> Plain | None:
    """A resource's field as a manifest gives it; None as above."""
    return _accepted_by(ResourceShape, _RESOURCE, name, plain_value(name, value))


def plain_value(name: str, value: object) -> Plain | None:
    """A canonical value as a manifest writes it, whether or not it would be accepted there."""
    match value:
        case None | "" | File() | AddressAfterApply():
            return None
        case str():
            return value
        case State():
            return value.value
        case tuple():
            words: list[Plain] = [str(word) for word in value]
            return {"zones": words} if name == "spatial" else words
        case Period() | Contact() | SchemaRef():
            parts = {part: getattr(value, part) for part in value.__dataclass_fields__}
            return {part: text for part, text in parts.items() if text is not None}
    if value is UNMANAGED:
        return None
    raise TypeError(type(value).__name__)


def _accepted_by(
    shape: type[Shape], required_fields: Mapping[str, str], name: str, value: Plain | None
) -> Plain | None:
    if value is None:
        return None
    try:
        shape.model_validate({**required_fields, name: value})
    except ValidationError:
        return None
    return value


def fields_not_in_manifest(content: Dataset, manifest_fields: Iterable[str]) -> tuple[str, ...]:
    """The fields that the catalogue has a value for, and that were not said."""
    managed = frozenset(manifest_fields)
    values: list[tuple[str, Value]] = [(name, getattr(content, name)) for name in DATASET_FIELDS if name != "state"]
    return tuple(name for name, value in values if value is not None and name not in managed)


def resource_ids(resources: Iterable[RemoteResource]) -> Iterable[str]:
    """An id for each resource: its format where that tells it from the others, else its place."""
    seen: set[str] = set()
    for number, resource in enumerate(resources, 1):
        word = _usable_id(resource.content.format) or "ressource"
        name = word if word not in seen else f"{word}-{number}"
        seen.add(name)
        yield name


def _usable_id(text: object) -> str:
    return text if isinstance(text, str) and text.isascii() and text.isalnum() and text.islower() else ""
