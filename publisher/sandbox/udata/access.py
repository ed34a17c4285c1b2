"""Permissions: the site's administrator, members of an organization by their role, owners, the public."""

from collections.abc import Mapping

from publisher.sandbox.documents import document_of, documents_of, list_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import storage
from publisher.sandbox.udata.refusals import FORBIDDEN, refused
from publisher.sandbox.udata.request import ApiRequest


def role_in(organization: Document, user: str) -> str:
    """Return a user's role in an organization; empty for none."""
    return next(
        (text_of(member, "role") for member in documents_of(organization, "members") if member["user"] == user), ""
    )


def organization_permissions(request: ApiRequest, organization: Document) -> Mapping[str, bool]:
    """Return the caller's permissions in an organization, as its documents show them."""
    role = role_in(organization, request.me) if request.me else ""
    is_manager = request.is_administrator or role == "admin"
    return {
        "delete": is_manager,
        "edit": is_manager,
        "harvest": is_manager,
        "members": is_manager,
        "private": request.is_administrator or bool(role),
    }


def organization_of(request: ApiRequest, dataset: Document) -> Document:
    """Return the organization of a dataset; empty where a person owns it."""
    return request.database.get(storage.ORGANIZATION, text_of(dataset, "organization")) or {}


def may_edit(request: ApiRequest, dataset: Document, organization: Document) -> bool:
    """Return whether the caller may change a dataset: a partial editor, if it is assigned to them."""
    if request.is_administrator:
        return True
    if not organization:
        return bool(request.me) and dataset.get("owner") == request.me
    if role_in(organization, request.me) in ("admin", "editor"):
        return True
    return dataset.get("id") in list_of(document_of(organization, "assigned"), request.me)


def may_read(request: ApiRequest, dataset: Document) -> bool:
    """Return whether the caller sees a dataset."""
    if request.is_administrator or not (dataset.get("private") or dataset.get("deleted")):
        return True
    organization = organization_of(request, dataset)
    return bool(request.me) and (bool(role_in(organization, request.me)) or dataset.get("owner") == request.me)


def need_edit(request: ApiRequest) -> None:
    """Raise `Refusal` unless the caller may change the dataset of the path."""
    if not may_edit(request, request.dataset, organization_of(request, request.dataset)):
        raise refused(403, FORBIDDEN)


def need(request: ApiRequest, permission: str) -> None:
    """Raise `Refusal` unless the caller has a permission in the organization of the path."""
    if not organization_permissions(request, request.organization)[permission]:
        raise refused(403, FORBIDDEN)
