"""What citizens read, word for word where it matters."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from itertools import product
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from bot.application.answer_text import SERVICE_ASPECTS, UNIT_ASPECTS, AnswerText
from bot.application.checklist import applying, circumstances_of
from bot.domain.answer import Answer, UnitState, compose_answer, compose_unit_state
from bot.domain.catalogue import Catalogue, Contact, Mode
from bot.store.seed_files import SEED_FOLDER, load_seed

TEXT = AnswerText()
CATALOGUE = load_seed(SEED_FOLDER)
DUKCAPIL = "dinas-dukcapil"
TUESDAY = "2026-11-24T09:00+07:00"
CHRISTMAS_EVE = "2026-12-24T09:00+07:00"
INSTANTS = (TUESDAY, "2026-11-27T11:45+07:00", "2026-12-23T20:00+07:00", CHRISTMAS_EVE)
ALL_ASPECTS = sorted(SERVICE_ASPECTS | {"other"})


def answer(service: str, at: str = TUESDAY, unit: str | None = None) -> Answer:
    return compose_answer(CATALOGUE, service, unit, datetime.fromisoformat(at))


def state(at: str, unit: str = DUKCAPIL, catalogue: Catalogue = CATALOGUE) -> UnitState:
    return compose_unit_state(catalogue, unit, datetime.fromisoformat(at))


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (
            "2026-11-24T08:00:00+07:00",
            "Buka sekarang sampai 12.00 WIB (istirahat), lalu buka lagi pukul 13.00 WIB",
        ),
        ("2026-11-24T07:59:59+07:00", "Belum buka; buka hari ini pukul 08.00 WIB"),
        ("2026-11-24T12:30:00+07:00", "Sedang istirahat; buka lagi pukul 13.00 WIB"),
        ("2026-11-27T11:45:00+07:00", "Sedang istirahat; buka lagi pukul 13.00 WIB"),
        ("2026-11-24T15:29:59+07:00", "Buka sekarang sampai 15.30 WIB"),
        (
            "2026-11-24T15:30:00+07:00",
            "Sudah tutup; buka lagi besok, Rabu 25 November 08.00 WIB",
        ),
        (
            "2026-11-28T09:00:00+07:00",
            (
                "Tutup hari ini, tidak ada layanan hari Sabtu; "
                "buka lagi lusa, Senin 30 November 08.00 WIB"
            ),
        ),
        (
            "2026-12-24T09:00:00+07:00",
            "Tutup hari ini, cuti bersama Natal; buka lagi Senin 28 Desember 08.00 WIB",
        ),
        (
            "2026-12-25T09:00:00+07:00",
            "Tutup hari ini, libur nasional Natal; buka lagi Senin 28 Desember 08.00 WIB",
        ),
        ("2026-12-31T16:00:00+07:00", "Sudah tutup; buka lagi Senin 4 Januari 2027 08.00 WIB"),
    ],
)
def test_the_state_says_until_when_or_when_again_and_why(at: str, said: str) -> None:
    assert TEXT.describe_state(state(at)) == said


def test_times_are_those_of_the_zone_where_the_unit_stands() -> None:
    papua = load_seed(SEED_FOLDER, zone="Asia/Jayapura")
    said = TEXT.describe_state(state("2026-11-22T23:30+00:00", catalogue=papua))
    assert said.startswith("Buka sekarang sampai 12.00 WIT (istirahat)")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (
            date(2026, 12, 23),
            "Hari ini, Rabu 23 Desember 2026: buka 08.00-12.00 dan 13.00-15.30 WIB",
        ),
        (
            date(2026, 12, 24),
            (
                "Besok, Kamis 24 Desember 2026: tutup, cuti bersama Natal; "
                "buka lagi Senin 28 Desember 08.00 WIB"
            ),
        ),
        (
            date(2026, 12, 26),
            (
                "Sabtu 26 Desember 2026: tutup, tidak ada layanan hari Sabtu; "
                "buka lagi Senin 28 Desember 08.00 WIB"
            ),
        ),
        (
            date(2028, 1, 3),
            (
                "Senin 3 Januari 2028: buka 08.00-12.00 dan 13.00-15.30 WIB, "
                "bila bukan hari libur (daftar libur 2028 belum ada di data kami)"
            ),
        ),
    ],
)
def test_a_day_asked_about_is_described(day: date, said: str) -> None:
    assert TEXT.describe_day(state("2026-12-23T09:00+07:00"), day) == said


def test_a_moment_asked_about_is_not_now() -> None:
    said = TEXT.render_units(
        "hours", [state(TUESDAY)], asked_day=date(2026, 11, 27), asked_time=time(11, 45)
    )
    assert "Jumat 27 November 2026 pukul 11.45 WIB: istirahat; buka lagi pukul 13.00 WIB." in said
    assert "sekarang" not in said


def test_tomorrow_is_never_counted_from_the_day_asked_about() -> None:
    said = TEXT.render_units(
        "hours", [state(TUESDAY)], asked_day=date(2026, 11, 25), asked_time=time(16)
    )
    assert "Besok, Rabu 25 November 2026 pukul 16.00 WIB: tutup, lewat jam layanan" in said
    assert "buka lagi Kamis 26 November 08.00 WIB" in said


def test_a_time_asked_without_a_day_is_today() -> None:
    said = TEXT.render_units("hours", [state(TUESDAY)], asked_time=time(14))
    assert "Hari ini, Selasa 24 November 2026 pukul 14.00 WIB: buka sampai 15.30 WIB." in said


def test_unknown_hours_are_never_called_closed() -> None:
    units = tuple(replace(unit, week=None) for unit in CATALOGUE.units)
    unknown = state(TUESDAY, catalogue=replace(CATALOGUE, units=units))
    said = TEXT.render_units("hours", [unknown], asked_day=date(2026, 11, 25))
    assert "belum diketahui" in said
    assert "belum diketahui" in TEXT.describe_state(unknown)
    assert TEXT.reason(unknown.availability) == "jam layanan belum diisi"
    assert not re.search(r": tutup|^Tutup|Jam layanan:", said, re.MULTILINE)


def test_the_reason_names_the_holiday() -> None:
    assert TEXT.reason(state(CHRISTMAS_EVE).availability) == "cuti bersama Natal"


@pytest.mark.parametrize("at", INSTANTS)
@pytest.mark.parametrize("service", [service.slug for service in CATALOGUE.services])
def test_every_aspect_of_every_service_is_short_and_whole(service: str, at: str) -> None:
    for aspect in ALL_ASPECTS:
        said = TEXT.render(aspect, answer(service, at))
        assert 100 < len(said) <= 1024, (aspect, len(said))
        assert not re.search(r"None|\.\.|\{|\}|\n\n\n|  |^\s|\s$| [.,;]", said), said


@pytest.mark.parametrize("at", INSTANTS)
def test_every_end_of_a_checklist_fits_into_one_message(at: str) -> None:
    for service in CATALOGUE.services:
        told = answer(service.slug, at)
        slugs = [asked.slug for asked in circumstances_of(service)]
        for answers in product((True, False), repeat=len(slugs)):
            lines = applying(service, dict(zip(slugs, answers, strict=True)))
            said = TEXT.notice(
                "checklist",
                answer=told,
                lines=lines,
                units=told.units,
                told=False,
            )
            assert len(said) <= 1024, (service.slug, answers, len(said))


@pytest.mark.parametrize("aspect", ALL_ASPECTS)
def test_no_aspect_says_daring_without_its_condition(aspect: str) -> None:
    for service in CATALOGUE.services:
        said = TEXT.render(aspect, answer(service.slug))
        if "bisa daring" in said or "Daring lewat" in said:
            assert service.online_if
            assert service.online_if in said
        if service.mode is Mode.TATAP_MUKA:
            assert "bisa daring" not in said


def test_the_mode_comes_first_with_where_when_and_why() -> None:
    said = TEXT.render("mode", answer("ktp-el-hilang", "2026-11-24T12:30+07:00"))
    assert said.startswith("KTP-el hilang: sebagian daring, sebagian datang langsung.")
    assert "Layanan Daring Dukcapil Sukamaju (contoh data daerah)" in said
    assert "Mengapa perlu datang: surat kehilangan dibuat di kantor polisi" in said
    assert "1. Dinas Kependudukan dan Pencatatan Sipil. Sedang istirahat; buka lagi pukul" in said
    assert "2. Kantor Kecamatan Sukamaju." in said
    assert "Sumber: Perpres 96/2018 dan Permendagri 108/2019; diperiksa 21 November 2026." in said


def test_recording_is_in_person_only() -> None:
    said = TEXT.render("mode", answer("ktp-el-rekam-baru"))
    assert said.startswith("KTP-el pertama (rekam data): harus datang langsung.")


def test_renewal_online_ends_with_the_licence() -> None:
    said = TEXT.render("mode", answer("sim-perpanjangan"))
    assert said.startswith(
        "Perpanjangan SIM: bisa daring lewat Digital Korlantas POLRI, hanya untuk SIM A dan C "
        "yang masa berlakunya belum lewat; lewat satu hari pun harus membuat SIM baru di Satpas."
    )
    assert "Bila datang langsung: Polres Sukamaju" in said


def test_an_online_channel_that_is_down_is_not_offered() -> None:
    services = tuple(
        replace(s, online=replace(s.online, working=False)) if s.online else s
        for s in CATALOGUE.services
    )
    down = replace(CATALOGUE, services=services)
    at = datetime.fromisoformat(TUESDAY)
    said = TEXT.render("mode", compose_answer(down, "sim-perpanjangan", None, at))
    assert said.startswith(
        "Perpanjangan SIM: untuk sementara tidak bisa daring, karena Digital Korlantas POLRI "
        "sedang tidak bisa dipakai. Silakan datang langsung."
    )
    assert "bisa daring lewat" not in said


@pytest.mark.parametrize(
    ("service", "said"),
    [
        ("ktp-el-hilang", "Biaya KTP-el hilang: Gratis (Rp0), sesuai UU 24/2013 Pasal 79A."),
        ("sim-baru", "Biaya SIM baru: SIM A, BI, BII Rp120.000; SIM C, CI, CII Rp100.000;"),
        ("skck", "Biaya SKCK (Surat Keterangan Catatan Kepolisian): Rp30.000 setiap penerbitan"),
    ],
)
def test_the_fee_comes_first_with_its_regulation(service: str, said: str) -> None:
    assert TEXT.render("fee", answer(service)).startswith(said)


def test_requirements_are_numbered() -> None:
    said = TEXT.render("requirements", answer("ktp-el-hilang"))
    assert "Syarat:\n1. Surat keterangan kehilangan dari polisi" in said
    assert "\n2. Fotokopi Kartu Keluarga\n3. Formulir F-1.02" in said


def test_steps_say_which_of_them_need_presence() -> None:
    said = TEXT.render("procedure", answer("ktp-el-hilang"))
    assert "2. Isi formulir F-1.02 dan ajukan ke Dukcapil (daring atau datang)" in said
    assert "3. Ambil KTP-el pengganti (datang langsung)" in said


def test_a_local_example_is_marked() -> None:
    said = TEXT.render("duration", answer("ktp-el-hilang"))
    assert said.startswith("Lama proses KTP-el hilang: 1 hari kerja")
    assert "14 hari kerja (contoh data daerah)." in said


def test_a_stale_fact_says_so() -> None:
    warning = "tidak diperiksa; pastikan dahulu ke petugas"
    assert warning in TEXT.render("fee", answer("skck", "2027-06-01T09:00+07:00"))
    assert warning in TEXT.render_units("hours", [state("2027-06-01T09:00+07:00")])
    assert warning not in TEXT.render("fee", answer("skck"))


@pytest.mark.parametrize("aspect", ["mode", "hours", "location", "contact", "appointment"])
def test_a_unit_that_does_not_serve_points_elsewhere(aspect: str) -> None:
    said = TEXT.render(aspect, answer("akta-kelahiran", unit="kecamatan-sukamaju"))
    assert said.startswith(
        "Kantor Kecamatan Sukamaju tidak melayani Akta kelahiran. "
        "Datang ke Dinas Kependudukan dan Pencatatan Sipil."
    )


def test_a_service_without_a_unit_says_so() -> None:
    nowhere = compose_answer(
        replace(CATALOGUE, offerings=()), "skck", None, datetime.fromisoformat(TUESDAY)
    )
    assert "belum tercatat unit yang melayani" in TEXT.render("mode", nowhere)


def test_hours_give_the_state_and_the_week() -> None:
    said = TEXT.render_units("hours", [state(CHRISTMAS_EVE, "polres-sukamaju")])
    assert "cuti bersama Natal; buka lagi lusa, Sabtu 26 Desember 08.00 WIB." in said
    assert "Senin-Kamis 08.00-12.00 dan 13.00-15.00; Jumat 08.00-11.30 dan 13.00-15.00" in said
    assert "Sabtu 08.00-11.00 WIB." in said


@pytest.mark.parametrize("aspect", sorted(UNIT_ASPECTS | {"mode", "fee"}))
def test_a_unit_alone_or_several_can_be_asked_about(aspect: str) -> None:
    states = [state(TUESDAY, unit.slug) for unit in CATALOGUE.units]
    alone = TEXT.render_units(aspect, states[:1])
    several = TEXT.render_units(aspect, states)
    assert "Dinas Kependudukan" in alone
    assert "1. " not in alone
    assert "3. Polres Sukamaju" in several
    assert "fiktif" in alone or aspect == "complaint"


def test_the_status_of_a_file_is_never_invented() -> None:
    said = TEXT.render("application_status", answer("ktp-el-hilang"))
    assert said.startswith("Saya tidak dapat melihat berkas Bapak/Ibu")
    assert "telepon (0000) 000001" in said
    assert "jangan kirim NIK" in said


def test_a_complaint_is_told_where_to_go() -> None:
    said = TEXT.render("complaint", answer("ktp-el-hilang"))
    assert "lapor.go.id atau SMS 1708" in said
    assert "Biaya resmi KTP-el hilang: Gratis" in said


def test_a_unit_without_contact_gives_its_address() -> None:
    units = tuple(replace(u, contact=Contact(None, None, None)) for u in CATALOGUE.units)
    silent = state(TUESDAY, catalogue=replace(CATALOGUE, units=units))
    assert "silakan datang ke Jalan Contoh Raya" in TEXT.render_units("contact", [silent])


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("emergency_danger", ("112", "110", "119", "113")),
        ("emergency_violence", ("119 ext 8", "SAPA 129", "110")),
    ],
)
def test_an_emergency_gets_the_numbers(name: str, numbers: tuple[str, ...]) -> None:
    said = TEXT.notice(name)
    assert all(number in said for number in numbers)


def test_a_notice_without_its_values_is_a_mistake_of_ours() -> None:
    with pytest.raises(UndefinedError):
        TEXT.notice("which_variant")
    assert TEXT.notice("which_variant", family_name="KTP-el") == "KTP-el yang mana, Bapak/Ibu?"


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("topic", ["penetapan_status", "wna_campuran", "something_new"])
def test_what_officers_decide_is_never_decided_here(topic: str, alone: bool) -> None:
    said = TEXT.notice("escalation", topic=topic, alone=alone)
    assert "petugas" in said
    assert "tidak dapat memutuskannya" in said


def test_doubt_asks_and_then_gives_a_contact() -> None:
    assert "KTP-el hilang, biaya?" in TEXT.notice("doubt", guess="KTP-el hilang, biaya")
    assert "telepon (0000) 000001" in TEXT.notice("doubt_contact", units=[state(TUESDAY)])


def test_every_aspect_has_a_button_title_that_fits() -> None:
    titles = {TEXT.aspect_title(aspect) for aspect in ALL_ASPECTS}
    assert len(titles) == len(ALL_ASPECTS)
    assert all(len(title) <= 20 for title in titles)


def test_every_template_of_answers_can_be_asked_for() -> None:
    folder = Path(__file__).parents[2] / "bot/templates/answers"
    named = {path.stem for path in folder.glob("*.txt") if not path.stem.startswith("_")}
    assert named == set(ALL_ASPECTS)
