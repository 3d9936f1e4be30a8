"""Corrections, refusals, returns and interruptions: without the engine."""

import pytest

from bot.application.context import Context, Topic
from bot.domain.catalogue import Catalogue
from tests.unit.application.interpreting import Talk, said, titles


@pytest.fixture
def talk(seed: Catalogue) -> Talk:
    return Talk(seed)


class TestWhatIsNotMeant:
    @pytest.mark.parametrize(
        ("correction", "service"),
        [
            ("bukan sim, skck", "skck"),
            ("skck bukan sim", "skck"),
            ("eh salah, maksudnya skck", "skck"),
            ("gak jadi sim baru, skck aja", "skck"),
            ("bukan sim tapi uji kir", "uji-kir"),
            ("bukan yang baru, yang perpanjangan", "sim-perpanjangan"),
            ("yang perpanjangan bukan yang baru", "sim-perpanjangan"),
            ("bukan sim kk hilang", "kk-hilang-rusak"),
        ],
    )
    def test_loses_and_the_aspect_stays(self, talk: Talk, correction: str, service: str) -> None:
        talk.ask("biaya sim baru", "fee")
        meant = talk.meant(correction, "deny", 0.6)
        assert (meant.service, meant.aspect) == (service, "fee")

    def test_may_be_the_aspect(self, talk: Talk) -> None:
        talk.ask("syarat paspor", "requirements")
        meant = talk.meant("bukan syaratnya, biayanya", "requirements", 0.6)
        assert (meant.service, meant.aspect) == ("paspor", "fee")

    def test_may_be_the_office(self, talk: Talk) -> None:
        talk.ask("dukcapil buka jam berapa", "hours")
        assert talk.meant("bukan dukcapil, samsat", "deny", 0.6).unit == "samsat"

    def test_may_be_where_somebody_lives(self, talk: Talk) -> None:
        talk.ask("bikin sktm di mana", "location")
        place = talk.meant("bukan mekarsari, tirtaharja", "deny", 0.6).whereabouts.place
        assert place is not None
        assert place.slug == "desa-tirtaharja"

    def test_is_nothing_of_the_catalogue_in_a_sentence_that_tells_something(
        self, talk: Talk
    ) -> None:
        meant = talk.meant("saya bukan warga sini mau bikin skck", "procedure")
        assert (meant.service, meant.aspect) == ("skck", "procedure")
        assert talk.meant("skck bukan di polres ya?", "location").unit == "polres-sukamaju"

    def test_of_a_fault_in_a_document_is_no_correction(self, talk: Talk) -> None:
        talk.ask("biaya skck", "fee")
        meant = talk.meant("salah nama di kk gimana", "procedure", 0.8)
        assert (meant.family, meant.aspect) == ("kk", "procedure")


class TestYesAndNo:
    def test_that_name_nothing_leave_the_talk_as_it_was(self, talk: Talk) -> None:
        talk.ask("biaya skck", "fee")
        assert "tuliskan dengan kata lain" in said(talk.ask("gak jadi deh", "deny"))
        assert "Silakan tulis" in said(talk.ask("iya", "affirm"))
        assert talk.meant("syaratnya", "requirements").service == "skck"

    def test_refuse_what_is_talked_about(self, talk: Talk) -> None:
        talk.ask("syarat kartu kuning", "requirements")
        refused = talk.ask("bukan yang kartu kuning", "deny")
        assert "tuliskan dengan kata lain" in said(refused)
        assert refused.answer is None

    def test_that_name_a_variant_answer_what_was_asked_back(self, talk: Talk) -> None:
        assert "Hilang" in titles(talk.ask("ktp bisa online", "mode"))
        answered = talk.ask("iya yang hilang", "affirm")
        assert answered.answer is not None
        assert answered.answer["service"] == "ktp-el-hilang"
        assert talk.context.aspect == "mode"


