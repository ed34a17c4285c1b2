"""One call: its caller, and the stored objects by name and id."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from publisher.sandbox.ckan.schema import Schema, stored_schema
from publisher.sandbox.documents import text_of
from publisher.sandbox.interface import Call
from publisher.sandbox.store import Database, Document

ADMIN, EDITOR, MEMBER = "admin", "editor", "member"


def new_id() -> str:
    """Return a new id in CKAN's form."""
    return str(uuid.uuid4())


@dataclass
class Session:
    """The caller, and the stored objects. Groups and memberships are read once for each call."""

    database: Database
    url: str
    moment: str
    """The time of the call as CKAN writes it: UTC, without a zone."""
    user: Document | None
    changed: list[str] = field(default_factory=list)
    """Ids of the datasets that the answer names as changed."""

    # ---- the caller

    @property
    def username(self) -> str:
        """Return the caller's name; empty for the public."""
        return text_of(self.user or {}, "name")

    @property
    def is_sysadmin(self) -> bool:
        """Return whether the caller administers the catalogue."""
        return bool((self.user or {}).get("sysadmin"))

    def user_named(self, reference: str) -> Document | None:
        """Return a user by id or name."""
        user = self.database.get("user", reference)
        return user or next((user for user in self.database.all("user") if user["name"] == reference), None)

    # ---- the fields that the portal declares

    @cached_property
    def schema(self) -> Schema:
        """Return the schema of datasets; an empty one where the portal declares none."""
        return stored_schema(self.database)

    # ---- groups; organizations are groups of a kind

    @cached_property
    def groups(self) -> dict[str, Document]:
        """Return the groups, by id."""
        return {str(group["id"]): group for group in self.database.all("group")}

    def group(self, reference: object) -> Document | None:
        """Return a group or an organization by id or name."""
        group = self.groups.get(str(reference))
        return group or next((group for group in self.groups.values() if group["name"] == reference), None)

    def put_group(self, group: Document) -> None:
        """Store a group."""
        self.database.put("group", str(group["id"]), group)
        self.__dict__.pop("groups", None)

    def remove_group(self, group: Document) -> None:
        """Remove a group and its memberships."""
        for member in self.members:
            if member["group"] == group["id"]:
                self.database.remove("member", _member_key(member))
        self.database.remove("group", str(group["id"]))
        self.__dict__.pop("groups", None)
        self.__dict__.pop("members", None)

    # ---- members: users with a role, and datasets

    @cached_property
    def members(self) -> list[Document]:
        """Return the members of each group: users and datasets."""
        return self.database.all("member")

    def put_member(self, group_id: str, table: str, object_id: str, capacity: str) -> Document:
        """Add a user or a dataset to a group, with a role."""
        key = {"group": group_id, "table": table, "object": object_id}
        stored_member = self.database.get("member", _member_key(key)) or {"id": new_id(), **key}
        member = {**stored_member, "capacity": capacity}
        self.database.put("member", _member_key(key), member)
        self.__dict__.pop("members", None)
        self.__dict__.pop("groups_of_packages", None)
        return member

    def remove_member(self, group_id: str, table: str, object_id: str) -> None:
        """Remove a user or a dataset from a group."""
        self.database.remove("member", _member_key({"group": group_id, "table": table, "object": object_id}))
        self.__dict__.pop("members", None)
        self.__dict__.pop("groups_of_packages", None)

    def users_of(self, group_id: str) -> list[tuple[Document, str]]:
        """Return the users of a group, each with the role."""
        roles = {str(member["object"]): str(member["capacity"]) for member in self._in(group_id, "user")}
        users = {name: self.database.get("user", name) for name in roles}
        return [(user, roles[name]) for name, user in users.items() if user is not None]

    def _in(self, group_id: str, table: str) -> list[Document]:
        return [member for member in self.members if member["group"] == group_id and member["table"] == table]

    def role_in(self, group_id: str) -> str | None:
        """Return the caller's role in a group."""
        if self.user is None:
            return None
        members = (member for member in self._in(group_id, "user") if member["object"] == self.user["id"])
        return next((str(member["capacity"]) for member in members), None)

    @cached_property
    def groups_of_packages(self) -> dict[str, list[str]]:
        """Return the ids of the groups of each dataset, by the dataset's id."""
        group_ids: dict[str, list[str]] = {}
        for member in self.members:
            if member["table"] == "package":
                group_ids.setdefault(str(member["object"]), []).append(str(member["group"]))
        return group_ids

    # ---- datasets

    def package(self, reference: object) -> Document | None:
        """Return a dataset by id or name, deleted ones included."""
        if not isinstance(reference, str) or not reference:
            return None
        package = self.database.get("package", reference)
        if package is None and (index_entry := self.database.get("package name", reference)):
            package = self.database.get("package", str(index_entry["id"]))
        return package

    def put_package(self, package: Document, former_package: Document | None = None) -> None:
        """Store a dataset, and the keys by which it is found."""
        package_id = str(package["id"])
        if former_package is not None and former_package["name"] != package["name"]:
            self.database.remove("package name", str(former_package["name"]))
        if former_package is None or former_package["name"] != package["name"]:
            self.database.put("package name", str(package["name"]), {"id": package_id})
        self.database.put("package", package_id, package)

    def remove_package(self, package: Document) -> None:
        """Remove a dataset."""
        for group_id in self.groups_of_packages.get(str(package["id"]), []):
            self.remove_member(group_id, "package", str(package["id"]))
        self.database.remove("package name", str(package["name"]))
        self.database.remove("package", str(package["id"]))

    def package_of_resource(self, resource_id: str) -> Document | None:
        """Return the dataset that has a resource, or had it before its deletion."""
        index_entry = self.database.get("resource", resource_id)
        return self.database.get("package", str(index_entry["package"])) if index_entry else None


def _member_key(member: Mapping[str, object]) -> str:
    return f"{member['group']}/{member['table']}/{member['object']}"


def session_of(call: Call) -> Session:
    """Return the session of a call. An unknown token is no error: its owner is the public."""
    token = call.request.headers.get("Authorization", "").strip()
    token_entry = call.database.get("token", token) if token else None
    user = call.database.get("user", str(token_entry["user"])) if token_entry else None
    return Session(call.database, call.url, call.now.replace(tzinfo=None).isoformat(), user)
