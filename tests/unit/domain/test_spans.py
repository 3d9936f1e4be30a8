"""Spans of local time: those that touch or overlap are one, and cover what they covered."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.spans import Span, joined

START = datetime(2026, 11, 20)


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


_SPANS = st.tuples(st.integers(0, 40), st.integers(1, 8)).map(
    lambda drawn: (at(drawn[0]), at(drawn[0] + drawn[1]))
)


def test_spans_that_overlap_or_touch_are_one() -> None:
    spans = [
        (at(9), at(12)),
        (at(1), at(3)),
        (at(3), at(5)),
        (at(2), at(4)),
        (at(11), at(999)),
    ]
    assert joined(spans) == [(at(1), at(5)), (at(9), at(999))]
    assert joined([]) == []


@given(st.lists(_SPANS, max_size=8))
def test_joined_spans_cover_the_same_hours_and_stand_apart(spans: list[Span]) -> None:
    together = joined(spans)
    for hour in range(60):
        assert _covers(spans, at(hour)) == _covers(together, at(hour))
    assert all(ends < starts for (_, ends), (starts, _) in pairwise(together))


def _covers(spans: list[Span], moment: datetime) -> bool:
    return any(starts <= moment < ends for starts, ends in spans)
