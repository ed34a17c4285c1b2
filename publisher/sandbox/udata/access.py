"""Who may do what: the site's administrator, members of an organization by their role, owners, the public."""

from collections.abc import Mapping

from publisher.sandbox.documents import document_of, documents_of, list_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import shelf
from publisher.sandbox.udata.ask import Ask
from publisher.sandbox.udata.refusals import FORBIDDEN, refused


def role_in(organization: Document, user: str) -> str:
    """The role that somebody has in an organization; empty for none."""
    return next((text_of(one, "role") for one in documents_of(organization, "members") if one["user"] == user), "")


def organization_permissions(ask: Ask, organization: Document) -> Mapping[str, bool]:
    """What the caller may do with an organization, as its documents show it."""
    role = role_in(organization, ask.me) if ask.me else ""
    whole = ask.is_administrator or role == "admin"
    return {
        "delete": whole,
        "edit": whole,
        "harvest": whole,
        "members": whole,
        "private": ask.is_administrator or bool(role),
    }


def organization_of(ask: Ask, dataset: Document) -> Document:
    """The organization of a dataset; empty where a person has it."""
    return ask.drawer.get(shelf.ORGANIZATION, text_of(dataset, "organization")) or {}


def may_edit(ask: Ask, dataset: Document, organization: Document) -> bool:
    """Whether the caller may change a dataset of this organization: a partial editor, what was assigned to it."""
    if ask.is_administrator:
        return True
    if not organization:
        return bool(ask.me) and dataset.get("owner") == ask.me
    if role_in(organization, ask.me) in ("admin", "editor"):
        return True
    return dataset.get("id") in list_of(document_of(organization, "assigned"), ask.me)


def may_read(ask: Ask, dataset: Document) -> bool:
    """Whether the caller sees a dataset."""
    if ask.is_administrator or not (dataset.get("private") or dataset.get("deleted")):
        return True
    organization = organization_of(ask, dataset)
    return bool(ask.me) and (bool(role_in(organization, ask.me)) or dataset.get("owner") == ask.me)


def need_edit(ask: Ask) -> None:
    """Raise `Refusal` unless the caller may change the dataset of the path."""
    if not may_edit(ask, ask.dataset, organization_of(ask, ask.dataset)):
        raise refused(403, FORBIDDEN)


def need(ask: Ask, permission: str) -> None:
    """Raise `Refusal` unless the caller may do this with the organization of the path."""
    if not organization_permissions(ask, ask.organization)[permission]:
        raise refused(403, FORBIDDEN)
