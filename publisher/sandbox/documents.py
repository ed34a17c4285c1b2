"""Read JSON values of unknown structure."""

from collections.abc import Mapping


def text_of(document: Mapping[str, object], name: str) -> str:
    """Return a text; empty where there is none."""
    value = document.get(name)
    return value if isinstance(value, str) else ""


def list_of(document: Mapping[str, object], name: str) -> list[object]:
    """Return a list; empty where there is none."""
    value = document.get(name)
    return value if isinstance(value, list) else []


def document_of(document: Mapping[str, object], name: str) -> dict[str, object]:
    """Return a document within a document; empty where there is none."""
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def documents_of(document: Mapping[str, object], name: str) -> list[dict[str, object]]:
    """Return the documents of a list, without items of other types."""
    return [item for item in list_of(document, name) if isinstance(item, dict)]
