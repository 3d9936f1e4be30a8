"""What officers typed, within our sentences."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.application.typed_text import clause, sentence


@pytest.mark.parametrize(
    ("typed", "inside", "alone"),
    [
        ("Banjir", "Banjir", "Banjir."),
        ("Banjir.", "Banjir", "Banjir."),
        ("Banjir...", "Banjir", "Banjir."),
        ("  Banjir ,\n jalan putus ! ", "Banjir, jalan putus", "Banjir, jalan putus!"),
        ("kok bisa??", "kok bisa", "Kok bisa?"),
        (
            "Lihat https://contoh.id/a.b",
            "Lihat https://contoh.id/a.b",
            "Lihat https://contoh.id/a.b.",
        ),
        ("Banjir (RT 3); waspada", "Banjir (RT 3); waspada", "Banjir (RT 3); waspada."),
        ("..", "", ""),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_it_ends_with_our_mark_and_not_with_two(typed: str | None, inside: str, alone: str) -> None:
    assert (clause(typed), sentence(typed)) == (inside, alone)


@given(st.text())
def test_whatever_is_typed_stays_one_line_without_doubled_marks(typed: str) -> None:
    for said in (f"karena {clause(typed)};", sentence(typed)):
        assert not re.search(r"[.,;:!?]{2}|\s\s|\n| [.,;:!?]", said.replace("karena ;", ""))


@given(st.text())
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    assert clause(clause(typed)) == clause(typed)
