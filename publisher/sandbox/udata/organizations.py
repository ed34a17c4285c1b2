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
    payload = request.document()
    absent = [name for name in ("name", "description") if not payload.get(name)]
    if absent:
        errors = dict.fromkeys(absent, "Field is required")
        raise invalid_model(errors, f"ValidationError (Organization:None) (Field is required: {absent})")
    name = str(payload["name"])
    organization: Document = {
        "id": storage.new_id(),
        "slug": storage.slug_for_organization(request.database, name),
        "name": name,
        "description": payload["description"],
        "created": request.now,
        "modified": request.now,
        "members": [],
    }
    answer = Views(request).organization(organization)
    organization["members"] = [{"user": request.me, "role": "admin", "since": request.now}]
    storage.store_organization(request.database, organization)
    answer["members"] = Views(request).organization(organization)["members"]
    return 201, answer


def show(request: ApiRequest) -> Answer:
    """Return one organization."""
    if request.organization.get("deleted") and not organization_permissions(request, request.organization)["private"]:
        raise refused(410, GONE)
    return 200, Views(request).organization(request.organization)


def rename(request: ApiRequest) -> Answer:
    """Give an organization another name, and with it another slug; the former one leads to it."""
    need(request, "edit")
    payload = request.document()
    name = str(payload.get("name") or request.organization["name"])
    changed = name != request.organization["name"]
    slug = storage.slug_for_organization(request.database, name) if changed else request.organization["slug"]
    organization = {**request.organization, "name": name, "slug": slug, "modified": request.now}
    storage.store_organization(request.database, organization)
    return 200, Views(request).organization(organization)


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
    payload = request.document()
    if role_in(request.organization, request.me):
        raise refused(400, "You are already a member of this organization")
    comment = payload.get("comment")
    if not comment:
        message = "'comment' is required when 'kind' is 'request'"
        raise invalid_model({"comment": message}, message)
    requests = documents_of(request.organization, "requests")
    pending_request = next(
        (entry for entry in requests if entry["user"] == request.me and entry["status"] == "pending"), None
    )
    new_request = {
        "id": str(uuid.uuid4()),
        "user": request.me,
        "role": "editor",
        "status": "pending",
        "created": request.now,
    }
    updated_request = (pending_request or new_request) | {"comment": comment}
    other_requests = [entry for entry in requests if entry is not pending_request]
    storage.store_organization(
        request.database, request.organization | {"requests": [*other_requests, updated_request]}
    )
    return 200 if pending_request else 201, Views(request).request(updated_request)


def accept_membership(request: ApiRequest) -> Answer:
    """Accept a request for membership."""
    need(request, "members")
    requests = documents_of(request.organization, "requests")
    accepted_request = next((entry for entry in requests if entry["id"] == request.parts["rid"]), None)
    if accepted_request is None:
        raise refused(404, "Unknown membership request id")
    members = documents_of(request.organization, "members")
    existing_member = next((member for member in members if member["user"] == accepted_request["user"]), None)
    if existing_member is not None:
        return 409, Views(request).member(existing_member)
    member: Document = {"user": accepted_request["user"], "role": accepted_request["role"], "since": request.now}
    updated_requests = [entry | {"status": "accepted"} if entry is accepted_request else entry for entry in requests]
    storage.store_organization(
        request.database, request.organization | {"requests": updated_requests, "members": [*members, member]}
    )
    return 200, Views(request).member(member)


def _member(request: ApiRequest) -> Document:
    """Return the member of the path. Raises `Refusal`."""
    user = storage.user_named(request.database, request.parts["user"])
    if user is None:
        raise missing()
    need(request, "members")
    member = next(
        (entry for entry in documents_of(request.organization, "members") if entry["user"] == user["id"]), None
    )
    if member is None:
        raise missing()
    return member


def change_member(request: ApiRequest) -> Answer:
    """Change the role of a member; one who ceases to be a partial editor loses the assignments."""
    member = _member(request)
    role = request.document().get("role", member["role"])
    if role not in ROLES:
        message = f"'{role}' is not a valid choice. Valid choices: {list(ROLES)}"
        raise invalid_model({"role": message}, message)
    changed = member | {"role": role}
    members = [changed if entry is member else entry for entry in documents_of(request.organization, "members")]
    assigned = document_of(request.organization, "assigned")
    if role != "partial_editor":
        assigned = {name: ids for name, ids in assigned.items() if name != member["user"]}
    storage.store_organization(request.database, request.organization | {"members": members, "assigned": assigned})
    return 200, Views(request).member(changed)


def assign(request: ApiRequest) -> Answer:
    """Replace the list of datasets that a partial editor may change."""
    member = _member(request)
    if member["role"] != "partial_editor":
        raise refused(400, "User must be a partial_editor member of this organization")
    payload = request.json()
    names = [text_of(item, "id") for item in payload if isinstance(item, dict)] if isinstance(payload, list) else []
    for name in names:
        dataset = request.database.get(storage.DATASET, name) or {}
        if dataset.get("organization") != request.organization["id"]:
            message = f"Dataset '{name}' {'does not belong to this organization' if dataset else 'not found'}"
            raise invalid_model({"assignments": message}, message)
    assigned = document_of(request.organization, "assigned") | {text_of(member, "user"): names}
    storage.store_organization(request.database, request.organization | {"assigned": assigned})
    user = Views(request).user_ref(member["user"])
    return 200, [{"subject": {"class": "Dataset", "id": name}, "user": user} for name in names]


# ---- contact points


def contacts(request: ApiRequest) -> Answer:
    """Return the contact points of an organization."""
    points = request.database.of_organization(storage.CONTACT, text_of(request.organization, "id"))
    return 200, result_pages.page_of(request, points, Views(request).contact)
