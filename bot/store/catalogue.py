"""The catalogue in SQL: read whole into one value, written whole or where it differs."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Table, delete, select, tuple_
from sqlalchemy.dialects.postgresql import Insert, insert
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
from bot.domain.opening_hours import TimeRange, WeeklyHours
from bot.domain.places import Coordinates, Place, PlaceKind
from bot.domain.requirements import Circumstance, Condition, Requirement
from bot.store.catalogue_rows import CATALOGUE_TABLES, LISTS, Values, rows_of
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


async def read_catalogue(connection: AsyncConnection) -> Catalogue:
    """Return everything the desk knows, as of one instant of the transaction."""
    [only] = await _rows(connection, government)
    week = {
        slug: _week(list(hours))
        for slug, hours in groupby(await _hours(connection), key=lambda row: row.unit)
    }
    asked = {row.slug: _circumstance(row) for row in await _rows(connection, circumstance)}
    return Catalogue(
        Government(only.name, only.zone, only.fictional),
        tuple(Theme(row.slug, row.name) for row in await _rows(connection, theme)),
        tuple(asked.values()),
        tuple(_place(row) for row in await _rows(connection, place)),
        tuple(_service(row, asked) for row in await _rows(connection, service)),
        tuple(_unit(row, week.get(row.slug)) for row in await _rows(connection, unit)),
        tuple(_offering(row) for row in await _rows(connection, offering)),
        tuple(
            Holiday(row.day, HolidayKind(row.kind), row.name, row.source)
            for row in (await connection.execute(select(holiday).order_by(holiday.c.day))).all()
        ),
    )


async def _rows(connection: AsyncConnection, table: Table) -> list[Row[Any]]:
    query = select(table)
    if "position" in table.c:
        query = query.order_by(table.c.position)
    return list((await connection.execute(query)).all())


async def _hours(connection: AsyncConnection) -> list[Row[Any]]:
    order = (unit_hours.c.unit, unit_hours.c.weekday, unit_hours.c.opens)
    return list((await connection.execute(select(unit_hours).order_by(*order))).all())


def _week(rows: list[Row[Any]]) -> WeeklyHours:
    return WeeklyHours.of(
        {
            weekday: tuple(TimeRange(row.opens, row.closes) for row in ranges)
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
    """Replace everything the desk knows."""
    for table in reversed(CATALOGUE_TABLES):
        await connection.execute(delete(table))
    for table, rows in rows_of(catalogue).items():
        if rows:
            await connection.execute(insert(table), rows)


async def update_catalogue(
    connection: AsyncConnection, before: Catalogue, after: Catalogue
) -> None:
    """Write what differs between two catalogues, of which the first is kept now.

    Rows that stay are not deleted in between: what refers to them stays as well.
    """
    old = {table: _by_key(table, rows) for table, rows in rows_of(before).items()}
    new = {table: _by_key(table, rows) for table, rows in rows_of(after).items()}
    for table in CATALOGUE_TABLES:
        changed = [row for key, row in new[table].items() if old[table].get(key) != row]
        if changed:
            await connection.execute(_upsert(table), changed)
    for table in reversed(CATALOGUE_TABLES):
        gone = old[table].keys() - new[table].keys()
        if gone:
            keys = tuple_(*table.primary_key.columns)
            await connection.execute(delete(table).where(keys.in_(gone)))


def _upsert(table: Table) -> Insert:
    written = insert(table)
    keys = list(table.primary_key.columns)
    rest = {c.name: written.excluded[c.name] for c in table.columns if c not in keys}
    return written.on_conflict_do_update(index_elements=keys, set_=rest)


def _by_key(table: Table, rows: list[Values]) -> dict[tuple[Any, ...], Values]:
    names = [column.name for column in table.primary_key.columns]
    return {tuple(row[name] for name in names): row for row in rows}
