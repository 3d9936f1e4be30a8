"""Describes what keeps services from their usual way: a flood, an outage, an election day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.errors import ClosesBeforeOpening


class ServiceStatus(StrEnum):
    """In what state a service runs, the mildest first."""

    NORMAL = "normal"
    TERBATAS = "terbatas"
    DARING_SAJA = "daring_saja"
    TUTUP = "tutup"
    DARURAT = "darurat"

    @property
    def closes_counter(self) -> bool:
        """Whether nobody is served at the counter."""
        return self in _CLOSING


_SEVERITY = {status: position for position, status in enumerate(ServiceStatus)}
_CLOSING = frozenset({ServiceStatus.DARING_SAJA, ServiceStatus.TUTUP, ServiceStatus.DARURAT})


@dataclass(frozen=True)
class Scope:
    """What a situation touches. An empty list of units and places, or of services, means all.

    A place touches the units that serve it or something within it, not those that serve everybody.
    """

    units: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    except_units: frozenset[str] = frozenset()
    except_services: frozenset[str] = frozenset()

    def reaches(self, unit: str, serves: frozenset[str], service: str | None) -> bool:
        """Return whether a unit is touched, or a service there; `serves` are the unit's places.

        Asked of a unit alone, a situation of some services only does not touch it.
        """
        if unit in self.except_units or service in self.except_services:
            return False
        somewhere = bool(self.units or self.places)
        here = not somewhere or unit in self.units or not self.places.isdisjoint(serves)
        return here and (not self.services or service in self.services)


@dataclass(frozen=True)
class Situation:
    """A dated state of some units or services, which beats every rule of hours.

    `starts` and `ends` are local times without a zone: they hold in the zone of each unit. At
    `ends` it is over; None: until it is lifted. `online_too` closes the online way as well.
    """

    id: int
    status: ServiceStatus
    scope: Scope
    starts: datetime
    ends: datetime | None
    reason: str
    legal_reference: str | None = None
    visitor_rules: str | None = None
    instead: str | None = None
    online_too: bool = False

    def __post_init__(self) -> None:
        if self.ends is not None and self.ends <= self.starts:
            raise ClosesBeforeOpening(f"{self.starts} to {self.ends}")

    def holds_at(self, local: datetime) -> bool:
        """Return whether it holds at a local time without a zone."""
        return self.starts <= local and (self.ends is None or local < self.ends)


def gravest(situations: Iterable[Situation]) -> Situation | None:
    """Return the one that decides: the gravest, of equal ones the latest entered."""
    return max(situations, key=lambda s: (_SEVERITY[s.status], s.id), default=None)
