"""A udata as other tools and people use it: plain HTTP, nothing of the package.

Reads and edits are done as the organization's administrator, as people do them.
"""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .portal import Json

TIMEOUT = 60
PAGE = 500
NO_TOKEN = ""
"""The token of the public."""


class UdataError(Exception):
    """udata refused a call."""

    def __init__(self, call: str, status: int, body: str) -> None:
        super().__init__(f"{call}: {status} {body[:500]}")
        self.status = status


class _RedirectsKeepingMethod(urllib.request.HTTPRedirectHandler):
    """Follows redirections with the same method and body: an old slug answers 308."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if code != 308:
            return super().redirect_request(req, fp, code, msg, headers, newurl)
        return urllib.request.Request(newurl, req.data, dict(req.header_items()), method=req.get_method())


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Returns redirections as answers."""

    def redirect_request(self, *arguments: Any, **options: Any) -> None:
        return None


_open = urllib.request.build_opener(urllib.request.ProxyHandler({}), _RedirectsKeepingMethod).open
_open_here = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects).open


@dataclass
class UdataPortal:
    """One udata, with the accounts of the tests."""

    url: str
    token: str = field(repr=False)
    """Administrator of the organizations that it makes."""
    admin: str = field(repr=False)
    """Administrator of the site."""
    editor: str = field(repr=False)
    """No member of the tests' organizations until a test adds it."""
    stranger: str = field(repr=False)

    def call(self, method: str, path: str, body: object = None, /, *, token: str | None = None) -> Any:
        """Call a route of the API, version 1 unless the path has another; return the answer. Raises `UdataError`."""
        content = None if body is None else json.dumps(body).encode()
        return self._send(method, path, content, "application/json", token)

    def _send(self, method: str, path: str, content: bytes | None, kind: str, token: str | None) -> Any:
        user_token = self.token if token is None else token
        headers = {"Content-Type": kind} | ({"X-API-KEY": user_token} if user_token else {})
        root = "" if path.startswith("/") else "/api/1/"
        request = urllib.request.Request(f"{self.url}{root}{path}", content, headers, method=method)
        try:
            with _open(request, timeout=TIMEOUT) as reply:
                answer = reply.read()
        except urllib.error.HTTPError as error:
            with error:
                raise UdataError(f"{method} {path}", error.code, error.read().decode(errors="replace")) from None
        return json.loads(answer) if answer else None

    def status(self, path: str, *, token: str = NO_TOKEN) -> tuple[int, str]:
        """Return the status of a read, as the public unless a token is given, and the target of a redirection."""
        request = urllib.request.Request(f"{self.url}/api/1/{path}", headers={"X-API-KEY": token} if token else {})
        try:
            with _open_here(request, timeout=TIMEOUT) as reply:
                return int(reply.status), ""
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.get("Location") or ""

    def user(self, token: str) -> Json:
        """Return the user of a token."""
        user: Json = self.call("GET", "me/", token=token)
        return user

    # ---- organizations

    def make_organization(self) -> str:
        """Create an organization that the token's user administers, and return its slug."""
        mark = secrets.token_hex(5)
        organization = self.call(
            "POST", "organizations/", {"name": f"Essai {mark}", "description": "Organisation d'essai"}
        )
        return str(organization["slug"])

    def organization_id(self, organization: str) -> str:
        """Return the id of an organization."""
        return str(self.call("GET", f"organizations/{organization}/")["id"])

    def add_member(self, organization: str, token: str, role: str = "editor") -> None:
        """Give the owner of a token a role in an organization: `editor`, `partial_editor` or `admin`."""
        user = self.user(token)["id"]
        route = f"organizations/{organization}"
        request = self.call("POST", f"{route}/membership/", {"comment": "essai"}, token=token)
        self.call("POST", f"{route}/membership/{request['id']}/accept/", {})
        self.call("PUT", f"{route}/member/{user}/", {"role": role})

    def delete_organization(self, organization: str) -> None:
        """Delete an organization and all it holds (softly: udata keeps them, hidden)."""
        for entry in self.entries(organization):
            if not entry["deleted"]:
                self.call("DELETE", f"datasets/{entry['id']}/")
        self.call("DELETE", f"organizations/{organization}/")

    # ---- reading

    def entries(self, organization: str, *, token: str | None = None) -> list[Json]:
        """Return every entry of an organization, whole: private, archived and deleted ones too."""
        page = self.call("GET", f"organizations/{organization}/datasets/?page_size={PAGE}", token=token)
        assert page["next_page"] is None
        return sorted(page["data"], key=lambda entry: str(entry["title"]))

    def live(self, organization: str) -> list[Json]:
        """Return the entries of an organization that are not deleted."""
        return [entry for entry in self.entries(organization) if not entry["deleted"]]

    def keyed(self, organization: str, key: str) -> list[Json]:
        """Return the live entries that carry a key of ours."""
        return [entry for entry in self.live(organization) if entry["extras"].get("publisher_key") == key]

    def show(self, name: str, *, token: str | None = None) -> Json:
        """Return one entry, whole, by its id or slug."""
        entry: Json = self.call("GET", f"datasets/{name}/", token=token)
        return entry

    def is_public(self, name: str) -> bool:
        """Return whether the public sees an entry."""
        return self.status(f"datasets/{name}/")[0] in (200, 308)

    def contacts(self, organization: str) -> list[Json]:
        """Return the contact points of an organization."""
        contacts: list[Json] = self.call("GET", f"organizations/{organization}/contacts/?page_size={PAGE}")["data"]
        return contacts

    # ---- what people and other tools do

    def create(self, organization: str, /, **fields: object) -> Json:
        """Create an entry as others do, published unless `private` says otherwise, and return it."""
        document = {"description": "Fait à la main.", "private": False, **fields}
        entry: Json = self.call("POST", "datasets/", {**document, "organization": self.organization_id(organization)})
        return entry

    def put(self, name: str, /, **fields: object) -> Json:
        """Edit an entry in the catalogue's form, which sends everything back as it is except the fields given."""
        entry = self.show(name)
        form = {part: entry[part] for part in FORM_FIELDS}
        form["contact_points"] = [point["id"] for point in entry["contact_points"]]
        edited: Json = self.call("PUT", f"datasets/{entry['id']}/", {**form, **fields})
        return edited

    def set_extras(self, name: str, /, **changes: object) -> Json:
        """Set extras of an entry, the others stay; None removes an extra."""
        extras: Json = self.call("PUT", f"/api/2/datasets/{name}/extras/", changes)
        return extras

    def replace_extras(self, name: str, extras: Mapping[str, object]) -> Json:
        """Replace all extras, as a tool does that sends its own alone: all the others are gone."""
        return self.put(name, extras=dict(extras))

    def make_contact(
        self, organization: str, name: str, email: str, role: str = "contact", form: str | None = None
    ) -> str:
        """Create or find a contact point of an organization, and return its id."""
        parts = {"name": name or None, "email": email or None, "contact_form": form or None, "role": role}
        return str(self.call("POST", "contacts/", {**parts, "organization": self.organization_id(organization)})["id"])

    def delete(self, name: str) -> None:
        """Delete an entry as a person does."""
        self.call("DELETE", f"datasets/{name}/")

    def restore(self, name: str) -> Json:
        """Restore a deleted entry."""
        return self.put(name, deleted=None)

    def add_resource(self, name: str, /, **fields: object) -> Json:
        """Add a remote resource in the catalogue, and return it; udata puts it first."""
        resource: Json = self.call("POST", f"datasets/{name}/resources/", {"filetype": "remote", **fields})
        return resource

    def edit_resource(self, name: str, resource: Json, **fields: object) -> Json:
        """Edit a resource in the catalogue's form, which sends it back as it is except the fields given."""
        edited: Json = self.call("PUT", f"datasets/{name}/resources/{resource['id']}/", {**resource, **fields})
        return edited

    def delete_resource(self, name: str, resource_id: str) -> None:
        """Delete a resource in the catalogue."""
        self.call("DELETE", f"datasets/{name}/resources/{resource_id}/")

    def reorder(self, name: str, ids: list[str]) -> None:
        """Put the resources in another order."""
        self.call("PUT", f"datasets/{name}/resources/", [{"id": resource_id} for resource_id in ids])

    def upload(self, name: str, content: bytes, filename: str = "fichier.csv", resource: str | None = None) -> Json:
        """Upload a file in the catalogue, as a new resource or in place of a resource's file; return the resource."""
        edge = secrets.token_hex(8)
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        route = f"resources/{resource}/" if resource else ""
        kind = f"multipart/form-data; boundary={edge}"
        uploaded: Json = self._send("POST", f"datasets/{name}/{route}upload/", body, kind, None)
        return uploaded

    def download(self, resource: Json) -> bytes:
        """Return the bytes of a hosted file."""
        with _open(resource["url"], timeout=TIMEOUT) as reply:
            content: bytes = reply.read()
        return content


FORM_FIELDS = (
    "title", "acronym", "description", "description_short", "tags", "license", "frequency", "frequency_date",
    "temporal_coverage", "spatial", "private", "archived", "extras", "resources",
)  # fmt: skip
"""The fields that udata's own form of a dataset sends."""


def named(entry: Json, title: str) -> Json:
    """Return the resource of this title."""
    resources: list[Json] = [resource for resource in entry["resources"] if resource["title"] == title]
    assert len(resources) == 1, titles_of(entry)
    return resources[0]


def titles_of(entry: Json) -> list[str]:
    """Return the titles of an entry's resources, in their order."""
    return [str(resource["title"]) for resource in entry["resources"]]


def ids_of(entry: Json) -> list[str]:
    """Return the ids of an entry's resources, in their order."""
    return [str(resource["id"]) for resource in entry["resources"]]


def own_ids_of(entry: Json) -> list[str | None]:
    """Return the ids of ours that an entry's resources carry, in their order."""
    return [resource["extras"].get("publisher_id") for resource in entry["resources"]]


def zones_of(entry: Json) -> list[str]:
    """Return the ids of an entry's zones."""
    return [str(zone) for zone in (entry["spatial"] or {}).get("zones") or []]
