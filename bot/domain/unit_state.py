"""Decides what is true of a unit at an instant, or of one service there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.domain.catalogue import Catalogue, Unit
from bot.domain.hours import DAY
from bot.domain.opening_hours import Schedule, resolve_availability
from bot.domain.openings import Availability, Move, Opening
from bot.domain.places import Place
from bot.domain.reach import NOWHERE, Whereabouts
from bot.domain.situation import Situation

STALE_AFTER = timedelta(days=180)


@dataclass(frozen=True)
class UnitState:
    """A unit as it is at an instant. `note` is what is special about the service there."""

    unit: Unit
    schedule: Schedule
    availability: Availability
    at: datetime
    stale: bool
    # The zone of the government that runs the desk; the unit's may be another.
    desk_zone: ZoneInfo
    note: str | None = None
    distance_km: float | None = None
    # The places whose people it serves; none: everybody.
    serves: tuple[Place, ...] = ()
    # How many people it takes in a day.
    quota: int | None = None

    @property
    def today(self) -> date:
        """The day that it is where the unit stands."""
        return self.schedule.day_of(self.at)

    @property
    def situation(self) -> Situation | None:
        """What holds at the instant, whether or not it closes the counter."""
        return self.availability.situation

    @property
    def is_shut(self) -> bool:
        """Whether a situation closes the counter."""
        return self.situation is not None and self.situation.status.closes_counter

    @property
    def moved(self) -> Move | None:
        """Where it is that day, when not at its own address."""
        return self.schedule.moved_on(self.today)

    @property
    def address(self) -> str:
        """Where it is that day."""
        return self.moved.address if self.moved else self.unit.address

    @cached_property
    def admission(self) -> Opening | None:
        """The present or next opening in which somebody is taken in."""
        return self.schedule.next_admission(self.at)

    @property
    def is_too_late(self) -> bool:
        """Whether it is open, but nobody more is taken in."""
        admission = self.admission
        return bool(self.availability.open) and (admission is None or admission.opens > self.at)

    @property
    def used_up(self) -> datetime | None:
        """Since when the quota is gone for hours that would still go on."""
        days = (self.today - DAY, self.today)
        gone = [d for d in days if self.schedule.is_used_up(d, self.at)]
        return self.schedule.used_up_on(gone[0]) if gone else None

    @property
    def next_day(self) -> date:
        """The day on which somebody who asks now is taken in; today where none is known."""
        admission = self.admission
        is_later = admission is not None and admission.opens > self.at
        return self.schedule.day_of(admission.opens) if admission and is_later else self.today

    @cached_property
    def afterwards(self) -> Availability | None:
        """The state that follows when it closes; None where it is closed, or never closes."""
        until = self.availability.until
        return resolve_availability(self.schedule, until) if until else None


def compose_unit_state(
    catalogue: Catalogue,
    unit_slug: str,
    at: datetime,
    note: str | None = None,
    whereabouts: Whereabouts = NOWHERE,
    service: str | None = None,
) -> UnitState:
    """Return what is true of a unit at an instant, or of one service there."""
    unit = catalogue.unit(unit_slug)
    schedule = catalogue.schedule_of(unit, service)
    return UnitState(
        unit=unit,
        schedule=schedule,
        availability=resolve_availability(schedule, at),
        at=at,
        stale=is_stale(unit.verified_on, schedule.day_of(at)),
        desk_zone=ZoneInfo(catalogue.government.zone),
        note=note,
        distance_km=whereabouts.distance_km(unit),
        serves=tuple(catalogue.place(slug) for slug in unit.serves),
        quota=catalogue.rules.quota_of(unit_slug, service),
    )


def is_stale(verified_on: date, today: date) -> bool:
    """Return whether a fact was last verified too long ago to be stated without a warning."""
    return today - verified_on > STALE_AFTER
