"""Which hours can be written at all, and when they begin and end."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.domain.dated_rules import OneOffChange
from bot.domain.errors import ClosesBeforeOpening, OverlappingRanges, TicketOutsideHours
from bot.domain.hours import TimeRange, WeeklyHours

MAKASSAR = ZoneInfo("Asia/Makassar")
MONDAY = date(2027, 3, 1)


def span(written: str, last_ticket: str | None = None) -> TimeRange:
    """Read a range such as "22:00-02:00"."""
    opens, closes = (time.fromisoformat(each) for each in written.split("-"))
    return TimeRange(opens, closes, time.fromisoformat(last_ticket) if last_ticket else None)


class TestANight:
    def test_closes_on_the_next_day(self) -> None:
        night = span("22:00-02:00")
        assert night.is_past_midnight
        assert night.instants(MONDAY, MAKASSAR) == (
            datetime(2027, 3, 1, 22, tzinfo=MAKASSAR),
            datetime(2027, 3, 2, 2, tzinfo=MAKASSAR),
        )

    @pytest.mark.parametrize("written", ["20:00-00:00", "00:00-00:00"])
    def test_is_none_where_it_ends_with_its_day(self, written: str) -> None:
        evening = span(written)
        assert not evening.is_past_midnight
        assert evening.instants(MONDAY, MAKASSAR)[1] == datetime(2027, 3, 2, tzinfo=MAKASSAR)

    @pytest.mark.parametrize("written", ["16:00-08:00", "17:59-08:00", "08:00-08:00"])
    def test_that_is_a_day_the_wrong_way_round_is_refused(self, written: str) -> None:
        with pytest.raises(ClosesBeforeOpening):
            span(written)

    @pytest.mark.parametrize("written", ["18:00-08:00", "23:59-00:01"])
    def test_of_up_to_fourteen_hours_is_allowed(self, written: str) -> None:
        assert span(written).is_past_midnight


class TestALastTicket:
    @pytest.mark.parametrize(
        ("written", "ticket"),
        [
            ("08:00-15:00", "08:00"),
            ("08:00-15:00", "15:00"),
            ("22:00-02:00", "23:30"),
            ("22:00-02:00", "01:30"),
            ("20:00-00:00", "00:00"),
            ("00:00-00:00", "23:00"),
        ],
    )
    def test_lies_within_its_range(self, written: str, ticket: str) -> None:
        found = span(written, ticket)
        opens, closes = found.instants(MONDAY, MAKASSAR)
        last = found.last_ticket_on(MONDAY, MAKASSAR)
        assert last is not None
        assert opens <= last <= closes

    @pytest.mark.parametrize(
        ("written", "ticket"),
        [
            ("08:00-15:00", "07:59"),
            ("08:00-15:00", "15:01"),
            ("22:00-02:00", "02:01"),
            ("22:00-02:00", "21:59"),
        ],
    )
    def test_outside_its_range_is_refused(self, written: str, ticket: str) -> None:
        with pytest.raises(TicketOutsideHours):
            span(written, ticket)

    def test_of_a_night_is_on_the_next_day_when_it_is_past_midnight(self) -> None:
        night = span("22:00-02:00", "01:30")
        assert night.last_ticket_on(MONDAY, MAKASSAR) == datetime(
            2027, 3, 2, 1, 30, tzinfo=MAKASSAR
        )

    def test_need_not_be_there(self) -> None:
        assert span("08:00-15:00").last_ticket_on(MONDAY, MAKASSAR) is None


class TestAWeek:
    def test_refuses_a_night_that_goes_on_into_the_next_morning(self) -> None:
        with pytest.raises(OverlappingRanges):
            WeeklyHours.of({1: (span("22:00-02:00"),), 2: (span("01:59-03:00"),)})

    def test_allows_a_night_that_ends_as_the_next_morning_begins(self) -> None:
        week = WeeklyHours.of({1: (span("22:00-02:00"),), 2: (span("02:00-03:00"),)})
        assert len(week.groups()) == 3

    def test_goes_round_from_sunday_night_to_monday(self) -> None:
        with pytest.raises(OverlappingRanges):
            WeeklyHours.of({7: (span("22:00-02:00"),), 1: (span("00:00-08:00"),)})

    def test_puts_the_ranges_of_a_day_in_order(self) -> None:
        week = WeeklyHours.of({1: (span("22:00-02:00"), span("08:00-12:00"))})
        assert [each.opens.hour for each in week.on(1)] == [8, 22]

    def test_refuses_hours_after_a_night_of_the_same_day(self) -> None:
        with pytest.raises(OverlappingRanges):
            WeeklyHours.of({1: (span("20:00-02:00"), span("23:00-00:00"))})


def test_a_change_of_one_day_refuses_ranges_that_overlap() -> None:
    with pytest.raises(OverlappingRanges):
        OneOffChange("unit", MONDAY, (span("08:00-12:00"), span("11:00-13:00")), "rapat")
