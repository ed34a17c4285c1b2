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
from publisher.sandbox.ckan.checks import checked, without_blanks
from publisher.sandbox.ckan.dataset_changes import changed_dataset, changed_resources, new_dataset
from publisher.sandbox.ckan.membership import put_into_groups
from publisher.sandbox.ckan.refusals import Invalid, Missing, Refusal
from publisher.sandbox.ckan.session import Session, new_id
from publisher.sandbox.ckan.uploads import FileChange, store_change, take_file
from publisher.sandbox.ckan.views import shown
from publisher.sandbox.documents import document_of, documents_of, list_of, text_of
from publisher.sandbox.store import Document

_ASIDE: Final[Document] = {"metadata_modified": None, "resources": None}
"""Values in place of the fields that are ignored when a dataset is compared with the document that is sent."""


def required(given: Document, name: str) -> object:
    """Return an argument. Raises `Invalid` where it is missing."""
    if name not in given:
        raise Invalid({name: ["Missing value"]})
    return given[name]


def found(session: Session, reference: object) -> Document:
    """Return a dataset by id or name, deleted ones included, if the caller may read it."""
    package = session.package(reference)
    if package is None:
        raise Missing
    require_read(session, package)
    return package


# ---- reading


def package_show(session: Session, given: Document) -> Document:
    """Return one dataset."""
    if not given.get("id") and "name_or_id" not in given:
        raise Invalid({"name_or_id": ["Missing value"]})
    return shown(session, found(session, given.get("id") or given["name_or_id"]))


def package_list(session: Session, _given: Document) -> list[str]:
    """Return the names of the datasets that the public may read."""
    public = (one for one in session.database.all("package") if one["state"] == "active" and not one["private"])
    return sorted(str(one["name"]) for one in public)


# ---- creating


def package_create(session: Session, given: Document) -> Document:
    """Create a dataset. A deleted dataset of the same name loses its name."""
    given = {"type": "dataset", **without_blanks(given)}
    require_create(session, given)
    values = checked(session, given, None)
    user_id = session.user["id"] if session.user else None
    package = new_dataset(values, str(values.get("id") or new_id()), user_id, session.moment)
    former = session.package(package["name"])
    if former is not None:
        session.put_package({**former, "name": former["id"]}, former)
    session.put_package(package)
    _index(session, package, {})
    put_into_groups(session, package, values)
    return shown(session, package)


# ---- changing


def package_update(session: Session, given: Document) -> Document:
    """Replace a dataset."""
    reference = given.get("id") or given.get("name")
    if reference is None:
        raise Invalid({"id": "Missing value"})
    package = session.package(reference)
    if package is None:
        raise Missing("Package was not found.")
    return replace(session, package, given, direct=True)


def package_patch(session: Session, given: Document) -> Document:
    """Change the given fields of a dataset."""
    if not given.get("id"):
        raise Invalid({"message": "Missing id, can not get Package object"})
    package = session.package(given["id"])
    if package is None:
        raise Missing
    require_write(session, package)
    require_groups(session, given, ())
    original = shown(session, package)
    return replace(session, package, {**original, "metadata_modified": None, **given})


def replace(session: Session, package: Document, given: Document, *, direct: bool = False) -> Document:
    """Replace a dataset, unless nothing changes.

    `direct`: whether this is the action that was called, whose answer names the changed datasets.
    """
    original = shown(session, package)
    given = {**given, "id": package["id"], "type": package["type"]}
    require_write(session, package)
    require_groups(session, given, session.groups_of_packages.get(str(package["id"]), []))
    if _is_same(original, given):
        return original
    written = _written(session, package, given, original)
    if direct:
        session.changed.append(str(package["id"]))
    return shown(session, written) if written is not package else original


def _is_same(original: Document, given: Document) -> bool:
    if given.get("metadata_modified"):
        return original == given
    if {**original, **_ASIDE} != {**given, **_ASIDE}:
        return False
    return original["resources"] == given.get("resources")


def _written(session: Session, package: Document, given: Document, original: Document) -> Document:
    """Return the dataset after the write; the same object where the write changed nothing."""
    given = without_blanks(given)
    kept = _kept(package, given, original)
    changing = [dict(one) for one, row in zip(documents_of(given, "resources"), kept, strict=False) if row is None]
    files = [take_file(one, session.moment) for one in changing]
    values = _checked_in_place(session, _with_resources(given, changing), package, kept)
    _refuse_name_of_deleted(session, package, values)
    revised = changed_dataset(package, values)
    if "resources" in values:
        after = changed_resources(package, kept, documents_of(values, "resources"), session.moment)
        revised |= {"resources": after.resources, "buried": after.buried}
    moved = put_into_groups(session, revised, values)
    if _content(revised) == _content(package) and not moved:
        return package
    revised["metadata_modified"] = values.get("metadata_modified") or session.moment
    session.put_package(revised, package)
    _index(session, revised, package)
    _store(session, revised, kept, files)
    return revised


