"""Decides whether a counter is open at an instant, until when, and why it is not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.holidays import Holiday, HolidayKind, find_holiday
from bot.domain.hours import MIDNIGHT, TimeRange, WeekdayGroup, WeeklyHours

__all__ = [
    "Availability",
    "DayPlan",
    "Reason",
    "Schedule",
    "TimeRange",
    "WeekdayGroup",
    "WeeklyHours",
    "resolve_availability",
]

SEARCH_DAYS = 60  # longer than any run of holidays; beyond it the answer is "not known"


class Reason(StrEnum):
    """Why a counter is open or not."""

    REGULAR = "regular"
    BREAK = "break"
    DAY_OFF = "day_off"
    BEFORE_HOURS = "before_hours"
    AFTER_HOURS = "after_hours"
    NATIONAL_HOLIDAY = "national_holiday"
    JOINT_LEAVE = "joint_leave"
    UNKNOWN = "unknown"


_HOLIDAY_REASONS = {
    HolidayKind.NATIONAL: Reason.NATIONAL_HOLIDAY,
    HolidayKind.JOINT_LEAVE: Reason.JOINT_LEAVE,
}


@dataclass(frozen=True)
class DayPlan:
    """What is planned for one day. `note` names the holiday."""

    ranges: tuple[TimeRange, ...]
    reason: Reason
    note: str | None = None


@dataclass(frozen=True)
class Availability:
    """The state at an instant: `until` when it closes, or `opens_at` when it opens next.

    `open` is None when the hours were never filled in: unknown is not closed.
    """

    open: bool | None
    until: datetime | None
    opens_at: datetime | None
    reason: Reason
    note: str | None = None


@dataclass(frozen=True)
class Schedule:
    """All that decides when a unit is open. `week` is None when nobody filled it in."""

    week: WeeklyHours | None
    zone: ZoneInfo
    holidays: tuple[Holiday, ...] = ()
    serves_on_joint_leave: bool = False

    def plan_for(self, day: date) -> DayPlan:
        """A holiday, or joint leave on which the unit does not serve, beats the week."""
        if self.week is None:
            return DayPlan((), Reason.UNKNOWN)
        holiday = find_holiday(self.holidays, day, serves_on_joint_leave=self.serves_on_joint_leave)
        if holiday:
            return DayPlan((), _HOLIDAY_REASONS[holiday.kind], holiday.name)
        ranges = self.week.on(day.isoweekday())
        return DayPlan(ranges, Reason.REGULAR if ranges else Reason.DAY_OFF)

    def day_of(self, at: datetime) -> date:
        """Return the day that `at` falls on where the unit stands."""
        return at.astimezone(self.zone).date()

    def knows_holidays_of(self, year: int) -> bool:
        """Return whether the decree of a year is in: without it, an open day is not certain."""
        return any(holiday.day.year == year for holiday in self.holidays)

    def start_of(self, day: date) -> datetime:
        """Return the first instant of a day where the unit stands."""
        return datetime.combine(day, MIDNIGHT, self.zone)

    def next_opening(self, after: datetime) -> datetime | None:
        """Return the first opening at or after an instant, or None within the bound."""
        return next((opens for opens, _ in self._ranges_from(after) if opens >= after), None)

    def closing_of(self, at: datetime) -> datetime | None:
        """Return when the counter that is open at `at` closes; None if not within the bound.

        Ranges that touch, also over midnight, are one opening.
        """
        closes = at
        for opens, ends in self._ranges_from(at):
            if opens > closes:
                return closes
            closes = max(closes, ends)
        return closes if closes < at + timedelta(days=SEARCH_DAYS - 1) else None

    def _ranges_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        today = self.day_of(at)
        for distance in range(SEARCH_DAYS):
            day = today + timedelta(days=distance)
            for time_range in self.plan_for(day).ranges:
                yield time_range.instants(day, self.zone)


def resolve_availability(schedule: Schedule, at: datetime) -> Availability:
    """Return the state of a counter at an instant, and when that state ends."""
    local = at.astimezone(schedule.zone)
    plan = schedule.plan_for(local.date())
    for time_range in plan.ranges:
        opens, closes = time_range.instants(local.date(), schedule.zone)
        if opens <= local < closes:
            return Availability(True, schedule.closing_of(local), None, plan.reason, plan.note)
    is_open = None if plan.reason is Reason.UNKNOWN else False
    reason = _closed_reason(plan, local)
    return Availability(is_open, None, schedule.next_opening(local), reason, plan.note)


def _closed_reason(plan: DayPlan, local: datetime) -> Reason:
    if not plan.ranges:
        return plan.reason
    now = local.time()
    if now < plan.ranges[0].opens:
        return Reason.BEFORE_HOURS
    return Reason.BREAK if now < plan.ranges[-1].opens else Reason.AFTER_HOURS
