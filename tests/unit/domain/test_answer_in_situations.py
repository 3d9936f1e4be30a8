"""What is true of a service while something is not as usual."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.answer import Answer, compose_answer, compose_unit_state
from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import DailyQuota, OneOffChange, QuotaUsedUp, Season, SeasonOfUnit
from bot.domain.openings import Move, Reason
from bot.domain.situation import Scope, ServiceStatus
from tests.unusual_days import EVERYWHERE, flood, hours, week, with_rules, with_unit

JAKARTA = ZoneInfo("Asia/Jakarta")
AT_NINE = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # Tuesday, 09.00 WIB
DUKCAPIL = "dinas-dukcapil"
IN_PERSON, PARTLY, ONLINE = "ktp-el-rekam-baru", "ktp-el-hilang", "kk-baru-perubahan"


def during(catalogue: Catalogue, service: str, unit: str | None = None, **changes: Any) -> Answer:
    shut = with_rules(catalogue, situations=(flood(**changes),))
    return compose_answer(shut, service, unit, AT_NINE)


@pytest.mark.parametrize("status", list(ServiceStatus))
@pytest.mark.parametrize("unit", [None, DUKCAPIL])
def test_the_status_is_that_of_the_situation(
    seed: Catalogue, status: ServiceStatus, unit: str | None
) -> None:
    answer = during(seed, PARTLY, unit, status=status)
    assert answer.status is status
    assert answer.is_shut is status.closes_counter
    assert answer.situation_ends == datetime(2026, 11, 27, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("service", "online_too", "no_way", "begins"),
    [
        (IN_PERSON, False, True, False),
        (IN_PERSON, True, True, False),
        (PARTLY, False, False, True),
        (PARTLY, True, True, False),
        (ONLINE, False, False, False),
        (ONLINE, True, True, False),
    ],
)
def test_what_is_left_while_every_counter_is_shut(
    seed: Catalogue, service: str, online_too: bool, no_way: bool, begins: bool
) -> None:
    answer = during(seed, service, online_too=online_too)
    assert (answer.has_no_way, answer.begins_online) == (no_way, begins)


def test_nothing_is_disturbed_without_rules(seed: Catalogue) -> None:
    answer = compose_answer(seed, PARTLY, None, AT_NINE)
    assert answer.is_undisturbed
    assert (answer.status, answer.situation, answer.instead) == (ServiceStatus.NORMAL, None, ())


def test_a_service_that_is_excepted_goes_on(seed: Catalogue) -> None:
    others = Scope(except_services=frozenset({PARTLY}))
    assert during(seed, PARTLY, scope=others).is_undisturbed
    assert during(seed, ONLINE, scope=others).is_shut


def test_the_first_unit_is_answered_for_and_those_that_serve_follow(seed: Catalogue) -> None:
    flooded = Scope(units=frozenset({DUKCAPIL, "kecamatan-sukamaju"}))
    answer = during(seed, IN_PERSON, scope=flooded)
    slugs = [state.unit.slug for state in answer.units]
    assert slugs == [DUKCAPIL, "kecamatan-mekarjaya", "kecamatan-sukamaju"]
    assert answer.status is ServiceStatus.DARING_SAJA
    assert [state.unit.slug for state in answer.instead] == ["kecamatan-mekarjaya"]
    assert answer.is_of_one_unit
    assert not answer.is_shut


def test_a_unit_that_is_asked_about_decides_alone(seed: Catalogue) -> None:
    flooded = Scope(units=frozenset({DUKCAPIL}))
    at_dukcapil = during(seed, PARTLY, DUKCAPIL, scope=flooded)
    elsewhere = during(seed, PARTLY, "kecamatan-sukamaju", scope=flooded)
    assert (at_dukcapil.status, elsewhere.status) == (
        ServiceStatus.DARING_SAJA,
        ServiceStatus.NORMAL,
    )


def test_a_service_without_a_unit_has_the_status_of_all(seed: Catalogue) -> None:
    nowhere = replace(with_rules(seed, situations=(flood(),)), offerings=())
    answer = compose_answer(nowhere, PARTLY, None, AT_NINE)
    assert answer.status is ServiceStatus.DARING_SAJA
    assert answer.is_shut


def test_the_quota_of_one_service_is_gone_for_that_service_only(seed: Catalogue) -> None:
    gone = QuotaUsedUp(DUKCAPIL, PARTLY, date(2026, 11, 24), datetime(2026, 11, 24, 8, 30))
    quotas = (DailyQuota(DUKCAPIL, PARTLY, 20), DailyQuota(DUKCAPIL, None, 80))
    catalogue = with_rules(seed, used_up=(gone,), quotas=quotas)
    out = compose_answer(catalogue, PARTLY, DUKCAPIL, AT_NINE).units[0]
    left = compose_answer(catalogue, ONLINE, DUKCAPIL, AT_NINE).units[0]
    assert (out.availability.reason, out.quota) == (Reason.QUOTA, 20)
    assert out.used_up == datetime(2026, 11, 24, 8, 30, tzinfo=JAKARTA)
    assert (left.availability.open, left.quota, left.used_up) == (True, 80, None)


MOVED = Season(
    id=1,
    name="renovasi",
    first_day=date(2026, 11, 24),
    last_day=date(2026, 11, 27),
    week=None,
    units=(SeasonOfUnit(DUKCAPIL, None, "Gedung Serbaguna"),),
)


@pytest.mark.parametrize(
    ("at", "moved"),
    [
        ("2026-11-23T23:59:59+07:00", None),
        ("2026-11-24T00:00:00+07:00", "Gedung Serbaguna"),
        ("2026-11-27T23:59:59+07:00", "Gedung Serbaguna"),
        ("2026-11-28T00:00:00+07:00", None),
    ],
)
def test_the_address_is_the_one_of_the_day(seed: Catalogue, at: str, moved: str | None) -> None:
    catalogue = with_rules(seed, seasons=(MOVED,))
    moment = datetime.fromisoformat(at).astimezone(UTC)
    state = compose_unit_state(catalogue, DUKCAPIL, moment)
    assert state.address == (moved or seed.unit(DUKCAPIL).address)
    assert state.moved == (moved and Move(moved, date(2026, 11, 27), "renovasi"))


def test_a_change_of_one_day_moves_it_for_that_day(seed: Catalogue) -> None:
    change = OneOffChange(DUKCAPIL, date(2026, 11, 24), hours("08:00-12:00"), "pasar", "Alun-alun")
    state = compose_unit_state(
        with_rules(seed, seasons=(MOVED,), one_offs=(change,)), DUKCAPIL, AT_NINE
    )
    assert state.moved == Move("Alun-alun", date(2026, 11, 24), "pasar")


@pytest.mark.parametrize(
    ("clock", "is_too_late", "next_in"),
    [
        ("11:29:59", False, "2026-11-24T08:00"),
        ("11:30:00", True, "2026-11-24T13:00"),
        ("12:30:00", False, "2026-11-24T13:00"),
        ("14:00:00", True, "2026-11-25T08:00"),
        ("15:30:00", False, "2026-11-25T08:00"),
    ],
)
def test_after_the_last_ticket_nobody_is_taken_in(
    seed: Catalogue, clock: str, is_too_late: bool, next_in: str
) -> None:
    tickets = week(hours("08:00-12:00/11:30", "13:00-15:30/14:00"))
    catalogue = with_unit(seed, DUKCAPIL, week=tickets)
    at = datetime.fromisoformat(f"2026-11-24T{clock}+07:00").astimezone(UTC)
    state = compose_unit_state(catalogue, DUKCAPIL, at)
    assert state.is_too_late is is_too_late
    assert state.admission is not None
    assert f"{state.admission.opens:%Y-%m-%dT%H:%M}" == next_in


def test_what_follows_when_it_closes_is_known_beforehand(seed: Catalogue) -> None:
    outage = flood(
        ServiceStatus.TUTUP,
        EVERYWHERE,
        starts=datetime(2026, 11, 24, 10),
        ends=datetime(2026, 11, 24, 11),
    )
    state = compose_unit_state(with_rules(seed, situations=(outage,)), DUKCAPIL, AT_NINE)
    assert state.afterwards is not None
    assert state.afterwards.reason is Reason.SITUATION
