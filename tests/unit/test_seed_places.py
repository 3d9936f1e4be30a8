"""The places, themes and coordinates of the seed: their sense, and how mistakes are told."""

import re
import shutil
from pathlib import Path

import pytest

from bot.application.choices import MOST_OFFERED
from bot.domain.catalogue import Catalogue
from bot.domain.places import PlaceKind
from bot.store.exchange.problems import BrokenFiles
from bot.store.seed_files import SEED_FOLDER, load_seed

KTP = "services/ktp-el.yml"
KUA = "units/kua-sukamaju.yml"
PLACES = "places.yml"
THEMES = "themes.yml"

# File, what is written, what is written instead, the line and what is said of it.
BROKEN = [
    (KTP, "theme: kependudukan", "theme: ktp", 3, 'tema "ktp" tidak ada .*: kependudukan, akta'),
    (KTP, "theme: kependudukan\n", "", 1, "theme: belum diisi"),
    (THEMES, "Usaha & izin", "Usaha dan izin lainnya", 8, "name: .*paling banyak 20"),
    (THEMES, "slug: sosial", "slug: usaha", 8, r'slug: "usaha" sudah dipakai di themes\.yml:7'),
    (PLACES, "tan, al", "tan, within: kec-mekarjaya, al", 4, '"kec-sukamaju" adalah kecamatan'),
    (PLACES, "within: kec-sukamaju, aliases: [w", "aliases: [w", 8, '"desa-wanasari" harus berada'),
    (PLACES, "within: kec-sukamaju", "within: desa-wanasari", 7, '"kel-sukamaju" harus berada'),
    (PLACES, "within: kec-sukamaju", "within: kec-jauh", 7, '"kel-sukamaju" harus berada'),
    (PLACES, "kind: desa", "kind: dusun", 8, 'kind: .*"dusun".*kecamatan, kelurahan, desa'),
    (PLACES, "slug: kel-sidomulyo", "slug: kel-mekarsari", 10, r"sudah dipakai di places\.yml:9"),
    (KUA, "[kec-sukamaju]", "[kec-jauh]", 1, r'"kec-jauh" tidak ada di places\.yml'),
    (KUA, "latitude: -7", "latitude: -97", 10, "coordinates: titik ini tidak ada di peta"),
    (KUA, "longitude: 108", "longitude: 188", 10, "coordinates: titik ini tidak ada di peta"),
    (KUA, "-7.003", "selatan", 10, 'latitude: isinya "selatan" harus angka'),
    (KUA, "latitude: -7.003, ", "", 10, "latitude: belum diisi"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "expected"), BROKEN)
def test_a_mistake_of_a_place_or_theme_is_named_with_its_line(
    tmp_path: Path, file: str, old: str, new: str, line: int, expected: str
) -> None:
    folder = Path(shutil.copytree(SEED_FOLDER, tmp_path / "seed"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenFiles) as caught:
        load_seed(folder)
    told = caught.value.problems
    assert any(re.match(rf"{re.escape(file)}:{line}: .*{expected}", one) for one in told), told


def test_each_theme_of_the_menu_has_families_and_fits_one_screen(seed: Catalogue) -> None:
    themes = list({service.family: service.theme for service in seed.services}.values())
    for theme in seed.themes:
        assert 1 <= themes.count(theme.slug) <= MOST_OFFERED, theme.slug


def test_a_place_shares_its_names_with_no_other(seed: Catalogue) -> None:
    # "Sukamaju" alone is the kabupaten, a kecamatan and a kelurahan: it is asked, never guessed.
    owners = {"sukamaju": "nobody"}
    for place in seed.places:
        for name in {place.name.lower(), *place.aliases}:
            assert owners.setdefault(name, place.slug) == place.slug, name


def test_each_kecamatan_has_a_counter_of_its_own(seed: Catalogue) -> None:
    served = {slug for unit in seed.units for slug in unit.serves}
    kecamatan = {place.slug for place in seed.places if place.kind is PlaceKind.KECAMATAN}
    assert len(kecamatan) == 3
    assert kecamatan <= served


def test_the_letters_of_a_village_come_from_counters_that_say_whom_they_serve(
    seed: Catalogue,
) -> None:
    letters = {"sktm", "surat-domisili", "surat-keterangan-usaha", "pengantar-rt-rw"}
    counters = {offering.unit for offering in seed.offerings if offering.service in letters}
    assert len(counters) == 4
    for slug in counters:
        kinds = {seed.place(place).kind for place in seed.unit(slug).serves}
        assert kinds, slug
        assert PlaceKind.KECAMATAN not in kinds, slug


def test_every_counter_stands_within_the_kabupaten(seed: Catalogue) -> None:
    middle = seed.unit("dinas-dukcapil").coordinates
    assert middle is not None
    for unit in seed.units:
        assert unit.coordinates is not None, unit.slug
        assert unit.coordinates.distance_km(middle) < 20, unit.slug


def test_a_village_counter_stands_nearest_to_its_own_kecamatan(seed: Catalogue) -> None:
    within = {place.slug: place.within for place in seed.places if place.within}
    offices = [unit for unit in seed.units if unit.slug.startswith("kecamatan-")]
    villages = [unit for unit in seed.units if set(unit.serves) & set(within)]
    assert (len(offices), len(villages)) == (3, 4)
    for village in villages:
        here = village.coordinates
        assert here is not None
        near = min(offices, key=lambda o: o.coordinates.distance_km(here) if o.coordinates else 999)
        assert {within[slug] for slug in village.serves} == set(near.serves), village.slug
