"""Before the desk serves: the schema is brought up to date, an empty demo desk gets its data."""

import asyncio
from pathlib import Path

from bot.operator_messages import StartError
from bot.settings import Mode, Settings
from bot.store.catalogue import is_empty, is_fictional, write_catalogue
from bot.store.database import Database
from bot.store.exchange.problems import BrokenFiles
from bot.store.schema import NewerSchema, migrate
from bot.store.seed_files import load_seed

SEED = Path(__file__).parent / "seed"


def migrate_and_seed(settings: Settings) -> None:
    """Prepare the database of these settings. Data that is there is never replaced.

    Raises:
        StartError: the schema is newer, the seed files are wrong, or production has demo data.
    """
    dsn = settings.database_url.reveal()
    try:
        migrate(dsn)
    except NewerSchema as error:
        raise StartError.because("database_newer_schema", found=error) from error
    asyncio.run(_seed(dsn, settings))


async def _seed(dsn: str, settings: Settings) -> None:
    database = Database(dsn, pool_size=1)
    try:
        async with database.transaction() as connection:
            if settings.mode is Mode.PRODUCTION:
                if await is_fictional(connection):
                    raise StartError.because("demo_data_in_production")
                if await is_empty(connection):
                    raise StartError.because("no_data_in_production")
            elif await is_empty(connection):
                await write_catalogue(connection, load_seed(SEED, zone=_zone(settings)))
    except BrokenFiles as error:
        raise StartError.because("bad_seed", problems=error) from error
    finally:
        await database.close()


def _zone(settings: Settings) -> str | None:
    """Return the zone to give the demo government, None for the one in its files."""
    chosen = settings.zone.key
    return None if chosen == Settings().zone.key else chosen
