"""Points of a map: whether they are where the producer's data can lie, swapped, at zero, or not in degrees."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from publisher.data_files.repeated_findings import MOST
from publisher.data_files.table_place import TablePlace
from publisher.model.findings import Finding
from publisher.model.messages import Message, counted, message
from publisher.rules.data_content import (
    ALL_COORDINATES_OUTSIDE,
    COORDINATES_OUTSIDE,
    PROJECTED_COORDINATES,
    SWAPPED_COORDINATES,
    ZERO_COORDINATES,
)
from publisher.rules.rule import Rule

_TO_DEGREES: Final = message(
    "Export the layer again with the coordinate system WGS 84 (EPSG:4326); in QGIS: Export, Save Features As, CRS."
)
_SWAP: Final = message("Exchange the two values.")


@dataclass
class _Group:
    """The points with one mistake: how many, and the findings about the first."""

    count: int = 0
    first: list[Finding] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        self.count += 1
        if len(self.first) < MOST:
            self.first.append(finding)

    def findings(self) -> Iterator[Finding]:
        yield from self.first[:-1]
        if self.first:
            yield self.first[-1]
        if (more := self.count - len(self.first)) > 0:
            what = counted(
                "from here on, {n} more place with the same mistake",
                "from here on, {n} more places with the same mistake",
                n=more,
            )
            yield replace(self.first[-1], what=what, count=more)


class Points:
    """The points of one table or map, as they pass."""

    def __init__(self, place: TablePlace) -> None:
        self._place = place
        self._good = 0
        self._swapped, self._outside, self._metres = _Group(), _Group(), _Group()

    def add(self, row: int, column: str | None, longitude: float, latitude: float) -> Iterable[Finding]:
        """Look at a point. Return the finding that is already sure; the others follow at the end."""
        area = self._place.area
        value = f"{latitude:.12g}, {longitude:.12g}"
        if area is not None and area.holds(longitude, latitude):
            self._good += 1
        elif longitude == 0 and latitude == 0:
            what = message("the point (0, 0) lies in the ocean off Africa: an unknown place")
            return (self._place.finding(ZERO_COORDINATES, row, column, what, message("Leave the cells empty.")),)
        elif (abs(latitude) > 90 and abs(latitude) > 360) or abs(longitude) > 360:
            what = message(
                "“{value}” are metres, not degrees: {system}", value=value, system=system_of(longitude, latitude)
            )
            self._metres.add(self._place.finding(PROJECTED_COORDINATES, row, column, what, _TO_DEGREES))
        elif abs(latitude) > 90 or (area is not None and area.holds(latitude, longitude)):
            what = message("latitude and longitude are swapped: “{value}”", value=value)
            self._swapped.add(self._place.finding(SWAPPED_COORDINATES, row, column, what, _SWAP))
        elif area is not None or abs(longitude) > 180:
            what = message("the point “{value}” (latitude, longitude) is not on the globe", value=value)
            if area is not None:
                what = message(
                    "the point “{value}” (latitude, longitude) is outside the producer's area: latitude {south} to "
                    "{north}, longitude {west} to {east}",
                    value=value,
                    south=f"{area.south:.12g}", north=f"{area.north:.12g}",
                    west=f"{area.west:.12g}", east=f"{area.east:.12g}",
                )  # fmt: skip
            fix = message("Correct the coordinates. Change `bbox:` in producer.yml only where these limits are wrong.")
            if area is None:
                fix = message("Correct the coordinates.")
            self._outside.add(self._place.finding(COORDINATES_OUTSIDE, row, column, what, fix))
        else:
            self._good += 1
        return ()

    def end(self) -> Iterator[Finding]:
        """Yield the findings about the points, one for all of them where none is good."""
        if self._metres.count:
            yield self._for_all(PROJECTED_COORDINATES, self._metres.first[0].what, self._metres, _TO_DEGREES)
        good = self._good + self._metres.count
        if self._swapped.count and not good and not self._outside.count:
            what = counted(
                "latitude and longitude are swapped in the whole file ({n} point)",
                "latitude and longitude are swapped in the whole file ({n} points)",
                n=self._swapped.count,
            )
            fix = message("Exchange the two columns, or their names; in GeoJSON longitude comes first.")
            yield self._for_all(SWAPPED_COORDINATES, what, self._swapped, fix)
            return
        yield from self._swapped.findings()
        if self._outside.count and not good and not self._swapped.count:
            what = counted(
                "no point is in the producer's area ({n} point)",
                "no point is in the producer's area ({n} points)",
                n=self._outside.count,
            )
            fix = message(
                "Check the columns of latitude and longitude, their coordinate system, and `bbox:` in producer.yml."
            )
            yield self._for_all(ALL_COORDINATES_OUTSIDE, what, self._outside, fix)
            return
        yield from self._outside.findings()

    def _for_all(self, rule: Rule, what: Message, group: _Group, fix: Message) -> Finding:
        cell = group.first[0].cell
        row, column = (cell.row, cell.column) if cell else (1, None)
        return self._place.finding(rule, row, column, what, fix)


def system_of(x: float, y: float) -> Message:
    """Return the projected system that the metres of a point in France seem to have."""
    if y < x:
        x, y = y, x
    zone = int(y // 1_000_000)
    if 6_000_000 <= y <= 7_200_000 and 0 <= x <= 1_300_000:
        return message("Lambert 93 (EPSG:2154), it seems")
    if 1_000_000 <= x <= 2_400_000 and 1 <= zone <= 9 and 0 <= y - zone * 1_000_000 <= 420_000:
        return message("a conic conformal zone such as CC{zone} (EPSG:39{zone}), it seems", zone=41 + zone)
    if abs(x) <= 20_100_000 and 4_000_000 <= y <= 7_000_000:
        return message("Web Mercator (EPSG:3857), it seems")
    return message("a projected coordinate system, it seems")
