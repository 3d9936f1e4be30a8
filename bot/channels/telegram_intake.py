"""Takes one update of Telegram into the desk, however it came, and acknowledges pressed buttons."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError
from telegram.error import TelegramError

from bot.application.receive import Reception, UnknownChoice
from bot.channels.telegram_client import TelegramClient, kind_of
from bot.channels.telegram_updates import Heard, read_update
from bot.domain.errors import DomainError

logger = logging.getLogger(__name__)


class TelegramIntake:
    """Where updates come in; `unknown_choice` is what a citizen reads whose button is too old."""

    def __init__(self, client: TelegramClient, reception: Reception, unknown_choice: str) -> None:
        self._client = client
        self._reception = reception
        self._unknown_choice = unknown_choice
        self._acknowledging: set[asyncio.Task[None]] = set()

    async def take(self, update: Mapping[str, Any]) -> None:
        """Store what an update says, so that whoever reported it may forget it.

        Raises:
            DatabaseUnavailable: it is not stored; report it again.
        """
        heard = read_update(update, self._client.bot_id)
        if heard.unheard is not None:
            _log(logging.INFO, "Update is not for the desk", update, heard.unheard)
        notice = await self._store(heard, update)
        if heard.press is not None:
            # Beside the next update: a slow acknowledgement must keep nobody from being heard.
            task = asyncio.create_task(self._acknowledge(heard.press, notice))
            self._acknowledging.add(task)
            task.add_done_callback(self._acknowledging.discard)

    async def close(self) -> None:
        """Wait until every pressed button is acknowledged."""
        if self._acknowledging:
            await asyncio.wait(self._acknowledging)

    async def _store(self, heard: Heard, update: Mapping[str, Any]) -> str | None:
        """Return what to tell at once to a citizen whose button says nothing any more."""
        if heard.message is None:
            return None
        try:
            await self._reception.receive(heard.message)
        except UnknownChoice:
            return self._unknown_choice
        except (DomainError, DataError, IntegrityError) as error:
            # Again and again it would be refused, and keep all behind it from being heard.
            _log(logging.ERROR, "Update cannot be stored", update, type(error).__name__)
        return None

    async def _acknowledge(self, press: str, notice: str | None) -> None:
        """Stop the button's clock; where that fails the citizen only sees it tick for a while."""
        try:
            await self._client.bot.answer_callback_query(
                press, text=notice, show_alert=notice is not None
            )
        except TelegramError as error:
            logger.info("Button was not acknowledged", extra={"reason": kind_of(error)})


def _log(level: int, sentence: str, update: Mapping[str, Any], reason: str) -> None:
    logger.log(level, sentence, extra={"update_id": update.get("update_id"), "reason": reason})
