"""Finds counters that too few people will work at. What is done about it, people decide."""

from dataclasses import dataclass
from datetime import date

from bot.domain.catalogue import Catalogue, Unit
from bot.domain.situation import ServiceStatus


@dataclass(frozen=True)
class ShortStaffed:
    """A counter on a day with fewer people at the office than it needs."""

    unit: Unit
    day: date
    at_office: int
    needed: int


def short_staffed(catalogue: Catalogue, since: date) -> tuple[ShortStaffed, ...]:
    """Return the counters that should be said to be "terbatas", the earliest first.

    Where a counter does not open, or a situation says so already, there is nothing to propose.
    """
    rules = catalogue.rules
    found = (
        ShortStaffed(
            catalogue.unit(row.unit), row.day, row.at_office, rules.minimum_staff[row.unit]
        )
        for row in rules.roster
        if row.day >= since and row.at_office < rules.minimum_staff.get(row.unit, 0)
    )
    open_still = (short for short in found if _serves_as_usual(catalogue, short))
    return tuple(sorted(open_still, key=lambda short: (short.day, short.unit.slug)))


def _serves_as_usual(catalogue: Catalogue, short: ShortStaffed) -> bool:
    """Return whether the counter opens at some time of the day without any situation."""
    schedule = catalogue.schedule_of(short.unit)
    for opening in schedule.openings_of(short.day):
        situation = schedule.situation_at(opening.opens)
        if situation is None or situation.status is ServiceStatus.NORMAL:
            return True
    return False
