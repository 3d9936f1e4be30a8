"""Near copies are found by letters, quickly, and as looking at every pair would find them."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.understanding.near_copies import (
    NEAR,
    NearCopies,
    families,
    grams,
    learnt_from,
    likeness,
)

_MEASURED = ["Kalau bikin kartu contoh harus bawa apa saja?", "contoh singkat empat kata"]


def test_case_and_spacing_are_no_difference() -> None:
    assert grams("  Halo\n DUNIA ") == grams("halo dunia")
    assert sorted(grams("abcdefg")) == ["abcde", "bcdef", "cdefg"]
    assert grams("Ya") == {"ya"}


def test_likeness_is_the_share_of_runs_in_common() -> None:
    # "abcde bcdef cdefg" and "bcdef cdefg defgh": two of four.
    assert likeness(grams("abcdefg"), grams("bcdefgh")) == Fraction(2, 4)


def test_four_of_five_runs_in_common_are_near() -> None:
    index = NearCopies(["abcdefghi"])  # five runs

    assert index.of("abcdefgh") == [0]  # four of these, and no other
    assert index.of("abcdefg") == []  # three


@given(st.lists(st.text("ab ", max_size=14), max_size=8), st.text("ab ", max_size=14))
def test_the_index_finds_what_comparing_all_would(texts: list[str], asked: str) -> None:
    near = [n for n, text in enumerate(texts) if likeness(grams(asked), grams(text)) >= NEAR]

    assert NearCopies(texts).of(asked) == near


def test_near_copies_are_one_family_also_by_others() -> None:
    ends = ["abcdefghijklmnop", "abcdefghijklmnopqr", "abcdefghijklmnopqrst"]
    assert likeness(grams(ends[0]), grams(ends[2])) < NEAR

    first, other, second, third = families([ends[0], "quite another", ends[2], ends[1]])

    assert first == second == third != other


def test_an_example_that_repeats_what_is_measured_is_found() -> None:
    copy = "kalau bikin kartu contoh harus bawa apa saja"
    innocent = "kalau bikin kartu contoh harus ke mana?"

    assert learnt_from([innocent, copy], _MEASURED) == [copy]


def test_what_everybody_says_in_the_same_words_may_be_learnt() -> None:
    assert learnt_from(["contoh singkat empat kata"], _MEASURED) == []
