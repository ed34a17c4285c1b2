"""The terms of a value, by the type of its field."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable
from functools import cache

from . import BadRequest
from .dates import read_date

Term = str | int | float | bool

DATES = ("date", "pdate", "pdates")
INTEGERS = ("int", "pint", "pints", "long", "plong", "plongs")
FLOATS = ("float", "pfloat", "double", "pdouble")
TEXTS = ("text", "text_general", "text_ngram")
LONGEST_WORD = 256
NGRAMS = range(2, 11)

_PARTS = re.compile(r"[^\W\d_]+|\d+")
_CASE = re.compile(r"(?<=[a-z\u00df-\u00ff])(?=[A-Z\u00c0-\u00de])")


def terms_of(kind: str, value: str, *, stored: bool) -> list[Term]:
    """Return the terms of a value, to store it or to search for it. Raises `BadRequest`."""
    if kind in DATES:
        return [read_date(value)]
    if kind in INTEGERS:
        return [_number(value, int)]
    if kind in FLOATS:
        return [_number(value, float)]
    if kind == "boolean":
        return [value.lower() in ("true", "1", "t")]
    if kind == "text_ngram":
        return list(_ngrams(value)) if stored else list(value.lower().split())
    if kind in TEXTS:
        return list(words_of(value, stored=stored, stemmed=kind == "text"))
    return [value]


def fold(text: str) -> str:
    """Return a text without accents."""
    return "".join(
        character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character)
    )


def words_of(text: str, *, stored: bool, stemmed: bool) -> list[str]:
    """Return the words of a text in lower case, split at other signs (and, where stemmed, at a change of case)."""
    words: list[str] = []
    for token in (word[i : i + LONGEST_WORD] for word in text.split() for i in range(0, len(word), LONGEST_WORD)):
        parts = [part for run in _PARTS.findall(token) for part in (_CASE.split(run) if stemmed else [run])]
        words += parts
        if stored and len(parts) > 1:
            words.append("".join(parts))
    return [word for word in map(_stemmed if stemmed else str.lower, words) if word]


def _stemmed(word: str) -> str:
    return fold(_stemmer()(word.lower()))


@cache
def _stemmer() -> Callable[[str], str]:
    """Return Porter's stemmer, which CKAN's schema asks for. It has a state, so only one thread uses it at a time."""
    import snowballstemmer

    stemmer, turn = snowballstemmer.stemmer("porter"), threading.Lock()

    def stem(word: str) -> str:
        with turn:
            return str(stemmer.stemWord(word))

    return stem


def _ngrams(text: str) -> set[str]:
    small = text.lower()
    return {small[i : i + size] for size in NGRAMS for i in range(len(small) - size + 1)}


def _number(value: str, kind: type[int] | type[float]) -> int | float:
    try:
        return kind(value)
    except ValueError:
        raise BadRequest(f"Invalid Number: {value}") from None
