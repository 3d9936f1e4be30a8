"""Finds what citizens are told otherwise after a change, unit by unit and day by day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.application.answer_text import AnswerText
from bot.domain.answer import UnitState, compose_answer, compose_unit_state
from bot.domain.catalogue import Catalogue, Service, Unit
from bot.domain.hours import DAY
from bot.domain.opening_hours import Schedule
from bot.domain.situation import Situation

_MOST_UNITS = 3
# Of one unit a week is shown, of several the first days.
_MOST_DAYS = 7
_FEWEST_DAYS = 2
_MOST_ONLINE = 3
# Longer than the farthest day that is planned ahead: Ramadan of next year.
_HORIZON = timedelta(days=400)


@dataclass(frozen=True)
class ToldDay:
    """What is told of a day, before and after."""

    day: date
    before: str
    after: str


@dataclass(frozen=True)
class ToldUnit:
    """What is told of a unit, or of a service there: now where that differs, and by day."""

    unit: Unit
    service: Service | None
    now: tuple[str, str] | None
    days: tuple[ToldDay, ...]
    more_days: int
    last_day: date | None


@dataclass(frozen=True)
class ToldOnline:
    """The lines of the answer about a service that differ, asked at an instant."""

    service: Service
    at: datetime
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """The first few units in full, the others by name, and what is told of online ways."""

    units: tuple[ToldUnit, ...]
    others: tuple[Unit, ...]
    online: tuple[ToldOnline, ...]


def told_differently(words: AnswerText, before: Catalogue, after: Catalogue, at: datetime) -> Told:
    """Return what citizens read before and after, from now on."""
    touched = list(_touched(before, after))
    most_days = _MOST_DAYS if len(touched) == 1 else _FEWEST_DAYS
    units = tuple(
        _told(words, (before, after), at, unit, service, most_days=most_days)
        for unit, service in touched[:_MOST_UNITS]
    )
    others = tuple(unit for unit, _ in touched[_MOST_UNITS:])
    return Told(units, others, tuple(_online(words, before, after, at)))


def _touched(before: Catalogue, after: Catalogue) -> Iterator[tuple[Unit, Service | None]]:
    """Yield the units whose hours differ, or else a service whose hours do there."""
    special = _services_with_rules(before) | _services_with_rules(after)
    for unit in after.units:
        if _differs(before, after, unit, None):
            yield unit, None
            continue
        offered = (o.service for o in after.offerings if o.unit == unit.slug)
        for slug in offered:
            if slug in special and _differs(before, after, unit, slug):
                yield unit, after.service(slug)
                break


def _services_with_rules(catalogue: Catalogue) -> frozenset[str | None]:
    rules = catalogue.rules
    scopes = (situation.scope for situation in rules.situations)
    named = (scope.services | scope.except_services for scope in scopes)
    return frozenset().union(*named, {gone.service for gone in rules.used_up})


def _differs(before: Catalogue, after: Catalogue, unit: Unit, service: str | None) -> bool:
    old = before.schedule_of(before.unit(unit.slug), service)
    return old != after.schedule_of(unit, service)


def _told(
    words: AnswerText,
    catalogues: tuple[Catalogue, Catalogue],
    at: datetime,
    unit: Unit,
    service: Service | None,
    *,
    most_days: int,
) -> ToldUnit:
    old, new = (
        compose_unit_state(catalogue, unit.slug, at, service=service.slug if service else None)
        for catalogue in catalogues
    )
    today = new.schedule.day_of(at)
    coming = (today + timedelta(days=away) for away in range(_HORIZON.days))
    days = [day for day in coming if _facts(old.schedule, day) != _facts(new.schedule, day)]
    told = (ToldDay(day, _day(words, old, day), _day(words, new, day)) for day in days[:most_days])
    now = (words.describe_state(old), words.describe_state(new))
    return ToldUnit(
        unit,
        service,
        now if now[0] != now[1] else None,
        tuple(each for each in told if each.before != each.after),
        max(len(days) - most_days, 0),
        days[-1] if days else None,
    )


def _facts(schedule: Schedule, day: date) -> object:
    """Return all that a day's sentence is made of."""
    starts, ends = (datetime.combine(each, datetime.min.time()) for each in (day, day + DAY))
    situations = [
        s for s in schedule.situations if s.starts < ends and (s.ends is None or starts < s.ends)
    ]
    openings = tuple(schedule.openings_of(day))
    return schedule.plan_for(day), openings, schedule.address_on(day), situations


def _day(words: AnswerText, state: UnitState, day: date) -> str:
    said = words.describe_day(state, day)
    address = state.schedule.address_on(day)
    return f"{said}; {address}" if address else said


def _online(
    words: AnswerText, before: Catalogue, after: Catalogue, at: datetime
) -> Iterator[ToldOnline]:
    """Yield what is told of the online ways that a change opens or closes."""
    zone = ZoneInfo(after.government.zone)
    for service, starts in islice(_online_touched(before, after), _MOST_ONLINE):
        asked = max(at, starts.replace(tzinfo=zone))
        old, new = (
            words.render("mode", compose_answer(catalogue, service.slug, None, asked)).splitlines()
            for catalogue in (before, after)
        )
        if old != new:
            gone, come = (
                tuple(x for x in one if x not in other) for one, other in ((old, new), (new, old))
            )
            yield ToldOnline(service, asked.astimezone(zone), gone, come)


def _online_touched(before: Catalogue, after: Catalogue) -> Iterator[tuple[Service, datetime]]:
    """Yield a service for each time or situation that differs and closes an online way."""
    online = [service for service in after.services if service.online]
    works = {*before.rules.maintenance} ^ {*after.rules.maintenance}
    for work in sorted(works, key=lambda work: work.id):
        named = (s for s in online if s.online and s.online.name == work.channel)
        yield from ((service, work.starts) for service in islice(named, 1))
    situations = {*before.rules.situations} ^ {*after.rules.situations}
    for situation in sorted(situations, key=lambda situation: situation.id):
        if situation.online_too:
            touched = (s for s in online if _reaches_online(situation, s.slug))
            yield from ((service, situation.starts) for service in islice(touched, 1))


def _reaches_online(situation: Situation, service: str) -> bool:
    scope = situation.scope
    return service not in scope.except_services and service in (scope.services or {service})
