"""The marker: how an entry says that it is ours, and what we last applied to it. It lives on the entry itself."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from publisher.model.names import DatasetKey, Digest, RemoteId, Repository, ResourceId
from publisher.model.values import NORMALISER_VERSION

REPOSITORY_KEY: Final = "publisher_repository"
KEY_KEY: Final = "publisher_key"
BASE_KEY: Final = "publisher_base"
MARKER_KEYS: Final = frozenset({REPOSITORY_KEY, KEY_KEY, BASE_KEY})

BASE_LIMIT: Final = 30_000
"""Bytes. A search index refuses terms over 32,766 bytes, and the base is one term of CKAN's."""

Digests = Mapping[str, Digest]
NOTHING: Final[Digests] = MappingProxyType({})


@dataclass(frozen=True)
class ResourceBase:
    """A resource of ours as last applied."""

    id: ResourceId
    remote: RemoteId
    fields: Digests = field(default_factory=lambda: NOTHING)
    echoes: Digests = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True)
class Base:
    """A digest of each managed field as last applied; echoes: of what the catalogue made of it."""

    fields: Digests = field(default_factory=lambda: NOTHING)
    echoes: Digests = field(default_factory=lambda: NOTHING)
    resources: tuple[ResourceBase, ...] = ()
    """In the order last applied."""

    def resource(self, wanted: ResourceId) -> ResourceBase | None:
        """What was last applied of one resource."""
        return next((resource for resource in self.resources if resource.id == wanted), None)


@dataclass(frozen=True)
class Marker:
    """Whose entry it is. A base of None could not be read, or was made by another normaliser."""

    repository: Repository
    key: DatasetKey
    base: Base | None


def encode_base(base: Base) -> str:
    """The base as one compact JSON text, the same for the same base."""
    resources = [
        _drop_empty({"i": r.id, "r": r.remote, "f": dict(r.fields), "e": dict(r.echoes)}) for r in base.resources
    ]
    document = {"v": NORMALISER_VERSION, "f": dict(base.fields), "e": dict(base.echoes), "r": resources}
    return json.dumps(_drop_empty(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode_base(text: str) -> Base | None:
    """The base of a marker; None when it is not one this version wrote."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("v") != NORMALISER_VERSION:
        return None
    resources = document.get("r", [])
    if not isinstance(resources, list):
        return None
    return Base(_digests(document.get("f")), _digests(document.get("e")), tuple(_resources(resources)))


def _resources(items: list[object]) -> Iterable[ResourceBase]:
    for item in items:
        if isinstance(item, dict) and isinstance(item.get("i"), str) and isinstance(item.get("r"), str):
            yield ResourceBase(
                ResourceId(item["i"]), RemoteId(item["r"]), _digests(item.get("f")), _digests(item.get("e"))
            )


def _digests(found: object) -> Digests:
    if not isinstance(found, dict):
        return NOTHING
    return MappingProxyType({str(name): Digest(value) for name, value in found.items() if isinstance(value, str)})


def _drop_empty(document: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in document.items() if value not in ({}, [])}
