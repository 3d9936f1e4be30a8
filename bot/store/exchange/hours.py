"""Reads a week's hours."""

import re
from datetime import time

from bot.domain.errors import ClosesBeforeOpening, OverlappingRanges
from bot.domain.hours import TimeRange, WeeklyHours
from bot.store.exchange.nodes import Node
from bot.store.exchange.problems import Spot
from bot.store.exchange.record import Record, scalar

WEEKDAY_FIELDS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_RANGE = re.compile(r"\s*(\d{1,2}[.:]\d{2})\s*-\s*(\d{1,2}[.:]\d{2})\s*")


def read_week(unit: Record) -> WeeklyHours | None:
    """Return the hours of a unit; None when its `hours` were left out: unknown, not closed."""
    hours = unit.optional_record("hours")
    if hours is None:
        return None
    days = {number: _read_day(hours, name) for number, name in enumerate(WEEKDAY_FIELDS, start=1)}
    hours.refuse_unknown()
    return WeeklyHours.of(days)


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
    match = _RANGE.fullmatch(written)
    if match is None:
        place.note("bad_range", value=written)
        return None
    opens, closes = (_read_time(clock, place) for clock in match.groups())
    if opens is None or closes is None:
        return None
    try:
        return TimeRange(opens, closes)
    except ClosesBeforeOpening:
        place.note("end_before_start", value=written)
        return None


def _read_time(written: str, place: Spot) -> time | None:
    hour, minute = re.split("[.:]", written)
    try:
        return time(int(hour), int(minute))
    except ValueError:
        place.note("bad_time", value=written)
        return None
