"""A counter with too few people is proposed for limited service; nothing is closed silently."""

from dataclasses import replace
from datetime import date, datetime

from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import DatedRules, RosterDay
from bot.domain.situation import Scope, ServiceStatus, Situation
from bot.domain.staffing import short_staffed

TUESDAY = date(2026, 11, 24)
SUNDAY = date(2026, 11, 29)


def found(seed: Catalogue, *, at_office: int = 2, day: date = TUESDAY, **rules: object) -> int:
    """How many are proposed where Samsat needs three people."""
    kept = DatedRules(
        roster=(RosterDay("samsat", day, at_office, 6), RosterDay("bapenda", day, 0, 9)),
        minimum_staff={"samsat": 3},
    )
    catalogue = replace(seed, rules=replace(kept, **rules))  # type: ignore[arg-type]
    return len(short_staffed(catalogue, TUESDAY))


def situation(status: ServiceStatus) -> tuple[Situation, ...]:
    starts, ends = datetime(2026, 11, 24), datetime(2026, 11, 25)
    return (Situation(1, status, Scope(units=frozenset({"samsat"})), starts, ends, "x"),)


def test_only_a_counter_below_its_minimum_is_proposed(seed: Catalogue) -> None:
    assert found(seed, at_office=2) == 1
    assert found(seed, at_office=3) == 0
    assert found(seed, minimum_staff={}) == 0


def test_a_day_that_is_past_or_closed_is_not_proposed(seed: Catalogue) -> None:
    assert found(seed, day=date(2026, 11, 23)) == 0
    assert found(seed, day=SUNDAY) == 0


def test_what_is_limited_or_closed_already_is_not_proposed(seed: Catalogue) -> None:
    assert found(seed, situations=situation(ServiceStatus.TERBATAS)) == 0
    assert found(seed, situations=situation(ServiceStatus.TUTUP)) == 0
    assert found(seed, situations=situation(ServiceStatus.NORMAL)) == 1


def test_what_is_proposed_comes_by_day(seed: Catalogue) -> None:
    days = (date(2026, 11, 26), date(2026, 11, 25))
    roster = tuple(RosterDay("samsat", day, 1, 1) for day in days)
    rules = DatedRules(roster=roster, minimum_staff={"samsat": 2})

    proposed = short_staffed(replace(seed, rules=rules), TUESDAY)

    assert [short.day for short in proposed] == sorted(days)
    assert (proposed[0].at_office, proposed[0].needed) == (1, 2)
