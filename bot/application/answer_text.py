"""Renders answers and notices in the citizen's words, which all live in templates/answers."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.application.asked_moment import AskedMoment
from bot.application.typed_text import clause, sentence
from bot.domain.answer import Answer, UnitState
from bot.domain.day_view import view_day
from bot.domain.hours import MIDNIGHT
from bot.domain.openings import Availability
from bot.domain.requirements import Requirement

_TEMPLATES = Path(__file__).parent.parent / "templates" / "answers"

# What can be asked of a unit when no service is known; anything else then gets its summary.
UNIT_ASPECTS = frozenset(
    ("hours", "location", "contact", "human", "complaint", "application_status", "appointment")
)
SERVICE_ASPECTS = UNIT_ASPECTS | frozenset(
    (
        "mode",
        "comparison",
        "delegation",
        "requirements",
        "procedure",
        "fee",
        "duration",
        "lost_or_damaged",
    )
)
SUMMARY = "other"

# What is asked of a moment, where nothing is.
_NOT_ASKED = {"asked_day": None, "asked_time": None, "going_on": None}
_MOST_UNITS = 3
# A text that fills a phone's screen spends no lines on distance between its parts.
_FILLS_A_SCREEN = 680


class AnswerText:
    """Turns what is true into what a citizen reads."""

    def __init__(self, folder: Path = _TEMPLATES) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(folder),
            autoescape=False,  # noqa: S701 - plain text for chat; pages escape it themselves
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,  # it looks at every file of a template in every answer
        )
        self._templates.filters |= {
            "upper_first": _upper_first,
            "lower_first": _lower_first,
            "clause": clause,
            "sentence": sentence,
            "last_day": _last_day,
        }
        self._templates.globals |= {"midnight": MIDNIGHT, "view_day": view_day, **_NOT_ASKED}

    def render(
        self,
        aspect: str,
        answer: Answer,
        *,
        asked_day: date | None = None,
        asked_time: time | None = None,
        going_on: date | None = None,
        told: bool = False,
    ) -> str:
        """Answer one aspect of a service, for the day and time asked about when given.

        `going_on` is a day that was named, which decides the address of an office that moves.
        `told`: the citizen has just read how and where this service is done; do not repeat it.
        """
        template = aspect if aspect in SERVICE_ASPECTS else SUMMARY
        moment = AskedMoment(asked_day, asked_time, going_on)
        return self._fill(template, answer, answer.units, moment, told=told)

    def render_units(
        self,
        aspect: str,
        units: Iterable[UnitState],
        *,
        asked_day: date | None = None,
        asked_time: time | None = None,
        going_on: date | None = None,
    ) -> str:
        """Answer one aspect of units when no service is known."""
        template = aspect if aspect in UNIT_ASPECTS else SUMMARY
        moment = AskedMoment(asked_day, asked_time, going_on)
        return self._fill(template, None, tuple(units), moment)

    def describe_day(self, state: UnitState, day: date) -> str:
        """Say when a unit is open on a day, or why it is not."""
        return self._word("_hours.txt", "day", state, day)

    def describe_state(self, state: UnitState) -> str:
        """Say whether a unit is open, until when, or when it opens again, and why."""
        return _upper_first(self._word("_hours.txt", "state", state))

    def reason(self, availability: Availability) -> str:
        """Name the reason of a state, e.g. which holiday it is."""
        return self._word("_words.txt", "reason", availability)

    def long_day(self, day: date) -> str:
        """Write a day out: "Kamis 26 November 2026"."""
        return self._word("_words.txt", "long_day", day)

    def requirement(self, line: Requirement) -> str:
        """Say a requirement with who needs it, where not everybody does."""
        return self._word("_words.txt", "requirement", line)

    def aspect_title(self, aspect: str) -> str:
        """Return the button title of an aspect."""
        return self._word("_words.txt", "aspect_title", aspect)

    def aside(self, name: str) -> str:
        """Return how something that is no text stands in the conversation: "(foto)"."""
        return self._word("_words.txt", "aside", name)

    def notice(self, name: str, **values: object) -> str:
        """Render one of templates/answers/notices."""
        return _tidy(self._templates.get_template(f"notices/{name}.txt").render(**values))

    def _fill(
        self,
        template: str,
        answer: Answer | None,
        units: tuple[UnitState, ...],
        moment: AskedMoment,
        *,
        told: bool = False,
    ) -> str:
        rendered = self._templates.get_template(f"{template}.txt").render(
            answer=answer,
            units=units,
            asked_day=moment.day,
            asked_time=moment.clock,
            going_on=moment.day or moment.visit,
            told=told,
            asked={state.unit.slug: moment.of_unit(state) for state in units},
            told_situations=list(moment.situations(units[:_MOST_UNITS])),
        )
        return _tidy(rendered)

    def _word(self, template: str, macro: str, *values: object) -> str:
        module = self._templates.get_template(template).module
        speak: Callable[..., str] = getattr(module, macro)
        return speak(*values).strip()


def _tidy(text: str) -> str:
    """Leave at most one blank line where templates leave several, and none in a long text."""
    lines = "\n".join(line.strip() for line in text.strip().splitlines())
    return re.sub(r"\n{2,}", "\n" if len(lines) > _FILLS_A_SCREEN else "\n\n", lines)


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower_first(text: str) -> str:
    # "KTP-el", "F-2.01" and "PDF" stay as they are.
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _last_day(end: datetime) -> date:
    """Return the last day before an end: midnight belongs to the day that it ends."""
    return (end - timedelta(microseconds=1)).date()
