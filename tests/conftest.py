"""What several kinds of tests share: the real PostgreSQL, migrated and seeded."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text

from bot.domain.catalogue import Catalogue
from bot.store.catalogue import write_catalogue
from bot.store.database import Database
from bot.store.embedded import EmbeddedPostgres
from bot.store.migrate import SEED
from bot.store.schema import migrate
from bot.store.seed_files import load_seed
from tests.servers import scratch_server

_SAID = (
    *("conversation", "queue.procrastinate_jobs", "queue.procrastinate_workers"),
    *("account", "sign_in_attempt"),
)


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedPostgres]:
    """A throw-away server."""
    with scratch_server() as server:
        yield server


@pytest.fixture(scope="session")
def dsn(server: EmbeddedPostgres) -> str:
    """The URL of a database with the newest schema."""
    migrate(server.dsn())
    return server.dsn()


@pytest.fixture(scope="session")
def seed() -> Catalogue:
    """The demo catalogue as its files say."""
    return load_seed(SEED)


@pytest.fixture
async def database(dsn: str, seed: Catalogue) -> AsyncIterator[Database]:
    """A desk where nothing was said yet, with the demo catalogue and no account."""
    database = Database(dsn)
    async with database.transaction() as connection:
        await connection.execute(text(f"TRUNCATE {', '.join(_SAID)} CASCADE"))
        await write_catalogue(connection, seed)
    yield database
    await database.close()
