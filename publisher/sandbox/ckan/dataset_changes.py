"""How a dataset changes: what is cleared when it is left out, what is kept, and when a change is none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from publisher.sandbox.ckan.session import new_id
from publisher.sandbox.documents import document_of, documents_of
from publisher.sandbox.store import Document

CLEARED: Final = (
    "title", "version", "url", "author", "author_email", "maintainer", "maintainer_email", "notes", "license_id",
)  # fmt: skip
"""Texts of a dataset that are cleared when they are left out; the name, the state and whose it is are kept."""

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
    """Those that were deleted last, by id: CKAN still has them, so that one that is sent again has its past."""


def new_dataset(values: Document, package_id: str, user_id: object, moment: str) -> Document:
    """A new dataset."""
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
        "resources": [new_resource(one, package_id, moment) for one in documents_of(values, "resources")],
        "buried": {},
    }


def changed_dataset(held: Document, values: Document) -> Document:
    """A dataset with other values, its resources aside."""
    package = {**held, **dict.fromkeys(CLEARED), **{name: one for name, one in values.items() if name in held}}
    package["resources"] = held["resources"]
    if package["extras"] == held["extras"]:
        package["extras"] = _as_read_again(document_of(held, "extras"))
    return package


def _as_read_again(extras: Mapping[str, object]) -> Document:
    """Extras in the order in which the database gives them: by the length of the key, then by the key."""
    return dict(sorted(extras.items(), key=lambda item: (len(item[0].encode()), item[0].encode())))


def new_resource(values: Document, package_id: str, moment: str) -> Document:
    """A resource that was not there before."""
    resource = _written({**_NEW_RESOURCE, "created": None}, values)
    resource["created"] = resource["created"] or moment
    return resource | {"id": values.get("id") or new_id(), "package_id": package_id, "metadata_modified": moment}


def changed_resource(held: Document, values: Document, moment: str) -> Document:
    """A resource with other values; the same one where nothing is different."""
    resource = {**_written({**held, **_CLEARED_IN_RESOURCE}, values), "package_id": held["package_id"]}
    return held if resource == held else {**resource, "metadata_modified": moment}


def _written(held: Document, values: Document) -> Document:
    resource = {**held, **values}
    if resource["url_type"] == "upload" and values.get("url"):
        resource["url"] = str(resource["url"]).rsplit("/", maxsplit=1)[-1]
    return resource


def changed_resources(
    held: Document, kept: Iterable[Document | None], values: Iterable[Document], moment: str
) -> ChangedResources:
    """The resources of a dataset after a write: where none is kept as it is, the next of the values stands."""
    rest = iter(values)
    before = {str(one["id"]): one for one in documents_of(held, "resources")}
    known = document_of(held, "buried") | before
    resources = [one or _placed(next(rest), known, str(held["id"]), moment) for one in kept]
    ids = [str(one["id"]) for one in resources]
    if ids == list(before):
        return ChangedResources(resources, document_of(held, "buried"))
    return ChangedResources(resources, {name: one for name, one in before.items() if name not in ids})


def _placed(values: Document, known: Mapping[str, object], package_id: str, moment: str) -> Document:
    found = known.get(str(values.get("id")))
    if isinstance(found, dict):
        return changed_resource(found, values, moment)
    return new_resource(values, package_id, moment)
