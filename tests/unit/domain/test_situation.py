"""Situations that hold together: which of them decides."""

from datetime import datetime

from bot.domain.situation import Scope, ServiceStatus, Situation, gravest


def test_of_equally_grave_situations_the_latest_entered_decides() -> None:
    def of(number: int, status: ServiceStatus) -> Situation:
        return Situation(number, status, Scope(), datetime(2026, 11, 20), None, "Banjir")

    first, second = of(1, ServiceStatus.TUTUP), of(2, ServiceStatus.TUTUP)
    mild = of(3, ServiceStatus.TERBATAS)
    assert gravest([second, first, mild]) is second
    assert gravest([]) is None
