import pytest

from bot.application.typed_choice import TypedChoices
from bot.bootstrap import LEXICON
from bot.domain.message import Choice
from bot.language.normalizer import Normalizer

YES, NO = (f'/choose{{"answer": "a={value}"}}' for value in ("yes", "no"))
MARRIED = (Choice("Sudah/pernah kawin", YES), Choice("Belum kawin", NO))
ABSENT = (Choice("Ya, diwakilkan", YES), Choice("Tidak, sendiri", NO))
FOREIGN = (Choice("Ada yang WNA", YES), Choice("Keduanya WNI", NO))
ASPECTS = (Choice("Biaya", "fee"), Choice("Lama proses", "duration"), Choice("Syarat", "papers"))


def typed(text: str, offered: tuple[Choice, ...]) -> str | None:
    normalize = Normalizer.from_file(LEXICON / "everyday.json").normalize
    choices = TypedChoices.from_file(LEXICON / "short_answers.json", normalize)
    found = choices.find(text, offered)
    return found.payload if found else None


@pytest.mark.parametrize(
    ("text", "offered", "expected"),
    [
        ("sudah", MARRIED, YES),
        ("udah", MARRIED, YES),
        ("blm", MARRIED, NO),
        ("belum kawin", MARRIED, NO),
        ("2", MARRIED, NO),
        ("ya", ABSENT, YES),
        ("Ya, diwakilkan.", ABSENT, YES),
        ("gak", ABSENT, NO),
        ("wni", FOREIGN, NO),
        ("gak ada", FOREIGN, NO),
        ("iya bu", FOREIGN, YES),
        ("tidak", MARRIED, NO),
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
        ("proses", ASPECTS),
        ("pak", ABSENT),
        ("tidak", ASPECTS),
        ("pernah", MARRIED + ABSENT),
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
