"""What citizens are told in the chat before, during and after a flood, in Ramadan, when full."""

from datetime import date, datetime

import pytest

from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import DailyQuota, HolidayDuty, QuotaUsedUp, Season, SeasonOfUnit
from bot.domain.situation import Scope, ServiceStatus
from tests.unit.application.interpreting import Talk, said
from tests.unusual_days import flood, ramadan, with_rules

DUKCAPIL, SUKAMAJU = "dinas-dukcapil", "kecamatan-sukamaju"
IN_SUKAMAJU = Scope(places=frozenset({"kec-sukamaju"}))
CLOSED = "oket tidak melayani untuk sementara sampai Kamis 26 November (Banjir di Mekarjaya)"


def talk(catalogue: Catalogue, at: str, **rules: object) -> Talk:
    return Talk(with_rules(catalogue, **rules), datetime.fromisoformat(f"{at}+07:00"))


FLOODED = {"situations": (flood(scope=IN_SUKAMAJU),)}


class TestAFloodInOneKecamatan:
    """It sends the kecamatan to online services from Tuesday to Thursday."""

    @pytest.mark.parametrize("question", ["kecamatan sukamaju besok buka?", "besok buka ga"])
    def test_before_it_tomorrow_is_closed_and_today_is_not(
        self, seed: Catalogue, question: str
    ) -> None:
        asking = talk(seed, "2026-11-23T09:00", **FLOODED)
        today = said(asking.ask("kantor kecamatan sukamaju buka ga", "hours"))
        assert "Buka sekarang sampai 12.00 WIB" in today
        assert "Banjir" not in today
        tomorrow = said(asking.ask(question, "hours"))
        assert f"Besok, Selasa 24 November 2026: l{CLOSED}" in tomorrow
        assert "buka lagi Jumat 27 November 07.30 WIB" in tomorrow

    def test_during_it_the_counter_is_closed_and_the_neighbour_open(self, seed: Catalogue) -> None:
        asking = talk(seed, "2026-11-25T09:00", **FLOODED)
        here = said(asking.ask("kantor kecamatan sukamaju buka ga", "hours"))
        assert f"L{CLOSED}; buka lagi lusa, Jumat 27 November 07.30 WIB." in here
        assert "Berkas mendesak dilayani di posko. Dasar: SE Bupati 12/2026." in here
        there = said(asking.ask("kalau kecamatan mekarjaya buka ga", "hours"))
        assert "Buka sekarang" in there

    def test_after_it_all_is_as_always(self, seed: Catalogue) -> None:
        question = ("kecamatan sukamaju besok buka?", "hours")
        usual = said(talk(seed, "2026-11-26T09:00").ask(*question))
        assert said(talk(seed, "2026-11-26T09:00", **FLOODED).ask(*question)) == usual
        assert "Besok, Jumat 27 November 2026: buka 07.30-11.30" in usual


class TestAFloodEverywhere:
    @pytest.mark.parametrize(
        "question",
        ["bikin ktp baru bisa online?", "rekam ktp bisa daring ga", "ktp pertama online"],
    )
    def test_what_needs_presence_has_no_way(self, seed: Catalogue, question: str) -> None:
        asking = talk(seed, "2026-11-24T09:00", situations=(flood(),))
        asking.ask("ktp baru rekam", "mode")
        told = asking.ask(question, "mode")
        assert "jadi belum dapat diurus sekarang dan menunggu loket dibuka lagi" in said(told)
        assert told.answer is not None
        assert (told.answer["status"], told.answer["open"]) == ("daring_saja", False)
        assert told.answer["opens_at"] == "2026-11-27T08:00:00+07:00"
        assert told.answer["reason"] == "loket tidak melayani untuk sementara (Banjir di Mekarjaya)"

    def test_what_is_done_online_goes_on(self, seed: Catalogue) -> None:
        told = talk(seed, "2026-11-24T09:00", situations=(flood(),)).ask("kk bisa online?", "mode")
        assert told.answer is None or told.answer["online"]["working"]
        hilang = talk(seed, "2026-11-24T09:00", situations=(flood(),)).ask("kk hilang", "mode")
        assert "bagian daring tetap bisa lewat" in said(hilang)
        assert hilang.answer is not None
        assert hilang.answer["online"]["working"] is True

    def test_nothing_goes_on_where_online_is_closed_too(self, seed: Catalogue) -> None:
        shut = (flood(ServiceStatus.DARURAT, online_too=True),)
        told = talk(seed, "2026-11-24T09:00", situations=shut).ask("kk hilang online bisa?", "mode")
        assert "tidak dapat diurus, baik daring maupun di loket" in said(told)
        assert told.answer is not None
        assert told.answer["online"]["working"] is False
        assert told.answer["online"]["until"] == "2026-11-27T00:00:00+07:00"
        assert told.answer["situation"]["until"] == "2026-11-27T00:00:00+07:00"

    def test_no_office_is_open(self, seed: Catalogue) -> None:
        asking = talk(seed, "2026-11-24T09:00", situations=(flood(),))
        told = said(asking.ask("kantornya buka ga", "hours"))
        assert "Buka sekarang" not in told
        assert told.count("(Banjir di Mekarjaya)") == 1

    def test_a_flood_that_begins_in_the_middle_of_the_talk_is_told(self, seed: Catalogue) -> None:
        asking = talk(seed, "2026-11-24T09:00", situations=(flood(),))
        asking.ask("skck", "mode")
        assert "loket tidak melayani" in said(asking.ask("biayanya?", "fee"))


