"""What a conversation remembers from one question to the next, as the engine's slots."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self


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

    def as_slots(self) -> dict[str, Any]:
        """Return the values to set; None empties a slot."""
        near = f"{self.near[0]},{self.near[1]}" if self.near else None
        return asdict(self) | {"day": self.day.isoformat() if self.day else None, "near": near}


def _point(written: str) -> tuple[float, float]:
    latitude, longitude = written.split(",")
    return float(latitude), float(longitude)
