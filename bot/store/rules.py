"""Dated rules in SQL: read as one value, saved and taken away one by one."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, delete, extract, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.dated_rules import (
    DailyQuota,
    DatedRules,
    HolidayDuty,
    Maintenance,
    OneOffChange,
    QuotaUsedUp,
    RosterDay,
    Season,
)
from bot.domain.errors import UnknownUnit
from bot.domain.holidays import Holiday
from bot.domain.hours import WeeklyHours
from bot.domain.situation import Situation
from bot.store.catalogue_rows import hour_rows
from bot.store.row_reading import read_rows
from bot.store.row_writing import Values, replace_rows, upsert
from bot.store.rule_rows import (
    one_off_row,
    rule_rows_of,
    rules_of,
    season_row,
    season_unit_rows,
    situation_row,
)
from bot.store.rule_tables import (
    RULE_TABLES,
    daily_quota,
    holiday_duty,
    maintenance,
    minimum_staff,
    one_off_change,
    quota_used_up,
    roster_day,
    season,
    season_unit,
    situation,
)
from bot.store.tables import holiday, unit, unit_hours

# Known by what they are about; their numbers matter to nobody outside.
_NATURAL_KEYS = {
    daily_quota: ("unit", "service"),
    quota_used_up: ("unit", "service", "day"),
}
_NUMBERED = (season, daily_quota, quota_used_up, situation, maintenance)


async def read_rules(connection: AsyncConnection, as_of: datetime | None = None) -> DatedRules:
    """Return all dated rules, now or at an instant, each kind by its number or by unit and day."""
    return rules_of({table: await read_rows(connection, table, as_of) for table in RULE_TABLES})


async def write_rules(connection: AsyncConnection, rules: DatedRules) -> None:
    """Add rules to tables that hold none, under the numbers that they have."""
    for table, rows in rule_rows_of(rules).items():
        if rows:
            await connection.execute(insert(table), rows)
            if table in _NUMBERED:
                await _number_after(connection, table)


# The week of a unit ------------------------------------------------------------------------------


async def save_week(connection: AsyncConnection, slug: str, week: WeeklyHours | None) -> None:
    """Give a unit other hours, or None when nobody knows them.

    Raises:
        UnknownUnit: there is no such unit.
    """
    known = update(unit).where(unit.c.slug == slug).values(hours_known=week is not None)
    if not (await connection.execute(known)).rowcount:
        raise UnknownUnit(slug)
    await replace_rows(connection, unit_hours, unit_hours.c.unit == slug, hour_rows(slug, week))


# What is entered for dates -----------------------------------------------------------------------


async def save_season(connection: AsyncConnection, item: Season) -> int:
    """Keep a season with its units, and return its number: a new one for 0."""
    number = await _save_numbered(connection, season, season_row(item))
    rows = [{**row, "season": number} for row in season_unit_rows(item)]
    await replace_rows(connection, season_unit, season_unit.c.season == number, rows)
    return number


async def delete_season(connection: AsyncConnection, number: int) -> None:
    """Take a season away, for all its units."""
    await _delete(connection, season, id=number)


async def save_one_off(connection: AsyncConnection, change: OneOffChange) -> None:
    """Keep what a unit does on one day, instead of what was entered for it before."""
    await connection.execute(upsert(one_off_change), one_off_row(change))


async def delete_one_off(connection: AsyncConnection, slug: str, day: date) -> None:
    """Let a day of a unit be as any other."""
    await _delete(connection, one_off_change, unit=slug, day=day)


async def save_holidays(connection: AsyncConnection, year: int, days: Iterable[Holiday]) -> None:
    """Make these the holidays of a year.

    Raises:
        ValueError: one of them lies in another year.
    """
    rows = [asdict(day) for day in days]
    if strange := [row["day"] for row in rows if row["day"].year != year]:
        raise ValueError(f"{strange[0]} is not in {year}")
    await replace_rows(connection, holiday, extract("year", holiday.c.day) == year, rows)


async def save_duty(connection: AsyncConnection, duty: HolidayDuty) -> None:
    """Let a unit serve on a holiday."""
    await connection.execute(upsert(holiday_duty), asdict(duty))


async def delete_duty(connection: AsyncConnection, duty: HolidayDuty) -> None:
    """Let a unit rest on a holiday as others do."""
    await _delete(connection, holiday_duty, unit=duty.unit, day=duty.day)


async def save_situation(connection: AsyncConnection, item: Situation) -> int:
    """Keep a situation and return its number: a new one for 0."""
    return await _save_numbered(connection, situation, situation_row(item))


async def delete_situation(connection: AsyncConnection, number: int) -> None:
    """Take a situation away as if it had never been; to end one, save it with its end."""
    await _delete(connection, situation, id=number)


async def save_maintenance(connection: AsyncConnection, item: Maintenance) -> int:
    """Keep a time without an online channel and return its number: a new one for 0."""
    return await _save_numbered(connection, maintenance, asdict(item))


async def delete_maintenance(connection: AsyncConnection, number: int) -> None:
    """Take a time without an online channel away."""
    await _delete(connection, maintenance, id=number)


# Quotas ------------------------------------------------------------------------------------------


async def save_quota(connection: AsyncConnection, quota: DailyQuota) -> None:
    """Keep how many people a unit takes in a day."""
    await connection.execute(upsert(daily_quota, *_NATURAL_KEYS[daily_quota]), asdict(quota))


async def delete_quota(connection: AsyncConnection, slug: str, service: str | None) -> None:
    """Let a unit take whoever comes."""
    await _delete(connection, daily_quota, unit=slug, service=service)


async def save_used_up(connection: AsyncConnection, gone: QuotaUsedUp) -> None:
    """Keep since when a day's quota is gone, instead of what was entered for that day before."""
    await connection.execute(upsert(quota_used_up, *_NATURAL_KEYS[quota_used_up]), asdict(gone))


async def delete_used_up(
    connection: AsyncConnection, slug: str, service: str | None, day: date
) -> None:
    """Let people be taken in again."""
    await _delete(connection, quota_used_up, unit=slug, service=service, day=day)


# Staff -------------------------------------------------------------------------------------------


async def save_roster_day(connection: AsyncConnection, day: RosterDay) -> None:
    """Keep how many work where on a day, instead of what was entered for it before."""
    await connection.execute(upsert(roster_day), asdict(day))


async def save_minimum_staff(connection: AsyncConnection, slug: str, people: int | None) -> None:
    """Keep how many a counter needs at the office; None: nobody said."""
    if people is None:
        await _delete(connection, minimum_staff, unit=slug)
    else:
        await connection.execute(upsert(minimum_staff), {"unit": slug, "people": people})


async def _save_numbered(connection: AsyncConnection, table: Table, row: Values) -> int:
    number: int = row["id"]
    if number:
        await connection.execute(upsert(table), row)
        return number
    new = {name: value for name, value in row.items() if name != "id"}
    added: int = (
        await connection.execute(insert(table).values(new).returning(table.c.id))
    ).scalar_one()
    return added


async def _delete(connection: AsyncConnection, table: Table, **values: Any) -> None:
    # None finds NULL: a quota of all services together.
    same = (table.c[name] == value for name, value in values.items())
    await connection.execute(delete(table).where(*same))


async def _number_after(connection: AsyncConnection, table: Table) -> None:
    """Let the next new row have a number above all that are there."""
    sequence = func.pg_get_serial_sequence(table.name, "id")
    highest = select(func.max(table.c.id)).scalar_subquery()
    await connection.execute(select(func.setval(sequence, func.greatest(highest, 1))))
