"""JSON texts: reading those that may be anything (replies, markers, lines of a journal), and writing one form. Pure."""

import json


def json_document(text: str | bytes) -> dict[str, object]:
    """Return the document in a JSON text; an empty one where it is cut, is no JSON, or holds no document."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def canonical_json(value: object) -> str:
    """Return a value as JSON, always the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
