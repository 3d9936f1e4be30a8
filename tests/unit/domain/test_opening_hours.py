"""When a counter is open, until when, and why it is not."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import ClosesBeforeOpening, InvalidWeekday, OverlappingRanges
from bot.domain.holidays import Holiday, HolidayKind
from bot.domain.opening_hours import (
    Availability,
    Reason,
    Schedule,
    TimeRange,
    WeeklyHours,
    resolve_availability,
)

JAKARTA = ZoneInfo("Asia/Jakarta")
JAYAPURA = ZoneInfo("Asia/Jayapura")
ZONES = (JAKARTA, ZoneInfo("Asia/Makassar"), JAYAPURA)


def hours(*written: str) -> tuple[TimeRange, ...]:
    """Read ranges such as "08:00-12:00"."""
    return tuple(TimeRange(*(time.fromisoformat(t) for t in r.split("-"))) for r in written)


def week(usual: tuple[TimeRange, ...], **other: tuple[TimeRange, ...]) -> WeeklyHours:
    """Build Monday to Thursday as usual; `friday` and `saturday` as given."""
    days: Mapping[int, tuple[TimeRange, ...]] = {
        **dict.fromkeys(range(1, 5), usual),
        5: other.get("friday", usual),
        6: other.get("saturday", ()),
    }
    return WeeklyHours.of(days)


OFFICE = week(hours("08:00-12:00", "13:00-15:30"), friday=hours("08:00-11:30", "13:00-15:30"))
CHRISTMAS = (
    Holiday(date(2026, 12, 24), HolidayKind.JOINT_LEAVE, "Natal", "SKB"),
    Holiday(date(2026, 12, 25), HolidayKind.NATIONAL, "Natal", "SKB"),
)


def state(at: str, schedule: Schedule | None = None) -> Availability:
    """Resolve at an instant; the office in Jakarta unless another schedule is given."""
    office = schedule or Schedule(OFFICE, JAKARTA, CHRISTMAS)
    return resolve_availability(office, datetime.fromisoformat(at))


@pytest.mark.parametrize(
    ("at", "is_open", "reason", "ends"),
    [
        ("2026-11-24T08:00:00+07:00", True, Reason.REGULAR, "2026-11-24T12:00+07:00"),
        ("2026-11-24T07:59:59+07:00", False, Reason.BEFORE_HOURS, "2026-11-24T08:00+07:00"),
        ("2026-11-24T11:59:59+07:00", True, Reason.REGULAR, "2026-11-24T12:00+07:00"),
        ("2026-11-24T12:00:00+07:00", False, Reason.BREAK, "2026-11-24T13:00+07:00"),
        ("2026-11-24T12:30:00+07:00", False, Reason.BREAK, "2026-11-24T13:00+07:00"),
        ("2026-11-24T15:29:59+07:00", True, Reason.REGULAR, "2026-11-24T15:30+07:00"),
        ("2026-11-24T15:30:00+07:00", False, Reason.AFTER_HOURS, "2026-11-25T08:00+07:00"),
        ("2026-11-26T11:45:00+07:00", True, Reason.REGULAR, "2026-11-26T12:00+07:00"),
        ("2026-11-27T11:45:00+07:00", False, Reason.BREAK, "2026-11-27T13:00+07:00"),
        ("2026-11-28T09:00:00+07:00", False, Reason.DAY_OFF, "2026-11-30T08:00+07:00"),
        ("2026-12-23T15:30:00+07:00", False, Reason.AFTER_HOURS, "2026-12-28T08:00+07:00"),
        ("2026-12-24T09:00:00+07:00", False, Reason.JOINT_LEAVE, "2026-12-28T08:00+07:00"),
        ("2026-12-25T09:00:00+07:00", False, Reason.NATIONAL_HOLIDAY, "2026-12-28T08:00+07:00"),
    ],
)
def test_a_counter_says_why_and_until_when(
    at: str, is_open: bool, reason: Reason, ends: str
) -> None:
    found = state(at)
    assert (found.open, found.reason) == (is_open, reason)
    assert (found.until if is_open else found.opens_at) == datetime.fromisoformat(ends)
    assert (found.opens_at if is_open else found.until) is None


def test_a_holiday_is_named() -> None:
    assert state("2026-12-24T09:00+07:00").note == "Natal"
    assert state("2026-12-23T09:00+07:00").note is None


def test_a_unit_that_serves_on_joint_leave_still_closes_on_a_national_holiday() -> None:
    serving = Schedule(OFFICE, JAKARTA, CHRISTMAS, serves_on_joint_leave=True)
    assert state("2026-12-24T09:00+07:00", serving).open is True
    assert state("2026-12-25T09:00+07:00", serving).reason is Reason.NATIONAL_HOLIDAY


def test_a_national_holiday_beats_joint_leave_of_the_same_day() -> None:
    both = tuple(
        Holiday(date(2026, 12, 25), kind, kind, "SKB")
        for kind in (HolidayKind.JOINT_LEAVE, HolidayKind.NATIONAL)
    )
    found = state("2026-12-25T09:00+07:00", Schedule(OFFICE, JAKARTA, both))
    assert found.reason is Reason.NATIONAL_HOLIDAY


def test_sunday_in_utc_is_monday_where_the_unit_stands() -> None:
    papua = Schedule(OFFICE, JAYAPURA)
    found = resolve_availability(papua, datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    assert found.open is True
    assert found.until == datetime(2026, 11, 23, 12, tzinfo=JAYAPURA)
    assert found.until.tzname() == "WIT"


def test_a_holiday_ends_at_midnight_where_the_unit_stands() -> None:
    papua = Schedule(week(hours("00:00-00:00")), JAYAPURA, CHRISTMAS)
    before = resolve_availability(papua, datetime(2026, 12, 23, 14, 59, tzinfo=UTC))
    after = resolve_availability(papua, datetime(2026, 12, 23, 15, tzinfo=UTC))
    assert (before.open, after.reason) == (True, Reason.JOINT_LEAVE)


def test_hours_never_filled_in_are_unknown_and_not_closed() -> None:
    found = state("2026-11-24T09:00+07:00", Schedule(None, JAKARTA, CHRISTMAS))
    assert found == Availability(None, None, None, Reason.UNKNOWN)


def test_a_week_without_hours_never_opens() -> None:
    found = state("2026-11-24T09:00+07:00", Schedule(WeeklyHours.of({}), JAKARTA))
    assert found == Availability(False, None, None, Reason.DAY_OFF)


def test_a_counter_open_over_midnight_closes_when_the_night_ends() -> None:
    night = WeeklyHours.of({2: hours("20:00-00:00"), 3: hours("00:00-06:00")})
    found = state("2026-11-24T21:00+07:00", Schedule(night, JAKARTA))
    assert found.until == datetime(2026, 11, 25, 6, tzinfo=JAKARTA)


def test_a_counter_that_never_closes_has_no_closing_time() -> None:
    always = WeeklyHours.of(dict.fromkeys(range(1, 8), hours("00:00-00:00")))
    assert state("2026-11-24T09:00+07:00", Schedule(always, JAKARTA)).until is None


def test_the_search_for_an_opening_is_bounded() -> None:
    closed = tuple(
        Holiday(date(2026, 11, 24) + timedelta(days=n), HolidayKind.NATIONAL, "x", "y")
        for n in range(100)
    )
    assert state("2026-11-24T09:00+07:00", Schedule(OFFICE, JAKARTA, closed)).opens_at is None


def test_the_next_opening_may_be_this_very_instant() -> None:
    opens = datetime(2026, 11, 24, 8, tzinfo=JAKARTA)
    assert Schedule(OFFICE, JAKARTA).next_opening(opens) == opens


def test_equal_neighbouring_days_are_grouped() -> None:
    groups = [(group.first, group.last, len(group.ranges)) for group in OFFICE.groups()]
    assert groups == [(1, 4, 2), (5, 5, 2), (6, 7, 0)]


def test_ranges_that_overlap_cannot_exist() -> None:
    with pytest.raises(OverlappingRanges):
        WeeklyHours.of({1: hours("08:00-12:00", "11:59-13:00")})
    with pytest.raises(OverlappingRanges):
        WeeklyHours.of({1: hours("08:00-00:00", "13:00-15:00")})


def test_ranges_that_touch_are_allowed_and_are_one_opening() -> None:
    touching = Schedule(WeeklyHours.of({2: hours("12:00-15:00", "08:00-12:00")}), JAKARTA)
    found = state("2026-11-24T09:00+07:00", touching)
    assert found.until == datetime(2026, 11, 24, 15, tzinfo=JAKARTA)


@pytest.mark.parametrize("written", ["12:00-08:00", "08:00-08:00"])
def test_a_range_cannot_close_before_it_opens(written: str) -> None:
    with pytest.raises(ClosesBeforeOpening):
        hours(written)


@pytest.mark.parametrize("weekday", [0, 8])
def test_a_week_has_seven_days(weekday: int) -> None:
    with pytest.raises(InvalidWeekday):
        WeeklyHours.of({weekday: ()})
    with pytest.raises(InvalidWeekday):
        OFFICE.on(weekday)


# Against a walker that looks at every minute and knows nothing of ranges --------------------------

quarters = st.integers(0, 96).map(lambda quarter: quarter * 15)


@st.composite
def days(draw: st.DrawFn) -> tuple[TimeRange, ...]:
    """Draw up to three ranges of a day, some touching, some ending at midnight."""
    edges = sorted(draw(st.sets(quarters, max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(TimeRange(_time(opens), _time(closes)) for opens, closes in pairs)


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Draw a week, and holidays around the fortnight that is asked about."""
    drawn_week = WeeklyHours(tuple(draw(days()) for _ in range(7)))
    kinds = st.sampled_from(HolidayKind)
    dates = st.dates(date(2026, 12, 18), date(2027, 1, 8))
    drawn = draw(st.dictionaries(dates, kinds, max_size=6))
    holidays = tuple(Holiday(day, kind, "x", "y") for day, kind in drawn.items())
    return Schedule(drawn_week, draw(st.sampled_from(ZONES)), holidays, draw(st.booleans()))


