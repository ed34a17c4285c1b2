"""Bases of version 1, JSON documents: they are read for good, and written no more. Pure."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from publisher.model.json_text import json_document
from publisher.model.marker import NOTHING, Digests, LastApplied, ResourceLastApplied, SentFile
from publisher.model.names import Digest, RemoteId, ResourceId
from publisher.model.values import DIGEST_LENGTH

JSON_VERSION: Final = 1


def json_version(text: str) -> int | None:
    """Return the version that a JSON document says it is of; None where it says none."""
    return _version_of(json_document(text))


def _version_of(document: Mapping[str, object]) -> int | None:
    version = document.get("v")
    return version if type(version) is int and version >= JSON_VERSION else None


def read_json(text: str) -> LastApplied | None:
    """Return what a document of version 1 says was last applied; None where no program has written it."""
    document = json_document(text)
    resources, run = document.get("r", []), document.get("m")
    if _version_of(document) != JSON_VERSION or not isinstance(resources, list):
        return None
    return LastApplied(
        _digests(document.get("f")),
        _digests(document.get("e")),
        tuple(_resources(resources)),
        run if isinstance(run, str) else None,
    )


def _resources(items: list[object]) -> Iterable[ResourceLastApplied]:
    for item in items:
        if isinstance(item, dict) and isinstance(item.get("i"), str) and isinstance(item.get("r", ""), str):
            yield ResourceLastApplied(
                ResourceId(item["i"]),
                RemoteId(item["r"]) if item.get("r") else None,
                _digests(item.get("f")),
                _digests(item.get("e")),
                _sent(item),
                item.get("p") is True,
            )


def _sent(item: Mapping[str, object]) -> SentFile | None:
    sha256, size = item.get("s"), item.get("n")
    if not isinstance(sha256, str) or not isinstance(size, int):
        return None
    rows, columns = item.get("l"), item.get("c")
    return SentFile(
        sha256, size, rows if isinstance(rows, int) else None, columns if isinstance(columns, int) else None
    )


def _digests(value: object) -> Digests:
    """Return digests by name, as short as they are now: version 1 had eleven characters of each."""
    if not isinstance(value, dict):
        return NOTHING
    return MappingProxyType(
        {str(name): Digest(digest[:DIGEST_LENGTH]) for name, digest in value.items() if isinstance(digest, str)}
    )
