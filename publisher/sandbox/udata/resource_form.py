"""The form of a resource, sent alone or in the list of a dataset."""

import uuid
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from publisher.sandbox.documents import document_of, documents_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import values
from publisher.sandbox.udata.addresses import address_of
from publisher.sandbox.udata.refusals import NO_CHOICE, REQUIRED, Wrong, broken, collect, invalid
from publisher.sandbox.udata.request import ApiRequest
from publisher.sandbox.udata.values import Form
from publisher.sandbox.udata.views import address
from publisher.sandbox.udata.vocabularies import CHECKSUMS, FILETYPES, RESOURCE_TYPES, schema_at, schemas

PROTECTED: Final = ("filetype", "url", "file", "checksum", "filesize", "mime", "format")
"""Fields of a hosted file that udata computes and accepts from nobody."""


def resource_of(request: ApiRequest, sent: Mapping[str, object], held: Document) -> Document:
    """Return a resource with the values that were sent; `held` is empty for a new one. Raises `Wrong`."""
    form = Form(request, sent, {**held, "url": address(request, held)} if held else held)
    found = collect({
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
    return _merged(form, held, found)


def _merged(form: Form, held: Document, sent: Document) -> Document:
    if not held:
        return {"id": str(uuid.uuid4()), "created": form.request.now, "modified": form.request.now, **sent}
    if is_hosted(held):
        return held | {name: value for name, value in sent.items() if name not in PROTECTED}
    if sent["url"] == form.held["url"]:
        del sent["url"]
        return held | sent
    return {name: value for name, value in (held | sent).items() if name != "file"}


def is_hosted(resource: Document) -> bool:
    """Return whether udata hosts the file of a resource."""
    return resource.get("filetype") == "file"


def resources_of(request: ApiRequest, sent: object, held: Document) -> list[Document]:
    """Return the resources of a dataset as the list that was sent has them. Raises `Wrong` and `Refusal`."""
    known = {str(one["id"]): one for one in documents_of(held, "resources")}
    if not isinstance(sent, list):
        raise invalid({})
    entries = [{"id": one} if isinstance(one, str) else one or {} for one in sent if one != {}]
    if not entries:
        return list(known.values())
    found, errors = [], list[object]()
    for entry in entries:
        try:
            name = _id_of(entry)
            found.append(resource_of(request, entry, known.get(name, {})))
            errors.append({})
        except Wrong as wrong:
            errors.append(wrong.says)
    if any(errors):
        raise Wrong(errors)
    return found


def _id_of(entry: Mapping[str, object]) -> str:
    """Return the id of an item; empty for none."""
    if entry.get("id") is None:
        return ""
    try:
        return str(UUID(text_of(entry, "id")))
    except ValueError as error:
        unnamed = [name for name in ("title", "url") if not entry.get(name)]
        says: Document = {"id": ["Not a valid UUID"], **{name: [REQUIRED] for name in unnamed}}
        raise Wrong(says) from error


# ---- fields


def _format(form: Form) -> str | None:
    value = form.value("format")
    if value and not isinstance(value, str):
        raise broken()
    return text_of({"format": value}, "format").strip().lower() or None


def _checksum(form: Form) -> Document | None:
    sent, held = form.sent.get("checksum"), document_of(form.held, "checksum")
    if not isinstance(sent, dict) or not any(name in sent for name in ("type", "value")):
        return held or None
    inner = Form(form.request, sent, held)
    return collect({
        "type": lambda: _checksum_type(inner), "value": lambda: values.text(inner, "value", required=True)
    })  # fmt: skip


def _checksum_type(form: Form) -> object:
    found = form.sent["type"] if "type" in form.sent else form.held.get("type", "sha1")
    if found not in CHECKSUMS:
        raise Wrong(NO_CHOICE)
    return found


def _schema(form: Form) -> Document | None:
    sent, held = form.sent.get("schema"), document_of(form.held, "schema")
    if not isinstance(sent, dict) or not any(name in sent for name in ("name", "version", "url")):
        return held or None
    inner = Form(form.request, sent, held)
    found = collect({
        "name": lambda: values.text(inner, "name"),
        "version": lambda: values.text(inner, "version"),
        "url": lambda: address_of(inner.value("url")),
    })  # fmt: skip
    return _known_schema(found)


def _known_schema(schema: Document) -> Document:
    """Return a schema of the catalogue by its name, any other by its address. Raises `Wrong`."""
    name, version, url = (text_of(schema, part) for part in ("name", "version", "url"))
    if url:
        named = schema_at(url)
        return {"name": named[0], "version": named[1], "url": None} if named else schema
    if version and not name:
        raise Wrong({"version": ["Un schéma doit contenir un nom ou une URL lorsqu'une version est fournie."]})
    if name and name not in schemas():
        raise Wrong({"name": [_not_among(f'Le nom du schéma "{name}" n\'est pas une valeur autorisée. Valeurs'
                                         " autorisées : ", schemas())]})  # fmt: skip
    allowed = (*schemas().get(name, ()), "latest")
    if version and version not in allowed:
        raise Wrong({"version": [_not_among(f'La version "{version}" n\'est pas une valeur autorisée pour le schéma'
                                            f' "{name}". Versions autorisées : ', allowed)]})  # fmt: skip
    return schema


def _not_among(text: str, words: Mapping[str, object] | tuple[str, ...]) -> str:
    return text + ", ".join(words)


def refuse_wrong(request: ApiRequest, sent: Mapping[str, object], held: Document) -> Document:
    """Return a resource with the values that were sent. Raises `Refusal`."""
    try:
        return resource_of(request, sent, held)
    except Wrong as wrong:
        raise invalid(wrong.says) from wrong
