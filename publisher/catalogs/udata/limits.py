"""The tags, titles, files and extras that udata accepts, and the form that it gives to ours. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

TAG_SIZES: Final = range(3, 97)
HVD_TAG: Final = "hvd"
"""The tag by which a producer marks a high-value dataset, beside the tag of its category."""

HVD_CATEGORY_TAGS: Final[Mapping[str, str]] = {
    "meteorological": "meteorologiques",
    "companies": "entreprises-et-propriete-dentreprises",
    "geospatial": "geospatiales",
    "mobility": "mobilite",
    "earth-observation-and-environment": "observation-de-la-terre-et-environnement",
    "statistics": "statistiques",
}
"""The tag of each category: udata's slug of its French label (`core/dataset/tasks.py`)."""

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

DROPPED_RESOURCE_EXTRAS: Final = re.compile(r"(?:analysis|check|csv-export|validation-report):.*|dcat|\$.*")
"""Likewise, of a resource: what udata's own services found out about its file."""

CUSTOM: Final = "custom:"
"""The start of an extra that the organization must have declared: udata refuses the whole entry for another."""

ADDRESS_EXTRAS: Final = frozenset({"datafairOrigin"})
"""Extras whose value must be an address."""

RESOURCE_ADDRESS_EXTRAS: Final = frozenset({"apidocUrl", "datafairOrigin"})
"""Likewise, of a resource."""

CONTACT_LIMIT: Final = 255
"""Characters of a contact's name."""

EMAIL_LIMIT: Final = 254

_LOCAL_PART: Final = r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
_DOMAIN_PART: Final = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL: Final = re.compile(rf"{_LOCAL_PART}@(?P<domain>(?:{_DOMAIN_PART}\.)+(?!\d+$){_DOMAIN_PART})")
_PRIVATE_DOMAINS: Final = frozenset({"arpa", "invalid", "local", "localhost", "onion", "test"})
"""Top-level domains at which nobody can be reached."""

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


def is_email(text: str) -> bool:
    """Return whether udata takes an e-mail address, as far as that shows in its form."""
    match = _EMAIL.fullmatch(text)
    if match is None or len(text) > EMAIL_LIMIT:
        return False
    domain = match["domain"].lower()
    return "_" not in domain and "--" not in domain[2:4] and domain.rpartition(".")[2] not in _PRIVATE_DOMAINS


def extension(name: str) -> str:
    """Return the end of a file's name, by which udata tells its format; empty where there is none."""
    return name.lower().rpartition(".")[2] if "." in name else ""
