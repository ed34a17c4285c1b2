"""A fake CKAN: how it stores what it is sent, as docs/ckan.md describes it, in pure functions."""

import copy
import re
from typing import Any

from .samples import Json

_TAG = re.compile(r"[\w \-.]{2,100}")
_FORMATS = {"csv": "CSV", "geojson": "GeoJSON", "excel": "XLS", "shp": "SHP", "json": "JSON", "text/csv": "CSV"}
_ROOT = frozenset({"name", "title", "notes", "url", "license_id", "maintainer", "maintainer_email", "tags", "extras"})
_KEPT_WHEN_LEFT_OUT = ("name", "format", "hash", "size", "last_modified", "created")
_CLEARED_WHEN_LEFT_OUT = ("description", "mimetype", "resource_type", "url_type", "mimetype_inner")
_LATER = "2026-11-23T18:00:00.000001"


class Refusal(Exception):
    """A reply 409, with the message of CKAN."""


def create(sent: Json, number: str = "11111111-2222-4333-8444-555555555555") -> Json:
    """Return the reply to `package_create`."""
    return _stored(copy.deepcopy(sent), number, {})


def revise(stored: Json, call: Json) -> Json:
    """Return the package in the reply to `package_revise`: match, filter, update; lists merge by position."""
    unmatched = [name for name, value in call["match"].items() if stored.get(name) != value]
    if unmatched:
        raise Refusal({"match": unmatched})
    revised = copy.deepcopy(stored)
    for rule in call["filter"]:
        assert rule.startswith("-") and "*" not in rule
        revised.pop(rule[1:], None)
    for name, value in copy.deepcopy(call["update"]).items():
        revised[name] = _merged(revised[name], value) if isinstance(value, list) and name in revised else value
    before = {resource["id"]: resource for resource in stored["resources"]}
    return _stored(revised, stored["id"], before) | {"metadata_modified": _LATER}


def _merged(stored: list[Any], added: list[Any]) -> list[Any]:
    return (
        [{**old, **new} for old, new in zip(stored, added, strict=False)] + stored[len(added) :] + added[len(stored) :]
    )


def _stored(sent: Json, number: str, before: dict[str, Json]) -> Json:
    keys = [extra["key"] for extra in sent["extras"]]
    if len(keys) != len(set(keys)) or set(keys) & _ROOT:
        raise Refusal({"extras": "duplicate or reserved key"})
    tags = {tag["name"] for tag in sent.get("tags", [])}
    if any(not _TAG.fullmatch(tag) for tag in tags):
        raise Refusal({"tags": sorted(tags)})
    ids = [resource["id"] for resource in sent["resources"]]
    if len(ids) != len(set(ids)):
        raise Refusal({"resources": ids})
    organization = sent["owner_org"].removeprefix("org-")
    return {
        "notes": None,
        "license_id": None,
        "url": None,
        "maintainer": None,
        "maintainer_email": None,
        "private": False,
        "state": "active",
        "metadata_modified": "2026-11-23T17:00:00.000001",
        **sent,
        "id": number,
        "title": sent.get("title", "").strip() or sent["name"],
        "owner_org": f"org-{organization}",
        "organization": {"id": f"org-{organization}", "name": organization},
        "tags": [{"name": tag, "display_name": tag, "vocabulary_id": None} for tag in sorted(tags)],
        "extras": [_extra(extra) for extra in reversed(sent["extras"])],
        "resources": [_resource(resource, position, before) for position, resource in enumerate(sent["resources"])],
    }


def _extra(extra: Json) -> Json:
    value = extra["value"]
    return {"key": extra["key"], "value": "" if value is None else str(value)}


def _resource(sent: Json, position: int, before: dict[str, Json]) -> Json:
    old = before.get(sent["id"], {})
    unchanged = {name: old[name] for name in _KEPT_WHEN_LEFT_OUT if name in old}
    whole = {**dict.fromkeys(_CLEARED_WHEN_LEFT_OUT), "format": "", "hash": "", "url": "", **unchanged, **sent}
    url = whole["url"].strip()
    if url and "://" not in url:
        url = f"http://{url}"
    if whole["url_type"] == "upload":
        url = f"https://ckan.example.org/dataset/x/resource/{sent['id']}/download/{url.rsplit('/')[-1].lower()}"
    form = whole["format"].strip()
    return {**whole, "url": url, "format": _FORMATS.get(form.lower(), form), "position": position}
