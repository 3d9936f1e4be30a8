"""Tells the hours of the days ahead as a week, seasons and single days, for exchange with others.

Every day is told by itself, from midnight to midnight and in whole minutes: programmes disagree
on whose night 01.00 belongs to when one of the two days is a special one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.domain.hours import DAY, MIDNIGHT, WEEKDAYS, TimeRange, WeeklyHours
from bot.domain.opening_hours import Schedule
from bot.domain.openings import Availability, Opening, Reason
from bot.domain.spans import Span, gaps, joined, within

_MINUTE = timedelta(minutes=1)
_SOME_MONDAY = date(2001, 1, 8)


@dataclass(frozen=True)
class DayHours:
    """When a counter is open on a calendar day, and when nobody knows; the rest is closed.

    No range goes past midnight. A minute that is open in part only is told as closed.
    """

    open: tuple[TimeRange, ...]
    unknown: tuple[TimeRange, ...] = ()


CalendarWeek = tuple[DayHours, ...]
CLOSED = DayHours(())
UNKNOWN = DayHours((), (TimeRange(MIDNIGHT, MIDNIGHT),))


@dataclass(frozen=True)
class Stretch:
    """Days in a row with one week. `season` names it; None: the usual one."""

    season: str | None
    first_day: date
    last_day: date
    week: CalendarWeek


@dataclass(frozen=True)
class SpecialDay:
    """A day with other hours than its week says, and what makes it so: `why` holds the reason."""

    day: date
    hours: DayHours
    why: Availability


@dataclass(frozen=True)
class Timetable:
    """All that is planned from `first_day` to `last_day`.

    `stretches` lie side by side and cover all days; `special` are the days that differ from them.
    """

    first_day: date
    last_day: date
    week: CalendarWeek
    stretches: tuple[Stretch, ...]
    special: tuple[SpecialDay, ...]

    @property
    def is_known(self) -> bool:
        """Return whether anything is known of any day."""
        weeks = (self.week, *(stretch.week for stretch in self.stretches))
        return bool(self.special) or any(day != UNKNOWN for week in weeks for day in week)

    @property
    def seasons(self) -> tuple[Stretch, ...]:
        """Return the stretches that are not the usual week."""
        return tuple(stretch for stretch in self.stretches if stretch.season is not None)

    def special_runs(self) -> Iterator[tuple[SpecialDay, ...]]:
        """Yield special days in a row that have the same hours for the same reason."""

        def key(numbered: tuple[int, SpecialDay]) -> tuple[date, DayHours, Reason, str | None]:
            number, day = numbered
            return day.day - number * DAY, day.hours, day.why.reason, day.why.note

        for _, run in groupby(enumerate(self.special), key=key):
            yield tuple(day for _, day in run)


def timetable_of(schedule: Schedule, first_day: date, days: int) -> Timetable:
    """Return what is planned for `days` days from the first one on."""
    stretches = tuple(_stretches(schedule, first_day, days))
    special = tuple(day for stretch in stretches for day in _special(schedule, stretch))
    last_day = first_day + (days - 1) * DAY
    return Timetable(first_day, last_day, _calendar_week(schedule.week), stretches, special)


def by_weekday(week: CalendarWeek) -> list[tuple[list[int], DayHours]]:
    """Return the weekdays, Monday 0, that have the same hours, the earliest first."""
    by_hours: dict[DayHours, list[int]] = {}
    for weekday, hours in enumerate(week):
        by_hours.setdefault(hours, []).append(weekday)
    return [(days, hours) for hours, days in by_hours.items()]


def day_hours(schedule: Schedule, day: date) -> DayHours:
    """Return the hours of a calendar day, all rules counted."""
    start = datetime.combine(day, MIDNIGHT)
    whole = (start, start + DAY)
    openings = (*schedule.openings_of(day - DAY), *schedule.openings_of(day))
    opened = joined(within(whole, map(_wall, openings)))
    if schedule.plan_for(day).reason is not Reason.UNKNOWN:
        return DayHours(_ranges(opened))
    closing = (s for s in schedule.situations if s.status.closes_counter)
    decided = joined([*opened, *within(whole, ((s.starts, s.ends or whole[1]) for s in closing))])
    return DayHours(_ranges(opened), _ranges(gaps(whole, decided)))


def _calendar_week(week: WeeklyHours | None) -> CalendarWeek:
    """Return a week with its nights cut at midnight, Monday first."""
    plain = Schedule(week, ZoneInfo("UTC"))
    return tuple(day_hours(plain, _SOME_MONDAY + (weekday - 1) * DAY) for weekday in WEEKDAYS)


def _stretches(schedule: Schedule, first_day: date, days: int) -> Iterator[Stretch]:
    every = (first_day + distance * DAY for distance in range(days))
    for season, run in groupby(every, key=schedule.season_on):
        together = list(run)
        week = _calendar_week(season.week if season else schedule.week)
        yield Stretch(season.name if season else None, together[0], together[-1], week)


def _special(schedule: Schedule, stretch: Stretch) -> Iterator[SpecialDay]:
    for distance in range((stretch.last_day - stretch.first_day).days + 1):
        day = stretch.first_day + distance * DAY
        hours, usual = day_hours(schedule, day), stretch.week[day.weekday()]
        if hours != usual:
            why = _why(schedule, day, hours, _first_difference(hours, usual))
            yield SpecialDay(day, hours, why)


def _why(schedule: Schedule, day: date, hours: DayHours, moment: time) -> Availability:
    """Return the state in the first minute that is special, which tells why the day is.

    It looks for no next opening, as an availability does: asked of each day of a long closure,
    that would be a search through all of it each time.
    """
    # At its end: what begins within the minute closes all of it.
    at = datetime.combine(day, moment, schedule.zone) + timedelta(seconds=59)
    situation = schedule.situation_at(at)
    plan = schedule.plan_for(day)
    reason, note = plan.reason, plan.note
    is_open = _holds(hours.open, moment)
    if is_open and not plan.ranges:
        reason = Reason.REGULAR
    elif not is_open and situation and situation.status.closes_counter:
        reason, note = Reason.SITUATION, situation.reason
    elif not is_open and any(schedule.is_used_up(each, at) for each in (day - DAY, day)):
        reason, note = Reason.QUOTA, None
    is_open = is_open or bool(plan.ranges)
    return Availability(is_open, None, None, reason, note, situation=situation)


def _first_difference(hours: DayHours, usual: DayHours) -> time:
    moments = {
        moment
        for each in (hours, usual)
        for part in (*each.open, *each.unknown)
        for moment in (part.opens, part.closes)
    }
    return min(m for m in moments | {MIDNIGHT} if _state(hours, m) != _state(usual, m))


def _state(hours: DayHours, moment: time) -> tuple[bool, bool]:
    return _holds(hours.open, moment), _holds(hours.unknown, moment)


def _holds(ranges: tuple[TimeRange, ...], moment: time) -> bool:
    return any(r.opens <= moment and (moment < r.closes or r.closes == MIDNIGHT) for r in ranges)


def _wall(opening: Opening) -> Span:
    return opening.opens.replace(tzinfo=None), opening.closes.replace(tzinfo=None)


def _ranges(spans: Iterable[Span]) -> tuple[TimeRange, ...]:
    whole_minutes = ((_next_minute(opens), closes) for opens, closes in spans)
    return tuple(
        TimeRange(opens.time(), closes.replace(second=0, microsecond=0).time())
        for opens, closes in whole_minutes
        if closes - opens >= _MINUTE
    )


def _next_minute(moment: datetime) -> datetime:
    minute = moment.replace(second=0, microsecond=0)
    return minute if minute == moment else minute + _MINUTE
