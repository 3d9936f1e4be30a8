"""What only one process may do at a time: a lock of the database, on a connection of its own."""

import logging

import psycopg

logger = logging.getLogger(__name__)

_CONNECT_SECONDS = 5
# A holder on a machine that vanished is noticed after about half a minute.
_IDLE_SECONDS, _PROBE_SECONDS, _PROBES = 10, 5, 4


class Baton:
    """Held by one process; the database takes it back from one that dies."""

    def __init__(self, dsn: str, name: str) -> None:
        self._dsn = dsn
        self._name = name
        self._connection: psycopg.AsyncConnection | None = None

    async def take(self) -> bool:
        """Return whether we hold it now; False where another does, or no database answers."""
        try:
            if self._connection is None:
                self._connection = await self._connect()
            query = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
            found = await (await self._connection.execute(query, [self._name])).fetchone()
        except (psycopg.Error, OSError):
            await self.drop()
            return False
        return bool(found and found[0])

    async def is_held(self) -> bool:
        """Return whether it is still ours: it is lost with its connection."""
        if self._connection is None:
            return False
        try:
            await self._connection.execute("SELECT 1")
        except (psycopg.Error, OSError):
            await self.drop()
            return False
        return True

    async def drop(self) -> None:
        """Let another have it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _connect(self) -> psycopg.AsyncConnection:
        return await psycopg.AsyncConnection.connect(
            self._dsn,
            autocommit=True,
            connect_timeout=_CONNECT_SECONDS,
            keepalives_idle=_IDLE_SECONDS,
            keepalives_interval=_PROBE_SECONDS,
            keepalives_count=_PROBES,
        )