class TestRamadan:
    def test_nyepi_is_closed_and_says_when_next(self, seed: Catalogue) -> None:
        asking = talk(seed, "2026-11-24T09:00", seasons=(ramadan(),))
        told = said(asking.ask("dukcapil 8 maret buka?", "hours"))
        assert (
            "Senin 8 Maret 2027: tutup, libur nasional Nyepi; "
            "buka lagi Selasa 16 Maret 2027 08.00 WIB." in told
        )

    def test_who_serves_on_nyepi_says_so(self, seed: Catalogue) -> None:
        duty = (HolidayDuty(DUKCAPIL, date(2027, 3, 8)),)
        asking = talk(seed, "2026-11-24T09:00", seasons=(ramadan(),), duties=duty)
        told = said(asking.ask("dukcapil 8 maret buka?", "hours"))
        assert "Senin 8 Maret 2027: buka 08.00-12.00 dan 12.30-14.00 WIB" in told
        assert "tetap melayani pada hari libur" in told

    @pytest.mark.parametrize(
        ("question", "hours"),
        [
            ("dukcapil 5 februari 2027 buka jam berapa", "tutup, cuti bersama"),
            ("dukcapil 8 februari 2027 buka jam berapa", "buka 08.00-12.00 dan 12.30-14.00 WIB"),
            ("dukcapil 16 maret 2027 buka jam berapa", "buka 08.00-12.00 dan 13.00-15.30 WIB"),
        ],
    )
    def test_its_hours_hold_from_the_first_day_to_the_last(
        self, seed: Catalogue, question: str, hours: str
    ) -> None:
        told = said(talk(seed, "2026-11-24T09:00", seasons=(ramadan(),)).ask(question, "hours"))
        assert hours in told

    def test_moved_by_a_day_all_follow(self, seed: Catalogue) -> None:
        later = ramadan(first_day=date(2027, 2, 9), last_day=date(2027, 3, 10))
        question = "dukcapil 8 februari 2027 buka jam berapa"
        told = said(talk(seed, "2026-11-24T09:00", seasons=(later,)).ask(question, "hours"))
        assert "buka 08.00-12.00 dan 13.00-15.30 WIB." in told


def test_a_quota_that_is_gone_is_told_and_lapses(seed: Catalogue) -> None:
    gone = QuotaUsedUp(DUKCAPIL, None, date(2026, 11, 24), datetime(2026, 11, 24, 11, 5))
    rules = {"used_up": (gone,), "quotas": (DailyQuota(DUKCAPIL, None, 80),)}
    told = said(talk(seed, "2026-11-24T11:10", **rules).ask("dukcapil masih buka?", "hours"))
    assert "Kuota hari ini sudah habis sejak 11.05 WIB; buka lagi besok" in told
    assert "Kuota 80 orang per hari." in told
    after = said(talk(seed, "2026-11-25T11:10", **rules).ask("dukcapil masih buka?", "hours"))
    assert "Buka sekarang sampai 12.00 WIB" in after
    assert "habis" not in after


def test_the_quota_of_a_family_is_told_where_all_its_variants_agree(seed: Catalogue) -> None:
    day, since = date(2026, 11, 24), datetime(2026, 11, 24, 8, 30)
    variants = [service.slug for service in seed.family("ktp-el")]
    gone = tuple(QuotaUsedUp(DUKCAPIL, slug, day, since) for slug in variants)
    asking = talk(seed, "2026-11-24T09:00", used_up=gone)
    assert "sudah habis sejak 08.30" in said(asking.ask("ktp di dukcapil buka ga", "hours"))
    one = talk(seed, "2026-11-24T09:00", used_up=gone[:1])
    assert "habis" not in said(one.ask("ktp di dukcapil buka ga", "hours"))


def test_a_moved_office_is_told_with_the_address_of_the_day(seed: Catalogue) -> None:
    entry = SeasonOfUnit(DUKCAPIL, None, "Gedung Serbaguna")
    moved = Season(1, "renovasi", date(2026, 11, 24), date(2026, 11, 27), None, (entry,))
    asking = talk(seed, "2026-11-24T09:00", seasons=(moved,))
    now = asking.ask("alamat dukcapil di mana", "location")
    assert "Gedung Serbaguna (sementara, sampai Jumat 27 November)" in said(now)
    later = said(asking.ask("alamat dukcapil tanggal 30 november di mana", "location"))
    assert "Jalan Contoh Raya Nomor 1" in later
    assert "Gedung Serbaguna" not in later
    service = asking.ask("kk hilang di mana", "location")
    assert service.answer is not None
    assert service.answer["unit"]["address"] == "Gedung Serbaguna"
