"""Documents as udata gives them, and as it stores what it is sent, as far as docs/udata.md describes it."""

import copy
from typing import Any

from publisher.catalogs.udata.wire import decode
from publisher.model.catalog import Access
from publisher.model.entry import Entry
from publisher.model.marker import KEY_KEY, LAST_APPLIED_KEY, REPOSITORY_KEY

from .samples import CATALOG, KEY, REPOSITORY, Json

URL = "https://udata.example.org"
API = f"{URL}/api/1/"
MARKED = {REPOSITORY_KEY: REPOSITORY, KEY_KEY: KEY, LAST_APPLIED_KEY: "2;1;-cMN6wTv 2SQ;;;"}
"""The marker of an entry to which nothing was applied."""
BRON = {"id": "534fff7aa3a7292c64a77e0c", "slug": "bron"}
ACCESS = Access(
    catalog=CATALOG,
    software="udata 17.18.0",
    user="editor",
    organizations=frozenset({"bron"}),
    writable=frozenset({"bron"}),
    licenses=frozenset({"lov2", "odc-odbl", "notspecified"}),
    frequencies=frozenset({"annual", "unknown"}),
    zones=frozenset({"fr:commune:69029"}),
    granularities=frozenset({"country", "fr:commune", "poi", "other"}),
    schemas={"etalab/irve": frozenset({"2.0.0"})},
)


def link(remote: str = "r-1", **changes: object) -> Json:
    """Return a resource with an external address."""
    return {
        "id": remote, "title": "Service", "description": None, "url": "https://x.example.org/a.csv",
        "filetype": "remote", "type": "main", "format": "csv", "mime": None, "checksum": None, "filesize": None,
        "schema": None, "extras": {},
    } | changes  # fmt: skip


def hosted(remote: str = "r-2", **changes: object) -> Json:
    """Return a resource whose file udata hosts."""
    fields = {
        "title": "wc.csv", "filetype": "file", "url": f"{URL}/resources/wc/20261123/wc.csv", "mime": "text/csv",
        "checksum": {"type": "sha1", "value": "ab12"}, "filesize": 8,
    }  # fmt: skip
    return link(remote) | fields | changes


def document(*resources: Json, **changes: object) -> Json:
    """Return a published dataset."""
    fields: dict[str, Any] = {
        "id": "65271c20a80b3f04010e71ff", "slug": "toilettes-publiques", "title": "Toilettes publiques",
        "description": "Emplacements.", "tags": [], "license": "notspecified", "frequency": "unknown",
        "temporal_coverage": None, "spatial": None, "contact_points": [], "private": False, "archived": None,
        "deleted": None, "extras": dict(MARKED), "harvest": None,
        "internal": {
            "created_at_internal": "2026-11-23T10:00:00.123000+00:00",
            "last_modified_internal": "2026-11-23T12:00:00.456000+00:00",
        },
        "page": f"{URL}/fr/datasets/toilettes-publiques/", "organization": BRON, "resources": list(resources),
    }  # fmt: skip
    return copy.deepcopy(fields | changes)


def entry(*resources: Json, **changes: object) -> Entry:
    """Return the same dataset, decoded."""
    return decode(document(*resources, **changes), CATALOG)
