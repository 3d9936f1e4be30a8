"""Fetches what citizens write on Telegram, and has it stored before Telegram forgets it."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram_client import TelegramClient, kind_of, retry_after
from bot.channels.telegram_intake import TelegramIntake
from bot.channels.telegram_updates import KINDS
from bot.operator_messages import Message
from bot.store.baton import Baton
from bot.store.database import DatabaseUnavailable

logger = logging.getLogger(__name__)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_TAKE_OVER_SECONDS = 1.0


class TelegramPolling:
    """Listens to Telegram while it holds the baton; another process waits for that."""

    def __init__(
        self,
        client: TelegramClient,
        intake: TelegramIntake,
        baton: Baton,
        tell: Callable[[Message], None],
    ) -> None:
        self._client = client
        self._intake = intake
        self._baton = baton
        self._tell = tell
        self._offset: int | None = None
        self._introduced = False
        self._trouble: str | None = None
        self._pause = _FIRST_PAUSE

    async def run(self, stopping: asyncio.Event) -> None:
        """Listen until told to stop; whatever fails is tried again."""
        try:
            while not stopping.is_set():
                if await self._baton.take():
                    await self._listen(stopping)
                await _rest(stopping, _TAKE_OVER_SECONDS)
        finally:
            await self._intake.close()
            await self._baton.drop()

    async def _listen(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set() and await self._baton.is_held():
            try:
                await self._introduce()
                for update in await self._updates(stopping):
                    await self._take(update)
                self._recover()
            except RetryAfter as error:
                await _rest(stopping, retry_after(error).total_seconds())
            except (TelegramError, DatabaseUnavailable) as error:
                self._note(error)
                await _rest(stopping, self._longer_pause())

    async def _introduce(self) -> None:
        """Learn whether the token is right; a webhook set elsewhere would keep updates from us."""
        if self._introduced:
            return
        me = await self._client.bot.get_me()
        await self._client.bot.delete_webhook(drop_pending_updates=False)
        self._introduced = True
        self._tell(Message("telegram_ready", {"name": me.username}))

    async def _updates(self, stopping: asyncio.Event) -> list[Mapping[str, Any]]:
        """Wait for updates, but no longer than until told to stop."""
        asking = asyncio.create_task(self._client.updates(self._offset, KINDS))
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait({asking, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if asking.done():
            return await asking
        asking.cancel()
        await asyncio.wait({asking})
        return []

    async def _take(self, update: Mapping[str, Any]) -> None:
        """Have one update stored; only then may the next question let Telegram forget it."""
        await self._intake.take(update)
        number = update.get("update_id")
        if isinstance(number, int):
            self._offset = number + 1

    def _note(self, error: TelegramError | DatabaseUnavailable) -> None:
        """Say once what keeps us from listening, until it is over or something else does."""
        kind = kind_of(error)
        if kind == self._trouble:
            return
        self._trouble = kind
        logger.warning("Cannot listen to Telegram", extra={"reason": kind})
        if isinstance(error, InvalidToken):
            self._tell(Message("telegram_token_refused"))
        elif isinstance(error, Conflict):
            self._tell(Message("telegram_conflict"))
        elif not self._introduced and isinstance(error, TelegramError):
            self._tell(Message("telegram_unreachable"))

    def _recover(self) -> None:
        if self._trouble is not None:
            logger.info("Listening to Telegram again")
        self._trouble = None
        self._pause = _FIRST_PAUSE

    def _longer_pause(self) -> float:
        pause, self._pause = self._pause, min(self._pause * 2, _LONGEST_PAUSE)
        return pause


async def _rest(stopping: asyncio.Event, seconds: float) -> None:
    """Wait, but no longer than until told to stop."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stopping.wait()
