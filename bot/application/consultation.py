"""Decides what to say to a question: answer, narrow, ask back, or hand over the contact. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.application.answer_body import answer_body
from bot.application.answer_text import AnswerText
from bot.application.choices import MOST_OFFERED, Choices
from bot.application.context import Context
from bot.application.ports import Aspect
from bot.application.understanding import OVERVIEW, UNSURE, Understanding
from bot.domain.answer import Answer, UnitState, compose_answer, compose_unit_state
from bot.domain.catalogue import Catalogue, Service
from bot.domain.message import Choice, Reply
from bot.store.questions import Doubt

# Answered for a unit as well, when no service is known.
_UNIT_ASPECTS = frozenset(
    {"hours", "location", "contact", "human", "complaint", "application_status", "appointment"}
)
# Answered without first asking which service is meant.
_ANYWHERE = _UNIT_ASPECTS - {"application_status", "appointment"}
# What a unit is asked when nothing about it was understood but its name.
_OF_A_UNIT = "hours"
# Never shortened: how and where the service is done is the very question.
_ALWAYS_WHOLE = frozenset({"mode", "procedure", "lost_or_damaged", "other"})
# A day that is named is asked about here; elsewhere it is part of the story.
_DATED = frozenset({"hours", "appointment", "human"})
_MOST_UNITS = 3
_MOST_ASPECTS = 3


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


class Consultation:
    """One state of the catalogue, one instant, one question."""

    def __init__(
        self, catalogue: Catalogue, words: AnswerText, choices: Choices, at: datetime
    ) -> None:
        self._catalogue = catalogue
        self._words = words
        self._choices = choices
        self._at = at

    def decide(self, meant: Understanding, context: Context) -> Outcome:
        """Return the outcome for what was understood."""
        if meant.confidence < UNSURE and not (meant.named or meant.unit_named):
            # Not understood: then the talk so far must not answer for it.
            meant = replace(meant, family=None, service=None)
        if meant.aspect == "out_of_scope" and not meant.named and meant.confidence >= UNSURE:
            return self._beside_the_point(meant, context)
        if meant.unknown_document and meant.aspect not in ("human", "complaint"):
            return self._unknown_service(meant, context)
        if meant.service is not None:
            return self._of_service(meant, meant.service, context)
        if meant.family is not None and meant.aspect not in _UNIT_ASPECTS:
            return self._narrow(meant, meant.family)
        if self._is_clear_without_service(meant):
            return self._of_units(meant)
        return self._ask_back(meant, context)

    # A service is known -----------------------------------------------------------------------

    def _of_service(self, meant: Understanding, slug: str, context: Context) -> Outcome:
        if meant.unit_choices and meant.aspect in _UNIT_ASPECTS:
            return self._which_unit(meant)
        answer = compose_answer(self._catalogue, slug, meant.unit, self._at)
        unsure = meant.confidence < UNSURE or meant.aspect == "out_of_scope"
        aspects = (OVERVIEW,) if unsure else self._aspect_names(meant)
        told = context.service == slug and context.unit == meant.unit
        texts = [
            self._words.render(
                aspect,
                answer,
                asked_day=_day(aspect, meant),
                asked_time=meant.time_of_day,
                told=aspect not in _ALWAYS_WHOLE and (told or position > 0),
            )
            for position, aspect in enumerate(aspects)
        ]
        replies = _as_replies(
            [*texts, *self._caution(meant)], self._choices.next_questions(slug, aspects)
        )
        return Outcome(
            replies,
            self._remember(meant, aspects[0]),
            understood(meant),
            answer_body(self._at_moment(meant, answer), self._words),
            Doubt.ANSWERED_IN_DOUBT if unsure else None,
        )

    def _at_moment(self, meant: Understanding, answer: Answer) -> Answer:
        """Return the answer as it will be at the moment asked about, where the unit stands."""
        if meant.time_of_day is None or answer.unit is None:
            return answer
        zone = ZoneInfo(answer.unit.zone)
        day = meant.day or self._at.astimezone(zone).date()
        moment = datetime.combine(day, meant.time_of_day, zone)
        return compose_answer(self._catalogue, answer.service.slug, meant.unit, moment)

    def _caution(self, meant: Understanding) -> list[str]:
        """Return that officers decide, where the question touches what no machine may."""
        return [self._words.notice("escalation", topic=meant.topic)] if meant.topic else []

    def _narrow(self, meant: Understanding, family: str) -> Outcome:
        variants = self._catalogue.family(family)
        question = self._words.notice("which_variant", family_name=variants[0].family_name)
        reply = Reply(question, self._choices.variants(variants, meant.aspect))
        return Outcome((reply,), self._remember(meant, meant.aspect), understood(meant))

    # A unit, or none ----------------------------------------------------------------------------

    def _is_clear_without_service(self, meant: Understanding) -> bool:
        if meant.unit_named or meant.family is not None:
            return meant.aspect in _UNIT_ASPECTS or meant.unit_named
        return meant.aspect in _ANYWHERE and meant.confidence >= UNSURE

    def _which_unit(self, meant: Understanding) -> Outcome:
        """Ask which unit is meant by a name that several have: "kecamatan"."""
        aspect = meant.aspect if meant.aspect in _UNIT_ASPECTS else _OF_A_UNIT
        choices = self._choices.units(self._catalogue, meant.unit_choices, aspect, meant.service)
        reply = Reply(self._words.notice("which_unit"), choices)
        return Outcome((reply,), self._remember(meant, aspect), understood(meant))

    def _of_units(self, meant: Understanding) -> Outcome:
        if meant.unit_choices:
            return self._which_unit(meant)
        aspects = [name for name in self._aspect_names(meant) if name in _UNIT_ASPECTS]
        states = self._states(meant)
        aspects = aspects or [_OF_A_UNIT]
        texts = [
            self._words.render_units(
                aspect, states, asked_day=_day(aspect, meant), asked_time=meant.time_of_day
            )
            for aspect in aspects
        ]
        replies = _as_replies([*texts, *self._caution(meant)], ())
        return Outcome(replies, self._remember(meant, aspects[0]), understood(meant))

    def _states(self, meant: Understanding) -> tuple[UnitState, ...]:
        if meant.unit:
            slugs = [meant.unit]
        elif meant.family:
            slugs = self._units_of(self._catalogue.family(meant.family))
        else:
            slugs = [unit.slug for unit in self._catalogue.units]
        return self._states_of(slugs)

    def _states_of(self, slugs: Sequence[str]) -> tuple[UnitState, ...]:
        shown = slugs[:_MOST_UNITS]
        return tuple(compose_unit_state(self._catalogue, slug, self._at) for slug in shown)

    def _units_of(self, services: Sequence[Service]) -> list[str]:
        slugs = (u.slug for s in services for u in self._catalogue.units_offering(s.slug))
        return list(dict.fromkeys(slugs))

    # Not clear ----------------------------------------------------------------------------------

    def _beside_the_point(self, meant: Understanding, context: Context) -> Outcome:
        reply = Reply(
            self._words.notice(
                "out_of_scope",
                government=self._catalogue.government.name,
                **self._service_names(),
            )
        )
        doubt = Doubt.NOT_UNDERSTOOD if meant.confidence < 2 * UNSURE else None
        return Outcome((reply,), replace(context, doubts=0), understood(meant), doubt=doubt)

    def _unknown_service(self, meant: Understanding, context: Context) -> Outcome:
        reply = Reply(self._words.notice("unknown_service", **self._service_names()))
        forgotten = replace(context, family=None, service=None, doubts=0)
        return Outcome((reply,), forgotten, understood(meant), doubt=Doubt.UNKNOWN_SERVICE)

    def _ask_back(self, meant: Understanding, context: Context) -> Outcome:
        """Ask once; the second time give the contact, and leave the question to officers."""
        if context.doubts:
            reply = Reply(self._words.notice("doubt_contact", units=self._main_states()))
            after = replace(context, doubts=0)
            return Outcome((reply,), after, understood(meant), doubt=Doubt.NOT_UNDERSTOOD)
        aspect = meant.aspect if meant.confidence >= UNSURE else OVERVIEW
        name = "which_service" if meant.confidence >= UNSURE else "doubt"
        question = Reply(
            self._words.notice(name, guess=None), self._choices.families(self._catalogue, aspect)
        )
        after = replace(context, aspect=aspect, doubts=context.doubts + 1)
        return Outcome((question,), after, understood(meant), doubt=Doubt.ASKED_BACK)

    def _main_states(self) -> tuple[UnitState, ...]:
        return self._states_of([unit.slug for unit in self._catalogue.units])

    def _service_names(self) -> dict[str, Any]:
        """Return the commonest services for a sentence, and whether there are others."""
        names = list(dict.fromkeys(s.family_name for s in self._catalogue.services))
        return {"services": names[:MOST_OFFERED], "others": len(names) > MOST_OFFERED}

    # ----------------------------------------------------------------------------------------

    def _aspect_names(self, meant: Understanding) -> list[str]:
        sure = [a.name for a in meant.aspects if a.confidence >= UNSURE]
        return (sure or [meant.aspect])[:_MOST_ASPECTS]

    def _remember(self, meant: Understanding, aspect: str) -> Context:
        return Context(meant.family, meant.service, meant.unit, aspect, meant.day, 0)


def _day(aspect: str, meant: Understanding) -> date | None:
    return meant.day if aspect in _DATED else None


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


def _as_replies(texts: Sequence[str], choices: tuple[Choice, ...]) -> tuple[Reply, ...]:
    *earlier, last = texts
    return (*(Reply(text) for text in earlier), Reply(last, choices))
