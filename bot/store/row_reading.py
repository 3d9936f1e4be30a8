"""Reads the rows of a table in the order in which the desk uses them."""

from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection


async def read_rows(connection: AsyncConnection, table: Table) -> list[Row[Any]]:
    """Return all rows, by their position where they have one and else by their key."""
    order = [table.c.position] if "position" in table.c else list(table.primary_key.columns)
    return list((await connection.execute(select(table).order_by(*order))).all())
