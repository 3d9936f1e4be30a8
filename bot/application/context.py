"""What a conversation remembers from one question to the next, as the engine's slots."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Self

from bot.domain.catalogue import Catalogue


@dataclass(frozen=True)
class Context:
    """The last thing asked about. `family` is set as soon as a service is known."""

    family: str | None = None
    service: str | None = None
    unit: str | None = None
    aspect: str | None = None
    day: date | None = None
    # Where the citizen lives (slug of a place), or is: latitude and longitude in degrees, rounded.
    place: str | None = None
    near: tuple[float, float] | None = None
    # How often in a row the assistant had to ask back.
    doubts: int = 0

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Self:
        """Read the slots; what is not there, or of an older version, counts as not known."""
        day, near = slots.get("day"), slots.get("near")
        return cls(
            family=slots.get("family"),
            service=slots.get("service"),
            unit=slots.get("unit"),
            aspect=slots.get("aspect"),
            day=date.fromisoformat(day) if day else None,
            place=slots.get("place"),
            near=_point(near) if near else None,
            doubts=int(slots.get("doubts") or 0),
        )

    def known_to(self, catalogue: Catalogue) -> Self:
        """Return it without what the catalogue no longer has: it may change within a talk."""
        families = {service.slug: service.family for service in catalogue.services}
        return replace(
            self,
            family=_kept(self.family, set(families.values())),
            service=_kept(self.service, set(families)),
            unit=_kept(self.unit, {unit.slug for unit in catalogue.units}),
            place=_kept(self.place, {place.slug for place in catalogue.places}),
        )

    def as_slots(self) -> dict[str, Any]:
        """Return the values to set; None empties a slot."""
        near = f"{self.near[0]},{self.near[1]}" if self.near else None
        return asdict(self) | {"day": self.day.isoformat() if self.day else None, "near": near}


def _kept(slug: str | None, known: set[str]) -> str | None:
    return slug if slug in known else None


def _point(written: str) -> tuple[float, float]:
    latitude, longitude = written.split(",")
    return float(latitude), float(longitude)
