"""The columns of latitude and longitude."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

from publisher.data_files.points import Points
from publisher.data_files.table_place import TablePlace, plain_name, words_of
from publisher.model.findings import Finding

_LATITUDES: Final = frozenset({"lat", "latitude", "ylat", "geolat"})
_LONGITUDES: Final = frozenset({"lon", "lng", "long", "longitude", "xlong", "xlon", "geolon", "geolng"})
"""Words of the names of columns: `Ylat`, `EQUIP_LONG`, `coord_lat_wgs84`."""


class CoordinateCheck:
    """The points of a table that has a column of latitudes and one of longitudes."""

    def __init__(self, place: TablePlace) -> None:
        self._points = Points(place)
        self._columns: tuple[int, int] | None = None
        self._name = ""

    def header(self, row: int, names: Sequence[str]) -> Iterable[Finding]:
        """Choose the two columns. No finding."""
        words = [{*words_of(name), plain_name(name)} for name in names]
        latitude = next((index for index, of_name in enumerate(words) if of_name & _LATITUDES), None)
        longitude = next((index for index, of_name in enumerate(words) if of_name & _LONGITUDES), None)
        if latitude is not None and longitude is not None:
            self._columns, self._name = (latitude, longitude), names[latitude]
        return ()

    def row(self, row: int, cells: Sequence[str]) -> Iterable[Finding]:
        """Look at the point of a row."""
        if self._columns is None:
            return ()
        latitude, longitude = (_number(cells[index]) for index in self._columns)
        if latitude is None or longitude is None:
            return ()
        return self._points.add(row, self._name, longitude, latitude)

    def end(self) -> Iterable[Finding]:
        """Return what all points say."""
        return self._points.end()


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
