"""Names the days on which counters rest by decree or by custom of the region."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class HolidayKind(StrEnum):
    """How the joint ministerial decree (SKB) lists a day; a local holiday is the region's own."""

    NATIONAL = "libur_nasional"
    JOINT_LEAVE = "cuti_bersama"
    LOCAL = "libur_daerah"


@dataclass(frozen=True)
class Holiday:
    """A day of the decree. `name` is what is celebrated, without the word for its kind."""

    day: date
    kind: HolidayKind
    name: str
    source: str


# The decree comes out in September or October of the year before.
_DECREE_IS_OUT = 11
# One day may be listed in several ways: the last of these is told.
_ORDER = (HolidayKind.JOINT_LEAVE, HolidayKind.LOCAL, HolidayKind.NATIONAL)


def closing_holidays(
    holidays: Iterable[Holiday], *, serves_on_joint_leave: bool
) -> Mapping[date, Holiday]:
    """Return by day the holiday that closes a unit; a national one before all others."""
    kinds = [k for k in _ORDER if k is not HolidayKind.JOINT_LEAVE or not serves_on_joint_leave]
    closing = (holiday for holiday in holidays if holiday.kind in kinds)
    ordered = sorted(closing, key=lambda holiday: _ORDER.index(holiday.kind))
    return {holiday.day: holiday for holiday in ordered}


def year_without_holidays(holidays: Iterable[Holiday], today: date) -> int | None:
    """Return this year, or from November on the next, where its decree is not in; else None."""
    years = {h.day.year for h in holidays if h.kind is HolidayKind.NATIONAL}
    needed = (today.year, today.year + 1) if today.month >= _DECREE_IS_OUT else (today.year,)
    return next((year for year in needed if year not in years), None)
