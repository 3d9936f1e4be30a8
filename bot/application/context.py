"""What a conversation remembers from one question to the next, as the engine's slots."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Self

from bot.domain.catalogue import Catalogue

# So many earlier topics are remembered; nobody goes back further.
_MOST_TOPICS = 4


@dataclass(frozen=True)
class Topic:
    """What was talked about before something else was."""

    family: str
    service: str | None = None
    unit: str | None = None
    aspect: str | None = None


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
    # The latest first.
    earlier: tuple[Topic, ...] = ()

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
            earlier=_topics(slots.get("earlier") or ""),
        )

    @property
    def topic(self) -> Topic | None:
        """What is talked about now, where that is a service."""
        if self.family is None:
            return None
        return Topic(self.family, self.service, self.unit, self.aspect)

    def after(self, before: Self) -> Self:
        """Return it with what was talked about before, where that was something else."""
        told = (before.topic, *before.earlier) if before.topic else before.earlier
        earlier: dict[str, Topic] = {}
        for topic in told:
            if topic.family != self.family:
                earlier.setdefault(topic.family, topic)
        return replace(self, earlier=tuple(earlier.values())[:_MOST_TOPICS])

    def back_to(self, topic: Topic) -> Self:
        """Return it as it was while that was talked about."""
        return replace(
            self,
            family=topic.family,
            service=topic.service,
            unit=topic.unit,
            aspect=topic.aspect or self.aspect,
        )

    def known_to(self, catalogue: Catalogue) -> Self:
        """Return it without what the catalogue no longer has: it may change within a talk."""
        families = {service.slug: service.family for service in catalogue.services}
        units = {unit.slug for unit in catalogue.units}
        return replace(
            self,
            family=_kept(self.family, set(families.values())),
            service=_kept(self.service, set(families)),
            unit=_kept(self.unit, units),
            place=_kept(self.place, {place.slug for place in catalogue.places}),
            earlier=tuple(
                replace(t, service=_kept(t.service, set(families)), unit=_kept(t.unit, units))
                for t in self.earlier
                if t.family in families.values()
            ),
        )

    def as_slots(self) -> dict[str, Any]:
        """Return the values to set; None empties a slot."""
        near = f"{self.near[0]},{self.near[1]}" if self.near else None
        return asdict(self) | {
            "day": self.day.isoformat() if self.day else None,
            "near": near,
            "earlier": ";".join(map(_written, self.earlier)) or None,
        }


def _kept(slug: str | None, known: set[str]) -> str | None:
    return slug if slug in known else None


def _point(written: str) -> tuple[float, float]:
    latitude, longitude = written.split(",")
    return float(latitude), float(longitude)


def _written(topic: Topic) -> str:
    parts = (topic.family, topic.service, topic.unit, topic.aspect)
    return ",".join(part or "" for part in parts)


def _topics(written: str) -> tuple[Topic, ...]:
    rows = (row.split(",") for row in written.split(";") if row)
    return tuple(Topic(row[0], *(part or None for part in row[1:])) for row in rows)
