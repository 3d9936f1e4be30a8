import pytest

from bot.application.typed_choice import TypedChoices
from bot.bootstrap import LEXICON
from bot.domain.message import Choice
from bot.language.normalizer import Normalizer

MARRIED = (Choice("Sudah/pernah kawin", "yes"), Choice("Belum kawin", "no"))
ABSENT = (Choice("Ya, diwakilkan", "yes"), Choice("Tidak, sendiri", "no"))
ASPECTS = (Choice("Biaya", "fee"), Choice("Lama proses", "duration"), Choice("Syarat", "papers"))


def typed(text: str, offered: tuple[Choice, ...]) -> str | None:
    choices = TypedChoices(Normalizer.from_file(LEXICON / "everyday.json").normalize)
    found = choices.find(text, offered)
    return found.payload if found else None


@pytest.mark.parametrize(
    ("text", "offered", "expected"),
    [
        ("sudah", MARRIED, "yes"),
        ("udah", MARRIED, "yes"),
        ("blm", MARRIED, "no"),
        ("belum kawin", MARRIED, "no"),
        ("2", MARRIED, "no"),
        ("ya", ABSENT, "yes"),
        ("Ya, diwakilkan.", ABSENT, "yes"),
        ("gak", ABSENT, "no"),
        ("lama proses", ASPECTS, "duration"),
        ("syarat?", ASPECTS, "papers"),
    ],
)
def test_a_choice_can_be_typed(text: str, offered: tuple[Choice, ...], expected: str) -> None:
    assert typed(text, offered) == expected


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("sudah jadi belum ktp saya?", MARRIED),
        ("kawin", MARRIED),
        ("biaya ktp", ASPECTS),
        ("kalau kk?", ASPECTS),
        ("", ABSENT),
        ("?", ABSENT),
        ("3", ABSENT),
    ],
)
def test_what_says_more_than_a_button_is_a_question(text: str, offered: tuple[Choice, ...]) -> None:
    assert typed(text, offered) is None


def test_a_word_that_begins_two_titles_chooses_neither() -> None:
    offered = (Choice("KTP hilang", "a"), Choice("KTP rusak", "b"))
    assert typed("ktp", offered) is None
