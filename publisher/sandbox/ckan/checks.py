"""Check the document of a dataset: the converted fields, or all errors."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from publisher.sandbox.ckan import fields
from publisher.sandbox.ckan.access import WRITERS, has_role
from publisher.sandbox.ckan.licenses_and_formats import format_name, guessed_type_at
from publisher.sandbox.ckan.refusals import Invalid, Malformed
from publisher.sandbox.ckan.schema import Fields, Schema
from publisher.sandbox.ckan.schema_values import checked_values, require_lists_of_documents
from publisher.sandbox.ckan.session import Session
from publisher.sandbox.documents import document_of, documents_of, text_of
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
_CHECKED_APART: Final = SCHEMA - {
    "author", "author_email", "license_id", "maintainer", "maintainer_email", "notes", "private", "url", "version",
}  # fmt: skip
"""Fields of CKAN's own that are checked by functions of their own, whatever a portal's schema says of them."""

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
class CheckedFields:
    """The converted values and the errors, by field."""

    fields: Document = field(default_factory=dict)
    errors: Document = field(default_factory=dict)

    def note(self, name: str, value: object, errors: list[str]) -> None:
        """Add a value, and its errors."""
        self.fields[name] = value
        if errors:
            self.errors[name] = errors


def without_blanks(document: Document) -> Document:
    """Return a document without blank items of lists; a list of blank items alone counts as not sent."""
    result = dict(document)
    for name in _LISTS:
        items = result.get(name)
        if isinstance(items, list) and items:
            result[name] = [item for item in items if not _is_blank(item, name)]
            if not result[name]:
                del result[name]
    return result


def _is_blank(item: object, listed_in: str) -> bool:
    """Return whether an item is blank; within a resource, null is blank, too."""
    if not isinstance(item, dict) or not item:
        return item == {}
    values = {name: value for name, value in item.items() if name not in _IGNORED and value is not None}
    return listed_in == "resources" and not (values.keys() - {"id"}) and not values.get("id")


def checked_fields(session: Session, document: Document, package: Document | None) -> Document:
    """Check the fields of a dataset that is created, or that replaces an existing one."""
    _require_lists(session.schema, document)
    result = CheckedFields(*fields.read(_undeclared(_PACKAGE, session.schema.dataset), document))
    _check_id(session, document, package, result)
    _check_name(session, document, package, result)
    _check_title(session, document, package, result)
    _check_organization(session, document, package, result)
    _check_state(session, document, package, result)
    _check_extras(session.schema, document, result)
    _check_declared(session.schema, document, result)
    _check_tags(document, result)
    _check_resources(session, document, package, result)
    if isinstance(document.get("groups"), list):
        result.fields["groups"] = document["groups"]
    if result.errors:
        raise Invalid(result.errors)
    return result.fields


def _undeclared(converters: fields.Converters, declared_fields: Fields) -> fields.Converters:
    """Return the converters of the fields that the portal does not declare itself."""
    return {name: convert for name, convert in converters.items() if name not in declared_fields}


def _require_lists(schema: Schema, document: Document) -> None:
    for name in _LISTS:
        value = document.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            kind = type(value).__name__
            message = f"Only lists of dicts can be placed against subschema ('{name}',), not <class '{kind}'>"
            raise Malformed(message, document)
    require_lists_of_documents(schema.dataset, document, document)
    for place, resource in enumerate(documents_of(document, "resources")):
        require_lists_of_documents(schema.resource, resource, document, ("resources", place))


def _check_declared(schema: Schema, document: Document, result: CheckedFields) -> None:
    """Check the fields that the portal declares; those that CKAN itself has not are stored as extras."""
    declared_fields = {name: declared for name, declared in schema.dataset.items() if name not in _CHECKED_APART}
    checked = checked_values(declared_fields, document)
    result.errors |= checked.errors
    for name, value in checked.values.items():
        if name in _PACKAGE:
            result.fields[name] = fields.flag(value) if name == "private" else fields.text(value)
        else:
            document_of(result.fields, "extras")[name] = fields.text(value)


def _stays(schema: Schema, name: str, value: object, package: Document | None) -> bool:
    """Return whether a field stays as it is, since an update leaves it out."""
    declared = schema.dataset.get(name)
    return package is not None and value is None and (declared is None or declared.may_be_missing)


def _requires_value(schema: Schema, name: str) -> bool:
    return name in schema.dataset and "not_empty" in schema.dataset[name].validators


def _check_id(session: Session, document: Document, package: Document | None, result: CheckedFields) -> None:
    if package is None and document.get("id"):
        if not session.is_sysadmin:
            result.errors["id"] = ["The input field id was not expected."]
            return
        errors = fields.id_errors(text_of(document, "id"))
        if session.database.get("package", text_of(document, "id")):
            errors.append("Dataset id already exists")
        result.note("id", document["id"], errors)


def _check_name(session: Session, document: Document, package: Document | None, result: CheckedFields) -> None:
    value = document.get("name")
    if _stays(session.schema, "name", value, package):
        return
    if not value:
        result.errors["name"] = ["Missing value"]
        return
    name = fields.text(value)
    errors = fields.name_errors(name)
    other_package = session.package(name)
    if (
        other_package
        and other_package["name"] == name
        and other_package["state"] != "deleted"
        and other_package["id"] != (package or {}).get("id")
    ):
        errors.append("That URL is already in use.")
    result.note("name", name, errors + fields.length_errors(name))


def _check_title(session: Session, document: Document, package: Document | None, result: CheckedFields) -> None:
    value = document.get("title")
    if not value and _requires_value(session.schema, "title"):
        result.errors["title"] = ["Missing value"]
    elif package is None:
        result.fields["title"] = fields.text(value or document.get("name"))
    elif value is not None:
        result.fields["title"] = fields.text(value)


def _check_organization(session: Session, document: Document, package: Document | None, result: CheckedFields) -> None:
    value = document.get("owner_org")
    if _stays(session.schema, "owner_org", value, package):
        return
    group = session.group(value) if value else None
    if not value:
        result.errors["owner_org"] = ["An organization must be provided"]
    elif group is None:
        result.errors["owner_org"] = ["Organization does not exist"]
    elif group["id"] != (package or {}).get("owner_org") and not has_role(session, group["id"], WRITERS):
        result.errors["owner_org"] = ["You cannot add a dataset to this organization"]
    else:
        result.fields["owner_org"] = group["id"]
    if package is None and not value and result.fields.get("private"):
        result.errors["private"] = ["Datasets with no organization can't be private."]


def _check_state(session: Session, document: Document, package: Document | None, result: CheckedFields) -> None:
    """Check the state: editors choose that of an existing dataset, administrators also that of a new one."""
    if document.get("state") is not None and (package is not None or session.is_sysadmin):
        result.fields["state"] = document["state"]
    if document.get("metadata_modified") is not None and session.is_sysadmin:
        values, errors = fields.read({"metadata_modified": fields.moment}, document)
        result.fields |= values
        result.errors |= errors


def _check_extras(schema: Schema, document: Document, result: CheckedFields) -> None:
    extras = documents_of(document, "extras")
    errors: list[Document] = []
    for extra in extras:
        extra_errors: Document = {}
        if not extra.get("key"):
            extra_errors["key"] = ["Missing value"]
        elif extra["key"] in SCHEMA or extra["key"] in schema.dataset:
            extra_errors["key"] = ["There is a schema field with the same name"]
        if "value" not in extra:
            extra_errors["value"] = ["Missing value"]
        errors.append(extra_errors)
    if any(errors):
        result.errors["extras"] = errors
    repeated = [key for key, count in Counter(fields.text(extra.get("key")) for extra in extras).items() if count > 1]
    if repeated:
        result.errors["extras_validation"] = [f'Duplicate key "{repeated[0]}"']
    result.fields["extras"] = {fields.text(extra.get("key")): fields.text(extra.get("value")) for extra in extras}


def _check_tags(document: Document, result: CheckedFields) -> None:
    names = [fields.text(tag.get("name")) for tag in documents_of(document, "tags")]
    errors = [", ".join(fields.tag_errors(name) if name else ["Missing value"]) for name in names]
    if any(errors):
        result.errors["tags"] = [error for error in errors if error]
    result.fields["tags"] = sorted(set(names))


def _check_resources(session: Session, document: Document, package: Document | None, result: CheckedFields) -> None:
    if "resources" not in document:
        return
    package_id = str((package or {}).get("id", ""))
    checks = [checked_resource(session, resource, package_id) for resource in documents_of(document, "resources")]
    if any(check.errors for check in checks):
        result.errors["resources"] = [check.errors for check in checks]
    result.fields["resources"] = [check.fields for check in checks]


def checked_resource(session: Session, resource: Document, package_id: str) -> CheckedFields:
    """Check the fields of a resource; fields that CKAN does not know are kept unchanged."""
    declared_fields = session.schema.resource
    checked = checked_values(declared_fields, resource)
    resource = {name: value for name, value in resource.items() if _is_as_sent(name, value, declared_fields)}
    resource |= checked.values
    result = CheckedFields(*fields.read(_RESOURCE, resource))
    result.errors |= checked.errors
    resource_id = resource.get("id")
    if resource_id:
        result.note("id", resource_id, _id_errors(session, fields.text(resource_id), package_id))
    kind = resource.get("format") or (None if resource_id else guessed_type_at(text_of(resource, "url")))
    kind = resource.get("format") if kind is None else kind
    if kind is not None:
        result.fields["format"] = format_name(fields.text(kind))
    if resource.get("metadata_modified") is not None:
        result.fields["metadata_modified"] = resource["metadata_modified"]
    result.fields["custom"] = {
        name: value for name, value in resource.items() if name not in _OF_RESOURCE and name not in _NEVER_KEPT
    }
    return result


def _is_as_sent(name: str, value: object, declared_fields: Fields) -> bool:
    """Return whether the portal's schema changes nothing of a value: an undeclared field, or no document in a list."""
    return name not in declared_fields or (bool(declared_fields[name].subfields) and value == [])


def _id_errors(session: Session, resource_id: str, package_id: str) -> list[str]:
    errors = fields.id_errors(resource_id)
    holder = session.package_of_resource(resource_id)
    if (
        holder
        and holder["id"] != package_id
        and any(resource["id"] == resource_id for resource in documents_of(holder, "resources"))
    ):
        errors.append("Resource id already exists.")
    return errors
