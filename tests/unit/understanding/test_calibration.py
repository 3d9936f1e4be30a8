"""Calibration and thresholds, computed by hand."""

import pytest

from tests.understanding.answers import Answer
from tests.understanding.calibration import (
    calibration_error,
    calibration_interval,
    cheapest,
    reliability,
    sweep,
    threshold,
)
from tests.understanding.shares import Share


def _answer(confidence: float, *, right: bool) -> Answer:
    return Answer("fee", "fee" if right else "mode", confidence)


_ANSWERS = [
    _answer(0.95, right=True),
    _answer(0.95, right=False),
    _answer(0.35, right=True),
    _answer(0.35, right=False),
    _answer(0.35, right=False),
]


def test_answers_of_like_certainty_are_counted_together() -> None:
    bins = reliability([*_ANSWERS, _answer(1.0, right=True), _answer(0.0, right=False)])

    assert [each.right for each in bins if each.right.of] == [
        Share(0, 1),
        Share(1, 3),
        Share(2, 3),
    ]
    assert (bins[9].low, bins[9].high) == (0.9, 1.0)
    assert bins[9].confidence == pytest.approx((0.95 + 0.95 + 1) / 3)


def test_the_calibration_error_is_the_mean_distance_from_the_truth() -> None:
    # Two rows 0.95 - 1/2 apart, three rows 0.35 - 1/3 apart.
    assert calibration_error(_ANSWERS) == pytest.approx(0.19)
    assert calibration_error([]) == 0


def test_an_accepted_answer_is_right() -> None:
    accepted = Answer("fee", "mode", 1.0, frozenset({"mode"}))

    assert calibration_error([accepted]) == 0


def test_the_interval_of_the_error_is_the_same_every_time_and_holds_it() -> None:
    answers = _ANSWERS * 20
    low, high = calibration_interval(answers)

    assert (low, high) == calibration_interval(answers)
    assert 0 < low < calibration_error(answers) < high < 1


def test_a_threshold_prevents_what_is_wrong_and_spoils_what_is_right() -> None:
    at = threshold(_ANSWERS, 0.4)

    assert (at.answered, at.right) == (Share(2, 5), Share(1, 2))
    assert (at.prevented, at.spoilt) == (Share(2, 3), Share(1, 2))
    assert at.cost(1) == pytest.approx(2 / 5)
    assert at.cost(3) == pytest.approx(4 / 5)


def test_what_is_as_certain_as_the_threshold_is_answered() -> None:
    assert threshold(_ANSWERS, 0.35).answered == Share(5, 5)


def test_the_cheapest_threshold_depends_on_what_a_wrong_answer_costs() -> None:
    assert cheapest(_ANSWERS, wrong=0.1).at == 0
    assert cheapest(_ANSWERS, wrong=1).at == 0.36
    assert cheapest(_ANSWERS, wrong=10).at == 0.96


def test_thresholds_are_swept_in_steps() -> None:
    assert [each.at for each in sweep(_ANSWERS, step=25)] == [0, 0.25, 0.5, 0.75]