def _refuse_name_of_deleted(session: Session, package: Document, values: Document) -> None:
    """Fail, as CKAN does, where a dataset is renamed to the name of a deleted one."""
    holder = session.package(values.get("name", package["name"]))
    if holder is not None and holder["id"] != package["id"]:
        raise Refusal


def _with_resources(given: Document, changing: list[Document]) -> Document:
    """Return the arguments with the changed resources only, since CKAN checks no others; no list stays as it is."""
    sound = "resources" in given and given["resources"] == documents_of(given, "resources")
    return {**given, "resources": changing} if sound else given


def _content(package: Document) -> Document:
    return {name: value for name, value in package.items() if name not in ("metadata_modified", "buried")}


def _kept(package: Document, given: Document, original: Document) -> list[Document | None]:
    """Return for each resource that is sent the stored one that it equals; None where it differs."""
    rows = {str(one["id"]): one for one in documents_of(package, "resources")}
    views = {str(one["id"]): one for one in documents_of(original, "resources")}
    sent = documents_of(given, "resources")
    return [rows[str(one["id"])] if views.get(str(one.get("id"))) == one else None for one in sent]


def _checked_in_place(session: Session, given: Document, package: Document, kept: list[Document | None]) -> Document:
    """Return the checked fields; report errors of a resource at its position in the list that was sent."""
    try:
        return checked(session, given, package)
    except Invalid as error:
        if "resources" not in error.errors:
            raise
        raise Invalid({**error.errors, "resources": _in_place(list_of(error.errors, "resources"), kept)}) from None


def _in_place(wrong: list[object], kept: list[Document | None]) -> list[object]:
    """Return the errors of the checked resources, each at its position; the list ends with the last error."""
    rest = iter(wrong)
    last = max(place for place, row in enumerate(kept) if row is None)
    return [{} if row else next(rest) for row in kept[: last + 1]]


def _store(session: Session, package: Document, kept: list[Document | None], files: Iterable[FileChange]) -> None:
    changed = [one for one, row in zip(documents_of(package, "resources"), kept, strict=False) if row is None]
    for resource, file in zip(changed, files, strict=False):
        store_change(session.database, str(resource["id"]), file)


def _index(session: Session, package: Document, before: Document) -> None:
    """Store the dataset of each resource, deleted ones included."""
    ids, old = _resource_ids(package), _resource_ids(before)
    for name in ids - old:
        session.database.put("resource", name, {"package": package["id"]})
    for name in old - ids:
        session.database.remove("resource", name)


def _resource_ids(package: Document) -> set[str]:
    return {str(one["id"]) for one in documents_of(package, "resources")} | set(document_of(package, "buried"))


def package_resource_reorder(session: Session, given: Document) -> Document:
    """Put resources first; the others follow in their former order."""
    reference, order = required(given, "id"), required(given, "order")
    if not isinstance(order, list):
        raise Invalid({"order": "Must be a list of resource"})
    if len(set(order)) != len(order):
        raise Invalid({"order": "Must supply unique resource_ids"})
    package = found(session, reference)
    original = shown(session, package)
    left = {str(one["id"]): one for one in documents_of(original, "resources")}
    for name in order:
        if name not in left:
            raise Invalid({"order": f"resource_id {name} can not be found"})
    resources = [left.pop(str(name)) for name in order] + list(left.values())
    replace(session, package, {**original, "metadata_modified": None, "resources": resources})
    return {"id": reference, "order": [one["id"] for one in resources]}


# ---- deleting


def package_delete(session: Session, given: Document) -> None:
    """Delete a dataset: only its editors still see it."""
    package = session.package(required(given, "id"))
    if package is None:
        raise Missing
    require_write(session, package)
    session.put_package({**package, "state": "deleted"}, package)
    for group_id in session.groups_of_packages.get(text_of(given, "id"), []):
        session.remove_member(group_id, "package", text_of(given, "id"))


def dataset_purge(session: Session, given: Document) -> None:
    """Remove a dataset for good."""
    package = session.package(required(given, "id"))
    if package is None:
        raise Missing("Dataset was not found")
    require_sysadmin(session)
    for name in _resource_ids(package):
        session.database.remove("resource", name)
        session.database.remove("file", name)
        session.database.remove_file(name)
    session.remove_package(package)
