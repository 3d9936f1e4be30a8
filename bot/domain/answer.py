"""Decides what is true of a service at an instant: how, where and when it can be done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.catalogue import Catalogue, Mode, Offering, Service, StepMode, Unit
from bot.domain.online import OnlineState, resolve_online
from bot.domain.opening_hours import Schedule
from bot.domain.openings import Availability
from bot.domain.places import Place
from bot.domain.reach import NOWHERE, Whereabouts, offerings_for
from bot.domain.situation import ServiceStatus, Situation
from bot.domain.unit_state import STALE_AFTER, UnitState, compose_unit_state, is_stale

__all__ = [
    "STALE_AFTER",
    "Answer",
    "UnitState",
    "compose_answer",
    "compose_unit_state",
    "is_stale",
]


@dataclass(frozen=True)
class Answer:
    """All there is to say about a service at an instant.

    `unit` is the one asked about or the main one; `units` are all that are worth naming, that
    one first; `not_served_at` is the unit asked about when it does not offer the service;
    `not_served_in` is the place of a citizen whom no known unit serves. `situation` is that of
    the first unit, over at `situation_ends`. `online` is None where there is no channel.
    """

    service: Service
    mode: Mode
    unit: Unit | None
    availability: Availability | None
    at: datetime
    stale: bool
    units: tuple[UnitState, ...] = ()
    not_served_at: Unit | None = None
    not_served_in: Place | None = None
    situation: Situation | None = None
    situation_ends: datetime | None = None
    online: OnlineState | None = None

    @property
    def status(self) -> ServiceStatus:
        """The state in which the service runs, by its situation."""
        return self.situation.status if self.situation else ServiceStatus.NORMAL

    @property
    def has_online_way(self) -> bool:
        """Whether it can be done online at all, on a day without trouble."""
        return self.mode is not Mode.TATAP_MUKA and self.service.online is not None

    @property
    def works_online(self) -> bool:
        """Whether it can be done online at this instant."""
        return self.has_online_way and self.online is not None and self.online.works

    @property
    def is_shut(self) -> bool:
        """Whether situations close every counter there is."""
        if not self.units:
            return self.status.closes_counter
        return all(state.is_shut for state in self.units)

    @property
    def has_no_way(self) -> bool:
        """Whether it can be done neither online nor at a counter, until a situation ends."""
        return self.is_shut and not self.works_online

    @property
    def begins_online(self) -> bool:
        """Whether only its online part can be done, and the rest waits for a counter."""
        return self.is_shut and self.works_online and self.mode is Mode.HIBRIDA

    @property
    def goes_usual_way(self) -> bool:
        """Whether it can be done as always: some counter serves, and online works where it can."""
        return not self.is_shut and (self.works_online or not self.has_online_way)

    @property
    def is_undisturbed(self) -> bool:
        """Whether there is nothing to tell but the usual."""
        return self.goes_usual_way and self.status is ServiceStatus.NORMAL

    @property
    def is_of_one_unit(self) -> bool:
        """Whether the situation touches the first unit, but not all the others."""
        return any(state.situation != self.situation for state in self.units)

    @property
    def instead(self) -> tuple[UnitState, ...]:
        """The units to go to while a situation closes the first."""
        if not (self.units and self.units[0].is_shut):
            return ()
        return tuple(state for state in self.units if not state.is_shut)


def compose_answer(
    catalogue: Catalogue,
    service_slug: str,
    unit_slug: str | None,
    at: datetime,
    whereabouts: Whereabouts = NOWHERE,
) -> Answer:
    """Return what is true of a service at an instant, at a unit when one is named.

    Where none is named, `whereabouts` decides which units are told, and in which order.
    """
    service = catalogue.service(service_slug)
    asked = catalogue.unit(unit_slug) if unit_slug else None
    everywhere = catalogue.offerings_of(service.slug)
    named = tuple(o for o in everywhere if asked and o.unit == asked.slug)
    reached = offerings_for(catalogue, service.slug, whereabouts)
    offered = [_offered_state(catalogue, o, at, whereabouts) for o in named or reached]
    # The first is the one that is answered for; of the others, those that serve come first.
    states = (*offered[:1], *sorted(offered[1:], key=lambda state: state.is_shut))
    mode = _mode_at(service, named or (reached if whereabouts.place else ()))
    deciding = states[0].schedule if states else _schedule_without_unit(catalogue, service)
    situation = deciding.situation_at(at)
    return Answer(
        service=_as_offered(service, mode),
        mode=mode,
        unit=states[0].unit if states else None,
        availability=states[0].availability if states else None,
        at=at,
        stale=is_stale(service.verified_on, _today(catalogue, at)),
        units=states,
        not_served_at=None if named else asked,
        not_served_in=whereabouts.place if everywhere and not (named or reached) else None,
        situation=situation,
        situation_ends=deciding.end_of(situation) if situation else None,
        online=_online_state(catalogue, service, deciding, at),
    )


def _mode_at(service: Service, offerings: Sequence[Offering]) -> Mode:
    """Return how a service is done where these are all the counters that a citizen has."""
    modes = {offering.mode or service.mode for offering in offerings}
    return modes.pop() if len(modes) == 1 else service.mode


def _as_offered(service: Service, mode: Mode) -> Service:
    """Return the service as a unit offers it: where all is in person, no step may say online."""
    if mode is service.mode or mode is not Mode.TATAP_MUKA:
        return service
    steps = tuple(replace(step, mode=StepMode.TATAP_MUKA) for step in service.steps)
    return replace(service, mode=mode, steps=steps, online=None, online_if=None)


def _offered_state(
    catalogue: Catalogue, offering: Offering, at: datetime, whereabouts: Whereabouts
) -> UnitState:
    return compose_unit_state(
        catalogue, offering.unit, at, offering.note, whereabouts, offering.service
    )


def _schedule_without_unit(catalogue: Catalogue, service: Service) -> Schedule:
    """Return what holds for a service that no known unit offers."""
    situations = catalogue.rules.situations
    touching = tuple(s for s in situations if s.scope.reaches("", frozenset(), service.slug))
    return Schedule(None, ZoneInfo(catalogue.government.zone), situations=touching)


def _online_state(
    catalogue: Catalogue, service: Service, deciding: Schedule, at: datetime
) -> OnlineState | None:
    """Return whether it works online, where the first unit told and the one that runs it do."""
    if service.online is None:
        return None
    # A counter of one kelurahan runs nothing for others; the office that serves everybody does.
    offering = (catalogue.unit(o.unit) for o in catalogue.offerings_of(service.slug))
    runs = next((unit for unit in offering if not unit.serves), None)
    schedules = (deciding, *([catalogue.schedule_of(runs, service.slug)] if runs else []))
    return resolve_online(catalogue, service.online, schedules, at)


def _today(catalogue: Catalogue, at: datetime) -> date:
    return at.astimezone(ZoneInfo(catalogue.government.zone)).date()
