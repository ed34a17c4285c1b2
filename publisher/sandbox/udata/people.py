"""The caller, organizations and their members."""

import uuid

from publisher.sandbox.documents import document_of, documents_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import lists, shelf
from publisher.sandbox.udata.access import need, organization_permissions, role_in
from publisher.sandbox.udata.ask import Answer, Ask
from publisher.sandbox.udata.refusals import invalid_model, missing, refused
from publisher.sandbox.udata.views import Views
from publisher.sandbox.udata.words import ROLES

GONE = "Organization has been deleted"


def me(ask: Ask) -> Answer:
    """Who the caller is."""
    return 200, Views(ask).me(ask.user or {})


def create(ask: Ask) -> Answer:
    """An organization, which the caller looks after: from the next call on."""
    sent = ask.document()
    absent = [name for name in ("name", "description") if not sent.get(name)]
    if absent:
        errors = dict.fromkeys(absent, "Field is required")
        raise invalid_model(errors, f"ValidationError (Organization:None) (Field is required: {absent})")
    name = str(sent["name"])
    found: Document = {
        "id": shelf.new_id(),
        "slug": shelf.slug_for_organization(ask.drawer, name),
        "name": name,
        "description": sent["description"],
        "created": ask.now,
        "modified": ask.now,
        "members": [],
    }
    answer = Views(ask).organization(found)
    found["members"] = [{"user": ask.me, "role": "admin", "since": ask.now}]
    shelf.keep_organization(ask.drawer, found)
    answer["members"] = Views(ask).organization(found)["members"]
    return 201, answer


def show(ask: Ask) -> Answer:
    """Read one."""
    if ask.organization.get("deleted") and not organization_permissions(ask, ask.organization)["private"]:
        raise refused(410, GONE)
    return 200, Views(ask).organization(ask.organization)


def delete(ask: Ask) -> Answer:
    """Delete one: it stays, with all that it has."""
    if ask.organization.get("deleted"):
        raise refused(410, GONE)
    need(ask, "delete")
    shelf.keep_organization(ask.drawer, ask.organization | {"deleted": ask.now})
    return 204, None


# ---- members


def request_membership(ask: Ask) -> Answer:
    """Ask to become a member."""
    sent = ask.document()
    if role_in(ask.organization, ask.me):
        raise refused(400, "You are already a member of this organization")
    comment = sent.get("comment")
    if not comment:
        says = "'comment' is required when 'kind' is 'request'"
        raise invalid_model({"comment": says}, says)
    requests = documents_of(ask.organization, "requests")
    waiting = next((one for one in requests if one["user"] == ask.me and one["status"] == "pending"), None)
    new = {"id": str(uuid.uuid4()), "user": ask.me, "role": "editor", "status": "pending", "created": ask.now}
    found = (waiting or new) | {"comment": comment}
    others = [one for one in requests if one is not waiting]
    shelf.keep_organization(ask.drawer, ask.organization | {"requests": [*others, found]})
    return 200 if waiting else 201, Views(ask).request(found)


def accept_membership(ask: Ask) -> Answer:
    """Make somebody who asked for it a member."""
    need(ask, "members")
    requests = documents_of(ask.organization, "requests")
    found = next((one for one in requests if one["id"] == ask.parts["rid"]), None)
    if found is None:
        raise refused(404, "Unknown membership request id")
    members = documents_of(ask.organization, "members")
    held = next((one for one in members if one["user"] == found["user"]), None)
    if held is not None:
        return 409, Views(ask).member(held)
    member: Document = {"user": found["user"], "role": found["role"], "since": ask.now}
    done = [one | {"status": "accepted"} if one is found else one for one in requests]
    shelf.keep_organization(ask.drawer, ask.organization | {"requests": done, "members": [*members, member]})
    return 200, Views(ask).member(member)


def _member(ask: Ask) -> Document:
    """The member of the path. Raises `Refusal`."""
    user = shelf.user_named(ask.drawer, ask.parts["user"])
    if user is None:
        raise missing()
    need(ask, "members")
    found = next((one for one in documents_of(ask.organization, "members") if one["user"] == user["id"]), None)
    if found is None:
        raise missing()
    return found


def change_member(ask: Ask) -> Answer:
    """Another role for a member; who is a partial editor no more has no assignments either."""
    found = _member(ask)
    role = ask.document().get("role", found["role"])
    if role not in ROLES:
        says = f"'{role}' is not a valid choice. Valid choices: {list(ROLES)}"
        raise invalid_model({"role": says}, says)
    changed = found | {"role": role}
    members = [changed if one is found else one for one in documents_of(ask.organization, "members")]
    assigned = document_of(ask.organization, "assigned")
    if role != "partial_editor":
        assigned = {name: held for name, held in assigned.items() if name != found["user"]}
    shelf.keep_organization(ask.drawer, ask.organization | {"members": members, "assigned": assigned})
    return 200, Views(ask).member(changed)


def assign(ask: Ask) -> Answer:
    """What a partial editor may change: all of it is sent."""
    found = _member(ask)
    if found["role"] != "partial_editor":
        raise refused(400, "User must be a partial_editor member of this organization")
    sent = ask.json()
    names = [text_of(one, "id") for one in sent if isinstance(one, dict)] if isinstance(sent, list) else []
    for name in names:
        dataset = ask.drawer.get(shelf.DATASET, name) or {}
        if dataset.get("organization") != ask.organization["id"]:
            says = f"Dataset '{name}' {'does not belong to this organization' if dataset else 'not found'}"
            raise invalid_model({"assignments": says}, says)
    assigned = document_of(ask.organization, "assigned") | {text_of(found, "user"): names}
    shelf.keep_organization(ask.drawer, ask.organization | {"assigned": assigned})
    user = Views(ask).user_ref(found["user"])
    return 200, [{"subject": {"class": "Dataset", "id": name}, "user": user} for name in names]


# ---- contact points


def contacts(ask: Ask) -> Answer:
    """The contact points of an organization."""
    mine = ask.drawer.owned(shelf.CONTACT, text_of(ask.organization, "id"))
    return 200, lists.page_of(ask, mine, Views(ask).contact)
