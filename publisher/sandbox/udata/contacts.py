"""Contact points: created, or the existing one where there is the same already."""

import re
from typing import Final

from publisher.sandbox.documents import text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import storage
from publisher.sandbox.udata.access import organization_permissions
from publisher.sandbox.udata.addresses import address_of
from publisher.sandbox.udata.refusals import Refusal, Wrong, invalid_model
from publisher.sandbox.udata.request import Answer, ApiRequest
from publisher.sandbox.udata.views import Views
from publisher.sandbox.udata.vocabularies import CONTACT_ROLES

_EMAIL: Final = re.compile(r"[^@\s\"(),:;<>\[\]\\]+@(?:[^@\s.,_/]+\.)+[^@\s.,_/\d]{2,}")
_ADDRESS: Final = re.compile(r"https?://|www\.", re.IGNORECASE)


def create(request: ApiRequest) -> Answer:
    """Create a contact point, or return the existing one."""
    wanted = _wanted(request, request.document())
    for one in request.database.all(storage.CONTACT):
        if all(one.get(name) == value for name, value in wanted.items()):
            return 200, Views(request).contact(one)
    found = {"id": storage.new_id(), **wanted}
    request.database.put(storage.CONTACT, text_of(found, "id"), found)
    return 201, Views(request).contact(found)


def _wanted(request: ApiRequest, sent: Document) -> Document:
    found: Document = {name: sent.get(name) or None for name in ("name", "email", "contact_form", "role")}
    name, email = text_of(found, "name"), text_of(found, "email")
    if _ADDRESS.search(name):
        raise _refused("URLs non autorisées dans ce champ", "name")
    if email and not _EMAIL.fullmatch(email):
        raise _refused("Invalid email address", "email")
    if found["role"] is not None and found["role"] not in CONTACT_ROLES:
        raise _refused(f"'{found['role']}' is not a valid choice. Valid choices: {list(CONTACT_ROLES)}", "role")
    organization = _organization(request, sent)
    found |= {"organization": organization, "owner": None if organization else request.me}
    _refuse_unreachable(found)
    return found


def _refused(says: str, field: str = "") -> Refusal:
    return invalid_model({field: says} if field else {}, says)


def _refuse_unreachable(found: Document) -> None:
    if not (found["name"] or found["email"] or found["contact_form"]):
        raise _refused("A contact point requires a name, an email or a contact form")
    if found["role"] == "contact" and not (found["email"] or found["contact_form"]):
        raise _refused("Au moins un e-mail ou un formulaire de contact est requis pour un point de contact")
    if found["role"] is None:
        errors = {"role": "Field is required"}
        raise invalid_model(errors, "ValidationError (ContactPoint:None) (Field is required: ['role'])")
    try:
        address_of(found["contact_form"])
    except Wrong as wrong:
        says = str(wrong.says[0])
        message = f"ValidationError (ContactPoint:None) ({says}: ['contact_form'])"
        raise invalid_model({"contact_form": says}, message) from wrong


def _organization(request: ApiRequest, sent: Document) -> str | None:
    said = sent.get("organization")
    name = said.get("id") if isinstance(said, dict) else said
    if not name:
        return None
    if not isinstance(name, str) or not re.fullmatch(r"[0-9a-f]{24}", name):
        says = f"'{name}' is not a valid ObjectId, it must be a 12-byte input or a 24-character hex string"
        raise _refused(says)
    found = request.database.get(storage.ORGANIZATION, name)
    if found is None:
        raise _refused(f"Unknown reference '{name}'", "organization")
    if not organization_permissions(request, found)["private"]:
        raise _refused("Permission refusée pour cette organisation", "organization")
    return name
