"""What an answer consists of: what is said, remembered and reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.application.answer_text import AnswerText
from bot.application.choices import Choices
from bot.application.context import Context
from bot.application.ports import Aspect
from bot.application.understanding import Understanding
from bot.domain.catalogue import Catalogue
from bot.domain.message import Choice, Reply
from bot.store.questions import Doubt


@dataclass(frozen=True)
class Outcome:
    """What is said, what is remembered, and what is reported beside the words."""

    replies: tuple[Reply, ...]
    context: Context
    understood: dict[str, Any]
    answer: dict[str, Any] | None = None
    doubt: Doubt | None = None

    def report(self) -> dict[str, Any]:
        """Return what the API gives beside the replies."""
        return {"understood": self.understood, "answer": self.answer}


@dataclass(frozen=True)
class Desk:
    """What every decision needs: the catalogue as it is, the words, and the instant."""

    catalogue: Catalogue
    words: AnswerText
    choices: Choices
    at: datetime


def remember(meant: Understanding, aspect: str) -> Context:
    """Return the context that an answered question leaves."""
    place, point = meant.whereabouts.place, meant.whereabouts.point
    return Context(
        family=meant.family,
        service=meant.service,
        unit=meant.unit,
        aspect=aspect,
        day=meant.day,
        place=place.slug if place else None,
        near=(point.latitude, point.longitude) if point else None,
    )


def understood(meant: Understanding) -> dict[str, Any]:
    """Return `understood` as the API gives it."""
    return understood_by(meant.aspects, meant.subject, meant.unit)


def understood_by(
    aspects: Sequence[Aspect], service: str | None = None, unit: str | None = None
) -> dict[str, Any]:
    """Return `understood` of POST /api/v1/consult: aspects by name, most certain first."""
    return {
        "aspect": aspects[0].name if aspects else None,
        "aspects": [aspect.name for aspect in aspects],
        "service": service,
        "unit": unit,
        "confidence": round(aspects[0].confidence, 4) if aspects else 0.0,
    }


def as_replies(texts: Sequence[str], choices: tuple[Choice, ...]) -> tuple[Reply, ...]:
    """Return texts as messages, the choices under the last of them."""
    *earlier, last = texts
    return (*(Reply(text) for text in earlier), Reply(last, choices))
