"""A unit and its hours as schema.org data, which search engines and maps read."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.application.answer_text import AnswerText
from bot.domain.catalogue import Unit
from bot.domain.hours import MIDNIGHT, TimeRange
from bot.domain.timetable import DayHours, Stretch, Timetable, by_weekday

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_COUNTRY = "ID"


def government_office(
    unit: Unit, address: str, timetable: Timetable, words: AnswerText
) -> dict[str, Any]:
    """Return JSON-LD; where hours are not known, it says nothing of them."""
    office: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "name": unit.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": address,
            "addressCountry": _COUNTRY,
        },
        "telephone": unit.contact.phone,
        "email": unit.contact.email,
        "geo": unit.coordinates
        and {
            "@type": "GeoCoordinates",
            "latitude": unit.coordinates.latitude,
            "longitude": unit.coordinates.longitude,
        },
        "openingHoursSpecification": [
            hours for stretch in timetable.stretches for hours in _of_stretch(stretch)
        ],
        "specialOpeningHoursSpecification": [*_of_special_days(timetable, words)],
    }
    return {name: value for name, value in office.items() if value}


def _of_stretch(stretch: Stretch) -> Iterator[dict[str, Any]]:
    """Yield the weeks side by side, each with its days: two that overlap have no order."""
    for weekdays, hours in by_weekday(stretch.week):
        days = [_WEEKDAYS[weekday] for weekday in weekdays]
        named = {"description": stretch.season} if stretch.season else {}
        for each in _specified(hours, stretch.first_day, stretch.last_day):
            yield {**each, "dayOfWeek": days, **named}


def _of_special_days(timetable: Timetable, words: AnswerText) -> Iterator[dict[str, Any]]:
    for run in timetable.special_runs():
        for each in _specified(run[0].hours, run[0].day, run[-1].day):
            yield {**each, "description": words.reason(run[0].why)}


def _specified(hours: DayHours, first: date, last: date) -> Iterator[dict[str, Any]]:
    """Yield a day's ranges; closed all day is 00:00 to 00:00, what nobody knows is left out."""
    ranges = [(f"{each.opens:%H:%M}", _closes(each)) for each in hours.open]
    if not ranges and not hours.unknown:
        ranges = [("00:00", "00:00")]
    for opens, closes in ranges:
        yield {
            "@type": "OpeningHoursSpecification",
            "opens": opens,
            "closes": closes,
            "validFrom": first.isoformat(),
            "validThrough": last.isoformat(),
        }


def _closes(each: TimeRange) -> str:
    """Return the end of a range; 00:00 to 00:00 means closed, so a whole day ends at 23:59."""
    is_whole_day = each.opens == each.closes == MIDNIGHT
    return "23:59" if is_whole_day else f"{each.closes:%H:%M}"
