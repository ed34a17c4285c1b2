"""The form of a resource, sent alone or in the list of a dataset."""

import uuid
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from publisher.sandbox.documents import document_of, documents_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import values
from publisher.sandbox.udata.addresses import address_of
from publisher.sandbox.udata.refusals import NO_CHOICE, REQUIRED, InvalidValue, broken, collect, invalid
from publisher.sandbox.udata.request import ApiRequest
from publisher.sandbox.udata.values import Form
from publisher.sandbox.udata.views import address
from publisher.sandbox.udata.vocabularies import CHECKSUMS, FILETYPES, RESOURCE_TYPES, schema_at, schemas

PROTECTED: Final = ("filetype", "url", "file", "checksum", "filesize", "mime", "format")
"""Fields of a hosted file that udata computes, and never accepts from a caller."""


def resource_of(request: ApiRequest, payload: Mapping[str, object], resource: Document) -> Document:
    """Return a resource with the values that were sent; `resource` is empty for a new one. Raises `InvalidValue`."""
    form = Form(request, payload, {**resource, "url": address(request, resource)} if resource else resource)
    fields = collect({
        "title": lambda: values.text(form, "title", required=True, limit=values.TITLE_LIMIT),
        "description": lambda: values.text(form, "description", limit=values.DESCRIPTION_LIMIT),
        "filetype": lambda: values.choice(form, "filetype", FILETYPES, "file"),
        "type": lambda: values.choice(form, "type", RESOURCE_TYPES, "other"),
        "url": lambda: values.address(form, "url"),
        "format": lambda: _format(form),
        "checksum": lambda: _checksum(form),
        "mime": lambda: values.text(form, "mime"),
        "filesize": lambda: values.number(form, "filesize"),
        "extras": lambda: values.extras(form, values.OF_RESOURCE),
        "schema": lambda: _schema(form),
    })  # fmt: skip
    return _merged(form, resource, fields)


def _merged(form: Form, resource: Document, fields: Document) -> Document:
    if not resource:
        return {"id": str(uuid.uuid4()), "created": form.request.now, "modified": form.request.now, **fields}
    if is_hosted(resource):
        return resource | {name: value for name, value in fields.items() if name not in PROTECTED}
    if fields["url"] == form.stored_values["url"]:
        del fields["url"]
        return resource | fields
    return {name: value for name, value in (resource | fields).items() if name != "file"}


def is_hosted(resource: Document) -> bool:
    """Return whether udata hosts the file of a resource."""
    return resource.get("filetype") == "file"


def resources_of(request: ApiRequest, payload: object, dataset: Document) -> list[Document]:
    """Return the resources of a dataset as the list that was sent has them. Raises `InvalidValue` and `Refusal`."""
    stored_resources = {str(resource["id"]): resource for resource in documents_of(dataset, "resources")}
    if not isinstance(payload, list):
        raise invalid({})
    entries = [{"id": item} if isinstance(item, str) else item or {} for item in payload if item != {}]
    if not entries:
        return list(stored_resources.values())
    resources, errors = [], list[object]()
    for entry in entries:
        try:
            name = _id_of(entry)
            resources.append(resource_of(request, entry, stored_resources.get(name, {})))
            errors.append({})
        except InvalidValue as error:
            errors.append(error.errors)
    if any(errors):
        raise InvalidValue(errors)
    return resources


def _id_of(entry: Mapping[str, object]) -> str:
    """Return the id of an item; empty for none."""
    if entry.get("id") is None:
        return ""
    try:
        return str(UUID(text_of(entry, "id")))
    except ValueError as error:
        missing_fields = [name for name in ("title", "url") if not entry.get(name)]
        errors: Document = {"id": ["Not a valid UUID"], **{name: [REQUIRED] for name in missing_fields}}
        raise InvalidValue(errors) from error


# ---- fields


def _format(form: Form) -> str | None:
    value = form.value("format")
    if value and not isinstance(value, str):
        raise broken()
    return text_of({"format": value}, "format").strip().lower() or None


def _checksum(form: Form) -> Document | None:
    value, checksum = form.sent_values.get("checksum"), document_of(form.stored_values, "checksum")
    if not isinstance(value, dict) or not any(name in value for name in ("type", "value")):
        return checksum or None
    inner = Form(form.request, value, checksum)
    return collect({
        "type": lambda: _checksum_type(inner), "value": lambda: values.text(inner, "value", required=True)
    })  # fmt: skip


def _checksum_type(form: Form) -> object:
    checksum_type = form.sent_values["type"] if "type" in form.sent_values else form.stored_values.get("type", "sha1")
    if checksum_type not in CHECKSUMS:
        raise InvalidValue(NO_CHOICE)
    return checksum_type


def _schema(form: Form) -> Document | None:
    value, schema = form.sent_values.get("schema"), document_of(form.stored_values, "schema")
    if not isinstance(value, dict) or not any(name in value for name in ("name", "version", "url")):
        return schema or None
    inner = Form(form.request, value, schema)
    new_schema = collect({
        "name": lambda: values.text(inner, "name"),
        "version": lambda: values.text(inner, "version"),
        "url": lambda: address_of(inner.value("url")),
    })  # fmt: skip
    return _known_schema(new_schema)


def _known_schema(schema: Document) -> Document:
    """Return a schema of the catalogue by its name, any other by its address. Raises `InvalidValue`."""
    name, version, url = (text_of(schema, part) for part in ("name", "version", "url"))
    if url:
        name_and_version = schema_at(url)
        return (
            {"name": name_and_version[0], "version": name_and_version[1], "url": None} if name_and_version else schema
        )
    if version and not name:
        raise InvalidValue({"version": ["Un schéma doit contenir un nom ou une URL lorsqu'une version est fournie."]})
    if name and name not in schemas():
        text = f'Le nom du schéma "{name}" n\'est pas une valeur autorisée. Valeurs autorisées : '
        raise InvalidValue({"name": [_not_among(text, schemas())]})
    allowed = (*schemas().get(name, ()), "latest")
    if version and version not in allowed:
        text = f'La version "{version}" n\'est pas une valeur autorisée pour le schéma "{name}". Versions autorisées : '
        raise InvalidValue({"version": [_not_among(text, allowed)]})
    return schema


def _not_among(text: str, words: Mapping[str, object] | tuple[str, ...]) -> str:
    return text + ", ".join(words)


def checked_resource(request: ApiRequest, payload: Mapping[str, object], resource: Document) -> Document:
    """Return a resource with the values that were sent. Raises `Refusal`."""
    try:
        return resource_of(request, payload, resource)
    except InvalidValue as error:
        raise invalid(error.errors) from error
