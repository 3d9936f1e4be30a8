"""What other systems were measured to get wrong, and what this desk must get right instead."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.catalogue import Catalogue, Unit
from bot.domain.dated_rules import DatedRules, HolidayDuty, Season, SeasonOfUnit
from bot.domain.hours import TimeRange, WeeklyHours
from bot.domain.opening_hours import Availability, Reason, Schedule, resolve_availability

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
NYEPI = date(2027, 3, 8)
RAMADAN = (date(2027, 2, 8), date(2027, 3, 9))
_DAY = timedelta(days=1)


def spans(*written: str) -> tuple[TimeRange, ...]:
    return tuple(TimeRange(*(time.fromisoformat(t) for t in each.split("-"))) for each in written)


def is_open(week: WeeklyHours, local: str, zone: ZoneInfo = JAKARTA) -> bool | None:
    """Ask with an instant in UTC, as the desk does."""
    at = datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)
    return resolve_availability(Schedule(week, zone), at).open


# 4 January 2027 is a Monday.
OFFICE = WeeklyHours.of(
    {
        **dict.fromkeys(range(1, 5), spans("08:00-12:00", "13:00-15:30")),
        5: spans("08:00-11:30", "13:00-15:30"),
    }
)
NIGHT = WeeklyHours.of({1: spans("22:00-02:00")})
ALWAYS = WeeklyHours.of(dict.fromkeys(range(1, 8), spans("00:00-00:00")))


@pytest.mark.parametrize(
    ("week", "local", "expected"),
    [
        # Closed during the whole first minute, elsewhere.
        (OFFICE, "2027-01-04T07:59:59.999999", False),
        (OFFICE, "2027-01-04T08:00:00", True),
        (OFFICE, "2027-01-04T08:00:59", True),
        # Still open at the closing second, elsewhere.
        (OFFICE, "2027-01-04T15:29:59.999999", True),
        (OFFICE, "2027-01-04T15:30:00", False),
        # No lunch and no Friday prayer, elsewhere.
        (OFFICE, "2027-01-04T11:59:59", True),
        (OFFICE, "2027-01-04T12:00:00", False),
        (OFFICE, "2027-01-04T12:59:59", False),
        (OFFICE, "2027-01-04T13:00:00", True),
        (OFFICE, "2027-01-08T11:29:59", True),
        (OFFICE, "2027-01-08T11:30:00", False),
        (OFFICE, "2027-01-08T12:59:59", False),
        (OFFICE, "2027-01-08T13:00:00", True),
        (OFFICE, "2027-01-07T11:30:00", True),
        # Elsewhere open on Monday at 01.00, and closed in the night that was meant.
        (NIGHT, "2027-01-04T01:00:00", False),
        (NIGHT, "2027-01-04T22:00:00", True),
        (NIGHT, "2027-01-04T23:00:00", True),
        (NIGHT, "2027-01-05T00:00:00", True),
        (NIGHT, "2027-01-05T01:00:00", True),
        (NIGHT, "2027-01-05T02:00:00", False),
        (NIGHT, "2027-01-05T23:00:00", False),
        # "All day" that ends at 23.59, elsewhere.
        (ALWAYS, "2027-01-04T23:59:30", True),
        (ALWAYS, "2027-01-04T23:59:59.999999", True),
        (ALWAYS, "2027-01-05T00:00:00", True),
    ],
)
def test_a_boundary_is_where_it_was_written(week: WeeklyHours, local: str, expected: bool) -> None:
    assert is_open(week, local) is expected


def test_monday_at_eight_in_jayapura_is_monday_though_it_is_sunday_in_utc() -> None:
    mondays = WeeklyHours.of({1: spans("08:00-15:30")})
    eight = datetime(2027, 1, 4, 8, tzinfo=JAYAPURA)

    assert eight.astimezone(UTC).weekday() == 6
    assert is_open(mondays, "2027-01-04T08:00:00", JAYAPURA) is True
    assert is_open(mondays, "2027-01-04T07:59:59", JAYAPURA) is False
    assert is_open(mondays, "2027-01-05T08:00:00", JAYAPURA) is False


# Ramadan of the demo government -------------------------------------------------------------------

FASTING = WeeklyHours.of(
    {
        **dict.fromkeys(range(1, 5), spans("08:00-12:00", "12:30-15:00")),
        5: spans("08:00-11:30", "12:30-15:30"),
    }
)
HOSPITAL_FASTING = WeeklyHours.of(dict.fromkeys(range(1, 8), spans("07:00-13:00")))


def with_ramadan(seed: Catalogue, first: date, last: date, *duties: HolidayDuty) -> Catalogue:
    """Enter Ramadan once, for all; one unit with hours of its own and one that keeps its own."""
    own, kept = seed.units[0].slug, seed.units[1].slug
    listed = (SeasonOfUnit(own, HOSPITAL_FASTING), SeasonOfUnit(kept))
    season = Season(1, "Ramadan 1448 H", first, last, FASTING, listed, "SE Bupati 1/2027")
    return replace(seed, rules=DatedRules(seasons=(season,), duties=duties))


def expected_week(seed: Catalogue, unit: Unit, day: date, first: date, last: date) -> WeeklyHours:
    """Say by hand which week a unit has on a day."""
    assert unit.week is not None
    if not first <= day <= last or unit.slug == seed.units[1].slug:
        return unit.week
    return HOSPITAL_FASTING if unit.slug == seed.units[0].slug else FASTING


def around_the_day(catalogue: Catalogue, unit: Unit, day: date) -> Iterator[Availability]:
    """Yield the state every quarter of an hour of a day where the unit stands."""
    schedule = catalogue.schedule_of(unit)
    start = datetime.combine(day, time(), ZoneInfo(unit.zone))
    for quarter in range(96):
        yield resolve_availability(schedule, start + quarter * timedelta(minutes=15))


class TestNyepiWithinRamadan:
    def test_every_unit_of_the_demo_is_closed(self, seed: Catalogue) -> None:
        entered = with_ramadan(seed, *RAMADAN)
        states = {
            (state.open, state.reason, state.note)
            for unit in entered.units
            for state in around_the_day(entered, unit, NYEPI)
        }

        assert len(entered.units) > 20
        assert states == {(False, Reason.NATIONAL_HOLIDAY, "Nyepi")}

    def test_only_who_has_a_duty_serves_with_the_hours_of_ramadan(self, seed: Catalogue) -> None:
        serving = seed.units[2]
        entered = with_ramadan(seed, *RAMADAN, HolidayDuty(serving.slug, NYEPI))
        opened = {
            unit.slug
            for unit in entered.units
            if any(state.open for state in around_the_day(entered, unit, NYEPI))
        }
        hours = entered.schedule_of(serving).openings_of(NYEPI)

        assert opened == {serving.slug}
        assert [(each.opens.time(), each.closes.time()) for each in hours] == [
            (time(8), time(12)),
            (time(12, 30), time(15)),
        ]


@pytest.mark.parametrize("shift", [-1, 0, 1], ids=["a day earlier", "as planned", "a day later"])
def test_ramadan_entered_once_gives_every_unit_its_right_hours(seed: Catalogue, shift: int) -> None:
    first, last = (day + shift * _DAY for day in RAMADAN)
    entered = with_ramadan(seed, first, last)
    closed = {h.day: h.kind for h in seed.holidays}
    days = [first + n * _DAY for n in range(-2, (last - first).days + 3)]

    for unit in entered.units:
        schedule = entered.schedule_of(unit)
        for day in days:
            if day not in closed:
                week = expected_week(seed, unit, day, first, last)
                assert schedule.plan_for(day).ranges == week.on(day.isoweekday()), (unit.slug, day)


def test_the_day_that_the_sidang_isbat_moves_changes_hands(seed: Catalogue) -> None:
    office = seed.units[2]
    assert office.week is not None
    planned, later = (
        with_ramadan(seed, first, RAMADAN[1]) for first in (RAMADAN[0], RAMADAN[0] + _DAY)
    )
    told = [
        {state.season for state in around_the_day(each, office, RAMADAN[0])}
        for each in (planned, later)
    ]

    assert told == [{"Ramadan 1448 H"}, {None}]
