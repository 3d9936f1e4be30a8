from dataclasses import replace
from functools import cache

import pytest

from bot.application.consult import load_matching_words
from bot.application.match import Match
from bot.application.matching import Matcher
from bot.bootstrap import LEXICON
from bot.domain.catalogue import Catalogue
from bot.language.normalizer import Normalizer
from bot.store.migrate import SEED
from bot.store.seed_files import load_seed


@cache
def normalizer() -> Normalizer:
    return Normalizer.from_file(LEXICON / "everyday.json")


@cache
def demo() -> Catalogue:
    return load_seed(SEED)


def matcher_of(catalogue: Catalogue) -> Matcher:
    words = load_matching_words(LEXICON / "matching.json")
    return Matcher(catalogue, normalizer().normalize, words)


@cache
def demo_matcher() -> Matcher:
    return matcher_of(demo())


def match(text: str, family_in_talk: str | None = None) -> Match:
    words = normalizer().strip_salutation(normalizer().normalize(text))
    return demo_matcher().match(words, family_in_talk)


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("perpanjang SIM bisa online ga min?", "sim-perpanjangan"),
        ("ktp sy ilang gmn ngurusnya", "ktp-el-hilang"),
        ("ktpku patah", "ktp-el-rusak-perubahan"),
        ("ganti foto ktp", "ktp-el-rusak-perubahan"),
        ("bikin ktp baru buat anak umur 17", "ktp-el-rekam-baru"),
        ("pecah kk", "kk-baru-perubahan"),
        ("kartu kluarga hilang", "kk-hilang-rusak"),
        ("akte lahir anak", "akta-kelahiran"),
        ("sim mati 1 hari bs perpanjang?", "sim-perpanjangan"),
        ("bikin skck brp", "skck"),
    ],
)
def test_a_service_is_found_as_citizens_write_it(text: str, service: str) -> None:
    assert match(text).service == service


@pytest.mark.parametrize(
    ("text", "family"), [("ktp", "ktp-el"), ("syarat kk", "kk"), ("sim", "sim")]
)
def test_a_family_without_a_variant_is_not_guessed(text: str, family: str) -> None:
    found = match(text)
    assert (found.family, found.service) == (family, None)


@pytest.mark.parametrize(
    "text", ["bikin visa", "simpan berkas di mana", "makasih kk", "halo", "", "kelurahan buka?"]
)
def test_no_service_is_invented(text: str) -> None:
    assert match(text).family is None


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("surat domisili wajib datang sendiri?", "surat-domisili"),  # not a "surat dagang"
        ("surat kehilangan harus dtg langsung?", "surat-kehilangan-polisi"),
        ("min, urus izin peaktik harus datang?", "sip-nakes"),
        ("bikin surat jalan", None),  # not a "surat jualan"
        ("izin itu tidak usah ya", None),  # not an "izin usaha"
    ],
)
def test_an_everyday_word_is_no_misspelling_of_a_name(text: str, service: str | None) -> None:
    assert match(text).service == service


@pytest.mark.parametrize("text", ["halo kk mau tanya syarat ktp", "tlg kk ktp ku ilang"])
def test_kk_that_addresses_a_person_is_no_family_card(text: str) -> None:
    assert match(text).family == "ktp-el"


@pytest.mark.parametrize(
    ("text", "family"),
    [("syarat bikin ktp bawa kk aja?", "ktp-el"), ("perlu bawa kk ga buat skck", "skck")],
)
def test_a_document_that_is_brought_along_is_not_the_one_asked_for(text: str, family: str) -> None:
    assert match(text).family == family


@pytest.mark.parametrize(
    ("family", "text", "service"),
    [
        ("ktp-el", "kalau yg rusak?", "ktp-el-rusak-perubahan"),
        ("kk", "yg sobek", "kk-hilang-rusak"),
        ("sim", "kalo baru?", "sim-baru"),
    ],
)
def test_a_bare_variant_belongs_to_the_family_talked_about(
    family: str, text: str, service: str
) -> None:
    assert match(text, family).service == service
    assert match(text).service is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("dukcapil buka jam brp", "dinas-dukcapil"),
        ("yg di kecamatan sukamaju?", "kecamatan-sukamaju"),
        ("yg di kecamatan?", None),
        ("rekam ktp di kec sukamaju bisa?", "kecamatan-sukamaju"),
        ("polres buka sabtu?", "polres-sukamaju"),
        ("samsat buka?", "samsat"),
        ("pengadilan buka?", None),
    ],
)
def test_a_unit_is_found_by_what_citizens_call_it(text: str, unit: str | None) -> None:
    assert match(text).unit == unit


def test_a_service_added_to_the_catalogue_is_understood_at_once() -> None:
    new = replace(
        demo().service("skck"),
        slug="izin-odong-odong",
        family="izin-odong-odong",
        family_name="Izin Odong-odong",
        name="Izin Odong-odong",
        family_synonyms=(),
        synonyms=("izin odong odong", "ijin kereta kelinci"),
    )
    wider = replace(demo(), services=(*demo().services, new))
    found = matcher_of(wider).match(normalizer().normalize("ngurus ijin kreta kelinci gmn"))
    assert found.service == "izin-odong-odong"


def test_matching_stays_quick_on_a_very_long_message() -> None:
    assert match("ktp hilang " + "lalu saya bingung " * 500).service == "ktp-el-hilang"
