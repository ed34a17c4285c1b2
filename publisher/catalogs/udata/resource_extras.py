"""The extras of a resource in udata: ours, those of others, and those that udata's services write. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from publisher.catalogs.documents import Document, extra_text, table_of
from publisher.catalogs.field_table import Context, Place, encode_fields
from publisher.catalogs.udata.limits import DROPPED_RESOURCE_EXTRAS, OWN_ID
from publisher.catalogs.udata.resource_fields import RESOURCE_ROWS
from publisher.model.dataset import ResourceWrite
from publisher.model.names import MARKER_PREFIX


def decode_resource_extras(document: Mapping[str, object]) -> Mapping[str, str | None]:
    """Return the extras of a resource that a manifest may manage."""
    extras = table_of(document, "extras")
    return MappingProxyType({key: extra_text(value) for key, value in extras.items() if not _is_reserved(key)})


def _is_reserved(key: str) -> bool:
    return key.startswith(MARKER_PREFIX) or DROPPED_RESOURCE_EXTRAS.fullmatch(key) is not None


def encode_resource_extras(document: Mapping[str, object], resource_write: ResourceWrite) -> Document:
    """Return the extras of a resource with ours among them; no key where they are there already.

    udata replaces them all by those that are sent: those of others, and of its own services, are sent back.
    """
    existing = table_of(document, "extras")
    fields = encode_fields(RESOURCE_ROWS, resource_write.content, Context(document=document), Place.EXTRA)
    ours = dict(resource_write.content.extras) | fields
    if resource_write.our_id is not None:
        ours[OWN_ID] = resource_write.our_id
    if document and all(existing.get(key) == value for key, value in ours.items()):
        return {}
    merged = {**existing, **ours}
    return {"extras": {key: value for key, value in merged.items() if value is not None}}
