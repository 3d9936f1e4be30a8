from datetime import date

import pytest

from bot.application.consult import load_matching_words
from bot.application.named_days import NamedDays
from bot.bootstrap import LEXICON
from bot.domain.catalogue import Catalogue

TODAY = date(2026, 12, 1)


def find(seed: Catalogue, text: str, today: date = TODAY) -> date | None:
    words = load_matching_words(LEXICON / "matching.json")
    return NamedDays(words.holidays).find(text, seed.holidays, today)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("dukcapil libur natal tidak", date(2026, 12, 25)),
        ("natal buka?", date(2026, 12, 25)),
        ("tahun baru buka tidak", date(2027, 1, 1)),
        ("imlek buka", date(2027, 2, 6)),
        ("tahun baru imlek buka", date(2027, 2, 6)),
        ("libur lebaran sampai kapan", date(2027, 3, 10)),
        ("nyepi tutup?", date(2027, 3, 8)),
        ("idul adha layanan buka?", date(2027, 5, 17)),
    ],
)
def test_a_named_holiday_is_the_next_one_of_that_name(
    seed: Catalogue, text: str, day: date
) -> None:
    assert find(seed, text) == day


@pytest.mark.parametrize("text", ["buka jam berapa", "saya natalia mau urus ktp", "", "kristus"])
def test_other_words_name_no_day(seed: Catalogue, text: str) -> None:
    assert find(seed, text) is None


def test_a_holiday_that_is_over_is_next_years(seed: Catalogue) -> None:
    assert find(seed, "natal buka?", date(2026, 12, 26)) == date(2027, 12, 25)
