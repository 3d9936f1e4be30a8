"""Situations that hold together: which decides, and when the counter is closed by any of them."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.situation import Scope, ServiceStatus, Situation, gravest, joined

START = datetime(2026, 11, 20)
_HOURS = st.integers(0, 40)


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def test_times_that_overlap_or_touch_are_one_and_the_endless_one_is_the_last() -> None:
    times = [(at(9), at(12)), (at(1), at(3)), (at(3), at(5)), (at(2), at(4)), (at(11), None)]
    assert list(joined(times)) == [(at(1), at(5)), (at(9), None)]
    assert list(joined([(at(1), None), (at(5), at(9))])) == [(at(1), None)]
    assert list(joined([])) == []


@given(
    st.lists(
        st.tuples(_HOURS, st.integers(1, 8) | st.none()).map(
            lambda drawn: (at(drawn[0]), at(drawn[0] + drawn[1]) if drawn[1] else None)
        ),
        max_size=8,
    )
)
def test_joined_times_cover_the_same_hours_and_stand_apart(
    times: list[tuple[datetime, datetime | None]],
) -> None:
    together = list(joined(times))
    for hour in range(60):
        assert _covers(times, at(hour)) == _covers(together, at(hour))
    for (_, ends), (starts, _) in pairwise(together):
        assert ends is not None
        assert ends < starts


def test_of_equally_grave_situations_the_latest_entered_decides() -> None:
    def of(number: int, status: ServiceStatus) -> Situation:
        return Situation(number, status, Scope(), START, None, "Banjir")

    first, second = of(1, ServiceStatus.TUTUP), of(2, ServiceStatus.TUTUP)
    mild = of(3, ServiceStatus.TERBATAS)
    assert gravest([second, first, mild]) is second
    assert gravest([]) is None


def _covers(times: list[tuple[datetime, datetime | None]], moment: datetime) -> bool:
    return any(starts <= moment and (ends is None or moment < ends) for starts, ends in times)
