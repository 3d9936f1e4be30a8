"""What citizens read of seasons, single days, tickets, quotas, moves and zones."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest

from bot.application.answer_text import AnswerText
from bot.domain.answer import UnitState, compose_answer, compose_unit_state
from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import (
    DailyQuota,
    DatedRules,
    HolidayDuty,
    OneOffChange,
    QuotaUsedUp,
    Season,
    SeasonOfUnit,
)
from bot.domain.holidays import Holiday, HolidayKind
from bot.domain.openings import Reason
from bot.store.seed_files import SEED_FOLDER, load_seed
from tests.unusual_days import flood, hours, ramadan, week, with_rules, with_unit

TEXT = AnswerText()
CATALOGUE = load_seed(SEED_FOLDER)
DUKCAPIL = "dinas-dukcapil"
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
TICKETS = with_unit(CATALOGUE, DUKCAPIL, week=week(hours("08:00-12:00/11:30", "13:00-15:30/14:00")))
MEETING = OneOffChange(DUKCAPIL, WEDNESDAY, hours("09:00-11:00"), "rapat kerja.")
GONE = QuotaUsedUp(DUKCAPIL, None, TUESDAY, datetime(2026, 11, 24, 11, 5))


def state(catalogue: Catalogue, at: str) -> UnitState:
    return compose_unit_state(catalogue, DUKCAPIL, datetime.fromisoformat(f"{at}+07:00"))


def now(at: str, catalogue: Catalogue = CATALOGUE, **rules: Any) -> str:
    return TEXT.describe_state(state(with_rules(catalogue, **rules), at))


def on(day: date, at: str, catalogue: Catalogue = CATALOGUE, **rules: Any) -> str:
    return TEXT.describe_day(state(with_rules(catalogue, **rules), at), day)


def units(aspect: str, at: str, catalogue: Catalogue = CATALOGUE, **more: Any) -> str:
    return TEXT.render_units(aspect, [state(catalogue, at)], **more)


class TestLastTicket:
    def test_is_told_while_it_can_be_had(self) -> None:
        assert now("2026-11-24T13:10", TICKETS) == (
            "Buka sekarang sampai 15.30 WIB; nomor antrean terakhir pukul 14.00 WIB"
        )

    def test_nobody_is_sent_out_after_it(self) -> None:
        assert now("2026-11-24T14:00", TICKETS) == (
            "Masih buka sampai pukul 15.30 WIB, tetapi nomor antrean terakhir pukul 14.00 WIB "
            "sudah lewat, jadi mohon tidak berangkat sekarang; "
            "dilayani lagi besok, Rabu 25 November 08.00 WIB"
        )

    def test_after_the_morning_s_the_afternoon_is_next(self) -> None:
        assert now("2026-11-24T11:45", TICKETS).endswith("; dilayani lagi pukul 13.00 WIB")

    def test_is_told_of_a_day_and_of_the_week(self) -> None:
        said = units("hours", "2026-11-24T09:00", TICKETS, asked_day=WEDNESDAY)
        assert "13.00-15.30 (nomor antrean terakhir 14.00) WIB." in said
        assert "Senin-Jumat 08.00-12.00 (nomor terakhir 11.30) dan 13.00-15.30" in said

    def test_of_today_says_when_it_is_over(self) -> None:
        said = on(TUESDAY, "2026-11-24T14:10", TICKETS)
        assert "; nomor antrean terakhir sudah lewat; dilayani lagi besok, Rabu" in said

    def test_of_a_later_moment_does_not_speak_of_now(self) -> None:
        said = units(
            "hours", "2026-11-24T09:00", TICKETS, asked_day=WEDNESDAY, asked_time=time(14, 30)
        )
        assert "pukul 14.30 WIB: buka sampai pukul 15.30 WIB, tetapi nomor antrean" in said
        assert "sekarang" not in said


class TestQuota:
    def test_gone_says_since_when_and_when_again(self) -> None:
        assert now("2026-11-24T11:10", used_up=(GONE,)) == (
            "Kuota hari ini sudah habis sejak 11.05 WIB; "
            "buka lagi besok, Rabu 25 November 08.00 WIB"
        )

    def test_of_today_is_told_as_far_as_it_reached(self) -> None:
        assert on(TUESDAY, "2026-11-24T11:10", used_up=(GONE,)) == (
            "Hari ini, Selasa 24 November 2026: buka 08.00-11.05 WIB; kuota hari ini sudah habis "
            "sejak 11.05 WIB; buka lagi besok, Rabu 25 November 08.00 WIB"
        )

    @pytest.mark.parametrize("aspect", ["hours", "appointment"])
    def test_of_every_day_is_told_where_it_helps(self, aspect: str) -> None:
        limited = with_rules(CATALOGUE, quotas=(DailyQuota(DUKCAPIL, None, 80),))
        assert "Kuota 80 orang per hari." in units(aspect, "2026-11-24T09:00", limited)


class TestASingleDay:
    def test_is_named_with_its_reason(self) -> None:
        assert on(WEDNESDAY, "2026-11-24T09:00", one_offs=(MEETING,)) == (
            "Besok, Rabu 25 November 2026: buka 09.00-11.00 WIB (jam khusus: rapat kerja)"
        )
        assert now("2026-11-25T09:30", one_offs=(MEETING,)) == (
            "Buka sekarang sampai 11.00 WIB (jam khusus: rapat kerja)"
        )

    def test_that_is_over_early_says_why(self) -> None:
        assert now("2026-11-25T11:30", one_offs=(MEETING,)).startswith(
            "Sudah tutup (jam khusus: rapat kerja); buka lagi besok, Kamis 26 November"
        )

    def test_without_hours_says_why_and_when_next(self) -> None:
        closed = OneOffChange(DUKCAPIL, WEDNESDAY, (), "HUT Kabupaten!")
        assert on(WEDNESDAY, "2026-11-24T09:00", one_offs=(closed,)) == (
            "Besok, Rabu 25 November 2026: tutup, HUT Kabupaten; "
            "buka lagi lusa, Kamis 26 November 08.00 WIB"
        )

    def test_without_a_reason_that_can_be_read_is_still_a_sentence(self) -> None:
        nothing = OneOffChange(DUKCAPIL, WEDNESDAY, (), "...")
        assert "tutup, libur khusus; buka lagi" in on(
            WEDNESDAY, "2026-11-24T09:00", one_offs=(nothing,)
        )


class TestASeason:
    def test_is_named_with_its_days_and_hours(self) -> None:
        fasting = with_rules(CATALOGUE, seasons=(ramadan(),))
        said = units("hours", "2027-02-10T09:00", fasting)
        assert "lalu buka lagi pukul 12.30 WIB (selama Ramadan 1448 H)." in said
        assert "Jam layanan selama Ramadan 1448 H (8 Februari-9 Maret 2027): Senin-Jumat" in said

    def test_over_new_year_names_both_years(self) -> None:
        winter = ramadan(first_day=date(2026, 12, 1), last_day=date(2027, 1, 31))
        said = units("hours", "2026-12-02T09:00", with_rules(CATALOGUE, seasons=(winter,)))
        assert "(1 Desember 2026-31 Januari 2027)" in said

    def test_is_told_of_a_day_within_it_and_of_no_other(self) -> None:
        fasting = with_rules(CATALOGUE, seasons=(ramadan(),))
        within = units("hours", "2026-11-24T09:00", fasting, asked_day=date(2027, 2, 10))
        assert "buka 08.00-12.00 dan 12.30-14.00 WIB (selama Ramadan 1448 H)" in within
        assert "Ramadan" not in units("hours", "2026-11-24T09:00", fasting)
        assert units("hours", "2026-11-24T09:00", fasting) == units("hours", "2026-11-24T09:00")


def test_serving_on_a_holiday_is_said() -> None:
    duty = (HolidayDuty(DUKCAPIL, date(2026, 12, 25)), HolidayDuty(DUKCAPIL, TUESDAY))
    said = on(date(2026, 12, 25), "2026-12-24T09:00", duties=duty)
    assert said.endswith("WIB (tetap melayani pada hari libur)")
    assert "hari libur" not in on(TUESDAY, "2026-11-23T09:00", duties=duty)


class TestAMovedOffice:
    place = "Gedung Serbaguna"

    @pytest.fixture
    def moved(self) -> Catalogue:
        entry = SeasonOfUnit(DUKCAPIL, None, self.place)
        season = Season(1, "renovasi", TUESDAY, date(2026, 11, 27), None, (entry,))
        return with_rules(CATALOGUE, seasons=(season,))

    @pytest.mark.parametrize("aspect", ["hours", "contact", "human", "appointment"])
    def test_is_told_wherever_one_is_sent(self, moved: Catalogue, aspect: str) -> None:
        said = units(aspect, "2026-11-24T09:00", moved)
        assert "Sementara di Gedung Serbaguna, sampai Jumat 27 November." in said

    @pytest.mark.parametrize("aspect", ["mode", "fee", "requirements"])
    def test_is_told_with_a_service(self, moved: Catalogue, aspect: str) -> None:
        at = datetime.fromisoformat("2026-11-24T09:00+07:00")
        said = TEXT.render(aspect, compose_answer(moved, "ktp-el-hilang", None, at))
        assert "Sementara di Gedung Serbaguna, sampai Jumat 27 November." in said

    @pytest.mark.parametrize(
        ("at", "said"),
        [
            ("2026-11-24T09:00", "Gedung Serbaguna (sementara, sampai Jumat 27 November)."),
            ("2026-11-23T18:00", "(alamat contoh); saat buka lagi di Gedung Serbaguna (sementara"),
            ("2026-11-27T18:00", "sampai Jumat 27 November); saat buka lagi di Jalan Contoh Raya"),
        ],
    )
    def test_has_the_address_of_the_day(self, moved: Catalogue, at: str, said: str) -> None:
        assert said in units("location", at, moved)

    def test_has_the_address_of_the_day_asked_about(self, moved: Catalogue) -> None:
        later = units("location", "2026-11-24T09:00", moved, going_on=date(2026, 11, 30))
        assert self.place not in later
        before = units("location", "2026-11-20T09:00", moved, going_on=WEDNESDAY)
        assert "Gedung Serbaguna (sementara, sampai Jumat 27 November)." in before


class TestTwoZones:
    away = with_unit(CATALOGUE, DUKCAPIL, zone="Asia/Jayapura")

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({}, "Pukul 12.00 WIT = 10.00 WIB."),
            ({"asked_day": WEDNESDAY}, "Pukul 08.00 WIT = 06.00 WIB."),
            ({"asked_day": WEDNESDAY, "asked_time": time(9)}, "Pukul 09.00 WIT = 07.00 WIB."),
        ],
    )
    def test_are_both_told(self, asked: dict[str, Any], said: str) -> None:
        assert said in units("hours", "2026-11-24T07:00", self.away, **asked)

    def test_are_one_where_they_are_the_same(self) -> None:
        assert " = " not in units("hours", "2026-11-24T07:00")


LOCAL = (Holiday(WEDNESDAY, HolidayKind.LOCAL, "Hari Jadi Sukamaju", "SK Bupati"),)
REASONS: dict[Reason, tuple[str, dict[str, Any]]] = {
    Reason.REGULAR: ("2026-11-24T09:00", {}),
    Reason.BREAK: ("2026-11-24T12:30", {}),
    Reason.DAY_OFF: ("2026-11-28T09:00", {}),
    Reason.BEFORE_HOURS: ("2026-11-24T07:00", {}),
    Reason.AFTER_HOURS: ("2026-11-24T17:00", {}),
    Reason.ONE_OFF: ("2026-11-25T09:30", {"rules": DatedRules(one_offs=(MEETING,))}),
    Reason.NATIONAL_HOLIDAY: ("2026-12-25T09:00", {}),
    Reason.JOINT_LEAVE: ("2026-12-24T09:00", {}),
    Reason.LOCAL_HOLIDAY: ("2026-11-25T09:00", {"holidays": LOCAL}),
    Reason.QUOTA: ("2026-11-24T11:30", {"rules": DatedRules(used_up=(GONE,))}),
    Reason.SITUATION: ("2026-11-24T09:00", {"rules": DatedRules(situations=(flood(),))}),
    Reason.UNKNOWN: ("2026-11-24T09:00", {"units": ()}),
}


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_its_words(reason: Reason) -> None:
    at, changes = REASONS[reason]
    catalogue = with_unit(CATALOGUE, DUKCAPIL, week=None) if "units" in changes else CATALOGUE
    changes = {name: value for name, value in changes.items() if name != "units"}
    told = state(replace(catalogue, **changes), at)
    assert told.availability.reason is reason
    for said in (TEXT.reason(told.availability), TEXT.describe_state(told)):
        assert len(said) > 5
        assert not re.search(r"None|\(\)| [,;]", said)
