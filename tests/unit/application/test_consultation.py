from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.application.answer_text import AnswerText
from bot.application.choices import Choices
from bot.application.consultation import Consultation
from bot.application.context import Context
from bot.application.leaning import UNSURE
from bot.application.outcome import Desk, Outcome
from bot.application.ports import Aspect
from bot.application.understanding import Understanding
from bot.domain.catalogue import Catalogue, Mode
from bot.store.questions import Doubt

TUESDAY_MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 09.00 WIB


def meant(aspect: str = "procedure", confidence: float = 0.9, **known: object) -> Understanding:
    """What was understood, nothing named unless said so."""
    nothing = Understanding(
        aspects=(Aspect(aspect, confidence),),
        family=None,
        service=None,
        unit=None,
        named=False,
        unit_named=False,
        unknown_document=False,
        day=None,
        time_of_day=None,
        topic=None,
    )
    return replace(nothing, **known)  # type: ignore[arg-type]


def decide(
    seed: Catalogue, understanding: Understanding, context: Context | None = None
) -> Outcome:
    consultation = Consultation(Desk(seed, AnswerText(), Choices(), TUESDAY_MORNING))
    return consultation.decide(understanding, context or Context())


def said(outcome: Outcome) -> str:
    return "\n".join(reply.text for reply in outcome.replies)


def test_a_known_service_is_answered_with_data_and_next_questions(seed: Catalogue) -> None:
    outcome = decide(seed, meant("fee", family="sim", service="sim-perpanjangan", named=True))
    assert outcome.answer is not None
    assert outcome.answer["service"] == "sim-perpanjangan"
    assert "Rp75.000" in said(outcome)
    titles = [choice.title for choice in outcome.replies[-1].choices]
    assert "Syarat" in titles
    assert "Biaya" not in titles
    assert outcome.doubt is None


def test_a_family_is_narrowed_with_one_button_a_variant(seed: Catalogue) -> None:
    outcome = decide(seed, meant("requirements", family="ktp-el", named=True))
    assert outcome.answer is None
    assert len(outcome.replies[-1].choices) == 3
    assert all('"aspect": "requirements"' in c.payload for c in outcome.replies[-1].choices)
    assert outcome.context.family == "ktp-el"


def test_two_questions_get_two_answers(seed: Catalogue) -> None:
    both = meant(family="skck", service="skck", named=True)
    both = replace(both, aspects=(Aspect("fee", 0.8), Aspect("duration", 0.7)))
    outcome = decide(seed, both)
    assert len(outcome.replies) == 2
    assert outcome.understood["aspects"] == ["fee", "duration"]


def test_doubt_is_asked_once_and_then_answered_with_the_contact(seed: Catalogue) -> None:
    first = decide(seed, meant("fee", 0.1))
    assert first.doubt is Doubt.ASKED_BACK
    assert first.replies[-1].choices
    second = decide(seed, meant("fee", 0.1), first.context)
    assert second.doubt is Doubt.NOT_UNDERSTOOD
    assert "Dinas Kependudukan" in said(second)
    assert second.context.doubts == 0


def test_an_answer_ends_the_doubt(seed: Catalogue) -> None:
    asked = Context(doubts=1)
    outcome = decide(seed, meant(family="skck", service="skck", named=True), asked)
    assert outcome.context.doubts == 0


def test_a_document_that_is_not_in_the_catalogue_is_not_answered_from_the_context(
    seed: Catalogue,
) -> None:
    talked_of = Context(family="skck", service="skck", aspect="fee")
    outcome = decide(seed, meant("fee", unknown_document=True), talked_of)
    assert outcome.answer is None
    assert outcome.doubt is Doubt.UNKNOWN_SERVICE
    assert "Rp" not in said(outcome)
    assert outcome.context.service is None


def test_a_service_that_a_unit_does_not_offer_is_said_so(seed: Catalogue) -> None:
    outcome = decide(
        seed,
        meant(
            "location",
            family="akta-kelahiran",
            service="akta-kelahiran",
            unit="kecamatan-sukamaju",
            named=True,
            unit_named=True,
        ),
    )
    assert "Kecamatan Sukamaju tidak melayani" in said(outcome)
    assert "Dinas Kependudukan" in said(outcome)


def test_low_certainty_about_a_named_service_gives_its_overview_and_keeps_the_question(
    seed: Catalogue,
) -> None:
    outcome = decide(seed, meant("fee", UNSURE / 2, family="skck", service="skck", named=True))
    assert outcome.doubt is Doubt.ANSWERED_IN_DOUBT
    assert outcome.answer is not None


def test_hours_of_a_day_are_told_for_that_day(seed: Catalogue) -> None:
    asked = meant("hours", unit="dinas-dukcapil", unit_named=True, day=date(2026, 12, 24))
    assert "cuti bersama" in said(decide(seed, asked)).lower()


def test_data_is_of_the_moment_that_was_asked_about(seed: Catalogue) -> None:
    asked = meant(
        "hours",
        family="skck",
        service="skck",
        named=True,
        day=date(2026, 11, 27),
        time_of_day=time(11, 45),
    )
    answer = decide(seed, asked).answer
    assert answer is not None
    assert (answer["open"], answer["opens_at"]) == (False, "2026-11-27T13:00:00+07:00")


@pytest.mark.parametrize("aspect", ["human", "complaint", "hours", "location", "contact"])
def test_what_concerns_units_needs_no_service(seed: Catalogue, aspect: str) -> None:
    outcome = decide(seed, meant(aspect))
    assert outcome.doubt is None
    assert "Polres Sukamaju" in said(outcome)


def test_daring_is_never_said_without_its_condition(seed: Catalogue) -> None:
    for service in seed.services:
        asked = meant("mode", family=service.family, service=service.slug, named=True)
        outcome = decide(seed, asked)
        if service.mode is not Mode.TATAP_MUKA:
            assert service.online_if
            assert service.online_if[:40].lower() in said(outcome).lower()


def test_what_was_not_understood_is_not_answered_from_the_talk_so_far(seed: Catalogue) -> None:
    talked_of = Context(family="skck", service="skck", aspect="fee")
    outcome = decide(seed, meant("fee", UNSURE / 2, family="skck", service="skck"), talked_of)
    assert outcome.answer is None
    assert outcome.doubt is Doubt.ASKED_BACK


def test_a_name_of_several_units_is_asked_back_with_a_button_each(seed: Catalogue) -> None:
    kecamatan = ("kecamatan-sukamaju", "kecamatan-mekarjaya")
    outcome = decide(seed, meant("hours", unit_named=True, unit_choices=kecamatan))
    assert "Kantor mana" in said(outcome)
    payloads = [choice.payload for choice in outcome.replies[-1].choices]
    assert payloads == [f'/choose{{"aspect": "hours", "unit": "{slug}"}}' for slug in kecamatan]


def test_lists_of_services_stay_short(seed: Catalogue) -> None:
    assert len(decide(seed, meant("fee")).replies[-1].choices) == 8
    unknown = said(decide(seed, meant("fee", unknown_document=True)))
    assert unknown.count(",") < 12
    assert "dan lainnya" in unknown
