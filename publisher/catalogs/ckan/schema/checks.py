"""What a manifest lacks, or has otherwise than the portal's schema takes it, before anything is written. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from publisher.catalogs.ckan.contacts import AGENTS
from publisher.catalogs.ckan.refusals import KEYS
from publisher.catalogs.ckan.schema.declared import DeclaredField, Fields, Form
from publisher.catalogs.ckan.schema.places import GIVEN_WHOLE, FieldPlaces
from publisher.catalogs.documents import Document
from publisher.model.dataset import EXTRA_PREFIX
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.findings import Finding, Position
from publisher.model.messages import Message, message
from publisher.model.names import ResourceId
from publisher.model.values import UNMANAGED
from publisher.model.vocabulary import MOST_LISTED, closest, listed
from publisher.rules.catalogs import (
    EXTRA_NAMED_AS_CKAN_FIELD,
    MISSING_IN_SCHEMA,
    NOT_A_CHOICE_OF_SCHEMA,
    WRONG_FORM_IN_SCHEMA,
)

NEVER_ASKED: Final = frozenset({"id", "name", "owner_org", "private", "state", "type"})
"""Declared fields of a dataset that every entry of ours has."""
KEYS_OF_FORMS: Final = {"tag_string": "tags"}
"""Names under which the portal's form sends a field, each with its key in CKAN's documents."""
NEVER_ASKED_OF_FILES: Final = frozenset({"id", "url", "size", "hash", "mimetype", "last_modified"})
"""Declared fields of a resource that CKAN fills itself once the file is there."""

_DATE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2}([T ].*)?)?)?")


@dataclass(frozen=True)
class Asked:
    """A declared field, and where the manifest gives it."""

    catalog: str
    declared: DeclaredField
    path: str
    at: Position

    @property
    def label(self) -> str:
        """The field as visitors of the portal know it, with its name where that is another."""
        name, label = self.declared.name, self.declared.label
        return label if label == name else f"{label} ({name})"


def schema_findings(
    desired: DesiredDataset, document: Document, resources: Mapping[ResourceId, Document], places: FieldPlaces
) -> Iterable[Finding]:
    """Yield a finding for all in a dataset that the portal's schema refuses.

    `document`, `resources`: what would be sent for a new entry, and for each resource, by our id.
    """
    yield from _hidden_extras(desired, places)
    for name, declared in places.schema.dataset.items():
        if name not in NEVER_ASKED:
            path = path_of(name, places)
            asked = Asked(desired.catalog, declared, path, desired.places(path))
            yield from _value_findings(asked, document.get(KEYS_OF_FORMS.get(name, name)))
    for resource in desired.content.resources:
        sent = resources[resource.id]
        for name, declared in _asked_of(places.schema.resource, hosted=resource.data is not None):
            path = f"resources.{resource.id}.{KEYS.resource.get(name, EXTRA_PREFIX + name)}"
            at = desired.places(path)
            at = at if at != desired.at else desired.places(f"resources.{resource.id}")
            yield from _value_findings(Asked(desired.catalog, declared, path, at), sent.get(name))


def _asked_of(fields: Fields, *, hosted: bool) -> Iterable[tuple[str, DeclaredField]]:
    left_out = NEVER_ASKED_OF_FILES if hosted else {"id"}
    return ((name, declared) for name, declared in fields.items() if name not in left_out)


def path_of(name: str, places: FieldPlaces) -> str:
    """Return the manifest's path of a declared field."""
    key = KEYS_OF_FORMS.get(name, name)
    keys = places.keys_in(name) or ([key] if key in KEYS.dataset or key in KEYS.extras else [])
    paths = [KEYS.dataset.get(key) or KEYS.extras.get(key) or EXTRA_PREFIX + key for key in keys]
    if not paths:
        return EXTRA_PREFIX + name
    return paths[0] if len(paths) == 1 else paths[0].partition(".")[0]


def paths_of(places: FieldPlaces) -> dict[str, str]:
    """Return the manifest's path of each declared field of a dataset."""
    return {name: path_of(name, places) for name in places.schema.dataset}


def _hidden_extras(desired: DesiredDataset, places: FieldPlaces) -> Iterable[Finding]:
    """Yield a finding for each extra whose name is that of a declared field which holds a field of the manifest."""
    free = GIVEN_WHOLE if desired.content.contacts is UNMANAGED else frozenset[str]()
    for name in sorted(desired.content.extras.keys() - free):
        if places.holds_a_field(name):
            what = message("{catalog} keeps `{path}` in “{name}”: it cannot be an extra, too",
                           catalog=desired.catalog, path=path_of(name, places), name=name)  # fmt: skip
            fix = message("Use the field of the manifest, or another name.")
            yield EXTRA_NAMED_AS_CKAN_FIELD.at(desired.places(EXTRA_PREFIX + name), what, fix, name)


