"""Holds the hours of a week as unit managers write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import groupby, pairwise

from bot.domain.errors import ClosesBeforeOpening, InvalidWeekday, OverlappingRanges

MIDNIGHT = time(0)
WEEKDAYS = range(1, 8)  # ISO: Monday is 1


@dataclass(frozen=True)
class TimeRange:
    """A half-open range of a day: `closes` is no longer open; 00:00 there is the end of the day."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.closes != MIDNIGHT and self.closes <= self.opens:
            raise ClosesBeforeOpening(f"{self.opens} to {self.closes}")

    def instants(self, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return when the range opens and closes on `day`, in `zone`."""
        last_day = day + timedelta(days=1) if self.closes == MIDNIGHT else day
        opens = datetime.combine(day, self.opens, zone)
        return opens, datetime.combine(last_day, self.closes, zone)


@dataclass(frozen=True)
class WeekdayGroup:
    """Neighbouring weekdays with the same hours."""

    first: int
    last: int
    ranges: tuple[TimeRange, ...]


@dataclass(frozen=True)
class WeeklyHours:
    """The ranges of seven days, Monday first, each in order and without overlap."""

    days: tuple[tuple[TimeRange, ...], ...]

    def __post_init__(self) -> None:
        if len(self.days) != len(WEEKDAYS):
            raise InvalidWeekday(f"{len(self.days)} days in a week")
        for ranges in self.days:
            _refuse_overlap(ranges)

    @classmethod
    def of(cls, ranges: Mapping[int, tuple[TimeRange, ...]]) -> WeeklyHours:
        """Build a week from ISO weekdays; a weekday left out is a day off."""
        if unknown := set(ranges) - set(WEEKDAYS):
            raise InvalidWeekday(f"{sorted(unknown)}")
        ordered = (sorted(ranges.get(weekday, ()), key=_opens) for weekday in WEEKDAYS)
        return cls(tuple(tuple(day) for day in ordered))

    def on(self, weekday: int) -> tuple[TimeRange, ...]:
        """Return the ranges of an ISO weekday."""
        if weekday not in WEEKDAYS:
            raise InvalidWeekday(f"{weekday}")
        return self.days[weekday - 1]

    def groups(self) -> tuple[WeekdayGroup, ...]:
        """Return the week with neighbouring equal days put together."""
        grouped = (list(days) for _, days in groupby(WEEKDAYS, key=self.on))
        return tuple(WeekdayGroup(days[0], days[-1], self.on(days[0])) for days in grouped)


def _opens(time_range: TimeRange) -> time:
    return time_range.opens


def _refuse_overlap(ranges: tuple[TimeRange, ...]) -> None:
    for earlier, later in pairwise(ranges):
        if earlier.closes == MIDNIGHT or later.opens < earlier.closes:
            raise OverlappingRanges(f"{earlier.closes} and {later.opens}")
