"""The catalogue in SQL: written whole from seed files, read whole into one value."""

from collections.abc import Mapping
from dataclasses import asdict
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Table, delete, insert, select
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

# Columns whose values are lists in SQL and tuples in the domain.
_LISTS = (
    "synonyms",
    "family_synonyms",
    "complex_cases",
    "local_facts",
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
    values |= {name: tuple(values[name]) for name in _LISTS}
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


async def write_catalogue(connection: AsyncConnection, catalogue: Catalogue) -> None:
    """Replace everything the desk knows."""
    tables = (offering, service, unit_hours, unit, holiday, place, circumstance, theme, government)
    for table in tables:
        await connection.execute(delete(table))
    await connection.execute(insert(government), asdict(catalogue.government))
    await _insert(connection, theme, [asdict(item) for item in catalogue.themes])
    await _insert(connection, circumstance, [asdict(item) for item in catalogue.circumstances])
    await _insert(connection, place, [_place_row(item) for item in catalogue.places])
    await _insert(connection, unit, [_unit_row(item) for item in catalogue.units])
    hours = [row for item in catalogue.units for row in _hour_rows(item)]
    await _insert(connection, unit_hours, hours)
    await _insert(connection, service, [_service_row(item) for item in catalogue.services])
    await _insert(connection, offering, [asdict(item) for item in catalogue.offerings])
    await _insert(connection, holiday, [asdict(item) for item in catalogue.holidays])


async def _insert(connection: AsyncConnection, table: Table, rows: list[dict[str, Any]]) -> None:
    if "position" in table.c:
        rows = [{**row, "position": position} for position, row in enumerate(rows)]
    if rows:
        await connection.execute(insert(table), rows)


def _place_row(item: Place) -> dict[str, Any]:
    return asdict(item) | {"aliases": list(item.aliases)}


def _unit_row(item: Unit) -> dict[str, Any]:
    values = asdict(item)
    del values["week"]
    values |= values.pop("contact")
    values |= values.pop("coordinates") or {"latitude": None, "longitude": None}
    lists = {"aliases": list(item.aliases), "serves": list(item.serves)}
    return values | lists | {"hours_known": item.week is not None}


def _hour_rows(item: Unit) -> list[dict[str, Any]]:
    return [
        {"unit": item.slug, "weekday": weekday, "opens": hours.opens, "closes": hours.closes}
        for weekday in (range(1, 8) if item.week else ())
        for hours in (item.week.on(weekday) if item.week else ())
    ]


def _service_row(item: Service) -> dict[str, Any]:
    values = asdict(item)
    values |= {name: list(values[name]) for name in _LISTS}
    requirements = [_requirement_row(line) for line in item.requirements]
    return values | {"steps": list(values["steps"]), "requirements": requirements}


def _requirement_row(line: Requirement) -> dict[str, Any]:
    condition = line.condition
    return {
        "text": line.text,
        "circumstance": condition and condition.circumstance.slug,
        "holds": condition is None or condition.holds,
        "to_bring": line.to_bring,
    }
