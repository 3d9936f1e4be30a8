"""The checklist: asks what applies to a citizen, and ends with exactly the papers to bring."""

from collections.abc import Mapping

from bot.application.answer_body import answer_body
from bot.application.outcome import Desk, Outcome, remember, understood
from bot.application.pressed import write_answers
from bot.application.understanding import Understanding
from bot.domain.answer import compose_answer
from bot.domain.catalogue import Service
from bot.domain.message import Reply
from bot.domain.requirements import Circumstance, Requirement

_ASPECT = "requirements"


def circumstances_of(service: Service) -> tuple[Circumstance, ...]:
    """Return what must be asked for a service, in the order of its requirements."""
    asked = (line.condition.circumstance for line in service.requirements if line.condition)
    return tuple(dict.fromkeys(asked))


def applying(service: Service, answers: Mapping[str, bool]) -> tuple[Requirement, ...]:
    """Return the requirements that apply to whoever gave these answers."""
    return tuple(line for line in service.requirements if _applies(line, answers))


def _applies(line: Requirement, answers: Mapping[str, bool]) -> bool:
    condition = line.condition
    # What was not answered is kept: a paper too many costs less than one that lacks.
    return condition is None or answers.get(condition.circumstance.slug, condition.holds) == (
        condition.holds
    )


class Checklist:
    """Asks one circumstance at a time; the buttons carry what was answered before."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def answer(self, meant: Understanding, slug: str, answers: Mapping[str, bool]) -> Outcome:
        """Ask the next question, or tell what to bring once all are answered."""
        service = self._desk.catalogue.service(slug)
        asked = circumstances_of(service)
        left = [circumstance for circumstance in asked if circumstance.slug not in answers]
        if left:
            known = {c.slug: answers[c.slug] for c in asked if c.slug in answers}
            return self._ask(meant, service, left[0], known, len(asked))
        return self._tell(meant, service, answers)

    def _ask(
        self,
        meant: Understanding,
        service: Service,
        asked: Circumstance,
        known: dict[str, bool],
        total: int,
    ) -> Outcome:
        text = self._desk.words.notice(
            "checklist_question",
            service=service,
            circumstance=asked,
            number=len(known) + 1,
            total=total,
        )
        choices = self._desk.choices.answers(service.slug, asked, write_answers(known))
        return Outcome((Reply(text, choices),), remember(meant, _ASPECT), understood(meant))

    def _tell(self, meant: Understanding, service: Service, answers: Mapping[str, bool]) -> Outcome:
        answer = compose_answer(
            self._desk.catalogue, service.slug, meant.unit, self._desk.at, meant.whereabouts
        )
        text = self._desk.words.notice(
            "checklist",
            answer=answer,
            lines=applying(service, answers),
            units=answer.units,
            told=False,
        )
        choices = self._desk.choices.next_questions(service.slug, (_ASPECT,))
        return Outcome(
            (Reply(text, choices),),
            remember(meant, _ASPECT),
            understood(meant),
            answer_body(answer, self._desk.words),
        )
