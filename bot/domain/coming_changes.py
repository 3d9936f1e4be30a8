"""Lists when a counter opens, closes or changes its status in the days ahead."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from bot.domain.hours import DAY
from bot.domain.opening_hours import Schedule, resolve_availability
from bot.domain.openings import Availability, Reason
from bot.domain.situation import ServiceStatus


@dataclass(frozen=True)
class ComingChange:
    """The state that begins at an instant."""

    at: datetime
    availability: Availability


def coming_changes(schedule: Schedule, at: datetime, days: int) -> tuple[ComingChange, ...]:
    """Return the changes after an instant, to the end of the day that is `days` days later.

    They end with a day, so that the list stays the same until something of it comes to pass.
    """
    end = schedule.start_of(schedule.day_of(at) + (days + 1) * DAY)
    moments = sorted({m for m in _edges(schedule, at, days) if at < m < end})
    before = resolve_availability(schedule, at)
    changes = []
    for moment in moments:
        after = resolve_availability(schedule, moment)
        if (after.open, status_of(after)) != (before.open, status_of(before)):
            changes.append(ComingChange(moment, after))
        before = after
    return tuple(changes)


def status_of(availability: Availability) -> ServiceStatus:
    """Return the status that its situation gives a counter."""
    return availability.situation.status if availability.situation else ServiceStatus.NORMAL


def _edges(schedule: Schedule, at: datetime, days: int) -> Iterator[datetime]:
    """Yield every instant at which the state may change."""
    for opening in schedule.openings(at, days + 1):
        yield from (opening.opens, opening.closes)
    for situation in schedule.situations:
        yield situation.starts.replace(tzinfo=schedule.zone)
        if ends := schedule.end_of(situation):
            yield ends
    today = schedule.day_of(at)
    for yesterday, day in pairwise(today + distance * DAY for distance in range(days + 1)):
        if _is_unknown(schedule, yesterday) is not _is_unknown(schedule, day):
            yield schedule.start_of(day)


def _is_unknown(schedule: Schedule, day: date) -> bool:
    return schedule.plan_for(day).reason is Reason.UNKNOWN
