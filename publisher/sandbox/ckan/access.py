"""Permissions: the public reads what is public and active; the rest needs a role in an organization."""

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
    """Return whether the caller has one of these roles in a group, or administers the portal."""
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


def require_create(session: Session, given: Document) -> None:
    """Refuse a caller who may not create this dataset."""
    writes = any(one["capacity"] in WRITERS for one in session.members if _is_about(one, session.user))
    if not (session.is_sysadmin or writes):
        raise Denied(f"User {session.username} not authorized to create packages")
    require_groups(session, given, ())
    wanted = given.get("owner_org")
    found = session.group(wanted)
    if wanted and not session.is_sysadmin and not (found and has_role(session, found["id"], WRITERS)):
        raise Denied(f"User {session.username} not authorized to add dataset to this organization")


def _is_about(member: Document, user: Document | None) -> bool:
    return user is not None and member["table"] == "user" and member["object"] == user["id"]


def require_groups(session: Session, given: Document, known: Iterable[str]) -> None:
    """Refuse groups of which the caller is no member; `known` are those that the dataset is in already."""
    if session.is_sysadmin:
        return
    groups = [session.group(reference) for reference in _references(given)]
    if None in groups:
        raise Missing("Group was not found.")
    new = {str(group["id"]) for group in groups if group is not None} - set(known)
    if not all(has_role(session, group_id, READERS) for group_id in new):
        raise Denied(f"User {session.username} not authorized to edit these groups")


def _references(given: Document) -> list[object]:
    listed = given.get("groups")
    named = [one.get("id") or one.get("name") if isinstance(one, dict) else one for one in _list(listed)]
    return [name for name in named if name]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def require_sysadmin(session: Session) -> None:
    """Refuse a caller who does not administer the portal."""
    if not session.is_sysadmin:
        raise Denied