def naive_open(schedule: Schedule, minute: datetime) -> bool:
    """Look one minute up, as a person with the calendar on the wall does."""
    local = minute.astimezone(schedule.zone)
    for holiday in schedule.holidays:
        leave = holiday.kind is HolidayKind.JOINT_LEAVE and schedule.serves_on_joint_leave
        if holiday.day == local.date() and not leave:
            return False
    assert schedule.week is not None
    now = local.hour * 60 + local.minute
    for time_range in schedule.week.days[local.weekday()]:
        opens = time_range.opens.hour * 60 + time_range.opens.minute
        closes = time_range.closes.hour * 60 + time_range.closes.minute or 24 * 60
        if opens <= now < closes:
            return True
    return False


instants = st.datetimes(datetime(2026, 12, 19), datetime(2027, 1, 5), timezones=st.just(UTC)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


@settings(max_examples=60, deadline=None)
@given(schedule=schedules(), at=instants)
def test_the_state_and_its_end_agree_with_looking_at_every_minute(
    schedule: Schedule, at: datetime
) -> None:
    found = resolve_availability(schedule, at)
    assert found.open is naive_open(schedule, at)
    walked = at
    while walked < at + timedelta(days=4) and naive_open(schedule, walked) is found.open:
        walked += timedelta(minutes=15 - walked.minute % 15)
    ends = found.until if found.open else found.opens_at
    if walked < at + timedelta(days=4):
        assert ends == walked
    else:
        assert ends is None or ends >= walked


@given(schedule=schedules(), at=instants)
def test_an_end_always_lies_ahead_and_in_the_zone_of_the_unit(
    schedule: Schedule, at: datetime
) -> None:
    found = resolve_availability(schedule, at)
    for end in (found.until, found.opens_at):
        assert end is None or (end > at and end.tzinfo is schedule.zone)
