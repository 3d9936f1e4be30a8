"""Reads a week's hours."""

import re
from collections.abc import Mapping
from datetime import time
from functools import cache

from bot.domain.errors import ClosesBeforeOpening, OverlappingRanges, TicketOutsideHours
from bot.domain.hours import TimeRange, WeeklyHours
from bot.store.exchange.nodes import Node
from bot.store.exchange.problems import Spot
from bot.store.exchange.record import Record, scalar
from bot.store.exchange.table_words import table_words

WEEKDAY_FIELDS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_CLOCK = r"(\d{1,2}[.:]\d{2})"


def read_week(unit: Record) -> WeeklyHours | None:
    """Return the hours of a unit; None when its `hours` were left out: unknown, not closed."""
    hours = unit.optional_record("hours")
    if hours is None:
        return None
    days = {number: _read_day(hours, name) for number, name in enumerate(WEEKDAY_FIELDS, start=1)}
    hours.refuse_unknown()
    try:
        return WeeklyHours.of(days)
    except OverlappingRanges:
        _note_nights(hours, days)
        return WeeklyHours.of({})


def write_range(hours: TimeRange) -> str:
    """Return a range as files have it: "08.00-12.00", or with its last ticket."""
    written = f"{hours.opens:%H.%M}-{hours.closes:%H.%M}"
    if hours.last_ticket is None:
        return written
    return f"{written} {table_words().words['last_ticket']} {hours.last_ticket:%H.%M}"


def _note_nights(hours: Record, days: Mapping[int, tuple[TimeRange, ...]]) -> None:
    """Note each day whose night goes on after the next day has begun."""
    for number, name in enumerate(WEEKDAY_FIELDS, start=1):
        after = number % len(days) + 1
        try:
            WeeklyHours.of({number: days[number], after: days[after]})
        except OverlappingRanges:
            hours.place_of(name).note("night_overlap")


def _read_day(hours: Record, name: str) -> tuple[TimeRange, ...]:
    read = (_read_range(node) for node in hours.items(name))
    ranges = tuple(time_range for time_range in read if time_range)
    try:
        return WeeklyHours.of({1: ranges}).on(1)
    except OverlappingRanges:
        hours.place_of(name).note("overlap")
        return ()


def _read_range(node: Node) -> TimeRange | None:
    written, place = scalar(node), node.spot
    match = _range_pattern().fullmatch(written)
    if match is None:
        place.note("bad_range", value=written)
        return None
    opens, closes, ticket = (_read_time(clock, place) for clock in match.groups())
    if opens is None or closes is None or (ticket is None and match[3]):
        return None
    try:
        return TimeRange(opens, closes, ticket)
    except ClosesBeforeOpening:
        place.note("end_before_start", value=written)
    except TicketOutsideHours:
        place.note("ticket_outside", value=written)
    return None


@cache
def _range_pattern() -> re.Pattern[str]:
    ticket = re.escape(table_words().words["last_ticket"])
    return re.compile(rf"\s*{_CLOCK}\s*-\s*{_CLOCK}(?:\s+{ticket}\s+{_CLOCK})?\s*", re.IGNORECASE)


def _read_time(written: str | None, place: Spot) -> time | None:
    if written is None:
        return None
    hour, minute = re.split("[.:]", written)
    try:
        return time(int(hour), int(minute))
    except ValueError:
        place.note("bad_time", value=written)
        return None
