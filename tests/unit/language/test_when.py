"""The day and the time in everyday text, as seen from Monday, 21 September 2026."""

from datetime import date, time
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.normalizer import Normalizer
from bot.language.when import find_day, find_time

NORMALIZER = Normalizer.from_file(Path(__file__).parents[3] / "data" / "lexicon" / "everyday.json")
MONDAY = date(2026, 9, 21)
WEDNESDAY = date(2026, 9, 23)
THURSDAY = date(2026, 9, 24)
SATURDAY = date(2026, 9, 26)
LONG = (
    "jam 8 ",
    "setengah ",
    "tanggal 5 ",
    "24/12 ",
    "minggu ",
    "kemarin ",
    "tanggal . ",
    "selasa 29 ",
    "rt. ",
    "1" * 7,
    "dan ",
)


def day_in(typed: str, today: date = MONDAY) -> date | None:
    return find_day(NORMALIZER.normalize(typed), today)


def time_in(typed: str) -> time | None:
    return find_time(NORMALIZER.normalize(typed))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("hari ini buka?", date(2026, 9, 21)),
        ("hr ini msh buka ga", date(2026, 9, 21)),
        ("nanti sore masih buka?", date(2026, 9, 21)),
        ("siang ini bisa?", date(2026, 9, 21)),
        ("bsk buka gak?", date(2026, 9, 22)),
        ("besok pagi jam 8", date(2026, 9, 22)),
        ("lusa", date(2026, 9, 23)),
        ("besok lusa buka?", date(2026, 9, 23)),
        ("kmrn kok tutup", date(2026, 9, 20)),
        ("kemarin lusa tutup ya", date(2026, 9, 19)),
        ("kemarin sdh datang, besok buka?", date(2026, 9, 22)),
        ("senin buka?", date(2026, 9, 21)),
        ("jum'at buka sampai jam brp", date(2026, 9, 25)),
        ("hari sabtu buka?", date(2026, 9, 26)),
        ("hari minggu buka?", date(2026, 9, 27)),
        ("minggu buka ga", date(2026, 9, 27)),
        ("senin depan", date(2026, 9, 28)),
        ("jumat minggu depan", date(2026, 10, 2)),
        ("kamis pekan ini", date(2026, 9, 24)),
        ("jumat kemarin tutup", date(2026, 9, 18)),
        ("senin lalu", date(2026, 9, 14)),
        ("setiap jumat buka sampai jam berapa", date(2026, 9, 25)),
        ("malam minggu buka?", date(2026, 9, 26)),
        ("tgl 24 buka?", date(2026, 9, 24)),
        ("tgl24 buka?", date(2026, 9, 24)),
        ("tanggal 21", date(2026, 9, 21)),
        ("tgl 5 buka?", date(2026, 10, 5)),
        ("tgl 31 buka?", date(2026, 10, 31)),
        ("tgl 5 bulan depan", date(2026, 10, 5)),
        ("tgl 24 bulan 12", date(2026, 12, 24)),
        ("tgl 24 bln desember", date(2026, 12, 24)),
        ("24 desember buka?", date(2026, 12, 24)),
        ("24 des 2026 buka?", date(2026, 12, 24)),
        ("tanggal 24 Desember jam 8", date(2026, 12, 24)),
        ("17 agustus", date(2027, 8, 17)),
        ("17 agustus kemarin tutup", date(2026, 8, 17)),
        ("24/12", date(2026, 12, 24)),
        ("tgl 24/12/2026", date(2026, 12, 24)),
        ("24-12-2026", date(2026, 12, 24)),
        ("2026-12-24", date(2026, 12, 24)),
        ("tanggal 24/7 buka?", date(2027, 7, 24)),
        ("hari minggu kemarin tutup", date(2026, 9, 20)),
        ("daftar dari senin, besok bisa diambil?", date(2026, 9, 22)),
        ("daftar nikah, tanggal 24 kosong?", date(2026, 9, 24)),
        ("sabtu besok buka?", date(2026, 9, 26)),
        ("senin besok buka?", date(2026, 9, 28)),
        ("tgl 18 kemarin tutup", date(2026, 9, 18)),
        ("kamis 24 desember buka?", date(2026, 12, 24)),
        ("sim saya mati tgl 3 september, besok buka?", date(2026, 9, 22)),
        ("urus akta lahir tgl 24 bisa?", date(2026, 9, 24)),
    ],
)
def test_a_day_that_is_named_is_found(typed: str, day: date | None) -> None:
    assert day_in(typed) == day


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "sekarang buka?",
        "minggu depan buka?",
        "minggu ini buka?",
        "2 minggu lagi jadi?",
        "tiap minggu buka?",
        "senin sampai jumat buka jam berapa",
        "senin-jumat jam berapa",
        "sabtu minggu buka?",
        "besok atau lusa",
        "jumat 24 desember buka?",
        "24 desember sampai 2 januari tutup?",
        "tanggal 24 sampai 26 buka?",
        "tanggal berapa jadinya",
        "tanggal 24-25 buka?",
        "umur 17 tahun bisa?",
        "SIM A umur 17",
        "jadi 3 hari?",
        "1 bulan lagi habis",
        "biaya Rp75.000 ya",
        "menurut PP 76/2020",
        "perda 3/11 itu apa",
        "isi f-1.02",
        "buka 24 jam?",
        "buka 24/7?",
        "rt 02/05",
        "RT 3/8 kelurahan mana",
        "tunggu 1/2 jam?",
        "lahir 24 desember 1990",
        "ktp terakhir 24 desember 2024",
        "anak lahir tgl 3 september",
        "berlaku sampai 24 desember",
        "tanggal 32",
        "30/02/2027",
        "29 februari",
        "kemarin tgl 18 tutup",
        "17 agustus tahun lalu",
        "sudah daftar dari senin",
        "buka dari senin sampai jumat?",
        "dari kemarin belum dibalas",
        "berkas saya yang kemarin",
        "sudah bayar minggu kemarin",
        "berminggu minggu belum jadi",
        "jam besuk rsud",
        "3x4 berapa lembar",
        "tahun 2026",
    ],
)
def test_a_message_without_one_clear_day_has_none(typed: str) -> None:
    assert day_in(typed) is None


