"""The territory of a dataset: zones by their ids, or a shape drawn on a map."""

import re
from typing import Final

from publisher.sandbox.documents import document_of, list_of
from publisher.sandbox.store import Database, Document
from publisher.sandbox.udata.refusals import NO_CHOICE, Wrong, collect
from publisher.sandbox.udata.values import Form
from publisher.sandbox.udata.vocabularies import GRANULARITIES

ZONES: Final = "zones"
"""The kind of the document that lists the zones that there are."""

_SHAPES: Final = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
_USUAL: Final = re.compile(
    r"fr:commune:\d[0-9ab]\d{3}|fr:epci:\d{9}|fr:departement:(?:\d[0-9ab]|\d{3})|fr:region:\d{2}|fr:iris:\d{9}"
    r"|country:[a-z]{2}|country-group:[a-z]+|country-subset:[a-z]{2}:[a-z]+"
)
"""Ids of zones as the national catalogue makes them."""


def exists(database: Database, zone: str) -> bool:
    """Return whether a zone of this id exists; without a list of zones, whether the id is well formed."""
    known = database.get("setting", ZONES)
    if known is None:
        return _USUAL.fullmatch(zone) is not None
    return zone in list_of(known, ZONES)


def feature(zone: str) -> Document:
    """Return a zone as far as it is known here: by its id."""
    level, _colon, code = zone.rpartition(":")
    return {"id": zone, "properties": {"code": code, "level": level}, "type": "Feature"}


def spatial(form: Form) -> Document | None:
    """Return the territory of a dataset. Raises `Wrong`."""
    sent, held = form.sent.get("spatial"), document_of(form.held, "spatial")
    if not isinstance(sent, dict) or not any(name in sent for name in ("zones", "granularity", "geom")):
        return held or None
    inner = Form(form.request, sent, held)
    return collect({
        "zones": lambda: _zones(inner),
        "granularity": lambda: _granularity(inner),
        "geom": lambda: _geometry(inner),
    })  # fmt: skip


def _zones(form: Form) -> list[str]:
    sent = form.sent.get("zones", [])
    if sent is None:
        return []
    named = sent if isinstance(sent, list) else [sent]
    if not named:
        return [str(one) for one in list_of(form.held, "zones")]
    if len(named) == 1 and isinstance(named[0], str):
        named = [part for part in named[0].split(",") if part]
    wanted = [str(one.get("id") if isinstance(one, dict) else one) for one in named]
    found = [_parsed(one) for one in wanted]
    unknown = [one for one, zone in zip(wanted, found, strict=True) if not exists(form.request.database, zone)]
    if unknown:
        raise Wrong(f"GeoID(s) inconnu(s): {', '.join(unknown)}")
    return found


def _parsed(text: str) -> str:
    """Return an id as it is stored, without the day from which it is valid."""
    zone = text.partition("@")[0].lower().replace("/", ":")
    if ":" not in zone:
        raise Wrong(f"Bad GeoID format: {text}")
    return zone


def _granularity(form: Form) -> str:
    found = form.sent["granularity"] if "granularity" in form.sent else form.held.get("granularity", "other")
    if found not in GRANULARITIES:
        raise Wrong(NO_CHOICE)
    return str(found)


def _geometry(form: Form) -> object:
    found = form.value("geom")
    if found is None or "geom" not in form.sent:
        return found
    kind = found.get("type") if isinstance(found, dict) else None
    if not isinstance(found, dict) or kind not in _SHAPES:
        raise Wrong("Not a valid GeoJSON")
    polygons = list_of(found, "coordinates") if kind == "MultiPolygon" else []
    rings = [ring for polygon in polygons if isinstance(polygon, list) for ring in polygon]
    if any(len(ring) < 4 for ring in rings):
        raise Wrong([["Each linear ring must contain at least 4 positions"]])
    return found


def fault(spatial: Document) -> tuple[str, str] | None:
    """Return the part of a territory that the store refuses, and why; the form accepted it."""
    geometry = spatial.get("geom")
    if geometry is None:
        return None
    if spatial.get("zones"):
        return "__all__", "The spatial coverage cannot contains a Geozone and a Geometry"
    if isinstance(geometry, dict) and geometry.get("type") != "MultiPolygon":
        return "geom", 'MultiPolygonField type must be "MultiPolygon"'
    return None
