"""A desk on its first days has no services, or no units; and a catalogue changes within a talk."""

from dataclasses import replace
from itertools import product

import pytest

from bot.application.context import Context
from bot.domain.catalogue import Catalogue
from tests.unit.application.interpreting import Talk, said, titles

ASPECTS = [
    *("mode", "requirements", "procedure", "fee", "duration", "hours", "location", "contact"),
    *("application_status", "complaint", "human", "lost_or_damaged", "appointment", "other"),
    "out_of_scope",
]
TEXTS = ["bikin skck", "dukcapil besok buka jam berapa", "apa saja layanannya", "di mana terdekat"]


@pytest.fixture
def empty(seed: Catalogue) -> Catalogue:
    return replace(seed, services=(), units=(), offerings=(), places=())


@pytest.fixture
def without_services(seed: Catalogue) -> Catalogue:
    return replace(seed, services=(), offerings=())


@pytest.mark.parametrize(("text", "aspect"), list(product(TEXTS, ASPECTS)))
def test_an_empty_desk_says_so_kindly_whatever_is_asked(
    empty: Catalogue, text: str, aspect: str
) -> None:
    for confidence in (0.9, 0.1):
        outcome = Talk(empty).ask(text, aspect, confidence)

        assert "belum ada layanan yang tercatat" in said(outcome)
        assert empty.government.name in said(outcome)
        assert titles(outcome) == []


@pytest.mark.parametrize(
    "pressed", [{"menu": "themes"}, {"link": "skck"}, {"theme": "usaha"}, {"near": "-7.0,109.0"}]
)
def test_old_buttons_and_posters_of_an_empty_desk_say_so_too(
    empty: Catalogue, pressed: dict[str, str]
) -> None:
    assert "belum ada layanan yang tercatat" in said(Talk(empty).press(**pressed))


@pytest.mark.parametrize(("text", "aspect"), list(product(TEXTS, ASPECTS)))
def test_units_without_services_answer_for_themselves(
    without_services: Catalogue, text: str, aspect: str
) -> None:
    assert said(Talk(without_services).ask(text, aspect))


def test_hours_are_told_before_there_are_services(without_services: Catalogue) -> None:
    outcome = Talk(without_services).ask("dukcapil buka jam berapa", "hours")

    assert "Dinas Kependudukan" in said(outcome)
    assert "belum ada layanan" in said(Talk(without_services).ask("syarat skck", "requirements"))


def test_what_was_talked_about_and_is_gone_is_forgotten(seed: Catalogue, empty: Catalogue) -> None:
    context = Context("sim", "sim-baru", "polres-sukamaju", "fee", place="kec-sukamaju", doubts=1)

    assert context.known_to(seed) == context
    assert context.known_to(empty) == Context(aspect="fee", doubts=1)
