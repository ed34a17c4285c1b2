"""Check the document of a dataset: the converted fields, or all errors."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from publisher.sandbox.ckan import fields
from publisher.sandbox.ckan.access import WRITERS, has_role
from publisher.sandbox.ckan.licenses_and_formats import format_name, guessed_type_at
from publisher.sandbox.ckan.refusals import Invalid, Malformed
from publisher.sandbox.ckan.session import Session
from publisher.sandbox.documents import documents_of, text_of
from publisher.sandbox.store import Document

SCHEMA: Final = frozenset(
    {
        "__before", "__extras", "__junk", "author", "author_email", "extras", "groups", "id", "license_id",
        "maintainer", "maintainer_email", "metadata_modified", "name", "notes", "owner_org", "plugin_data", "private",
        "relationships_as_object", "relationships_as_subject", "resources", "return_to", "save", "state", "tag_string",
        "tags", "title", "type", "url", "version",
    }
)  # fmt: skip
"""Names that no extra may have, since they are fields."""

_LISTS: Final = ("resources", "tags", "extras")

_PACKAGE: Final[fields.Converters] = {
    "author": fields.text,
    "author_email": fields.email,
    "maintainer": fields.text,
    "maintainer_email": fields.email,
    "license_id": fields.text,
    "notes": fields.text,
    "url": fields.text,
    "version": fields.version,
    "private": fields.flag,
}
_RESOURCE: Final[fields.Converters] = {
    "url": fields.stripped,
    "description": fields.text,
    "hash": fields.text,
    "name": fields.text,
    "resource_type": fields.text,
    "url_type": fields.text,
    "mimetype": fields.text,
    "mimetype_inner": fields.text,
    "cache_url": fields.text,
    "size": fields.integer,
    "created": fields.moment,
    "last_modified": fields.moment,
    "cache_last_updated": fields.moment,
}
_OF_RESOURCE: Final = frozenset(_RESOURCE) | {"id", "package_id", "format", "state", "position", "metadata_modified"}
_IGNORED: Final = frozenset({"package_id", "position", "state"})
_NEVER_KEPT: Final = frozenset({"upload", "clear_upload", "extras", "revision_timestamp", "tracking_summary"})


@dataclass
class Checked:
    """The converted values and the errors, by field."""

    fields: Document = field(default_factory=dict)
    errors: Document = field(default_factory=dict)

    def note(self, name: str, found: object, errors: list[str]) -> None:
        """Add a value, and its errors."""
        self.fields[name] = found
        if errors:
            self.errors[name] = errors


def without_blanks(given: Document) -> Document:
    """Return a document without blank items of lists; a list of blank items alone counts as not sent."""
    found = dict(given)
    for name in _LISTS:
        listed = found.get(name)
        if isinstance(listed, list) and listed:
            found[name] = [one for one in listed if not _is_blank(one, name)]
            if not found[name]:
                del found[name]
    return found


def _is_blank(item: object, listed_in: str) -> bool:
    """Return whether an item is blank; within a resource, null is blank, too."""
    if not isinstance(item, dict) or not item:
        return item == {}
    said = {name: value for name, value in item.items() if name not in _IGNORED and value is not None}
    return listed_in == "resources" and not (said.keys() - {"id"}) and not said.get("id")


def checked(session: Session, given: Document, held: Document | None) -> Document:
    """Check the fields of a dataset that is created, or that replaces an existing one."""
    _require_lists(given)
    found = Checked(*fields.read(_PACKAGE, given))
    _check_id(session, given, held, found)
    _check_name(session, given, held, found)
    _check_title(given, held, found)
    _check_organization(session, given, held, found)
    _check_state(session, given, held, found)
    _check_extras(given, found)
    _check_tags(given, found)
    _check_resources(session, given, held, found)
    if isinstance(given.get("groups"), list):
        found.fields["groups"] = given["groups"]
    if found.errors:
        raise Invalid(found.errors)
    return found.fields


def _require_lists(given: Document) -> None:
    for name in _LISTS:
        value = given.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            kind = type(value).__name__
            what = f"Only lists of dicts can be placed against subschema ('{name}',), not <class '{kind}'>"
            raise Malformed(what, given)


def _check_id(session: Session, given: Document, held: Document | None, found: Checked) -> None:
    if held is None and given.get("id"):
        if not session.is_sysadmin:
            found.errors["id"] = ["The input field id was not expected."]
            return
        errors = fields.id_errors(text_of(given, "id"))
        if session.database.get("package", text_of(given, "id")):
            errors.append("Dataset id already exists")
        found.note("id", given["id"], errors)


def _check_name(session: Session, given: Document, held: Document | None, found: Checked) -> None:
    value = given.get("name")
    if held is not None and value is None:
        return
    if not value:
        found.errors["name"] = ["Missing value"]
        return
    name = fields.text(value)
    errors = fields.name_errors(name)
    taken = session.package(name)
    if taken and taken["name"] == name and taken["state"] != "deleted" and taken["id"] != (held or {}).get("id"):
        errors.append("That URL is already in use.")
    found.note("name", name, errors + fields.length_errors(name))


def _check_title(given: Document, held: Document | None, found: Checked) -> None:
    value = given.get("title")
    if held is None:
        found.fields["title"] = fields.text(value or given.get("name"))
    elif value is not None:
        found.fields["title"] = fields.text(value)


def _check_organization(session: Session, given: Document, held: Document | None, found: Checked) -> None:
    value = given.get("owner_org")
    if held is not None and value is None:
        return
    group = session.group(value) if value else None
    if not value:
        found.errors["owner_org"] = ["An organization must be provided"]
    elif group is None:
        found.errors["owner_org"] = ["Organization does not exist"]
    elif group["id"] != (held or {}).get("owner_org") and not has_role(session, group["id"], WRITERS):
        found.errors["owner_org"] = ["You cannot add a dataset to this organization"]
    else:
        found.fields["owner_org"] = group["id"]
    if held is None and not value and found.fields.get("private"):
        found.errors["private"] = ["Datasets with no organization can't be private."]


def _check_state(session: Session, given: Document, held: Document | None, found: Checked) -> None:
    """Check the state: editors choose that of an existing dataset, administrators also that of a new one."""
    if given.get("state") is not None and (held is not None or session.is_sysadmin):
        found.fields["state"] = given["state"]
    if given.get("metadata_modified") is not None and session.is_sysadmin:
        read, errors = fields.read({"metadata_modified": fields.moment}, given)
        found.fields |= read
        found.errors |= errors


def _check_extras(given: Document, found: Checked) -> None:
    extras = documents_of(given, "extras")
    errors: list[Document] = []
    for one in extras:
        wrong: Document = {}
        if not one.get("key"):
            wrong["key"] = ["Missing value"]
        elif one["key"] in SCHEMA:
            wrong["key"] = ["There is a schema field with the same name"]
        if "value" not in one:
            wrong["value"] = ["Missing value"]
        errors.append(wrong)
    if any(errors):
        found.errors["extras"] = errors
    repeated = [key for key, count in Counter(fields.text(one.get("key")) for one in extras).items() if count > 1]
    if repeated:
        found.errors["extras_validation"] = [f'Duplicate key "{repeated[0]}"']
    found.fields["extras"] = {fields.text(one.get("key")): fields.text(one.get("value")) for one in extras}


def _check_tags(given: Document, found: Checked) -> None:
    names = [fields.text(one.get("name")) for one in documents_of(given, "tags")]
    errors = [", ".join(fields.tag_errors(name) if name else ["Missing value"]) for name in names]
    if any(errors):
        found.errors["tags"] = [error for error in errors if error]
    found.fields["tags"] = sorted(set(names))


def _check_resources(session: Session, given: Document, held: Document | None, found: Checked) -> None:
    if "resources" not in given:
        return
    package_id = str((held or {}).get("id", ""))
    checks = [checked_resource(session, one, package_id) for one in documents_of(given, "resources")]
    if any(one.errors for one in checks):
        found.errors["resources"] = [one.errors for one in checks]
    found.fields["resources"] = [one.fields for one in checks]


def checked_resource(session: Session, given: Document, package_id: str) -> Checked:
    """Check the fields of a resource; fields that CKAN does not know are kept as they are."""
    found = Checked(*fields.read(_RESOURCE, given))
    resource_id = given.get("id")
    if resource_id:
        found.note("id", resource_id, _id_errors(session, fields.text(resource_id), package_id))
    kind = given.get("format") or (None if resource_id else guessed_type_at(text_of(given, "url")))
    kind = given.get("format") if kind is None else kind
    if kind is not None:
        found.fields["format"] = format_name(fields.text(kind))
    if given.get("metadata_modified") is not None:
        found.fields["metadata_modified"] = given["metadata_modified"]
    found.fields["custom"] = {
        name: value for name, value in given.items() if name not in _OF_RESOURCE and name not in _NEVER_KEPT
    }
    return found


def _id_errors(session: Session, resource_id: str, package_id: str) -> list[str]:
    errors = fields.id_errors(resource_id)
    holder = session.package_of_resource(resource_id)
    if (
        holder
        and holder["id"] != package_id
        and any(one["id"] == resource_id for one in documents_of(holder, "resources"))
    ):
        errors.append("Resource id already exists.")
    return errors
