"""The values that are published to see what a catalogue keeps: for each field a plain one, then special ones.

Each has a manifest of its own, which differs from a bare one in this value alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from tests.live.portal import USUAL_GROUPS, Json

OF_RESOURCE: Final = "resources."
EXTRAS: Final = "extras"
KEYWORD_ORDER: Final = "keywords ⇅"
RESOURCE_ORDER: Final = "resources ⇅"
STATE: Final = "state"
FILE: Final = "resources.file"
ORDERED: Final = (KEYWORD_ORDER, RESOURCE_ORDER)
"""Fields of which the order is observed."""

RESOURCE: Final = {"id": "r", "title": "Ressource", "url": "https://example.org/ressource"}
BARE: Final[Json] = {
    "description": "Sonde.",
    "keywords": None,
    "license": None,
    "resources": [RESOURCE],
}
"""The fields of every manifest; None removes a field of the tests' plain manifest."""
FILES: Final = {"donnees.csv": "nom;valeur\nété;1\n"}
"""Data files of the producer."""


class Words(NamedTuple):
    """A text in both languages."""

    en: str
    fr: str


@dataclass(frozen=True, kw_only=True)
class Probe:
    """A value, and the manifest that carries it."""

    id: str
    """The manifest's file name."""
    field: str
    """The field of the model: `title`, `resources.format`."""
    remark: Words
    """A remark on what the value tests."""
    written: tuple[str, ...]
    """The value as it is written, in its parts."""
    fields: Json
    """The manifest's fields."""
    advice: Words | None = None
    """Advice for a person, where a catalogue loses the value."""
    against: str | None = None
    """The probe whose entry it is compared with; None: the bare one."""


def _dataset(name: str, mark: str, remark: Words, value: object, *written: str, advice: Words | None = None) -> Probe:
    """Return a probe of a dataset's field; a text is its own written value."""
    parts = written or (str(value),)
    stem = f"{name.replace('_', '-')}-{mark}"
    return Probe(id=stem, field=name, remark=remark, written=parts, fields={name: value}, advice=advice)


def _resource(name: str, mark: str, remark: Words, value: object, *written: str, advice: Words | None = None) -> Probe:
    """Return a probe of a resource's field."""
    parts = written or (str(value),)
    fields = {"resources": [{**RESOURCE, name: value}]}
    return Probe(
        id=f"r-{name}-{mark}", field=OF_RESOURCE + name, remark=remark, written=parts, fields=fields, advice=advice
    )


def _extra(mark: str, remark: Words, name: str, value: str, advice: Words | None = None) -> Probe:
    fields = {"extras": {name: value}}
    return Probe(id=f"extras-{mark}", field=EXTRAS, remark=remark, written=(value,), fields=fields, advice=advice)


def _keyword(mark: str, remark: Words, word: str, advice: Words | None = None) -> Probe:
    return _dataset("keywords", mark, remark, [word], word, advice=advice)


def _zones(mark: str, remark: Words, *zones: str, advice: Words | None = None) -> Probe:
    return _dataset("spatial", mark, remark, {"zones": list(zones)}, *zones, advice=advice)


def _granularity(mark: str, remark: Words, word: str, advice: Words | None = None) -> Probe:
    fields = {"spatial": {"granularity": word}}
    return Probe(
        id=f"granularity-{mark}", field="granularity", remark=remark, written=(word,), fields=fields, advice=advice
    )


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


PLAIN: Final = Words("a plain value", "une valeur simple")
ACCENTS: Final = Words("decomposed accents", "accents décomposés")
LINES: Final = Words("Windows line ends, blanks at the ends", "fins de ligne Windows, espaces aux extrémités")
BLANKS: Final = Words("doubled blanks", "espaces doublés")
SCHEMA_FOLDER: Final = "https://schema.data.gouv.fr/schemas/scdl/equipements/0.1.5"

