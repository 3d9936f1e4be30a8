"""Sympathy, calm and officers: what an answer owes beside its facts."""

from pathlib import Path

import pytest
import yaml

from bot.application.answer_text import AnswerText
from bot.bootstrap import build_care
from bot.domain.catalogue import Catalogue
from bot.store.questions import Doubt
from tests.unit.application.interpreting import Talk, said, titles

_TOPICS = yaml.safe_load(
    (Path(__file__).parents[1] / "language" / "topics.yml").read_text(encoding="utf-8")
)
_URGENT = {"darurat", "bunuh_diri_kekerasan"}
_DECIDED = [(t, text) for t in _TOPICS if t not in _URGENT for text in _TOPICS[t]["said"]]
_NEAR = [text for topic in _TOPICS.values() for text in topic["near"]]
_WORDS = AnswerText()
# As it stands beside an answer, and alone.
_NOTICES = {
    topic: tuple(_WORDS.notice("escalation", topic=topic, alone=alone) for alone in (False, True))
    for topic in _TOPICS
}
_INSULTS = ("dasar bot goblok", "anjing lu", "bot tolol ga guna", "bangsaaat", "g0bl0k", "asu")
_GRIEF = (
    "bapak saya meninggal kemarin, aktanya gimana",
    "suami sy br aja meninggal",
    "ibuku udah meninggal seminggu lalu, urus akta kematian dmn",
    "anak kami wafat kmrn",
    "nenek tutup usia tadi malam, ngurus apa aja",
    "sy baru kehilangan suami",
)
_NO_GRIEF = (
    "syarat akta kematian",
    "kalau orang tua meninggal aktanya gimana",
    "bapak sudah lama meninggal, bisa buat akta kematian?",
    "ganti kepala keluarga karena yang lama sudah meninggal",
    "saya kehilangan ktp",
    "pewaris meninggal, balik nama sertifikat",
)
_DISTRESS = (
    "saya sedih banget",
    "putus asa ga tau harus gimana",
    "capek bolak balik ke kantor terus",
    "stress saya ngurus beginian",
    "sy bingung bgt pak",
)


@pytest.fixture(scope="module")
def asking(seed: Catalogue) -> Talk:
    return Talk(seed)


@pytest.fixture
def talk(asking: Talk) -> Talk:
    """A conversation in which nothing was said yet."""
    asking.forget()
    return asking


@pytest.mark.parametrize("confidence", [0.9, 0.1])
@pytest.mark.parametrize("aspect", ["procedure", "out_of_scope", "duration"])
def test_each_topic_gets_what_officers_decide_and_the_way_to_them(
    talk: Talk, aspect: str, confidence: float
) -> None:
    for topic, text in _DECIDED:
        talk.forget()
        outcome = talk.ask(text, aspect, confidence)
        told = [reply.text for reply in outcome.replies if reply.text in _NOTICES[topic]]
        assert len(told) == 1, text
        assert outcome.doubt is not None, text
        narrowing = outcome.answer is None and told[0] != outcome.replies[-1].text
        assert narrowing or "Hubungi petugas" in titles(outcome), text


@pytest.mark.parametrize("text", _NEAR)
def test_an_ordinary_question_with_the_same_words_gets_no_such_notice(
    talk: Talk, text: str
) -> None:
    outcome = talk.ask(text)
    assert not any(notice in said(outcome) for both in _NOTICES.values() for notice in both)


@pytest.mark.parametrize("aspect", ["out_of_scope", "complaint", "mode", "other"])
@pytest.mark.parametrize("text", _INSULTS)
def test_an_insult_is_met_calmly_with_a_way_on(talk: Talk, text: str, aspect: str) -> None:
    outcome = talk.ask(text, aspect)
    assert said(outcome) == _WORDS.notice("care", kind="insult", alone=True)
    assert titles(outcome) == ["Hubungi petugas", "Menu layanan"]


