"""Everyday spelling becomes standard words, whatever is typed."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(st.text(max_size=300))
def test_stripping_a_salutation_never_empties_a_text(text: str) -> None:
    normalized = NORMALIZER.normalize(text)
    assert bool(NORMALIZER.strip_salutation(normalized)) == bool(normalized)


@pytest.mark.parametrize(
    "unit", ["halo min syarat ktp apa ya ", "a", "nya", "2ku", "kk ", "\U0001f64f"]
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
        "salutations": [],
        "openers": [],
        "closers": [],
        "kk_is_a_person_after": [],
    }
