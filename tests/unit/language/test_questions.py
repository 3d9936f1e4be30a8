"""A message is cut into clauses, and what each asks becomes what the message asks."""

from pathlib import Path

import pytest

from engine.aspects import Clause, asked
from engine.clauses import Clauses
from engine.wording import Wording

LEXICON = Path(__file__).parents[3] / "data" / "lexicon"
CLAUSES = Clauses.from_file(LEXICON / "clauses.json")
WORDING = Wording.from_folder(LEXICON)


@pytest.mark.parametrize(
    ("content", "clauses"),
    [
        ("syarat kk apa? biaya nya berapa?", ["syarat kk apa?", "biaya nya berapa?"]),
        ("syarat dan biaya skck", ["syarat", "biaya skck"]),
        ("alamat nya mana, buka kapan", ["alamat nya mana", "buka kapan"]),
        ("ktp saya hilang, harus bawa apa", ["ktp saya hilang, harus bawa apa"]),
        ("danau sama-sama terusan", ["danau sama-sama terusan"]),
    ],
)
def test_a_clause_ends_where_a_second_question_may_begin(content: str, clauses: list[str]) -> None:
    assert CLAUSES.of(content) == clauses


def test_of_a_very_long_message_the_beginning_and_the_end_are_read() -> None:
    clauses = CLAUSES.of(" dan ".join(str(number) for number in range(5000)))

    assert clauses[0] == "0"
    assert clauses[-1] == "4999"
    assert len(clauses) == 12


def test_documents_and_greetings_do_not_show_in_what_is_learnt() -> None:
    kk = WORDING.read("Halo min, syarat kartu keluarga apa aja? makasih")
    skck = WORDING.read("pagi kak, sarat skck apa aja? Terima kasih banyak pak")

    assert kk.content == "syarat kartu keluarga apa saja?"
    assert kk.features == skck.features


def test_a_message_without_words_has_no_content() -> None:
    assert WORDING.read(" \U0001f64f\n\u200b").content == ""


def _clause(name: str, confidence: float, *, asks: bool = True) -> Clause:
    return Clause({name: confidence, "goodbye": 0.01}, asks)


@pytest.mark.parametrize(
    ("whole", "clauses", "names"),
    [
        (("fee", 0.6), [("mode", 0.8, True), ("fee", 0.9, True)], ["fee", "mode"]),
        (("requirements", 0.6), [("greet", 0.9, False), ("fee", 0.9, True)], ["requirements"]),
        (("greet", 0.6), [("greet", 0.9, False), ("fee", 0.9, True)], ["fee"]),
        (("thanks", 0.9), [("thanks", 0.9, False)], ["thanks"]),
        (("procedure", 0.6), [("procedure", 0.9, False), ("fee", 0.9, True)], ["fee"]),
        (("fee", 0.6), [("procedure", 0.9, True), ("fee", 0.8, True)], ["procedure", "fee"]),
        (("lost_or_damaged", 0.7), [("lost_or_damaged", 0.9, True), ("fee", 0.8, True)], ["fee"]),
        (("complaint", 0.6), [("contact", 0.9, True), ("hours", 0.9, True)], ["complaint"]),
        (("fee", 0.6), [("mode", 0.4, True), ("fee", 0.9, True)], ["fee"]),
        (("out_of_scope", 0.2), [], ["out_of_scope"]),
        (
            ("fee", 0.5),
            [("fee", 0.6, True), ("mode", 0.7, True), ("hours", 0.8, True), ("contact", 0.9, True)],
            ["contact", "hours", "mode"],
        ),
    ],
)
def test_what_is_asked(
    whole: tuple[str, float], clauses: list[tuple[str, float, bool]], names: list[str]
) -> None:
    parts = [_clause(name, confidence, asks=asks) for name, confidence, asks in clauses]

    assert [aspect.name for aspect in asked(dict([whole]), parts)] == names
