"""The tags, titles, files and extras that udata accepts, and the form that it gives to ours. Pure."""

import re
import unicodedata
from typing import Final

TAG_SIZES: Final = range(3, 97)
HVD_TAG: Final = "hvd"
"""udata's own mark of a high-value dataset, which its administrators set: it is left alone."""

TITLE_LIMIT: Final = 350
DESCRIPTION_LIMIT: Final = 100_000
_ENDINGS: Final = """
    7z bz2 cpg csv db dbf doc docx dwg dxf ecw epub geojson gif gpkg gpx grib2 gz ics jp2 jpe jpeg jpg json kml kmz lyr
    n3 odg odp ods odt other ovr owl pdf png pps ppt prj rar rdf rtf sbn sbx shp shx sql sqlite ssim svg svgz tar tgz
    tiff ttl txt webp xls xlsx xml xsd xz zip
"""
EXTENSIONS: Final = frozenset(_ENDINGS.split())
"""`GET /api/1/datasets/extensions/` of udata 17.18."""

NOTHING_SAID: Final = frozenset({"notspecified", "unknown"})
"""Words that udata shows where nothing was chosen."""

OWN_ID: Final = "publisher_id"
"""The extra of a resource that holds the id we gave it."""

DROPPED_EXTRAS: Final = re.compile(r"transport:.*|recommendations.*|dcat|\$.*")
"""Extras that udata drops without a word, since they are its own, and those that it refuses for their first sign."""

ADDRESS_IN_NAME: Final = re.compile(r"https?://", re.IGNORECASE)
"""What udata refuses in the name of a contact."""

_LETTERS: Final = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "°": "deg", "€": "eur", "'": "", "’": "", "\u00ad": ""}
)
"""What udata writes for them; other letters lose their accents."""


def tag(keyword: str) -> str | None:
    """Return a keyword as udata keeps it: a slug. None when the rest is no tag."""
    decomposed = unicodedata.normalize("NFKD", keyword.lower().translate(_LETTERS))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    slug = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    return slug if len(slug) in TAG_SIZES else None


def extension(name: str) -> str:
    """Return the end of a file's name, by which udata tells its format; empty where there is none."""
    return name.lower().rpartition(".")[2] if "." in name else ""
