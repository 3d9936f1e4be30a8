"""The checklist ends with exactly the papers of whoever answered."""

from dataclasses import replace
from itertools import product

import pytest

from bot.application.checklist import applying, circumstances_of
from bot.application.pressed import read_answers, write_answers
from bot.domain.catalogue import Catalogue
from bot.domain.requirements import Circumstance, Condition, Requirement
from tests.unit.application.interpreting import Talk, said, titles

MARRIED = Circumstance("kawin", "Sudah kawin?", "Sudah", "Belum", "bila kawin", "bila belum")
SENT = Circumstance("diwakilkan", "Diwakilkan?", "Ya", "Tidak", "bila diwakilkan", "bila sendiri")
PAPERS = (
    Requirement("Kartu Keluarga"),
    Requirement("Buku nikah", Condition(MARRIED, holds=True)),
    Requirement("Surat kuasa", Condition(SENT, holds=True)),
    Requirement("Surat orang tua", Condition(MARRIED, holds=False)),
    Requirement("Datang sebelum pukul 11", to_bring=False),
)


@pytest.fixture
def catalogue(seed: Catalogue) -> Catalogue:
    """The seed, with a service that asks two things."""
    services = tuple(
        replace(service, requirements=PAPERS) if service.slug == "skck" else service
        for service in seed.services
    )
    return replace(seed, services=services, circumstances=(MARRIED, SENT))


def test_it_asks_each_circumstance_once_in_order(catalogue: Catalogue) -> None:
    assert circumstances_of(catalogue.service("skck")) == (MARRIED, SENT)


@pytest.mark.parametrize(("married", "sent"), [*product((True, False), repeat=2)])
def test_it_ends_with_exactly_the_papers_that_apply(
    catalogue: Catalogue, married: bool, sent: bool
) -> None:
    talk = Talk(catalogue)
    talk.ask("syarat skck", "requirements")
    first = talk.press(service="skck", aspect="checklist")
    assert "pertanyaan 1 dari 2: Sudah kawin?" in said(first)
    answer = write_answers({"kawin": married})
    second = talk.press(service="skck", aspect="checklist", answer=answer)
    assert titles(second) == ["Ya", "Tidak"]
    answer = write_answers({"kawin": married, "diwakilkan": sent})
    end = said(talk.press(service="skck", aspect="checklist", answer=answer))
    assert "☐ Kartu Keluarga" in end
    assert ("☐ Buku nikah" in end) == married
    assert ("☐ Surat orang tua" in end) == (not married)
    assert ("☐ Surat kuasa" in end) == sent
    assert "• Datang sebelum pukul 11" in end
    assert "Polres Sukamaju" in end
    assert "Sumber:" in end


def test_answers_survive_being_written() -> None:
    answers = {"kawin": True, "diwakilkan": False}
    assert read_answers(write_answers(answers)) == answers
    assert read_answers("") == {}


def test_what_was_not_answered_is_kept(catalogue: Catalogue) -> None:
    assert applying(catalogue.service("skck"), {}) == PAPERS


def test_requirements_offer_the_checklist_where_it_asks_anything(catalogue: Catalogue) -> None:
    talk = Talk(catalogue)
    assert "Daftar bawaan saya" in titles(talk.ask("syarat skck", "requirements"))


def test_requirements_without_conditions_offer_none(catalogue: Catalogue) -> None:
    services = tuple(
        replace(service, requirements=PAPERS[:1]) if service.slug == "skck" else service
        for service in catalogue.services
    )
    talk = Talk(replace(catalogue, services=services))
    assert "Daftar bawaan saya" not in titles(talk.ask("syarat skck", "requirements"))


def test_the_full_list_says_who_needs_what(catalogue: Catalogue) -> None:
    told = Talk(catalogue).ask("syarat skck", "requirements")
    assert "Bila kawin: Buku nikah" in said(told)
    assert told.answer is not None
    assert "Bila diwakilkan: Surat kuasa" in told.answer["requirements"]
