"""Everyday spelling becomes standard words, whatever is typed."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.catalogue import Catalogue
from bot.language.lexicon import Lexicon, LexiconError
from bot.language.normalizer import Normalizer

LEXICON = Path(__file__).parents[3] / "data" / "lexicon" / "everyday.json"
NORMALIZER = Normalizer.from_file(LEXICON)
KNOWN = sorted(
    {word for parts in Lexicon.from_file(LEXICON).phrases for word in parts}
    | Lexicon.from_file(LEXICON).known
)


@pytest.mark.parametrize(
    ("typed", "standard"),
    [
        ("min ktp sy ilang gmn ya ngurusnya", "min ktp saya hilang bagaimana ya urus nya"),
        ("MAAAAF bisaaaa gaaaa", "maaf bisa tidak"),
        ("ktpnya ketinggalan, KTP-nya", "ktp nya ketinggalan, ktp nya"),
        ("ktpku kkmu", "ktp ku kk mu"),
        ("kira2 brp lama syarat2nya", "kira-kira berapa lama syarat-syarat nya"),
        ("b1sa g4k onlen", "bisa tidak online"),
        ("Jum\u2019at buka g?", "jumat buka tidak?"),
        ("E-KTP/KK", "e-ktp kk"),
        ("dimana ngurusnya??", "di mana urus nya?"),
        ("wonten pundi\nnggih", "di mana. iya"),
        ("nggawe kk anyar, kirku mati", "bikin kk baru, kir ku mati"),
        ("sim baru habis brp duit, gratis apa bayar?", "sim baru bayar berapa duit, bayar tidak?"),
        ("abis ngurus atau habis ngurus?", "setelah urus atau setelah urus?"),
        ("sim habis masa berlaku", "sim habis masa berlaku"),
        ("g4k b1sa, 5yaratnya apa", "tidak bisa, syarat nya apa"),
        ("bsk bukaa gakk, makasihh minn", "besok buka tidak, terima kasih min"),
        ("cepet2 ya, sarat2nya apaan", "cepat-cepat ya, syarat-syarat nya apa"),
        ("bisagak? gpp kok", "bisa tidak? tidak apa-apa kok"),
        ("ktp abis masa berlakunya", "ktp habis masa berlaku nya"),
        ("abis itu kemana, abis lebaran buka?", "setelah itu ke mana, setelah lebaran buka?"),
        ("kek mana ngurusnya, dak bs?", "bagaimana urus nya, dak bisa?"),
        ("sudahmi daftar, belumpi jadi", "sudah daftar, belum jadi"),
        ("malem minggu buka", "malam-minggu buka"),
        ("syaratnya apa.biayanya brp", "syarat nya apa. biaya nya berapa"),
        ("\u200bh\u00e1lo \U0001d424\U0001d42d\U0001d429", "halo ktp"),
        ("", ""),
        ("  \n ?! ", ""),
        ("\U0001f64f\U0001f64f", ""),
    ],
)
def test_everyday_spelling_becomes_standard(typed: str, standard: str) -> None:
    assert NORMALIZER.normalize(typed) == standard


@pytest.mark.parametrize(
    "untouched",
    [
        "sonya dari kenya",
        "dina di karo",
        "dr. isa, 5 km, 100 g",
        "hanya tanya punya ibu",
        "sukamaju.go.id",
        "ktp-el-rekam-baru f-1.02 ak1 24/12 08.30 smpn1",
        "rp 50.000",
        "golongan iii kelas ii lantai xii",
        "www.sukamaju.go.id",
        "sd1 smp3 sma1 s1 d3 p3k a5 rt02 rw05 kk1 tgl5",
        "anna rossa della hanna sarah",
        "pasar senen, pasar rebo, karo, setu, niki, pian, rahayu",
    ],
)
def test_names_numbers_and_slugs_are_left_alone(untouched: str) -> None:
    assert NORMALIZER.normalize(untouched) == untouched


@pytest.mark.parametrize(
    ("typed", "content"),
    [
        ("Assalamualaikum wr wb min, mau tanya buka jam brp?", "buka jam berapa?"),
        ("halo kk, syarat bikin KK apa aja kak? makasih", "syarat bikin kk apa saja?"),
        ("pagi bu, besok pagi buka?", "besok pagi buka?"),
        ("sore ini buka?", "sore ini buka?"),
        ("bapak saya mau buat ktp", "bapak saya mau buat ktp"),
        ("bapak, saya mau buat ktp", "saya mau buat ktp"),
        ("halo pak saya mau buat ktp", "saya mau buat ktp"),
        ("sore, ini syaratnya apa", "ini syarat nya apa"),
        ("malam minggu buka?", "malam-minggu buka?"),
        ("buka jam brp kk", "buka jam berapa"),
        ("kk sy hilang", "kk saya hilang"),
        ("syarat bikin kk", "syarat bikin kk"),
        ("halo min", "halo min"),
        ("makasih kak", "terima kasih kak"),
        ("kapan buka pak", "kapan buka"),
    ],
)
def test_salutations_are_dropped_only_around_content(typed: str, content: str) -> None:
    assert NORMALIZER.strip_salutation(NORMALIZER.normalize(typed)) == content


@given(st.text(max_size=300))
def test_any_text_is_normalized_once_and_for_all(text: str) -> None:
    once = NORMALIZER.normalize(text)
    assert NORMALIZER.normalize(once) == once


_GLUED = st.builds("".join, st.lists(st.sampled_from([*KNOWN, "nya", "ku", "2", "-"]), max_size=3))


@given(st.lists(st.one_of(st.sampled_from([*KNOWN, ".", "?", "\n", "/", "g"]), _GLUED)))
def test_everyday_words_in_any_order_are_normalized_once_and_for_all(words: list[str]) -> None:
    once = NORMALIZER.normalize(" ".join(words))
    assert NORMALIZER.normalize(once) == once


_NUMBER = st.integers(0, 99_999_999).map(str)
_TWO = st.integers(0, 99).map("{:02}".format)
_WRITTEN_NUMBERS = st.one_of(
    _NUMBER,
    st.builds("{}.{}00.000".format, _TWO, st.integers(1, 9)),
    st.builds("rp{}.000".format, _NUMBER),
    st.builds("{}.{}".format, _TWO, _TWO),
    st.builds("{}:{}".format, _TWO, _TWO),
    st.builds("{}/{}/20{}".format, _TWO, _TWO, _TWO),
    st.builds("20{}-{}-{}".format, _TWO, _TWO, _TWO),
    st.builds("f-{}.{}".format, st.integers(1, 9), _TWO),
    st.builds("{} {} {}".format, st.sampled_from("bdhkl"), _NUMBER, st.sampled_from(["xyz", "qa"])),
    st.sampled_from(["[NIK]", "[TELEPON]", "[EMAIL]"]).map(lambda mask: mask[1:-1].lower()),
    st.builds("{}x{}".format, st.integers(2, 9), st.integers(2, 9)),
    st.builds("{}{}".format, st.sampled_from(["rt", "rw", "smpn", "sd", "ak", "kk", "tgl"]), _TWO),
)


@given(_WRITTEN_NUMBERS)
def test_numbers_money_times_dates_and_masks_survive(written: str) -> None:
    assert NORMALIZER.normalize(f"saya {written} buka") == f"saya {written} buka"


def test_every_name_of_the_catalogue_and_of_units_survives(seed: Catalogue) -> None:
    services = [n for s in seed.services for n in (s.name, s.family_name)]
    names = {*services, *(u.name for u in seed.units), *(place.name for place in seed.places)}
    changed = {name: NORMALIZER.normalize(name) for name in names if not _survives(name)}
    assert changed == {}


def _survives(name: str) -> bool:
    plain = " ".join(re.sub(r"[^\w\s./-]|/", " ", name.lower()).split())
    return NORMALIZER.normalize(name).replace(",", "") == plain.strip(".")


_SYLLABLES = st.lists(st.sampled_from(["su", "ran", "wi", "dya", "put", "ri", "har", "ton", "kus"]))


@given(_SYLLABLES.filter(lambda parts: 2 < len(parts) < 5).map("".join))
def test_a_name_that_no_lexicon_knows_survives(name: str) -> None:
    assert NORMALIZER.normalize(f"nama saya {name.title()}") == f"nama saya {name}"


@given(st.text(max_size=300))
def test_stripping_a_salutation_never_empties_a_text(text: str) -> None:
    normalized = NORMALIZER.normalize(text)
    assert bool(NORMALIZER.strip_salutation(normalized)) == bool(normalized)


@pytest.mark.parametrize(
    "unit",
    ["halo min syarat ktp apa ya ", "a", "nya", "2ku", "kk ", "4", "a1", "jj ", "\U0001f64f"],
)
def test_ten_thousand_characters_take_no_noticeable_time(unit: str) -> None:
    text = (unit * 10_000)[:10_000]
    started = time.perf_counter()
    NORMALIZER.strip_salutation(NORMALIZER.normalize(text))
    assert time.perf_counter() - started < 1.0


def test_a_spelling_with_two_meanings_is_refused() -> None:
    with pytest.raises(LexiconError, match="'bs'"):
        Lexicon.from_dict(_lexicon({"bisa": ["bs"], "basi": ["bs"]}))


def test_a_spelling_that_leads_to_another_spelling_is_refused() -> None:
    with pytest.raises(LexiconError, match="'gak'"):
        Lexicon.from_dict(_lexicon({"gak": ["g4k"], "tidak": ["gak"]}))


def _lexicon(words: dict[str, list[str]]) -> dict[str, object]:
    return {
        "words": words,
        "phrases": {},
        "glue": {"keep": [], "stems": [], "suffixes": []},
        "greetings": [],
        "no_greeting": [],
        "salutations": [],
        "openers": [],
        "closers": [],
        "kk_is_a_person_after": [],
    }
