"""The national holidays and joint leave of a year as the library `holidays` knows them.

It only fills the table; what is asked of holidays is answered from the table.
"""

from collections.abc import Callable
from datetime import date

from holidays import country_holidays
from holidays.constants import GOVERNMENT, PUBLIC

from bot.application.office_hours.holidays import DecreedYear
from bot.application.office_hours.refusals import Refused, Wrong
from bot.domain.holidays import Holiday, HolidayKind

# No decree, but a guess from the moon.
_ESTIMATED = "(perkiraan)"


def decreed_year(year: int, plain_name: Callable[[str], str]) -> DecreedYear:
    """Return the days of a year; whoever fills a table with them cites the decree.

    Raises:
        Refused: the decree is not known to the library.
    """
    leave = _days(year, GOVERNMENT)
    if not leave:
        # Joint leave exists by decree only: without it the other days are estimates.
        raise Refused(Wrong.YEAR_NOT_DECREED, year=year)
    national = _days(year, PUBLIC)
    found = (
        Holiday(day, kind, plain_name(name.replace(_ESTIMATED, "").strip()), source="")
        for kind, days in ((HolidayKind.NATIONAL, national), (HolidayKind.JOINT_LEAVE, leave))
        for day, name in days
    )
    estimated = tuple(day for day, name in national if _ESTIMATED in name)
    return DecreedYear(year, tuple(sorted(found, key=lambda h: (h.day, h.kind))), estimated)


def _days(year: int, category: str) -> list[tuple[date, str]]:
    days = country_holidays("ID", years=year, categories=(category,), language="id")
    return sorted(days.items())
