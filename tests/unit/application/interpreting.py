"""Reads messages as the desk does, with what the classifier would say given by the test."""

from datetime import UTC, datetime

from bot.application.answer_text import AnswerText
from bot.application.choices import Choices
from bot.application.consult import load_matching_words
from bot.application.consultation import Consultation
from bot.application.context import Context
from bot.application.cues import CueFinder
from bot.application.matching import Matcher
from bot.application.named_days import NamedDays
from bot.application.outcome import Desk, Outcome
from bot.application.ports import Aspect
from bot.application.pressed import read_choice
from bot.application.turns import TurnFinder
from bot.application.understanding import Asked, Interpreter, Understanding
from bot.bootstrap import LEXICON, build_care
from bot.domain.catalogue import Catalogue
from bot.language.emergency import EscalationTopics
from bot.language.normalizer import Normalizer

TUESDAY_MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 09.00 WIB


def interpreter_of(catalogue: Catalogue) -> Interpreter:
    """Return the reader of messages as the desk builds it."""
    normalizer = Normalizer.from_file(LEXICON / "everyday.json")
    words = load_matching_words(LEXICON / "matching.json")
    return Interpreter(
        catalogue,
        Matcher(catalogue, normalizer.normalize, words),
        normalizer,
        EscalationTopics.from_file(LEXICON / "escalation.json"),
        NamedDays(words.holidays),
        CueFinder.from_file(LEXICON / "cues.json", normalizer.normalize),
        TurnFinder.from_file(LEXICON / "turns.json"),
    )


class Talk:
    """A conversation without the engine: it remembers its context from one message to the next."""

    def __init__(self, catalogue: Catalogue, at: datetime = TUESDAY_MORNING) -> None:
        self._catalogue = catalogue
        self._at = at
        self._interpreter = interpreter_of(catalogue)
        self._care = build_care(AnswerText())
        self._consultation = Consultation(Desk(catalogue, AnswerText(), Choices(), at))
        self.context = Context()

    def meant(self, text: str, aspect: str = "procedure", confidence: float = 0.9) -> Understanding:
        """Return what a text means here and now."""
        asked = Asked(1, self._at, text, (Aspect(aspect, confidence),))
        return self._interpreter.interpret(asked, self.context)

    def ask(self, text: str, aspect: str = "procedure", confidence: float = 0.9) -> Outcome:
        """Say something and return what comes back."""
        meant = self.meant(text, aspect, confidence)
        outcome = self._consultation.decide(meant, self.context)
        return self._remember(self._care.attend(text, meant.topic, outcome, self.context))

    def forget(self) -> None:
        """Begin anew."""
        self.context = Context()

    def press(self, **chosen: str) -> Outcome:
        """Press a button, follow a link or share a location."""
        pressed = read_choice(self._catalogue, chosen, self.context)
        return self._remember(self._consultation.decide_pressed(pressed))

    def _remember(self, outcome: Outcome) -> Outcome:
        # Through the slots, as the engine keeps it.
        self.context = Context.from_slots(outcome.context.as_slots())
        return outcome


def said(outcome: Outcome) -> str:
    """Return all that was said."""
    return "\n".join(reply.text for reply in outcome.replies)


def titles(outcome: Outcome) -> list[str]:
    """Return the buttons under the last reply."""
    return [choice.title for choice in outcome.replies[-1].choices]
