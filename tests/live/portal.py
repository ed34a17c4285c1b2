"""A CKAN as other tools and people use it: plain HTTP, nothing of the package.

Reads and cleaning are done with the administrator's token, edits with the editor's, as people edit.
"""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TIMEOUT = 60
USUAL_GROUPS = ("environnement", "mobilite")
"""Groups of every CKAN of the tests."""
FORM_FIELDS = ("id", "package_id", "url", "name", "description", "format")
"""The fields that CKAN's own form of a resource sends; other fields that CKAN does not keep by itself are cleared."""

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class PortalError(Exception):
    """CKAN refused a call."""

    def __init__(self, action: str, status: int, body: str) -> None:
        super().__init__(f"{action}: {status} {body[:500]}")
        self.status = status


@dataclass
class Portal:
    """One CKAN, with the accounts of the tests."""

    url: str
    editor: str = field(repr=False)
    admin: str = field(repr=False)
    stranger: str = field(repr=False)
    deleted: list[str] = field(default_factory=list)
    """Ids of entries that a test deleted: a search does not find them, and the teardown needs them."""

    def call(self, action: str, token: str | None = None, /, **arguments: object) -> Any:
        """Call an action, as the administrator unless a token is given, and return its result. Raises `PortalError`."""
        request = urllib.request.Request(
            f"{self.url}/api/3/action/{action}",
            json.dumps(arguments).encode(),
            {"Content-Type": "application/json", "Authorization": token or self.admin},
        )
        try:
            with _open(request, timeout=TIMEOUT) as reply:
                return json.load(reply)["result"]
        except urllib.error.HTTPError as error:
            with error:
                raise PortalError(action, error.code, error.read().decode(errors="replace")) from None

    def user(self, token: str) -> str:
        """Return the name of a token's user."""
        return str(self.call("user_show", token)["name"])

    def exports_dcat(self) -> bool:
        """Return whether the CKAN exports its catalogue in DCAT."""
        try:
            with _open(f"{self.url}/catalog.ttl?fq=name:none", timeout=TIMEOUT):
                return True
        except urllib.error.HTTPError as error:
            with error:
                if error.code != 404:
                    raise
            return False

    # ---- organizations

    def make_organization(self, prefix: str = "essai-") -> str:
        """Create an organization where the editor may write, and return its name."""
        name = f"{prefix}{secrets.token_hex(5)}"
        self.call("organization_create", name=name, title=f"Organisation {name}")
        self.add_editor(name, self.editor)
        return name

    def add_editor(self, organization: str, token: str) -> None:
        """Give the owner of a token the right to write in an organization."""
        self.call("organization_member_create", id=organization, username=self.user(token), role="editor")

    def purge_organization(self, name: str) -> None:
        """Remove an organization with everything in it, for good."""
        for entry in self.entries(name):
            self.call("dataset_purge", id=entry["id"])
        while self.deleted:
            self.purge(self.deleted.pop())
        self.call("organization_purge", id=name)

    # ---- reading

    def entries(self, organization: str) -> list[Json]:
        """Return every entry of an organization, by its name or id, whole; private ones too."""
        result = self.call(
            "package_search",
            fq=f"(organization:{organization} OR owner_org:{organization})",
            rows=1000,
            sort="name asc",
            include_private=True,
            include_drafts=True,
        )
        return list(result["results"])

    def show(self, name: str) -> Json:
        """Return one entry, whole, deleted ones included."""
        package: Json = self.call("package_show", id=name)
        return package

    def exists(self, name: str) -> bool:
        """Return whether an entry of this name or id exists, deleted ones included."""
        try:
            self.show(name)
        except PortalError as error:
            if error.status == 404:
                return False
            raise
        return True

    # ---- what people and other tools do

    def create(self, **fields: object) -> Json:
        """Create an entry as others do, and return it."""
        package: Json = self.call("package_create", self.editor, **fields)
        return package

    def patch(self, name: str, /, **fields: object) -> Json:
        """Edit the given fields of a dataset, and nothing else."""
        edited: Json = self.call("package_patch", self.editor, id=name, **fields)
        return edited

    def set_extras(self, name: str, /, **changes: str | None) -> Json:
        """Set extras of an entry; None removes one."""
        extras = {**extras_of(self.show(name)), **changes}
        listed = [{"key": key, "value": value} for key, value in extras.items() if value is not None]
        return self.patch(name, extras=listed)

    def edit_resource(self, resource: Json, **fields: object) -> Json:
        """Edit a resource in the catalogue's form: only the form's own fields are sent."""
        form = {name: resource.get(name) or "" for name in FORM_FIELDS}
        edited: Json = self.call("resource_update", self.editor, **{**form, **fields})
        return edited

    def add_resource(self, name: str, /, **fields: object) -> Json:
        """Add a resource in the catalogue, and return it."""
        resource: Json = self.call("resource_create", self.editor, package_id=self.show(name)["id"], **fields)
        return resource

    def upload(self, name: str, title: str, content: bytes) -> Json:
        """Upload a file in the catalogue as a resource, and return the resource."""
        fields = {"package_id": str(self.show(name)["id"]), "name": title, "url_type": "upload"}
        return self._send_file("resource_create", fields, content, "Fichier.csv")

    def replace_file(self, resource: Json, content: bytes, filename: str = "Remplace.csv") -> Json:
        """Put another file in the place of a resource's file, as the catalogue's form does; return the resource."""
        fields = {"id": str(resource["id"]), "name": str(resource["name"]), "url_type": "upload"}
        return self._send_file("resource_update", fields, content, filename)

    def _send_file(self, action: str, fields: dict[str, str], content: bytes, filename: str) -> Json:
        edge = secrets.token_hex(8)
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="upload"; filename="{filename}"\r\n\r\n')
        request = urllib.request.Request(
            f"{self.url}/api/3/action/{action}",
            "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode(),
            {"Content-Type": f"multipart/form-data; boundary={edge}", "Authorization": self.editor},
        )
        with _open(request, timeout=TIMEOUT) as reply:
            resource: Json = json.load(reply)["result"]
        return resource

    def download(self, resource: Json) -> bytes:
        """Return the bytes of a hosted file."""
        path = urllib.parse.urlsplit(resource["url"]).path
        with _open(f"{self.url}{path}", timeout=TIMEOUT) as reply:
            content: bytes = reply.read()
        return content

    def delete_resource(self, resource_id: str) -> None:
        """Delete a resource in the catalogue."""
        self.call("resource_delete", self.editor, id=resource_id)

    def reorder(self, name: str, ids: list[str]) -> None:
        """Put the resources in another order."""
        self.call("package_resource_reorder", self.editor, id=name, order=ids)

    def delete(self, name: str) -> str:
        """Delete an entry as a person does, and return its id."""
        entry_id = str(self.show(name)["id"])
        self.deleted.append(entry_id)
        self.call("package_delete", self.editor, id=entry_id)
        return entry_id

    def make_usual_groups(self) -> None:
        """Make the groups that random manifests name, where they are missing; the editor may use them."""
        for name in set(USUAL_GROUPS) - set(self.call("group_list")):
            try:
                self.call("group_create", name=name, title=name.title())
            except PortalError:  # a conflict, or a fault of the database: another process makes it at the same time
                if name not in self.call("group_list"):
                    raise
        for name in USUAL_GROUPS:
            user = self.user(self.editor)
            self.call("member_create", id=name, object=user, object_type="user", capacity="member")

    def make_group(self, name: str, entry_id: str) -> None:
        """Create a group with an entry in it, of which the editor is no member, as administrators do."""
        self.call("group_create", name=name, title=name)
        self.call("member_create", id=name, object=entry_id, object_type="package", capacity="public")

    @contextmanager
    def vocabulary(self, *words: str) -> Iterator[str]:
        """Provide the id of a vocabulary with these tags, while no entry keeps one longer than the block."""
        name = f"essai-{secrets.token_hex(4)}"
        made = self.call("vocabulary_create", name=name, tags=[{"name": word} for word in words])
        try:
            yield str(made["id"])
        finally:
            for tag in self.call("vocabulary_show", id=made["id"])["tags"]:
                self.call("tag_delete", id=tag["id"], vocabulary_id=made["id"])
            self.call("vocabulary_delete", id=made["id"])

    def purge(self, name: str) -> None:
        """Remove an entry for good, if it is there."""
        try:
            self.call("dataset_purge", id=name)
        except PortalError as error:
            if error.status != 404:
                raise


def extras_of(entry: Json) -> dict[str, str]:
    """Return the extras of an entry, as a mapping."""
    return {extra["key"]: extra["value"] for extra in entry["extras"]}


def settled(entry: Json) -> Json:
    """Return an entry of either kind, without what CKAN changes at any save: the order of extras, and a tag's id.

    Two entries that bring the same new keyword at once have CKAN make it twice; later saves come to one of the two.
    """
    if not isinstance(entry["extras"], list):
        return entry
    tags = [{name: value for name, value in tag.items() if name != "id"} for tag in entry["tags"]]
    return {**entry, "extras": extras_of(entry), "tags": tags}


def tags_of(entry: Json) -> list[str]:
    """Return the keywords of an entry."""
    return [str(tag["name"]) for tag in entry["tags"]]


def ids_of(entry: Json) -> list[str]:
    """Return the ids of an entry's resources, in their order."""
    return [str(resource["id"]) for resource in entry["resources"]]


def named(entry: Json, title: str) -> Json:
    """Return the resource of this title."""
    resources: list[Json] = [resource for resource in entry["resources"] if resource["name"] == title]
    assert len(resources) == 1, [resource["name"] for resource in entry["resources"]]
    return resources[0]
