"""What each type of value is in the JSON Schemas for editors: they refuse nothing that the program accepts.

The program reads every scalar as text. An editor reads `01290` as a number and `true` as a truth value, as YAML does,
so a text may be any of the three; where no number could be right, it is a text alone.
"""

import re
from collections.abc import Iterable
from typing import Final

from pydantic import WithJsonSchema

from publisher.model.dataset import EXTRA_PREFIX
from publisher.model.messages import Message, message
from publisher.model.names import MARKER_PREFIX
from publisher.model.vocabulary import Vocabulary, fold

SCALAR: Final = ("string", "number", "boolean")
ANYTHING: Final = "anything"
"""The definition of a value of any kind that is not blank."""

_VARIANTS: Final = {"a": "aàâäAÀÂÄ", "c": "cçCÇ", "e": "eéèêëEÉÈÊË", "i": "iîïIÎÏ", "o": "oôöOÔÖ", "u": "uùûüUÙÛÜ"}
"""The letters that French writes with accents; each may be written with or without."""
_SYNTAX: Final = frozenset(".()/+?*[]{}^$|\\")

JsonSchema = dict[str, object]
"""A part of a JSON Schema; texts in it may be messages, which are still to be put into a language."""


def whole(pattern: re.Pattern[str] | str) -> str:
    """Return the pattern of a whole text, as ECMAScript and Python both read it."""
    text = pattern if isinstance(pattern, str) else pattern.pattern
    return f"^(?:{text})$"


def matching(
    pattern: re.Pattern[str] | str, what: Message | None = None, types: tuple[str, ...] = ("string",)
) -> WithJsonSchema:
    """Return the type of a text that matches a pattern as a whole. `what` is the message where it does not."""
    schema: JsonSchema = {"type": _types(types), "pattern": whole(pattern)}
    return WithJsonSchema(schema | ({"errorMessage": what} if what is not None else {}))


def digits(count: int, pattern: re.Pattern[str], what: Message) -> WithJsonSchema:
    """Return the type of a code of so many digits: without quotes it is a number for an editor."""
    schema: JsonSchema = {"type": ["string", "integer"], "pattern": whole(pattern), "minimum": 0}
    return WithJsonSchema(schema | {"maximum": 10**count - 1, "errorMessage": what})


def number(least: float, most: float, what: Message) -> WithJsonSchema:
    """Return the type of a number in a range, in quotes or not."""
    schema: JsonSchema = {"type": ["number", "string"], "minimum": least, "maximum": most}
    return WithJsonSchema(schema | {"pattern": r"^\s*[-+]?[\d.,eE+_-]+\s*$", "errorMessage": what})


def words_of(vocabulary: Vocabulary, what: Message) -> WithJsonSchema:
    """Return the type of a word of a vocabulary: an editor proposes its ids, and accepts the other words too."""
    every = {fold(word) for term in vocabulary.terms for word in (term.id, term.label, *term.aliases)}
    return choice({term.id: term.label for term in vocabulary.terms}, every, what)


def choice(proposed: dict[str, str | Message], accepted: Iterable[str], what: Message) -> WithJsonSchema:
    """Return the type of a word of a list, each with its description; `accepted` are all folded words."""
    listed: JsonSchema = {"enum": list(proposed), "enumDescriptions": list(proposed.values()), "errorMessage": what}
    other: JsonSchema = {"type": "string", "pattern": folded_words(accepted), "errorMessage": what}
    return WithJsonSchema({"anyOf": [listed, other]})


def field_names(known: Iterable[str], what: Message) -> WithJsonSchema:
    """Return the type of the name of a field, or of an extra."""
    extra = re.escape(EXTRA_PREFIX) + f"(?!{MARKER_PREFIX})[\\s\\S]+"
    listed: JsonSchema = {"enum": list(known), "errorMessage": what}
    return WithJsonSchema({"anyOf": [listed, {"type": "string", "pattern": whole(extra), "errorMessage": what}]})


def folded_words(words: Iterable[str]) -> str:
    """Return the pattern of these folded words, whatever the case, the accents and the spaces of what is written."""
    return rf"^\s*(?:{'|'.join(''.join(map(_letter, word)) for word in sorted(words))})\s*$"


def _letter(character: str) -> str:
    if character in _VARIANTS:
        return f"[{_VARIANTS[character]}]"
    if character == " ":
        return r"\s+"
    if character == "'":
        return "['’]"
    if character.upper() != character:
        return f"[{character}{character.upper()}]"
    return f"\\{character}" if character in _SYNTAX else character


def _types(types: tuple[str, ...]) -> str | list[str]:
    return types[0] if len(types) == 1 else list(types)


TRUTH: Final = WithJsonSchema({"type": ["boolean", "string"], "pattern": r"^\s*(?:true|false)\s*$",
                               "errorMessage": message("neither true nor false")})  # fmt: skip
EXTRA: Final = WithJsonSchema({ANYTHING: True})
RECTANGLE: Final = WithJsonSchema({
    "type": "array", "items": {"type": ["number", "string"]}, "minItems": 4, "maxItems": 4,
    "errorMessage": message("these are not four numbers"),
})  # fmt: skip
