"""The actions on datasets."""

from collections.abc import Iterable
from typing import Final

from publisher.sandbox.ckan.access import (
    require_create,
    require_groups,
    require_read,
    require_sysadmin,
    require_write,
)
from publisher.sandbox.ckan.checks import checked_fields, without_blanks
from publisher.sandbox.ckan.dataset_changes import changed_dataset, changed_resources, new_dataset
from publisher.sandbox.ckan.membership import put_into_groups
from publisher.sandbox.ckan.refusals import Invalid, Missing, Refusal, naming_document
from publisher.sandbox.ckan.session import Session, new_id
from publisher.sandbox.ckan.uploads import FileChange, store_change, take_file
from publisher.sandbox.ckan.views import shown
from publisher.sandbox.documents import document_of, documents_of, list_of, text_of
from publisher.sandbox.store import Document

_ASIDE: Final[Document] = {"metadata_modified": None, "resources": None}
"""Values in place of the fields that are ignored when a dataset is compared with the document that is sent."""


def required_argument(arguments: Document, name: str) -> object:
    """Return an argument. Raises `Invalid` where it is missing."""
    if name not in arguments:
        raise Invalid({name: ["Missing value"]})
    return arguments[name]


def readable_package(session: Session, reference: object) -> Document:
    """Return a dataset by id or name, deleted ones included, if the caller may read it."""
    package = session.package(reference)
    if package is None:
        raise Missing
    require_read(session, package)
    return package


# ---- reading


def package_show(session: Session, arguments: Document) -> Document:
    """Return one dataset."""
    if not arguments.get("id") and "name_or_id" not in arguments:
        raise Invalid({"name_or_id": ["Missing value"]})
    return shown(session, readable_package(session, arguments.get("id") or arguments["name_or_id"]))


def package_create_default_resource_views(session: Session, arguments: Document) -> list[Document]:
    """Make no view: the sandbox draws none."""
    required_argument(arguments, "package")
    require_write(session, readable_package(session, document_of(arguments, "package").get("id")))
    return []


def package_list(session: Session, _arguments: Document) -> list[str]:
    """Return the names of the datasets that the public may read."""
    public = (
        package
        for package in session.database.all("package")
        if package["state"] == "active" and not package["private"]
    )
    return sorted(str(package["name"]) for package in public)


# ---- creating


def package_create(session: Session, arguments: Document) -> Document:
    """Create a dataset. A deleted dataset of the same name loses its name."""
    arguments = {"type": "dataset", **without_blanks(arguments)}
    require_create(session, arguments)
    values = checked_fields(session, arguments, None)
    user_id = session.user["id"] if session.user else None
    package = new_dataset(values, str(values.get("id") or new_id()), user_id, session.moment)
    former_package = session.package(package["name"])
    if former_package is not None:
        session.put_package({**former_package, "name": former_package["id"]}, former_package)
    session.put_package(package)
    _index(session, package, {})
    put_into_groups(session, package, values)
    return shown(session, package)


# ---- changing


def package_update(session: Session, arguments: Document) -> Document:
    """Replace a dataset."""
    reference = arguments.get("id") or arguments.get("name")
    if reference is None:
        raise Invalid({"id": "Missing value"})
    package = session.package(reference)
    if package is None:
        raise Missing("Package was not found.")
    return replace(session, package, arguments, direct=True)


def package_patch(session: Session, arguments: Document) -> Document:
    """Change the fields that are sent of a dataset."""
    if not arguments.get("id"):
        raise Invalid({"message": "Missing id, can not get Package object"})
    package = session.package(arguments["id"])
    if package is None:
        raise Missing
    require_write(session, package)
    require_groups(session, arguments, ())
    original = shown(session, package)
    with naming_document(arguments):
        return replace(session, package, {**original, "metadata_modified": None, **arguments})


def replace(session: Session, package: Document, document: Document, *, direct: bool = False) -> Document:
    """Replace a dataset, unless nothing changes.

    `direct`: whether this is the action that was called, whose answer names the changed datasets.
    """
    original = shown(session, package)
    document = {**document, "id": package["id"], "type": package["type"]}
    require_write(session, package)
    require_groups(session, document, session.groups_of_packages.get(str(package["id"]), []))
    if _is_same(original, document):
        return original
    written_package = _write(session, package, document, original)
    if direct:
        session.changed.append(str(package["id"]))
    return shown(session, written_package) if written_package is not package else original


def _is_same(original: Document, document: Document) -> bool:
    if document.get("metadata_modified"):
        return original == document
    if {**original, **_ASIDE} != {**document, **_ASIDE}:
        return False
    return original["resources"] == document.get("resources")


def _write(session: Session, package: Document, document: Document, original: Document) -> Document:
    """Return the dataset after the write; the same object where the write changed nothing."""
    document = without_blanks(document)
    unchanged_rows = _unchanged_rows(package, document, original)
    changing = [
        dict(resource)
        for resource, row in zip(documents_of(document, "resources"), unchanged_rows, strict=False)
        if row is None
    ]
    files = [take_file(resource, session.moment) for resource in changing]
    values = _checked_in_place(session, _with_resources(document, changing), package, unchanged_rows)
    _refuse_name_of_deleted(session, package, values)
    revised = changed_dataset(package, values)
    if "resources" in values:
        new_resources = changed_resources(package, unchanged_rows, documents_of(values, "resources"), session.moment)
        revised |= {"resources": new_resources.resources, "buried": new_resources.buried}
    groups_changed = put_into_groups(session, revised, values)
    if _content(revised) == _content(package) and not groups_changed:
        return package
    revised["metadata_modified"] = values.get("metadata_modified") or session.moment
    revised.pop("stale_groups", None)
    session.put_package(revised, package)
    _index(session, revised, package)
    _store(session, revised, unchanged_rows, files)
    return revised