def _value_findings(asked: Asked, value: object) -> Iterable[Finding]:
    declared = asked.declared
    if value in ("", None, [], {}):
        if declared.required:
            yield MISSING_IN_SCHEMA.at(asked.at, _missing(asked), _how_to_give(asked))
        return
    match declared.form:
        case Form.TEXT | Form.LIST:
            yield from _choice_findings(asked, map(_name, value if isinstance(value, list) else [value]))
        case Form.DATE:
            if not _DATE.fullmatch(str(value)):
                what = message("{catalog} expects a date for “{label}”", catalog=asked.catalog, label=asked.label)
                fix = message("Write year-month-day, such as 2026-12-31.")
                yield WRONG_FORM_IN_SCHEMA.at(asked.at, what, fix, str(value))
        case Form.SUBFIELDS:
            yield from _subfield_findings(asked, value)
        case Form.OBJECT:
            if not isinstance(value, dict):
                what = message("{catalog} expects keys with values for “{label}”",
                               catalog=asked.catalog, label=asked.label)  # fmt: skip
                fix = message("Write one `key: value` a line, below the name of the field.")
                yield WRONG_FORM_IN_SCHEMA.at(asked.at, what, fix)


def _missing(asked: Asked) -> Message:
    return message("{catalog} requires the field “{label}”", catalog=asked.catalog, label=asked.label)


def _how_to_give(asked: Asked) -> Message:
    field = re.sub(r"^resources\.[^.]+\.", "", asked.path)
    if field.partition(".")[0] == "contacts" and asked.declared.name in AGENTS:
        return message("Add a contact with `role: {role}` under `contacts:`.", role=asked.declared.name)
    above, _dot, name = field.rpartition(".")
    choices = _choices(asked.declared)
    if above.startswith(EXTRA_PREFIX[:-1]) and choices:
        return message("Add `{name}:` under `{above}:`. Allowed values: {known}", name=name, above=above, known=choices)
    if above.startswith(EXTRA_PREFIX[:-1]):
        return message("Add `{name}:` under `{above}:`.", name=name, above=above)
    if choices:
        return message("Add `{name}:`. Allowed values: {known}", name=field, known=choices)
    return message("Add `{name}:`.", name=field)


def _choices(declared: DeclaredField) -> str:
    return listed([str(choice) for choice in declared.choices])


def _name(item: object) -> object:
    """Return the name of a tag or a group; any other item as it is."""
    return item.get("name", item) if isinstance(item, dict) else item


def _choice_findings(asked: Asked, values: Iterable[object]) -> Iterable[Finding]:
    allowed = [choice.value for choice in asked.declared.choices]
    for value in values if allowed else ():
        if value not in allowed:
            what = message("{catalog} does not allow “{value}” for “{label}”",
                           catalog=asked.catalog, value=value, label=asked.label)  # fmt: skip
            near = closest(str(value), allowed) if len(allowed) > MOST_LISTED else None
            fix = (
                message("Did you mean “{near}”?", near=near)
                if near
                else message("Allowed values: {known}", known=_choices(asked.declared))
            )
            yield NOT_A_CHOICE_OF_SCHEMA.at(asked.at, what, fix, str(value))


def _subfield_findings(asked: Asked, value: object) -> Iterable[Finding]:
    subfields = asked.declared.subfields
    items = value if isinstance(value, list) else [value]
    for item in items:
        if not isinstance(item, dict):
            what = message("{catalog} expects a list for “{label}”, each item with: {known}",
                           catalog=asked.catalog, label=asked.label, known=", ".join(subfields))  # fmt: skip
            fix = message("Write each item after “- ”, one `key: value` a line.")
            yield WRONG_FORM_IN_SCHEMA.at(asked.at, what, fix)
            continue
        for name in sorted(item.keys() - subfields.keys()):
            what = message("“{label}” has no part “{name}” in {catalog}",
                           catalog=asked.catalog, label=asked.label, name=name)  # fmt: skip
            fix = message("Allowed fields: {known}", known=", ".join(subfields))
            yield WRONG_FORM_IN_SCHEMA.at(asked.at, what, fix, name)
        for name, declared in subfields.items():
            yield from _value_findings(Asked(asked.catalog, declared, f"{asked.path}.{name}", asked.at), item.get(name))
