"""Answers about units: one that is named, one's own, the nearest, and what they offer."""

from collections.abc import Sequence

from bot.application.about_service import day_asked, sure_aspects
from bot.application.leaning import WHERE
from bot.application.outcome import Desk, Outcome, as_replies, remember, understood
from bot.application.understanding import Understanding
from bot.domain.answer import UnitState, compose_unit_state
from bot.domain.catalogue import Service
from bot.domain.message import Choice, Reply
from bot.domain.reach import nearest_units, offerings_for

# Answered for a unit as well, when no service is known.
UNIT_ASPECTS = frozenset(
    {"hours", "location", "contact", "human", "complaint", "application_status", "appointment"}
)
# What a unit is asked when nothing about it was understood but its name.
_OF_A_UNIT = "hours"
_MOST_UNITS = 3


class AboutUnits:
    """Answers with the state of units."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def answer(self, meant: Understanding) -> Outcome:
        """Answer what is asked of the unit named, of those of the family, or of the nearest."""
        if meant.unit_choices:
            return self.which_unit(meant)
        aspects = [name for name in sure_aspects(meant) if name in UNIT_ASPECTS]
        states = self._states(meant)
        aspects = aspects or [_OF_A_UNIT]
        texts = [
            self._desk.words.render_units(
                aspect,
                states,
                asked_day=day_asked(aspect, meant),
                asked_time=meant.time_of_day,
                going_on=meant.day,
            )
            for aspect in aspects
        ]
        choices = self._next(meant)
        replies = as_replies(texts, choices)
        return Outcome(replies, remember(meant, aspects[0]), understood(meant))

    def which_unit(self, meant: Understanding) -> Outcome:
        """Ask which unit is meant by a name that several have: "kecamatan"."""
        aspect = meant.aspect if meant.aspect in UNIT_ASPECTS else _OF_A_UNIT
        choices = self._desk.choices.units(
            self._desk.catalogue, meant.unit_choices, aspect, meant.service
        )
        reply = Reply(self._desk.words.notice("which_unit"), choices)
        return Outcome((reply,), remember(meant, aspect), understood(meant))

    def which_place(self, meant: Understanding) -> Outcome:
        """Ask where the citizen lives or is; it is remembered from then on."""
        aspect = meant.aspect if meant.aspect in UNIT_ASPECTS else WHERE
        service = self._desk.catalogue.service(meant.service) if meant.service else None
        text = self._desk.words.notice("which_place", service=service)
        choices = self._desk.choices.whereabouts(self._desk.catalogue, aspect, meant.service)
        return Outcome((Reply(text, choices),), remember(meant, aspect), understood(meant))

    def offers(self, meant: Understanding, unit: str) -> Outcome:
        """Tell what can be done at a unit, the commonest as buttons."""
        services = self._offered_at(unit)
        names = list(dict.fromkeys(service.family_name for service in services))
        state = compose_unit_state(self._desk.catalogue, unit, self._desk.at)
        text = self._desk.words.notice("offers", names=names, unit_state=state)
        choices = self._desk.choices.families(services, "mode", unit)
        return Outcome((Reply(text, choices),), remember(meant, "mode"), understood(meant))

    def _offered_at(self, unit: str) -> tuple[Service, ...]:
        catalogue = self._desk.catalogue
        offered = {o.service for o in catalogue.offerings if o.unit == unit}
        return tuple(service for service in catalogue.services if service.slug in offered)

    def _next(self, meant: Understanding) -> tuple[Choice, ...]:
        if meant.unit is None and meant.family is None and not meant.whereabouts.known:
            return (self._desk.choices.nearest(),) if meant.aspect == WHERE else ()
        return ()

    def _states(self, meant: Understanding) -> tuple[UnitState, ...]:
        catalogue = self._desk.catalogue
        variants = catalogue.family(meant.family) if meant.family else ()
        if meant.unit:
            slugs = [meant.unit]
        elif meant.family:
            slugs = self._units_of(variants, meant)
        else:
            slugs = [unit.slug for unit in nearest_units(catalogue, meant.whereabouts)]
        return self.states(meant, slugs, variants)

    def states(
        self, meant: Understanding, slugs: Sequence[str], services: Sequence[Service] = ()
    ) -> tuple[UnitState, ...]:
        """Return the state of the first few units, for some services where they agree."""
        return tuple(self._state(meant, slug, services) for slug in slugs[:_MOST_UNITS])

    def _state(self, meant: Understanding, unit: str, services: Sequence[Service]) -> UnitState:
        catalogue, at, whereabouts = self._desk.catalogue, self._desk.at, meant.whereabouts
        alone = compose_unit_state(catalogue, unit, at, whereabouts=whereabouts)
        here = {offering.service for offering in catalogue.offerings if offering.unit == unit}
        states = [
            compose_unit_state(catalogue, unit, at, whereabouts=whereabouts, service=service.slug)
            for service in services
            if service.slug in here
        ]
        agree = states and all(_same_hours(state, states[0]) for state in states)
        return states[0] if agree else alone

    def _units_of(self, services: Sequence[Service], meant: Understanding) -> list[str]:
        catalogue, whereabouts = self._desk.catalogue, meant.whereabouts
        offered = (o for s in services for o in offerings_for(catalogue, s.slug, whereabouts))
        return list(dict.fromkeys(offering.unit for offering in offered))


def _same_hours(state: UnitState, other: UnitState) -> bool:
    return (state.schedule, state.quota) == (other.schedule, other.quota)
