"""A udata as everybody but `publisher` uses it: plain HTTP, nothing of the package.

Reads and edits are done as the organization's administrator, as a person at the portal would.
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
NOBODY = ""
"""The token of the public."""


class UdataError(Exception):
    """udata said no."""

    def __init__(self, call: str, status: int, body: str) -> None:
        super().__init__(f"{call}: {status} {body[:500]}")
        self.status = status


class _RedirectsKeepingMethod(urllib.request.HTTPRedirectHandler):
    """Redirections keep the method and the body: an old slug answers 308."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if code != 308:
            return super().redirect_request(req, fp, code, msg, headers, newurl)
        return urllib.request.Request(newurl, req.data, dict(req.header_items()), method=req.get_method())


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Redirections are answers."""

    def redirect_request(self, *arguments: Any, **options: Any) -> None:
        return None


_open = urllib.request.build_opener(urllib.request.ProxyHandler({}), _RedirectsKeepingMethod).open
_open_here = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects).open


@dataclass
class UdataPortal:
    """One udata, with the accounts that the tests play."""

    url: str
    token: str = field(repr=False)
    """Administrator of the organizations that it makes."""
    admin: str = field(repr=False)
    """Administrator of the site."""
    editor: str = field(repr=False)
    """No member of the organizations that the tests make, until they say so."""
    stranger: str = field(repr=False)

    def call(self, method: str, path: str, body: object = None, /, *, token: str | None = None) -> Any:
        """The answer of a route of the API, version 1 unless the path says otherwise. Raises `UdataError`."""
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

    def status(self, path: str, *, token: str = NOBODY) -> tuple[int, str]:
        """The status of a read, as the public unless told otherwise, and where a redirection leads."""
        request = urllib.request.Request(f"{self.url}/api/1/{path}", headers={"X-API-KEY": token} if token else {})
        try:
            with _open_here(request, timeout=TIMEOUT) as reply:
                return int(reply.status), ""
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.get("Location") or ""

    def user(self, token: str) -> Json:
        """Whose token it is."""
        user: Json = self.call("GET", "me/", token=token)
        return user

    # ---- organizations

    def make_organization(self) -> str:
        """An organization of a test's own, administered by the token's user; its slug."""
        mark = secrets.token_hex(5)
        organization = self.call(
            "POST", "organizations/", {"name": f"Essai {mark}", "description": "Organisation d'essai"}
        )
        return str(organization["slug"])

    def organization_id(self, organization: str) -> str:
        """The id of an organization."""
        return str(self.call("GET", f"organizations/{organization}/")["id"])

    def add_member(self, organization: str, token: str, role: str = "editor") -> None:
        """Let the owner of a token write there, as `editor`, `partial_editor` or `admin`."""
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
        """Every entry of an organization, whole: private, archived and deleted ones too."""
        page = self.call("GET", f"organizations/{organization}/datasets/?page_size={PAGE}", token=token)
        assert page["next_page"] is None
        return sorted(page["data"], key=lambda entry: str(entry["title"]))

    def live(self, organization: str) -> list[Json]:
        """Those that nobody deleted."""
        return [entry for entry in self.entries(organization) if not entry["deleted"]]

    def keyed(self, organization: str, key: str) -> list[Json]:
        """The live entries that carry a key of ours."""
        return [entry for entry in self.live(organization) if entry["extras"].get("publisher_key") == key]

    def show(self, name: str, *, token: str | None = None) -> Json:
        """One entry, whole, by its id or slug."""
        entry: Json = self.call("GET", f"datasets/{name}/", token=token)
        return entry

    def seen(self, name: str) -> bool:
        """Whether the public sees an entry."""
        return self.status(f"datasets/{name}/")[0] in (200, 308)

    def contacts(self, organization: str) -> list[Json]:
        """The contact points of an organization."""
        contacts: list[Json] = self.call("GET", f"organizations/{organization}/contacts/?page_size={PAGE}")["data"]
        return contacts

    # ---- what people and other tools do

    def create(self, organization: str, /, **fields: object) -> Json:
        """An entry made by somebody else, published unless told otherwise."""
        document = {"description": "Fait à la main.", "private": False, **fields}
        entry: Json = self.call("POST", "datasets/", {**document, "organization": self.organization_id(organization)})
        return entry

    def put(self, name: str, /, **fields: object) -> Json:
        """An edit in the portal's form, which sends everything back as it stands but for the fields given."""
        entry = self.show(name)
        form = {part: entry[part] for part in FORM_FIELDS}
        form["contact_points"] = [point["id"] for point in entry["contact_points"]]
        edited: Json = self.call("PUT", f"datasets/{entry['id']}/", {**form, **fields})
        return edited

    def put_bare(self, name: str, /, **fields: object) -> Json:
        """The call of a tool that sends these fields and nothing else: udata erases some of what it leaves out."""
        edited: Json = self.call("PUT", f"datasets/{name}/", fields)
        return edited

    def set_extras(self, name: str, /, **changes: object) -> Json:
        """Set extras of an entry, the others stay; None removes one."""
        extras: Json = self.call("PUT", f"/api/2/datasets/{name}/extras/", changes)
        return extras

    def replace_extras(self, name: str, extras: Mapping[str, object]) -> Json:
        """What a tool does that sends its own extras alone: all the others are gone."""
        return self.put(name, extras=dict(extras))

    def make_contact(self, organization: str, name: str, email: str, role: str = "contact") -> str:
        """A contact point of an organization, made or found; its id."""
        point = {"name": name, "email": email, "role": role, "organization": self.organization_id(organization)}
        return str(self.call("POST", "contacts/", point)["id"])

    def delete(self, name: str) -> None:
        """Delete an entry as a person does."""
        self.call("DELETE", f"datasets/{name}/")

    def restore(self, name: str) -> Json:
        """Bring a deleted entry back."""
        return self.put(name, deleted=None)

    def add_resource(self, name: str, /, **fields: object) -> Json:
        """A remote resource added on the portal; udata puts it first."""
        resource: Json = self.call("POST", f"datasets/{name}/resources/", {"filetype": "remote", **fields})
        return resource

    def edit_resource(self, name: str, resource: Json, **fields: object) -> Json:
        """An edit in the portal's form of a resource, which sends it back as it stands but for the fields given."""
        edited: Json = self.call("PUT", f"datasets/{name}/resources/{resource['id']}/", {**resource, **fields})
        return edited

    def delete_resource(self, name: str, resource_id: str) -> None:
        """A resource deleted on the portal."""
        self.call("DELETE", f"datasets/{name}/resources/{resource_id}/")

    def reorder(self, name: str, ids: list[str]) -> None:
        """Another order of the resources."""
        self.call("PUT", f"datasets/{name}/resources/", [{"id": resource_id} for resource_id in ids])

    def upload(self, name: str, content: bytes, filename: str = "fichier.csv", resource: str | None = None) -> Json:
        """A file uploaded on the portal, as a new resource or in the place of one."""
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
        """The bytes of a hosted file."""
        with _open(resource["url"], timeout=TIMEOUT) as reply:
            content: bytes = reply.read()
        return content


FORM_FIELDS = (
    "title", "acronym", "description", "description_short", "tags", "license", "frequency", "frequency_date",
    "temporal_coverage", "spatial", "private", "archived", "extras", "resources",
)  # fmt: skip
"""What the portal's own form of a dataset sends."""


def named(entry: Json, title: str) -> Json:
    """The one resource of this title."""
    resources: list[Json] = [resource for resource in entry["resources"] if resource["title"] == title]
    assert len(resources) == 1, titles_of(entry)
    return resources[0]


def titles_of(entry: Json) -> list[str]:
    """The titles of an entry's resources, in their order."""
    return [str(resource["title"]) for resource in entry["resources"]]


def ids_of(entry: Json) -> list[str]:
    """The ids of an entry's resources, in their order."""
    return [str(resource["id"]) for resource in entry["resources"]]


def own_ids_of(entry: Json) -> list[str | None]:
    """The ids of ours that an entry's resources carry, in their order."""
    return [resource["extras"].get("publisher_id") for resource in entry["resources"]]


def zones_of(entry: Json) -> list[str]:
    """The ids of an entry's zones."""
    return [str(zone) for zone in (entry["spatial"] or {}).get("zones") or []]
