"""CKAN's own lists: licences, names of formats, media types of files."""

import posixpath
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit


@dataclass(frozen=True)
class License:
    """A licence of CKAN's list."""

    id: str
    title: str
    url: str
    is_open: bool = True
    maintainer: str = ""
    of_content: bool = False
    of_data: bool = False
    generic: bool = False

    @property
    def document(self) -> dict[str, object]:
        """Return the licence as `license_list` does."""
        return {
            "id": self.id,
            "title": self.title,
            "url": self.url,
            "status": "active",
            "family": "",
            "maintainer": self.maintainer,
            "od_conformance": "approved" if self.is_open else "not reviewed",
            "osd_conformance": "not reviewed",
            "domain_content": self.of_content,
            "domain_data": self.of_data,
            "domain_software": False,
            "is_generic": self.generic,
        }


LICENSES: Final = (
    License("notspecified", "License not specified", "", is_open=False, generic=True),
    License(
        "odc-pddl",
        "Open Data Commons Public Domain Dedication and License (PDDL)",
        "http://www.opendefinition.org/licenses/odc-pddl",
        of_data=True,
    ),
    License(
        "odc-odbl",
        "Open Data Commons Open Database License (ODbL)",
        "http://www.opendefinition.org/licenses/odc-odbl",
        of_data=True,
    ),
    License(
        "odc-by", "Open Data Commons Attribution License", "http://www.opendefinition.org/licenses/odc-by", of_data=True
    ),
    License(
        "cc-zero",
        "Creative Commons CCZero",
        "http://www.opendefinition.org/licenses/cc-zero",
        of_content=True,
        of_data=True,
    ),
    License("cc-by", "Creative Commons Attribution", "http://www.opendefinition.org/licenses/cc-by"),
    License(
        "cc-by-sa",
        "Creative Commons Attribution Share-Alike",
        "http://www.opendefinition.org/licenses/cc-by-sa",
        of_content=True,
    ),
    License("gfdl", "GNU Free Documentation License", "http://www.opendefinition.org/licenses/gfdl", of_content=True),
    License("other-open", "Other (Open)", "", of_content=True, generic=True),
    License("other-pd", "Other (Public Domain)", "", of_content=True, generic=True),
    License("other-at", "Other (Attribution)", "", of_content=True, generic=True),
    License(
        "uk-ogl",
        "UK Open Government Licence (OGL)",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        of_content=True,
    ),
    License(
        "cc-nc",
        "Creative Commons Non-Commercial (Any)",
        "http://creativecommons.org/licenses/by-nc/2.0/",
        is_open=False,
    ),
    License("other-nc", "Other (Non-Commercial)", "", is_open=False, generic=True),
    License("other-closed", "Other (Not Open)", "", is_open=False, generic=True),
    License(
        "lov2",
        "Licence Ouverte / Open Licence version 2.0 (Etalab)",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        maintainer="Etalab",
        of_content=True,
        of_data=True,
    ),
    License(
        "fr-lo",
        "Licence Ouverte / Open Licence (Etalab)",
        "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf",
        maintainer="Etalab",
        of_content=True,
        of_data=True,
    ),
)
"""CKAN's own list, and the two licences of the French State that catalogues in France add."""

LICENSES_BY_ID: Final = {license.id: license for license in LICENSES}

