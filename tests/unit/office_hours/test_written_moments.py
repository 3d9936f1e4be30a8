"""Days and moments as operators write them."""

from contextlib import suppress
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.application.office_hours.refusals import Refused, Wrong
from bot.application.office_hours.written_moments import (
    read_date,
    read_end,
    read_instant,
    read_start,
)

TODAY = date(2026, 11, 24)  # a Tuesday
NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
WALL = datetime(2026, 11, 24, 9, 30)
JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2027-02-09", "2027-02-09"),
        ("9/2/2027", "2027-02-09"),
        ("9-2-2027", "2027-02-09"),
        ("9 Feb 2027", "2027-02-09"),
        ("09 FEBRUARI 2027", "2027-02-09"),
        ("Selasa, 9 Februari 2027", "2027-02-09"),
        ("tanggal 9 februari 2031", "2031-02-09"),
        ("9/2", "2027-02-09"),
        ("31 des", "2026-12-31"),
        ("hari ini", "2026-11-24"),
        ("besok", "2026-11-25"),
        ("lusa", "2026-11-26"),
        ("kemarin", "2026-11-23"),
        ("3 hari lagi", "2026-11-27"),
        ("Kamis", "2026-11-26"),
        ("hari Jum'at", "2026-11-27"),
        ("kamis depan", "2026-12-03"),
    ],
)
def test_a_day_is_read(written: str, day: str) -> None:
    assert read_date(written, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "written",
    [
        *("", "x", "31 feb 2027", "2027-13-01", "9", "2027", "besok pagi", "besok lusa"),
        *("Rabu 9 Februari 2027", "9 Feb 2027 atau besok", "sen", "11.45", "9 Feb -1"),
    ],
)
def test_what_is_no_single_day_is_refused(written: str) -> None:
    with pytest.raises(Refused) as refused:
        read_date(written, TODAY)

    assert refused.value.wrong is Wrong.BAD_DATE


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("31 Maret 2027 pukul 11.45 WIT", "2027-03-31T11:45+09:00"),
        ("2027-03-31 11:45 wita", "2027-03-31T11:45+08:00"),
        ("2027-03-31T11:45", "2027-03-31T11:45+07:00"),
        ("besok jam 8.00", "2026-11-25T08:00+07:00"),
        ("besok 24.00", "2026-11-26T00:00+07:00"),
        ("Jumat 22.00", "2026-11-27T22:00+07:00"),
        ("11.45", "2026-11-24T11:45+07:00"),
        ("sekarang", "2026-11-24T02:30+00:00"),
    ],
)
def test_an_instant_is_read(written: str, at: str) -> None:
    assert read_instant(written, NOW, JAKARTA) == datetime.fromisoformat(at)


@pytest.mark.parametrize(
    ("written", "starts", "ends"),
    [
        ("Kamis", "2026-11-26T00:00", "2026-11-27T00:00"),
        ("Kamis 12.00", "2026-11-26T12:00", "2026-11-26T12:00"),
        ("Kamis 24.00", "2026-11-27T00:00", "2026-11-27T00:00"),
        ("14.00", "2026-11-24T14:00", "2026-11-24T14:00"),
        ("sekarang", "2026-11-24T09:30", "2026-11-24T09:30"),
    ],
)
def test_a_day_alone_begins_at_midnight_and_is_meant_whole_as_an_end(
    written: str, starts: str, ends: str
) -> None:
    assert read_start(written, WALL) == datetime.fromisoformat(starts)
    assert read_end(written, WALL) == datetime.fromisoformat(ends)


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("kapan-kapan", Wrong.BAD_MOMENT),
        ("besok 8", Wrong.BAD_MOMENT),
        ("besok 25.00", Wrong.BAD_CLOCK),
        ("besok", Wrong.CLOCK_MISSING),
        ("besok WIB", Wrong.CLOCK_MISSING),
        ("", Wrong.BAD_MOMENT),
    ],
)
def test_what_is_no_instant_is_refused(written: str, wrong: Wrong) -> None:
    with pytest.raises(Refused) as refused:
        read_instant(written, NOW, JAKARTA)

    assert refused.value.wrong is wrong


def test_a_local_time_takes_no_zone() -> None:
    with pytest.raises(Refused) as refused:
        read_end("Kamis 12.00 WIT", WALL)

    assert refused.value.wrong is Wrong.ZONE_NOT_HERE


@given(st.dates(date(2001, 1, 1), date(2098, 1, 1)))
def test_a_written_day_is_read_as_the_same(day: date) -> None:
    for written in (day.isoformat(), f"{day.day}/{day.month}/{day.year}"):
        assert read_date(written, TODAY) == day


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Refused):
        read_instant(text, NOW, JAKARTA)
