"""Reads the rows of a table in the order in which the desk uses them, now or as they once were."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Function,
    Row,
    Table,
    TableValuedAlias,
    column,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.history_tables import catalogue_change, row_change


async def read_rows(
    connection: AsyncConnection, table: Table, as_of: datetime | None = None
) -> list[Row[Any]]:
    """Return all rows, by their position where they have one and else by their key."""
    source = table if as_of is None else _as_of(table, as_of)
    order = [name for name in ("position",) if name in table.c]
    order = order or [each.name for each in table.primary_key.columns]
    query = select(source).order_by(*(source.c[name] for name in order))
    return list((await connection.execute(query)).all())


def key_of(table: Table) -> ColumnElement[Any]:
    """Return the key of a row as history writes it down."""
    parts: list[ColumnElement[Any]] = []
    for each in table.primary_key.columns:
        parts += [literal_column(f"'{each.name}'"), each]
    return func.jsonb_build_object(*parts)


def records(table: Table, function: str, written: ColumnElement[Any]) -> TableValuedAlias:
    """Return the rows that were written down as JSON, with the types of their table."""
    empty: ColumnElement[Any] = literal_column(f"NULL::{table.name}")
    columns = (column(each.name, each.type) for each in table.c)
    called: Function[Any] = Function(function, empty, written)
    return called.table_valued(*columns, name="written")


def _as_of(table: Table, instant: datetime) -> FromClause:
    """Put back what the first change after an instant found, row by row."""
    since = (
        select(row_change.c.key, row_change.c.before)
        .distinct(row_change.c.key)
        .join(catalogue_change)
        .where(row_change.c.table_name == table.name, catalogue_change.c.at > instant)
        .order_by(row_change.c.key, row_change.c.id)
        .cte("since")
    )
    earlier = records(table, "jsonb_populate_record", since.c.before)
    changed = select(since.c.key).where(since.c.key == key_of(table)).exists()
    put_back = select(*earlier.c).select_from(since.join(earlier, true()))
    return (
        select(table)
        .where(~changed)
        .union_all(put_back.where(since.c.before.is_not(None)))
        .subquery("then")
    )
