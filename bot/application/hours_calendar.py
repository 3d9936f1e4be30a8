"""The days on which a unit has other hours than usual, as an iCalendar feed (RFC 5545)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from bot.application.answer_text import AnswerText
from bot.domain.catalogue import Unit
from bot.domain.hours import DAY, TimeRange
from bot.domain.opening_hours import Schedule
from bot.domain.openings import Availability, Reason
from bot.domain.timetable import SpecialDay, Timetable

_PRODUCT = "-//Tanya Loket//opening hours//ID"
_ASK_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class HoursEvent:
    """A day on which a unit is closed, or a time of it that it is open otherwise than usual.

    `uid` stays the same while the unit opens at that time of that day, whatever is said of it.
    """

    uid: str
    summary: str
    location: str
    starts: date  # a day, or an instant in the zone of the unit
    ends: date


def hours_events(
    unit: Unit, schedule: Schedule, timetable: Timetable, words: AnswerText
) -> tuple[HoursEvent, ...]:
    """Return what is special in a timetable, one day after the other."""
    return tuple(
        HoursEvent(
            uid=_uid(unit, starts.isoformat()),
            summary=words.notice("calendar_event", unit=unit.name, why=why, hours=hours),
            location=schedule.address_on(day) or unit.address,
            starts=starts,
            ends=ends,
        )
        for day, hours, why in _unusual_hours(timetable)
        for starts, ends in [_begin_and_end(day, hours, schedule)]
    )


def calendar_of(unit: Unit, events: tuple[HoursEvent, ...], stamp: datetime) -> bytes:
    """Return the feed of a unit; `stamp` is when any of it changed last."""
    calendar = Calendar.new(
        uid=_uid(unit, "calendar"),
        name=unit.name,
        prodid=_PRODUCT,
        refresh_interval=_ASK_AGAIN_AFTER,
    )
    for each in events:
        calendar.add_component(
            Event.new(
                uid=each.uid,
                summary=each.summary,
                location=each.location,
                start=each.starts,
                end=each.ends,
                stamp=stamp,
            )
        )
    calendar.add_missing_timezones()
    feed: bytes = calendar.to_ical()
    return feed


def _uid(unit: Unit, what: str) -> str:
    """Return an id that is the same each time, and no other unit's."""
    return str(uuid5(NAMESPACE_URL, f"{unit.name}/{unit.slug}/{what}"))


def _unusual_hours(
    timetable: Timetable,
) -> Iterator[tuple[date, TimeRange | None, Availability]]:
    """Yield the ranges of days that differ from the usual week; None: closed all day."""
    special = {day.day: day for day in timetable.special}
    for stretch in timetable.stretches:
        in_season = Availability(None, None, None, Reason.REGULAR, stretch.season)
        for distance in range((stretch.last_day - stretch.first_day).days + 1):
            day = stretch.first_day + distance * DAY
            weekday = day.weekday()
            told = special.get(day) or SpecialDay(day, stretch.week[weekday], in_season)
            if told.hours != timetable.week[weekday] and not told.hours.unknown:
                for hours in told.hours.open or (None,):
                    yield day, hours, told.why


def _begin_and_end(day: date, hours: TimeRange | None, schedule: Schedule) -> tuple[date, date]:
    return hours.instants(day, schedule.zone) if hours else (day, day + DAY)
