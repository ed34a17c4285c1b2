"""Queries of the search index: Lucene's classic language, as far as clients of CKAN use it.

`AND` and `OR` are not logical operators. Each part of a query is required, optional or forbidden; the default is
required; an `OR` makes the parts on both sides optional; and optional parts filter nothing where any part is required.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

Terms = Mapping[str, frozenset[str]]
"""The terms by which a document is found: for each field, its words or whole values."""
Matches = Callable[[Terms], bool]

_TOKEN: Final = re.compile(
    r"""\s*(?: (?P<word_operator>(?:AND|OR|NOT|&&|\|\|)(?=[\s(]|$)) | (?P<open>\() | (?P<close>\)) | (?P<sign>[+\-!])
    | "(?P<phrase>(?:[^"\\]|\\.)*)" | (?P<field>(?:[^\s:()\[\]{}"^~\\+!\-]|\\.)(?:[^\s:()\[\]{}"^~\\]|\\.)*)\s*:
    | (?P<word>(?:[^\s:()\[\]{}"^~\\+!\-]|\\.)(?:[^\s:()\[\]{}"^~\\]|\\.)*) )""",
    re.VERBOSE,
)


class BadSyntax(ValueError):
    """A query that cannot be parsed, or uses more of the language than this module knows."""


class Occur(Enum):
    """Whether a part of a query is required, optional or forbidden."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    FORBIDDEN = "forbidden"


@dataclass
class _Part:
    occur: Occur
    matches: Matches


class _Parser:
    def __init__(self, query: str, field: str) -> None:
        self._query = query
        self._field = field
        self._tokens = list(self._read(query))

    def _read(self, query: str) -> list[tuple[str, str]]:
        tokens, place = [], 0
        while query[place:].strip():
            token_match = _TOKEN.match(query, place)
            if token_match is None or token_match.lastgroup is None:
                raise self._unreadable(query[place:].strip()[:1])
            tokens.append((token_match.lastgroup, token_match[token_match.lastgroup]))
            place = token_match.end()
        return tokens

    def _unreadable(self, text: str) -> BadSyntax:
        return BadSyntax(f"Cannot parse {self._query!r}: Encountered {text!r}")

    def parse(self) -> Matches:
        matches = self._parts(self._field)
        if self._tokens:
            raise self._unreadable(self._tokens[0][1])
        return matches

    def _next(self) -> tuple[str, str]:
        return self._tokens[0] if self._tokens else ("end", "<EOF>")

    def _take(self) -> tuple[str, str]:
        token = self._next()
        self._tokens = self._tokens[1:]
        return token

    def _parts(self, field: str) -> Matches:
        parts: list[_Part] = []
        while self._next()[0] not in ("end", "close"):
            joined_by, negated = self._before()
            matches = self._part(field)
            if parts and joined_by == "OR" and parts[-1].occur is Occur.REQUIRED:
                parts[-1].occur = Occur.OPTIONAL
            optional = joined_by == "OR"
            parts.append(_Part(_occur(negated=negated, optional=optional), matches))
        return _joined(parts)

    def _before(self) -> tuple[str, bool]:
        """Return the operators before a part: how it is joined, and whether it is forbidden."""
        joined_by, negated = "", False
        while self._next()[0] in ("word_operator", "sign"):
            operator = self._take()[1]
            if operator in ("OR", "||"):
                joined_by = "OR"
            elif operator in ("NOT", "-", "!"):
                negated = True
            elif operator == "+":
                joined_by = ""
        return joined_by, negated

    def _part(self, field: str) -> Matches:
        kind, text = self._take()
        match kind:
            case "field":
                return self._part(_plain(text))
            case "open":
                matches = self._parts(field)
                if self._take()[0] != "close":
                    raise self._unreadable("<EOF>")
                return matches
            case "phrase" | "word":
                return _term(field, _plain(text), any_value=kind == "word" and text == "*")
            case _:
                raise self._unreadable(text)


def _occur(*, negated: bool, optional: bool) -> Occur:
    if negated:
        return Occur.FORBIDDEN
    return Occur.OPTIONAL if optional else Occur.REQUIRED


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _term(field: str, value: str, *, any_value: bool) -> Matches:
    if any_value:
        return lambda terms: field == "*" or bool(terms.get(field))
    if field == ANY_TEXT:
        return lambda terms: all(word in terms.get(field, ()) for word in words(value))
    return lambda terms: value in terms.get(field, ())


def _joined(parts: list[_Part]) -> Matches:
    required = [part.matches for part in parts if part.occur is Occur.REQUIRED]
    optional = [part.matches for part in parts if part.occur is Occur.OPTIONAL]
    forbidden = [part.matches for part in parts if part.occur is Occur.FORBIDDEN]

    def matches(terms: Terms) -> bool:
        if any(part(terms) for part in forbidden):
            return False
        if required:
            return all(part(terms) for part in required)
        return any(part(terms) for part in optional) if optional else bool(forbidden)

    return matches


ANY_TEXT: Final = "text"
"""The field of a word that names none: the words of all texts."""


def words(text: str) -> frozenset[str]:
    """Return the words of a text, in lower case."""
    return frozenset(re.findall(r"\w+", text.lower()))


def parsed(query: str) -> Matches:
    """Parse a query. Raises `BadSyntax`."""
    return _Parser(query, ANY_TEXT).parse()
