"""Text for a stream that is not UTF-8: each sign that its encoding lacks is replaced by one that reads the same.

A console of Windows may have cp1252 or cp850, a bare Linux ASCII. An error handler of the codec does it, so that
nothing above needs to know the encoding, and what the encoding has stays as it is.
"""

import codecs
import json
import unicodedata
from typing import Final

PLAIN_SIGNS: Final = "publisher.plain_signs"
"""The name of the error handler."""

_PLAIN: Final = {
    "✔": "OK", "✘": "X", "✓": "OK", "≈": "~=", "−": "-", "∅": "/", "⚠": "!", "⛔": "!", "©": "(c)", "▪": "-",
    "→": "->", "←": "<-", "…": "...", "·": "-", "•": "-", "–": "-", "—": "-", "‑": "-", "│": "|", "─": "-",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'",
    "≠": "!=", "≤": "<=", "≥": ">=", "×": "x", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "€": "EUR", "°": "o",
    "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{VARIATION SELECTOR-16}": "",
}  # fmt: skip
"""The signs of our own texts, and of French ones."""


def replaced(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for the characters that cannot be encoded, and where to go on. Raises any other error."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(sign: str) -> str:
    """Return the sign in ASCII: a letter without its accent; else an escape, which loses nothing."""
    base = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    plain = _PLAIN.get(sign, base)
    return plain if plain.isascii() else sign.encode("ascii", "backslashreplace").decode()


def escaped_for(encoding: str, document: str) -> str:
    """Return a JSON document in which characters that an encoding lacks are escaped: they can be in its texts alone."""
    try:
        document.encode(encoding)
    except UnicodeEncodeError:
        return "".join(sign if _has(encoding, sign) else json.dumps(sign)[1:-1] for sign in document)
    return document


def _has(encoding: str, sign: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


codecs.register_error(PLAIN_SIGNS, replaced)
