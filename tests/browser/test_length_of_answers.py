"""No answer is longer than a phone's screen: its buttons come in sight with its first line."""

from collections.abc import Iterator
from datetime import datetime
from itertools import product

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from bot.application.answer_text import AnswerText
from bot.application.checklist import circumstances_of
from bot.application.choices import Choices
from bot.application.consultation import Consultation
from bot.application.context import Context
from bot.application.outcome import Desk
from bot.application.pressed import read_choice, write_answers
from bot.domain.catalogue import Catalogue, Service
from bot.domain.situation import ServiceStatus
from tests.browser.conftest import SCREENS
from tests.browser.desk import Desk as Conversation
from tests.unusual_days import flood, with_rules

pytestmark = pytest.mark.browser

# A morning when all is open, and a day on which it must be said why all is closed and until when.
INSTANTS = ("2026-11-24T09:00+07:00", "2026-12-24T09:00+07:00")
OF_SERVICES = (
    *("mode", "requirements", "procedure", "fee", "hours", "duration", "location"),
    *("lost_or_damaged", "comparison", "other", "contact", "human", "complaint"),
    *("application_status", "appointment"),
)
OF_UNITS = ("hours", "location", "contact", "human", "complaint")
_FEW_LINES = 60  # pixels: three lines
_HEIGHTS = """texts => {
  const bubble = document.querySelector(".message .text");
  return texts.map(text => { bubble.textContent = text; return bubble.offsetHeight; });
}"""
_FREE_HEIGHT = """() => innerHeight - document.querySelector(".top").offsetHeight
    - document.querySelector(".composer").offsetHeight"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone: a larger screen shows more."""
    width, height = SCREENS["phone"]
    context = browser.new_context(viewport={"width": width, "height": height})
    yield context
    context.close()


@pytest.fixture
def phone(chat: Page, desk: Conversation) -> Page:
    """The chat with one answer and its buttons."""
    desk.say("Jawaban", "Syarat", "Biaya")
    chat.reload()
    return chat


@pytest.mark.parametrize("at", INSTANTS)
def test_every_answer_is_read_without_scrolling(phone: Page, seed: Catalogue, at: str) -> None:
    said = dict(_answers(seed, datetime.fromisoformat(at)))
    heights = phone.evaluate(_HEIGHTS, list(said.values()))
    free = phone.evaluate(_FREE_HEIGHT)
    over = {name: height for name, height in zip(said, heights, strict=True) if height > free}

    assert over == {}, f"{len(over)} of {len(said)} are higher than {free} px"


@pytest.mark.parametrize("status", [s for s in ServiceStatus if s is not ServiceStatus.NORMAL])
def test_a_situation_takes_a_few_lines_more_at_most(
    phone: Page, seed: Catalogue, status: ServiceStatus
) -> None:
    flooded = with_rules(seed, situations=(flood(status),))
    said = dict(_answers(flooded, datetime.fromisoformat(INSTANTS[0])))
    heights = phone.evaluate(_HEIGHTS, list(said.values()))
    free = phone.evaluate(_FREE_HEIGHT)
    over = {name: height for name, height in zip(said, heights, strict=True) if height > free}

    assert [name for name, height in over.items() if height > free + _FEW_LINES] == []
    assert len(over) <= len(said) / 40


def test_a_longer_answer_would_be_noticed(phone: Page) -> None:
    [height] = phone.evaluate(_HEIGHTS, ["\n".join(f"Baris {n}" for n in range(40))])

    assert height > phone.evaluate(_FREE_HEIGHT)


def _answers(catalogue: Catalogue, at: datetime) -> Iterator[tuple[str, str]]:
    """Yield every message that a button can bring, named by what was pressed."""
    consultation = Consultation(Desk(catalogue, AnswerText(), Choices(), at))
    for chosen in _buttons(catalogue):
        outcome = consultation.decide_pressed(read_choice(catalogue, chosen, Context()))
        for number, reply in enumerate(outcome.replies):
            yield f"{' '.join(chosen.values())} {number}", reply.text


def _buttons(catalogue: Catalogue) -> Iterator[dict[str, str]]:
    for service in catalogue.services:
        yield from ({"service": service.slug, "aspect": aspect} for aspect in OF_SERVICES)
        yield from _checklists(service)
    for unit in catalogue.units:
        yield from ({"unit": unit.slug, "aspect": aspect} for aspect in OF_UNITS)
    for place in catalogue.places:
        yield {"place": place.slug, "aspect": "location"}
    yield from ({"theme": theme.slug} for theme in catalogue.themes)
    yield from ({"link": link} for link in ("", "menu", "bantuan"))


def _checklists(service: Service) -> Iterator[dict[str, str]]:
    """Yield the questions of a checklist and all its ends."""
    asked = [circumstance.slug for circumstance in circumstances_of(service)]
    for known in range(len(asked) + 1 if asked else 0):
        for answers in product((True, False), repeat=known):
            given = write_answers(dict(zip(asked, answers, strict=False)))
            yield {"service": service.slug, "aspect": "checklist", "answer": given}