FORMATS: Final = {
    "Atom Feed": ("application/atom+xml",),
    "BIN": ("binary data", "application/octet-stream"),
    "CSV": ("comma separated values file", "text/csv", "text/comma-separated-values"),
    "dBase": ("dbase database", "application/x-dbf", "dbf"),
    "DOC": ("word document", "application/msword"),
    "DOCX": ("word ooxml document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "Esri REST": ("esri rest api endpoint", "arcgis_rest"),
    "GeoJSON": ("geographic javascript object notation", "application/geo+json"),
    "GIF": ("gif image file", "image/gif"),
    "GTFS": ("general transit feed specification",),
    "GZ": ("gzip file", "application/gzip", "application/x-gzip"),
    "HTML": ("web page", "text/html", "htm", "http://purl.org/net/mediatypes/text/html"),
    "ICS": ("icalendar", "text/calendar", "ifb", "ical"),
    "JPEG": ("jpg image file", "image/jpeg", "jpg"),
    "JSON": ("javascript object notation", "application/json"),
    "KML": ("kml file", "application/vnd.google-earth.kml+xml"),
    "KMZ": ("kmz file", "application/vnd.google-earth.kmz+xml", "application/vnd.google-earth.kmz"),
    "MDB": ("access database", "application/x-msaccess"),
    "MP3": ("mpeg-1 audio layer-3", "audio/mpeg", "audio/mpeg3", "audio/x-mpeg-3", "video/mpeg", "video/x-mpeg"),
    "MP4": ("mpeg video file", "video/mp4", "application/mp4"),
    "NetCDF": ("netcdf file", "application/netcdf"),
    "N3": ("n3 triples", "application/x-n3"),
    "OWL": ("web ontology language", "application/owl+xml"),
    "ODP": ("opendocument presentation", "application/vnd.oasis.opendocument.presentation"),
    "ODS": ("opendocument spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    "ODT": ("opendocument text", "application/vnd.oasis.opendocument.text"),
    "PDF": ("pdf file", "application/pdf"),
    "PNG": ("png image file", "image/png"),
    "PPT": ("powerpoint presentation", "application/vnd.ms-powerpoint"),
    "PPTX": (
        "powerpoint ooxml presentation",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "QGIS": ("qgis file", "application/x-qgis"),
    "RAR": ("rar compressed file", "application/rar"),
    "RDF": ("application/rdf+xml", "rdf/xml"),
    "RSS": ("rss feed", "application/rss+xml"),
    "SHP": ("shapefile", "esri shapefile"),
    "SPARQL": ("sparql end-point", "application/sparql-results+xml"),
    "SVG": ("svg vector image", "image/svg+xml"),
    "TAR": ("tar compressed file", "application/x-tar"),
    "TIFF": ("tiff image file", "image/tiff"),
    "TSV": ("tab separated values file", "text/tab-separated-values", "text/tsv"),
    "TXT": ("text file", "text/plain"),
    "WCS": ("web coverage service",),
    "WFS": ("web feature service",),
    "WMS": ("web mapping service",),
    "WMTS": ("web map tile service",),
    "XLS": (
        "excel document",
        "application/vnd.ms-excel",
        "excel",
        "application/msexcel",
        "application/x-msexcel",
        "application/x-ms-excel",
        "application/x-excel",
        "application/x-dos_ms_excel",
        "application/xls",
        "application/x-xls",
    ),
    "XLSB": ("excel ooxml spreadsheet - binary workbook", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
    "XLSM": ("excel ooxml spreadsheet - macro-enabled", "application/vnd.ms-excel.sheet.macroenabled.12"),
    "XLSX": ("excel ooxml spreadsheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "XML": ("xml file", "application/xml", "text/xml", "http://purl.org/net/mediatypes/application/xml"),
    "ZIP": ("zip file", "application/zip", "http://purl.org/net/mediatypes/application/zip"),
}
"""Names of formats as CKAN writes them, each with its synonyms; the case does not matter. A selection."""

_FORMAT_NAMES: Final = {synonym.lower(): name for name, synonyms in FORMATS.items() for synonym in (name, *synonyms)}

TYPES: Final = {
    ".7z": "application/x-7z-compressed",
    ".atom": "application/atom+xml",
    ".bin": "application/octet-stream",
    ".bmp": "image/bmp",
    ".css": "text/css",
    ".csv": "text/csv",
    ".dbf": "application/vnd.dbf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".dwg": "image/vnd.dwg",
    ".dxf": "image/vnd.dxf",
    ".epub": "application/epub+zip",
    ".geojson": "application/geo+json",
    ".gif": "image/gif",
    ".gml": "application/gml+xml",
    ".gpkg": "application/geopackage+sqlite3",
    ".htm": "text/html",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".kml": "application/vnd.google-earth.kml+xml",
    ".kmz": "application/vnd.google-earth.kmz",
    ".las": "application/vnd.las",
    ".md": "text/markdown",
    ".mdb": "application/msaccess",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".n3": "text/n3",
    ".nc": "application/x-netcdf",
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".py": "text/x-python",
    ".rar": "application/vnd.rar",
    ".rdf": "application/rdf+xml",
    ".rss": "application/x-rss+xml",
    ".rtf": "application/rtf",
    ".shp": "application/x-qgis",
    ".sql": "application/sql",
    ".sqlite": "application/vnd.sqlite3",
    ".svg": "image/svg+xml",
    ".tar": "application/x-tar",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".trig": "application/trig",
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
    ".txt": "text/plain",
    ".webp": "image/webp",
    ".xhtml": "application/xhtml+xml",
    ".xls": "application/vnd.ms-excel",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""Types of files by extension, as a server on Debian guesses them. A selection."""

_PACKED: Final = frozenset({".gz", ".bz2", ".xz", ".br", ".z"})


def format_name(text: str) -> str:
    """Return a format as CKAN writes it; unchanged where it does not know the format."""
    return _FORMAT_NAMES.get(text.lower(), text)


def guessed_type(url: str) -> str | None:
    """Return the media type of a file by the end of its address; None where the end is unknown."""
    stem, extension = posixpath.splitext(url)
    if extension.lower() in _PACKED:
        extension = posixpath.splitext(stem)[1]
    return TYPES.get(extension.lower())


def guessed_type_at(url: str) -> str | None:
    """Return the media type of a file by its address; None also for the address of a whole site."""
    return guessed_type(url) if url and _path(url) else None


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
