"""Answers about a service that is known, or asks which of its variants is meant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.application.answer_body import answer_body
from bot.application.context import Context
from bot.application.leaning import UNSURE, WHERE
from bot.application.outcome import Desk, Outcome, as_replies, remember, understood
from bot.application.understanding import OVERVIEW, Understanding
from bot.domain.answer import Answer, compose_answer
from bot.domain.message import Choice, Reply
from bot.store.questions import Doubt

# Never shortened: how and where the service is done is the very question.
_ALWAYS_WHOLE = frozenset({"mode", "procedure", "lost_or_damaged", "other"})
# Answers to a way of asking, not to an aspect; what is asked again is the aspect.
_TURNS_OF_PHRASE = frozenset({"comparison", "delegation"})
# A day that is named is asked about here; elsewhere it is part of the story.
_DATED = frozenset({"hours", "appointment", "human"})
MOST_ASPECTS = 3


def day_asked(aspect: str, meant: Understanding) -> date | None:
    """Return the day that an aspect is asked about, where days matter to it."""
    return meant.day if aspect in _DATED else None


def sure_aspects(meant: Understanding) -> list[str]:
    """Return what the message surely asks, at least its likeliest aspect."""
    sure = [a.name for a in meant.aspects if a.confidence >= UNSURE]
    return (sure or [meant.aspect])[:MOST_ASPECTS]


class AboutService:
    """Answers with the facts of one service."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def answer(self, meant: Understanding, slug: str, context: Context) -> Outcome:
        """Answer every aspect asked, the first in full, the others without repeating it."""
        answer = self._compose(meant, slug, self._desk.at)
        unsure = meant.confidence < UNSURE or meant.aspect == "out_of_scope"
        aspects = [OVERVIEW] if unsure else self._aspects(meant)
        told = context.service == slug and context.unit == meant.unit and not meant.place_named
        texts = [
            self._desk.words.render(
                aspect,
                answer,
                asked_day=day_asked(aspect, meant),
                asked_time=meant.time_of_day,
                going_on=meant.day,
                told=aspect not in _ALWAYS_WHOLE and (told or position > 0),
            )
            for position, aspect in enumerate(aspects)
        ]
        choices = self._next(meant, answer, aspects)
        # "Jam bukanya?" after "X does not serve that, go to Y" asks about Y.
        told_of = replace(meant, unit=None) if answer.not_served_at else meant
        return Outcome(
            as_replies(texts, choices),
            remember(told_of, meant.aspect if aspects[0] in _TURNS_OF_PHRASE else aspects[0]),
            understood(meant),
            answer_body(self._at_moment(meant, answer), self._desk.words),
            Doubt.ANSWERED_IN_DOUBT if unsure else None,
        )

    def narrow(self, meant: Understanding, family: str) -> Outcome:
        """Ask which variant is meant; each button asks the same of one."""
        variants = self._desk.catalogue.family(family)
        question = self._desk.words.notice("which_variant", family_name=variants[0].family_name)
        reply = Reply(question, self._desk.choices.variants(variants, meant.aspect))
        return Outcome((reply,), remember(meant, meant.aspect), understood(meant))

    def _aspects(self, meant: Understanding) -> list[str]:
        if meant.cues.compares:
            return ["comparison"]
        if meant.cues.delegates and meant.aspect != "requirements":
            return ["delegation"]
        return sure_aspects(meant)

    def _next(
        self, meant: Understanding, answer: Answer, aspects: Sequence[str]
    ) -> tuple[Choice, ...]:
        choices = self._desk.choices
        following = choices.next_questions(answer.service.slug, aspects)
        if "requirements" in aspects and any(r.condition for r in answer.service.requirements):
            following = (choices.checklist(answer.service.slug), *following)
        if WHERE in aspects and len(answer.units) > 1 and not meant.whereabouts.known:
            following = (choices.nearest(), *following)
        return following

    def _compose(self, meant: Understanding, slug: str, at: datetime) -> Answer:
        return compose_answer(self._desk.catalogue, slug, meant.unit, at, meant.whereabouts)

    def _at_moment(self, meant: Understanding, answer: Answer) -> Answer:
        """Return the answer as it will be at the moment asked about, where the unit stands."""
        if meant.time_of_day is None or answer.unit is None:
            return answer
        zone = ZoneInfo(answer.unit.zone)
        day = meant.day or self._desk.at.astimezone(zone).date()
        moment = datetime.combine(day, meant.time_of_day, zone)
        return self._compose(meant, answer.service.slug, moment)


def of_second(meant: Understanding) -> Understanding:
    """Return the same question about the second service of the message."""
    second = meant.second
    if second is None:
        raise ValueError("the message names one service")
    return replace(meant, family=second.family, service=second.service, second=None, topic=None)
