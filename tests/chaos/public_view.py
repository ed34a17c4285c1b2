"""What a visitor without an account sees of both catalogues: plain HTTP, nothing of the program."""

from __future__ import annotations

import hashlib
import http.client
import json
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.chaos.scenario import CKAN, UDATA
from tests.live.portal import extras_of

TIMEOUT = 30
COLLEAGUE = "Ajout d'un collègue"
"""The title of resources that somebody else adds to our entries."""


@dataclass(frozen=True)
class ShownResource:
    """A resource as a visitor sees it."""

    title: str
    address: str
    content: str
    """For a file in one of the catalogues: the SHA-256 of what the address gives, or `HTTP 403`; else empty."""


@dataclass(frozen=True)
class ShownEntry:
    """An entry of ours as a visitor sees it, without what colleagues added."""

    catalog: str
    stem: str
    title: str
    resources: tuple[ShownResource, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of its resources, in their order."""
        return tuple(resource.title for resource in self.resources)


@dataclass(frozen=True)
class PublicView:
    """Both catalogues, asked without a token."""

    urls: Mapping[str, str]
    organizations: Mapping[str, str]

    def entries(self, catalog: str) -> tuple[ShownEntry, ...]:
        """Return our entries of the organization that the public sees in a catalogue.

        An entry and its files are read in several calls. One that changed in between is left out: it was never seen so.
        """
        seen = [(document, self._entry(catalog, document)) for document in self._documents(catalog)]
        if not any(resource.content for _document, entry in seen for resource in entry.resources):
            return tuple(entry for _document, entry in seen)
        still_there = {self._stamp(catalog, document) for document in self._documents(catalog)}
        kept = [(document, entry) for document, entry in seen if self._stamp(catalog, document) in still_there]
        return tuple(
            entry for document, found in kept if (entry := self._settled(catalog, document, found)) is not None
        )

    def _settled(self, catalog: str, document: dict[str, Any], entry: ShownEntry) -> ShownEntry | None:
        """Return an entry as it is once CKAN's search and its pages agree; None where it is hidden.

        The search lists an entry a moment before it is public, and a moment after it was hidden.
        """
        if catalog != CKAN or not any(resource.content == "HTTP 403" for resource in entry.resources):
            return entry
        shown = _get(self.urls[CKAN], f"/api/3/action/package_show?id={document['id']}")[0] == 200
        return self._entry(catalog, document) if shown else None

    def _documents(self, catalog: str) -> list[dict[str, Any]]:
        return self._ckan() if catalog == CKAN else self._udata()

    def _stamp(self, catalog: str, document: dict[str, Any]) -> str:
        """Return what tells two states of an entry and its files apart: its resources lie in the other catalogue."""
        return json.dumps(document, sort_keys=True)

    def _ckan(self) -> list[dict[str, Any]]:
        query = urllib.parse.urlencode({"fq": f"organization:{self.organizations[CKAN]}", "rows": 1000})
        result = self._json(CKAN, f"/api/3/action/package_search?{query}")["result"]
        return [document for document in result["results"] if "publisher_key" in extras_of(document)]

    def _udata(self) -> list[dict[str, Any]]:
        page = self._json(UDATA, f"/api/1/organizations/{self.organizations[UDATA]}/datasets/?page_size=500")
        return [entry for entry in page["data"] if not entry["deleted"] and "publisher_key" in entry["extras"]]

    def _entry(self, catalog: str, document: dict[str, Any]) -> ShownEntry:
        extras = extras_of(document) if catalog == CKAN else document["extras"]
        title = "name" if catalog == CKAN else "title"
        return ShownEntry(
            catalog,
            str(extras["publisher_key"]).rpartition("/")[2],
            str(document["title"]),
            tuple(
                ShownResource(str(resource[title]), str(resource["url"] or ""), self._content(resource["url"] or ""))
                for resource in document["resources"]
                if resource[title] != COLLEAGUE
            ),
        )

    def _content(self, address: str) -> str:
        origins = [url for url in self.urls.values() if address.startswith(f"{url}/")]
        if not origins:
            return ""
        status, content = _get(origins[0], address.removeprefix(origins[0]))
        return hashlib.sha256(content).hexdigest() if status == 200 else f"HTTP {status}"

    def _json(self, catalog: str, path: str) -> Any:
        status, content = _get(self.urls[catalog], path)
        assert status == 200, (catalog, path, status, content[:300])
        return json.loads(content)


def _get(url: str, path: str) -> tuple[int, bytes]:
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT)
    try:
        connection.request("GET", f"{parts.path}{path}")
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


Watch = Callable[[str], None]
"""Looks at one catalogue, as a visitor."""
