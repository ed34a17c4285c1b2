"""The classic query language: `organization:lyon AND (title:eau* OR -tags:"l eau") +size:[1 TO *]`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import NoReturn

from . import BadRequest
from .index import Hits, Index, unescaped

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<op>&&|\|\||AND\b|OR\b|NOT\b) |
    (?P<open>\() | (?P<close>\)) |
    (?P<mod>[+\-!]) |
    (?P<range>[\[{]\s*(?:"[^"]*"|[^\s\]}]+)\s+TO\s+(?:"[^"]*"|[^\s\]}]+)\s*[\]}]) |
    (?P<phrase>"(?:[^"\\]|\\.)*") (?:~\d+)? |
    (?P<boost>\^[\d.]+) |
    (?P<field>(?:[^\s:()\[\]{}"^~\\+!]|\\.)(?:[^\s:()\[\]{}"^~\\]|\\.)*|\*)\s*: |
    (?P<word>(?:[^\s:()\[\]{}"^~\\+!\-]|\\.)(?:[^\s:()\[\]{}"^~\\]|\\.)*) (?:~[\d.]*)?
    )""",
    re.VERBOSE,
)
_RANGE = re.compile(r'([\[{])\s*("[^"]*"|\S+)\s+TO\s+("[^"]*"|[^\s\]}]+)\s*([\]}])')
_AND, _OR = ("AND", "&&"), ("OR", "||")

END = ""
"""The kind of the token after the last one."""


class Occurs(Enum):
    """Whether a clause must, may or must not match."""

    MUST = "must"
    MAY = "may"
    NEVER = "never"


@dataclass
class Clause:
    """A part of a query, and the documents that it finds."""

    occurs: Occurs
    hits: Hits
    plus: bool


def find(index: Index, query: str, default_field: str = "text", operator: str = "OR") -> Hits:
    """Return the documents that a query finds; an empty query finds none. Raises `BadRequest`."""
    return _Parser(index, query, operator.upper()).run(default_field)


def _tokens(query: str) -> list[tuple[str, str]]:
    tokens, position = [], 0
    while query[position:].strip():
        match = _TOKEN.match(query, position)
        if match is None or match.lastgroup is None:
            cause = f'Encountered "{query[position : position + 1]}" at column {position}'
            raise BadRequest(f"org.apache.solr.search.SyntaxError: Cannot parse '{query}': {cause}")
        tokens.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return tokens


class _Parser:
    """Reads a query from left to right, and looks up each part as it is read."""

    def __init__(self, index: Index, query: str, operator: str) -> None:
        self.index = index
        self.query = query
        self.operator = operator
        self.tokens = [*_tokens(query), (END, "<EOF>")]
        self.position = 0

    def run(self, default_field: str) -> Hits:
        hits = self._clauses(default_field)
        if self._kind != END:
            self._refuse()
        return hits

    # ---- tokens

    @property
    def _kind(self) -> str:
        return self.tokens[self.position][0]

    @property
    def _text(self) -> str:
        return self.tokens[self.position][1]

    def _take(self) -> tuple[str, str]:
        token = self.tokens[self.position]
        if token[0] == END:
            self._refuse()
        self.position += 1
        return token

    def _refuse(self) -> NoReturn:
        raise BadRequest(
            f"org.apache.solr.search.SyntaxError: Cannot parse '{self.query}': Encountered \"{self._text}\""
        )

    # ---- clauses

    def _clauses(self, field: str) -> Hits:
        """Return the documents of all clauses up to a closing parenthesis or the end."""
        clauses: list[Clause] = []
        while self._kind not in (END, "close"):
            joined = self._joined()
            sign = self._sign()
            if self._kind == "boost":  # a boost without a clause before it has no effect
                self._take()
                continue
            clauses.append(self._placed(clauses, self._clause(field), joined, sign))
        return _together(clauses, self.index)

    def _joined(self) -> str:
        """Return the `AND` or `OR` between this clause and the last one, else an empty text."""
        joined = ""
        while self._kind == "op" and self._text in _AND + _OR:
            joined = "AND" if self._take()[1] in _AND else "OR"
        return joined

    def _sign(self) -> str:
        """Return the `+` or `-` before the clause, else an empty text."""
        sign = ""
        while self._kind == "mod" or (self._kind, self._text) == ("op", "NOT"):
            sign = "+" if self._take()[1] == "+" else "-"
        return sign

    def _placed(self, before: list[Clause], hits: Hits, joined: str, sign: str) -> Clause:
        """Return a clause and whether it must match; this may change the clause before it.

        Source: Lucene's `QueryParserBase.addClause`.
        """
        last = before[-1] if before else None
        if last and joined == "AND" and last.occurs is not Occurs.NEVER:
            last.occurs = Occurs.MUST
        if last and self.operator == "AND" and joined == "OR" and last.occurs is Occurs.MUST and not last.plus:
            last.occurs = Occurs.MAY
        if sign == "-":
            return Clause(Occurs.NEVER, hits, plus=False)
        optional = joined != "AND" if self.operator == "OR" else joined == "OR"
        return Clause(Occurs.MAY if optional and sign != "+" else Occurs.MUST, hits, plus=sign == "+")

    def _clause(self, field: str) -> Hits:
        kind, text = self._take()
        match kind:
            case "field":
                hits = self._of_field(unescaped(text))
            case "open":
                hits = self._clauses(field)
                if self._take()[0] != "close":
                    self._refuse()
            case "phrase":
                hits = self.index.having(field, text[1:-1], quoted=True)
            case "range":
                hits = self._between(field, text)
            case "word":
                hits = self.index.having(field, text)
            case _:
                self._refuse()
        if self._kind == "boost":
            weight = float(self._take()[1][1:])
            hits = {key: score * weight for key, score in hits.items()}
        return hits

    def _of_field(self, name: str) -> Hits:
        if self._kind == "mod":  # a negative number
            sign = self._take()[1]
            return self.index.having(name, sign + self._take()[1])
        if self._kind == "field" and name != "*":  # `a:b:c`
            self._refuse()
        return self._clause(name)

    def _between(self, field: str, text: str) -> Hits:
        match = _RANGE.fullmatch(text)
        assert match is not None, text
        low, high = match[2].strip('"'), match[3].strip('"')
        return self.index.between(field, low, high, with_low=match[1] == "[", with_high=match[4] == "]")


def _together(clauses: list[Clause], index: Index) -> Hits:
    """Return the documents of all clauses; a query that only excludes finds all other documents, as in Solr."""
    must = [clause.hits for clause in clauses if clause.occurs is Occurs.MUST]
    may = [clause.hits for clause in clauses if clause.occurs is Occurs.MAY]
    never = [clause.hits for clause in clauses if clause.occurs is Occurs.NEVER]
    if must:
        keys = set.intersection(*(set(hits) for hits in must))
    elif may:
        keys = set().union(*may)
    else:
        keys = set(index.documents) if never else set()
    remaining = keys.difference(*never)
    return {key: sum(hits.get(key, 0.0) for hits in (*must, *may)) for key in remaining}
