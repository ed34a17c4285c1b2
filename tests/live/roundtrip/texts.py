"""Texts, addresses and files as people write them, the common ones most often, as hypothesis strategies.

Each strategy is made once: hypothesis inspects all parts of a new one before it draws from it.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cache

from hypothesis import strategies as st

Texts = st.SearchStrategy[str]

WORDS = (
    "toilettes", "publiques", "commune", "Bron", "École", "l'eau", "budget", "2024", "subventions", "d’État", "où",
    "arbres", "n°5", "Œuvres", "cœur", "100 %", "vélo", "parcs & jardins", "ZAC", "à", "de", "la", "-", "(69)",
)  # fmt: skip
ODD = (
    "🚲 vélos", "👩🏽‍🚒", "données", unicodedata.normalize("NFD", "élémentaires"), "aujourd'hui", "l’été",
    "a\u00a0b", "a\u2009b", "<b>gras</b>", "**gras**", "[lien](https://example.org/?a=1&b=2)", "{{ gabarit }}",
    "$HOME", "%s", "\\n", "yes", "null", "~", "01290", "1.10", "2023-01-01", "مرحبا", "עברית",
    "\u200fدروس\u200e", "日本語", "ﬁn", "㎡", "I\u0307", "ẞ", "\ufeffdébut", "zero\u200bwidth",
    "soft\u00adhyphen", "«\u00a0guillemets\u00a0»", '"guillemets"', "#dièse", "- tiret", "key: value", "@nom",
    "&ancre", "*alias", "!tag", "…", "Ελλάδα", "Москва", "\U0001f9d1\u200d\U0001f33e", "\u2028", "a\tb",
)  # fmt: skip
BLOCKS = (
    "Première ligne.\nDeuxième ligne.", "Windows\r\nécrit\r\nainsi.\r\n", "vieux\rMac",
    "fin en blanc   \net là \t\n\n", "# Titre\n\n- un\n- deux\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "<p>Un <a href='https://example.org'>lien</a></p>", "<script>alert(1)</script>",
    "```\ncode  avec   blancs\n```", "\n\n  indenté\n    plus\n", "a\n\n\n\nb", "ligne\u2028séparée",
    "suite\u0085IBM", "\ttabulation", "---\nyaml: non\n...", "'apostrophes' et \"guillemets\"", "\\", "\\u00e9",
)  # fmt: skip

_PLAIN = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
_MIXED = st.lists(st.sampled_from((*WORDS, *ODD)), min_size=1, max_size=4).map(" ".join)
_CHARACTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn"))
_FREE = st.text(_CHARACTERS, min_size=1, max_size=30)


def _says_something(text: str) -> bool:
    """Return whether a manifest may hold the text: a blank value is an error."""
    return bool(" ".join(unicodedata.normalize("NFC", text).split()))


def _long(most: int) -> Texts:
    """Return a strategy of texts of exactly this length in NFC, in letters of one, two or four bytes."""
    return st.sampled_from("aé🚲").map(lambda letter: letter * most)


@cache
def line(most: int = 350) -> Texts:
    """Return a strategy of texts of one line, of at most so many characters."""
    usual = (_PLAIN, _PLAIN, _PLAIN, _MIXED, _MIXED, _FREE)
    lines = st.one_of(*usual, _MIXED.map(lambda text: f"  {text}  "), _long(most))
    return lines.map(lambda text: text[:most]).filter(_says_something)


@cache
def titles() -> Texts:
    """Return a strategy of titles: udata makes its address of the letters and digits."""
    return line().filter(_has_a_word)


def _has_a_word(text: str) -> bool:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return any(sign.isalnum() for sign in ascii_text)


@cache
def block(most: int = 100_000) -> Texts:
    """Return a strategy of texts of several lines."""
    parts = st.lists(st.one_of(_PLAIN, _MIXED, st.sampled_from(BLOCKS)), min_size=1, max_size=5).map("\n".join)
    rare = st.integers(0, 40).flatmap(lambda number: _long(most) if number == 40 else _long(2_000))
    return st.one_of(_PLAIN, _PLAIN, parts, parts, parts, _FREE, rare).filter(_says_something)


_TAGS = (
    "toilettes", "accessibilité", "équipements publics", "Mobilité", "l'eau", "d’urgence", "a/b", "a:b", "n°5", "R&D",
    "100%", "(parenthèses)", "🚲", "vélo 🚲", unicodedata.normalize("NFD", "été"), "ÉTÉ",
    "été", "x", "eu", "C++", "hvd", "HVD", "sous_trait", "point.final", "double  blanc", " bords ", "cœur",
    "straße", "€uro", "SIG/Cartographie", "c" * 96, "d" * 97, "e" * 100, "f" * 101, "--", "..", "1", "12",
    "2024", "open data", "open-data", "Open Data", "²",
)  # fmt: skip
_STRANGE_TAGS = ("Ελλάδα", "Москва", "日本語", "مرحبا", "½ tarif", "ª", "ﬁn", "٣٤٥")
_UNREAD = frozenset("㎡ΕλάδαМосква日本語مرحباעבריتدروس")
"""Signs that udata spells out in a way of its own, which the independent check does not know."""
_phrases = st.one_of(_PLAIN, _MIXED.filter(lambda text: not _UNREAD & set(text) and _says_something(text)))
keywords = st.lists(
    st.one_of(*[st.sampled_from(_TAGS)] * 8, st.sampled_from(_STRANGE_TAGS), _phrases), min_size=1, max_size=8
)
"""Keywords, among them some that a catalogue refuses, changes, or takes for the same."""

_ENDS = (
    "", "/", "/data.csv", "/a/b/c.geojson?x=1&y=2",
    "/geoserver/wfs?SERVICE=WFS&VERSION=2.0.0&request=GetFeature", "/#ancre", "/donn%C3%A9es.csv",
    "/données.csv", "/a%20b.csv", "/(parenthèses).csv", "/l'eau.csv", "/a,b;c=d", "/x?q=[1,2]", "/a+b",
    "/100%25", "/?q=%26", "/sans-extension", "/archive.tar.gz", "/~nom/@x", "/a//b",
    "/" + "x" * 500, "/été/" + "y" * 200, "/" + unicodedata.normalize("NFD", "été") + ".csv", "/🚲.json",
    "/x?a=b#c?d", "/.hidden", "/x.CSV", "/Fichier.XLSX", "/%E9.csv", "/a|b", "/{z}/{x}/{y}.png", "/x?=", "/*",
    "/x!", "/$x",
)  # fmt: skip
_HOSTS = (
    "https://example.org", "https://data.grandlyon.com", "http://www.bron.fr", "https://example.org:8443",
    "https://sous.domaine.example.com", "http://8.8.8.8", "https://mairie-de-l-isle.fr",
)  # fmt: skip
_ODD_HOSTS = ("https://évry.fr", "https://EXAMPLE.org")
_REFUSED_HOSTS = ("HTTPS://Example.ORG", "https://xn--vry-9la.fr", "http://localhost:8080", "http://10.0.0.1")
"""udata takes them for addresses that nobody can reach."""


@cache
def addresses(*, anywhere: bool) -> Texts:
    """Return a strategy of odd but valid addresses; on any host, or only on those that every catalogue takes."""
    odd = (*_ODD_HOSTS, *_REFUSED_HOSTS) if anywhere else _ODD_HOSTS
    host = st.one_of(*[st.sampled_from(_HOSTS)] * 7, st.sampled_from(odd))
    return st.builds(lambda host, end: host + end, host, st.sampled_from(_ENDS))


emails = st.sampled_from(
    (
        "sig@example.org",
        "open-data+bron@mairie-bron.fr",
        "Prenom.NOM@Example.ORG",
        "a_b@sub.example.com",
        "o'neil@example.org",
    )
)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)

_STEMS = (
    "données",
    "Équipements publics",
    "liste",
    "l'eau",
    "a b",
    "Été 2024",
    "data",
    "x" * 60,
    "n°5",
    "été_é",
    "a..b",
    "(1)",
)
_ENDINGS = (".csv", ".csv", ".csv", ".CSV", ".json", ".geojson", ".txt", ".zip", ".xlsx", ".pdf", ".xml", ".tar.gz")
file_names = st.builds(lambda stem, end: stem + end, st.sampled_from(_STEMS), st.sampled_from(_ENDINGS))
