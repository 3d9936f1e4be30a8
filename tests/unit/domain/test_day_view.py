"""What a citizen finds on one named day."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dated_rules import OneOffChange, Period
from bot.domain.day_view import DayView, view_day
from bot.domain.holidays import Holiday, HolidayKind
from bot.domain.opening_hours import Schedule, resolve_availability
from bot.domain.openings import Reason
from bot.domain.situation import ServiceStatus, Situation
from tests.unusual_days import flood, hours, week

JAKARTA = ZoneInfo("Asia/Jakarta")
TUESDAY, WEDNESDAY, FRIDAY = (date(2026, 11, day) for day in (24, 25, 27))
OFFICE = week(hours("08:00-12:00", "13:00-15:30"))
NYEPI = Holiday(date(2027, 3, 8), HolidayKind.NATIONAL, "Nyepi", "SKB")


def view(day: date, **rules: Any) -> DayView:
    return view_day(Schedule(**{"week": OFFICE, "zone": JAKARTA, **rules}), day)


def told(seen: DayView) -> list[str]:
    """Return the openings as they would be written."""
    return [f"{o.opens:%H:%M}-{o.closes:%H:%M}" for o in seen.openings]


def next_of(seen: DayView) -> str | None:
    return f"{seen.next_opening.opens:%Y-%m-%d %H:%M}" if seen.next_opening else None


def test_an_ordinary_day_has_its_hours_and_a_next_opening() -> None:
    seen = view(TUESDAY)
    assert told(seen) == ["08:00-12:00", "13:00-15:30"]
    assert (seen.reason, next_of(seen)) == (Reason.REGULAR, "2026-11-25 08:00")


def test_a_situation_over_the_whole_day_closes_it_and_says_why() -> None:
    seen = view(WEDNESDAY, situations=(flood(),))
    assert told(seen) == []
    assert (seen.reason, seen.note) == (Reason.SITUATION, "Banjir di Mekarjaya.")
    assert next_of(seen) == "2026-11-27 08:00"


def test_after_a_situation_the_day_is_as_it_always_was() -> None:
    assert view(FRIDAY, situations=(flood(),)) == view(FRIDAY)


def test_a_situation_of_some_hours_leaves_the_others() -> None:
    outage = flood(ServiceStatus.TUTUP, ends=datetime(2026, 11, 24, 10))
    seen = view(TUESDAY, situations=(outage,))
    assert told(seen) == ["10:00-12:00", "13:00-15:30"]
    assert (seen.reason, seen.situation) == (Reason.REGULAR, outage)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (datetime(2026, 11, 24, 12), datetime(2026, 11, 24, 13)),  # the lunch break
        (datetime(2026, 11, 23), datetime(2026, 11, 24, 8)),
        (datetime(2026, 11, 24, 15, 30), datetime(2026, 11, 25)),
    ],
)
def test_a_situation_beside_the_hours_is_not_of_the_day(starts: datetime, ends: datetime) -> None:
    beside = flood(starts=starts, ends=ends)
    seen = view(TUESDAY, situations=(beside,))
    assert (seen.situation, told(seen)) == (None, ["08:00-12:00", "13:00-15:30"])


def test_a_day_off_is_closed_by_a_situation_only_when_all_of_it_is() -> None:
    sunday = date(2026, 11, 29)
    whole = flood(ends=datetime(2026, 11, 30))
    part = flood(ends=datetime(2026, 11, 29, 23))
    assert view(sunday, situations=(whole,)).reason is Reason.SITUATION
    assert view(sunday, situations=(part,)).reason is Reason.DAY_OFF


def test_limited_service_leaves_the_hours_and_is_told() -> None:
    limited = flood(ServiceStatus.TERBATAS)
    seen = view(WEDNESDAY, situations=(limited,))
    assert (told(seen), seen.situation) == (["08:00-12:00", "13:00-15:30"], limited)


def test_the_gravest_situation_of_the_day_is_told() -> None:
    worse = flood(ServiceStatus.TUTUP, id=2, starts=datetime(2026, 11, 25, 14))
    assert view(WEDNESDAY, situations=(flood(ServiceStatus.TERBATAS), worse)).situation == worse


def test_a_quota_that_is_gone_ends_the_day_there() -> None:
    gone = {TUESDAY: datetime(2026, 11, 24, 11, 5)}
    seen = view(TUESDAY, used_up=gone)
    assert told(seen) == ["08:00-11:05"]
    assert seen.used_up == datetime(2026, 11, 24, 11, 5, tzinfo=JAKARTA)
    assert next_of(seen) == "2026-11-25 08:00"
    assert view(WEDNESDAY, used_up=gone) == view(WEDNESDAY)


def test_a_quota_gone_before_the_doors_open_closes_the_day() -> None:
    seen = view(TUESDAY, used_up={TUESDAY: datetime(2026, 11, 24, 7)})
    assert (told(seen), seen.reason) == ([], Reason.QUOTA)


def test_a_change_of_one_day_is_told_with_its_reason() -> None:
    change = OneOffChange("u", TUESDAY, hours("09:00-11:00"), "rapat")
    seen = view(TUESDAY, one_offs={TUESDAY: change})
    assert (told(seen), seen.reason, seen.note) == (["09:00-11:00"], Reason.ONE_OFF, "rapat")


def test_a_season_is_named_but_a_holiday_within_it_is_closed() -> None:
    ramadan = Period("Ramadan", date(2027, 2, 8), date(2027, 3, 9), week(hours("08:00-14:00")))
    rules = {"periods": (ramadan,), "holidays": (NYEPI,)}
    assert (told(view(date(2027, 3, 5), **rules)), view(date(2027, 3, 5), **rules).season) == (
        ["08:00-14:00"],
        "Ramadan",
    )
    closed = view(NYEPI.day, **rules)
    assert (told(closed), closed.reason, closed.note) == ([], Reason.NATIONAL_HOLIDAY, "Nyepi")
    assert told(view(NYEPI.day, **rules, duties=frozenset({NYEPI.day}))) == ["08:00-14:00"]


def test_hours_in_which_nobody_is_taken_in_are_no_hours() -> None:
    late = week(hours("08:00-12:00", "13:00-15:30/14:00"))
    until_half_past_two = flood(ends=datetime(2026, 11, 24, 14, 30))
    assert told(view(TUESDAY, week=late, situations=(until_half_past_two,))) == []


def test_a_night_goes_on_into_a_day_without_hours() -> None:
    seen = view(TUESDAY, week=week({1: hours("22:00-02:00")}))
    assert told(seen) == []
    assert seen.night_until == datetime(2026, 11, 24, 2, tzinfo=JAKARTA)
    assert told(view(date(2026, 11, 23), week=week({1: hours("22:00-02:00")}))) == ["22:00-02:00"]


def test_unknown_hours_are_unknown_on_every_day() -> None:
    seen = view(TUESDAY, week=None)
    assert (seen.reason, seen.next_opening) == (Reason.UNKNOWN, None)


MOMENTS = st.datetimes(datetime(2026, 11, 20), datetime(2026, 11, 30))


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    starts, ends = sorted(draw(st.lists(MOMENTS, min_size=2, max_size=2, unique=True)))
    return flood(draw(st.sampled_from(list(ServiceStatus))), starts=starts, ends=ends)


@given(
    st.lists(situations(), max_size=3),
    st.dates(date(2026, 11, 22), date(2026, 11, 28)),
    st.times(),
)
def test_the_day_and_every_moment_of_it_agree(
    present: list[Situation], day: date, clock: time
) -> None:
    schedule = Schedule(OFFICE, JAKARTA, situations=tuple(present))
    at = datetime.combine(day, clock, JAKARTA)
    within = any(o.opens <= at < o.closes for o in view_day(schedule, day).openings)
    assert resolve_availability(schedule, at).open is within
