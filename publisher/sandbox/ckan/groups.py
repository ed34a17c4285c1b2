"""The actions on organizations, groups and their members."""

from collections.abc import Iterable
from typing import Final

from publisher.sandbox.ckan import fields
from publisher.sandbox.ckan.access import MANAGERS, READERS, ROLES, ROLES_FOR, can_read, has_role, require_sysadmin
from publisher.sandbox.ckan.datasets import required_argument
from publisher.sandbox.ckan.refusals import Denied, Invalid, Missing
from publisher.sandbox.ckan.session import ADMIN, Session, new_id
from publisher.sandbox.ckan.views import shown, shown_group, shown_user
from publisher.sandbox.documents import document_of, text_of
from publisher.sandbox.store import Document

_DATASETS_SHOWN: Final = 10


# ---- reading


def organization_list(session: Session, _arguments: Document) -> list[str]:
    """Return the names of all organizations, in the order of their titles."""
    organizations = sorted(_all(session, is_organization=True), key=lambda organization: str(organization["title"]))
    return [str(organization["name"]) for organization in organizations]


def _all(session: Session, *, is_organization: bool) -> list[Document]:
    return [group for group in session.groups.values() if group["is_organization"] == is_organization]


def group_list(session: Session, _arguments: Document) -> list[str]:
    """Return the names of all groups, in the order of their titles."""
    groups = sorted(_all(session, is_organization=False), key=lambda group: text_of(group, "title"))
    return [str(group["name"]) for group in groups]


def group_list_authz(session: Session, _arguments: Document) -> list[Document]:
    """Return the groups to which the caller may add datasets."""
    groups = (
        group
        for group in _all(session, is_organization=False)
        if session.user is not None and has_role(session, group["id"], READERS)
    )
    return _in_order(map(shown_group, groups))


def organization_list_for_user(session: Session, arguments: Document) -> list[Document]:
    """Return the organizations where the caller has a permission."""
    if session.is_sysadmin:
        organizations = [(organization, ADMIN) for organization in _all(session, is_organization=True)]
    else:
        roles = ROLES_FOR.get(text_of(arguments, "permission") or "manage_group", MANAGERS)
        candidates = (
            (organization, session.role_in(str(organization["id"])))
            for organization in _all(session, is_organization=True)
        )
        organizations = [
            (organization, role) for organization, role in candidates if role is not None and role in roles
        ]
    return _in_order([shown_group(organization) | {"capacity": role} for organization, role in organizations])


def _in_order(groups: Iterable[Document]) -> list[Document]:
    return sorted(groups, key=lambda group: text_of(group, "display_name").lower())


def organization_show(session: Session, arguments: Document) -> Document:
    """Return one organization."""
    return _show(session, arguments, is_organization=True)


def group_show(session: Session, arguments: Document) -> Document:
    """Return one group."""
    return _show(session, arguments, is_organization=False)


def _show(session: Session, arguments: Document, *, is_organization: bool) -> Document:
    group = session.group(required_argument(arguments, "id"))
    if group is None or group["is_organization"] != is_organization:
        raise Missing
    datasets = _datasets(session, group)
    view = shown_group(group) | {"package_count": len(datasets), "num_followers": 0}
    if _flag(arguments, "include_extras", default=True):
        view["extras"] = []
    if _flag(arguments, "include_groups", default=True):
        view["groups"] = []
    if _flag(arguments, "include_users", default=True):
        users = [shown_user(session, user) | {"capacity": role} for user, role in session.users_of(str(group["id"]))]
        view["users"] = sorted(users, key=lambda user: str(user["name"]))
    if _flag(arguments, "include_datasets", default=False):
        view["packages"] = [shown(session, package) for package in datasets[:_DATASETS_SHOWN]]
    return view


def _flag(arguments: Document, name: str, *, default: bool) -> bool:
    return fields.flag(arguments[name]) if name in arguments else default


def _datasets(session: Session, group: Document) -> list[Document]:
    """Return the datasets of a group that the caller may see."""
    is_member = has_role(session, group["id"], READERS)
    packages = [
        package
        for package in session.database.all("package")
        if package["state"] == "active" and can_read(session, package)
    ]
    if group["is_organization"]:
        group_packages = [
            package
            for package in packages
            if package["owner_org"] == group["id"] and (is_member or not package["private"])
        ]
    else:
        group_packages = [
            package
            for package in packages
            if group["id"] in session.groups_of_packages.get(str(package["id"]), []) and not package["private"]
        ]
    return sorted(group_packages, key=lambda package: str(package["metadata_modified"]), reverse=True)


# ---- making and removing


def organization_create(session: Session, arguments: Document) -> Document:
    """Create an organization; the caller administers it."""
    return _create(session, arguments, is_organization=True)


def group_create(session: Session, arguments: Document) -> Document:
    """Create a group; the caller administers it."""
    return _create(session, arguments, is_organization=False)


