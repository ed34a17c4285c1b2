"""Permissions: the public reads public, active datasets; everything else needs a role in an organization."""

from collections.abc import Collection, Iterable

from publisher.sandbox.ckan.refusals import Denied, Missing
from publisher.sandbox.ckan.session import ADMIN, EDITOR, MEMBER, Session
from publisher.sandbox.store import Document

READERS = frozenset({ADMIN, EDITOR, MEMBER})
WRITERS = frozenset({ADMIN, EDITOR})
MANAGERS = frozenset({ADMIN})

ROLES = (ADMIN, EDITOR, MEMBER)

ROLES_FOR = {
    "read": READERS,
    "manage_group": READERS,
    "create_dataset": WRITERS,
    "update_dataset": WRITERS,
    "delete_dataset": WRITERS,
}
"""The roles that have a permission; any other permission belongs to administrators."""


def has_role(session: Session, group_id: object, roles: Collection[str]) -> bool:
    """Return whether the caller has one of these roles in a group, or administers the catalogue."""
    return session.is_sysadmin or session.role_in(str(group_id)) in roles


def is_open(package: Document) -> bool:
    """Return whether the public may read a dataset."""
    return package["state"] == "active" and not package["private"]


def can_read(session: Session, package: Document) -> bool:
    """Return whether the caller may read a dataset."""
    return is_open(package) or has_role(session, package["owner_org"], READERS)


def require_read(session: Session, package: Document) -> None:
    """Refuse a caller who may not read a dataset."""
    if not can_read(session, package):
        raise Denied(f"User {session.username} not authorized to read package {package['id']}")


def can_write(session: Session, package: Document) -> bool:
    """Return whether the caller may change a dataset."""
    return has_role(session, package["owner_org"], WRITERS)


def require_write(session: Session, package: Document) -> None:
    """Refuse a caller who may not change a dataset."""
    if not can_write(session, package):
        raise Denied(f"User {session.username} not authorized to edit package {package['id']}")


def require_create(session: Session, arguments: Document) -> None:
    """Refuse a caller who may not create this dataset."""
    may_write = any(member["capacity"] in WRITERS for member in session.members if _is_about(member, session.user))
    if not (session.is_sysadmin or may_write):
        raise Denied(f"User {session.username} not authorized to create packages")
    require_groups(session, arguments, ())
    reference = arguments.get("owner_org")
    organization = session.group(reference)
    if reference and not session.is_sysadmin and not (organization and has_role(session, organization["id"], WRITERS)):
        raise Denied(f"User {session.username} not authorized to add dataset to this organization")


def _is_about(member: Document, user: Document | None) -> bool:
    return user is not None and member["table"] == "user" and member["object"] == user["id"]


def require_groups(session: Session, arguments: Document, present_ids: Iterable[str]) -> None:
    """Refuse groups of which the caller is no member; `present_ids` are those that the dataset is in already."""
    if session.is_sysadmin:
        return
    groups = [session.group(reference) for reference in _references(arguments)]
    if None in groups:
        raise Missing("Group was not found.")
    new_ids = {str(group["id"]) for group in groups if group is not None} - set(present_ids)
    if not all(has_role(session, group_id, READERS) for group_id in new_ids):
        raise Denied(f"User {session.username} not authorized to edit these groups")


def _references(arguments: Document) -> list[object]:
    groups = arguments.get("groups")
    references = [group.get("id") or group.get("name") if isinstance(group, dict) else group for group in _list(groups)]
    return [reference for reference in references if reference]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def require_sysadmin(session: Session) -> None:
    """Refuse a caller who does not administer the catalogue."""
    if not session.is_sysadmin:
        raise Denied