_TEXTS: Final = (
    _dataset("title", "plain", PLAIN, "Toilettes publiques"),
    _dataset("title", "accents", ACCENTS, _nfd("Équipements d'été")),
    _dataset("title", "blanks", BLANKS, "Aires  de   jeux"),
    _dataset("title", "limit", Words("350 characters", "350 caractères"), "é" * 350),
    _dataset("title", "signs", Words("signs and an emoji", "signes et un émoji"), "Voirie & <b>réseaux</b> : l’été 🌳"),
    _dataset("description", "plain", PLAIN, "Emplacements relevés sur le terrain."),
    _dataset("description", "accents", ACCENTS, _nfd("Données relevées à l'été.")),
    _dataset("description", "lines", LINES, "Une ligne. \r\n\r\n- une autre\r\n"),
    _dataset(
        "description",
        "markup",
        Words("Markdown and HTML", "Markdown et HTML"),
        "**Gras** <i>penché</i> & [lien](https://example.org)",
    ),
    _dataset("description", "limit", Words("100,000 characters", "100 000 caractères"), "é" * 100_000),
)

_ONE_WORD: Final = Words("Choose a longer word.", "Choisissez un mot plus long.")
_LONG: Final = Words("Make several keywords of it.", "Faites-en plusieurs mots-clés.")
_SIGNS: Final = Words("Nothing: it is found under this form.", "Rien : il se trouve sous cette forme.")
_KEYWORDS: Final = (
    _keyword("plain", PLAIN, "toilettes"),
    _keyword("case", Words("capitals and accents", "majuscules et accents"), "Équipement Public"),
    _keyword("accents", ACCENTS, _nfd("été")),
    _keyword("apostrophe", Words("an apostrophe", "une apostrophe"), "qualité de l'eau", _SIGNS),
    _keyword("signs", Words("signs", "signes"), "eau & gaz (réseaux)", _SIGNS),
    _keyword("two", Words("2 letters", "2 lettres"), "tp", _ONE_WORD),
    _keyword("one", Words("1 letter", "1 lettre"), "x", _ONE_WORD),
    _keyword("ninety-six", Words("96 letters", "96 lettres"), "a" * 96),
    _keyword("hundred", Words("100 letters", "100 lettres"), "a" * 100, _LONG),
    _keyword("longer", Words("101 letters", "101 lettres"), "a" * 101, _LONG),
    _keyword(
        "hvd",
        Words("udata's own mark", "la marque propre à udata"),
        "hvd",
        Words("Write `hvd:` with its category.", "Écrivez `hvd:` avec sa catégorie."),
    ),
)

_LICENSE: Final = Words(
    "Ask the catalogue team to add the licence.", "Demandez à l'équipe du catalogue d'ajouter la licence."
)
_TERMS: Final = (
    _dataset("license", "plain", PLAIN, "lov2"),
    _dataset("license", "name", Words("its French name", "son nom français"), "Licence Ouverte 2.0"),
    _dataset("license", "other", Words("another licence", "une autre licence"), "cc-by"),
    _dataset(
        "license",
        "mobility",
        Words("a licence for mobility", "une licence pour les mobilités"),
        "mobility-license",
        advice=_LICENSE,
    ),
    _dataset("license", "none", Words("the word for none", "le mot pour aucune"), "notspecified"),
    _dataset("frequency", "plain", PLAIN, "annual"),
    _dataset("frequency", "french", Words("a French word", "un mot français"), "trimestrielle"),
    _dataset("frequency", "minute", Words("the shortest", "la plus courte"), "oneMinute"),
    _dataset("frequency", "unknown", Words("the word for none", "le mot pour aucune"), "unknown"),
    _dataset("theme", "plain", PLAIN, "toilettes", "REGI"),
    _dataset("hvd", "plain", PLAIN, "mobility"),
    _dataset("hvd", "french", Words("a French word", "un mot français"), "Mobilité"),
    _dataset("language", "plain", PLAIN, "fr"),
    _dataset("language", "three", Words("three letters", "trois lettres"), "fra"),
    _dataset(
        "language",
        "unlisted",
        Words("none of the European list", "absente de la liste européenne"),
        "frp",
        advice=Words("Nothing: only its URI is missing.", "Rien : seule son URI manque."),
    ),
    _dataset("issued", "plain", PLAIN, "2024-02-29"),
    _dataset("version", "plain", PLAIN, "2.10"),
    _dataset(
        "groups",
        "plain",
        PLAIN,
        list(USUAL_GROUPS),
        *USUAL_GROUPS,
        advice=Words(
            "Write `groups:` for the CKAN alone, under `catalogs:`.",
            "Écrivez `groups:` pour le seul CKAN, sous `catalogs:`.",
        ),
    ),
    _dataset("access", "plain", PLAIN, {"type": "restricted", "reason": "Noms de personnes"}, "Noms de personnes"),
    _dataset(
        "access",
        "account",
        Words("open with an account", "ouvert avec un compte"),
        {"type": "open_with_account"},
        "open_with_account",
    ),
    _dataset("landing_page", "plain", PLAIN, "https://example.org/dossier"),
    _dataset(
        "landing_page",
        "accents",
        Words("accents, question and anchor", "accents, question et ancre"),
        "https://Example.org/été?a=1&b=2#fin",
    ),
)

