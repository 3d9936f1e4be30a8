"""The seed: what it must hold, and how its files say what is wrong with them."""

import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.application.checklist import applying, circumstances_of
from bot.application.office_hours.decreed_days import decreed_year
from bot.domain.catalogue import Catalogue, Mode, Service, StepMode
from bot.domain.holidays import HolidayKind, year_without_holidays
from bot.domain.hours import TimeRange
from bot.store.exchange.problems import BrokenFiles
from bot.store.seed_files import SEED_FOLDER, load_seed


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_seed(SEED_FOLDER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the seed to break."""
    return Path(shutil.copytree(SEED_FOLDER, tmp_path / "seed"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Edit a file as an operator would."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(BrokenFiles) as caught:
        load_seed(folder)
    return caught.value.problems


def answers_to(service: Service) -> Iterator[dict[str, bool]]:
    """Every way in which the questions of a checklist can be answered."""
    slugs = [circumstance.slug for circumstance in circumstances_of(service)]
    for answers in product((True, False), repeat=len(slugs)):
        yield dict(zip(slugs, answers, strict=True))


def test_the_seed_holds_what_a_whole_district_offers(catalogue: Catalogue) -> None:
    assert len(catalogue.services) == 42
    assert len({service.family for service in catalogue.services}) == 32
    assert len(catalogue.units) == 23
    assert {service.mode for service in catalogue.services} == set(Mode)


def test_the_commonest_are_named_first_and_the_rest_by_file_name(catalogue: Catalogue) -> None:
    units = [unit.slug for unit in catalogue.units]
    assert units[:3] == ["dinas-dukcapil", "mal-pelayanan-publik", "polres-sukamaju"]
    assert units[4:] == sorted(units[4:])
    families = list(dict.fromkeys(service.family for service in catalogue.services))
    assert families[:3] == ["ktp-el", "kk", "akta-kelahiran"]
    assert families[8:] == sorted(families[8:])


def test_what_is_named_first_may_be_left_out(folder: Path) -> None:
    path = folder / "government.yml"
    path.write_text(path.read_text(encoding="utf-8").split("first_units")[0], encoding="utf-8")
    units = [unit.slug for unit in load_seed(folder).units]
    assert units == sorted(units)


def test_the_demo_government_says_that_it_is_fictional(catalogue: Catalogue) -> None:
    assert catalogue.government.fictional
    for unit in catalogue.units:
        assert "fiktif" in unit.source
        assert "contoh" in unit.address
        assert (unit.contact.phone or "").startswith("(0000)")
        assert (unit.contact.email or "").endswith(".example")
        assert unit.contact.whatsapp is None


def test_online_always_has_its_condition_and_presence_its_reason(catalogue: Catalogue) -> None:
    for service in catalogue.services:
        if service.online:
            assert service.online_if, service.slug
        for step in service.steps:
            assert (step.mode is StepMode.TATAP_MUKA) == bool(step.why_in_person), step.title


def test_no_word_of_the_seed_is_shortened_as_in_a_chat(catalogue: Catalogue) -> None:
    shorthand = re.compile(r"\b(utk|dgn|yg|tdk|sdh|blm|krn|dll|jo|thn|th|tgl)\b|\+-", re.IGNORECASE)
    for service in catalogue.services:
        papers = (requirement.text for requirement in service.requirements)
        said = (*papers, service.fee, service.processing_time, service.output)
        steps = (step.title for step in service.steps)
        for text in (*said, *steps, service.online_if or "", service.why_in_person or ""):
            assert not shorthand.search(text), text


def test_every_circumstance_is_asked_by_some_service(catalogue: Catalogue) -> None:
    asked = {c.slug for service in catalogue.services for c in circumstances_of(service)}
    assert asked == {circumstance.slug for circumstance in catalogue.circumstances}


def test_no_checklist_asks_more_than_four_things(catalogue: Catalogue) -> None:
    asked = {service.slug: len(circumstances_of(service)) for service in catalogue.services}
    assert {slug: count for slug, count in asked.items() if count > 4} == {}
    assert max(asked.values()) > 1


def test_a_checklist_names_papers_or_says_that_none_are_needed(catalogue: Catalogue) -> None:
    for service in catalogue.services:
        for answers in answers_to(service):
            needed = applying(service, answers)
            none_needed = any("tidak perlu membawa berkas" in r.text.lower() for r in needed)
            assert any(r.to_bring for r in needed) != none_needed, (service.slug, answers)


def test_questions_and_requirements_are_short(catalogue: Catalogue) -> None:
    for circumstance in catalogue.circumstances:
        assert circumstance.question.endswith("?")
        assert len(circumstance.question) <= 90, circumstance.question
    for service in catalogue.services:
        for line in service.requirements:
            assert len(line.text) <= 110, line.text


def test_the_police_letter_is_for_a_card_that_was_lost(catalogue: Catalogue) -> None:
    service = catalogue.service("kk-hilang-rusak")
    papers = {
        is_lost: [r.text for r in applying(service, {"hilang-rusak": is_lost})]
        for is_lost in (True, False)
    }
    assert any("dari polisi" in text for text in papers[True])
    assert not any("dari polisi" in text for text in papers[False])
    assert "Kartu Keluarga yang rusak" in papers[False]


def test_a_processing_time_that_differs_by_region_is_marked(catalogue: Catalogue) -> None:
    # Set by a national rule, or said without a number.
    national = {"bpjs-kesehatan-daftar", "bpjs-ubah-faskes", "bpjs-pbi-reaktivasi", "nib", "npwp"}
    national |= {"pbg", "sip-nakes"}
    for service in catalogue.services:
        assert ("processing_time" in service.local_facts) == (service.slug not in national)
        assert ("online" in service.local_facts) == bool(
            service.online and service.online.local_example
        )


def test_a_synonym_means_one_service(catalogue: Catalogue) -> None:
    owners: dict[str, str] = {}
    for service in catalogue.services:
        for synonym in service.synonyms:
            assert owners.setdefault(synonym, service.slug) == service.slug, synonym


def test_a_bare_deed_is_no_birth_certificate_but_any_of_the_four(catalogue: Catalogue) -> None:
    bare = {"akta", "akte", "bikin akta", "bikin akte"}
    assert not bare & set(catalogue.service("akta-kelahiran").synonyms)
    sharing = {s.family for s in catalogue.services if "akta" in s.family_synonyms}
    assert sharing == {"akta-kelahiran", "akta-kematian", "akta-perkawinan", "akta-perceraian"}


def test_the_friday_break_and_the_police_saturday_are_in(catalogue: Catalogue) -> None:
    week = catalogue.unit("polres-sukamaju").week
    assert week is not None
    assert week.on(5)[0] == TimeRange(time(8), time(11, 30))
    assert week.on(6) == (TimeRange(time(8), time(11)),)
    assert week.on(7) == ()


def test_the_decrees_of_two_years_are_in(catalogue: Catalogue) -> None:
    known = {holiday.day: holiday for holiday in catalogue.holidays}
    assert len(known) == 51
    assert known[date(2026, 12, 24)].kind is HolidayKind.JOINT_LEAVE
    assert known[date(2026, 12, 25)].kind is HolidayKind.NATIONAL
    assert known[date(2027, 3, 8)].name == "Nyepi"
    assert "1205/2026" in known[date(2027, 3, 8)].source


def test_the_district_office_takes_no_birth_certificate(catalogue: Catalogue) -> None:
    offered = {o.service for o in catalogue.offerings if o.unit == "kecamatan-sukamaju"}
    assert "ktp-el-rekam-baru" in offered
    assert "akta-kelahiran" not in offered


def test_another_zone_can_be_set_for_all() -> None:
    catalogue = load_seed(SEED_FOLDER, zone="Asia/Jayapura")
    zones = {catalogue.government.zone, *(unit.zone for unit in catalogue.units)}
    assert zones == {"Asia/Jayapura"}


def test_a_unit_without_hours_is_unknown(folder: Path) -> None:
    path = folder / "units/dinas-dukcapil.yml"
    kept = [
        line for line in path.read_text().splitlines() if not re.match(r"hours:|  \w+day:", line)
    ]
    path.write_text("\n".join(kept))
    assert load_seed(folder).unit("dinas-dukcapil").week is None


KTP = "services/ktp-el.yml"
SIM = "services/sim.yml"
ASKED = "circumstances.yml"
DUKCAPIL = "units/dinas-dukcapil.yml"

BROKEN = [
    (KTP, "family: ktp-el\n", "family: ktp-el\nbiaya: 0\n", r":2: biaya: .*tidak dikenal"),
    (KTP, "    authority: Dinas Dukcapil\n", "", r"authority: belum diisi"),
    (KTP, "    fee: Gratis (Rp0), sesuai UU 24/2013 Pasal 79A\n", "    fee: 0\n", r"fee: .*\"0\""),
    (KTP, "    fee: Gratis (Rp0), sesuai UU 24/2013 Pasal 79A\n", "    fee: ''\n", r"fee: kosong"),
    (KTP, "mode: tatap_muka", "mode: online", r"mode: .*\"online\".*daring"),
    (KTP, "verified_on: 2026-11-21", "verified_on: 2026-02-30", r"verified_on: .*2026-02-30"),
    (KTP, "slug: ktp-el-hilang", "slug: ktp-el-rekam-baru", r"sudah dipakai di .*ktp-el\.yml:\d+"),
    (KTP, "slug: ktp-el-hilang", "slug: KTP Hilang", r"slug: .*huruf kecil"),
    (KTP, "variant: Hilang", "variant: Hilang di mana pun juga", r"variant: .*paling banyak 20"),
    (KTP, "variant: Hilang", "variant: Hilang\n    is_default: true", r"lebih dari satu varian"),
    (
        KTP,
        "variant: Hilang",
        "variant: Hilang\n    is_default: ya",
        r"is_default: .*true atau",
    ),
    (KTP, "local_facts: [processing_time]", "local_facts: [lama]", r"local_facts: .*\"lama\""),
    (KTP, "family_synonyms:\n", "family_synonyms: ktp\nnot_used:\n", r"family_synonyms: .*daftar"),
    (KTP, "      working: true\n      local", "      local", r"working: belum diisi"),
    ("services/skck.yml", "    online:\n", "    offline:\n", r"mode: .*\"hibrida\".*kanal daring"),
    (
        "services/sim.yml",
        "    mode: daring\n    online_if: ",
        "    mode: daring\n    x: ",
        r"online_if",
    ),
    ("services/skck.yml", "    why_in_person: sidik", "    y: sidik", r"why_in_person"),
    (KTP, "needed_unless: umur-17", "needed_iff: umur-17", r"needed_iff: .*tidak dikenal"),
    (KTP, "        to_bring: false\n", "        to_bring: nanti\n", r"to_bring: .*true atau"),
    (ASKED, "question: Apakah diurus oleh", "x: Apakah diurus oleh", r"question: belum diisi"),
    (ASKED, "yes: Ya, diwakilkan", "yes: Ya, diurus orang lain", r"yes: .*paling banyak 20"),
    (ASKED, "slug: diwakilkan", "slug: umur-17", r"\"umur-17\" sudah dipakai di circumst"),
    (DUKCAPIL, "monday: [08.00-12.00", "monday: [25.00-26.00", r":25: monday: jam \"25.00\""),
    (DUKCAPIL, "monday: [08.00-12.00", "monday: [8-12", r"monday: .*\"8-12\".*08.00-12.00"),
    (DUKCAPIL, "monday: [08.00-12.00", "monday: [12.00-08.00", r"monday: jam tutup"),
    (DUKCAPIL, "monday: [08.00-12.00", "monday: [08.00-13.30", r"monday: .*bertumpuk"),
    (DUKCAPIL, "  sunday: []\n", "", r"sunday: belum diisi"),
    (DUKCAPIL, "  sunday: []\n", "  sunday: []\n  minggu: []\n", r"minggu: .*tidak dikenal"),
    (DUKCAPIL, "slug: dinas", "zone: Asia/Bandung\nslug: dinas", r"zone: .*Asia/Bandung"),
    (DUKCAPIL, "slug: dinas", "slug: dinas-lain\nslug: dinas", r"slug: .*dua kali"),
    (DUKCAPIL, "contact:\n", "contact: ada\nlain:\n", r"contact: .*kolom dan nilai"),
    ("government.yml", "Asia/Jakarta", "Asia/Tokyo", r"government\.yml:3: zone: .*Asia/Tokyo"),
    ("government.yml", "- sim", "- visa", r"first_families: .*\"visa\" tidak ada"),
    ("government.yml", "polres-sukamaju", "terminal", r"first_units: .*\"terminal\" tidak ada"),
    ("government.yml", "- sim", "- skck", r"first_families: .*sudah dipakai"),
    ("offerings.yml", "service: skck", "service: visa", r"\"visa\" tidak ada"),
    ("offerings.yml", "service: skck", "service: sim-baru", r"sudah dipakai.*"),
    ("offerings.yml", "service: skck", "service: visa", r"\"skck\" belum ada di offerings"),
    ("offerings.yml", "unit: polres-sukamaju", "unit: terminal", r"\"terminal\" tidak ada"),
    ("offerings.yml", "offerings:", "offerings: [", r"offerings\.yml:\d+: .*YAML"),
    ("holidays/2026.yml", "year: 2026", "year: duaribu", r"year: .*bilangan"),
    ("holidays/2026.yml", "day: 2026-12-24", "day: 2025-12-24", r"bukan tahun 2026"),
    ("holidays/2026.yml", "day: 2026-12-24", "day: 2026-12-25", r"sudah dipakai di holidays/2026"),
    (
        "holidays/2026.yml",
        "kind: cuti_bersama",
        "kind: cuti",
        r"kind: .*libur_nasional, cuti",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), BROKEN)
def test_a_mistake_is_named_with_its_file_line_and_field(
    folder: Path, file: str, old: str, new: str, expected: str
) -> None:
    change(folder, file, old, new)
    found = problems(folder)
    assert any(re.search(expected, problem) for problem in found), found
    assert all(re.match(r"[\w/.-]+:\d+: \w", problem) for problem in found)


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ("needed_unless: usia", r'needed_unless: keadaan "usia" tidak ada di circumstances\.yml'),
        (
            "needed_unless: umur-17\n        needed_if: orang-asing",
            "needed_unless: isi salah satu saja: needed_if atau needed_unless",
        ),
    ],
)
def test_a_broken_condition_is_named_with_its_line(
    folder: Path, broken: str, expected: str
) -> None:
    lines = (folder / KTP).read_text(encoding="utf-8").splitlines()
    line = 1 + lines.index("        needed_unless: umur-17")
    change(folder, KTP, "needed_unless: umur-17", broken)
    (problem,) = problems(folder)
    assert re.match(rf"services/ktp-el\.yml:{line}: {expected}", problem), problem


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    change(folder, KTP, "variant: Hilang", "variant: 1")
    change(folder, DUKCAPIL, "tuesday: [08.00", "tuesday: [24.30")
    change(folder, "holidays/2027.yml", "2027-01-01", "2027-13-01")
    found = problems(folder)
    assert len(found) == 3
    assert "3 hal" in str(BrokenFiles(found))


@pytest.mark.parametrize("file", ["government.yml", "offerings.yml"])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert any(p.startswith(file) and "tidak ditemukan" in p for p in problems(folder))


def test_an_empty_folder_or_file_is_named(folder: Path) -> None:
    shutil.rmtree(folder / "units")
    (folder / "government.yml").write_text("")
    found = problems(folder)
    assert any(p.startswith("units:1") for p in found)
    assert any(p.startswith("government.yml:1") for p in found)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert "tidak ditemukan" in problems(tmp_path / "nowhere")[0]


def test_a_file_that_is_no_text_is_named(folder: Path) -> None:
    (folder / DUKCAPIL).write_bytes(b"slug: \xff\xfe")
    assert any("UTF-8" in problem for problem in problems(folder))


def test_next_years_holidays_are_there_from_november_on(catalogue: Catalogue) -> None:
    today = datetime.now(ZoneInfo(catalogue.government.zone)).date()

    assert year_without_holidays(catalogue.holidays, today) is None


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        ("2026-12-31", None),
        ("2027-10-31", None),
        ("2027-11-01", 2028),
        ("2027-12-31", 2028),
        ("2028-01-01", 2028),
        ("2028-11-01", 2028),
    ],
)
def test_a_year_that_is_due_and_not_there_is_found(
    catalogue: Catalogue, today: str, missing: int | None
) -> None:
    assert year_without_holidays(catalogue.holidays, date.fromisoformat(today)) == missing


@pytest.mark.parametrize("year", [2026, 2027])
def test_a_year_is_what_its_decree_lists(catalogue: Catalogue, year: int) -> None:
    """Every national holiday and day of joint leave, as a table kept by others has them."""
    kept = [h for h in catalogue.holidays if h.day.year == year]
    decreed = decreed_year(year, str)

    assert {(h.day, h.kind) for h in kept} == {(h.day, h.kind) for h in decreed.days}
    assert all(re.fullmatch(r"SKB .+ \(\d+ \w+ \d{4}\)", holiday.source) for holiday in kept)
