"""Everything that is entered for dates: seasons, single days, quotas, situations, maintenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import groupby

from bot.domain.errors import ClosesBeforeOpening
from bot.domain.hours import TimeRange, WeeklyHours, refuse_overlap
from bot.domain.situation import Situation


@dataclass(frozen=True)
class SeasonOfUnit:
    """What a season changes for one unit: its week, its address, or nothing at all.

    `week` None with no `address` says that the unit keeps its own hours through the season.
    """

    unit: str
    week: WeeklyHours | None = None
    address: str | None = None


@dataclass(frozen=True)
class Period:
    """A season as one unit has it. `week` None: its usual hours at another address."""

    name: str
    first_day: date
    last_day: date
    week: WeeklyHours | None
    address: str | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether a day belongs to it."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class Season:
    """A period with hours or an address of its own: Ramadan, a moved office; both days inclusive.

    `week` is for every unit whose hours are known and that has no entry in `units`; None: only
    those units are touched.
    """

    id: int
    name: str
    first_day: date
    last_day: date
    week: WeeklyHours | None
    units: tuple[SeasonOfUnit, ...] = ()
    source: str | None = None

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ClosesBeforeOpening(f"{self.first_day} to {self.last_day}")

    def lists(self, unit: str) -> bool:
        """Return whether a unit has an entry of its own."""
        return unit in self._by_unit

    def of_unit(self, unit: str) -> Period | None:
        """Return it as a unit has it, or None where it changes nothing there."""
        entry = self._by_unit.get(unit) or SeasonOfUnit(unit, self.week)
        if not (entry.week or entry.address):
            return None
        return Period(self.name, self.first_day, self.last_day, entry.week, entry.address)

    @cached_property
    def _by_unit(self) -> Mapping[str, SeasonOfUnit]:
        return {entry.unit: entry for entry in self.units}


@dataclass(frozen=True)
class OneOffChange:
    """The hours of a unit on one named day, instead of all others. No ranges: closed all day."""

    unit: str
    day: date
    ranges: tuple[TimeRange, ...]
    reason: str
    address: str | None = None

    def __post_init__(self) -> None:
        refuse_overlap(self.ranges)


@dataclass(frozen=True)
class HolidayDuty:
    """A holiday on which a unit serves, with the hours that it would have without it."""

    unit: str
    day: date


@dataclass(frozen=True)
class DailyQuota:
    """How many people a unit takes in a day, for one service or (None) all together."""

    unit: str
    service: str | None
    people: int


@dataclass(frozen=True)
class QuotaUsedUp:
    """From `since` on nobody more is taken in for hours that start on `day`. It lapses by itself.

    `since` is a local time of the unit without a zone; after midnight it is on the next day.
    """

    unit: str
    service: str | None
    day: date
    since: datetime


@dataclass(frozen=True)
class Maintenance:
    """A time in which an online channel does not work, in local time of the government."""

    id: int
    channel: str
    starts: datetime
    ends: datetime
    reason: str

    def __post_init__(self) -> None:
        if self.ends <= self.starts:
            raise ClosesBeforeOpening(f"{self.starts} to {self.ends}")


@dataclass(frozen=True)
class RosterDay:
    """How many of a unit's staff work at the office (WFO) and from home (WFH) on a day."""

    unit: str
    day: date
    at_office: int
    at_home: int


@dataclass(frozen=True)
class DatedRules:
    """All of them, as one consistent value."""

    seasons: tuple[Season, ...] = ()
    one_offs: tuple[OneOffChange, ...] = ()
    duties: tuple[HolidayDuty, ...] = ()
    quotas: tuple[DailyQuota, ...] = ()
    used_up: tuple[QuotaUsedUp, ...] = ()
    situations: tuple[Situation, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    roster: tuple[RosterDay, ...] = ()
    # By unit: with fewer people at the office the counter is proposed for "terbatas".
    minimum_staff: Mapping[str, int] = field(default_factory=dict)

    def periods_of(self, unit: str, *, hours_known: bool) -> tuple[Period, ...]:
        """Return the seasons of a unit, the one that counts first in front.

        One that names the unit counts before one for all, and one entered later before others.
        What is for all does not fill in hours that nobody knows.
        """
        counted = (s for s in self.seasons if hours_known or s.lists(unit))
        ordered = sorted(counted, key=lambda s: (s.lists(unit), s.id), reverse=True)
        periods = (season.of_unit(unit) for season in ordered)
        return tuple(period for period in periods if period)

    def one_offs_of(self, unit: str) -> Mapping[date, OneOffChange]:
        """Return the one-off changes of a unit by day."""
        return self._one_offs.get(unit, {})

    def duties_of(self, unit: str) -> frozenset[date]:
        """Return the holidays on which a unit serves."""
        return self._duties.get(unit, frozenset())

    def used_up_at(self, unit: str, service: str | None) -> Mapping[date, datetime]:
        """Return since when a unit's quota is gone, by day; a service's own quota counts there."""
        found: dict[date, datetime] = {}
        for gone in self._used_up.get(unit, ()):
            if gone.service in (None, service):
                found[gone.day] = min(gone.since, found.get(gone.day, gone.since))
        return found

    def quota_of(self, unit: str, service: str | None) -> int | None:
        """Return how many people a unit takes in a day; a service's own quota counts there."""
        return self._quotas.get((unit, service), self._quotas.get((unit, None)))

    @cached_property
    def _quotas(self) -> Mapping[tuple[str, str | None], int]:
        return {(quota.unit, quota.service): quota.people for quota in self.quotas}

    @cached_property
    def _one_offs(self) -> Mapping[str, Mapping[date, OneOffChange]]:
        ordered = sorted(self.one_offs, key=lambda change: change.unit)
        by_unit = groupby(ordered, key=lambda change: change.unit)
        return {unit: {change.day: change for change in changes} for unit, changes in by_unit}

    @cached_property
    def _duties(self) -> Mapping[str, frozenset[date]]:
        ordered = sorted(self.duties, key=lambda duty: duty.unit)
        by_unit = groupby(ordered, key=lambda duty: duty.unit)
        return {unit: frozenset(duty.day for duty in duties) for unit, duties in by_unit}

    @cached_property
    def _used_up(self) -> Mapping[str, tuple[QuotaUsedUp, ...]]:
        ordered = sorted(self.used_up, key=lambda gone: gone.unit)
        return {unit: tuple(gone) for unit, gone in groupby(ordered, key=lambda gone: gone.unit)}
