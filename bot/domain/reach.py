"""Which counters serve a citizen, and which is the nearest."""

from dataclasses import dataclass

from bot.domain.catalogue import Catalogue, Offering, Unit
from bot.domain.places import Coordinates, Place


@dataclass(frozen=True)
class Whereabouts:
    """Where a citizen lives (`place`) or is (`point`), as far as that is known."""

    place: Place | None = None
    point: Coordinates | None = None

    @property
    def known(self) -> bool:
        """Whether anything at all is known."""
        return self.place is not None or self.point is not None

    def distance_km(self, unit: Unit) -> float | None:
        """Return how far a unit is as the crow flies; None when either point is not known."""
        if self.point is None or unit.coordinates is None:
            return None
        return self.point.distance_km(unit.coordinates)


NOWHERE = Whereabouts()


def serves(catalogue: Catalogue, unit: Unit, place: Place) -> bool:
    """Return whether a unit serves people of a place: its own, the wider, or some within it."""
    inside = {other.slug for other in catalogue.places if other.within == place.slug}
    reached = {place.slug, place.within, *inside}
    return not unit.serves or not reached.isdisjoint(unit.serves)


def offerings_for(
    catalogue: Catalogue, service: str, whereabouts: Whereabouts
) -> tuple[Offering, ...]:
    """Return where a citizen can go with a service: own counters first, or the nearest first.

    Without whereabouts the order is the catalogue's, the main unit first.
    """
    offerings = catalogue.offerings_of(service)
    place = whereabouts.place
    if place is not None:
        # A counter of one's own kecamatan or kelurahan is what "mine" means.
        near = [o for o in offerings if serves(catalogue, catalogue.unit(o.unit), place)]
        return tuple(sorted(near, key=lambda o: not catalogue.unit(o.unit).serves))
    units = {o.unit: catalogue.unit(o.unit) for o in offerings}
    return tuple(sorted(offerings, key=lambda o: _far(whereabouts, units[o.unit])))


def nearest_units(catalogue: Catalogue, whereabouts: Whereabouts) -> tuple[Unit, ...]:
    """Return units for a citizen who named no service: the own ones, or the nearest first."""
    place = whereabouts.place
    if place is not None:
        own = [unit for unit in catalogue.units if unit.serves and serves(catalogue, unit, place)]
        return tuple(sorted(own, key=lambda unit: place.slug not in unit.serves))
    return tuple(sorted(catalogue.units, key=lambda unit: _far(whereabouts, unit)))


def is_local_only(catalogue: Catalogue, service: str) -> bool:
    """Return whether each of several counters of a service serves its own people only."""
    units = catalogue.units_offering(service)
    return len(units) > 1 and all(unit.serves for unit in units)


def _far(whereabouts: Whereabouts, unit: Unit) -> float:
    distance = whereabouts.distance_km(unit)
    # What has no coordinates comes last; without a point every unit is as far as the next.
    return (float("inf") if whereabouts.point else 0.0) if distance is None else distance
