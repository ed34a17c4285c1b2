"""Reading JSON documents that nobody promised the shape of, and the marker in their extras. Pure."""

from collections.abc import Mapping

from publisher.model.marker import (
    KEY_KEY,
    LAST_APPLIED_KEY,
    REPOSITORY_KEY,
    LastApplied,
    Marker,
    decode_last_applied,
    encode_last_applied,
)
from publisher.model.names import DatasetKey, Repository
from publisher.model.values import canonical_line, canonical_text

Document = dict[str, object]


def table_of(document: Mapping[str, object], name: str) -> Document:
    """A document in a document; an empty one where there is none."""
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def list_of(document: Mapping[str, object], name: str) -> list[Document]:
    """A list of documents."""
    found = document.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text_of(document: Mapping[str, object], name: str) -> str | None:
    """A text without blanks at its ends; None where it is empty, or not there."""
    value = document.get(name)
    return str(value).strip() or None if value is not None else None


def line_of(document: Mapping[str, object], name: str) -> str | None:
    """A canonical text of one line."""
    return canonical_line(text_of(document, name) or "") or None


def block_of(document: Mapping[str, object], name: str) -> str | None:
    """A canonical text of several lines."""
    return canonical_text(text_of(document, name) or "") or None


def marker_in(extras: Mapping[str, object]) -> Marker | None:
    """The marker that extras hold."""
    repository, key = extras.get(REPOSITORY_KEY), extras.get(KEY_KEY)
    if repository is None or key is None:
        return None
    return Marker(
        Repository(str(repository)), DatasetKey(str(key)), decode_last_applied(str(extras.get(LAST_APPLIED_KEY) or ""))
    )


def marker_extras(marker: Marker) -> dict[str, str]:
    """The extras that hold a marker."""
    last_applied = encode_last_applied(marker.last_applied or LastApplied())
    return {REPOSITORY_KEY: marker.repository, KEY_KEY: marker.key, LAST_APPLIED_KEY: last_applied}
