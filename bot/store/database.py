"""The pool of connections to PostgreSQL, and the search path that keeps the schemas apart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

# Our tables in `app`, the job queue's in `queue`; Rasa's live in `engine` and are never read here.
SEARCH_PATH = "app,queue"
# Use cases hand a connection on to the store, and name its type without speaking SQL.
Connection = AsyncConnection
# Whoever waits longer for a free connection is told to come back; the others get on.
_POOL_SECONDS = 5.0


class DatabaseUnavailable(Exception):
    """The database cannot be reached now, or has no connection left: nothing was stored."""


def sqlalchemy_url(dsn: str) -> URL:
    """Return a libpq URL in SQLAlchemy's words, with psycopg 3 as the driver."""
    return make_url(dsn).set(drivername="postgresql+psycopg")


class Database:
    """A bounded pool. Connections are checked before use, so a restarted server is no error."""

    def __init__(
        self, dsn: str, *, pool_size: int = 8, overflow: int = 4, patience: float = _POOL_SECONDS
    ) -> None:
        self._engine: AsyncEngine = create_async_engine(
            sqlalchemy_url(dsn),
            pool_size=pool_size,
            max_overflow=overflow,
            pool_timeout=patience,
            pool_pre_ping=True,
            # Parameters are what citizens wrote: no error may carry them into a log.
            hide_parameters=True,
            connect_args={"options": f"-c search_path={SEARCH_PATH}", "connect_timeout": 5},
        )
        self._autocommit = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection in a transaction that commits at the end and rolls back on an error.

        Raises:
            DatabaseUnavailable: try again later; a mistake of ours stays what it is.
        """
        try:
            async with self._engine.begin() as connection:
                yield connection
        except (OperationalError, InterfaceError, PoolExhausted) as error:
            raise DatabaseUnavailable(type(error).__name__) from error

    @asynccontextmanager
    async def statements(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection on which each statement is a transaction of its own.

        It spares BEGIN and COMMIT where one row is read: two of four round trips.

        Raises:
            DatabaseUnavailable: try again later; a mistake of ours stays what it is.
        """
        try:
            async with self._autocommit.connect() as connection:
                yield connection
        except (OperationalError, InterfaceError, PoolExhausted) as error:
            raise DatabaseUnavailable(type(error).__name__) from error

    async def close(self) -> None:
        """Close every connection of the pool."""
        await self._engine.dispose()
