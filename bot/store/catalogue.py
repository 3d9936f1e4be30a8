"""The catalogue in SQL: read whole into one value, written whole or where it differs."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.catalogue import (
    Catalogue,
    Contact,
    Government,
    Mode,
    Offering,
    OnlineChannel,
    Service,
    Step,
    StepMode,
    Theme,
    Unit,
)
from bot.domain.holidays import Holiday, HolidayKind
from bot.domain.hours import TimeRange, WeeklyHours
from bot.domain.places import Coordinates, Place, PlaceKind
from bot.domain.requirements import Circumstance, Condition, Requirement
from bot.store.catalogue_rows import CATALOGUE_TABLES, LISTS, rows_of
from bot.store.history_tables import RECORDED_TABLES, catalogue_change
from bot.store.row_reading import read_rows
from bot.store.row_writing import write_difference
from bot.store.rules import read_rules, write_rules
from bot.store.tables import (
    catalogue_revision,
    circumstance,
    government,
    holiday,
    offering,
    place,
    service,
    theme,
    unit,
    unit_hours,
)


async def revision_of_catalogue(connection: AsyncConnection) -> int:
    """Return a number that changes whenever anything of the catalogue does."""
    found: int = (await connection.execute(select(catalogue_revision.c.revision))).scalar_one()
    return found


async def is_empty(connection: AsyncConnection) -> bool:
    """Return whether this database was never given a catalogue."""
    return (await connection.execute(select(government.c.single))).first() is None


async def is_fictional(connection: AsyncConnection) -> bool:
    """Return whether the catalogue is of a government that does not exist."""
    found = (await connection.execute(select(government.c.fictional))).scalar_one_or_none()
    return bool(found)


async def read_catalogue(connection: AsyncConnection, as_of: datetime | None = None) -> Catalogue:
    """Return everything the desk knows, or knew at an instant since its history is kept."""
    rows = {table: await read_rows(connection, table, as_of) for table in CATALOGUE_TABLES}
    [only] = rows[government]
    week = {
        slug: _week(list(hours))
        for slug, hours in groupby(rows[unit_hours], key=lambda row: row.unit)
    }
    asked = {row.slug: _circumstance(row) for row in rows[circumstance]}
    return Catalogue(
        Government(only.name, only.zone, only.fictional),
        tuple(Theme(row.slug, row.name) for row in rows[theme]),
        tuple(asked.values()),
        tuple(_place(row) for row in rows[place]),
        tuple(_service(row, asked) for row in rows[service]),
        tuple(_unit(row, week.get(row.slug)) for row in rows[unit]),
        tuple(_offering(row) for row in rows[offering]),
        tuple(
            Holiday(row.day, HolidayKind(row.kind), row.name, row.source) for row in rows[holiday]
        ),
        await read_rules(connection, as_of),
    )


def _week(rows: list[Row[Any]]) -> WeeklyHours:
    return WeeklyHours.of(
        {
            weekday: tuple(TimeRange(row.opens, row.closes, row.last_ticket) for row in ranges)
            for weekday, ranges in groupby(rows, key=lambda row: row.weekday)
        }
    )


def _circumstance(row: Row[Any]) -> Circumstance:
    return Circumstance(row.slug, row.question, row.yes, row.no, row.if_so, row.if_not)


def _place(row: Row[Any]) -> Place:
    return Place(row.slug, row.name, PlaceKind(row.kind), row.within, tuple(row.aliases))


def _unit(row: Row[Any], week: WeeklyHours | None) -> Unit:
    return Unit(
        slug=row.slug,
        name=row.name,
        aliases=tuple(row.aliases),
        address=row.address,
        coordinates=None if row.latitude is None else Coordinates(row.latitude, row.longitude),
        serves=tuple(row.serves),
        zone=row.zone,
        contact=Contact(row.phone, row.whatsapp, row.email),
        week=(week or WeeklyHours.of({})) if row.hours_known else None,
        serves_on_joint_leave=row.serves_on_joint_leave,
        verified_on=row.verified_on,
        source=row.source,
    )


def _service(row: Row[Any], asked: Mapping[str, Circumstance]) -> Service:
    values = dict(row._mapping)
    del values["position"]
    values |= {name: tuple(values[name]) for name in LISTS}
    values["mode"] = Mode(row.mode)
    values["steps"] = tuple(
        Step(step["title"], StepMode(step["mode"]), step.get("why_in_person")) for step in row.steps
    )
    values["requirements"] = tuple(_requirement(line, asked) for line in row.requirements)
    values["online"] = OnlineChannel(**row.online) if row.online else None
    return Service(**values)


def _requirement(line: Mapping[str, Any], asked: Mapping[str, Circumstance]) -> Requirement:
    slug = line["circumstance"]
    condition = Condition(asked[slug], line["holds"]) if slug else None
    return Requirement(line["text"], condition, line["to_bring"])


def _offering(row: Row[Any]) -> Offering:
    return Offering(row.service, row.unit, Mode(row.mode) if row.mode else None, row.note)


async def lock_catalogue(connection: AsyncConnection) -> None:
    """Let nobody else change the catalogue until the transaction ends."""
    await connection.execute(select(catalogue_revision).with_for_update())


async def write_catalogue(connection: AsyncConnection, catalogue: Catalogue) -> None:
    """Begin with this: all that the desk knew is gone, and its history begins anew."""
    await _record_history(connection, "off")
    for table in reversed(RECORDED_TABLES):
        await connection.execute(delete(table))
    for table, rows in rows_of(catalogue).items():
        if rows:
            await connection.execute(insert(table), rows)
    await write_rules(connection, catalogue.rules)
    await connection.execute(delete(catalogue_change))
    begun = update(catalogue_revision).values(recorded_since=func.clock_timestamp())
    await connection.execute(begun)
    await _record_history(connection, "on")


async def _record_history(connection: AsyncConnection, recording: str) -> None:
    """Turn the triggers of history off or on; what is changed next is a change of its own."""
    states = {"loket.history": recording, "loket.change": ""}
    await connection.execute(
        select(*(func.set_config(name, value, True) for name, value in states.items()))
    )


async def update_catalogue(
    connection: AsyncConnection, before: Catalogue, after: Catalogue
) -> None:
    """Write what differs between two catalogues, of which the first is kept now.

    Dated rules stay as they are, but for those of units and services that are no more.
    """
    await write_difference(connection, rows_of(before), rows_of(after))
