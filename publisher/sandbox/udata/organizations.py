"""The caller, organizations and their members."""

import uuid

from publisher.sandbox.documents import document_of, documents_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import result_pages, storage
from publisher.sandbox.udata.access import need, organization_permissions, role_in
from publisher.sandbox.udata.refusals import invalid_model, missing, refused
from publisher.sandbox.udata.request import Answer, ApiRequest
from publisher.sandbox.udata.views import Views
from publisher.sandbox.udata.vocabularies import ROLES

GONE = "Organization has been deleted"


def me(request: ApiRequest) -> Answer:
    """Return the caller."""
    return 200, Views(request).me(request.user or {})


def create(request: ApiRequest) -> Answer:
    """Create an organization, which the caller administers from the next call on."""
    sent = request.document()
    absent = [name for name in ("name", "description") if not sent.get(name)]
    if absent:
        errors = dict.fromkeys(absent, "Field is required")
        raise invalid_model(errors, f"ValidationError (Organization:None) (Field is required: {absent})")
    name = str(sent["name"])
    found: Document = {
        "id": storage.new_id(),
        "slug": storage.slug_for_organization(request.database, name),
        "name": name,
        "description": sent["description"],
        "created": request.now,
        "modified": request.now,
        "members": [],
    }
    answer = Views(request).organization(found)
    found["members"] = [{"user": request.me, "role": "admin", "since": request.now}]
    storage.store_organization(request.database, found)
    answer["members"] = Views(request).organization(found)["members"]
    return 201, answer


def show(request: ApiRequest) -> Answer:
    """Return one organization."""
    if request.organization.get("deleted") and not organization_permissions(request, request.organization)["private"]:
        raise refused(410, GONE)
    return 200, Views(request).organization(request.organization)


def delete(request: ApiRequest) -> Answer:
    """Delete an organization; it stays, with its datasets."""
    if request.organization.get("deleted"):
        raise refused(410, GONE)
    need(request, "delete")
    storage.store_organization(request.database, request.organization | {"deleted": request.now})
    return 204, None


# ---- members


def request_membership(request: ApiRequest) -> Answer:
    """Request to become a member."""
    sent = request.document()
    if role_in(request.organization, request.me):
        raise refused(400, "You are already a member of this organization")
    comment = sent.get("comment")
    if not comment:
        says = "'comment' is required when 'kind' is 'request'"
        raise invalid_model({"comment": says}, says)
    requests = documents_of(request.organization, "requests")
    waiting = next((one for one in requests if one["user"] == request.me and one["status"] == "pending"), None)
    new = {"id": str(uuid.uuid4()), "user": request.me, "role": "editor", "status": "pending", "created": request.now}
    found = (waiting or new) | {"comment": comment}
    others = [one for one in requests if one is not waiting]
    storage.store_organization(request.database, request.organization | {"requests": [*others, found]})
    return 200 if waiting else 201, Views(request).request(found)


def accept_membership(request: ApiRequest) -> Answer:
    """Accept a request for membership."""
    need(request, "members")
    requests = documents_of(request.organization, "requests")
    found = next((one for one in requests if one["id"] == request.parts["rid"]), None)
    if found is None:
        raise refused(404, "Unknown membership request id")
    members = documents_of(request.organization, "members")
    held = next((one for one in members if one["user"] == found["user"]), None)
    if held is not None:
        return 409, Views(request).member(held)
    member: Document = {"user": found["user"], "role": found["role"], "since": request.now}
    done = [one | {"status": "accepted"} if one is found else one for one in requests]
    storage.store_organization(
        request.database, request.organization | {"requests": done, "members": [*members, member]}
    )
    return 200, Views(request).member(member)


def _member(request: ApiRequest) -> Document:
    """Return the member of the path. Raises `Refusal`."""
    user = storage.user_named(request.database, request.parts["user"])
    if user is None:
        raise missing()
    need(request, "members")
    found = next((one for one in documents_of(request.organization, "members") if one["user"] == user["id"]), None)
    if found is None:
        raise missing()
    return found


def change_member(request: ApiRequest) -> Answer:
    """Change the role of a member; one who ceases to be a partial editor loses the assignments."""
    found = _member(request)
    role = request.document().get("role", found["role"])
    if role not in ROLES:
        says = f"'{role}' is not a valid choice. Valid choices: {list(ROLES)}"
        raise invalid_model({"role": says}, says)
    changed = found | {"role": role}
    members = [changed if one is found else one for one in documents_of(request.organization, "members")]
    assigned = document_of(request.organization, "assigned")
    if role != "partial_editor":
        assigned = {name: held for name, held in assigned.items() if name != found["user"]}
    storage.store_organization(request.database, request.organization | {"members": members, "assigned": assigned})
    return 200, Views(request).member(changed)


def assign(request: ApiRequest) -> Answer:
    """Replace the list of datasets that a partial editor may change."""
    found = _member(request)
    if found["role"] != "partial_editor":
        raise refused(400, "User must be a partial_editor member of this organization")
    sent = request.json()
    names = [text_of(one, "id") for one in sent if isinstance(one, dict)] if isinstance(sent, list) else []
    for name in names:
        dataset = request.database.get(storage.DATASET, name) or {}
        if dataset.get("organization") != request.organization["id"]:
            says = f"Dataset '{name}' {'does not belong to this organization' if dataset else 'not found'}"
            raise invalid_model({"assignments": says}, says)
    assigned = document_of(request.organization, "assigned") | {text_of(found, "user"): names}
    storage.store_organization(request.database, request.organization | {"assigned": assigned})
    user = Views(request).user_ref(found["user"])
    return 200, [{"subject": {"class": "Dataset", "id": name}, "user": user} for name in names]


# ---- contact points


def contacts(request: ApiRequest) -> Answer:
    """Return the contact points of an organization."""
    mine = request.database.of_organization(storage.CONTACT, text_of(request.organization, "id"))
    return 200, result_pages.page_of(request, mine, Views(request).contact)
