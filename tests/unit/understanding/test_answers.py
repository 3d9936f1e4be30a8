"""Figures of each aspect, computed by hand."""

import pytest

from tests.understanding.answers import Answer, Confusion, by_aspect, confusions, macro_f1

_ANSWERS = [
    Answer("fee", "fee", 0.9),
    Answer("fee", "fee", 0.9),
    Answer("fee", "hours", 0.9),
    Answer("hours", "hours", 0.9),
    Answer("mode", "fee", 0.9, frozenset({"fee"})),
]


def test_precision_recall_and_f1_are_of_the_first_label() -> None:
    told = {each.aspect: each for each in by_aspect(_ANSWERS)}

    assert [told[name].support for name in ("fee", "hours", "mode")] == [3, 1, 1]
    assert told["fee"].precision == told["fee"].recall == pytest.approx(2 / 3)
    assert (told["hours"].precision, told["hours"].recall) == (0.5, 1.0)
    assert told["hours"].f1 == pytest.approx(2 / 3)
    assert (told["mode"].precision, told["mode"].recall, told["mode"].f1) == (0, 0, 0)
    assert macro_f1(_ANSWERS) == pytest.approx(4 / 9)


def test_an_aspect_that_nobody_asked_for_is_shown_but_is_no_part_of_the_mean() -> None:
    answers = [Answer("fee", "fee", 1.0), Answer("fee", "thanks", 1.0)]

    assert [each.aspect for each in by_aspect(answers)] == ["fee", "thanks"]
    assert macro_f1(answers) == pytest.approx(2 / 3)


def test_an_accepted_label_is_no_confusion() -> None:
    answers = [*_ANSWERS, Answer("mode", "hours", 0.5), Answer("fee", "hours", 0.5)]

    assert confusions(answers) == [Confusion("fee", "hours", 2), Confusion("mode", "hours", 1)]
    assert confusions(answers, most=1) == [Confusion("fee", "hours", 2)]
