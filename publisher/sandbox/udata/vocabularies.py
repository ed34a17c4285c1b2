"""The lists of allowed values of udata, as of version 17.18."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from publisher.sandbox.store import Document

VERSION: Final = "17.18.0"
UNSPECIFIED: Final = "notspecified"
UNKNOWN: Final = "unknown"

LICENSES: Final[Mapping[str, tuple[str, str | None]]] = {
    "lov2": (
        "Licence Ouverte / Open Licence version 2.0",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    ),
    "fr-lo": (
        "Licence Ouverte / Open Licence",
        "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf",
    ),
    "odc-odbl": (
        "Open Data Commons Open Database License (ODbL)",
        "http://opendatacommons.org/licenses/odbl/summary/",
    ),
    "odc-by": ("Open Data Commons Attribution License", "http://opendatacommons.org/licenses/by/summary/"),
    "odc-pddl": (
        "Open Data Commons Public Domain Dedication and Licence (PDDL)",
        "http://opendatacommons.org/licenses/pddl/summary/",
    ),
    "cc-by": ("Creative Commons Attribution", "http://www.opendefinition.org/licenses/cc-by"),
    "cc-by-sa": ("Creative Commons Attribution Share-Alike", "http://www.opendefinition.org/licenses/cc-by-sa"),
    "cc-zero": ("Creative Commons CCZero", "http://www.opendefinition.org/licenses/cc-zero"),
    "mobility-license": ("Licence Mobilités", "https://wiki.lafabriquedesmobilites.fr/wiki/Licence_Mobilit%C3%A9s"),
    "other-at": ("Other (Attribution)", None),
    "other-open": ("Other (Open)", None),
    "other-pd": ("Other (Public Domain)", None),
    UNSPECIFIED: ("License Not Specified", None),
}
"""Id: title, address."""

FREQUENCIES: Final[Mapping[str, str]] = {
    "continuous": "Temps réel",
    "oneMinute": "Toutes les minutes",
    "fiveMinutes": "Toutes les cinq minutes",
    "tenMinutes": "Toutes les dix minutes",
    "fifteenMinutes": "Toutes les quinze minutes",
    "thirtyMinutes": "Toutes les trente minutes",
    "hourly": "Toutes les heures",
    "bihourly": "Toutes les deux heures",
    "trihourly": "Toutes les trois heures",
    "twelveHours": "Toutes les douze heures",
    "severalTimesADay": "Plusieurs fois par jour",
    "threeTimesADay": "Trois fois par jour",
    "semidaily": "Deux fois par jour",
    "daily": "Quotidienne",
    "fiveTimesAWeek": "Cinq fois par semaine",
    "threeTimesAWeek": "Trois fois par semaine",
    "semiweekly": "Deux fois par semaine",
    "weekly": "Hebdomadaire",
    "biweekly": "Toutes les deux semaines",
    "threeTimesAMonth": "Trois fois par mois",
    "semimonthly": "Deux fois par mois",
    "monthly": "Mensuelle",
    "bimonthly": "Tous les deux mois",
    "quarterly": "Trimestrielle",
    "threeTimesAYear": "Trois fois par an",
    "semiannual": "Deux fois par an",
    "annual": "Annuelle",
    "biennial": "Tous les deux ans",
    "triennial": "Tous les trois ans",
    "quadrennial": "Tous les quatre ans",
    "quinquennial": "Tous les cinq ans",
    "decennial": "Tous les dix ans",
    "bidecennial": "Tous les vingt ans",
    "tridecennial": "Tous les trente ans",
    "punctual": "Ponctuelle",
    "irregular": "Sans régularité",
    "never": "Jamais",
    "notPlanned": "Non planifié",
    "other": "Autre",
    "unknown": "Inconnu",
}
"""Id: label, as `core/dataset/constants.py` of udata has them."""

FORMER_FREQUENCIES: Final[Mapping[str, str]] = {
    "realtime": "continuous",
    "fourTimesADay": "severalTimesADay",
    "fourTimesAWeek": "other",
    "fortnighly": "biweekly",
    "biannual": "semiannual",
}
"""Former id: present one. `fortnighly` is misspelt in udata, too."""

SCHEMAS: Final = "https://schema.data.gouv.fr/schemas/"
"""The address below which the national catalogue has the files of each schema and version."""

ARCHIVES: Final = frozenset({"7z", "bz2", "gz", "rar", "tar", "tgz", "xz", "zip"})
BINARY: Final = "application/octet-stream"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OASIS: Final = "application/vnd.oasis.opendocument."
MIMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("cpg", "db", "ecw", "gpx", "grib2", "lyr", "other", "ovr", "owl", "prj", "sbn", "sbx", "ssim", "xsd"), BINARY
    ),
    **dict.fromkeys(("gz", "svgz", "tgz"), "application/gzip"),
    **dict.fromkeys(("jpe", "jpeg", "jpg"), "image/jpeg"),
    **dict.fromkeys(("pps", "ppt"), "application/vnd.ms-powerpoint"),
    **dict.fromkeys(("shp", "shx"), "application/x-qgis"),
    "7z": "application/x-7z-compressed",
    "bz2": "application/x-bzip2",
    "csv": "text/csv",
    "dbf": "application/vnd.dbf",
    "doc": "application/msword",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "dwg": "image/vnd.dwg",
    "dxf": "image/vnd.dxf",
    "epub": "application/epub+zip",
    "geojson": "application/geo+json",
    "gif": "image/gif",
    "gpkg": "application/geopackage+sqlite3",
    "ics": "text/calendar",
    "jp2": "image/jp2",
    "json": "application/json",
    "kml": "application/vnd.google-earth.kml+xml",
    "kmz": "application/vnd.google-earth.kmz",
    "n3": "text/n3",
    "odg": f"{_OASIS}graphics",
    "odp": f"{_OASIS}presentation",
    "ods": f"{_OASIS}spreadsheet",
    "odt": f"{_OASIS}text",
    "pdf": "application/pdf",
    "png": "image/png",
    "rar": "application/vnd.rar",
    "rdf": "application/rdf+xml",
    "rtf": "application/rtf",
    "sql": "application/sql",
    "sqlite": "application/vnd.sqlite3",
    "svg": "image/svg+xml",
    "tar": "application/x-tar",
    "tiff": "image/tiff",
    "ttl": "text/turtle",
    "txt": "text/plain",
    "webp": "image/webp",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "xml": "application/xml",
    "xz": "application/x-xz",
    "zip": "application/zip",
}
"""The endings of names that files may have, and their types."""

RESOURCE_TYPES: Final = ("main", "documentation", "update", "api", "code", "other")
FILETYPES: Final = ("file", "remote")
CHECKSUMS: Final = ("sha1", "sha2", "sha256", "md5", "crc")
LEVELS: Final = (
    "country-group", "country", "country-subset", "fr:region", "fr:departement", "fr:epci", "fr:commune", "fr:iris",
)  # fmt: skip
GRANULARITIES: Final = (*LEVELS, "poi", "other")
ROLES: Final[Mapping[str, str]] = {
    "admin": "Administrateur",
    "editor": "Éditeur",
    "partial_editor": "Éditeur partiel",
}
CONTACT_ROLES: Final = (
    "contact", "creator", "publisher", "rightsHolder", "custodian", "distributor", "originator",
    "principalInvestigator", "processor", "resourceProvider", "user",
)  # fmt: skip


def licenses() -> list[Document]:
    """Return the licences, as the API lists them."""
    nothing: Document = {"alternate_titles": [], "alternate_urls": [], "flags": [], "maintainer": None}
    return [{**nothing, "id": name, "title": title, "url": url} for name, (title, url) in LICENSES.items()]


def frequencies() -> list[Document]:
    """Return the frequencies, as the API lists them."""
    return [{"id": name, "label": label} for name, label in FREQUENCIES.items()]


@cache
def schemas() -> Mapping[str, tuple[str, ...]]:
    """Return the versions of each schema of the national catalogue, by name."""
    text = files("publisher.sandbox.udata").joinpath("schemas.json").read_text(encoding="utf-8")
    return {name: tuple(versions) for name, versions in json.loads(text).items()}


def listed_schemas() -> list[Document]:
    """Return the schemas, as the API lists them."""
    return [
        {"name": name, "versions": [{"version_name": version} for version in versions]}
        for name, versions in schemas().items()
    ]


def schema_at(url: str) -> tuple[str, str | None] | None:
    """Return name and version of the schema at an address of the national catalogue; the latest has no version."""
    parts = url.removeprefix(SCHEMAS).split("/")
    if not url.startswith(SCHEMAS) or len(parts) != 4:
        return None
    name, version = "/".join(parts[:2]), parts[2]
    if version == "latest" and name in schemas():
        return name, None
    return (name, version) if version in schemas().get(name, ()) else None


def ending(name: str) -> str:
    """Return the extension of a file's name, by which udata decides whether it accepts the file."""
    stem, dot, last = name.rpartition(".")
    return last.lower() if dot and stem.strip(".") else ""


def file_format(name: str) -> str:
    """Return the format of a file by its name: `csv.gz` where an archive's extension follows another."""
    *_stem, last = name.split(".")
    format_name, stem = last, name.removesuffix(f".{last}")
    while last in ARCHIVES and "." in stem:
        stem, _dot, last = stem.rpartition(".")
        if last not in MIMES:
            break
        format_name = f"{last}.{format_name}"
    return format_name


def mime(name: str) -> str:
    """Return the media type of a file by its name."""
    return MIMES.get(ending(name), BINARY)


def granularities() -> list[Document]:
    """Return the granularities as the API lists them."""
    names = {"poi": "Point d'Intérêt", "other": "Autre"}
    return [{"id": word, "name": names.get(word, word)} for word in GRANULARITIES]


ACCESS_TYPES: Final = ("open", "open_with_account", "restricted")
ACCESS_REASONS: Final = (
    "confidentiality_of_proceedings_of_public_authorities",
    "international_relations_public_security_or_national_defence",
    "course_of_justice_or_fair_trial",
    "confidentiality_of_commercial_or_industrial_information",
    "intellectual_property_rights",
    "confidentiality_of_personal_data",
    "protection_of_voluntary_information_suppliers",
    "protection_of_environment",
)