_PORTAL_ZONE: Final = Words(
    "Write a zone id that the catalogue knows.", "Écrivez un identifiant de zone connu du catalogue."
)
_PORTAL_LEVEL: Final = Words(
    "Write a granularity that the catalogue lists.", "Écrivez une granularité de la liste du catalogue."
)
_ONE_ZONE: Final = Words(
    "Put the most telling zone first, or write one zone that holds them all.",
    "Mettez en premier la zone la plus parlante, ou écrivez une zone qui les contient toutes.",
)
_EMAIL: Final = Words(
    "Give the contact an e-mail address or a form.", "Donnez au contact une adresse électronique ou un formulaire."
)
_FIRST_CONTACT: Final = Words(
    "Put the most telling one of each role first.", "Mettez le plus parlant de chaque rôle en premier."
)
_PLACES: Final = (
    _dataset("temporal", "plain", PLAIN, {"start": "2023-01-01", "end": "2026-12-31"}, "2023-01-01", "2026-12-31"),
    _dataset("temporal", "open", Words("without an end", "sans fin"), {"start": "2023-01-01"}, "2023-01-01"),
    _dataset(
        "temporal",
        "old",
        Words("a long time ago", "une période ancienne"),
        {"start": "0987-01-01", "end": "0987-12-31"},
        "0987-01-01",
        "0987-12-31",
    ),
    _zones("plain", PLAIN, "fr:commune:69029"),
    _zones(
        "intercommunal",
        Words("an intercommunal body", "une intercommunalité"),
        "fr:epci:200046977",
        advice=Words(
            "Nothing, or write the zone of a région, a département or a commune.",
            "Rien, ou écrivez la zone d'une région, d'un département ou d'une commune.",
        ),
    ),
    _zones(
        "several", Words("several zones", "plusieurs zones"), "fr:commune:69029", "fr:commune:69266", advice=_ONE_ZONE
    ),
    _zones(
        "unknown",
        Words("a zone that nobody knows", "une zone que personne ne connaît"),
        "fr:commune:00000",
        advice=_PORTAL_ZONE,
    ),
    _granularity("plain", PLAIN, "fr:commune"),
    _granularity("word", Words("without the country", "sans le pays"), "commune"),
    _granularity("unknown", Words("one that nobody knows", "une que personne ne connaît"), "canton", _PORTAL_LEVEL),
    _dataset(
        "contact", "plain", PLAIN, {"name": "Service SIG", "email": "sig@example.org"}, "Service SIG", "sig@example.org"
    ),
    _dataset(
        "contact",
        "capitals",
        Words("capitals in the address", "majuscules dans l'adresse"),
        {"name": "Service SIG", "email": "SIG@Example.org"},
        "Service SIG",
        "SIG@Example.org",
    ),
    _dataset(
        "contact", "address", Words("without a name", "sans nom"), {"email": "sig@example.org"}, "sig@example.org"
    ),
    _dataset(
        "contact",
        "name",
        Words("without an address", "sans adresse électronique"),
        {"name": "Service SIG"},
        "Service SIG",
        advice=_EMAIL,
    ),
    _dataset(
        "contact",
        "form",
        Words("with a form", "avec un formulaire"),
        {"name": "Service SIG", "form": "https://example.org/ecrire"},
        "Service SIG",
        "https://example.org/ecrire",
    ),
    _dataset(
        "contacts",
        "plain",
        PLAIN,
        [{"role": "publisher", "name": "Ville"}, {"role": "creator", "name": "Bureau"}],
        "Ville",
        "Bureau",
    ),
    _dataset(
        "contacts",
        "address",
        Words("an address, a form", "une adresse électronique, un formulaire"),
        [
            {"role": "publisher", "form": "https://example.org/ecrire"},
            {"role": "creator", "email": "sig@example.org"},
        ],
        "https://example.org/ecrire",
        "sig@example.org",
    ),
    Probe(
        id="contacts-several",
        field="contacts",
        remark=Words("a second contact, two publishers", "un deuxième contact, deux diffuseurs"),
        written=("Ville", "Métropole", "voirie@example.org"),
        fields={
            "contact": {"email": "sig@example.org"},
            "contacts": [
                {"role": "publisher", "name": "Ville"},
                {"role": "publisher", "name": "Métropole"},
                {"role": "contact", "email": "voirie@example.org"},
            ],
        },
        advice=_FIRST_CONTACT,
    ),
)

