"""Decides whether a counter is open at an instant, until when, and why it is not.

One precedence: a situation beats a unit's one-off change of a named day, which beats a holiday
(unless the unit serves on it), which beats a season, which beats the week. A quota that is used up
closes what is left of a day's hours.

A one-off change and a holiday decide their day from midnight to midnight. Hours of a week or a
season that go on past midnight belong to the day they start on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.domain.dated_rules import OneOffChange, Period
from bot.domain.holidays import Holiday, HolidayKind, closing_holidays
from bot.domain.hours import DAY, MIDNIGHT, TimeRange, WeekdayGroup, WeeklyHours
from bot.domain.openings import Availability, DayPlan, Move, Opening, Reason
from bot.domain.situation import Situation, gravest
from bot.domain.spans import Span, joined

__all__ = [
    "Availability",
    "DayPlan",
    "Move",
    "Opening",
    "Reason",
    "Schedule",
    "TimeRange",
    "WeekdayGroup",
    "WeeklyHours",
    "resolve_availability",
]

_NEVER = datetime.combine(date.max, MIDNIGHT)  # when a situation ends that has no end
SEARCH_DAYS = 100  # longer than Ramadan with its holidays; beyond it nothing is planned yet

_HOLIDAY_REASONS = {
    HolidayKind.NATIONAL: Reason.NATIONAL_HOLIDAY,
    HolidayKind.JOINT_LEAVE: Reason.JOINT_LEAVE,
    HolidayKind.LOCAL: Reason.LOCAL_HOLIDAY,
}


@dataclass(frozen=True)
class Schedule:
    """All that decides when a unit, or a service there, is open.

    `week` is None when nobody filled it in. Of `periods` the first that holds counts. `used_up`
    says by day since when its quota is gone. `situations` all touch the unit or service.
    """

    week: WeeklyHours | None
    zone: ZoneInfo
    holidays: tuple[Holiday, ...] = ()
    serves_on_joint_leave: bool = False
    periods: tuple[Period, ...] = ()
    one_offs: Mapping[date, OneOffChange] = field(default_factory=dict)
    duties: frozenset[date] = frozenset()
    used_up: Mapping[date, datetime] = field(default_factory=dict)
    situations: tuple[Situation, ...] = ()

    def plan_for(self, day: date) -> DayPlan:
        """Return the hours that start on a day, before any quota or situation."""
        if change := self.one_offs.get(day):
            return DayPlan(change.ranges, Reason.ONE_OFF, change.reason, whole_day=True)
        season = self.season_on(day)
        week = season.week if season else self.week
        if week is None:
            return DayPlan((), Reason.UNKNOWN)
        holiday = self._closing_holidays.get(day)
        if holiday and day not in self.duties:
            return DayPlan((), _HOLIDAY_REASONS[holiday.kind], holiday.name, whole_day=True)
        ranges = week.on(day.isoweekday())
        reason = Reason.REGULAR if ranges else Reason.DAY_OFF
        return DayPlan(ranges, reason, season=season.name if season else None)

    def situation_at(self, at: datetime) -> Situation | None:
        """Return the situation that decides at an instant."""
        local = self._wall(at)
        return gravest(s for s in self.situations if s.holds_at(local))

    def end_of(self, situation: Situation) -> datetime | None:
        """Return when a situation is over where the unit stands; None until it is lifted."""
        return situation.ends and situation.ends.replace(tzinfo=self.zone)

    def moved_on(self, day: date) -> Move | None:
        """Return where the unit is on a day when that is not at its own address."""
        if (change := self.one_offs.get(day)) and change.address:
            return Move(change.address, day, change.reason)
        moves = (p for p in self.periods if p.address and p.holds_on(day))
        return next((Move(p.address, p.last_day, p.name) for p in moves if p.address), None)

    def address_on(self, day: date) -> str | None:
        """Return where the unit is on a day when that is not its own address."""
        move = self.moved_on(day)
        return move.address if move else None

    def season_on(self, day: date) -> Period | None:
        """Return the period whose week counts on a day instead of the usual one."""
        return next(
            (period for period in self.periods if period.week and period.holds_on(day)), None
        )

    def week_on(self, day: date) -> WeeklyHours | None:
        """Return the week that counts on a day; None when nobody filled it in."""
        season = self.season_on(day)
        return season.week if season else self.week

    def serves_on_holiday(self, day: date) -> bool:
        """Return whether the unit is on duty on a day on which others rest."""
        return day in self.duties and day in self._closing_holidays

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
        return next((o.opens for o in self.openings(after) if o.opens >= after), None)

    def next_admission(self, at: datetime) -> Opening | None:
        """Return the present or next opening in which somebody is taken in from `at` on."""
        return next((o for o in self.openings(at) if o.admits_after(at)), None)

    def openings(self, at: datetime, days: int = SEARCH_DAYS) -> Iterator[Opening]:
        """Yield when the counter is open, from what is open at `at` or opens after it.

        Openings that touch, also over midnight, come apart; `until` of an availability does not.
        """
        today = self.day_of(at)
        for distance in range(-1, days):
            day = today + timedelta(days=distance)
            if self._is_shut_through(day):
                continue
            for opening in self.openings_of(day):
                if opening.closes > at:
                    yield opening

    def openings_of(self, day: date) -> Iterator[Opening]:
        """Yield when the counter is open by the hours that start on a day, all rules counted."""
        ranges = self.plan_for(day).ranges
        if not ranges:
            return
        used_up = self.used_up_on(day)
        night_ends = self._night_after(day, ranges[-1])
        for time_range in ranges:
            opens, closes = time_range.instants(day, self.zone)
            closes = min(closes, night_ends) if night_ends else closes
            closes = min(closes, used_up) if used_up else closes
            if opens < closes:
                ticket = time_range.last_ticket_on(day, self.zone)
                yield from self._without_situations(Opening(opens, closes, ticket))

    def used_up_on(self, day: date) -> datetime | None:
        """Return since when the quota for hours that start on a day is gone."""
        since = self.used_up.get(day)
        return since.replace(tzinfo=self.zone) if since else None

    def is_used_up(self, day: date, at: datetime) -> bool:
        """Return whether the hours that start on `day` would go on, but their quota is gone."""
        since, ranges = self.used_up_on(day), self.plan_for(day).ranges
        if since is None or not ranges:
            return False
        ends = self._night_after(day, ranges[-1]) or ranges[-1].instants(day, self.zone)[1]
        return since <= at < ends

    @cached_property
    def _closing_holidays(self) -> Mapping[date, Holiday]:
        return closing_holidays(self.holidays, serves_on_joint_leave=self.serves_on_joint_leave)

    @cached_property
    def _closures(self) -> tuple[Span, ...]:
        """Return the times in which situations close the counter, in order and apart."""
        closing = (s for s in self.situations if s.status.closes_counter)
        times = joined((s.starts, s.ends or _NEVER) for s in closing)
        return tuple((a.replace(tzinfo=self.zone), b.replace(tzinfo=self.zone)) for a, b in times)

    def _is_shut_through(self, day: date) -> bool:
        """Return at once whether situations leave nothing of the hours that start on a day."""
        starts = self.start_of(day)
        night_over = starts + 2 * DAY
        return any(first <= starts and night_over <= last for first, last in self._closures)

    def _night_after(self, day: date, last: TimeRange) -> datetime | None:
        """Return the midnight that ends hours of `day` when the next one is a day of its own."""
        if last.is_past_midnight and self.plan_for(day + DAY).whole_day:
            return self.start_of(day + DAY)
        return None

    def _without_situations(self, opening: Opening) -> Iterator[Opening]:
        """Yield what is left of an opening by the situations that close the counter."""
        opens, closes = opening.opens, opening.closes
        for starts, ends in self._closures:
            if ends <= opens:
                continue
            if starts >= closes:
                break
            if opens < starts:
                yield _part_of(opening, opens, starts)
            if ends >= closes:
                return
            opens = ends
        yield _part_of(opening, opens, closes)

    def _wall(self, at: datetime) -> datetime:
        return at.astimezone(self.zone).replace(tzinfo=None)


def resolve_availability(schedule: Schedule, at: datetime) -> Availability:
    """Return the state of a counter at an instant, and when that state ends."""
    local = at.astimezone(schedule.zone)
    plan = schedule.plan_for(local.date())
    situation = schedule.situation_at(local)
    openings = schedule.openings(local)
    first = next(openings, None)
    if first and first.opens <= local:
        until = _end_of(first, openings, local + timedelta(days=SEARCH_DAYS - 1))
        reason = plan.reason if plan.ranges else Reason.REGULAR
        return Availability(
            True, until, None, reason, plan.note, first.last_ticket, situation, plan.season
        )
    opens_at, ticket = (first.opens, first.last_ticket) if first else (None, None)
    if situation and situation.status.closes_counter:
        return Availability(
            False, None, opens_at, Reason.SITUATION, situation.reason, ticket, situation
        )
    reason = _closed_reason(schedule, plan, local)
    is_open = None if reason is Reason.UNKNOWN else False
    note = None if reason is Reason.QUOTA else plan.note
    return Availability(is_open, None, opens_at, reason, note, ticket, situation, plan.season)


def _end_of(first: Opening, later: Iterator[Opening], bound: datetime) -> datetime | None:
    """Return when an opening and those that touch it end; None where that is beyond the bound."""
    closes = first.closes
    for opening in later:
        if opening.opens > closes:
            return closes
        closes = max(closes, opening.closes)
        if closes > bound:
            return None
    return closes


def _closed_reason(schedule: Schedule, plan: DayPlan, local: datetime) -> Reason:
    today = local.date()
    if any(schedule.is_used_up(day, local) for day in (today - DAY, today)):
        return Reason.QUOTA
    if not plan.ranges:
        return plan.reason
    now = local.time()
    if now < plan.ranges[0].opens:
        return Reason.BEFORE_HOURS
    return Reason.BREAK if now < plan.ranges[-1].opens else Reason.AFTER_HOURS


def _part_of(opening: Opening, opens: datetime, closes: datetime) -> Opening:
    """Return a part of an opening; a last ticket beyond its end would send people too late."""
    ticket = opening.last_ticket
    return Opening(opens, closes, ticket if ticket and ticket <= closes else None)
