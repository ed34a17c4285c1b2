"""The URIs of territories: INSEE's for those of France, the European authority's for countries. Pure.

INSEE has URIs with the code of a commune, a département and a region. Those of intercommunal bodies have a random part
(http://id.insee.fr/geo/intercommunalite/…), and no public vocabulary has them by their SIREN.
"""

import re
from collections.abc import Mapping
from typing import Final

INSEE: Final = "http://id.insee.fr/geo/"
EU_COUNTRY: Final = "http://publications.europa.eu/resource/authority/country/"

_LEVELS: Final[Mapping[str, re.Pattern[str]]] = {
    "commune": re.compile(r"\d{5}|2[AB]\d{3}"),
    "departement": re.compile(r"\d{2,3}|2[AB]"),
    "region": re.compile(r"\d{2}"),
}
"""The levels that INSEE's URIs and the zones of data.gouv.fr share, each with the form of its codes."""

_COUNTRIES: Final = """
    ad:AND at:AUT be:BEL bg:BGR bl:BLM ch:CHE cy:CYP cz:CZE de:DEU dk:DNK ee:EST es:ESP fi:FIN fr:FRA gb:GBR gf:GUF
    gp:GLP gr:GRC hr:HRV hu:HUN ie:IRL is:ISL it:ITA li:LIE lt:LTU lu:LUX lv:LVA mc:MCO mf:MAF mq:MTQ mt:MLT nc:NCL
    nl:NLD no:NOR pf:PYF pl:POL pm:SPM pt:PRT re:REU ro:ROU se:SWE si:SVN sk:SVK sm:SMR tf:ATF va:VAT wf:WLF yt:MYT
"""
"""ISO 3166: countries of Europe, and French territories elsewhere."""

_URIS: Final[Mapping[str, str]] = {
    "country-group:ue": EU_COUNTRY + "EUR",
    "country-subset:fr:metro": INSEE + "territoireFrancais/franceMetropolitaine",
    **{f"country:{pair[:2]}": EU_COUNTRY + pair[3:] for pair in _COUNTRIES.split()},
}
_ZONES: Final[Mapping[str, str]] = {uri: zone for zone, uri in _URIS.items()}
_ZONE: Final = re.compile(r"[a-z]+(-[a-z]+)*(:[A-Za-z0-9@-]+){1,2}")


def zone_to_uri(zone: str) -> str | None:
    """Return the URI of a zone; None where no public vocabulary has one."""
    country, _, rest = zone.partition(":")
    level, _, code = rest.partition(":")
    if country == "fr" and level in _LEVELS and _LEVELS[level].fullmatch(code):
        return f"{INSEE}{level}/{code}"
    return _URIS.get(zone)


def zone_from_uri(uri: str) -> str:
    """Return the zone that a URI means; the text itself where it is none of those URIs."""
    level, _, code = uri.removeprefix(INSEE).partition("/")
    if uri.startswith(INSEE) and level in _LEVELS and _LEVELS[level].fullmatch(code):
        return f"fr:{level}:{code}"
    return _ZONES.get(uri, uri)


def is_zone(text: str) -> bool:
    """Return whether a text is the id of a zone, as data.gouv.fr writes them."""
    return not text.startswith(("http:", "https:")) and _ZONE.fullmatch(text) is not None
