"""The independent check's vocabularies, and values in one form on both sides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FREQUENCY_URI = "http://publications.europa.eu/resource/authority/frequency/"
THEME_URI = "http://publications.europa.eu/resource/authority/data-theme/"
HVD_URI = "http://data.europa.eu/bna/"
LANGUAGE_URI = "http://publications.europa.eu/resource/authority/language/"
COUNTRY_URI = "http://publications.europa.eu/resource/authority/country/"
INSEE_URI = "http://id.insee.fr/geo/"
LANGUAGE_NAMES = {"fr": "FRA", "fra": "FRA", "en": "ENG", "eng": "ENG", "de": "DEU", "br": "BRE"}
COUNTRY_NAMES = {"fr": "FRA", "be": "BEL", "ch": "CHE"}
LICENCE_ADDRESSES = {
    "lov2": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    "fr-lo": "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf",
    "odc-odbl": "http://opendatacommons.org/licenses/odbl/summary/",
    "odc-by": "http://opendatacommons.org/licenses/by/summary/",
    "odc-pddl": "http://opendatacommons.org/licenses/pddl/summary/",
    "cc-by": "http://www.opendefinition.org/licenses/cc-by",
    "cc-by-sa": "http://www.opendefinition.org/licenses/cc-by-sa",
    "cc-zero": "http://www.opendefinition.org/licenses/cc-zero",
    "mobility-license": "https://wiki.lafabriquedesmobilites.fr/wiki/Licence_Mobilit%C3%A9s",
}
HVD_REGULATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
SCHEMA_URI = "https://schema.data.gouv.fr/schemas/"

FREQUENCIES = {
    "continuous": "UPDATE_CONT", "oneMinute": "1MIN", "fiveMinutes": "5MIN", "tenMinutes": "10MIN",
    "fifteenMinutes": "15MIN", "thirtyMinutes": "30MIN", "hourly": "HOURLY", "bihourly": "BIHOURLY",
    "trihourly": "TRIHOURLY", "twelveHours": "12HRS", "severalTimesADay": "CONT", "threeTimesADay": "DAILY_3",
    "semidaily": "DAILY_2", "daily": "DAILY", "fiveTimesAWeek": "WEEKLY_5", "threeTimesAWeek": "WEEKLY_3",
    "semiweekly": "WEEKLY_2", "weekly": "WEEKLY", "biweekly": "BIWEEKLY", "threeTimesAMonth": "MONTHLY_3",
    "semimonthly": "MONTHLY_2", "monthly": "MONTHLY", "bimonthly": "BIMONTHLY", "quarterly": "QUARTERLY",
    "threeTimesAYear": "ANNUAL_3", "semiannual": "ANNUAL_2", "annual": "ANNUAL", "biennial": "BIENNIAL",
    "triennial": "TRIENNIAL", "quadrennial": "QUADRENNIAL", "quinquennial": "QUINQUENNIAL", "decennial": "DECENNIAL",
    "bidecennial": "BIDECENNIAL", "tridecennial": "TRIDECENNIAL", "punctual": "AS_NEEDED", "irregular": "IRREG",
    "never": "NEVER", "notPlanned": "NOT_PLANNED", "other": "OTHER", "unknown": "UNKNOWN",
    # older names of udata, and the usual French words
    "realtime": "UPDATE_CONT", "fourTimesADay": "CONT", "fourTimesAWeek": "OTHER", "fortnighly": "BIWEEKLY",
    "biannual": "ANNUAL_2", "quotidienne": "DAILY", "hebdomadaire": "WEEKLY", "mensuelle": "MONTHLY",
    "trimestrielle": "QUARTERLY", "semestrielle": "ANNUAL_2", "annuelle": "ANNUAL", "irrégulière": "IRREG",
    "ponctuelle": "AS_NEEDED", "inconnue": "UNKNOWN", "horaire": "HOURLY", "quotidien": "DAILY", "mensuel": "MONTHLY",
    "bimensuelle": "MONTHLY_2", "bimestrielle": "BIMONTHLY", "annuel": "ANNUAL", "temps réel": "UPDATE_CONT",
}  # fmt: skip
LICENCES = {
    "licence ouverte 2.0": "lov2",
    "licence ouverte / open licence version 2.0": "lov2",
    "etalab-2.0": "lov2",
    "licence ouverte / open licence": "fr-lo",
    "odbl": "odc-odbl",
    "cc0": "cc-zero",
    "cc by": "cc-by",
    "cc by-sa": "cc-by-sa",
}
HVD = {
    "meteorologiques": "c_164e0bf5",
    "entreprises et propriete d'entreprises": "c_a9135398",
    "geospatiales": "c_ac64a52d",
    "mobilite": "c_b79e35eb",
    "observation de la terre et environnement": "c_dd313021",
    "statistiques": "c_e1da4e07",
}
HVD_IDS = {
    "c_164e0bf5": "meteorological",
    "c_a9135398": "companies",
    "c_ac64a52d": "geospatial",
    "c_b79e35eb": "mobility",
    "c_dd313021": "earth-observation-and-environment",
    "c_e1da4e07": "statistics",
}
FORMATS = {
    "excel": "xls", "application/vnd.ms-excel": "xls", "shapefile": "shp", "esri shapefile": "shp", "text/csv": "csv",
    "text/comma-separated-values": "csv", "text/tsv": "tsv", "text/tab-separated-values": "tsv",
    "application/json": "json", "application/geo+json": "geojson", "application/xml": "xml", "text/xml": "xml",
    "application/pdf": "pdf", "application/zip": "zip", "text/plain": "txt", "text/html": "html", "htm": "html",
    "jpg": "jpeg", "tif": "tiff", "dbf": "dbase", "ical": "ics", "ifb": "ics", "rdf/xml": "rdf",
}  # fmt: skip
"""One word for each of the several that CKAN, or people, use; applied to both sides."""

STATES = {"publie": "published", "brouillon": "draft", "prive": "private", "archive": "archived"}
TYPES = {
    "principal": "main",
    "fichier principal": "main",
    "mise a jour": "update",
    "code source": "code",
    "autre": "other",
}
"""French words for what catalogues write in English."""


class UsageError(Exception):
    """Wrong usage, an unreadable manifest, or a server that does not answer: exit code 2."""


# --- Normalising ---


def text(value: object) -> str:
    """Return the text in NFC, with LF line ends, without blanks at the ends of lines or of the text; None is empty."""
    if value is None:
        return ""
    lines = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def line(value: object) -> str:
    """Return the text of one line: doubled blanks do not count."""
    return " ".join(text(value).split())


def english(words: Mapping[str, str], value: object) -> str:
    """Return a word as catalogues write it, whatever its case and its language."""
    bare = unaccented(text(value))
    return words.get(bare, bare)


def unaccented(value: str) -> str:
    """Return the text in lower case without accents, for lookups."""
    decomposed = unicodedata.normalize("NFKD", value.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip()


def ascii_name(value: str) -> str:
    """Return a CKAN name: ASCII, lower case."""
    return re.sub(r"[^a-z0-9_]+", "-", unaccented(value)).strip("-")


def file_format(value: object) -> str:
    """Return a format in lower case, with CKAN's own aliases."""
    lowered = text(value).lower()
    return FORMATS.get(lowered, lowered)


