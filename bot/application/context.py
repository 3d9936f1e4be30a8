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
    # How often in a row the assistant had to ask back.
    doubts: int = 0

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Self:
        """Read the slots; what is not there, or of an older version, counts as not known."""
        day = slots.get("day")
        return cls(
            family=slots.get("family"),
            service=slots.get("service"),
            unit=slots.get("unit"),
            aspect=slots.get("aspect"),
            day=date.fromisoformat(day) if day else None,
            doubts=int(slots.get("doubts") or 0),
        )

    def as_slots(self) -> dict[str, Any]:
        """Return the values to set; None empties a slot."""
        return asdict(self) | {"day": self.day.isoformat() if self.day else None}