def _create(session: Session, arguments: Document, *, is_organization: bool) -> Document:
    kind = "organization" if is_organization else "group"
    if session.user is None:
        raise Denied(f"User None not authorized to create {kind}s")
    name = fields.text(arguments.get("name"))
    errors = fields.name_errors(name) if name else ["Missing value"]
    if name and session.group(name):
        errors.append("Group name already exists in database")
    if errors:
        raise Invalid({"name": errors})
    group = new_group(session, name, arguments, is_organization=is_organization)
    session.put_member(str(group["id"]), "user", str(session.user["id"]), ADMIN)
    return _show(session, {"id": group["id"]}, is_organization=is_organization)


def new_group(session: Session, name: str, arguments: Document, *, is_organization: bool) -> Document:
    """Store a new group or organization without members."""
    group: Document = {
        "id": new_id(),
        "name": name,
        "title": fields.text(arguments.get("title")),
        "type": "organization" if is_organization else "group",
        "description": fields.text(arguments.get("description")),
        "image_url": fields.text(arguments.get("image_url")),
        "created": session.moment,
        "is_organization": is_organization,
        "approval_status": "approved",
        "state": "active",
    }
    session.put_group(group)
    return group


def organization_patch(session: Session, arguments: Document) -> Document:
    """Change the name or the title of an organization."""
    return _patch(session, arguments, is_organization=True)


def group_patch(session: Session, arguments: Document) -> Document:
    """Change the name or the title of a group. Datasets go on being shown with its former name until they change."""
    return _patch(session, arguments, is_organization=False)


def _patch(session: Session, arguments: Document, *, is_organization: bool) -> Document:
    group = session.group(required_argument(arguments, "id"))
    if group is None or group["is_organization"] != is_organization:
        raise Missing("Organization was not found" if is_organization else "Group was not found.")
    require_sysadmin(session)
    changed: Document = {**group, **{key: arguments[key] for key in ("name", "title") if key in arguments}}
    session.put_group(changed)
    for package in () if is_organization else _packages_in(session, group):
        stale: Document = {**document_of(package, "stale_groups")}
        stale[str(group["id"])] = group
        session.put_package({**package, "stale_groups": stale}, package)
    return _show(session, {"id": group["id"]}, is_organization=is_organization)


def _packages_in(session: Session, group: Document) -> list[Document]:
    packages = session.database.all("package")
    return [package for package in packages if group["id"] in session.groups_of_packages.get(str(package["id"]), [])]


def organization_purge(session: Session, arguments: Document) -> None:
    """Remove an organization for good, if all its datasets are deleted."""
    group = session.group(required_argument(arguments, "id"))
    if group is None:
        raise Missing("Organization was not found")
    require_sysadmin(session)
    packages = [package for package in session.database.all("package") if package["owner_org"] == group["id"]]
    if any(package["state"] != "deleted" for package in packages):
        raise Invalid({"message": "Organization cannot be purged while it still has datasets"})
    session.remove_group(group)


def group_purge(session: Session, arguments: Document) -> None:
    """Remove a group for good."""
    group = session.group(required_argument(arguments, "id"))
    if group is None:
        raise Missing("Group was not found")
    require_sysadmin(session)
    session.remove_group(group)


# ---- members


def organization_member_create(session: Session, arguments: Document) -> Document:
    """Give a user a role in an organization."""
    group = session.group(arguments.get("id"))
    if group is not None and not has_role(session, group["id"], MANAGERS):
        raise Denied(f"User {session.username} not authorized to add members")
    user = session.user_named(text_of(arguments, "username"))
    errors: Document = {}
    if group is None:
        errors["id"] = ["That group name or ID does not exist."]
    if user is None:
        errors["username"] = ["User not found"]
    if arguments.get("role") not in ROLES:
        errors["role"] = ["role does not exist."]
    if group is None or user is None or errors:
        raise Invalid(errors)
    return _member(session.put_member(str(group["id"]), "user", str(user["id"]), text_of(arguments, "role")))


def organization_member_delete(session: Session, arguments: Document) -> None:
    """Remove a user from an organization."""
    member_delete(session, {"id": arguments.get("id"), "object": arguments.get("username"), "object_type": "user"})


def member_create(session: Session, arguments: Document) -> Document:
    """Add a user or a dataset to a group."""
    group, table, object_id = _member_named(session, arguments)
    return _member(session.put_member(str(group["id"]), table, object_id, text_of(arguments, "capacity")))


def member_delete(session: Session, arguments: Document) -> None:
    """Remove a user or a dataset from a group."""
    group, table, object_id = _member_named(session, arguments)
    session.remove_member(str(group["id"]), table, object_id)


def _member_named(session: Session, arguments: Document) -> tuple[Document, str, str]:
    group, table = session.group(required_argument(arguments, "id")), text_of(arguments, "object_type")
    if group is None:
        raise Missing("Group was not found.")
    reference = text_of(arguments, "object")
    member = session.package(reference) if table == "package" else session.user_named(reference)
    if member is None:
        raise Missing(f"{table.title()} was not found.")
    roles = READERS if table == "package" and not group["is_organization"] else MANAGERS
    if not has_role(session, group["id"], roles):
        raise Denied(f"User {session.username} not authorized to edit group {group['id']}")
    return group, table, str(member["id"])


def _member(member: Document) -> Document:
    return {
        "id": member["id"],
        "table_name": member["table"],
        "table_id": member["object"],
        "capacity": member["capacity"],
        "group_id": member["group"],
        "state": "active",
    }
