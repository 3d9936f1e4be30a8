"""Intervals and comparisons, by figures that were computed by hand or by others."""

import pytest

from tests.understanding.shares import Share, fell_on_other_rows, fell_on_the_same_rows


def test_what_says_nothing_is_not_counted() -> None:
    assert Share.among([True, None, False, True]) == Share(2, 3)


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [(Share(8, 10), 0.4902, 0.9433), (Share(0, 10), 0.0, 0.2775), (Share(10, 10), 0.7225, 1.0)],
)
def test_the_interval_is_wilsons(share: Share, low: float, high: float) -> None:
    assert share.interval == pytest.approx((low, high), abs=5e-5)


def test_nothing_is_known_of_no_rows() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval) == (0.0, (0.0, 1.0))


@pytest.mark.parametrize(
    ("now", "fell"),
    [(Share(870, 1000), True), (Share(875, 1000), False), (Share(950, 1000), False)],
)
def test_other_rows_must_differ_by_more_than_two_samples_do(now: Share, *, fell: bool) -> None:
    # By hand: 0.0280 is chance for 870, of which 0.0300 were lost; 0.0277 for 875, of 0.0250.
    assert fell_on_other_rows(Share(900, 1000), now) is fell


def test_nothing_falls_from_nothing() -> None:
    assert not fell_on_other_rows(Share(0, 0), Share(0, 10))


@pytest.mark.parametrize(
    ("lost", "won", "fell"),
    # By hand: 1/32, 1/64, 9/256 and 10/512, against 0.025.
    [(5, 0, False), (6, 0, True), (7, 1, False), (8, 1, True), (0, 0, False), (0, 9, False)],
)
def test_of_the_same_rows_only_those_that_turned_count(lost: int, won: int, *, fell: bool) -> None:
    before = [True] * lost + [False] * won + [True] * 100
    now = [False] * lost + [True] * won + [True] * 100

    assert fell_on_the_same_rows(before, now) is fell
