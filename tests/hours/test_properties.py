"""What must hold of any hours at all, over rows that nobody chose."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.catalogue import Catalogue
from bot.domain.opening_hours import SEARCH_DAYS, Reason, Schedule, resolve_availability
from tests.hours.generated import generate, service_asked
from tests.hours.window import DAYS, FIRST_DAY

_UNITS = 120
_MINUTE = timedelta(minutes=1)
_START = datetime.combine(FIRST_DAY, datetime.min.time(), UTC)
_ROWS = generate(7, _UNITS)

numbers = st.integers(0, _UNITS - 1)
instants = st.integers(0, DAYS * 24 * 3600).map(lambda second: _START + timedelta(seconds=second))


def schedule_of(number: int, rows: Catalogue = _ROWS) -> Schedule:
    unit = rows.units[number]
    return rows.schedule_of(unit, service_asked(rows, unit))


def is_open(schedule: Schedule, at: datetime) -> bool:
    return resolve_availability(schedule, at).open is True


@settings(max_examples=150, deadline=None)
@given(number=numbers, at=instants)
def test_the_next_opening_is_open_and_nothing_before_it_is(number: int, at: datetime) -> None:
    schedule = schedule_of(number)
    found = resolve_availability(schedule, at)
    if found.open:
        return
    until = found.opens_at or at + timedelta(days=SEARCH_DAYS - 2)
    if found.opens_at:
        assert found.opens_at > at
        assert is_open(schedule, found.opens_at)
        assert not is_open(schedule, found.opens_at - timedelta(microseconds=1))
    # Every seventh minute of what may be months meets every opening that lasts as long.
    step = 7 * _MINUTE
    while at < min(until, found.opens_at or until):
        assert not is_open(schedule, at), at
        at += max(step, (until - at) / 200)


@settings(max_examples=150, deadline=None)
@given(number=numbers, at=instants)
def test_until_is_the_first_instant_that_is_closed(number: int, at: datetime) -> None:
    schedule = schedule_of(number)
    found = resolve_availability(schedule, at)
    if found.open and found.until:
        assert found.until > at
        assert not is_open(schedule, found.until)
        step = max(_MINUTE, (found.until - at) / 200)
        while at < found.until:
            assert resolve_availability(schedule, at).until == found.until, at
            at += step
        assert is_open(schedule, found.until - timedelta(microseconds=1))


@settings(max_examples=4, deadline=None)
@given(number=numbers, day=st.integers(0, DAYS - 8))
def test_openings_and_state_agree_at_every_minute_of_a_week(number: int, day: int) -> None:
    schedule = schedule_of(number)
    first = schedule.start_of(FIRST_DAY + timedelta(days=day))
    openings = list(schedule.openings(first, days=8))

    for minute in range(7 * 24 * 60):
        at = first + minute * _MINUTE
        listed = any(each.opens <= at < each.closes for each in openings)
        assert listed is is_open(schedule, at), at


@settings(max_examples=100, deadline=None)
@given(number=numbers, at=instants)
def test_an_opening_holds_its_last_ticket_and_never_ends_before_it_begins(
    number: int, at: datetime
) -> None:
    for opening in schedule_of(number).openings(at, days=10):
        assert opening.opens < opening.closes
        assert opening.closes > at
        assert opening.last_ticket is None or opening.last_ticket <= opening.closes


@settings(max_examples=150, deadline=None)
@given(number=numbers, at=instants, minutes=st.integers(0, 24 * 60))
def test_a_quota_that_lapses_leaves_no_trace(number: int, at: datetime, minutes: int) -> None:
    without = replace(schedule_of(number), used_up={})
    day = without.day_of(at)
    since = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minutes)
    gone = replace(without, used_up={day: since})
    last = max((each.closes for each in without.openings_of(day)), default=without.start_of(day))
    after = max(last, without.start_of(day + timedelta(days=1)))

    for hours in range(0, 72, 3):
        later = after + timedelta(hours=hours)
        assert resolve_availability(gone, later) == resolve_availability(without, later)
    before = since.replace(tzinfo=without.zone) - timedelta(microseconds=1)
    assert is_open(gone, before) is is_open(without, before)
    assert not any(each.closes > since.replace(tzinfo=gone.zone) for each in gone.openings_of(day))


@settings(max_examples=150, deadline=None)
@given(number=numbers, at=instants)
def test_a_reason_and_a_state_go_together(number: int, at: datetime) -> None:
    found = resolve_availability(schedule_of(number), at)

    assert (found.open is None) is (found.reason is Reason.UNKNOWN)
    assert (found.until is None) or found.open
    assert not (found.open and found.opens_at)
    if found.open:
        assert found.reason in (Reason.REGULAR, Reason.ONE_OFF)


def test_what_is_drawn_from_has_every_state() -> None:
    states = {
        resolve_availability(schedule_of(number), _START + timedelta(hours=8)).open
        for number in range(_UNITS)
    }

    assert states == {True, False, None}


@pytest.mark.parametrize("days", [1, SEARCH_DAYS])
def test_the_search_goes_as_far_as_it_is_told(days: int) -> None:
    schedule = schedule_of(0)
    last = schedule.day_of(_START) + timedelta(days=days)

    assert all(each.opens < schedule.start_of(last) for each in schedule.openings(_START, days))
