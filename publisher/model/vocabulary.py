"""Closed vocabularies of open data, with the words people really write for them.

Sources: high-value categories, `data.europa.eu/bna`; data themes and languages, the European authority tables. The
frequencies and the licences have modules of their own.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Term:
    """A term of a vocabulary."""

    id: str
    label: str
    """In French, as data.gouv.fr shows it."""
    aliases: tuple[str, ...] = ()
    uri: str | None = None


@dataclass(frozen=True)
class Vocabulary:
    """A closed list of terms, found by id, label or alias, whatever the case and the accents."""

    terms: tuple[Term, ...]
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Folded texts that name no term for sure, each with the ids of the terms that it may mean. None of them where
    the text is too general: then no term is suggested for it."""

    def find(self, text: str) -> str | None:
        """Return the id that a text means; None where it is unknown."""
        return self._index.get(fold(text))

    def suggest(self, text: str) -> tuple[Term, ...]:
        """Return the terms that a text may mean: the one that it misspells, else those that it is the beginning of.

        A term that is only similar is left out: `cc-by-nc` is no misspelling of `cc-by-sa`, nor `tous les ans` one of
        `tous les dix ans`.
        """
        written = _without_quotes(fold(text))
        if (word := self._index.get(written)) is not None:
            ids = {word}
        elif written in self.hints:
            ids = set(self.hints[written])
        else:
            ids = self._misspelled(written)
        if len(ids) != 1 and len(written) > 2 and written not in self.hints:
            ids = {self._index[word] for word in self._index if word.startswith(written)}
        return tuple(term for term in self.terms if term.id in ids) if len(ids) <= MOST_SUGGESTIONS else ()

    def certain(self, text: str) -> str | None:
        """Return the id that a text is without doubt, but for its quotes or a typing error; None for any other text."""
        written = _without_quotes(fold(text))
        if written in self.hints:
            return None
        ids = {self._index[written]} if written in self._index else self._misspelled(written)
        return next(iter(ids)) if len(ids) == 1 else None

    def _misspelled(self, written: str) -> set[str]:
        return {self._index[word] for word in self._index if _misspells(written, word)}

    def term(self, desired: str) -> Term | None:
        """Return the term with this id."""
        return next((term for term in self.terms if term.id == desired), None)

    def from_uri(self, uri: str) -> str:
        """Return the id of a URI; the URI itself where it is not in the list."""
        return next((term.id for term in self.terms if term.uri == uri), uri)

    def to_uri(self, desired: str) -> str:
        """Return the URI of an id; the text itself where it has none."""
        term = self.term(desired)
        return term.uri if term and term.uri else desired

    @cached_property
    def _index(self) -> Mapping[str, str]:
        return {fold(word): term.id for term in self.terms for word in (term.id, term.label, *term.aliases)}


