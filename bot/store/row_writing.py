"""Writes the rows that differ, and no others: what stays is not touched in between."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, tuple_
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

Values = dict[str, Any]


async def write_difference(
    connection: AsyncConnection,
    old: Mapping[Table, list[Values]],
    new: Mapping[Table, list[Values]],
) -> None:
    """Turn the rows kept now into others. The tables stand in the order they refer to each other.

    Rows that stay are not deleted in between: what refers to them stays as well.
    """
    for table in new:
        known = _by_key(table, old[table])
        changed = [row for key, row in _by_key(table, new[table]).items() if known.get(key) != row]
        if changed:
            await connection.execute(upsert(table), changed)
    for table in reversed(list(new)):
        gone = _by_key(table, old[table]).keys() - _by_key(table, new[table]).keys()
        if gone:
            keys = tuple_(*table.primary_key.columns)
            await connection.execute(delete(table).where(keys.in_(gone)))


async def replace_rows(
    connection: AsyncConnection, table: Table, where: ColumnElement[bool], rows: list[Values]
) -> None:
    """Make these the only rows of a table that a condition holds for."""
    found = await connection.execute(select(table).where(where))
    old = [dict(row) for row in found.mappings()]
    await write_difference(connection, {table: old}, {table: rows})


def upsert(table: Table, *by: str) -> Insert:
    """Return the statement that writes whole rows, known by their key or by these columns."""
    written = insert(table)
    keys = by or tuple(column.name for column in table.primary_key.columns)
    rest = {c.name: written.excluded[c.name] for c in table.c if c.name not in (*keys, "id")}
    if not rest:
        return written.on_conflict_do_nothing()
    return written.on_conflict_do_update(index_elements=keys, set_=rest)


def _by_key(table: Table, rows: list[Values]) -> dict[tuple[Any, ...], Values]:
    names = [column.name for column in table.primary_key.columns]
    return {tuple(row[name] for name in names): row for row in rows}