class TestGoingBack:
    def test_keeps_the_variant_and_the_aspect(self, talk: Talk) -> None:
        talk.ask("syarat ktp hilang", "requirements")
        talk.ask("biaya skck", "fee")
        meant = talk.meant("balik ke ktp tadi", "procedure", 0.4)
        assert (meant.service, meant.aspect) == ("ktp-el-hilang", "requirements")

    def test_may_ask_something_else(self, talk: Talk) -> None:
        talk.ask("syarat ktp hilang", "requirements")
        talk.ask("biaya skck", "fee")
        meant = talk.meant("balik ke ktp, berapa lama jadinya", "duration")
        assert (meant.service, meant.aspect) == ("ktp-el-hilang", "duration")

    def test_without_a_name_means_the_topic_before_or_the_first(self, talk: Talk) -> None:
        talk.ask("biaya paspor", "fee")
        talk.ask("lama npwp", "duration")
        talk.ask("syarat skck", "requirements")
        assert talk.meant("balik ke yang tadi", "other", 0.4).service == "npwp"
        assert talk.meant("balik ke yang pertama tadi", "other", 0.4).service == "paspor"

    def test_is_not_meant_by_a_time_of_day_nor_with_nothing_before(self, talk: Talk) -> None:
        talk.ask("syarat ktp hilang", "requirements")
        assert talk.meant("balik ke yang tadi", "other", 0.4).service == "ktp-el-hilang"
        talk.ask("biaya skck", "fee")
        assert talk.meant("tadi pagi tutup, besok buka?", "hours").service == "skck"
        assert talk.meant("antre ktp tadi pagi, berapa lama", "duration").service is None

    def test_gives_the_office_talked_about_then(self, talk: Talk) -> None:
        talk.ask("aktivasi ikd di mpp bisa?", "mode")
        talk.ask("biaya skck", "fee")
        meant = talk.meant("balik ke ikd, jam bukanya", "hours")
        assert (meant.service, meant.unit) == ("ikd-aktivasi", "mal-pelayanan-publik")


class TestAnotherOfficeInPassing:
    def test_is_answered_for_itself_and_the_talk_goes_on(self, talk: Talk) -> None:
        talk.ask("biaya perpanjang sim", "fee")
        passing = talk.ask("dukcapil besok buka?", "hours")
        assert "tidak melayani" not in said(passing)
        assert "Kependudukan" in said(passing)
        assert "Sabtu 28 November 2026" in said(talk.ask("kalau sabtu?", "other", 0.3))
        assert talk.meant("syaratnya", "requirements").service == "sim-perpanjangan"

    def test_is_no_passing_when_the_service_is_asked_for_there(self, talk: Talk) -> None:
        talk.ask("biaya perpanjang sim", "fee")
        assert "tidak melayani" in said(talk.ask("di dukcapil bisa?", "mode"))
        told = talk.ask("jam bukanya", "hours")
        assert told.answer is not None
        assert told.answer["unit"]["slug"] == "polres-sukamaju"


def test_a_paper_of_the_service_in_talk_is_no_unknown_document(talk: Talk) -> None:
    talk.ask("balik nama motor", "procedure")
    meant = talk.meant("bpkb berapa lama", "duration")
    assert meant.service == "balik-nama-kendaraan"


def test_several_offices_of_a_name_mean_ones_own(talk: Talk) -> None:
    talk.ask("saya warga desa tirtaharja, sktm bayar", "fee")
    assert talk.meant("kantor desanya buka jam berapa", "hours").unit == "desa-tirtaharja"


def test_earlier_topics_outlast_the_slots() -> None:
    earlier = (Topic("sim", "sim-baru", None, "fee"), Topic("kk", None, "dinas-dukcapil", None))
    context = Context(family="skck", earlier=earlier)
    assert Context.from_slots(context.as_slots()) == context


def test_only_the_latest_topics_are_remembered_and_each_once() -> None:
    context = Context()
    for family in ("a", "b", "c", "d", "e", "a", "f"):
        context = Context(family=family).after(context)
    assert [topic.family for topic in context.earlier] == ["a", "e", "d", "c"]