def _refuse_name_of_deleted(session: Session, package: Document, values: Document) -> None:
    """Fail, as CKAN does, where a dataset is renamed to the name of a deleted one."""
    holder = session.package(values.get("name", package["name"]))
    if holder is not None and holder["id"] != package["id"]:
        raise Refusal


def _with_resources(document: Document, changing: list[Document]) -> Document:
    """Return the arguments with the changed resources only, since CKAN checks no others; no list stays as it is."""
    sound = "resources" in document and document["resources"] == documents_of(document, "resources")
    return {**document, "resources": changing} if sound else document


def _content(package: Document) -> Document:
    return {name: value for name, value in package.items() if name not in ("metadata_modified", "buried")}


def _unchanged_rows(package: Document, document: Document, original: Document) -> list[Document | None]:
    """Return for each resource that is sent the stored one that it equals; None where it differs."""
    rows = {str(resource["id"]): resource for resource in documents_of(package, "resources")}
    views = {str(resource["id"]): resource for resource in documents_of(original, "resources")}
    resources = documents_of(document, "resources")
    return [
        rows[str(resource["id"])] if views.get(str(resource.get("id"))) == resource else None for resource in resources
    ]


def _checked_in_place(
    session: Session, document: Document, package: Document, unchanged_rows: list[Document | None]
) -> Document:
    """Return the checked fields; report errors of a resource at its position in the list that was sent."""
    try:
        return checked_fields(session, document, package)
    except Invalid as error:
        if "resources" not in error.errors:
            raise
        raise Invalid(
            {**error.errors, "resources": _in_place(list_of(error.errors, "resources"), unchanged_rows)}
        ) from None


def _in_place(resource_errors: list[object], unchanged_rows: list[Document | None]) -> list[object]:
    """Return the errors of the checked resources, each at its position; the list ends with the last error."""
    remaining_errors = iter(resource_errors)
    last_place = max(place for place, row in enumerate(unchanged_rows) if row is None)
    return [{} if row else next(remaining_errors) for row in unchanged_rows[: last_place + 1]]


def _store(
    session: Session, package: Document, unchanged_rows: list[Document | None], files: Iterable[FileChange]
) -> None:
    changed = [
        resource
        for resource, row in zip(documents_of(package, "resources"), unchanged_rows, strict=False)
        if row is None
    ]
    for resource, file in zip(changed, files, strict=False):
        store_change(session.database, str(resource["id"]), file)


def _index(session: Session, package: Document, before: Document) -> None:
    """Store the dataset of each resource, deleted ones included."""
    new_ids, old_ids = _resource_ids(package), _resource_ids(before)
    for name in new_ids - old_ids:
        session.database.put("resource", name, {"package": package["id"]})
    for name in old_ids - new_ids:
        session.database.remove("resource", name)


def _resource_ids(package: Document) -> set[str]:
    return {str(resource["id"]) for resource in documents_of(package, "resources")} | set(
        document_of(package, "buried")
    )


def package_resource_reorder(session: Session, arguments: Document) -> Document:
    """Put resources first; the others follow in their former order."""
    reference, order = required_argument(arguments, "id"), required_argument(arguments, "order")
    if not isinstance(order, list):
        raise Invalid({"order": "Must be a list of resource"})
    if len(set(order)) != len(order):
        raise Invalid({"order": "Must supply unique resource_ids"})
    package = readable_package(session, reference)
    original = shown(session, package)
    remaining = {str(resource["id"]): resource for resource in documents_of(original, "resources")}
    for name in order:
        if name not in remaining:
            raise Invalid({"order": f"resource_id {name} can not be found"})
    resources = [remaining.pop(str(name)) for name in order] + list(remaining.values())
    replace(session, package, {**original, "metadata_modified": None, "resources": resources})
    return {"id": reference, "order": [resource["id"] for resource in resources]}


# ---- deleting


def package_delete(session: Session, arguments: Document) -> None:
    """Delete a dataset: only its editors still see it."""
    package = session.package(required_argument(arguments, "id"))
    if package is None:
        raise Missing
    require_write(session, package)
    session.put_package({**package, "state": "deleted"}, package)
    for group_id in session.groups_of_packages.get(text_of(arguments, "id"), []):
        session.remove_member(group_id, "package", text_of(arguments, "id"))


def dataset_purge(session: Session, arguments: Document) -> None:
    """Remove a dataset for good."""
    package = session.package(required_argument(arguments, "id"))
    if package is None:
        raise Missing("Dataset was not found")
    require_sysadmin(session)
    for name in _resource_ids(package):
        session.database.remove("resource", name)
        session.database.remove("file", name)
        session.database.remove_file(name)
    session.remove_package(package)
