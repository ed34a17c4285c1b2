"""`dismax`: plain words, each searched for in several fields (`qf`), of which enough (`mm`) must match."""

from __future__ import annotations

import re

from . import BadRequest
from .analysis import TEXTS, terms_of
from .index import Hits, Index

_WORD = re.compile(r'([+\-]?)(?:"([^"]*)"|([^\s"]+))')


def find_words(index: Index, query: str, fields: str, enough: str) -> Hits:
    """Return the documents with enough of the words; `fields` as in `name^4 title^2 text`. Raises `BadRequest`."""
    weights = {name: float(weight or 1) for name, _, weight in (weighted.partition("^") for weighted in fields.split())}
    hits_by_sign: dict[str, list[Hits]] = {"": [], "+": [], "-": []}
    for sign, phrase, word in _WORD.findall(query):
        hits_by_sign[sign].append(_anywhere(index, weights, phrase or word, quoted=bool(phrase)))
    may, must, never = hits_by_sign[""], hits_by_sign["+"], hits_by_sign["-"]
    needed = needed_of(enough, len(may))
    counts = {key: sum(key in hits for hits in may) for key in set().union(*may)}
    keys = {key for key, count in counts.items() if count >= needed}
    if not needed and (must or not may):
        keys = set(index.documents)
    remaining = keys.intersection(*must).difference(*never) if must else keys.difference(*never)
    return {key: sum(hits.get(key, 0.0) for hits in (*may, *must)) for key in remaining}


def needed_of(rule: str, count: int) -> int:
    """Return how many words must match: `2`, `-1` (all but one), `75%`, `2<-1 5<80%` (beyond 2 words, ...)."""
    needed = count
    if "<" not in rule:
        needed = _share(rule, count) if rule else count
    for part in rule.split() if "<" in rule else ():
        beyond, share = part.split("<")
        if count > int(beyond):
            needed = _share(share, count)
    return max(0, min(count, needed))


def _share(rule: str, count: int) -> int:
    amount = int(count * abs(int(rule[:-1])) / 100) if rule.endswith("%") else abs(int(rule))
    return count - amount if rule.startswith("-") else amount


def _anywhere(index: Index, weights: dict[str, float], text: str, *, quoted: bool) -> Hits:
    """Return the documents with a word in any of the fields, each with the weight of its best field."""
    best: Hits = {}
    for name, weight in weights.items():
        for key in _in_field(index, name, text, quoted=quoted):
            best[key] = max(best.get(key, 0.0), weight)
    return best


def _in_field(index: Index, name: str, text: str, *, quoted: bool) -> set[str]:
    kind = index.schema.field(name).type
    try:
        if kind in TEXTS and not quoted:
            return index.with_all(name, terms_of(kind, text, stored=False))
        return set(index.having(name, text, quoted=True))
    except BadRequest:  # a word that is no date or number is no error in such a field, as in Solr
        return set()
