"""Where people live and where counters stand."""

from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

from bot.domain.errors import NoSuchPoint

_EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class Coordinates:
    """A point on the map, in degrees (WGS 84). Raises NoSuchPoint outside the globe."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise NoSuchPoint

    def distance_km(self, other: "Coordinates") -> float:
        """Return the distance as the crow flies, in kilometres."""
        lat, other_lat = radians(self.latitude), radians(other.latitude)
        half_lat = sin((other_lat - lat) / 2)
        half_lon = sin(radians(other.longitude - self.longitude) / 2)
        chord = half_lat**2 + cos(lat) * cos(other_lat) * half_lon**2
        return 2 * _EARTH_RADIUS_KM * asin(sqrt(chord))


class PlaceKind(StrEnum):
    """The administrative kind of a place."""

    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"
    DESA = "desa"


@dataclass(frozen=True)
class Place:
    """A kecamatan, or a kelurahan or desa `within` one (its slug)."""

    slug: str
    name: str
    kind: PlaceKind
    within: str | None
    aliases: tuple[str, ...]
