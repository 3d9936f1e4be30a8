"""Before the desk serves: the schema is brought up to date, an empty demo desk gets its data."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.operator_messages import StartError
from bot.settings import Mode, Settings
from bot.store.accounts import has_demo_accounts
from bot.store.catalogue import is_empty, is_fictional, write_catalogue
from bot.store.database import Database
from bot.store.exchange.problems import BrokenFiles
from bot.store.schema import NewerSchema, migrate
from bot.store.seed_files import load_seed

SEED = Path(__file__).parent / "seed"
_OF_ANOTHER_MODE = {
    Mode.PRODUCTION: "demo_data_in_production",
    Mode.DEMO: "real_data_in_demo",
}


def prepare_schema(dsn: str) -> None:
    """Bring the tables of a database up to date.

    Raises:
        StartError: the database cannot be reached, or its schema is newer.
    """
    try:
        migrate(dsn)
    except NewerSchema as error:
        raise StartError.because("database_newer_schema", found=error) from error
    except OperationalError as error:
        raise StartError.because("database_unreachable") from error


def migrate_and_seed(settings: Settings) -> None:
    """Prepare the database of these settings. Data that is there is never replaced.

    Raises:
        StartError: see prepare_schema; the seed files are wrong, or the data is for another mode.
    """
    dsn = settings.database_url.reveal()
    prepare_schema(dsn)
    asyncio.run(_seed(dsn, settings))


async def has_catalogue(dsn: str) -> bool:
    """Return whether a database was ever given a catalogue."""
    async with _transaction(dsn) as connection:
        return not await is_empty(connection)


async def _seed(dsn: str, settings: Settings) -> None:
    production = settings.mode is Mode.PRODUCTION
    try:
        async with _transaction(dsn) as connection:
            if await is_empty(connection):
                if production:
                    raise StartError.because("no_data_in_production")
                await write_catalogue(connection, load_seed(SEED, zone=_zone(settings)))
            elif await is_fictional(connection) == production:
                raise StartError.because(_OF_ANOTHER_MODE[settings.mode])
            if production and await has_demo_accounts(connection):
                raise StartError.because("demo_accounts_in_production")
    except BrokenFiles as error:
        raise StartError.because("bad_seed", problems=error) from error


@asynccontextmanager
async def _transaction(dsn: str) -> AsyncIterator[AsyncConnection]:
    database = Database(dsn, pool_size=1)
    try:
        async with database.transaction() as connection:
            yield connection
    finally:
        await database.close()


def _zone(settings: Settings) -> str | None:
    """Return the zone to give the demo government, None for the one in its files."""
    chosen = settings.zone.key
    return None if chosen == Settings().zone.key else chosen
