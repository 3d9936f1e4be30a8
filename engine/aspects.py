"""Which questions one message asks, from the certainty of the whole and of each clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Certainty = Mapping[str, float]

MOST_ASPECTS = 3
_SURE = 0.5
# A whole that may well be a story is not taken apart: "... tidak pernah buka. Gimana mau urus?"
_LIKELY = 0.4

# Courtesy around a question, and an answer to one, are no questions.
_COURTESY = frozenset({"greet", "thanks", "goodbye", "affirm", "deny"})
# A story is told in many clauses; what they seem to ask is part of the story.
_STORY = frozenset({"complaint", "out_of_scope", "bot_challenge", "capabilities"})
# "KTP saya hilang. Harus bawa apa?": what happened is the background of the question.
_BACKGROUND = frozenset({"lost_or_damaged", "out_of_scope"})
# "Saya mau bikin KTP. Syaratnya apa?": so is a wish, unless it is put as a question.
_BACKGROUND_UNLESS_ASKED = frozenset({"procedure", "other"})


@dataclass(frozen=True)
class Aspect:
    """One thing asked, and how certain the engine is of it."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Clause:
    """A part of a message: what it may ask, and whether it is put as a question."""

    certainty: Certainty
    asks: bool


def asked(whole: Certainty, clauses: Sequence[Clause]) -> list[Aspect]:
    """Return what is asked, most certain first, never empty."""
    main = best(whole)
    if main.name in _STORY and main.confidence >= _LIKELY:
        return [main]
    questions = _distinct([best(c.certainty) for c in clauses if _is_question(c)])
    if len(questions) > 1:
        return questions[:MOST_ASPECTS]
    # One clause alone is less to go by than the whole, unless the whole is courtesy or wish.
    if questions and main.name in _COURTESY | _STORY | _BACKGROUND | _BACKGROUND_UNLESS_ASKED:
        return questions
    return [main]


def best(certainty: Certainty) -> Aspect:
    """Return the most certain aspect."""
    name = max(certainty, key=lambda intent: certainty[intent])
    return Aspect(name, certainty[name])


def _is_question(clause: Clause) -> bool:
    aspect = best(clause.certainty)
    if aspect.confidence < _SURE or aspect.name in _COURTESY | _STORY | _BACKGROUND:
        return False
    return clause.asks or aspect.name not in _BACKGROUND_UNLESS_ASKED


def _distinct(aspects: Sequence[Aspect]) -> list[Aspect]:
    """Keep the most certain of each name, most certain first."""
    kept: dict[str, Aspect] = {}
    for aspect in sorted(aspects, key=lambda aspect: -aspect.confidence):
        kept.setdefault(aspect.name, aspect)
    return list(kept.values())
