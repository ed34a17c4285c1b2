"""Messages as sentences: their first letter and their full stop. A name at the start stays as it is written."""

import re

from publisher.model.messages import Message

_PLACE = re.compile(r"\{(\w+)\}")


def sentence(message: Message) -> str:
    """Return a message with a capital and a full stop."""
    text = str(message)
    start = text[:1] if _starts_with_name(message) else text[:1].upper()
    return start + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def clause(message: Message) -> str:
    """Return a message as it goes on after a colon: without a capital, but that of a name or an abbreviation."""
    text = str(message)
    if _starts_with_name(message) or not text[1:2].islower():
        return text
    return text[:1].lower() + text[1:]


def _starts_with_name(message: Message) -> bool:
    """Return whether the text begins with a value, such as the name of a catalogue."""
    place = _PLACE.match(message.template())
    value = dict(message.params).get(place[1]) if place else None
    return _starts_with_name(value) if isinstance(value, Message) else value is not None