_OTHER_NAME: Final = Words("Choose another name.", "Choisissez un autre nom.")
_EXTRAS: Final = (
    _extra("plain", PLAIN, "essai", "valeur"),
    _extra("number", Words("digits with a leading zero", "chiffres avec un zéro en tête"), "essai", "01290"),
    _extra("lines", LINES, "essai", "un \r\ndeux\r\n"),
    _extra("limit", Words("30,000 bytes", "30 000 octets"), "essai", "a" * 30_000),
    _extra(
        "name", Words("capitals and an accent in its name", "majuscules et accent dans le nom"), "Clé Essai", "valeur"
    ),
    _extra(
        "reserved",
        Words("a name of udata's own (`transport:…`)", "un nom propre à udata (`transport:…`)"),
        "transport:essai",
        "valeur",
        _OTHER_NAME,
    ),
)

_STATES: Final = (
    Probe(
        id="state-draft",
        field=STATE,
        remark=Words("a draft", "un brouillon"),
        written=("draft",),
        fields={"state": "draft"},
    ),
    Probe(
        id="state-private",
        field=STATE,
        remark=Words("private", "privé"),
        written=("private",),
        fields={"state": "private"},
    ),
    Probe(
        id="state-archived",
        field=STATE,
        remark=Words("archived", "archivé"),
        written=("archived",),
        fields={"state": "archived"},
    ),
    Probe(
        id="state-published",
        field=STATE,
        remark=PLAIN,
        written=("published",),
        fields={"state": "published"},
        against="state-draft",
    ),
)

_NAMED: Final = {"name": "scdl/equipements", "version": "0.1.5"}
_KNOWN: Final = Words(
    "Write a name and a version of schema.data.gouv.fr, or `url:`.",
    "Écrivez un nom et une version de schema.data.gouv.fr, ou `url:`.",
)
_ENDING: Final = Words(
    "Give the file the ending of its format, or leave `format:` out.",
    "Donnez au fichier l'extension de son format, ou retirez `format:`.",
)
_RESOURCES: Final = (
    _resource("title", "plain", PLAIN, "Tableau des toilettes"),
    _resource("title", "accents", ACCENTS, _nfd("Relevé d'été")),
    _resource("title", "blanks", BLANKS, "Deux  blancs"),
    _resource("title", "limit", Words("350 characters", "350 caractères"), "é" * 350),
    _resource("description", "plain", PLAIN, "Une ligne par équipement."),
    _resource("description", "lines", LINES, "un \r\ndeux\r\n"),
    _resource("url", "plain", PLAIN, "https://example.org/donnees.csv"),
    _resource(
        "url",
        "capitals",
        Words("capitals, accents and a question", "majuscules, accents et question"),
        "https://Example.org/Été.CSV?a=1&b=%20",
    ),
    _resource("format", "plain", PLAIN, "csv"),
    _resource("format", "alias", Words("an everyday name", "un nom courant"), "Excel"),
    _resource("format", "case", Words("capitals", "majuscules"), "GeoJSON"),
    _resource("format", "unknown", Words("an unknown one", "un format inconnu"), "Lambert 93"),
    _resource("mime", "plain", PLAIN, "text/csv"),
    _resource(
        "mime",
        "parameters",
        Words("with parameters, in capitals", "avec paramètres, en majuscules"),
        "Text/CSV; charset=UTF-8",
    ),
    _resource("type", "plain", PLAIN, "main"),
    _resource("type", "french", Words("a French word", "un mot français"), "Fichier principal"),
    _resource("type", "api", Words("a service", "un service"), "api"),
    _resource("schema", "plain", PLAIN, _NAMED, *_NAMED.values()),
    _resource(
        "schema", "name", Words("without a version", "sans version"), {"name": "scdl/equipements"}, "scdl/equipements"
    ),
    _resource(
        "schema",
        "file",
        Words("the address of its file", "l'adresse de son fichier"),
        {"url": f"{SCHEMA_FOLDER}/schema.json"},
        f"{SCHEMA_FOLDER}/schema.json",
    ),
    _resource(
        "schema",
        "url",
        Words("another address", "une autre adresse"),
        {"url": "https://example.org/schema.json"},
        "https://example.org/schema.json",
    ),
    _resource(
        "schema",
        "unknown",
        Words("an unknown name", "un nom inconnu"),
        {"name": "personne/inconnu"},
        "personne/inconnu",
        advice=_KNOWN,
    ),
    _resource(
        "schema",
        "version",
        Words("an unknown version", "une version inconnue"),
        {"name": "scdl/budget", "version": "99.0"},
        "scdl/budget",
        "99.0",
        advice=_KNOWN,
    ),
)

