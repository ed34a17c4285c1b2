"""Identifiers that must not be mixed up, each a text with a type of its own."""

import re
import uuid
from typing import NewType

DatasetKey = NewType("DatasetKey", str)
"""`<producer>/<file stem>`, the name of a dataset in a repository of manifests."""

ProducerId = NewType("ProducerId", str)
"""The name of a producer's folder."""

CatalogName = NewType("CatalogName", str)
"""The name of a catalogue in `catalogs.yml`."""

Repository = NewType("Repository", str)
"""The identity of a repository of manifests, as `catalogs.yml` gives it."""

ResourceId = NewType("ResourceId", str)
"""The stable key of a resource within its dataset."""

RemoteId = NewType("RemoteId", str)
"""An id that a catalogue gave, or took from us."""

Revision = NewType("Revision", str)
"""What a catalogue says of an entry's version: equal while nobody wrote."""

Digest = NewType("Digest", str)
"""Eight bytes of a canonical value's hash, as text."""

SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
"""What folders, manifests and resource ids are named: it goes into addresses unchanged."""

MARKER_PREFIX = "publisher_"
"""Extras that start with this belong to the tool; a manifest may not set them."""


def our_resource_id(repository: Repository, key: DatasetKey, resource: ResourceId) -> RemoteId:
    """The UUID we choose for a resource: the same for ever for the same repository, dataset and resource."""
    space = uuid.uuid5(uuid.NAMESPACE_URL, f"publisher:{repository}")
    return RemoteId(str(uuid.uuid5(space, f"{key}#{resource}")))


def producer_of(key: DatasetKey) -> ProducerId:
    """The producer's part of a key."""
    return ProducerId(key.partition("/")[0])


def stem_of(key: DatasetKey) -> str:
    """The file's part of a key."""
    return key.partition("/")[2]
