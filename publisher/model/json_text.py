"""Texts that should be JSON documents, and may be anything: replies, markers, lines of a journal. Pure."""

import json


def json_document(text: str | bytes) -> dict[str, object]:
    """Return the document in a JSON text; an empty one where it is cut, is no JSON, or holds no document."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
