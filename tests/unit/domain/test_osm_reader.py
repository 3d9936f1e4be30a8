"""Hours in OpenStreetMap's grammar are taken in exactly, or refused where they stand."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from opening_hours import OpeningHours, State

from bot.domain.dated_rules import DatedRules
from bot.domain.errors import UnreadableHours
from bot.domain.hours import TimeRange, WeeklyHours
from bot.domain.opening_hours import Schedule
from bot.domain.osm_reader import WrittenHours, read_opening_hours
from bot.domain.osm_tokens import Unread
from bot.domain.osm_writer import as_opening_hours
from bot.domain.timetable import day_hours
from tests.unit.domain.schedules import DAYS, FIRST, UNIT, schedules

JAKARTA = ZoneInfo("Asia/Jakarta")
ALL_DAY = (TimeRange(time(0), time(0)),)


def hours(*written: str) -> tuple[TimeRange, ...]:
    """Read ranges such as "08:00-12:00"."""
    return tuple(TimeRange(*(time.fromisoformat(t) for t in r.split("-"))) for r in written)


def read(text: str) -> WrittenHours:
    return read_opening_hours(text, UNIT, unnamed="tanpa keterangan")


def as_schedule(written: WrittenHours, zone: ZoneInfo) -> Schedule:
    """Return the schedule of a unit that has these hours and no others."""
    rules = DatedRules(seasons=written.seasons, one_offs=written.one_offs)
    periods = rules.periods_of(UNIT, hours_known=written.week is not None)
    return Schedule(written.week, zone, periods=periods, one_offs=rules.one_offs_of(UNIT))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mo-Th 08:00-12:00,13:00-16:00", dict.fromkeys(range(1, 5), "08:00-12:00 13:00-16:00")),
        ("Mo,We-Th 8:00-12:00", dict.fromkeys((1, 3, 4), "08:00-12:00")),
        ("Sa-Mo 08:00-12:00", dict.fromkeys((6, 7, 1), "08:00-12:00")),
        ("08:00-12:00 open", dict.fromkeys(range(1, 8), "08:00-12:00")),
        ("Mo-Fr 08:00-12:00; We off; Fr closed;", dict.fromkeys((1, 2, 4), "08:00-12:00")),
        ("Mo-Tu 08:00-12:00; Tu 13:00-15:00", {1: "08:00-12:00", 2: "13:00-15:00"}),
        ("Fr 22:00-02:00", {5: "22:00-02:00"}),
        ("Fr 22:00-26:00", {5: "22:00-02:00"}),
        ("Fr 22:00-24:00", {5: "22:00-00:00"}),
        ("24/7", dict.fromkeys(range(1, 8), "00:00-00:00")),
        ("24/7; Su off", dict.fromkeys(range(1, 7), "00:00-00:00")),
        ("Mo 00:00-24:00", {1: "00:00-00:00"}),
        ("off", {}),
        ("24/7 off", {}),
        ("mo 13:00-15:00,08:00-12:00", {1: "08:00-12:00 13:00-15:00"}),
    ],
)
def test_a_week_is_read(text: str, days: dict[int, str]) -> None:
    week = WeeklyHours.of({weekday: hours(*told.split()) for weekday, told in days.items()})

    assert read(text) == WrittenHours(week, (), ())


@pytest.mark.parametrize(
    ("text", "days", "reason"),
    [
        ('2027 Mar 08 off "Hari Suci Nyepi"', [date(2027, 3, 8)], "Hari Suci Nyepi"),
        ("2027 Mar 8 closed", [date(2027, 3, 8)], "tanpa keterangan"),
        ('2027 Mar 30-2027 Apr 01 off "Banjir; parah"', 3, "Banjir; parah"),
        ('2027 Mar 30-Apr 1 off " Banjir "', 3, "Banjir"),
        ("2027 Mar 28-30 off", 3, "tanpa keterangan"),
        ("2027 Dec 31-2028 Jan 01 off", 2, "tanpa keterangan"),
    ],
)
def test_named_days_are_one_off_changes(text: str, days: list[date] | int, reason: str) -> None:
    read_days = read(text).one_offs

    assert [change.day for change in read_days] == days or len(read_days) == days
    assert {(change.unit, change.ranges, change.reason) for change in read_days} == {
        (UNIT, (), reason)
    }


def test_a_later_rule_for_a_day_replaces_an_earlier_one() -> None:
    [eighth, ninth] = read('2027 Mar 08-09 off "libur"; 2027 Mar 09 08:00-10:00 open "x"').one_offs

    assert (eighth.ranges, eighth.reason) == ((), "libur")
    assert (ninth.ranges, ninth.reason) == (hours("08:00-10:00"), "x")


def test_days_with_weekdays_are_a_season_with_the_usual_hours_on_the_others() -> None:
    written = read(
        "Mo-Fr 08:00-16:00; Sa 08:00-11:00;"
        '2027 Feb 08-Mar 09 Mo-Th 08:00-14:00 open "Ramadan"; 2027 Feb 08-Mar 09 Fr off'
    )

    [season] = written.seasons
    [entry] = season.units
    assert (season.name, season.first_day, season.last_day, season.week) == (
        *("Ramadan", date(2027, 2, 8), date(2027, 3, 9)),
        None,
    )
    assert entry.unit == UNIT
    assert entry.week == WeeklyHours.of(
        dict.fromkeys(range(1, 5), hours("08:00-14:00")) | {6: hours("08:00-11:00")}
    )


def test_a_text_without_a_week_leaves_the_week_alone() -> None:
    assert read("2027 Mar 08 off").week is None


@pytest.mark.parametrize(
    ("text", "key", "found"),
    [
        ("", Unread.EMPTY, ""),
        ("  ", Unread.EMPTY, ""),
        ("Mo-Fr 08:00-16:00; PH off", Unread.HOLIDAY_RULE, "PH"),
        ("Mo-Fr,PH 08:00-16:00", Unread.HOLIDAY_RULE, "PH"),
        ("SH,PH off", Unread.HOLIDAY_RULE, "SH"),
        ("week 01-10 Mo off", Unread.WEEK_NUMBER, "week"),
        ("Mo sunrise-sunset", Unread.SUN, "sunrise"),
        ("Mo 08:00-sunset", Unread.SUN, "sunset"),
        ("Mo (sunrise+01:00)-12:00", Unread.HOURS_MISSING, "("),
        ("Mar-Apr Mo 08:00-12:00", Unread.MONTH_WITHOUT_DAY, "Mar"),
        ("2027 Mar Mo 08:00-12:00", Unread.MONTH_WITHOUT_DAY, "Mo"),
        ("Mar 08 off", Unread.YEAR_MISSING, "Mar"),
        ("2027 08:00-12:00", Unread.UNEXPECTED, "08:00"),
        ("2027 off", Unread.UNEXPECTED, "off"),
        ("Mo 08:00-12:00 || Tu 08:00-12:00", Unread.FALLBACK, "||"),
        ("Mo 08:00-12:00, Tu 09:00-11:00", Unread.ADDED_RULE, ","),
        ("Mo 08:00+", Unread.OPEN_END, "+"),
        ("Mo 08:00-12:00+", Unread.OPEN_END, "+"),
        ("Mo[1] 08:00-12:00", Unread.NTH_WEEKDAY, "["),
        ("Mo 08:00-12:00 unknown", Unread.UNKNOWN_STATE, "unknown"),
        ("Mo 12:00-13:00 off", Unread.PART_CLOSED, "off"),
        ("Mo-Fr", Unread.HOURS_MISSING, ""),
        ("Mo open", Unread.HOURS_MISSING, "open"),
        ('"menurut perjanjian"', Unread.HOURS_MISSING, '"menurut perjanjian"'),
        ("2027 Feb 29 off", Unread.NO_SUCH_DAY, "29"),
        ("99999999999999999999 Feb 01 off", Unread.NO_SUCH_DAY, "01"),
        ("Mo 08:60-12:00", Unread.NO_SUCH_TIME, "08:60"),
        ("Mo 24:00-25:00", Unread.NO_SUCH_TIME, "24:00"),
        ("Mo 22:00-48:01", Unread.NO_SUCH_TIME, "48:01"),
        ("Mo 16:00-08:00", Unread.IMPOSSIBLE_HOURS, "16:00"),
        ("Mo 08:00-08:00", Unread.IMPOSSIBLE_HOURS, "08:00"),
        ("Mo 08:00-33:00", Unread.IMPOSSIBLE_HOURS, "08:00"),
        ("Mo 08:00-12:00,11:00-13:00", Unread.IMPOSSIBLE_HOURS, "08:00"),
        ("Mo-Tu 03:00-05:00,22:00-04:00", Unread.IMPOSSIBLE_HOURS, "Mo-Tu 03:00-05:00,22:00-04:00"),
        ("Sa 22:00-02:00; Su 10:00-12:00", Unread.NIGHT_CUT, "Sa 22:00-02:00"),
        ("Mo-Fr 22:00-02:00; Fr off", Unread.NIGHT_CUT, "Mo-Fr 22:00-02:00"),
        ("Su off; Sa 22:00-02:00", Unread.NIGHT_CUT, "Sa 22:00-02:00"),
        ("22:00-02:00; 2027 Mar 08 off", Unread.NIGHT_CUT, "22:00-02:00"),
        ("2027 Mar 05 22:00-02:00", Unread.NIGHT_CUT, "2027 Mar 05 22:00-02:00"),
        ("2027 Mar 09-2027 Mar 08 off", Unread.ENDS_BEFORE_START, "2027"),
        ("2027 Jan 01-2099 Jan 01 off", Unread.TOO_MANY_DAYS, "2027"),
        ('Mo 08:00-12:00 open "janji"', Unread.COMMENT_ON_WEEK, 'Mo 08:00-12:00 open "janji"'),
        ("2027 Mar 08-20 Mo 08:00-12:00", Unread.WEEK_MISSING, "2027 Mar 08-20 Mo 08:00-12:00"),
        ("2027 Mar 08 off; Mo off", Unread.OUT_OF_ORDER, "Mo off"),
        ("2027 Mar 08 off; 2027 Mar 01-20 Mo off", Unread.OUT_OF_ORDER, "2027 Mar 01-20 Mo off"),
        (
            "off; 2027 Mar 01-20 Mo off; 2027 Mar 20-25 Tu off",
            Unread.OVERLAPPING_SEASONS,
            "2027 Mar 20-25 Tu off",
        ),
        ("Senin 08:00-12:00", Unread.HOURS_MISSING, "Senin"),
        ("Mo-Xx 08:00-12:00", Unread.UNEXPECTED, "Xx"),
        ("Mo 08.00-12.00", Unread.HOURS_MISSING, "08"),
        ("Mo 08:00-12:00 Tu 08:00-12:00", Unread.UNEXPECTED, "Tu"),
        ('Mo 08:00-12:00 open "janji', Unread.UNEXPECTED, '"'),
        ("Mo 08:00-12:00;; Tu off", Unread.HOURS_MISSING, ";"),
    ],
)
def test_what_is_not_taken_in_is_refused_where_it_stands(
    text: str, key: Unread, found: str
) -> None:
    with pytest.raises(UnreadableHours) as refused:
        read(text)

    assert (refused.value.key, refused.value.found) == (key, found)
    assert text[refused.value.position :].startswith(found)


def test_every_way_of_refusing_is_tried() -> None:
    [tried] = [
        mark.args[1]
        for mark in test_what_is_not_taken_in_is_refused_where_it_stands.pytestmark  # type: ignore[attr-defined]
    ]

    assert {key for _, key, _ in tried} == set(Unread)


@settings(max_examples=100, deadline=None)
@given(schedules())
def test_what_we_write_is_read_as_the_same_openings(schedule: Schedule) -> None:
    text = as_opening_hours(schedule, FIRST, DAYS)
    assert text is not None
    again = as_schedule(read(text), schedule.zone)

    for away in range(DAYS):
        day = date.fromordinal(FIRST.toordinal() + away)
        assert day_hours(again, day) == day_hours(schedule, day), (day, text)


@pytest.mark.parametrize(
    "text",
    [
        "Mo-Fr 08:00-12:00,13:00-16:00; Sa-Mo 09:00-11:00; We off",
        "Mo-Tu 10:00-12:00; Fr-Sa 20:00-21:00,22:00-02:00; We 23:00-01:00",
        "22:00-26:00",
        "Mo-Fr 20:00-26:00",
        "24/7; 2027 Mar 08-2027 Mar 11 off; 2027 Mar 10 08:00-10:00",
        "Mo-Fr 08:00-16:00; 2027 Mar 01-Mar 20 Mo-Th 08:00-14:00; 2027 Mar 08 off",
        "Mo-Fr 08:00-16:00; 2027 Mar 05 08:00-09:00,22:00-24:00",
    ],
)
def test_what_others_write_means_what_their_evaluator_says(text: str) -> None:
    schedule, evaluator = as_schedule(read(text), JAKARTA), OpeningHours(text)

    for away in range(DAYS):
        day = date.fromordinal(FIRST.toordinal() + away)
        opened = {
            minute
            for minute in range(24 * 60)
            if evaluator.state(_moment(day, minute))[0] == State.OPEN
        }
        assert opened == _open_minutes(schedule, day), (day, text)


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60))


def _open_minutes(schedule: Schedule, day: date) -> set[int]:
    return {
        minute
        for part in day_hours(schedule, day).open
        for minute in range(_minute(part.opens), _minute(part.closes) or 24 * 60)
    }


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
