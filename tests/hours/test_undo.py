"""Whatever is entered and taken back, every answer is as it was before."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import HolidayDuty, OneOffChange, QuotaUsedUp, Season
from bot.domain.opening_hours import Availability, resolve_availability
from bot.domain.situation import Scope, ServiceStatus, Situation
from bot.store import rules as store
from bot.store.catalogue import read_catalogue, write_catalogue
from bot.store.database import Database
from bot.store.history import recent_changes, sign, undo
from tests.hours.generated import generate, service_asked

_SEED, _UNITS, _EVERY = 11, 12, timedelta(hours=11)
_FIRST = datetime(2027, 2, 3, tzinfo=UTC)
_NOON = time(12)
_DAY = date(2027, 2, 17)
Edit = Callable[[AsyncConnection], Awaitable[object]]


def _ramadan(catalogue: Catalogue) -> Season:
    return next(season for season in catalogue.rules.seasons if season.name == "Ramadan")


def _shorter(catalogue: Catalogue) -> Season:
    season = _ramadan(catalogue)
    return replace(season, first_day=_DAY, last_day=season.last_day + timedelta(days=10))


def _flood() -> Situation:
    starts = datetime.combine(_DAY, _NOON)
    ends = starts + timedelta(days=3)
    return Situation(0, ServiceStatus.DARING_SAJA, Scope(), starts, ends, "banjir")


def _duties(catalogue: Catalogue) -> Edit:
    async def edit(connection: AsyncConnection) -> None:
        for unit in catalogue.units:
            for holiday in catalogue.holidays[::3]:
                await store.save_duty(connection, HolidayDuty(unit.slug, holiday.day))

    return edit


def _no_known_hours(catalogue: Catalogue) -> Edit:
    known = next(unit.slug for unit in catalogue.units if unit.week)
    return lambda connection: store.save_week(connection, known, None)


async def _everybody_closed(connection: AsyncConnection) -> None:
    for number in range(_UNITS):
        change = OneOffChange(f"unit-{number}", _DAY, (), "rapat")
        await store.save_one_off(connection, change)


async def _used_up(connection: AsyncConnection) -> None:
    for number in range(_UNITS):
        gone = QuotaUsedUp(f"unit-{number}", None, _DAY, datetime.combine(_DAY, time(6)))
        await store.save_used_up(connection, gone)


_EDITS: dict[str, Callable[[Catalogue], Edit]] = {
    "a season moved": lambda rows: lambda c: store.save_season(c, _shorter(rows)),
    "a season taken away": lambda rows: lambda c: store.delete_season(c, _ramadan(rows).id),
    "a situation": lambda _: lambda c: store.save_situation(c, _flood()),
    "one-off changes": lambda _: _everybody_closed,
    "quotas used up": lambda _: _used_up,
    "duties": _duties,
    "no holidays": lambda _: lambda c: store.save_holidays(c, 2027, ()),
    "no known hours": _no_known_hours,
}


@pytest.mark.parametrize("name", _EDITS)
async def test_undo_restores_every_answer(name: str, dsn: str) -> None:
    database = Database(dsn)
    rows = generate(_SEED, _UNITS)
    try:
        async with database.transaction() as connection:
            await write_catalogue(connection, rows)
        before = await _answers(database)
        async with database.transaction() as connection:
            await sign(connection, "Siti", "jam")
            await _EDITS[name](rows)(connection)
        changed = await _answers(database)
        async with database.transaction() as connection:
            [change] = await recent_changes(connection, limit=1)
            then = await read_catalogue(connection, change.at - timedelta(microseconds=1))
            await undo(connection, change.id)

        assert changed != before
        assert _answers_of(then) == before
        assert await _answers(database) == before
    finally:
        await database.close()


async def _answers(database: Database) -> list[Availability]:
    async with database.transaction() as connection:
        return _answers_of(await read_catalogue(connection))


def _answers_of(catalogue: Catalogue) -> list[Availability]:
    """Return what is said of every unit every eleven hours, for four weeks."""
    found = []
    for unit in catalogue.units:
        schedule = catalogue.schedule_of(unit, service_asked(catalogue, unit))
        instants = (_FIRST + _EVERY * step for step in range(28 * 24 // 11))
        found += [resolve_availability(schedule, at) for at in instants]
    return [_without_number(each) for each in found]


def _without_number(found: Availability) -> Availability:
    """A situation that comes back may have a number of its own; what it says is the same."""
    return replace(found, situation=found.situation and replace(found.situation, id=0))