_RESOURCE_EXTRAS: Final = (
    _resource("issued", "plain", PLAIN, "2024-02-29"),
    _resource("modified", "plain", PLAIN, "2024-02-29"),
    _resource("extras", "plain", PLAIN, {"essai": "valeur"}, "valeur"),
    _resource("extras", "lines", LINES, {"essai": "un \r\ndeux\r\n"}, "un \r\ndeux\r\n"),
    _resource(
        "extras",
        "name",
        Words("capitals and an accent in its name", "majuscules et accent dans le nom"),
        {"Clé Essai": "valeur"},
        "valeur",
    ),
    _resource(
        "extras",
        "reserved",
        Words("a name of udata's own (`check:…`)", "un nom propre à udata (`check:…`)"),
        {"check:essai": "valeur"},
        "valeur",
        advice=_OTHER_NAME,
    ),
)

_HOSTED: Final = {"id": "r", "title": "Fichier", "path": "donnees.csv"}
_ABC: Final = ("Carte", "Appareil", "Bilan")
_LISTS: Final = (
    Probe(
        id="file-plain",
        field=FILE,
        remark=Words("an uploaded file", "un fichier déposé"),
        written=tuple(FILES.values()),
        fields={"resources": [_HOSTED]},
    ),
    Probe(
        id="file-format",
        field="resources.format",
        remark=Words("another than the file's ending", "autre que l'extension du fichier"),
        written=("tsv",),
        fields={"resources": [{**_HOSTED, "format": "tsv"}]},
        against="file-plain",
        advice=_ENDING,
    ),
    Probe(
        id="order-keywords",
        field=KEYWORD_ORDER,
        remark=Words("not in alphabetical order", "hors de l'ordre alphabétique"),
        written=("voirie", "arbres", "piscine"),
        fields={"keywords": ["voirie", "arbres", "piscine"]},
    ),
    Probe(
        id="order-resources",
        field=RESOURCE_ORDER,
        remark=Words("not in alphabetical order", "hors de l'ordre alphabétique"),
        written=_ABC,
        fields={
            "resources": [
                {"id": letter.lower(), "title": letter, "url": f"https://example.org/{letter}"} for letter in _ABC
            ]
        },
    ),
)

PROBES: Final = (*_TEXTS, *_KEYWORDS, *_TERMS, *_PLACES, *_EXTRAS, *_STATES, *_RESOURCES, *_RESOURCE_EXTRAS, *_LISTS)


def fields_of(probes: Iterable[Probe]) -> tuple[str, ...]:
    """Return the fields that are probed, each once, those of resources last."""
    fields = dict.fromkeys(probe.field for probe in probes)
    return tuple(sorted(fields, key=lambda name: name.startswith("resources")))
