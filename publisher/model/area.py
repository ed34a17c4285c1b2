"""A rectangle on the earth."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Area:
    """A rectangle in degrees of longitude and latitude (WGS 84)."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float, latitude: float) -> bool:
        """Return whether a point lies in it."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north