def fold(text: str) -> str:
    """Return a text without case, accents and repeated spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().replace("’", "'").split())


_QUOTES: Final = " \"'«»“”‘‚„,;.\u200b"


def _without_quotes(folded: str) -> str:
    """Return a folded text without the quotes and the commas around it, which people paste with it."""
    return folded.strip(_QUOTES)


LONGEST_WORD: Final = 300
"""Characters of a text that is compared with the words of a list: the comparison of a longer one takes seconds."""

MOST_SUGGESTIONS: Final = 3
"""A text that may mean more terms than this is no hint at any of them."""


def _misspells(text: str, word: str) -> bool:
    """Return whether a text is a word or several, each nearly as in another text and with the same first letter."""
    written, meant = _parts(text), _parts(word)
    if "".join(written) == "".join(meant):
        return True
    return len(written) == len(meant) and all(map(_nearly_equal, written, meant))


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[\s/_-]+", text) if part]


def _nearly_equal(text: str, word: str) -> bool:
    if abs(len(text) - len(word)) > _LONGER:
        return False
    return text == word or (text[:1] == word[:1] and SequenceMatcher(None, text, word).ratio() > _NEARLY)


_NEARLY: Final = 0.81
"""One letter of five may differ, and a word of two letters or fewer must be right."""
_LONGER: Final = 3
"""How many letters too many, or missing, a misspelling may have."""


def closest(text: str, words: Iterable[str]) -> str | None:
    """Return the word most similar to a mistyped or shortened one; None where none is similar.

    A word that goes on after the whole text (“eau”, “eau-et-rivieres”) is meant rather than one of a similar spelling.
    """
    if len(text) > LONGEST_WORD:
        return None
    folded = {fold(word): word for word in words}
    begun = [word for word in folded if len(text) > 2 and word.startswith(fold(text))]
    longer = [word for word in begun if not word[len(fold(text)) :][:1].isalnum()]
    near = longer or get_close_matches(fold(text), folded, n=1, cutoff=0.6) or begun
    return folded[near[0]] if near else None


MOST_LISTED: Final = 20
"""Words that a message lists."""


def listed(words: Sequence[str]) -> str:
    """Return the words as a message lists them: where they are many, the first, and dots."""
    return ", ".join([*words[:MOST_LISTED], *(["…"] if len(words) > MOST_LISTED else [])])


EU_FREQUENCY: Final = "http://publications.europa.eu/resource/authority/frequency/"
EU_THEME: Final = "http://publications.europa.eu/resource/authority/data-theme/"
EU_LANGUAGE: Final = "http://publications.europa.eu/resource/authority/language/"
BNA: Final = "http://data.europa.eu/bna/"
ODC: Final = "http://opendatacommons.org/licenses/"
OPEN_DEFINITION: Final = "http://www.opendefinition.org/licenses/"
SCHEMAS: Final = "https://schema.data.gouv.fr/schemas/"
"""Where the national catalogue keeps the files of each schema and version."""


HVD_CATEGORIES: Final = Vocabulary(
    (
        Term("meteorological", "Météorologiques", ("météorologie", "météo"), BNA + "c_164e0bf5"),
        Term("companies", "Entreprises et propriété d'entreprises", ("entreprises",), BNA + "c_a9135398"),
        Term("geospatial", "Géospatiales", ("géospatial",), BNA + "c_ac64a52d"),
        Term("mobility", "Mobilité", (), BNA + "c_b79e35eb"),
        Term(
            "earth-observation-and-environment",
            "Observation de la terre et environnement",
            ("environnement",),
            BNA + "c_dd313021",
        ),
        Term("statistics", "Statistiques", ("statistique",), BNA + "c_e1da4e07"),
    )
)

_THEME_CODES: Final = (
    "AGRI",
    "ECON",
    "EDUC",
    "ENER",
    "ENVI",
    "GOVE",
    "HEAL",
    "INTR",
    "JUST",
    "OP_DATPRO",
    "REGI",
    "SOCI",
    "TECH",
    "TRAN",
)
DATA_THEMES: Final = Vocabulary(tuple(Term(code, code, (), EU_THEME + code) for code in _THEME_CODES))

_LANGUAGE_CODES: Final = """
    af:afr am:amh ar:ara ay:aym az:aze be:bel bg:bul bi:bis bn:ben bo:bod:tib br:bre bs:bos ca:cat ch:cha co:cos
    cs:ces:cze cy:cym:wel da:dan de:deu:ger dv:div dz:dzo el:ell:gre en:eng eo:epo es:spa et:est eu:eus:baq fa:fas:per
    fi:fin fj:fij fo:fao fr:fra:fre fy:fry ga:gle gd:gla gl:glg gn:grn gv:glv he:heb hi:hin ho:hmo hr:hrv ht:hat hu:hun
    hy:hye:arm ia:ina id:ind is:isl:ice it:ita ja:jpn ka:kat:geo kg:kon kk:kaz kl:kal km:khm ko:kor ku:kur kw:cor ky:kir
    la:lat lb:ltz ln:lin lo:lao lt:lit lv:lav mg:mlg mh:mah mi:mri:mao mk:mkd:mac mn:mon ms:msa:may mt:mlt my:mya:bur
    na:nau nb:nob ne:nep nl:nld:dut nn:nno no:nor nr:nbl ny:nya oc:oci os:oss pl:pol ps:pus pt:por qu:que rm:roh rn:run
    ro:ron:rum ru:rus rw:kin se:sme sg:sag si:sin sk:slk:slo sl:slv sm:smo so:som sq:sqi:alb sr:srp ss:ssw st:sot sv:swe
    sw:swa ta:tam tg:tgk th:tha ti:tir tk:tuk tn:tsn to:ton tr:tur ts:tso uk:ukr ur:urd uz:uzb ve:ven vi:vie wa:wln
    xh:xho yi:yid zh:zho:chi zu:zul ckb:ckb csb:csb dsb:dsb fil:fil fur:fur hsb:hsb mul:mul swb:swb
