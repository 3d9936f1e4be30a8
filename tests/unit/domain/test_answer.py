"""What is true of a service or a unit at an instant."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.answer import compose_answer, compose_unit_state, is_stale
from bot.domain.catalogue import Catalogue, Mode, Offering, StepMode
from bot.domain.errors import UnknownService, UnknownUnit
from bot.domain.reach import Whereabouts
from bot.store.seed_files import SEED_FOLDER, load_seed

TUESDAY_MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 09.00 WIB


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_seed(SEED_FOLDER)


def test_without_a_unit_all_that_offer_it_are_named_the_main_one_first(
    catalogue: Catalogue,
) -> None:
    answer = compose_answer(catalogue, "ktp-el-hilang", None, TUESDAY_MORNING)
    assert [s.unit.slug for s in answer.units] == ["dinas-dukcapil", "kecamatan-sukamaju"]
    assert answer.unit == catalogue.unit("dinas-dukcapil")
    assert answer.availability is not None
    assert answer.availability.open is True
    assert answer.not_served_at is None


def test_a_named_unit_is_the_only_one(catalogue: Catalogue) -> None:
    answer = compose_answer(catalogue, "ktp-el-hilang", "kecamatan-sukamaju", TUESDAY_MORNING)
    assert [s.unit.slug for s in answer.units] == ["kecamatan-sukamaju"]
    assert answer.unit == catalogue.unit("kecamatan-sukamaju")


def test_a_named_unit_that_does_not_serve_points_to_one_that_does(catalogue: Catalogue) -> None:
    answer = compose_answer(catalogue, "akta-kelahiran", "kecamatan-sukamaju", TUESDAY_MORNING)
    assert answer.not_served_at == catalogue.unit("kecamatan-sukamaju")
    assert [s.unit.slug for s in answer.units] == ["dinas-dukcapil"]


def test_the_mode_at_a_unit_beats_that_of_the_service(catalogue: Catalogue) -> None:
    here = Offering("skck", "dinas-dukcapil", Mode.TATAP_MUKA, None)
    changed = replace(catalogue, offerings=(*catalogue.offerings, here))
    at_unit = compose_answer(changed, "skck", "dinas-dukcapil", TUESDAY_MORNING)
    anywhere = compose_answer(changed, "skck", None, TUESDAY_MORNING)
    assert (at_unit.mode, anywhere.mode) == (Mode.TATAP_MUKA, Mode.HIBRIDA)


def test_the_mode_of_one_s_own_counter_beats_that_of_the_service(catalogue: Catalogue) -> None:
    at_home = Whereabouts(place=catalogue.place("desa-sumberagung"))
    answer = compose_answer(catalogue, "sktm", None, TUESDAY_MORNING, at_home)
    assert answer.unit == catalogue.unit("desa-sumberagung")
    assert answer.mode is Mode.TATAP_MUKA
    assert (answer.service.online, answer.service.online_if) == (None, None)


def test_counters_that_differ_leave_the_mode_of_the_service(catalogue: Catalogue) -> None:
    answer = compose_answer(catalogue, "sktm", None, TUESDAY_MORNING)
    assert {"desa-sumberagung", "kelurahan-sukamaju"} <= {s.unit.slug for s in answer.units}
    assert answer.mode is Mode.HIBRIDA


def test_a_service_offered_nowhere_has_no_unit(catalogue: Catalogue) -> None:
    answer = compose_answer(replace(catalogue, offerings=()), "skck", None, TUESDAY_MORNING)
    assert (answer.unit, answer.availability, answer.units) == (None, None, ())


def test_what_the_catalogue_does_not_hold_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownService):
        compose_answer(catalogue, "visa", None, TUESDAY_MORNING)
    with pytest.raises(UnknownUnit):
        compose_answer(catalogue, "skck", "terminal", TUESDAY_MORNING)
    with pytest.raises(UnknownUnit):
        compose_unit_state(catalogue, "terminal", TUESDAY_MORNING)


@pytest.mark.parametrize(("days", "stale"), [(0, False), (180, False), (181, True), (-1, False)])
def test_a_fact_is_stale_after_half_a_year(days: int, stale: bool) -> None:
    verified = date(2026, 11, 21)
    assert is_stale(verified, verified + timedelta(days=days)) is stale


def test_staleness_is_counted_in_days_of_the_government(catalogue: Catalogue) -> None:
    verified = catalogue.service("skck").verified_on
    last_fresh = datetime.combine(verified + timedelta(days=180), datetime.min.time(), UTC)
    before_midnight = last_fresh + timedelta(hours=16, minutes=59)  # 23.59 WIB
    after_midnight = last_fresh + timedelta(hours=17)
    assert not compose_answer(catalogue, "skck", None, before_midnight).stale
    assert compose_answer(catalogue, "skck", None, after_midnight).stale
    assert not compose_unit_state(catalogue, "polres-sukamaju", before_midnight).stale
    assert compose_unit_state(catalogue, "polres-sukamaju", after_midnight).stale


def test_where_a_unit_does_all_in_person_no_step_says_online(catalogue: Catalogue) -> None:
    offered = replace(
        catalogue,
        offerings=tuple(
            replace(o, mode=Mode.TATAP_MUKA) if o.unit == "kecamatan-sukamaju" else o
            for o in catalogue.offerings
        ),
    )
    answer = compose_answer(offered, "kk-baru-perubahan", "kecamatan-sukamaju", TUESDAY_MORNING)
    assert answer.mode is Mode.TATAP_MUKA
    assert answer.service.online is None
    assert {step.mode for step in answer.service.steps} == {StepMode.TATAP_MUKA}
    elsewhere = compose_answer(offered, "kk-baru-perubahan", "dinas-dukcapil", TUESDAY_MORNING)
    assert elsewhere.service.online is not None
