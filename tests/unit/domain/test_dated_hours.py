"""What seasons, single days, quotas and situations do to the hours of a unit."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.domain.dated_rules import (
    DatedRules,
    OneOffChange,
    Period,
    QuotaUsedUp,
    Season,
    SeasonOfUnit,
)
from bot.domain.errors import ClosesBeforeOpening
from bot.domain.holidays import Holiday, HolidayKind
from bot.domain.hours import TimeRange, WeeklyHours
from bot.domain.opening_hours import Availability, Opening, Reason, Schedule, resolve_availability
from bot.domain.situation import Scope, ServiceStatus, Situation, gravest

JAKARTA = ZoneInfo("Asia/Jakarta")
MONDAY, TUESDAY = date(2027, 3, 1), date(2027, 3, 2)


def span(written: str, last_ticket: str | None = None) -> TimeRange:
    opens, closes = (time.fromisoformat(each) for each in written.split("-"))
    return TimeRange(opens, closes, time.fromisoformat(last_ticket) if last_ticket else None)


def daily(*written: str) -> WeeklyHours:
    return WeeklyHours.of(dict.fromkeys(range(1, 8), tuple(span(each) for each in written)))


def change(day: date, *written: str) -> dict[date, OneOffChange]:
    ranges = tuple(span(each) for each in written)
    return {day: OneOffChange("unit", day, ranges, "rapat")}


def holiday(day: date, kind: HolidayKind = HolidayKind.NATIONAL) -> Holiday:
    return Holiday(day, kind, "Nyepi", "SKB")


def local(written: str) -> datetime:
    return datetime.fromisoformat(f"2027-03-{written}")


def at(written: str, schedule: Schedule) -> Availability:
    """Resolve at a time of March 2027, such as "01T08:00"."""
    return resolve_availability(schedule, local(written).replace(tzinfo=JAKARTA))


def situation(
    starts: str, ends: str | None, status: ServiceStatus = ServiceStatus.TUTUP, number: int = 1
) -> Situation:
    until = local(ends) if ends else None
    return Situation(number, status, Scope(), local(starts), until, "banjir")


OFFICE = Schedule(daily("08:00-12:00", "13:00-15:00"), JAKARTA)
NIGHT = Schedule(daily("22:00-02:00"), JAKARTA)
RAMADAN = Period("Ramadan", MONDAY, TUESDAY, daily("09:00-14:00"))


class TestThePrecedence:
    def test_a_season_beats_the_week(self) -> None:
        found = at("01T08:30", replace(OFFICE, periods=(RAMADAN,)))
        assert (found.reason, found.season) == (Reason.BEFORE_HOURS, "Ramadan")
        assert found.opens_at == local("01T09:00").replace(tzinfo=JAKARTA)

    def test_a_season_ends_with_its_last_day(self) -> None:
        found = at("03T08:30", replace(OFFICE, periods=(RAMADAN,)))
        assert (found.open, found.season) == (True, None)

    def test_the_first_of_two_seasons_counts(self) -> None:
        own = Period("Pindah", MONDAY, MONDAY, daily("06:00-07:00"))
        assert at("01T06:30", replace(OFFICE, periods=(own, RAMADAN))).season == "Pindah"

    def test_a_holiday_beats_a_season(self) -> None:
        found = at("01T10:00", replace(OFFICE, periods=(RAMADAN,), holidays=(holiday(MONDAY),)))
        assert (found.open, found.reason, found.note) == (False, Reason.NATIONAL_HOLIDAY, "Nyepi")

    def test_a_duty_gives_a_holiday_the_hours_that_it_would_have(self) -> None:
        serving = replace(
            OFFICE,
            periods=(RAMADAN,),
            holidays=(holiday(MONDAY),),
            duties=frozenset({MONDAY}),
        )
        assert at("01T13:30", serving).until == local("01T14:00").replace(tzinfo=JAKARTA)

    def test_a_local_holiday_closes_even_who_serves_on_joint_leave(self) -> None:
        rests = replace(
            OFFICE,
            holidays=(holiday(MONDAY, HolidayKind.LOCAL),),
            serves_on_joint_leave=True,
        )
        assert at("01T10:00", rests).reason is Reason.LOCAL_HOLIDAY

    def test_a_one_off_change_beats_a_holiday(self) -> None:
        found = at(
            "01T10:00",
            replace(OFFICE, holidays=(holiday(MONDAY),), one_offs=change(MONDAY, "10:00-11:00")),
        )
        assert (found.open, found.reason, found.note) == (True, Reason.ONE_OFF, "rapat")

    def test_a_one_off_change_without_hours_closes_the_day(self) -> None:
        found = at("01T10:00", replace(OFFICE, one_offs=change(MONDAY)))
        assert (found.open, found.reason) == (False, Reason.ONE_OFF)

    def test_a_situation_beats_a_one_off_change(self) -> None:
        flooded = replace(
            OFFICE,
            one_offs=change(MONDAY, "08:00-20:00"),
            situations=(situation("01T09:00", "01T10:00"),),
        )
        assert at("01T08:59:59", flooded).until == local("01T09:00").replace(tzinfo=JAKARTA)
        closed = at("01T09:00", flooded)
        assert (closed.open, closed.reason, closed.note) == (False, Reason.SITUATION, "banjir")
        assert at("01T10:00", flooded).open is True


class TestWhatIsOpenPastMidnight:
    def test_belongs_to_the_day_it_starts_on(self) -> None:
        once = Schedule(WeeklyHours.of({1: (span("22:00-02:00"),)}), JAKARTA)
        assert [at(each, once).open for each in ("01T01:00", "01T23:00", "02T01:00")] == [
            *(False, True, True)
        ]

    def test_ends_at_midnight_before_a_holiday(self) -> None:
        found = at("01T23:00", replace(NIGHT, holidays=(holiday(TUESDAY),)))
        assert found.until == local("02T00:00").replace(tzinfo=JAKARTA)

    def test_ends_at_midnight_before_a_day_of_its_own(self) -> None:
        found = at("01T23:00", replace(NIGHT, one_offs=change(TUESDAY, "06:00-07:00")))
        assert found.until == local("02T00:00").replace(tzinfo=JAKARTA)

    def test_goes_on_into_a_season(self) -> None:
        season = Period("Ramadan", TUESDAY, TUESDAY, daily("09:00-14:00"))
        assert at("02T01:59", replace(NIGHT, periods=(season,))).open is True
        assert at("02T23:00", replace(NIGHT, periods=(season,))).open is False

    def test_of_a_holiday_does_not_take_place(self) -> None:
        assert at("02T01:00", replace(NIGHT, holidays=(holiday(MONDAY),))).open is False

    def test_goes_on_into_a_day_whose_hours_nobody_knows(self) -> None:
        season = Period("Ramadan", MONDAY, MONDAY, daily("22:00-02:00"))
        only = Schedule(None, JAKARTA, periods=(season,))
        assert [at(each, only).open for each in ("02T01:59", "02T02:00")] == [True, None]


class TestAUsedUpQuota:
    gone = replace(OFFICE, used_up={MONDAY: local("01T10:30")})

    def test_closes_what_is_left_of_the_day(self) -> None:
        assert at("01T10:29:59", self.gone).until == local("01T10:30").replace(tzinfo=JAKARTA)
        for moment in ("01T10:30", "01T12:30", "01T14:59"):
            found = at(moment, self.gone)
            assert (found.open, found.reason) == (False, Reason.QUOTA)
            assert found.opens_at == local("02T08:00").replace(tzinfo=JAKARTA)

    def test_is_no_reason_when_the_day_is_over(self) -> None:
        assert at("01T15:00", self.gone).reason is Reason.AFTER_HOURS

    def test_leaves_no_trace_on_the_next_day(self) -> None:
        for moment in ("02T07:00", "02T08:00", "02T12:30", "02T15:00"):
            assert at(moment, self.gone) == at(moment, OFFICE)

    def test_of_a_night_counts_past_midnight(self) -> None:
        gone = replace(NIGHT, used_up={MONDAY: local("02T00:30")})
        assert [at(each, gone).open for each in ("02T00:29", "02T00:30")] == [True, False]
        assert at("02T00:30", gone).reason is Reason.QUOTA

    def test_of_a_night_says_nothing_of_the_holiday_that_ends_the_night(self) -> None:
        gone = replace(NIGHT, used_up={MONDAY: local("01T23:00")}, holidays=(holiday(TUESDAY),))
        assert at("01T23:30", gone).reason is Reason.QUOTA
        assert at("02T00:30", gone).reason is Reason.NATIONAL_HOLIDAY

    def test_closes_for_certain_where_the_day_is_not_known(self) -> None:
        season = Period("Ramadan", MONDAY, MONDAY, daily("22:00-02:00"))
        gone = Schedule(None, JAKARTA, periods=(season,), used_up={MONDAY: local("02T01:00")})
        found = at("02T01:30", gone)
        assert (found.open, found.reason) == (False, Reason.QUOTA)
        assert at("02T02:00", gone).open is None

    def test_of_one_service_is_not_that_of_another(self) -> None:
        rules = DatedRules(
            used_up=(
                QuotaUsedUp("unit", "ktp", MONDAY, local("01T11:00")),
                QuotaUsedUp("unit", None, MONDAY, local("01T12:00")),
            )
        )
        assert rules.used_up_at("unit", "ktp") == {MONDAY: local("01T11:00")}
        assert rules.used_up_at("unit", "kk") == {MONDAY: local("01T12:00")}
        assert rules.used_up_at("other", "kk") == {}


class TestALastTicket:
    taken = Schedule(
        WeeklyHours.of({1: (span("08:00-15:00", "14:30"),)}),
        JAKARTA,
    )

    def test_is_told_of_what_is_open_and_of_what_opens_next(self) -> None:
        last = local("01T14:30").replace(tzinfo=JAKARTA)
        assert at("01T14:45", self.taken).last_ticket == last
        assert at("01T07:00", self.taken).last_ticket == last

    def test_is_not_told_where_the_counter_closes_before_it(self) -> None:
        gone = replace(self.taken, used_up={MONDAY: local("01T11:00")})
        assert at("01T09:00", gone).last_ticket is None

    def test_stays_with_the_part_that_a_situation_leaves_of_it(self) -> None:
        flooded = replace(self.taken, situations=(situation("01T09:00", "01T10:00"),))
        assert at("01T08:30", flooded).last_ticket is None
        assert at("01T10:00", flooded).last_ticket == local("01T14:30").replace(tzinfo=JAKARTA)


class TestSituations:
    def test_that_only_limit_a_counter_leave_it_open(self) -> None:
        limited = situation("01T00:00", None, ServiceStatus.TERBATAS)
        found = at("01T09:00", replace(OFFICE, situations=(limited,)))
        assert (found.open, found.situation) == (True, limited)

    def test_that_hold_at_once_are_told_by_the_gravest_then_by_the_latest(self) -> None:
        mild = situation("01T00:00", None, ServiceStatus.DARING_SAJA, 9)
        grave = situation("01T00:00", None, ServiceStatus.DARURAT, 2)
        later = situation("01T00:00", None, ServiceStatus.DARURAT, 3)
        assert gravest((grave, later, mild)) is later
        assert gravest(()) is None

    def test_without_an_end_leave_no_next_opening(self) -> None:
        found = at("01T09:00", replace(OFFICE, situations=(situation("01T09:00", None),)))
        assert (found.open, found.opens_at, found.reason) == (False, None, Reason.SITUATION)

    def test_that_overlap_are_cut_out_together(self) -> None:
        both = (
            situation("01T11:00", "01T14:00", number=1),
            situation("01T08:30", "01T09:00", number=2),
            situation("01T13:30", "01T14:30", number=3),
        )
        openings = replace(OFFICE, situations=both).openings_of(MONDAY)
        told = [(each.opens.time(), each.closes.time()) for each in openings]
        assert told == [
            (time(8), time(8, 30)),
            (time(9), time(11)),
            (time(14, 30), time(15)),
        ]

    def test_hold_in_the_local_time_of_each_unit(self) -> None:
        closed = situation("01T08:00", "01T09:00")
        papua = replace(OFFICE, zone=ZoneInfo("Asia/Jayapura"), situations=(closed,))
        nine_there = datetime.fromisoformat("2027-03-01T07:00+07:00")
        assert resolve_availability(papua, nine_there).open is True

    def test_that_end_before_they_start_are_refused(self) -> None:
        with pytest.raises(ClosesBeforeOpening):
            situation("01T09:00", "01T09:00")


class TestAScope:
    def test_without_a_word_reaches_everything(self) -> None:
        assert Scope().reaches("unit", frozenset(), "ktp")

    def test_of_a_place_reaches_who_serves_it_and_not_who_serves_everybody(self) -> None:
        flood = Scope(places=frozenset({"sukamaju"}))
        assert flood.reaches("unit", frozenset({"sukamaju"}), None)
        assert not flood.reaches("unit", frozenset(), None)

    def test_of_some_services_does_not_close_the_whole_unit(self) -> None:
        outage = Scope(services=frozenset({"ktp"}))
        assert outage.reaches("unit", frozenset(), "ktp")
        assert not outage.reaches("unit", frozenset(), "kk")
        assert not outage.reaches("unit", frozenset(), None)

    def test_excepts_units_and_services(self) -> None:
        most = Scope(except_units=frozenset({"rsud"}), except_services=frozenset({"ambulans"}))
        assert not most.reaches("rsud", frozenset(), None)
        assert not most.reaches("unit", frozenset(), "ambulans")
        assert most.reaches("unit", frozenset(), "ktp")


class TestSeasonsOfAUnit:
    for_all = Season(2, "Ramadan", MONDAY, TUESDAY, daily("09:00-14:00"))
    naming = Season(
        1, "Pindah", MONDAY, MONDAY, None, (SeasonOfUnit("moved", None, "Jalan Baru 1"),)
    )

    def test_that_name_it_come_before_those_for_all(self) -> None:
        rules = DatedRules(seasons=(self.for_all, self.naming))
        names = [period.name for period in rules.periods_of("moved", hours_known=True)]
        assert names == ["Pindah", "Ramadan"]

    def test_for_all_come_the_latest_entered_first(self) -> None:
        earlier = replace(self.for_all, id=1, name="Akhir tahun")
        rules = DatedRules(seasons=(earlier, self.for_all))
        names = [period.name for period in rules.periods_of("other", hours_known=True)]
        assert names == ["Ramadan", "Akhir tahun"]

    def test_for_all_fill_in_no_hours_that_nobody_knows(self) -> None:
        rules = DatedRules(seasons=(self.for_all,))
        assert rules.periods_of("other", hours_known=False) == ()

    def test_may_leave_a_unit_its_own_hours(self) -> None:
        kept = replace(self.for_all, units=(SeasonOfUnit("rsud"),))
        assert DatedRules(seasons=(kept,)).periods_of("rsud", hours_known=True) == ()

    def test_may_move_a_unit_and_leave_its_hours(self) -> None:
        rules = DatedRules(seasons=(self.naming,))
        moved = replace(OFFICE, periods=rules.periods_of("moved", hours_known=True))
        assert moved.address_on(MONDAY) == "Jalan Baru 1"
        assert moved.address_on(TUESDAY) is None
        assert at("01T09:00", moved).open is True

    def test_cannot_end_before_they_begin(self) -> None:
        with pytest.raises(ClosesBeforeOpening):
            replace(self.for_all, last_day=date(2027, 2, 1))


def test_openings_come_in_order_and_without_what_is_over() -> None:
    moment = local("01T12:00").replace(tzinfo=JAKARTA)
    found = list(OFFICE.openings(moment, days=2))
    assert found == [
        Opening(*(local(f"{day}T{hour}").replace(tzinfo=JAKARTA) for hour in hours))
        for day, hours in [
            ("01", ("13:00", "15:00")),
            ("02", ("08:00", "12:00")),
            ("02", ("13:00", "15:00")),
        ]
    ]
