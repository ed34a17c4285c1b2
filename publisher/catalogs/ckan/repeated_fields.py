"""What every resource of a dataset repeats of it: ckanext-dcat reads the licence and the regulation there. Pure.

It gives a dataset itself no licence, and DCAT-AP asks for the regulation of high-value data at each distribution.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final
from uuid import UUID

from publisher.catalogs.ckan.schema.places import FieldPlaces
from publisher.catalogs.ckan.stored_files import stored_file
from publisher.catalogs.documents import Document, list_of
from publisher.catalogs.field_table import Context
from publisher.model.dataset import EXTRA_PREFIX, Dataset
from publisher.model.licenses import LICENSES
from publisher.model.marker import ResourceLastApplied
from publisher.model.values import Managed, Unmanaged, digest

LICENSE_KEY: Final = "license"
LEGISLATION_KEY: Final = "applicable_legislation"
HVD_LEGISLATION: Final = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
"""The regulation on high-value datasets, which DCAT-AP HVD asks for beside the category."""

_WRITTEN: Final[Mapping[str, frozenset[str]]] = {
    LICENSE_KEY: frozenset(term.uri for term in LICENSES.terms if term.uri),
    LEGISLATION_KEY: frozenset({HVD_LEGISLATION}),
}
"""What we write under each key: any other value is a person's, and stays."""

_KEYS: Final[Mapping[str, str]] = {"license": LICENSE_KEY, "hvd": LEGISLATION_KEY}
"""The fields of a dataset that its resources repeat, each with its key there."""


def license_to_uri(license_id: str | None) -> str | None:
    """Return the address of a licence; None where it has none."""
    term = LICENSES.term(license_id) if license_id else None
    return term.uri if term else None


def repeated_fields(license_id: str | None, hvd: str | None, fields: Collection[str]) -> Mapping[str, str]:
    """Return the keys that each resource repeats of these fields of its dataset; an empty text clears one."""
    keys = {}
    if "license" in fields:
        keys[LICENSE_KEY] = license_to_uri(license_id) or ""
    if "hvd" in fields:
        keys[LEGISLATION_KEY] = HVD_LEGISLATION if hvd else ""
    return keys


@dataclass(frozen=True)
class Repeated:
    """What each resource of ours repeats of its dataset."""

    keys: Mapping[str, str]
    places: FieldPlaces

    def added_to(self, resource: Document, part: ResourceLastApplied | None = None) -> Document:
        """Return a resource with the keys, where it has none or one that we wrote, and the manifest gives none."""
        present = {key: _text(resource.get(key)) for key in self.keys}
        written = {
            key: value
            for key, value in self.keys.items()
            if present[key] != value and present[key] in ("", *_WRITTEN[key]) and not gives(part, key)
        }
        return {**resource, **self.places.placed_resource(dict(written))}

    def corrected_in(self, resource: Document, part: ResourceLastApplied | None = None) -> Document:
        """Return a resource with the keys, where it has one that we wrote."""
        keys = {key: value for key, value in self.keys.items() if resource.get(key)}
        return replace(self, keys=keys).added_to(resource, part)


def repeated_by(content: Dataset, present: Dataset, fields: Collection[str], places: FieldPlaces) -> Repeated:
    """Return what resources repeat of these fields, once this content is written over the present one."""
    values = (_once_written(content.license, present.license), _once_written(content.hvd, present.hvd))
    return Repeated(repeated_fields(*values, set(fields) - chosen_by_the_portal(places)), places)


def _once_written(value: Managed[str], present: Managed[str]) -> str | None:
    kept = present if isinstance(value, Unmanaged) else value
    return None if isinstance(kept, Unmanaged) else kept


def chosen_by_the_portal(places: FieldPlaces) -> frozenset[str]:
    """Return the fields that no resource repeats here: the portal has choices of its own under their keys."""
    declared = places.schema.resource
    return frozenset(name for name, key in _KEYS.items() if key in declared and declared[key].choices)


def gives(part: ResourceLastApplied | None, key: str) -> bool:
    """Return whether the manifest gives this key to a resource, as an extra of its own."""
    return part is not None and EXTRA_PREFIX + key in part.fields


def without_repeated(extras: Mapping[str, str | None], part: ResourceLastApplied | None) -> Mapping[str, str | None]:
    """Return the extras of a resource without those that repeat its dataset."""
    ours = {key for key, values in _WRITTEN.items() if extras.get(key) in values and not gives(part, key)}
    return MappingProxyType({key: value for key, value in extras.items() if key not in ours})


def lacks_repeated(context: Context, license_id: str | None, hvd: str | None, field: str) -> bool:
    """Return whether no resource that we made repeats a field that we manage: former versions wrote none.

    Where some do, a person's edit in CKAN's form has erased it in others: the next write of the field restores it. A
    file that somebody replaced has lost it in that form, too.
    """
    last_applied = context.last_applied
    if last_applied is None or field not in last_applied.fields:
        return False
    [(key, value)] = repeated_fields(license_id, hvd, {field}).items()
    ours = {part.remote_id: part for part in last_applied.resources if _is_our_id(str(part.remote_id))}
    documents = {str(resource.get("id")): resource for resource in list_of(context.document, "resources")}
    resources = [
        documents[remote_id]
        for remote_id, part in ours.items()
        if remote_id in documents and not _was_replaced(documents[remote_id], part)
    ]
    present = [_text(resource.get(key)) for resource in resources]
    return value != "" and "" in present and _WRITTEN[key].isdisjoint(present)


def _was_replaced(resource: Document, part: ResourceLastApplied) -> bool:
    """Return whether a file that we sent is another one now."""
    return part.sent is not None and digest(stored_file(resource)) != part.echoes.get("file")


def _is_our_id(remote_id: str) -> bool:
    """Return whether an id is of the kind that we choose: CKAN's own are random, of version 4."""
    try:
        return UUID(remote_id).version == 5
    except ValueError:
        return False


def _text(value: object) -> str:
    """Return a text; of a list with one text that text, as a schema may keep it."""
    if isinstance(value, list) and len(value) == 1:
        return str(value[0])
    return str(value) if value else ""
