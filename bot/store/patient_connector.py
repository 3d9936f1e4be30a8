"""The worker's connections to its queue: what the database cannot hear now is asked again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, LiteralString, TypeVar

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.connector import Notify
from procrastinate.exceptions import ConnectorException

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_PAUSE = 0.25
_CONNECT_SECONDS = 5
# The pool waits twice as long after each attempt in vain, and would find a server that was away for
# eight seconds seven seconds late. So it gives up soon, and begins anew with the next question.
_POOL_SECONDS = 2.0


class PatientConnector(PsycopgConnector):
    """Lets a worker outlive its database; with procrastinate's own it goes on deaf and silent.

    There listener and heartbeat end with the first failure, and nobody notices: their monitor stops
    as soon as there is no periodic work. A question whose answer was lost may have done its work
    all the same: a job may be taken that its worker never heard of (bot.jobs.InHand).
    """

    def __init__(self, dsn: str, search_path: str) -> None:
        super().__init__(
            conninfo=dsn,
            min_size=0,  # so that a worker can start before its database
            max_size=6,
            timeout=_POOL_SECONDS,
            reconnect_timeout=_POOL_SECONDS,
            kwargs={
                "options": f"-c search_path={search_path}",
                "connect_timeout": _CONNECT_SECONDS,
            },
        )

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        """Execute it, however long the database is away."""
        await _until_done(partial(super().execute_query_async, query, **arguments))

    async def execute_query_one_async(
        self, query: LiteralString, **arguments: Any
    ) -> dict[str, Any]:
        """Return the one row, however long the database is away."""
        return await _until_done(partial(super().execute_query_one_async, query, **arguments))

    async def execute_query_all_async(
        self, query: LiteralString, **arguments: Any
    ) -> list[dict[str, Any]]:
        """Return the rows, however long the database is away."""
        return await _until_done(partial(super().execute_query_all_async, query, **arguments))

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Listen until cancelled, on a new connection when one is lost."""
        channels = list(channels)
        await _until_done(partial(super().listen_notify, on_notification, channels))


async def _until_done(ask: Callable[[], Awaitable[_T]]) -> _T:
    told = False
    while True:
        try:
            return await ask()
        except ConnectorException as error:
            # The database's own verdict stays; only a question that it could not hear is repeated.
            if not isinstance(error.__cause__, psycopg.OperationalError):
                raise
        if not told:
            logger.warning("The queue waits for the database")
            told = True
        await asyncio.sleep(_PAUSE)
