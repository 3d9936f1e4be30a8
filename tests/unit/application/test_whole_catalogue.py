"""Every name in the seed leads to what it names, as citizens write it and mistype it."""

from functools import cache

import pytest

from bot.application.consult import load_matching_words
from bot.application.match import Match
from bot.application.matching import Matcher
from bot.bootstrap import LEXICON
from bot.domain.catalogue import Catalogue, Service, Unit
from bot.language.normalizer import Normalizer
from bot.store.migrate import SEED
from bot.store.seed_files import load_seed

CATALOGUE: Catalogue = load_seed(SEED)
# Said of several offices: which one is meant must be asked.
SHARED_NAMES = {
    *("kecamatan", "camat", "kantor kecamatan", "kantor camat"),
    *("kelurahan", "kantor kelurahan", "kantor lurah", "kantor desa", "balai desa"),
}


@cache
def normalizer() -> Normalizer:
    return Normalizer.from_file(LEXICON / "everyday.json")


@cache
def matcher() -> Matcher:
    words = load_matching_words(LEXICON / "matching.json")
    return Matcher(CATALOGUE, normalizer().normalize, words)


def match(text: str) -> Match:
    return matcher().match(normalizer().strip_salutation(normalizer().normalize(text)))


def mistyped(name: str) -> str | None:
    """Double the middle letter of the longest word; None where every word is short."""
    word = max(name.split(), key=len)
    if len(word) < 7 or not word.isalpha():
        return None
    middle = len(word) // 2
    return name.replace(word, word[:middle] + word[middle] + word[middle:], 1)


def said_of(service: Service) -> list[str]:
    names = [service.name, *service.synonyms]
    typo = next((typed for name in names if (typed := mistyped(name))), None)
    return [*names, typo] if typo else names


@pytest.mark.parametrize("service", CATALOGUE.services, ids=lambda service: service.slug)
def test_a_service_is_found_by_each_of_its_names(service: Service) -> None:
    for text in said_of(service):
        found = match(text)
        assert found.family == service.family, (text, found)
        assert found.service in (service.slug, None), (text, found)
    assert any(match(text).service == service.slug for text in said_of(service))


@pytest.mark.parametrize("service", CATALOGUE.services, ids=lambda service: service.slug)
def test_a_family_is_found_by_each_of_its_names(service: Service) -> None:
    for text in (service.family_name, *service.family_synonyms):
        found = match(text)
        assert service.family in (found.choices or (found.family,)), text


@pytest.mark.parametrize("unit", CATALOGUE.units, ids=lambda unit: unit.slug)
def test_a_unit_is_found_by_each_of_its_names(unit: Unit) -> None:
    for name in (unit.name, *unit.aliases):
        found = match(f"{name} buka jam berapa")
        if name in SHARED_NAMES:
            assert found.unit is None, name
            assert unit.slug in found.units, name
        else:
            assert found.unit == unit.slug, name


def test_a_name_of_several_units_stands_for_each_of_them() -> None:
    assert match("kecamatan buka?").units == (
        "kecamatan-sukamaju",
        "kecamatan-mekarjaya",
        "kecamatan-tirtasari",
    )


@pytest.mark.parametrize("text", ["kecamatan cibadak buka?", "kecamatan mekarsari buka?"])
def test_a_place_that_is_not_ours_is_never_taken_for_one_of_ours(text: str) -> None:
    assert match(text).unit is None


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("bikin paspor", "paspor"),
        ("aktivasi ikd harus punya ktp?", "ikd-aktivasi"),
        ("bayar pajak motor tahunan", "pajak-kendaraan-tahunan"),
        ("ganti plat 5 tahunan", "stnk-lima-tahunan"),
        ("balik nama motor", "balik-nama-kendaraan"),
        ("balik nama sertifikat tanah", "sertifikat-tanah-balik-nama"),
        ("pindah faskes bpjs", "bpjs-ubah-faskes"),
    ],
)
def test_neighbours_are_told_apart(text: str, service: str) -> None:
    assert match(text).service == service
