"""The actions on single resources: each writes its whole dataset."""

from publisher.sandbox.ckan.access import can_write
from publisher.sandbox.ckan.datasets import readable_package, replace, required_argument
from publisher.sandbox.ckan.refusals import Denied, Invalid, Missing, Refusal
from publisher.sandbox.ckan.session import Session
from publisher.sandbox.ckan.views import shown
from publisher.sandbox.documents import documents_of
from publisher.sandbox.store import Document


def resource_show(session: Session, arguments: Document) -> Document:
    """Return one resource."""
    resource_id = str(required_argument(arguments, "id"))
    package = session.package_of_resource(resource_id)
    if package is None:
        raise Missing
    try:
        views = documents_of(shown(session, readable_package(session, package["id"])), "resources")
    except Denied:
        raise Denied(f"User {session.username} not authorized to read resource {resource_id}") from None
    return views[_place(views, resource_id)]


def _place(views: list[Document], resource_id: str) -> int:
    for place, view in enumerate(views):
        if view["id"] == resource_id:
            return place
    raise Missing("Resource was not found.")


def resource_create(session: Session, arguments: Document) -> Document:
    """Add a resource at the end of the list."""
    reference = required_argument(arguments, "package_id")
    package = readable_package(session, reference)
    if not can_write(session, package):
        raise Denied(f"User {session.username} not authorized to create resources on dataset {reference}")
    original = shown(session, package)
    resources = [*documents_of(original, "resources"), {**arguments, "url": arguments.get("url") or ""}]
    return _put(session, package, original, resources, len(resources) - 1)


def resource_update(session: Session, arguments: Document) -> Document:
    """Replace the resource of an id."""
    resource_id = str(required_argument(arguments, "id"))
    package = session.package_of_resource(resource_id)
    if package is None:
        raise Missing("Resource was not found.")
    if not can_write(session, package):
        raise Denied(f"User {session.username} not authorized to edit resource {resource_id}")
    original = shown(session, package)
    resources = documents_of(original, "resources")
    place = next((place for place, resource in enumerate(resources) if resource["id"] == resource_id), None)
    if place is None and not resources:
        raise Refusal  # CKAN fails for a deleted resource where the dataset has no other
    if place is None:
        raise Missing("Resource was not found.")
    resources[place] = {**arguments, "url": arguments.get("url") or ""}
    return _put(session, package, original, resources, place)


def resource_patch(session: Session, arguments: Document) -> Document:
    """Change the fields of a resource that are sent."""
    if not arguments.get("id"):
        raise Invalid({"message": "Missing id, can not get Resource object"})
    resource_id = str(arguments["id"])
    package = session.package_of_resource(resource_id)
    if package is None:
        raise Missing("Resource was not found." if session.is_sysadmin else "")
    if not can_write(session, package):
        raise Denied(f"User {session.username} not authorized to edit resource {resource_id}")
    views = documents_of(shown(session, package), "resources")
    view = views[_place(views, resource_id)]
    return resource_update(session, {**{k: v for k, v in view.items() if k != "metadata_modified"}, **arguments})


def _put(session: Session, package: Document, original: Document, resources: list[Document], place: int) -> Document:
    """Write the resources of a dataset, and return the one at a position; report its errors without the position."""
    try:
        view = replace(session, package, {**original, "metadata_modified": None, "resources": resources})
    except Invalid as error:
        errors = documents_of(error.errors, "resources")
        raise Invalid(errors[place] if place < len(errors) else error.errors) from None
    return documents_of(view, "resources")[place]


def resource_delete(session: Session, arguments: Document) -> None:
    """Remove a resource from its dataset."""
    resource_id = str(required_argument(arguments, "id"))
    package = session.package_of_resource(resource_id)
    if package is None:
        raise Missing
    if not can_write(session, package):
        raise Denied(f"User {session.username} not authorized to delete resource {resource_id}")
    original = shown(session, package)
    resources = [resource for resource in documents_of(original, "resources") if resource["id"] != resource_id]
    replace(session, package, {**original, "resources": resources})
