"""Whether the online way of a service works at an instant, and until when it does not."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.answer import Answer, compose_answer
from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import Maintenance
from bot.domain.online import OnlineState
from bot.domain.reach import Whereabouts
from bot.domain.situation import Scope, ServiceStatus, Situation
from tests.unusual_days import flood, with_rules, with_unit

JAKARTA = ZoneInfo("Asia/Jakarta")
JAYAPURA = ZoneInfo("Asia/Jayapura")
AT_NINE = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 09.00 WIB
CHANNEL = "Layanan Daring Dukcapil Sukamaju"
DUKCAPIL = Scope(units=frozenset({"dinas-dukcapil"}))


def answer(catalogue: Catalogue, at: datetime = AT_NINE, unit: str | None = None) -> Answer:
    return compose_answer(catalogue, "kk-baru-perubahan", unit, at)


def online(catalogue: Catalogue, at: datetime = AT_NINE, unit: str | None = None) -> OnlineState:
    state = answer(catalogue, at, unit).online
    assert state is not None
    return state


def window(starts: int, ends: int, channel: str = CHANNEL) -> Maintenance:
    day = datetime(2026, 11, 24)
    return Maintenance(starts, channel, day.replace(hour=starts), day.replace(hour=ends), "server")


def closing(**changes: Any) -> Situation:
    return flood(ServiceStatus.TUTUP, online_too=True, **changes)


def test_without_rules_it_works_when_the_catalogue_says_so(seed: Catalogue) -> None:
    assert online(seed) == OnlineState(True)


@pytest.mark.parametrize(
    ("at", "works"),
    [("07:59:59", True), ("08:00:00", False), ("09:59:59", False), ("10:00:00", True)],
)
def test_maintenance_is_told_in_the_zone_of_the_government(
    seed: Catalogue, at: str, works: bool
) -> None:
    away = with_unit(seed, "dinas-dukcapil", zone="Asia/Jayapura")
    kept = with_rules(away, maintenance=(window(8, 10),))
    moment = datetime.fromisoformat(f"2026-11-24T{at}+07:00").astimezone(UTC)
    assert online(kept, moment).works is works


def test_maintenance_says_why_and_until_when(seed: Catalogue) -> None:
    state = online(with_rules(seed, maintenance=(window(8, 10),)))
    assert (state.reason, state.until) == ("server", datetime(2026, 11, 24, 10, tzinfo=JAKARTA))


def test_maintenance_of_another_channel_is_no_matter(seed: Catalogue) -> None:
    assert online(with_rules(seed, maintenance=(window(8, 10, "M-Paspor"),))).works


def test_what_follows_at_once_is_part_of_the_same_time(seed: Catalogue) -> None:
    windows = (window(8, 10), window(10, 12), window(13, 14))
    state = online(with_rules(seed, maintenance=windows))
    assert state.until == datetime(2026, 11, 24, 12, tzinfo=JAKARTA)


def test_a_channel_switched_off_stays_off_whatever_ends(seed: Catalogue) -> None:
    services = tuple(
        replace(s, online=replace(s.online, working=False)) if s.online else s
        for s in seed.services
    )
    off = replace(seed, services=services)
    assert online(off) == OnlineState(False)
    state = online(with_rules(off, maintenance=(window(8, 10),)))
    assert (state.works, state.until) == (False, None)


@pytest.mark.parametrize("status", list(ServiceStatus))
def test_a_situation_closes_it_only_when_it_says_so(seed: Catalogue, status: ServiceStatus) -> None:
    assert online(with_rules(seed, situations=(flood(status),))).works
    closed = flood(status, online_too=True)
    state = online(with_rules(seed, situations=(closed,)))
    assert (state.works, state.situation) == (False, closed)


@pytest.mark.parametrize(
    ("at", "works"),
    [
        ("2026-11-24T05:59:59", True),
        ("2026-11-24T06:00:00", False),
        ("2026-11-26T23:59:59", False),
        ("2026-11-27T00:00:00", True),
    ],
)
def test_a_situation_holds_in_the_zone_of_the_unit(seed: Catalogue, at: str, works: bool) -> None:
    away = with_unit(seed, "dinas-dukcapil", zone="Asia/Jayapura")
    shut = with_rules(away, situations=(closing(scope=DUKCAPIL),))
    moment = datetime.fromisoformat(at).replace(tzinfo=JAYAPURA).astimezone(UTC)
    assert online(shut, moment).works is works


def test_without_an_end_nobody_knows_until_when(seed: Catalogue) -> None:
    assert online(with_rules(seed, situations=(closing(ends=None),))).until is None


def test_of_a_situation_and_maintenance_the_situation_is_the_reason(seed: Catalogue) -> None:
    both = with_rules(seed, situations=(closing(),), maintenance=(window(8, 10),))
    state = online(both)
    assert state.reason == "Banjir di Mekarjaya."
    assert state.until == datetime(2026, 11, 27, tzinfo=JAKARTA)


def test_where_the_office_that_runs_it_is_closed_it_works_for_nobody(seed: Catalogue) -> None:
    shut = with_rules(seed, situations=(closing(scope=DUKCAPIL),))
    assert not online(shut, unit="kecamatan-sukamaju").works
    here = Scope(units=frozenset({"kecamatan-sukamaju"}))
    there = with_rules(seed, situations=(closing(scope=here),))
    assert not online(there, unit="kecamatan-sukamaju").works
    assert online(there).works


def test_one_kelurahan_closes_nothing_for_its_neighbour(seed: Catalogue) -> None:
    here = Scope(units=frozenset({"kelurahan-sukamaju"}))
    shut = with_rules(seed, situations=(closing(scope=here),))
    neighbour = Whereabouts(place=shut.place("kel-mekarsari"))
    of_neighbour = compose_answer(shut, "sktm", None, AT_NINE, neighbour)
    of_all = compose_answer(shut, "sktm", "kelurahan-sukamaju", AT_NINE)
    assert of_neighbour.works_online
    assert not of_all.works_online
