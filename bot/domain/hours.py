"""Holds the hours of a week as unit managers write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import groupby, pairwise

from bot.domain.errors import (
    ClosesBeforeOpening,
    InvalidWeekday,
    OverlappingRanges,
    TicketOutsideHours,
)

MIDNIGHT = time(0)
WEEKDAYS = range(1, 8)  # ISO: Monday is 1
DAY = timedelta(days=1)
# A longer night is a day written the wrong way round: 16.00-08.00 means 08.00-16.00.
_LONGEST_NIGHT = timedelta(hours=14)


@dataclass(frozen=True)
class TimeRange:
    """A half-open range that starts on a day: at `closes` the counter is no longer open.

    `closes` at or before `opens` lies on the next day; 00:00 there is the end of the day. At
    `last_ticket` nobody is taken in any more, though those inside are still served.
    """

    opens: time
    closes: time
    last_ticket: time | None = None

    def __post_init__(self) -> None:
        if self.closes <= self.opens and self.closes != MIDNIGHT and self._length > _LONGEST_NIGHT:
            raise ClosesBeforeOpening(f"{self.opens} to {self.closes}")
        if self.last_ticket is not None and not self._holds(self.last_ticket):
            raise TicketOutsideHours(f"{self.last_ticket} of {self.opens} to {self.closes}")

    @property
    def is_past_midnight(self) -> bool:
        """Whether the range goes on into the next day."""
        return MIDNIGHT < self.closes <= self.opens

    def instants(self, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return when the range opens and closes that starts on `day`, in `zone`."""
        last_day = day + DAY if self.closes <= self.opens or self.closes == MIDNIGHT else day
        opens = datetime.combine(day, self.opens, zone)
        return opens, datetime.combine(last_day, self.closes, zone)

    def last_ticket_on(self, day: date, zone: tzinfo) -> datetime | None:
        """Return until when somebody is taken in, where the range starts on `day`."""
        if self.last_ticket is None:
            return None
        last_day = day + DAY if self.last_ticket < self.opens else day
        return datetime.combine(last_day, self.last_ticket, zone)

    @property
    def _length(self) -> timedelta:
        length = _since_midnight(self.closes) - _since_midnight(self.opens)
        return length if length > timedelta() else length + DAY

    def _holds(self, moment: time) -> bool:
        since = _since_midnight(moment) - _since_midnight(self.opens)
        return (since if since >= timedelta() else since + DAY) <= self._length


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
        for today, tomorrow in pairwise((*self.days, self.days[0])):
            refuse_overlap(today)
            if today and tomorrow and today[-1].is_past_midnight:
                _refuse_overlap_of_night(today[-1], tomorrow[0])

    @classmethod
    def of(cls, ranges: Mapping[int, tuple[TimeRange, ...]]) -> WeeklyHours:
        """Build a week from ISO weekdays; a weekday left out is a day off."""
        if unknown := set(ranges) - set(WEEKDAYS):
            raise InvalidWeekday(f"{sorted(unknown)}")
        return cls(tuple(in_order(ranges.get(weekday, ())) for weekday in WEEKDAYS))

    def on(self, weekday: int) -> tuple[TimeRange, ...]:
        """Return the ranges of an ISO weekday."""
        if weekday not in WEEKDAYS:
            raise InvalidWeekday(f"{weekday}")
        return self.days[weekday - 1]

    def groups(self) -> tuple[WeekdayGroup, ...]:
        """Return the week with neighbouring equal days put together."""
        grouped = (list(days) for _, days in groupby(WEEKDAYS, key=self.on))
        return tuple(WeekdayGroup(days[0], days[-1], self.on(days[0])) for days in grouped)


def in_order(ranges: tuple[TimeRange, ...]) -> tuple[TimeRange, ...]:
    """Return the ranges of a day, the earliest first."""
    return tuple(sorted(ranges, key=_opens))


def refuse_overlap(ranges: tuple[TimeRange, ...]) -> None:
    """Raise OverlappingRanges where two ranges of one day, in order, share a minute."""
    for earlier, later in pairwise(ranges):
        if earlier.closes <= earlier.opens or later.opens < earlier.closes:
            raise OverlappingRanges(f"{earlier.closes} and {later.opens}")


def _refuse_overlap_of_night(night: TimeRange, morning: TimeRange) -> None:
    if morning.opens < night.closes:
        raise OverlappingRanges(f"{night.closes} of the night before and {morning.opens}")


def _opens(time_range: TimeRange) -> time:
    return time_range.opens


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
