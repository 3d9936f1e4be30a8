"""What is published of units' hours: as data, and as a calendar that can be subscribed to."""

from datetime import date, datetime
from typing import Any

from bot.application.answer_text import AnswerText
from bot.application.consult import LiveCatalogue
from bot.application.hours_calendar import HoursEvent, calendar_of, hours_events
from bot.application.published_catalogue import services_body, units_body
from bot.application.schema_org import government_office
from bot.clock import Clock
from bot.domain.catalogue import Catalogue
from bot.domain.coming_changes import coming_changes, status_of
from bot.domain.opening_hours import SEARCH_DAYS
from bot.domain.openings import Availability
from bot.domain.osm_writer import write_timetable
from bot.domain.timetable import Timetable, timetable_of
from bot.domain.unit_state import UnitState, compose_unit_state

_CHANGES_DAYS = 14


class PublishedHours:
    """Tells of the catalogue as it is now. Each body stays the same until something changes."""

    def __init__(self, live: LiveCatalogue, words: AnswerText, clock: Clock) -> None:
        self._live = live
        self._words = words
        self._clock = clock
        self._timetables = _Timetables()
        self._feeds: dict[str, tuple[tuple[HoursEvent, ...], bytes]] = {}

    async def services(self) -> dict[str, Any]:
        """Return all services."""
        catalogue, _ = await self._live.current()
        return services_body(catalogue)

    async def units(self) -> dict[str, Any]:
        """Return all units."""
        catalogue, _ = await self._live.current()
        return units_body(catalogue)

    async def opening_hours(self, slug: str) -> dict[str, Any]:
        """Return the hours of a unit; raise UnknownUnit."""
        catalogue, _ = await self._live.current()
        state = compose_unit_state(catalogue, slug, self._clock.now())
        return hours_body(state, self._timetables.of(catalogue, state), self._words)

    async def calendar(self, slug: str) -> bytes:
        """Return the special days of a unit as a calendar; raise UnknownUnit.

        Writing one takes a tenth of a second, and its stamp says when it changed: it is written
        again only when another one is to be read.
        """
        catalogue, _ = await self._live.current()
        state = compose_unit_state(catalogue, slug, self._clock.now())
        timetable = self._timetables.of(catalogue, state)
        events = hours_events(state.unit, state.schedule, timetable, self._words)
        known = self._feeds.get(slug)
        if known is None or known[0] != events:
            known = self._feeds[slug] = events, calendar_of(state.unit, events, state.at)
        return known[1]


class _Timetables:
    """Timetables of one catalogue, made when they are first asked for: they last for a day."""

    def __init__(self) -> None:
        self._catalogue: Catalogue | None = None
        self._made: dict[str, Timetable] = {}

    def of(self, catalogue: Catalogue, state: UnitState) -> Timetable:
        """Return the timetable of a unit from its present day on."""
        if self._catalogue is not catalogue:
            self._catalogue, self._made = catalogue, {}
        known = self._made.get(state.unit.slug)
        if known is None or known.first_day != state.today:
            known = timetable_of(state.schedule, state.today, SEARCH_DAYS)
            self._made[state.unit.slug] = known
        return known


def hours_body(state: UnitState, timetable: Timetable, words: AnswerText) -> dict[str, Any]:
    """Return the hours of a unit as data: now, in the days ahead, and in two exchange formats."""
    unit, schedule = state.unit, state.schedule
    changes = coming_changes(schedule, state.at, _CHANGES_DAYS)
    return {
        "unit": {
            "slug": unit.slug,
            "name": unit.name,
            "address": state.address,
            "zone": unit.zone,
        },
        "now": {
            **_state_body(state.availability, words),
            "until": _local(state.availability.until, state),
            "opens_at": _local(state.availability.opens_at, state),
        },
        "changes": [
            {"at": _local(change.at, state), **_state_body(change.availability, words)}
            for change in changes
        ],
        "opening_hours": write_timetable(timetable),
        "first_day": _day(timetable.first_day),
        "last_day": _day(timetable.last_day),
        "schema_org": government_office(unit, state.address, timetable, words),
        "source": unit.source,
        "verified_on": _day(unit.verified_on),
        "stale": state.stale,
    }


def _state_body(availability: Availability, words: AnswerText) -> dict[str, Any]:
    return {
        "open": availability.open,
        "status": status_of(availability).value,
        "reason": words.reason(availability),
    }


def _local(instant: datetime | None, state: UnitState) -> str | None:
    return instant.astimezone(state.schedule.zone).isoformat() if instant else None


def _day(day: date) -> str:
    return day.isoformat()
