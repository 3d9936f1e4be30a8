"""A unit's hours as schema.org data say what the answer says."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings

from bot.application.answer_text import AnswerText
from bot.application.schema_org import government_office
from bot.domain.catalogue import Catalogue
from bot.domain.opening_hours import Schedule
from bot.domain.timetable import day_hours, timetable_of
from bot.store.migrate import SEED
from bot.store.seed_files import load_seed
from tests.unit.domain.schedules import DAYS, FIRST, schedules

WORDS = AnswerText()
UNIT = load_seed(SEED).unit("dinas-dukcapil")


def office(schedule: Schedule) -> dict[str, Any]:
    """Return the data of a unit with these hours."""
    return government_office(UNIT, "Jalan Sementara 1", timetable_of(schedule, FIRST, DAYS), WORDS)


def test_it_says_what_the_office_is_and_how_to_reach_it(seed: Catalogue) -> None:
    told = office(seed.schedule_of(UNIT))

    assert (told["@context"], told["@type"]) == ("https://schema.org", "GovernmentOffice")
    assert told["name"] == UNIT.name
    assert told["address"]["streetAddress"] == "Jalan Sementara 1"
    assert told["telephone"] == UNIT.contact.phone


def test_a_closed_day_opens_and_closes_at_midnight_and_says_why(seed: Catalogue) -> None:
    special = office(seed.schedule_of(UNIT))["specialOpeningHoursSpecification"]

    assert {
        "@type": "OpeningHoursSpecification",
        "opens": "00:00",
        "closes": "00:00",
        "validFrom": "2027-03-08",
        "validThrough": "2027-03-08",
        "description": "libur nasional Nyepi",
    } in special


@settings(max_examples=60, deadline=None)
@given(schedules())
def test_every_day_has_the_hours_that_it_has(schedule: Schedule) -> None:
    told = office(schedule)
    for away in range(DAYS):
        day = FIRST + timedelta(days=away)
        ranges = {
            (f"{each.opens:%H:%M}", f"{each.closes:%H:%M}")
            for each in day_hours(schedule, day).open
        }
        # The format has no whole day: a minute is lost.
        expected = {("00:00", "23:59")} if ranges == {("00:00", "00:00")} else ranges
        assert _ranges_on(told, day) == expected, day


def _ranges_on(told: dict[str, Any], day: date) -> set[tuple[str, str]]:
    """Read the data as the standard says: special hours count instead of the usual ones."""
    special = _holding(told.get("specialOpeningHoursSpecification", []), day)
    weekday = f"{day:%A}"
    usual = _holding(told["openingHoursSpecification"], day)
    found = special or [each for each in usual if weekday in each["dayOfWeek"]]
    assert found, day
    return {(e["opens"], e["closes"]) for e in found} - {("00:00", "00:00")}


def _holding(specified: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    return [e for e in specified if e["validFrom"] <= day.isoformat() <= e["validThrough"]]
