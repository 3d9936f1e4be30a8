"""Which counters serve whom: one's own first, or the nearest first, and nobody else's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.catalogue import Catalogue
from bot.domain.errors import NoSuchPoint
from bot.domain.places import Coordinates
from bot.domain.reach import (
    NOWHERE,
    Whereabouts,
    is_local_only,
    nearest_units,
    offerings_for,
    serves,
)

POINTS = st.builds(
    Coordinates,
    st.floats(-90, 90, allow_nan=False),
    st.floats(-180, 180, allow_nan=False),
)


def slugs(catalogue: Catalogue, service: str, whereabouts: Whereabouts) -> list[str]:
    return [offering.unit for offering in offerings_for(catalogue, service, whereabouts)]


def at_home(catalogue: Catalogue, place: str) -> Whereabouts:
    return Whereabouts(place=catalogue.place(place))


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways_and_never_more_than_half_the_globe(
    one: Coordinates, other: Coordinates
) -> None:
    assert one.distance_km(other) == pytest.approx(other.distance_km(one), abs=1e-6)
    assert 0 <= one.distance_km(other) <= 20_016
    assert one.distance_km(one) == 0


def test_a_known_distance_is_right() -> None:
    jakarta, surabaya = Coordinates(-6.1754, 106.8272), Coordinates(-7.2575, 112.7521)
    assert jakarta.distance_km(surabaya) == pytest.approx(664, abs=3)


@pytest.mark.parametrize(("latitude", "longitude"), [(-91, 0), (0, 181), (90.001, 0)])
def test_a_point_off_the_globe_is_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(NoSuchPoint):
        Coordinates(latitude, longitude)


def test_without_whereabouts_the_order_is_the_catalogues(seed: Catalogue) -> None:
    listed = [offering.unit for offering in seed.offerings_of("ktp-el-rekam-baru")]
    assert slugs(seed, "ktp-el-rekam-baru", NOWHERE) == listed


def test_ones_own_kecamatan_comes_first_and_other_kecamatan_not_at_all(seed: Catalogue) -> None:
    found = slugs(seed, "ktp-el-rekam-baru", at_home(seed, "desa-sumberagung"))
    assert found == ["kecamatan-mekarjaya", "dinas-dukcapil"]


def test_a_village_without_a_counter_is_served_by_nobody_known(seed: Catalogue) -> None:
    assert slugs(seed, "sktm", at_home(seed, "desa-karangsari")) == []


def test_who_names_only_the_kecamatan_may_live_in_any_village_of_it(seed: Catalogue) -> None:
    sukamaju = seed.place("kec-sukamaju")
    assert serves(seed, seed.unit("kelurahan-sukamaju"), sukamaju)
    assert not serves(seed, seed.unit("desa-tirtaharja"), sukamaju)


def test_the_nearest_comes_first(seed: Catalogue) -> None:
    mall = seed.unit("mal-pelayanan-publik").coordinates
    assert slugs(seed, "kia", Whereabouts(point=mall))[0] == "mal-pelayanan-publik"
    far = [nearest_units(seed, Whereabouts(point=mall))[n].slug for n in (0, -1)]
    assert far[0] == "mal-pelayanan-publik"
    assert far[-1] == "desa-tirtaharja"


def test_a_unit_without_coordinates_comes_last(seed: Catalogue) -> None:
    units = tuple(
        replace(unit, coordinates=None) if unit.slug == "mal-pelayanan-publik" else unit
        for unit in seed.units
    )
    point = seed.unit("mal-pelayanan-publik").coordinates
    assert slugs(replace(seed, units=units), "kia", Whereabouts(point=point))[-1] == (
        "mal-pelayanan-publik"
    )


def test_a_service_of_villages_only_needs_to_know_which(seed: Catalogue) -> None:
    assert is_local_only(seed, "sktm")
    assert not is_local_only(seed, "ktp-el-rekam-baru")
    assert not is_local_only(seed, "skck")
