"""Documents as the API returns them: datasets, resources, organizations and users."""

import uuid
from typing import Final

from publisher.sandbox.ckan.licenses_and_formats import LICENSES_BY_ID
from publisher.sandbox.ckan.schema import shown_of_dataset, shown_of_resource
from publisher.sandbox.ckan.session import Session
from publisher.sandbox.ckan.uploads import stored_name
from publisher.sandbox.documents import document_of, documents_of, list_of, text_of
from publisher.sandbox.store import Document

PACKAGE_FIELDS: Final = (
    "id", "name", "title", "version", "url", "author", "author_email", "maintainer", "maintainer_email", "notes",
    "license_id", "type", "owner_org", "creator_user_id", "metadata_created", "metadata_modified", "private", "state",
)  # fmt: skip
RESOURCE_FIELDS: Final = (
    "id", "package_id", "url", "format", "description", "hash", "name", "resource_type", "mimetype", "mimetype_inner",
    "size", "created", "last_modified", "metadata_modified", "cache_url", "cache_last_updated", "url_type",
)  # fmt: skip
GROUP_FIELDS: Final = (
    "id", "name", "title", "type", "description", "image_url", "created", "is_organization", "approval_status", "state",
)  # fmt: skip


def shown(session: Session, package: Document) -> Document:
    """Return a dataset as `package_show` does."""
    tags, resources = list_of(package, "tags"), documents_of(package, "resources")
    view = {
        **{name: package[name] for name in PACKAGE_FIELDS},
        "title": text_of(package, "title").strip() or package["name"],
        "tags": [_tag(str(name)) for name in tags],
        "num_tags": len(tags),
        "resources": [shown_resource(session, resource, place) for place, resource in enumerate(resources)],
        "num_resources": len(resources),
        "groups": _groups(session, package),
        "organization": _organization(session, package),
        "relationships_as_subject": [],
        "relationships_as_object": [],
        **_license(package["license_id"]),
    }
    return shown_of_dataset(session.schema, view, document_of(package, "extras"))


def _license(license_id: object) -> Document:
    """Return the fields of a licence; of an unknown one, the id as its title and no address."""
    entry = LICENSES_BY_ID.get(str(license_id))
    if entry is None:
        return {"isopen": False, "license_title": license_id}
    address = {"license_url": entry.url} if entry.url else {}
    return {"isopen": entry.is_open, "license_title": entry.title, **address}


def _tag(name: str) -> Document:
    """Return a keyword. Its id is the same in all datasets, since a keyword belongs to the whole catalogue."""
    tag_id = str(uuid.uuid5(uuid.NAMESPACE_OID, name))
    return {"id": tag_id, "name": name, "display_name": name, "state": "active", "vocabulary_id": None}


def _organization(session: Session, package: Document) -> Document | None:
    group = session.group(package["owner_org"])
    return {name: group[name] for name in GROUP_FIELDS} if group else None


def _groups(session: Session, package: Document) -> list[Document]:
    ids = session.groups_of_packages.get(str(package["id"]), [])
    stale = document_of(package, "stale_groups")
    present = (document_of(stale, group_id) or session.groups[group_id] for group_id in ids)
    groups = sorted(present, key=lambda group: text_of(group, "title").lower())
    parts = ("id", "name", "title", "description")
    return [
        {part: group[part] for part in parts}
        | {"display_name": group["title"] or group["name"], "image_display_url": group["image_url"]}
        for group in groups
    ]


def shown_resource(session: Session, resource: Document, place: int) -> Document:
    """Return a resource as its dataset has it."""
    view = {
        **{name: resource[name] for name in RESOURCE_FIELDS},
        "url": _address(session, resource),
        "position": place,
        "state": "active",
        **document_of(resource, "custom"),
    }
    return shown_of_resource(session.schema, view)


def _address(session: Session, resource: Document) -> str:
    """Return the address of the data: below the site's for a hosted file; with `http://` where it has no scheme."""
    url = text_of(resource, "url")
    if resource["url_type"] == "upload":
        name = stored_name(url.rsplit("/", 1)[-1])
        return f"{session.url}/dataset/{resource['package_id']}/resource/{resource['id']}/download/{name}"
    if url and ":" not in url.split("/", 1)[0]:
        return "http://" + url.lstrip("/")
    return url


def shown_group(group: Document) -> Document:
    """Return a group or an organization, as in a list."""
    return {
        **{name: group[name] for name in GROUP_FIELDS},
        "display_name": group["title"] or group["name"],
        "image_display_url": group["image_url"],
    }


def shown_user(session: Session, user: Document) -> Document:
    """Return a user's account, as others see it."""
    packages = [package for package in session.database.all("package") if package["creator_user_id"] == user["id"]]
    counts_all = session.is_sysadmin or session.username == user["name"]
    public = [package for package in packages if package["state"] != "deleted" if counts_all or not package["private"]]
    return {
        "id": user["id"],
        "name": user["name"],
        "fullname": None,
        "display_name": user["name"],
        "about": None,
        "activity_streams_email_notifications": False,
        "created": user["created"],
        "image_url": None,
        "image_display_url": None,
        "number_created_packages": len(public),
        "state": "active",
        "sysadmin": bool(user["sysadmin"]),
    }
