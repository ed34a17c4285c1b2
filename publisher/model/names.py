"""Identifiers, each with its own type so that they cannot be mixed up."""

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
"""The version of an entry in its catalogue; the same as long as nobody writes to it."""

Digest = NewType("Digest", str)
"""Six bytes of a canonical value's hash, as text."""

SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
"""The allowed names of folders, manifests and resource ids: they appear unchanged in addresses."""

_DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
"""Names that Windows keeps for devices, whatever the ending: a checkout with such a file fails there."""

MARKER_PREFIX = "publisher_"
"""The start of the names of the tool's own extras; a manifest may not set them."""


def is_device_name(name: str) -> bool:
    """Return whether Windows can have no file and no folder of this name."""
    return _DEVICES.fullmatch(name) is not None


def our_resource_id(repository: Repository, key: DatasetKey, resource: ResourceId) -> RemoteId:
    """Return the UUID that we give to a resource: always the same for the same repository, dataset and resource."""
    space = uuid.uuid5(uuid.NAMESPACE_URL, f"publisher:{repository}")
    return RemoteId(str(uuid.uuid5(space, f"{key}#{resource}")))


def producer_of(key: DatasetKey) -> ProducerId:
    """Return the producer's part of a key."""
    return ProducerId(key.partition("/")[0])


def stem_of(key: DatasetKey) -> str:
    """Return the file's part of a key."""
    return key.partition("/")[2]
