"""Hours as operators write them are read as they are meant, or refused with what is wrong."""

from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.application.office_hours.refusals import Refused, Wrong
from bot.application.office_hours.written_hours import (
    read_clock,
    read_ranges,
    read_week,
    write_ranges,
    write_week,
)
from bot.domain.errors import InvalidHours
from bot.domain.hours import TimeRange, WeeklyHours, in_order

OFFICE = "Sen-Kam 08.00-12.00, 13.00-15.30; Jum 08.00-11.30, 13.00-16.00; Sab-Min tutup"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (OFFICE.replace("Sab-Min", "Sab"), OFFICE),
        ("Senin-Kamis 08:00-12:00 dan 13:00-15:30; Jum'at 8.00-11.30, 13.00-16.00", OFFICE),
        ("senin s.d. kamis: 8.00 - 12.00, 13.00 sampai 15.30; jum 08.00-11.30,13.00-16.00", OFFICE),
        (
            "Sen 08.00-12.00 nomor s.d. 11.30, 13.00-15.00 (nomor terakhir 14.00)",
            "Sen 08.00-12.00 nomor s.d. 11.30, 13.00-15.00 nomor s.d. 14.00; Sel-Min tutup",
        ),
        ("24 jam", "Sen-Min 24 jam"),
        ("Setiap hari 00.00-24.00", "Sen-Min 24 jam"),
        ("Sab-Sen 07.00-09.00", "Sen 07.00-09.00; Sel-Jum tutup; Sab-Min 07.00-09.00"),
        ("Sen, Rab 07.00-09.00", "Sen 07.00-09.00; Sel tutup; Rab 07.00-09.00; Kam-Min tutup"),
        ("Jum 22.00-02.00", "Sen-Kam tutup; Jum 22.00-02.00; Sab-Min tutup"),
        ("Sen-Min 13.00-15.00, 08.00-12.00", "Sen-Min 08.00-12.00, 13.00-15.00"),
        ("tutup", "Sen-Min tutup"),
        ("belum diketahui", "belum diketahui"),
    ],
)
def test_a_week_is_read_as_it_is_meant(written: str, meant: str) -> None:
    assert write_week(read_week(written)) == meant


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("", Wrong.BAD_RANGE),
        ("Sen", Wrong.BAD_RANGE),
        ("Sen 8-12", Wrong.BAD_RANGE),
        ("Sen 08.00-12.00 Sel 08.00-12.00", Wrong.BAD_RANGE),
        ("Sen 08.00-12.00 13.00-15.00", Wrong.BAD_RANGE),
        ("Snin 08.00-12.00", Wrong.BAD_WEEKDAY),
        ("Sen-Kms 08.00-12.00", Wrong.BAD_WEEKDAY),
        ("Sen 08.00-12.00; Senin 13.00-14.00", Wrong.WEEKDAY_TWICE),
        ("Sen 08.00-25.00", Wrong.BAD_CLOCK),
        ("Sen 08.60-09.00", Wrong.BAD_CLOCK),
        ("Sen 24.30-02.00", Wrong.BAD_CLOCK),
        ("Sen 16.00-08.00", Wrong.CLOSES_BEFORE_OPENING),
        ("Sen 08.00-12.00, 11.59-13.00", Wrong.OVERLAPPING_RANGES),
        ("Sen 22.00-02.00; Sel 01.59-03.00", Wrong.OVERLAPPING_RANGES),
        ("Min 22.00-02.00; Sen 01.00-03.00", Wrong.OVERLAPPING_RANGES),
        ("Sen 08.00-12.00 nomor s.d. 12.01", Wrong.TICKET_OUTSIDE_HOURS),
    ],
)
def test_what_no_counter_can_have_is_refused(written: str, wrong: Wrong) -> None:
    with pytest.raises(Refused) as refused:
        read_week(written)

    assert refused.value.wrong is wrong


def test_hours_of_a_night_may_end_where_those_of_the_morning_begin() -> None:
    assert read_week("Sen 22.00-02.00; Sel 02.00-03.00") is not None


def test_the_last_minute_of_a_day_is_not_its_end() -> None:
    assert read_ranges("08.00-23.59") != read_ranges("08.00-24.00")
    assert read_clock("24.00") == time(0)


_CLOCKS = st.times().map(lambda moment: time(moment.hour, moment.minute))


@st.composite
def written_ranges(draw: st.DrawFn) -> tuple[TimeRange, ...]:
    """Draw the hours of a day, with last tickets, and until after midnight."""
    marks = sorted(draw(st.lists(_CLOCKS, max_size=6, unique=True)))
    pairs: list[tuple[time, time]] = list(zip(marks[::2], marks[1::2], strict=False))
    if draw(st.booleans()) and pairs:
        pairs[-1] = (pairs[-1][0], draw(st.sampled_from([time(0), time(1, 30)])))
    try:
        return in_order(tuple(TimeRange(o, c, draw(st.none() | st.just(o))) for o, c in pairs))
    except InvalidHours:
        return ()


@st.composite
def written_weeks(draw: st.DrawFn) -> WeeklyHours | None:
    """Draw a week, sometimes one that nobody knows."""
    days = {weekday: draw(written_ranges()) for weekday in range(1, 8)}
    if draw(st.booleans()):
        days |= dict.fromkeys(range(1, 5), days[1])
    try:
        return draw(st.just(WeeklyHours.of(days)) | st.none())
    except InvalidHours:
        return None


@given(written_weeks())
def test_a_written_week_is_read_as_the_same(week: WeeklyHours | None) -> None:
    assert read_week(write_week(week)) == week


@given(written_ranges())
def test_written_hours_of_a_day_are_read_as_the_same(ranges: tuple[TimeRange, ...]) -> None:
    assert read_ranges(write_ranges(ranges)) == ranges


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_week, read_ranges):
        with suppress(Refused):
            read(text)
