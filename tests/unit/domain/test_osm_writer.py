"""Hours written in OpenStreetMap's grammar mean the same to an evaluator that is not ours."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours, State

from bot.domain.dated_rules import OneOffChange, Period
from bot.domain.holidays import Holiday, HolidayKind
from bot.domain.hours import TimeRange, WeeklyHours
from bot.domain.opening_hours import Schedule, resolve_availability
from bot.domain.osm_writer import as_opening_hours
from bot.domain.situation import Scope, ServiceStatus, Situation
from tests.unit.domain.schedules import DAYS, FIRST, UNIT, instants, schedules

JAKARTA = ZoneInfo("Asia/Jakarta")
NYEPI = date(2027, 3, 8)
STATES = {True: State.OPEN, False: State.CLOSED, None: State.UNKNOWN}


def hours(*written: str) -> tuple[TimeRange, ...]:
    """Read ranges such as "08:00-12:00"."""
    return tuple(TimeRange(*(time.fromisoformat(t) for t in r.split("-"))) for r in written)


OFFICE = WeeklyHours.of(
    dict.fromkeys(range(1, 5), hours("08:00-12:00", "13:00-16:00"))
    | {5: hours("08:00-11:30", "13:00-16:00")}
)
RAMADAN = WeeklyHours.of(dict.fromkeys(range(1, 6), hours("08:00-14:30")))
NIGHTS = WeeklyHours.of(dict.fromkeys(range(1, 8), hours("22:00-02:00")))
HOLIDAY = (Holiday(NYEPI, HolidayKind.NATIONAL, "Hari Suci Nyepi", "SKB"),)
FLOOD = Situation(
    1,
    ServiceStatus.DARING_SAJA,
    Scope(),
    datetime(2027, 3, 9, 10),
    datetime(2027, 3, 11),
    'Banjir "besar"',
)


def written(schedule: Schedule, first_day: date = date(2027, 3, 1), days: int = 14) -> str | None:
    """Write two weeks around Nyepi, unless told otherwise."""
    return as_opening_hours(schedule, first_day, days)


def test_a_week_is_written_in_groups_of_days() -> None:
    assert written(Schedule(OFFICE, JAKARTA)) == (
        "Mo-Th 08:00-12:00,13:00-16:00; Fr 08:00-11:30,13:00-16:00"
    )


def test_a_holiday_is_a_day_of_its_own_and_never_left_to_a_calendar() -> None:
    text = written(Schedule(OFFICE, JAKARTA, HOLIDAY))

    assert text is not None
    assert text.endswith('; 2027 Mar 08 off "Hari Suci Nyepi"')
    assert "PH" not in text


def test_a_season_is_a_range_of_days_with_every_weekday() -> None:
    period = Period("Ramadan", date(2027, 2, 8), date(2027, 3, 9), RAMADAN)
    text = written(Schedule(OFFICE, JAKARTA, HOLIDAY, periods=(period,)))

    assert text == (
        "Mo-Th 08:00-12:00,13:00-16:00; Fr 08:00-11:30,13:00-16:00; "
        '2027 Mar 01-2027 Mar 09 Mo-Fr 08:00-14:30 open "Ramadan"; '
        '2027 Mar 01-2027 Mar 09 Sa-Su off "Ramadan"; '
        '2027 Mar 08 off "Hari Suci Nyepi"'
    )


def test_a_situation_is_cut_into_days_with_its_reason() -> None:
    text = written(Schedule(RAMADAN, JAKARTA, situations=(FLOOD,)))

    assert text == (
        "Mo-Fr 08:00-14:30; 2027 Mar 09 08:00-10:00 open \"Banjir 'besar'\"; "
        "2027 Mar 10 off \"Banjir 'besar'\""
    )


def test_days_in_a_row_with_one_reason_are_one_rule() -> None:
    flood = Situation(1, ServiceStatus.TUTUP, Scope(), datetime(2027, 3, 9), None, "Banjir")
    text = written(Schedule(RAMADAN, JAKARTA, situations=(flood,)))

    assert text == ('Mo-Fr 08:00-14:30; 2027 Mar 09-2027 Mar 12 off "Banjir"')


def test_a_used_up_quota_ends_the_hours_of_its_day() -> None:
    gone = {NYEPI: datetime(2027, 3, 8, 10, 47, 23)}
    text = written(Schedule(RAMADAN, JAKARTA, used_up=gone))

    assert text == "Mo-Fr 08:00-14:30; 2027 Mar 08 08:00-10:47"


def test_a_minute_that_is_open_in_part_only_is_told_as_closed() -> None:
    outage = replace(
        FLOOD, starts=datetime(2027, 3, 9, 9, 0, 10), ends=datetime(2027, 3, 9, 10, 0, 30)
    )
    text = written(Schedule(RAMADAN, JAKARTA, situations=(outage,)))

    assert text is not None
    assert "2027 Mar 09 08:00-09:00,10:01-14:30 open \"Banjir 'besar'\"" in text


def test_hours_within_the_night_before_do_not_end_it() -> None:
    nights = WeeklyHours.of({1: hours("22:00-03:00")})
    season = WeeklyHours.of({2: hours("01:00-02:00")})
    day = date(2027, 3, 9)
    text = written(Schedule(nights, JAKARTA, periods=(Period("Musim haji", day, day, season),)))

    assert text is not None
    assert text.endswith("; 2027 Mar 09 00:00-03:00")


def test_nights_are_cut_at_midnight_and_end_where_a_closed_day_begins() -> None:
    text = written(Schedule(NIGHTS, JAKARTA, HOLIDAY))

    assert text == (
        'Mo-Su 00:00-02:00,22:00-24:00; 2027 Mar 08 off "Hari Suci Nyepi"; 2027 Mar 09 22:00-24:00'
    )


@pytest.mark.parametrize(
    ("week", "text"),
    [
        (WeeklyHours.of(dict.fromkeys(range(1, 8), hours("00:00-00:00"))), "24/7"),
        (WeeklyHours.of({}), "Mo-Su off"),
        (WeeklyHours.of({1: hours("08:00-00:00"), 3: hours("08:00-00:00")}), "Mo,We 08:00-24:00"),
        (None, None),
    ],
)
def test_weeks_without_much_to_say(week: WeeklyHours | None, text: str | None) -> None:
    assert written(Schedule(week, JAKARTA)) == text


def test_where_one_day_is_known_the_others_are_said_to_be_unknown() -> None:
    change = OneOffChange(UNIT, NYEPI, hours("22:00-02:00"), "Jemput bola")

    assert written(Schedule(None, JAKARTA, one_offs={NYEPI: change})) == (
        '24/7 unknown; 2027 Mar 08 22:00-24:00 open "Jemput bola"; '
        "2027 Mar 09 00:00-02:00, 2027 Mar 09 02:00-24:00 unknown"
    )


@settings(max_examples=100, deadline=None)
@given(st.data(), schedules(known=False))
def test_an_evaluator_that_is_not_ours_agrees_at_any_instant(
    data: st.DataObject, schedule: Schedule
) -> None:
    text = as_opening_hours(schedule, FIRST, DAYS)
    evaluator = OpeningHours(text, timezone=schedule.zone) if text else None

    for at in data.draw(st.lists(instants(schedule), min_size=20, max_size=20)):
        ours = resolve_availability(schedule, at).open
        theirs = evaluator.state(at)[0] if evaluator else State.UNKNOWN
        assert theirs == STATES[ours], (at, text)


@settings(max_examples=40, deadline=None)
@given(schedules(known=False))
def test_an_evaluator_that_is_not_ours_agrees_where_anything_begins_or_ends(
    schedule: Schedule,
) -> None:
    text = as_opening_hours(schedule, FIRST, DAYS)
    evaluator = OpeningHours(text, timezone=schedule.zone) if text else None
    start = schedule.start_of(FIRST)
    edges = {edge for o in schedule.openings(start, DAYS) for edge in (o.opens, o.closes)}
    edges |= {s.starts.replace(tzinfo=schedule.zone) for s in schedule.situations}
    near = {edge + timedelta(seconds=away) for edge in edges for away in (-1, 0, 1)}

    for at in sorted(at for at in near if start <= at < start + timedelta(days=DAYS)):
        ours = resolve_availability(schedule, at).open
        theirs = evaluator.state(at)[0] if evaluator else State.UNKNOWN
        assert theirs == STATES[ours], (at, text)
