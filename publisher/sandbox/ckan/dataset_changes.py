"""Changes of a dataset: which fields a missing value clears, which stay, and when nothing changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from publisher.sandbox.ckan.session import new_id
from publisher.sandbox.documents import document_of, documents_of
from publisher.sandbox.store import Document

CLEARED: Final = (
    "title", "version", "url", "author", "author_email", "maintainer", "maintainer_email", "notes", "license_id",
)  # fmt: skip
"""Texts of a dataset that are cleared when they are left out; name, state and organization are kept."""

_CLEARED_IN_RESOURCE: Final[Document] = {
    "url": "",
    "description": None,
    "resource_type": None,
    "mimetype": None,
    "mimetype_inner": None,
}
"""Texts of a resource that are cleared when they are left out, and how; the others are kept."""

_NEW_RESOURCE: Final[Document] = {
    **_CLEARED_IN_RESOURCE,
    "format": "",
    "hash": "",
    "name": None,
    "size": None,
    "last_modified": None,
    "cache_url": None,
    "cache_last_updated": None,
    "url_type": None,
    "custom": {},
}


@dataclass
class ChangedResources:
    """The resources of a dataset after a write."""

    resources: list[Document]
    buried: Document
    """The resources that were deleted last, by id: CKAN still stores them and restores one that is sent again."""


def new_dataset(values: Document, package_id: str, user_id: object, moment: str) -> Document:
    """Return a new dataset."""
    package: Document = {
        "id": package_id,
        "type": "dataset",
        "creator_user_id": user_id,
        "metadata_created": moment,
        "metadata_modified": moment,
        "private": False,
        "state": "active",
        **dict.fromkeys(CLEARED),
        **{name: value for name, value in values.items() if name not in ("id", "resources", "groups")},
    }
    return package | {
        "resources": [new_resource(resource, package_id, moment) for resource in documents_of(values, "resources")],
        "buried": {},
    }


def changed_dataset(package: Document, values: Document) -> Document:
    """Return a dataset with other values, except for its resources."""
    changed_package = {
        **package,
        **dict.fromkeys(CLEARED),
        **{name: value for name, value in values.items() if name in package},
    }
    changed_package["resources"] = package["resources"]
    if changed_package["extras"] == package["extras"]:
        changed_package["extras"] = _as_read_again(document_of(package, "extras"))
    return changed_package


def _as_read_again(extras: Mapping[str, object]) -> Document:
    """Return extras in the order of the database: by length of the key, then by key."""
    return dict(sorted(extras.items(), key=lambda item: (len(item[0].encode()), item[0].encode())))


def new_resource(values: Document, package_id: str, moment: str) -> Document:
    """Return a new resource."""
    resource = _with_values({**_NEW_RESOURCE, "created": None}, values)
    resource["created"] = resource["created"] or moment
    return resource | {"id": values.get("id") or new_id(), "package_id": package_id, "metadata_modified": moment}


def changed_resource(resource: Document, values: Document, moment: str) -> Document:
    """Return a resource with other values; the same object where no value changes."""
    changed = {**_with_values({**resource, **_CLEARED_IN_RESOURCE}, values), "package_id": resource["package_id"]}
    return resource if changed == resource else {**changed, "metadata_modified": moment}


def _with_values(resource: Document, values: Document) -> Document:
    changed = {**resource, **values}
    if changed["url_type"] == "upload" and values.get("url"):
        changed["url"] = str(changed["url"]).rsplit("/", maxsplit=1)[-1]
    return changed


def changed_resources(
    package: Document, unchanged_rows: Iterable[Document | None], values: Iterable[Document], moment: str
) -> ChangedResources:
    """Return the resources after a write: those in `unchanged_rows` unchanged, the next of `values` for each None."""
    remaining_values = iter(values)
    before = {str(resource["id"]): resource for resource in documents_of(package, "resources")}
    known_resources = document_of(package, "buried") | before
    resources = [
        row or _changed_or_new(next(remaining_values), known_resources, str(package["id"]), moment)
        for row in unchanged_rows
    ]
    ids = [str(resource["id"]) for resource in resources]
    if ids == list(before):
        return ChangedResources(resources, document_of(package, "buried"))
    return ChangedResources(resources, {name: resource for name, resource in before.items() if name not in ids})


def _changed_or_new(values: Document, known_resources: Mapping[str, object], package_id: str, moment: str) -> Document:
    resource = known_resources.get(str(values.get("id")))
    if isinstance(resource, dict):
        return changed_resource(resource, values, moment)
    return new_resource(values, package_id, moment)
