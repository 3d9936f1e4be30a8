from collections.abc import Callable, Iterator

import pytest

from bot.government_questions import government_name, government_zone
from bot.operator_messages import StartError


def answering(*answers: str) -> Callable[[str], str]:
    """Answer one after the other, and then go away."""
    left: Iterator[str] = iter(answers)

    def ask(question: str) -> str:
        asked.append(question)
        try:
            return next(left)
        except StopIteration as error:
            raise EOFError from error

    asked: list[str] = []
    return ask


def nobody(question: str) -> str:
    raise EOFError(question)


@pytest.mark.parametrize("wrong", ["", "  ", "ab", "123", "x" * 101, "a\x07bc"])
def test_a_name_is_asked_until_it_can_be_used(wrong: str) -> None:
    assert government_name(None, answering(wrong, " Kota  Bitung ")) == "Kota Bitung"


@pytest.mark.parametrize(
    ("answer", "zone"),
    [
        ("", "Asia/Makassar"),
        ("1", "Asia/Jakarta"),
        ("2", "Asia/Pontianak"),
        ("4", "Asia/Jayapura"),
        ("wit", "Asia/Jayapura"),
        ("WITA", "Asia/Makassar"),
        ("asia/jakarta", "Asia/Jakarta"),
    ],
)
def test_a_zone_may_be_a_number_or_its_name_or_the_default(answer: str, zone: str) -> None:
    assert government_zone(None, "Asia/Makassar", answering(answer)) == zone


@pytest.mark.parametrize("wrong", ["0", "5", "GMT", "Asia/Tokyo", "\u0661"])
def test_a_wrong_zone_is_asked_again(wrong: str) -> None:
    assert government_zone(None, "Asia/Jakarta", answering(wrong, "WIT")) == "Asia/Jayapura"


def test_what_is_given_is_not_asked() -> None:
    assert government_name("Kota Bitung", nobody) == "Kota Bitung"
    assert government_zone("WITA", "Asia/Jakarta", nobody) == "Asia/Makassar"


@pytest.mark.parametrize(("given", "key"), [("x", "init_bad_name"), (None, "init_needs_answers")])
def test_a_script_is_refused_instead_of_asked(given: str | None, key: str) -> None:
    with pytest.raises(StartError) as refused:
        government_name(given, nobody)
    assert refused.value.messages[0].key == key


def test_a_zone_that_is_given_must_be_right() -> None:
    with pytest.raises(StartError) as refused:
        government_zone("GMT", "Asia/Jakarta", nobody)
    assert refused.value.messages[0].key == "init_bad_zone"
