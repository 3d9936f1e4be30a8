"""Carries a generated catalogue through the real database, as the desk would read it."""

import asyncio

from bot.domain.catalogue import Catalogue
from bot.store.catalogue import read_catalogue, write_catalogue
from bot.store.database import Database


def through_database(dsn: str, catalogue: Catalogue) -> Catalogue:
    """Write a catalogue with its rules into a migrated database, and return what is read there."""
    return asyncio.run(_through(dsn, catalogue))


async def _through(dsn: str, catalogue: Catalogue) -> Catalogue:
    database = Database(dsn)
    try:
        async with database.transaction() as connection:
            await write_catalogue(connection, catalogue)
        async with database.transaction() as connection:
            return await read_catalogue(connection)
    finally:
        await database.close()