@pytest.mark.parametrize("aspect", ["out_of_scope", "fee"])
def test_an_insult_in_words_that_nobody_understands_is_met_calmly_too(
    talk: Talk, aspect: str
) -> None:
    outcome = talk.ask("goblok muter-muter terus nyambung kaga", aspect, 0.2)
    assert said(outcome) == _WORDS.notice("care", kind="insult", alone=True)


def test_an_insult_does_not_end_what_was_talked_about(talk: Talk) -> None:
    talk.ask("syarat skck", "requirements")
    talk.ask("goblok", "out_of_scope")
    outcome = talk.ask("biayanya?", "fee")
    assert outcome.answer is not None
    assert outcome.answer["service"] == "skck"


@pytest.mark.parametrize(
    "text", ["goblok banget sih, syarat skck apa?", "anjing biaya skck berapa", "woi tolol skck"]
)
def test_a_question_with_an_insult_gets_its_answer_and_no_sermon(talk: Talk, text: str) -> None:
    outcome = talk.ask(text, "requirements")
    assert outcome.answer is not None
    assert "Mohon maaf" not in said(outcome)


def test_an_insult_of_an_officer_is_a_complaint(talk: Talk) -> None:
    assert "LAPOR" in said(talk.ask("petugasnya goblok", "complaint"))


@pytest.mark.parametrize("text", _GRIEF)
def test_condolences_come_first_where_a_death_is_told(talk: Talk, text: str) -> None:
    for aspect in ("procedure", "out_of_scope"):
        talk.forget()
        outcome = talk.ask(text, aspect)
        assert outcome.replies[0].text.startswith("Kami turut berduka cita")
        assert '"petugas"' in outcome.replies[0].text


def test_an_answer_follows_the_condolences(talk: Talk) -> None:
    outcome = talk.ask("bapak saya meninggal kemarin, akta kematian syaratnya apa", "requirements")
    assert outcome.answer is not None
    assert outcome.answer["service"] == "akta-kematian"
    assert "2 saksi" in said(outcome)


@pytest.mark.parametrize("text", _NO_GRIEF)
def test_a_question_about_deaths_in_general_gets_no_condolences(talk: Talk, text: str) -> None:
    assert "berduka" not in said(talk.ask(text))


@pytest.mark.parametrize("text", _DISTRESS)
def test_distress_is_heard_first(talk: Talk, text: str) -> None:
    outcome = talk.ask(text, "out_of_scope")
    assert outcome.replies[0].text.startswith("Kami mengerti ini tidak mudah")
    assert "Hubungi petugas" in titles(outcome)


@pytest.mark.parametrize("text", ["obat stres apa", "bingung syarat kk apa", "tolong", "makasih"])
def test_plain_words_are_no_distress(talk: Talk, text: str) -> None:
    assert "tidak mudah" not in said(talk.ask(text))


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("anjing lu", "Mohon maaf bila jawaban saya"),
        ("makasih ya, bapak saya meninggal kemarin", "Kami turut berduka"),
        ("halo, saya sedih banget", "Kami mengerti"),
        ("pagi min, pilih siapa di pilkada", "Asisten ini tidak memberi pendapat"),
    ],
)
def test_courtesy_gives_way_to_care(text: str, begins: str) -> None:
    replies = build_care(_WORDS).instead_of_courtesy(text)
    assert replies is not None
    assert replies[0].text.startswith(begins)


@pytest.mark.parametrize("text", ["halo", "terima kasih banyak", "kamu robot ya?", "iya", "bukan"])
def test_courtesy_stands_where_nothing_else_is_said(text: str) -> None:
    assert build_care(_WORDS).instead_of_courtesy(text) is None


def test_an_ordinary_answer_is_left_as_it_is(talk: Talk) -> None:
    outcome = talk.ask("syarat skck", "requirements")
    assert outcome.doubt is not Doubt.ANSWERED_IN_DOUBT
    assert "Hubungi petugas" not in titles(outcome)
