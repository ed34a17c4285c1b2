"""Reading JSON values whose shape nobody has promised."""

from collections.abc import Mapping


def text_of(document: Mapping[str, object], name: str) -> str:
    """A text; empty where there is none."""
    found = document.get(name)
    return found if isinstance(found, str) else ""


def list_of(document: Mapping[str, object], name: str) -> list[object]:
    """A list; empty where there is none."""
    found = document.get(name)
    return found if isinstance(found, list) else []


def document_of(document: Mapping[str, object], name: str) -> dict[str, object]:
    """A document within a document; empty where there is none."""
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def documents_of(document: Mapping[str, object], name: str) -> list[dict[str, object]]:
    """The documents of a list, whatever else is in it aside."""
    return [one for one in list_of(document, name) if isinstance(one, dict)]
