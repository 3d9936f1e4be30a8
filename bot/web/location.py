"""A shared location as it comes from outside: two numbers that may be anything."""

from bot.domain.errors import NoSuchPoint
from bot.domain.places import Coordinates


def parse_coordinates(latitude: object, longitude: object) -> Coordinates:
    """Return the point; raise NoSuchPoint where it is none on the map."""
    return Coordinates(_number(latitude), _number(longitude))


def _number(value: object) -> float:
    # A bool is an int in Python, and "true" is no place; not-a-number is refused by the point.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NoSuchPoint
    return value
