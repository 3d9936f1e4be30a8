"""Who changed what in the catalogue and its dated rules, when, and taking it back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

import psycopg
from sqlalchemy import ColumnElement, Table, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.catalogue import lock_catalogue
from bot.store.catalogue_rows import CATALOGUE_TABLES
from bot.store.history_tables import RECORDED_TABLES, catalogue_change, row_change
from bot.store.row_reading import key_of, records
from bot.store.row_writing import upsert
from bot.store.rule_tables import RULE_TABLES
from bot.store.tables import catalogue_revision


@dataclass(frozen=True)
class RowChange:
    """One row: `before` is None where it was new, `after` where it was taken away."""

    table: str
    key: Mapping[str, Any]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    @property
    def place(self) -> tuple[str, str]:
        """Return which row it is, whatever it holds."""
        return self.table, json.dumps(self.key, sort_keys=True)


@dataclass(frozen=True)
class Change:
    """What was changed in one go. `who` and `what` are empty where nobody signed."""

    id: int
    at: datetime
    who: str
    what: str
    rows: tuple[RowChange, ...]


class UnknownChange(Exception):
    """No change has this number."""


class ChangedSince(Exception):
    """What a change left was changed again by a later one."""

    def __init__(self, later: Change) -> None:
        super().__init__(f"changed again by change {later.id}")
        self.later = later


async def sign(connection: AsyncConnection, who: str, what: str) -> None:
    """Say who changes what in this transaction, and wait for others who change something.

    To be called before anything is read that decides what to write.
    """
    await lock_catalogue(connection)
    signed = (func.set_config("loket.who", who, True), func.set_config("loket.what", what, True))
    await connection.execute(select(*signed))


async def recorded_since(connection: AsyncConnection) -> datetime:
    """Return from when on changes are known; for days before, the catalogue is as it was then."""
    query = select(catalogue_revision.c.recorded_since)
    found: datetime = (await connection.execute(query)).scalar_one()
    return found


async def recent_changes(
    connection: AsyncConnection, limit: int = 20, before: int | None = None
) -> tuple[Change, ...]:
    """Return the latest changes, the newest first; with `before`, those older than a change."""
    query = select(catalogue_change).order_by(catalogue_change.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(catalogue_change.c.id < before)
    found = (await connection.execute(query)).all()
    rows = await _rows_of(connection, [each.id for each in found])
    return tuple(
        Change(each.id, each.at, each.who, each.what, rows.get(each.id, ())) for each in found
    )


async def read_change(connection: AsyncConnection, change_id: int) -> Change:
    """Return one change, or raise UnknownChange."""
    for change in await recent_changes(connection, limit=1, before=change_id + 1):
        if change.id == change_id:
            return change
    raise UnknownChange(change_id)


async def undo(connection: AsyncConnection, change_id: int) -> None:
    """Make every row what it was before a change. That is a change too, and can be undone.

    Raises:
        UnknownChange: there is no such change.
        ChangedSince: somebody changed some of it again, or what hangs on it; nothing was done.
    """
    await lock_catalogue(connection)
    change = await read_change(connection, change_id)
    rows = _net(change.rows)
    await _refuse_changed(connection, change, rows)
    newest = (await connection.execute(select(func.max(row_change.c.id)))).scalar_one()
    try:
        async with connection.begin_nested():
            await _put_back(connection, rows)
            await _refuse_dragged_along(connection, rows, newest)
    except IntegrityError as error:
        raise ChangedSince(await _in_the_way(connection, change, error)) from error


async def _rows_of(
    connection: AsyncConnection, changes: Sequence[int]
) -> dict[int, tuple[RowChange, ...]]:
    query = select(row_change).where(row_change.c.change.in_(changes))
    ordered = query.order_by(row_change.c.change, row_change.c.id)
    found = (await connection.execute(ordered)).all()
    return {
        number: tuple(RowChange(r.table_name, r.key, r.before, r.after) for r in rows)
        for number, rows in groupby(found, key=lambda row: row.change)
    }


def _net(rows: Iterable[RowChange]) -> dict[tuple[str, str], RowChange]:
    """Return what rows came to in the end, where one was changed several times in one go."""
    found: dict[tuple[str, str], RowChange] = {}
    for row in rows:
        first = found.get(row.place, row)
        found[row.place] = replace(row, before=first.before)
    return {place: row for place, row in found.items() if row.before != row.after}


async def _refuse_changed(
    connection: AsyncConnection, change: Change, rows: Mapping[tuple[str, str], RowChange]
) -> None:
    now: dict[tuple[str, str], Mapping[str, Any]] = {}
    for table in _tables_of(rows):
        found = await connection.execute(
            select(row_change.c.key, func.to_jsonb(table.table_valued()))
            .select_from(table.join(row_change, row_change.c.key == key_of(table)))
            .where(row_change.c.change == change.id, row_change.c.table_name == table.name)
        )
        now |= {RowChange(table.name, key, None, None).place: row for key, row in found}
    for place, row in rows.items():
        if not _is_still(row.after, now.get(place)):
            raise ChangedSince(await _latest(connection, _is_row(row)))


def _is_still(left: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> bool:
    """Return whether a row is as it was left; columns that came later do not count."""
    if left is None or now is None:
        return left is now
    return all(now.get(name) == value for name, value in left.items())


async def _put_back(connection: AsyncConnection, rows: Mapping[tuple[str, str], RowChange]) -> None:
    """Nothing refers to rules, so they go first: what comes back may need their place."""
    for table in reversed(RULE_TABLES):
        await _take_away(connection, table, rows)
    for table in RECORDED_TABLES:
        kept = [row.before for row in rows.values() if row.table == table.name and row.before]
        if kept:
            written = records(table, "jsonb_populate_recordset", _json(kept))
            query = upsert(table).from_select([c.name for c in table.c], select(*written.c))
            await connection.execute(query)
    for table in reversed(CATALOGUE_TABLES):
        await _take_away(connection, table, rows)


async def _take_away(
    connection: AsyncConnection, table: Table, rows: Mapping[tuple[str, str], RowChange]
) -> None:
    new = [row.key for row in rows.values() if row.table == table.name and row.before is None]
    if new:
        keys = select(func.jsonb_array_elements(_json(new)))
        await connection.execute(delete(table).where(key_of(table).in_(keys)))


async def _refuse_dragged_along(
    connection: AsyncConnection, rows: Mapping[tuple[str, str], RowChange], newest: int
) -> None:
    """Refuse to take rows away that others have added below a unit or a service since."""
    found = await connection.execute(select(row_change).where(row_change.c.id > newest))
    for each in found.all():
        row = RowChange(each.table_name, each.key, each.before, each.after)
        if row.place not in rows:
            raise ChangedSince(await _latest(connection, _is_row(row), row_change.c.id <= newest))


async def _in_the_way(connection: AsyncConnection, change: Change, error: IntegrityError) -> Change:
    """Return the latest change of what a row refers to, is referred to by, or stands in for."""
    name = error.orig.diag.table_name if isinstance(error.orig, psycopg.Error) else None
    [table] = [table for table in RECORDED_TABLES if table.name == name]
    names = {table.name, *(key.column.table.name for key in table.foreign_keys)}
    since = row_change.c.change > change.id
    return await _latest(connection, row_change.c.table_name.in_(names), since)


async def _latest(connection: AsyncConnection, *where: ColumnElement[bool]) -> Change:
    query = select(func.max(row_change.c.change)).where(*where)
    return await read_change(connection, (await connection.execute(query)).scalar_one())


def _is_row(row: RowChange) -> ColumnElement[bool]:
    same_key: ColumnElement[bool] = row_change.c.key == _json(row.key)
    return (row_change.c.table_name == row.table) & same_key


def _tables_of(rows: Mapping[tuple[str, str], RowChange]) -> list[Table]:
    names = {table for table, _ in rows}
    return [table for table in RECORDED_TABLES if table.name in names]


def _json(value: object) -> ColumnElement[Any]:
    return bindparam(None, value, type_=JSONB)
