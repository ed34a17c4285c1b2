"""Read JSON values of unknown structure."""

import json
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


def json_value(value: object) -> object:
    """Return the value of a text that is JSON, since forms and extras contain only texts; others unchanged."""
    if not isinstance(value, str):
        return value
    try:
        parsed: object = json.loads(value)
    except ValueError:
        return value
    return parsed
