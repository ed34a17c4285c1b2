"""The extras of a CKAN resource: keys of its document that are neither CKAN's nor a field's. Pure.

A resource has no list of extras: CKAN keeps any further key beside its own, and a schema of the portal may declare it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from publisher.catalogs.ckan.resource_fields import RESOURCE_ROWS
from publisher.catalogs.documents import Document, extra_text
from publisher.catalogs.field_table import native_keys
from publisher.model.names import MARKER_PREFIX

CKAN_KEYS: Final = frozenset(
    {
        "cache_last_updated", "cache_url", "clear_upload", "created", "datastore_active",
        "datastore_contains_all_records_of_source_file", "description", "extras", "format", "hash", "id",
        "last_modified", "metadata_modified", "mimetype", "mimetype_inner", "name", "package_id", "position",
        "resource_group_id", "resource_type", "revision_id", "size", "state", "tracking_summary", "upload",
        "url", "url_type", "__extras", "__junk",
    }
)  # fmt: skip
"""The keys of a resource that CKAN itself writes or reads."""

RESERVED_KEYS: Final = CKAN_KEYS | frozenset(native_keys(RESOURCE_ROWS))
"""No manifest may use them for extras of its own."""


def decode_resource_extras(document: Mapping[str, object]) -> Mapping[str, str | None]:
    """Return the extras that a resource's document holds."""
    return MappingProxyType(
        {
            key: extra_text(value)
            for key, value in document.items()
            if key not in RESERVED_KEYS and not key.startswith(MARKER_PREFIX)
        }
    )


def given_extras(extras: Mapping[str, str | None]) -> Document:
    """Return the extras that have a value."""
    return {key: value for key, value in extras.items() if value is not None}


def without_cleared(document: Document, extras: Mapping[str, str | None]) -> Document:
    """Return a resource's document without the extras whose value is None: what is left out is cleared."""
    return {key: value for key, value in document.items() if extras.get(key, "") is not None}