def extension_format(resource: Mapping[str, Any]) -> str:
    """Return the format that a file's name tells; the empty text: none."""
    return file_format(Path(str(resource["path"])).suffix.lstrip("."))


def licence_id(value: object) -> str:
    """Return the id of a licence."""
    name = text(value)
    return LICENCES.get(name.lower(), name)


def frequency_code(value: object) -> str:
    """Return the EU code of a frequency."""
    name = text(value)
    code = FREQUENCIES.get(name) or FREQUENCIES.get(name.lower())
    if code is None and name.upper() in FREQUENCIES.values():
        code = name.upper()
    if code is None:
        raise UsageError(f"unknown frequency {name!r}")
    return code


def hvd_code(value: object) -> str:
    """Return the EU code of a high-value category, from its address, code, id or French name."""
    name = text(value).removeprefix(HVD_URI)
    codes = HVD | {category: code for code, category in HVD_IDS.items()}
    code = name if name in HVD_IDS else codes.get(unaccented(name.replace("’", "'")))
    if code is None:
        raise UsageError(f"unknown high-value category {name!r}")
    return code


CONTACT_ROLES = {
    "contact": "contact", "publisher": "publisher", "diffuseur": "publisher", "editeur": "publisher",
    "creator": "creator", "createur": "creator", "auteur": "creator",
}  # fmt: skip


def access_words(access: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return the type of access, the category of its reason, and the reason."""
    return str(access.get("type", "")), str(access.get("category", "")), text(access.get("reason"))
