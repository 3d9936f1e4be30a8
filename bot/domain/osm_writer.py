"""Writes the hours of a counter in OpenStreetMap's `opening_hours` grammar.

First the week, then seasons, then every single day that differs from both: a later rule counts
before an earlier one. No day is left to a holiday calendar (`PH`) that somebody else keeps.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from bot.domain.hours import MIDNIGHT, TimeRange
from bot.domain.opening_hours import Schedule
from bot.domain.timetable import (
    CLOSED,
    UNKNOWN,
    CalendarWeek,
    DayHours,
    Timetable,
    by_weekday,
    timetable_of,
)

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ALWAYS = DayHours((TimeRange(MIDNIGHT, MIDNIGHT),))


def as_opening_hours(schedule: Schedule, first_day: date, days: int) -> str | None:
    """Return the hours of so many days, exact to the minute; None where nothing is known."""
    return write_timetable(timetable_of(schedule, first_day, days))


def write_timetable(timetable: Timetable) -> str | None:
    """Return a timetable in the grammar; None where nothing is known."""
    if not timetable.is_known:
        return None
    rules = [*_week_rules(timetable.week)]
    for season in timetable.seasons:
        dates = _dates(season.first_day, season.last_day)
        rules += [
            _rule(f"{dates} {_weekdays(days)}", hours, season.season)
            for days, hours in by_weekday(season.week)
        ]
    rules += [
        _rule(_dates(run[0].day, run[-1].day), run[0].hours, run[0].why.note)
        for run in timetable.special_runs()
    ]
    return "; ".join(rules)


def _week_rules(week: CalendarWeek) -> Iterator[str]:
    """Yield the usual week; days off go without saying, except where there is nothing else."""
    groups = by_weekday(week)
    if len(groups) == 1 and groups[0][1] == _ALWAYS:
        yield "24/7"
    elif len(groups) == 1 and groups[0][1] == UNKNOWN:
        yield "24/7 unknown"
    else:
        working = [group for group in groups if group[1] != CLOSED]
        yield from (_rule(_weekdays(days), hours) for days, hours in working or groups)


def _rule(when: str, hours: DayHours, comment: str | None = None) -> str:
    """Return one rule; where some hours are unknown, one for them that adds to it."""
    quoted = f" {_quoted(comment)}" if comment else ""
    # A comment without a state may be read as "perhaps".
    opened = f"{when} {_ranges(hours.open)}{' open' if quoted else ''}{quoted}"
    unknown = f"{when} {_ranges(hours.unknown)} unknown{quoted}"
    if hours.open and hours.unknown:
        return f"{opened}, {unknown}"
    if hours.open:
        return opened
    return unknown if hours.unknown else f"{when} off{quoted}"


def _quoted(comment: str) -> str:
    """Return a comment as the grammar can hold it: one line, no double quote inside."""
    return f'"{" ".join(comment.replace(chr(34), chr(39)).split())}"'


def _ranges(ranges: Sequence[TimeRange]) -> str:
    return ",".join(f"{each.opens:%H:%M}-{_closes(each)}" for each in ranges)


def _closes(each: TimeRange) -> str:
    return "24:00" if each.closes == MIDNIGHT else f"{each.closes:%H:%M}"


def _weekdays(days: list[int]) -> str:
    """Return weekdays in the grammar, two neighbours or more as a range."""
    runs = (list(run) for _, run in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0]))
    ends = ((run[0][1], run[-1][1]) for run in runs)
    return ",".join(
        WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"
        for first, last in ends
    )


def _dates(first: date, last: date) -> str:
    return _date(first) if first == last else f"{_date(first)}-{_date(last)}"


def _date(day: date) -> str:
    return f"{day.year:04} {MONTHS[day.month - 1]} {day.day:02}"
