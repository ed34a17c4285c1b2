"""The actions on single resources: each writes its whole dataset."""

from publisher.sandbox.ckan.access import can_write
from publisher.sandbox.ckan.datasets import found, replace, required
from publisher.sandbox.ckan.refusals import Denied, Invalid, Missing, Refusal
from publisher.sandbox.ckan.session import Session
from publisher.sandbox.ckan.views import shown
from publisher.sandbox.documents import documents_of
from publisher.sandbox.store import Document


def resource_show(session: Session, given: Document) -> Document:
    """Return one resource."""
    resource_id = str(required(given, "id"))
    package = session.package_of_resource(resource_id)
    if package is None:
        raise Missing
    try:
        views = documents_of(shown(session, found(session, package["id"])), "resources")
    except Denied:
        raise Denied(f"User {session.username} not authorized to read resource {resource_id}") from None
    return views[_place(views, resource_id)]


def _place(views: list[Document], resource_id: str) -> int:
    for place, view in enumerate(views):
        if view["id"] == resource_id:
            return place
    raise Missing("Resource was not found.")


def resource_create(session: Session, given: Document) -> Document:
    """Add a resource at the end of the list."""
    reference = required(given, "package_id")
    package = found(session, reference)
    if not can_write(session, package):
        raise Denied(f"User {session.username} not authorized to create resources on dataset {reference}")
    original = shown(session, package)
    resources = [*documents_of(original, "resources"), {**given, "url": given.get("url") or ""}]
    return _put(session, package, original, resources, len(resources) - 1)


def resource_update(session: Session, given: Document) -> Document:
    """Replace the resource of an id."""
    resource_id = str(required(given, "id"))
    package = session.package_of_resource(resource_id)
    if package is None:
        raise Missing("Resource was not found.")
    if not can_write(session, package):
        raise Denied(f"User {session.username} not authorized to edit resource {resource_id}")
    original = shown(session, package)
    resources = documents_of(original, "resources")
    place = next((place for place, one in enumerate(resources) if one["id"] == resource_id), None)
    if place is None and not resources:
        raise Refusal  # CKAN fails for a deleted resource where the dataset has no other
    if place is None:
        raise Missing("Resource was not found.")
    resources[place] = {**given, "url": given.get("url") or ""}
    return _put(session, package, original, resources, place)


def resource_patch(session: Session, given: Document) -> Document:
    """Change the given fields of a resource."""
    if not given.get("id"):
        raise Invalid({"message": "Missing id, can not get Resource object"})
    resource_id = str(given["id"])
    package = session.package_of_resource(resource_id)
    if package is None:
        raise Missing("Resource was not found." if session.is_sysadmin else "")
    if not can_write(session, package):
        raise Denied(f"User {session.username} not authorized to edit resource {resource_id}")
    views = documents_of(shown(session, package), "resources")
    held = views[_place(views, resource_id)]
    return resource_update(session, {**{k: v for k, v in held.items() if k != "metadata_modified"}, **given})


def _put(session: Session, package: Document, original: Document, resources: list[Document], place: int) -> Document:
    """Write the resources of a dataset, and return the one at a position; report its errors without the position."""
    try:
        written = replace(session, package, {**original, "metadata_modified": None, "resources": resources})
    except Invalid as error:
        wrong = documents_of(error.errors, "resources")
        raise Invalid(wrong[place] if place < len(wrong) else error.errors) from None
    return documents_of(written, "resources")[place]


def resource_delete(session: Session, given: Document) -> None:
    """Remove a resource from its dataset."""
    resource_id = str(required(given, "id"))
    package = session.package_of_resource(resource_id)
    if package is None:
        raise Missing
    if not can_write(session, package):
        raise Denied(f"User {session.username} not authorized to delete resource {resource_id}")
    original = shown(session, package)
    resources = [one for one in documents_of(original, "resources") if one["id"] != resource_id]
    replace(session, package, {**original, "resources": resources})
