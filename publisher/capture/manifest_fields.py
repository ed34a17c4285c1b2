"""Turn the values of an entry into the values of a manifest, where a manifest can give them."""

import json
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from pydantic import ValidationError

from publisher.capture.yaml_writer import YamlValue
from publisher.manifests.shapes import DatasetShape, ResourceShape, Shape
from publisher.model.dataset import DATASET_FIELDS, EXTRA_PREFIX, Dataset, RemoteResource, Resource
from publisher.model.json_text import canonical_json
from publisher.model.values import (
    CONTACT_ROLE,
    UNMANAGED,
    AccessTerms,
    AddressAfterApply,
    Contact,
    File,
    Period,
    RoleContact,
    SchemaRef,
    State,
    Value,
)
from publisher.model.vocabulary import CONTACT_ROLES

REQUIRED: Final = ("title", "description")
"""The fields that every manifest has."""

LEFT_OUT: Final = frozenset({"theme", "state", "granularity"})
"""Catalogues know no themes; the state is handled apart; the catalogue keeps the granularity."""

_DATASET: Final = MappingProxyType({"title": "?", "description": "?"})
_RESOURCE: Final = MappingProxyType({"id": "r", "title": "?", "url": "https://example.org/"})


def fields_of_dataset(content: Dataset, declared: Collection[str] = ()) -> dict[str, YamlValue]:
    """Return the fields that a manifest can give exactly, without empty ones, in the order of a manifest.

    `declared`: the extras that are fields of the catalogue; others are left to it.
    """
    values = [(name, _dataset_value(name, getattr(content, name))) for name in DATASET_FIELDS if name not in LEFT_OUT]
    fields = {name: value for name, value in values if value is not None}
    if "contact" not in fields and _has_further_contact(content):
        fields.pop("contacts", None)
    given = {term.id for term in CONTACT_ROLES.terms} if "contacts" in fields else set()
    if extras := _declared_extras(content.extras, set(declared) - given):
        fields["extras"] = extras
    if isinstance(content.state, State) and content.state is not State.PUBLISHED:
        fields["state"] = content.state.value
    return fields


def _has_further_contact(content: Dataset) -> bool:
    """Return whether the list of further contacts has one that a manifest can give beside a `contact:` alone."""
    contacts = content.contacts if isinstance(content.contacts, tuple) else ()
    return any(contact.role == CONTACT_ROLE for contact in contacts)


def _declared_extras(extras: Mapping[str, str | None], declared: Collection[str]) -> dict[str, YamlValue]:
    return {name: extra_value(text) for name, text in extras.items() if name in declared and text}


def extra_value(text: str) -> YamlValue:
    """Return an extra as a manifest writes it: a list or a mapping where its text is the JSON of one."""
    try:
        value: YamlValue = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, list | dict) and canonical_json(value) == text else text


def fields_of_resource(
    resource: Resource, resource_id: str, declared: Collection[str] = ()
) -> dict[str, YamlValue] | None:
    """Return the fields of a resource, with this id. `declared`: the extras that are fields of the catalogue.

    None where the resource has no title or no address that a manifest can give.
    """
    names = ("title", "description", "url", "type", "format", "mime", "schema", "issued", "modified")
    fields = {name: _resource_value(name, getattr(resource, name)) for name in names}
    if fields["title"] is None or fields["url"] is None:
        return None
    extras = _declared_extras(resource.extras, declared)
    given = {name: value for name, value in fields.items() if value is not None}
    return {"id": resource_id, **given, **({"extras": extras} if extras else {})}


def _dataset_value(name: str, value: object) -> YamlValue | None:
    """Return a dataset's field as a manifest gives it; None for an empty or an unsupported value."""
    return _accepted_by(DatasetShape, _DATASET, name, plain_value(name, value))


def _resource_value(name: str, value: object) -> YamlValue | None:
    """Return a resource's field as a manifest gives it; None for an empty or an unsupported value."""
    return _accepted_by(ResourceShape, _RESOURCE, name, plain_value(name, value))


def plain_value(name: str, value: object) -> YamlValue | None:
    """Return a canonical value as a manifest writes it, valid there or not; None for an empty value or a file."""
    match value:
        case None | "" | File() | AddressAfterApply():
            return None
        case str():
            return extra_value(value) if name.startswith(EXTRA_PREFIX) else value
        case State():
            return value.value
        case tuple():
            items: list[YamlValue] = [_parts(item) if isinstance(item, RoleContact) else str(item) for item in value]
            return {"zones": items} if name == "spatial" else items
        case Period() | Contact() | AccessTerms() | SchemaRef():
            return _parts(value)
    if value is UNMANAGED:
        return None
    raise TypeError(type(value).__name__)


def _parts(value: Period | Contact | RoleContact | AccessTerms | SchemaRef) -> dict[str, YamlValue]:
    parts = {part: getattr(value, part) for part in value.__dataclass_fields__}
    return {part: text for part, text in parts.items() if text is not None}


def _accepted_by(
    shape: type[Shape], required_fields: Mapping[str, str], name: str, value: YamlValue | None
) -> YamlValue | None:
    """Return the value if a manifest with it is valid, else None."""
    if value is None:
        return None
    try:
        shape.model_validate({**required_fields, name: value})
    except ValidationError:
        return None
    return value


def fields_not_in_manifest(content: Dataset, manifest_fields: Iterable[str]) -> tuple[str, ...]:
    """Return the fields that have a value in the catalogue and are not in the manifest."""
    managed = frozenset(manifest_fields)
    values: list[tuple[str, Value]] = [(name, getattr(content, name)) for name in DATASET_FIELDS if name != "state"]
    return tuple(name for name, value in values if value is not None and name not in managed)


def resource_ids(resources: Iterable[RemoteResource]) -> Iterable[str]:
    """Yield an id for each resource: its format, with its number where another resource has that format."""
    seen: set[str] = set()
    for number, resource in enumerate(resources, 1):
        word = _usable_id(resource.content.format) or "ressource"
        name = word if word not in seen else f"{word}-{number}"
        seen.add(name)
        yield name


def _usable_id(text: object) -> str:
    return text if isinstance(text, str) and text.isascii() and text.isalnum() and text.islower() else ""
