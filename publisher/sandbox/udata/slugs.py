"""Slugs: what udata makes of titles, tags and file names for addresses."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final
from uuid import UUID

LIMIT: Final = 255
"""Characters of a slug."""

_SIGNS: Final = {
    "¢": "c/", "£": "ps", "¥": "y=", "§": "ss", "©": "(c)", "®": "(r)", "°": "deg", "´": "'", "µ": "u", "¶": "p",
    "¼": "1/4", "½": "1/2", "¾": "3/4", "æ": "ae", "ð": "d", "×": "x", "ø": "o", "þ": "th", "ß": "ss", "đ": "d",
    "ħ": "h", "ı": "i", "ł": "l", "ŋ": "ng", "œ": "oe", "ŧ": "t", "ƒ": "f", "ə": "@", "‘": "'", "’": "'", "‛": "'",
    "′": "'", "‰": "%0", "€": "eur", "№": "no.", "™": "(tm)", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⁄": "/",
}  # fmt: skip
"""Replacements of signs; other letters lose their accents. Scripts that are not Latin are dropped here."""


def _bare(character: str) -> str:
    replacement = _SIGNS.get(character)
    if replacement is not None:
        return replacement
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii")
    return plain or (" " if unicodedata.category(character)[0] in "PSZ" else "")


def _words(text: str, safe: str = "") -> list[str]:
    bare = "".join(map(_bare, unicodedata.normalize("NFC", text).lower())).lower().replace("'", "")
    return [word for word in re.split(f"[^a-z0-9{re.escape(safe)}]+", bare) if word]


def slug(text: str) -> str:
    """Return a text as part of an address; words that would make it too long are left out."""
    words = _words(text)
    result = words[0] if words else ""
    for word in words[1:]:
        if len(result) + 1 + len(word) <= LIMIT:
            result += f"-{word}"
    return result[:LIMIT]


def tag(text: str) -> str:
    """Return a keyword as udata stores it."""
    return "-".join(_words(text))


def file_name(text: str) -> str:
    """Return the name of a file as udata stores it: its dots stay."""
    return "-".join(_words(text, safe="."))


def free_slug(text: str, is_taken: Callable[[str], bool]) -> str:
    """Return a slug that nothing else has, with a number at its end where needed."""
    base = slug(text)
    candidate, number = base, 0
    while is_taken(candidate):
        number += 1
        ending = f"-{number}"
        candidate = base[: LIMIT - len(ending)] + ending
    return f"{candidate}-uuid" if _is_uuid(candidate) else candidate


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