"""
"""ISO 639: the code of two letters where there is one, the terminological one of three, the bibliographic one if it is
another. Those of the European authority table, where the code of three letters is the name."""


def _language(codes: str) -> Term:
    shortest, terminological, *bibliographic = codes.split(":")
    return Term(shortest, shortest, (terminological, *bibliographic), EU_LANGUAGE + terminological.upper())


LANGUAGES: Final = Vocabulary(tuple(map(_language, _LANGUAGE_CODES.split())))

_ACCESS_RIGHT: Final = "http://publications.europa.eu/resource/authority/access-right/"
ACCESS_TYPES: Final = Vocabulary(
    (
        Term("open", "Ouvert", ("public",), uri=f"{_ACCESS_RIGHT}PUBLIC"),
        Term("open_with_account", "Ouvert avec compte", ("open with account",), uri=f"{_ACCESS_RIGHT}PUBLIC"),
        Term("restricted", "Restreint", uri=f"{_ACCESS_RIGHT}NON_PUBLIC"),
    )
)
"""udata's words, with the URIs that it exports for them: an account that everybody gets leaves data public."""

ACCESS_REASONS: Final = Vocabulary(
    (
        Term("confidentiality_of_proceedings_of_public_authorities", "Confidentialité des procédures"),
        Term("international_relations_public_security_or_national_defence", "Sécurité publique et défense"),
        Term("course_of_justice_or_fair_trial", "Bonne marche de la justice"),
        Term("confidentiality_of_commercial_or_industrial_information", "Secret commercial ou industriel"),
        Term("intellectual_property_rights", "Propriété intellectuelle"),
        Term("confidentiality_of_personal_data", "Données personnelles"),
        Term("protection_of_voluntary_information_suppliers", "Protection des informateurs volontaires"),
        Term("protection_of_environment", "Protection de l'environnement"),
    )
)
"""The reasons of article 13(1) of the INSPIRE directive, by udata's words."""

CONTACT_ROLES: Final = Vocabulary(
    (
        Term("contact", "Contact"),
        Term("publisher", "Diffuseur", ("éditeur",)),
        Term("creator", "Créateur", ("auteur",)),
    )
)
"""What a contact is for, by udata's words: those of them that DCAT has, too."""

RESOURCE_TYPES: Final = Vocabulary(
    (
        Term("main", "Fichier principal", ("principal",)),
        Term("documentation", "Documentation"),
        Term("update", "Mise à jour"),
        Term("api", "API"),
        Term("code", "Code source", ("code",)),
        Term("other", "Autre"),
    ),
    {
        **dict.fromkeys(("csv", "data", "donnee", "donnees", "excel", "fichier", "geojson", "xlsx"), ("main",)),
        **dict.fromkeys(("flux", "service", "service web", "webservice", "wfs", "wms"), ("api",)),
    },
)

_FORMATS: Final = MappingProxyType(
    {
        other: name
        for name, others in {
            "csv": ("text/csv", "text/comma-separated-values", "comma-separated values"),
            "json": ("application/json",),
            "geojson": ("application/geo+json", "application/vnd.geo+json"),
            "xls": ("excel", "application/vnd.ms-excel", "application/msexcel", "application/xls"),
            "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
            "ods": ("application/vnd.oasis.opendocument.spreadsheet",),
            "shp": ("shapefile", "esri shapefile"),
            "kml": ("application/vnd.google-earth.kml+xml",),
            "kmz": ("application/vnd.google-earth.kmz+xml", "application/vnd.google-earth.kmz"),
            "zip": ("application/zip",),
            "gz": ("application/gzip", "application/x-gzip"),
            "pdf": ("application/pdf",),
            "html": ("htm", "text/html"),
            "txt": ("text/plain",),
            "tsv": ("text/tsv", "text/tab-separated-values"),
            "xml": ("application/xml", "text/xml"),
            "rdf": ("application/rdf+xml", "rdf/xml"),
            "jpeg": ("jpg", "image/jpeg"),
            "png": ("image/png",),
            "tiff": ("tif", "image/tiff"),
            "dbase": ("dbf", "application/x-dbf"),
            "ics": ("ical", "icalendar", "ifb", "text/calendar"),
            "esri rest": ("arcgis_rest",),
            "torrent": ("bittorrent", "application/x-bittorrent"),
            "js": ("javascript", "application/x-javascript"),
        }.items()
        for other in others
    }
)
"""One id for each format that has several names; the pairs that CKAN's own list merges are among them."""


def canonical_format(text: str) -> str:
    """Return a format's id: lower case, and one word for the several in use (`Excel`, `XLS`)."""
    bare = text.strip().lower()
    return _FORMATS.get(bare, bare)
