"""The geometries of GeoJSON features: their form, their rings, and where they are (RFC 7946)."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from publisher.data_files.points import Points
from publisher.data_files.table_place import TablePlace, shown_value
from publisher.model.findings import Finding
from publisher.model.messages import message
from publisher.rules.data_content import BROKEN_GEOMETRY, NO_GEOMETRY, OPEN_RING

_DEPTHS: Final[Mapping[str, int]] = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}  # fmt: skip
"""How many lists are around a position."""
GEOMETRY: Final = "geometry"
"""The name that a finding gives for the place of a geometry in its feature."""
_SAMPLE: Final = 8
"""Positions of a geometry of which one must be in the area: one that crosses its border is in it."""
_EXPORT: Final = message("Export the layer again as GeoJSON; in QGIS, “Fix geometries” before.")

Position = tuple[float, float]


class GeometryCheck:
    """The geometries of one file."""

    def __init__(self, place: TablePlace) -> None:
        self._place = place
        self._points = Points(place)

    def feature(self, number: int, feature: Mapping[str, object]) -> Iterator[Finding]:
        """Yield the findings about the geometry of a feature."""
        geometry = feature.get("geometry")
        if geometry is None:
            what = message("this feature has no geometry: no map shows it")
            yield self._place.finding(
                NO_GEOMETRY, number, GEOMETRY, what, message("Locate it, or publish a table (CSV).")
            )
            return
        yield from self._geometry(number, geometry)

    def _geometry(self, number: int, geometry: object) -> Iterator[Finding]:
        if isinstance(geometry, dict) and geometry.get("type") == "GeometryCollection":
            parts = geometry.get("geometries")
            for part in parts if isinstance(parts, list) else ():
                yield from self._geometry(number, part)
            return
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if not isinstance(geometry, dict) or not isinstance(kind, str) or kind not in _DEPTHS:
            what = message("unknown type of geometry: “{value}”", value=shown_value(str(kind)))
            yield self._place.finding(BROKEN_GEOMETRY, number, GEOMETRY, what, _EXPORT)
            return
        try:
            lines = list(_lines(geometry.get("coordinates"), _DEPTHS[kind]))
        except _BrokenError:
            what = message("the coordinates of this {kind} are not lists of two or three numbers", kind=kind)
            yield self._place.finding(BROKEN_GEOMETRY, number, GEOMETRY, what, _EXPORT)
            return
        if kind.endswith("Polygon"):
            yield from self._rings(number, lines)
        yield from self._where(number, [position for line in lines for position in _sample(line)])

    def _rings(self, number: int, rings: Iterable[list[Position]]) -> Iterator[Finding]:
        for ring in rings:
            if len(ring) < 4 or ring[0] != ring[-1]:
                what = message("a ring of this polygon does not end where it starts, or has fewer than four positions")
                yield self._place.finding(OPEN_RING, number, GEOMETRY, what, _EXPORT)
                return

    def _where(self, number: int, positions: list[Position]) -> Iterable[Finding]:
        if not positions:
            return ()
        area = self._place.area
        inside = (position for position in positions if area is not None and area.holds(*position))
        return self._points.add(number, GEOMETRY, *next(inside, positions[0]))

    def end(self) -> Iterable[Finding]:
        """Return what all geometries say."""
        return self._points.end()


class _BrokenError(Exception):
    """Coordinates are not what the type of their geometry asks for."""


def _lines(coordinates: object, depth: int) -> Iterator[list[Position]]:
    """Yield the lines or rings of coordinates; the positions of points as one. Raises `_BrokenError`."""
    if depth == 0:
        yield [_position(coordinates)]
        return
    if not isinstance(coordinates, list):
        raise _BrokenError
    if depth == 1:
        yield [_position(position) for position in coordinates]
        return
    for part in coordinates:
        yield from _lines(part, depth - 1)


def _position(value: object) -> Position:
    if not isinstance(value, list) or not 2 <= len(value) <= 4:
        raise _BrokenError
    x, y = value[0], value[1]
    if isinstance(x, bool) or not isinstance(x, int | float) or isinstance(y, bool) or not isinstance(y, int | float):
        raise _BrokenError
    try:
        position = float(x), float(y)
    except OverflowError as error:
        raise _BrokenError from error
    if not all(map(math.isfinite, position)):
        raise _BrokenError
    return position


def _sample(line: list[Position]) -> list[Position]:
    return line[:: max(1, len(line) // _SAMPLE)]
