"""When a counter opens, closes or changes its status in the days ahead."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.coming_changes import coming_changes, status_of
from bot.domain.dated_rules import OneOffChange
from bot.domain.hours import TimeRange, WeeklyHours
from bot.domain.opening_hours import Schedule, resolve_availability
from bot.domain.situation import Scope, ServiceStatus, Situation
from tests.unit.domain.schedules import UNIT, instants, schedules

JAYAPURA = ZoneInfo("Asia/Jayapura")
MORNING = TimeRange(datetime(2027, 3, 1, 8).time(), datetime(2027, 3, 1, 12).time())
OFFICE = Schedule(WeeklyHours.of({1: (MORNING,)}), JAYAPURA)
MONDAY = datetime(2027, 3, 1, 8, tzinfo=JAYAPURA)


def told(schedule: Schedule, at: datetime, days: int = 1) -> list[tuple[str, bool | None, str]]:
    """List changes as wall-clock time, state and status."""
    return [
        (
            f"{change.at:%d %H:%M}",
            change.availability.open,
            status_of(change.availability).value,
        )
        for change in coming_changes(schedule, at, days)
    ]


def test_what_is_true_at_the_instant_itself_is_no_coming_change() -> None:
    assert told(OFFICE, MONDAY) == [("01 12:00", False, "normal")]
    assert told(OFFICE, MONDAY - timedelta(seconds=1))[0] == ("01 08:00", True, "normal")
    assert told(OFFICE, MONDAY + timedelta(hours=4)) == []


def test_the_list_ends_with_a_day() -> None:
    assert told(OFFICE, MONDAY, 6) == [("01 12:00", False, "normal")]
    assert told(OFFICE, MONDAY, 7)[1:] == [
        ("08 08:00", True, "normal"),
        ("08 12:00", False, "normal"),
    ]


def test_a_status_that_closes_nothing_is_a_change_as_well() -> None:
    limited = Situation(
        1,
        ServiceStatus.TERBATAS,
        Scope(),
        datetime(2027, 3, 1, 9),
        datetime(2027, 3, 2),
        "Listrik padam",
    )
    office = Schedule(OFFICE.week, JAYAPURA, situations=(limited,))

    assert told(office, MONDAY) == [
        ("01 09:00", True, "terbatas"),
        ("01 12:00", False, "terbatas"),
        ("02 00:00", False, "normal"),
    ]


def test_hours_that_nobody_knows_begin_and_end_with_a_day() -> None:
    change = OneOffChange(UNIT, date(2027, 3, 2), (MORNING,), "Jemput bola")
    unit = Schedule(None, JAYAPURA, one_offs={change.day: change})

    assert told(unit, MONDAY, 3) == [
        ("02 00:00", False, "normal"),
        ("02 08:00", True, "normal"),
        ("02 12:00", False, "normal"),
        ("03 00:00", None, "normal"),
    ]


@settings(max_examples=60, deadline=None)
@given(st.data(), schedules(known=False))
def test_between_two_changes_nothing_changes(data: st.DataObject, schedule: Schedule) -> None:
    start, later = sorted(data.draw(st.tuples(instants(schedule), instants(schedule))))
    later = min(later, start + timedelta(days=5))
    passed = [c.availability for c in coming_changes(schedule, start, 5) if c.at <= later]
    expected = passed[-1] if passed else resolve_availability(schedule, start)
    found = resolve_availability(schedule, later)

    assert (found.open, status_of(found)) == (expected.open, status_of(expected))
