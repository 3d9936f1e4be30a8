"""What citizens read while something is not as usual: never that it can be done when it cannot."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any

import pytest

from bot.application.answer_text import SERVICE_ASPECTS, UNIT_ASPECTS, AnswerText
from bot.application.checklist import applying
from bot.domain.answer import Answer, UnitState, compose_answer, compose_unit_state
from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import Maintenance
from bot.domain.situation import Scope, ServiceStatus, Situation
from bot.store.seed_files import SEED_FOLDER, load_seed
from tests.unusual_days import EVERYWHERE, flood, with_rules

TEXT = AnswerText()
CATALOGUE = load_seed(SEED_FOLDER)
DUKCAPIL = "dinas-dukcapil"
IN_PERSON, PARTLY, ONLINE = "ktp-el-rekam-baru", "ktp-el-hilang", "kk-baru-perubahan"
AT_NINE = datetime.fromisoformat("2026-11-24T09:00+07:00")
AFTERWARDS = datetime.fromisoformat("2026-11-27T09:00+07:00")
ASPECTS = sorted(SERVICE_ASPECTS | {"other"})
ONLY_DUKCAPIL = Scope(units=frozenset({DUKCAPIL}))
SERVER = Maintenance(
    1,
    "Layanan Daring Dukcapil Sukamaju",
    datetime(2026, 11, 24, 8),
    datetime(2026, 11, 24, 12),
    "Pemeliharaan server.",
)
# A situation may take two lines more than the 1,024 letters of an ordinary answer.
_MOST = 1100
# What says that it can be done online now.
_PROMISES = re.compile(
    r"(?<!tidak )bisa daring|[Dd]aring lewat|sebagian daring|bisa lewat|\(daring\)"
    r"|daring atau (datang|di loket)|[Pp]ilih daring|mulailah daring|Dari rumah|daring sekarang"
)
_UGLY = re.compile(r"None|\.\.|\{|\}|\n\n\n|  |^\s|\s$| [.,;)]|\(\)|;;|,\.|;\.|:\.|\.;|[!?]\.")


def during(*situations: Situation, **rules: Any) -> Catalogue:
    return with_rules(CATALOGUE, situations=situations, **rules)


def answer(catalogue: Catalogue, service: str, unit: str | None = None) -> Answer:
    return compose_answer(catalogue, service, unit, AT_NINE)


def state(catalogue: Catalogue, at: datetime = AT_NINE, unit: str = DUKCAPIL) -> UnitState:
    return compose_unit_state(catalogue, unit, at)


def texts(answer: Answer) -> Iterator[tuple[str, str]]:
    """Yield all that can be said of a service, named by what was asked."""
    for aspect, told in product(ASPECTS, (True, False)):
        yield f"{aspect} {told}", TEXT.render(aspect, answer, told=told)
    for aspect, clock in product(("hours", "human", "appointment"), (None, time(10))):
        day = answer.at.date() + timedelta(days=1)
        yield f"{aspect} {clock}", TEXT.render(aspect, answer, asked_day=day, asked_time=clock)
    lines = applying(answer.service, {})
    yield (
        "checklist",
        TEXT.notice("checklist", answer=answer, lines=lines, units=answer.units, told=False),
    )


ALL = [
    (status, unit, online_too, scope)
    for status, unit, online_too, scope in product(
        ServiceStatus, (None, DUKCAPIL), (False, True), (EVERYWHERE, ONLY_DUKCAPIL)
    )
]


@pytest.mark.parametrize("service", [IN_PERSON, PARTLY, ONLINE, "sim-baru"])
@pytest.mark.parametrize(("status", "unit", "online_too", "scope"), ALL)
class TestInEverySituation:
    def test_online_is_promised_only_where_it_works_and_with_its_condition(
        self, service: str, status: ServiceStatus, unit: str | None, online_too: bool, scope: Scope
    ) -> None:
        told = answer(during(flood(status, scope, online_too=online_too)), service, unit)
        for name, text in texts(told):
            # Of a service in person, steps may say how else one can enrol, while that works.
            steps = told.online is not None and told.online.works
            promises = _PROMISES.findall(text)
            assert not promises or told.works_online or steps, (name, text)
            if "aring lewat" in text or "bisa lewat" in text:
                assert told.works_online, (name, text)
                assert told.service.online_if
                assert told.service.online_if in text, (name, text)

    def test_every_text_is_whole_short_and_clean(
        self, service: str, status: ServiceStatus, unit: str | None, online_too: bool, scope: Scope
    ) -> None:
        told = answer(during(flood(status, scope, online_too=online_too)), service, unit)
        for name, text in texts(told):
            assert 60 < len(text) <= _MOST, (name, len(text), text)
            assert not _UGLY.search(text), (name, text)
            for once in ("SE Bupati 12/2026", "pintu samping", "dilayani di posko"):
                assert text.count(once) <= 1, (name, text)


@pytest.mark.parametrize("service", [service.slug for service in CATALOGUE.services])
@pytest.mark.parametrize("status", [ServiceStatus.TUTUP, ServiceStatus.DARURAT])
def test_when_all_is_closed_no_service_says_that_it_can_be_done(
    service: str, status: ServiceStatus
) -> None:
    told = answer(during(flood(status, online_too=True)), service)
    assert told.has_no_way
    for name, text in texts(told):
        assert not _PROMISES.search(text), (name, text)
        assert "Silakan datang" not in text, (name, text)


@pytest.mark.parametrize("service", [IN_PERSON, PARTLY, ONLINE])
def test_afterwards_every_answer_is_as_before(service: str) -> None:
    shut = during(flood(ServiceStatus.DARURAT, online_too=True), maintenance=(SERVER,))
    before = compose_answer(CATALOGUE, service, None, AFTERWARDS)
    after = compose_answer(shut, service, None, AFTERWARDS)
    assert dict(texts(after)) == dict(texts(before))


def test_what_needs_presence_waits_and_says_whom_to_ask() -> None:
    said = TEXT.render("mode", answer(during(flood()), IN_PERSON))
    assert said.startswith(
        "Untuk sementara loket tidak melayani sampai Kamis 26 November: Banjir di Mekarjaya. "
        "Berkas mendesak dilayani di posko. Dasar: SE Bupati 12/2026.\n"
        "KTP-el pertama (rekam data): harus datang langsung, jadi belum dapat diurus sekarang dan "
        "menunggu loket dibuka lagi. Bila mendesak, tanyakan dahulu ke telepon (0000) 000001."
    )
    assert "Tutup; buka lagi Jumat 27 November 08.00 WIB." in said


def test_a_hybrid_service_says_what_can_be_begun_and_what_waits() -> None:
    said = TEXT.render("mode", answer(during(flood()), PARTLY))
    assert "KTP-el hilang: bagian daring tetap bisa lewat Layanan Daring Dukcapil" in said
    assert "Yang harus datang menunggu loket dibuka lagi." in said
    assert "Yang dapat dikerjakan daring sekarang: Isi formulir F-1.02" in said
    assert "Yang perlu datang: Minta surat keterangan kehilangan" in said


def test_a_closed_service_says_that_neither_way_works() -> None:
    said = TEXT.render("fee", answer(during(flood(ServiceStatus.TUTUP, online_too=True)), ONLINE))
    assert "Untuk sementara layanan ini ditutup sampai Kamis 26 November" in said
    assert "tidak dapat diurus, baik daring maupun di loket. Bila mendesak, tanyakan" in said


def test_limited_service_tells_the_rules_for_visitors() -> None:
    said = TEXT.render("mode", answer(during(flood(ServiceStatus.TERBATAS)), PARTLY))
    assert said.startswith("Layanan ini sedang terbatas sampai Kamis 26 November: Banjir")
    assert "Lewat pintu samping." in said
    assert "pintu samping" not in TEXT.render("mode", answer(during(flood()), PARTLY))


def test_where_one_unit_is_closed_another_is_told() -> None:
    said = TEXT.render("mode", answer(during(flood(scope=ONLY_DUKCAPIL)), IN_PERSON))
    assert said.startswith(
        "Untuk sementara Dinas Kependudukan dan Pencatatan Sipil tidak melayani di loket sampai"
    )
    assert "1. Kantor Kecamatan Sukamaju. Buka sekarang" in said
    assert "Melayani warga Kecamatan Sukamaju." in said
    assert "belum dapat diurus" not in said


def test_news_is_told_to_those_who_were_told_before_it() -> None:
    told = answer(during(flood()), IN_PERSON)
    assert "belum dapat diurus sekarang" in TEXT.render("fee", told, told=True)
    usual = TEXT.render("fee", answer(CATALOGUE, IN_PERSON), told=True)
    assert "datang langsung" not in usual


def test_maintenance_says_why_and_until_when() -> None:
    said = TEXT.render("mode", answer(during(maintenance=(SERVER,)), ONLINE))
    assert "untuk sementara tidak bisa daring, karena Layanan Daring Dukcapil Sukamaju" in said
    assert (
        "sedang tidak bisa dipakai sampai pukul 12.00 WIB (Pemeliharaan server). "
        "Silakan datang langsung." in said
    )


def test_steps_name_no_way_that_does_not_work() -> None:
    kept = TEXT.render("procedure", answer(during(maintenance=(SERVER,)), ONLINE))
    assert "atau bawa ke loket (datang langsung)" in kept
    assert "2. Tunggu pemeriksaan petugas (daring, sementara tidak bisa)" in kept
    flooded = TEXT.render("procedure", answer(during(flood()), PARTLY))
    assert "2. Isi formulir F-1.02 dan ajukan ke Dukcapil (daring)" in flooded


@pytest.mark.parametrize("aspect", sorted(UNIT_ASPECTS | {"other"}))
@pytest.mark.parametrize("status", list(ServiceStatus))
def test_units_alone_tell_their_situation(aspect: str, status: ServiceStatus) -> None:
    catalogue = during(flood(status))
    units = [state(catalogue, unit=unit.slug) for unit in CATALOGUE.units[:3]]
    for some in (units[:1], units):
        said = TEXT.render_units(aspect, some)
        assert not _UGLY.search(said), said
        assert len(said) <= 1024
        if status is not ServiceStatus.NORMAL:
            assert "(Banjir di Mekarjaya)" in said
        assert said.count("sampai Kamis 26 November") <= 1


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (datetime(2026, 11, 24, 16), "sampai pukul 16.00 WIB (Banjir"),
        (datetime(2026, 11, 25), "sampai akhir hari ini (Banjir"),
        (datetime(2026, 11, 26, 12), "sampai Kamis 26 November 12.00 WIB (Banjir"),
        (datetime(2027, 1, 1), "sampai Kamis 31 Desember (Banjir"),
        (datetime(2027, 1, 2), "sampai Jumat 1 Januari 2027 (Banjir"),
        (None, "sampai ada pemberitahuan (Banjir"),
    ],
)
def test_the_end_is_told_as_a_day_or_a_time(ends: datetime | None, said: str) -> None:
    assert said in TEXT.describe_state(state(during(flood(ends=ends))))


def test_without_an_end_there_is_no_schedule_yet() -> None:
    said = TEXT.describe_state(state(during(flood(ends=None))))
    assert said.endswith("; jadwal buka berikutnya belum diketahui")


def test_what_will_close_the_counter_today_is_named() -> None:
    outage = flood(
        ServiceStatus.TUTUP,
        starts=datetime(2026, 11, 24, 10),
        ends=datetime(2026, 11, 24, 11),
        reason="Listrik padam",
    )
    assert TEXT.describe_state(state(during(outage))) == (
        "Buka sekarang sampai 10.00 WIB (Listrik padam), lalu buka lagi pukul 11.00 WIB"
    )
    assert TEXT.describe_day(state(during(outage)), date(2026, 11, 24)) == (
        "Hari ini, Selasa 24 November 2026: buka 08.00-10.00 dan 11.00-12.00 dan 13.00-15.30 WIB; "
        "di luar itu loket tutup (Listrik padam)"
    )
