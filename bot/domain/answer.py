"""Decides what is true of a service or a unit at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.catalogue import Catalogue, Mode, Offering, Service, StepMode, Unit
from bot.domain.opening_hours import Availability, Schedule, resolve_availability
from bot.domain.places import Place
from bot.domain.reach import NOWHERE, Whereabouts, offerings_for
from bot.domain.situation import ServiceStatus

STALE_AFTER = timedelta(days=180)


@dataclass(frozen=True)
class UnitState:
    """A unit as it is at an instant. `note` is what is special about the service there."""

    unit: Unit
    schedule: Schedule
    availability: Availability
    at: datetime
    stale: bool
    note: str | None = None
    distance_km: float | None = None
    # The places whose people it serves; none: everybody.
    serves: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Answer:
    """All there is to say about a service at an instant.

    `unit` is the one asked about or the main one; `units` are all that are worth naming, that
    one first; `not_served_at` is the unit asked about when it does not offer the service;
    `not_served_in` is the place of a citizen whom no known unit serves.
    """

    service: Service
    status: ServiceStatus
    mode: Mode
    unit: Unit | None
    availability: Availability | None
    at: datetime
    stale: bool
    units: tuple[UnitState, ...] = ()
    not_served_at: Unit | None = None
    not_served_in: Place | None = None


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
    states = tuple(_offered_state(catalogue, o, at, whereabouts) for o in named or reached)
    mode = _mode_at(service, named or (reached if whereabouts.place else ()))
    return Answer(
        service=_as_offered(service, mode),
        status=ServiceStatus.NORMAL,
        mode=mode,
        unit=states[0].unit if states else None,
        availability=states[0].availability if states else None,
        at=at,
        stale=is_stale(service.verified_on, _today(catalogue, at)),
        units=states,
        not_served_at=None if named else asked,
        not_served_in=whereabouts.place if everywhere and not (named or reached) else None,
    )


def compose_unit_state(
    catalogue: Catalogue,
    unit_slug: str,
    at: datetime,
    note: str | None = None,
    whereabouts: Whereabouts = NOWHERE,
) -> UnitState:
    """Return what is true of a unit at an instant."""
    unit = catalogue.unit(unit_slug)
    schedule = catalogue.schedule_of(unit)
    stale = is_stale(unit.verified_on, schedule.day_of(at))
    availability = resolve_availability(schedule, at)
    distance = whereabouts.distance_km(unit)
    places = tuple(catalogue.place(slug) for slug in unit.serves)
    return UnitState(unit, schedule, availability, at, stale, note, distance, places)


def is_stale(verified_on: date, today: date) -> bool:
    """Return whether a fact was last verified too long ago to be stated without a warning."""
    return today - verified_on > STALE_AFTER


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
    return compose_unit_state(catalogue, offering.unit, at, offering.note, whereabouts)


def _today(catalogue: Catalogue, at: datetime) -> date:
    return at.astimezone(ZoneInfo(catalogue.government.zone)).date()