@pytest.mark.parametrize(
    ("typed", "today", "day"),
    [
        ("besok jumat buka?", THURSDAY, date(2026, 9, 25)),
        ("besok jumat buka?", WEDNESDAY, None),
        ("jumat buka?", date(2026, 9, 25), date(2026, 9, 25)),
        ("senin", SATURDAY, date(2026, 9, 28)),
        ("senin depan", WEDNESDAY, date(2026, 9, 28)),
        ("jumat depan", WEDNESDAY, date(2026, 10, 2)),
        ("besok minggu buka?", SATURDAY, date(2026, 9, 27)),
        ("tgl 5", date(2026, 12, 21), date(2027, 1, 5)),
        ("tgl 30", date(2027, 1, 31), None),
        ("29 februari", date(2027, 12, 1), date(2028, 2, 29)),
        ("besok", date.max, None),
        ("tgl 5", date.max, None),
        ("kemarin", date.min, None),
    ],
)
def test_the_day_depends_on_today(typed: str, today: date, day: date | None) -> None:
    assert day_in(typed, today) == day


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("jam 8 buka?", time(8)),
        ("jam 8.30", time(8, 30)),
        ("jam 08:30", time(8, 30)),
        ("jam8 buka", time(8)),
        ("jam 11.45", time(11, 45)),
        ("pukul 14.00 WIB", time(14)),
        ("pkl 13.30", time(13, 30)),
        ("jam 2 masih buka?", time(14)),
        ("jam 1.30", time(13, 30)),
        ("jam 12 buka?", time(12)),
        ("jam 12.30", time(12, 30)),
        ("jam 02.00", time(2)),
        ("jam 8 pagi", time(8)),
        ("jam 6 pagi", time(6)),
        ("jam 2 siang", time(14)),
        ("jam 11 siang", time(11)),
        ("jam 4 sore", time(16)),
        ("jam 6 sore", time(18)),
        ("jam 7 malam", time(19)),
        ("jam 12 malam", time(0)),
        ("jam 2 malam", time(2)),
        ("jam 8 besok pagi", time(8)),
        ("besok sore jam 5", time(17)),
        ("besok malam jam 8", time(20)),
        ("setengah 8", time(7, 30)),
        ("jam setengah 8 buka?", time(7, 30)),
        ("jam setengah 1", time(12, 30)),
        ("setengah 3 sore", time(14, 30)),
        ("jam delapan", time(8)),
        ("jam dua belas siang", time(12)),
        ("jam 8 lewat 15", time(8, 15)),
        ("jam 3 kurang seperempat", time(14, 45)),
        ("jam 10-an", time(10)),
        ("11.45 siang bisa?", time(11, 45)),
        ("jam 8 hari senin", time(8)),
        ("tgl 24 jam 8", time(8)),
        ("jam 8 atau jam 8.00", time(8)),
    ],
)
def test_a_time_that_is_named_is_found(typed: str, at: time) -> None:
    assert time_in(typed) == at


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "jam berapa buka",
        "jam kerja",
        "buka 24 jam 7 hari?",
        "24 jam",
        "2 jam 30 menit",
        "setengah hari",
        "jam 6 buka?",
        "jam 25",
        "jam 8.75",
        "jam 8 sampai jam 3",
        "jam 8 sampai 3",
        "jam 8-10",
        "8 pagi",
        "11.45",
        "biaya 75.000",
        "Rp75.000 pagi",
        "17 tahun",
        "tgl 5",
        "f-1.02",
        "jam 9 sore",
        "dua belas orang",
    ],
)
def test_a_message_without_one_clear_time_has_none(typed: str) -> None:
    assert time_in(typed) is None


@given(
    st.one_of(st.text(), st.lists(st.sampled_from((*LONG, "besok", "jam", "11.45"))).map(" ".join)),
    st.dates(),
)
def test_any_text_on_any_day_is_read(text: str, today: date) -> None:
    day, at = find_day(text, today), find_time(text)
    assert day is None or isinstance(day, date)
    assert at is None or at.tzinfo is None


@pytest.mark.parametrize("words", LONG)
def test_ten_thousand_characters_take_no_time(words: str) -> None:
    text = (words * 10_000)[:10_000]
    begun = perf_counter()
    find_day(text, MONDAY)
    find_time(text)
    assert perf_counter() - begun < 0.5
