"""Decides what a citizen finds on one named day: when it is open, or why not and when again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.hours import DAY
from bot.domain.opening_hours import Schedule
from bot.domain.openings import DayPlan, Opening, Reason
from bot.domain.situation import Situation, gravest


@dataclass(frozen=True)
class DayView:
    """A day as the rules leave it; `openings` start on it and take somebody in.

    `reason` and `note` say why it is closed, or why its hours are others than usual. `situation`
    holds during its hours, or all through it. `next_opening` is the first after those of the day.
    `night_until`: until then the night before goes on.
    """

    day: date
    openings: tuple[Opening, ...]
    reason: Reason
    note: str | None
    season: str | None
    situation: Situation | None
    used_up: datetime | None
    next_opening: Opening | None
    night_until: datetime | None


def view_day(schedule: Schedule, day: date) -> DayView:
    """Return what is true of a day, quotas and situations counted."""
    plan = schedule.plan_for(day)
    start = schedule.start_of(day)
    openings = tuple(o for o in schedule.openings_of(day) if o.admits_after(start))
    situation = gravest(_touching(schedule, plan, day))
    since = schedule.used_up_on(day)
    used_up = since if since and schedule.is_used_up(day, since) else None
    reason = plan.reason if openings else _closed_reason(plan, situation, used_up)
    after = openings[-1].closes if openings else start
    return DayView(
        day=day,
        openings=openings,
        reason=reason,
        note=situation.reason if situation and reason is Reason.SITUATION else plan.note,
        season=plan.season,
        situation=situation,
        used_up=used_up,
        next_opening=_first_from(schedule, after),
        night_until=_night_until(schedule, day),
    )


def _touching(schedule: Schedule, plan: DayPlan, day: date) -> Iterator[Situation]:
    """Yield the situations that hold during hours of a day, or all through one without hours."""
    whole_day = (schedule.start_of(day), schedule.start_of(day + DAY))
    hours = [each.instants(day, schedule.zone) for each in plan.ranges]
    for situation in schedule.situations:
        starts = situation.starts.replace(tzinfo=schedule.zone)
        ends = schedule.end_of(situation)
        if any(starts < closes and (ends is None or opens < ends) for opens, closes in hours):
            yield situation
        if not hours and starts <= whole_day[0] and (ends is None or whole_day[1] <= ends):
            yield situation


def _closed_reason(plan: DayPlan, situation: Situation | None, used_up: datetime | None) -> Reason:
    if situation and situation.status.closes_counter:
        return Reason.SITUATION
    return Reason.QUOTA if used_up else plan.reason


def _first_from(schedule: Schedule, after: datetime) -> Opening | None:
    openings = schedule.openings(after)
    return next((o for o in openings if o.opens >= after and o.admits_after(after)), None)


def _night_until(schedule: Schedule, day: date) -> datetime | None:
    start = schedule.start_of(day)
    night = (o.closes for o in schedule.openings_of(day - DAY) if o.opens < start < o.closes)
    return max(night, default=None)
