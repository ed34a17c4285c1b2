"""Contact points: created, or the existing one where there is the same already."""

import re
from typing import Final

from publisher.sandbox.documents import text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import storage
from publisher.sandbox.udata.access import organization_permissions
from publisher.sandbox.udata.addresses import address_of, is_domain
from publisher.sandbox.udata.refusals import InvalidValue, Refusal, invalid_model
from publisher.sandbox.udata.request import Answer, ApiRequest
from publisher.sandbox.udata.views import Views
from publisher.sandbox.udata.vocabularies import CONTACT_ROLES

_ATOM: Final = r"[^@\s\"(),:;<>\[\]\\.]+"
_EMAIL: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:(?!-)[^@\s.,_/]+(?<!-)\.)+(?P<domain>[^@\s.,_/\d]{{2,}})")
_NOT_PUBLIC: Final = frozenset({"invalid", "local", "localhost", "onion", "test"})
"""Top-level domains that nobody can write to."""
_LONGEST_NAME: Final = 255
"""Characters."""
_ADDRESS: Final = re.compile(r"https?://|www\.", re.IGNORECASE)
_HOST: Final = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?P<tld>[a-z]{2,})", re.IGNORECASE)


def create(request: ApiRequest) -> Answer:
    """Create a contact point, or return the existing one."""
    fields = _fields_of(request, request.document())
    for stored_point in request.database.all(storage.CONTACT):
        if all(stored_point.get(name) == value for name, value in fields.items()):
            return 200, Views(request).contact(stored_point)
    point = {"id": storage.new_id(), **fields}
    request.database.put(storage.CONTACT, text_of(point, "id"), point)
    return 201, Views(request).contact(point)


def _fields_of(request: ApiRequest, payload: Document) -> Document:
    point: Document = {name: payload.get(name) or None for name in ("name", "email", "contact_form", "role")}
    name, email = text_of(point, "name"), text_of(point, "email")
    if _ADDRESS.search(name) or any(map(_is_host, name.split())):
        raise _refused("URLs non autorisées dans ce champ", "name")
    if email and not _is_email(email):
        raise _refused("Invalid email address", "email")
    if point["role"] is not None and point["role"] not in CONTACT_ROLES:
        raise _refused(f"'{point['role']}' is not a valid choice. Valid choices: {list(CONTACT_ROLES)}", "role")
    organization = _organization(request, payload)
    point |= {"organization": organization, "owner": None if organization else request.me}
    _refuse_unreachable(point)
    if len(name) > _LONGEST_NAME:
        too_long = "String value is too long"
        raise invalid_model({"name": too_long}, f"ValidationError (ContactPoint:None) ({too_long}: ['name'])")
    return point


def _is_host(word: str) -> bool:
    match = _HOST.fullmatch(word.strip("(),;:\"'"))
    return match is not None and is_domain(match["tld"].lower())


def _is_email(text: str) -> bool:
    match = _EMAIL.fullmatch(text)
    return match is not None and match["domain"].lower() not in _NOT_PUBLIC


def _refused(message: str, field: str = "") -> Refusal:
    return invalid_model({field: message} if field else {}, message)


def _refuse_unreachable(point: Document) -> None:
    if not (point["name"] or point["email"] or point["contact_form"]):
        raise _refused("A contact point requires a name, an email or a contact form")
    if point["role"] == "contact" and not (point["email"] or point["contact_form"]):
        raise _refused("Au moins un e-mail ou un formulaire de contact est requis pour un point de contact")
    if point["role"] is None:
        errors = {"role": "Field is required"}
        raise invalid_model(errors, "ValidationError (ContactPoint:None) (Field is required: ['role'])")
    try:
        address_of(point["contact_form"])
    except InvalidValue as error:
        detail = str(error.errors[0])
        message = f"ValidationError (ContactPoint:None) ({detail}: ['contact_form'])"
        raise invalid_model({"contact_form": detail}, message) from error


def _organization(request: ApiRequest, payload: Document) -> str | None:
    value = payload.get("organization")
    name = value.get("id") if isinstance(value, dict) else value
    if not name:
        return None
    if not isinstance(name, str) or not re.fullmatch(r"[0-9a-f]{24}", name):
        message = f"'{name}' is not a valid ObjectId, it must be a 12-byte input or a 24-character hex string"
        raise _refused(message)
    organization = request.database.get(storage.ORGANIZATION, name)
    if organization is None:
        raise _refused(f"Unknown reference '{name}'", "organization")
    if not organization_permissions(request, organization)["private"]:
        raise _refused("Permission refusée pour cette organisation", "organization")
    return name
