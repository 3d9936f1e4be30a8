"""No number of a person passes the mask, however it is written, and ordinary numbers do."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.message import MAX_LENGTH
from bot.domain.privacy import EMAIL, IDENTITY, PHONE, mask

NIK = "3201151207850001"
FULL_WIDTH = str.maketrans(
    "0123456789", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19"
)
ARABIC = str.maketrans("0123456789", "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669")
GAPS = [
    "",
    " ",
    ".",
    "-",
    "/",
    "\n",
    "\u200b",
    "\u2060",
    "\u00ad",
    "_",
    ",",
    " - ",
    "\u2022",
    " \u200b ",
]

PERSONAL = [
    (NIK, IDENTITY),
    (f"nik saya {NIK} mohon dicek", IDENTITY),
    (f"nik:{NIK}", IDENTITY),
    (f"NIK{NIK}atas nama Budi", IDENTITY),
    ("3201 1512 0785 0001", IDENTITY),
    ("32.01.15.120785.0001", IDENTITY),
    ("320115-120785-0001", IDENTITY),
    ("3201/1512/0785/0001", IDENTITY),
    ("3201\n1512\n0785\n0001", IDENTITY),
    ("3201 - 1512 - 0785 - 0001", IDENTITY),
    ("3201\u200b1512\u200b0785\u200b0001", IDENTITY),
    ("[3201] [1512] [0785] [0001]", IDENTITY),
    ("32O115l2O785OOO1", IDENTITY),
    ("320115120785OOOl", IDENTITY),
    ("320I I5I2 O785 O00I", IDENTITY),
    (NIK.translate(FULL_WIDTH), IDENTITY),
    (NIK.translate(ARABIC), IDENTITY),
    (f"{NIK} {NIK}", IDENTITY),
    (f"{NIK}, KK 3201150101200002", IDENTITY),
    (NIK[:-1], IDENTITY),
    (f"{NIK}7", IDENTITY),
    ("12.345.678.9-012.000", IDENTITY),
    ("01.234.567.8-901.000", IDENTITY),
    ("0123 4567 8901 2000", IDENTITY),
    ("kalo 3201151207850001 gimana", IDENTITY),
    ("081234567890", PHONE),
    ("hubungi 0812-3456-7890 ya", PHONE),
    ("0812 3456 789", PHONE),
    ("halo 081234567", PHONE),
    ("O812 3456 7890", PHONE),
    ("+62 812-3456-7890", PHONE),
    ("+6281234567890", PHONE),
    ("6281234567890", PHONE),
    ("(021) 555-1234", PHONE),
    ("021-5551234", PHONE),
    ("812-3456-7890", PHONE),
    ("2. 0812-3456-789", PHONE),
    ("081234567890 lo", PHONE),
    ("budi.santoso+ktp@contoh.co.id", EMAIL),
    ("kirim ke budi @contoh.com saja", EMAIL),
]

ORDINARY = [
    "Rp120.000",
    "Rp 1.250.000,00 per tahun",
    "antara 1.000.000-2.500.000",
    "120.000 sampai 150.000, kadang 1.500.000",
    "Rp75.000 dan Rp100.000 ditambah Rp30.000",
    "PP 76/2020 dan UU 24/2013",
    "Permendagri 108 Tahun 2019 pasal 12 ayat 3",
    "22-11-2026",
    "tanggal 01/12/2026 jam 09.00",
    "01/12/2026 - 05/12/2026",
    "2026-11-22T09:00:00",
    "2026-12-02T08:00:00+07:00",
    "Permendagri 7/2019, 104/2019, 108/2019, dan 109/2019",
    "05-03-2026 08.00-15.00",
    "buka 08.00-15.00",
    "08.00-12.00, 13.00-15.30",
    "jam 9 sampai 11.30",
    "112, 110, 113 atau 1708",
    "formulir F-1.02 dan F-1.06",
    "lahir 17 8 1945",
    "umur 17 tahun, 2 anak, RT 003 RW 012, kode pos 45123",
    "lo mau ke loket 12 atau loket 11 lo",
    "m2 atau ol 10 l",
]


@pytest.mark.parametrize(("text", "sign"), PERSONAL)
def test_a_personal_number_is_hidden_and_nothing_of_it_stays(text: str, sign: str) -> None:
    masked = mask(text)

    assert masked.found
    assert sign in masked.text
    assert not re.search(r"\d{5}", re.sub(r"[\W_]", "", masked.text))


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_number_stays_as_it_was_written(text: str) -> None:
    assert mask(text) == mask(mask(text).text)
    assert mask(text).text == text
    assert not mask(text).found


def test_the_words_around_a_number_stay() -> None:
    assert mask(f"Halo, NIK {NIK} kok ditolak?").text == "Halo, NIK [NIK] kok ditolak?"
    assert mask("WA 0812-3456-7890, email a@b.id.").text == "WA [TELEPON], email [EMAIL]."
    assert mask("kalo 081234567 lo gmn").text == "kalo [TELEPON] lo gmn"
    assert mask(f"halo{NIK}lokasi").text == "halo[NIK]lokasi"


# The first digits of a NIK are a province, 11 to 96.
identity_numbers = st.from_regex(
    r"(1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-6])\d{14}", fullmatch=True
)
scripts = st.sampled_from([str.maketrans("", ""), FULL_WIDTH, ARABIC])
words = st.text(st.characters(categories=["Ll", "Lu", "Zs", "Po"]), max_size=12)


@settings(deadline=None)
@given(identity_numbers, st.sampled_from(GAPS), st.integers(1, 8), scripts, words, words)
def test_every_identity_number_is_hidden(
    number: str, gap: str, size: int, script: dict[int, str], before: str, after: str
) -> None:
    pieces = [number[start : start + size] for start in range(0, len(number), size)]

    masked = mask(before + gap.join(pieces).translate(script) + after)

    assert masked.found
    assert _survives(number, masked.text) is None


@settings(deadline=None)
@given(st.lists(identity_numbers, min_size=2, max_size=4), st.sampled_from([" ", "\n", ", ", ""]))
def test_numbers_in_a_row_are_hidden_with_one_another(numbers: list[str], gap: str) -> None:
    masked = mask(gap.join(numbers)).text

    assert all(_survives(number, masked) is None for number in numbers)


@settings(deadline=None)
@given(identity_numbers, st.lists(st.sampled_from(GAPS), min_size=15, max_size=15))
def test_irregular_gaps_hide_nothing(number: str, gaps: list[str]) -> None:
    text = number[0] + "".join(gap + digit for gap, digit in zip(gaps, number[1:], strict=True))

    assert _survives(number, mask(text).text) is None


@settings(deadline=None)
@given(st.text(st.sampled_from("0123456789oOlI .-/@_+,\n\u200bNIKabc[]:"), max_size=80))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text).text

    assert mask(once).text == once
    assert not mask(once).found


@pytest.mark.parametrize(
    "piece",
    ["1", "l", "1 ", "1l", "l 1", "1 l l l ", "a.", "a@", "@", "\u200b1", "+", "\uff11", " "],
)
def test_the_longest_message_takes_no_time(piece: str) -> None:
    text = (piece * MAX_LENGTH)[:MAX_LENGTH]

    started = time.process_time()
    mask(text)

    assert time.process_time() - started < 0.5


def _survives(number: str, masked: str) -> str | None:
    """Return a piece of five digits or more that can still be read, signs left out."""
    readable = re.sub(r"[\W_]", "", masked)
    pieces = (number[start : start + 5] for start in range(len(number) - 4))
    return next((piece for piece in pieces if piece in readable), None)
