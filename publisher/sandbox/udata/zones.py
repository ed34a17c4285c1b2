"""The territory of a dataset: zones by their ids, or a shape drawn on a map."""

import re
from typing import Final

from publisher.sandbox.documents import document_of, list_of
from publisher.sandbox.store import Database, Document
from publisher.sandbox.udata.refusals import NO_CHOICE, InvalidValue, collect
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
    setting = database.get("setting", ZONES)
    if setting is None:
        return _USUAL.fullmatch(zone) is not None
    return zone in list_of(setting, ZONES)


def feature(zone: str) -> Document:
    """Return a zone with its id, level and code; the sandbox has no names of zones."""
    level, _colon, code = zone.rpartition(":")
    return {"id": zone, "properties": {"code": code, "level": level}, "type": "Feature"}


def spatial(form: Form) -> Document | None:
    """Return the territory of a dataset. Raises `InvalidValue`."""
    value, territory = form.sent_values.get("spatial"), document_of(form.stored_values, "spatial")
    if not isinstance(value, dict) or not any(name in value for name in ("zones", "granularity", "geom")):
        return territory or None
    inner = Form(form.request, value, territory)
    return collect({
        "zones": lambda: _zones(inner),
        "granularity": lambda: _granularity(inner),
        "geom": lambda: _geometry(inner),
    })  # fmt: skip


def _zones(form: Form) -> list[str]:
    value = form.sent_values.get("zones", [])
    if value is None:
        return []
    references = value if isinstance(value, list) else [value]
    if not references:
        return [str(zone) for zone in list_of(form.stored_values, "zones")]
    if len(references) == 1 and isinstance(references[0], str):
        references = [part for part in references[0].split(",") if part]
    names = [str(reference.get("id") if isinstance(reference, dict) else reference) for reference in references]
    zones = [_parsed(name) for name in names]
    unknown = [name for name, zone in zip(names, zones, strict=True) if not exists(form.request.database, zone)]
    if unknown:
        raise InvalidValue(f"GeoID(s) inconnu(s): {', '.join(unknown)}")
    return zones


def _parsed(text: str) -> str:
    """Return an id as it is stored, without the day from which it is valid."""
    zone = text.partition("@")[0].lower().replace("/", ":")
    if ":" not in zone:
        raise InvalidValue(f"Bad GeoID format: {text}")
    return zone


def _granularity(form: Form) -> str:
    granularity = (
        form.sent_values["granularity"]
        if "granularity" in form.sent_values
        else form.stored_values.get("granularity", "other")
    )
    if granularity not in GRANULARITIES:
        raise InvalidValue(NO_CHOICE)
    return str(granularity)


def _geometry(form: Form) -> object:
    geometry = form.value("geom")
    if geometry is None or "geom" not in form.sent_values:
        return geometry
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in _SHAPES:
        raise InvalidValue("Not a valid GeoJSON")
    polygons = list_of(geometry, "coordinates") if kind == "MultiPolygon" else []
    rings = [ring for polygon in polygons if isinstance(polygon, list) for ring in polygon]
    if any(len(ring) < 4 for ring in rings):
        raise InvalidValue([["Each linear ring must contain at least 4 positions"]])
    return geometry


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
