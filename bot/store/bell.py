"""Waking those who wait for a conversation: LISTEN on one connection, an event per waiter."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

logger = logging.getLogger(__name__)

_PAUSE = 1.0
_CONNECT_SECONDS = 5


class Bell:
    """Rings when something was said. A missed ring costs little: waiters also look on their own."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._waiting: dict[str, set[asyncio.Event]] = {}

    async def listen(self) -> None:
        """Pass on notifications until cancelled; a lost connection is opened again."""
        while True:
            try:
                await self._listen_once()
            except (psycopg.Error, OSError):
                logger.warning("Lost the connection that listens for replies")
            await asyncio.sleep(_PAUSE)

    async def _listen_once(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self._dsn, autocommit=True, connect_timeout=_CONNECT_SECONDS
        )
        async with connection:
            await connection.execute("LISTEN spoken")
            self._ring_all()
            async for notice in connection.notifies():
                for event in self._waiting.get(notice.payload, ()):
                    event.set()

    @property
    def waiting(self) -> int:
        """Return how many wait now."""
        return sum(len(events) for events in self._waiting.values())

    def _ring_all(self) -> None:
        """Make everyone look: what was said before this connection listened was not heard."""
        for events in self._waiting.values():
            for event in events:
                event.set()

    @asynccontextmanager
    async def waiter(self, conversation: str) -> AsyncIterator["Waiter"]:
        """Give something to wait on; open it before looking, so that no ring is missed."""
        event = asyncio.Event()
        self._waiting.setdefault(conversation, set()).add(event)
        try:
            yield Waiter(event)
        finally:
            waiting = self._waiting[conversation]
            waiting.discard(event)
            if not waiting:
                del self._waiting[conversation]


class Waiter:
    """Waits for the next ring, at most a little while."""

    def __init__(self, event: asyncio.Event) -> None:
        self._event = event

    async def wait(self, seconds: float) -> None:
        """Return at the next ring or after `seconds`, whichever comes first."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        self._event.clear()
