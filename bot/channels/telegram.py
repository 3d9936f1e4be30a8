"""Telegram as the desk uses it: one client, a channel to send to, and ears."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from bot.application.receive import Reception
from bot.channels.telegram_client import TelegramClient
from bot.channels.telegram_intake import TelegramIntake
from bot.channels.telegram_polling import TelegramPolling
from bot.channels.telegram_sending import TelegramChannel
from bot.operator_messages import Message
from bot.store.baton import Baton


@dataclass(frozen=True)
class Telegram:
    """One bot of Telegram's."""

    client: TelegramClient
    channel: TelegramChannel
    polling: TelegramPolling

    @classmethod
    def of(
        cls,
        client: TelegramClient,
        reception: Reception,
        dsn: str,
        *,
        unknown_choice: str,
        tell: Callable[[Message], None],
    ) -> Self:
        """Return the parts of a bot; nothing is said to Telegram yet."""
        intake = TelegramIntake(client, reception, unknown_choice)
        baton = Baton(dsn, f"telegram {client.bot_id}")
        polling = TelegramPolling(client, intake, baton, tell)
        return cls(client, TelegramChannel(client), polling)

    async def listen(self, stopping: asyncio.Event) -> None:
        """Take in what citizens write until told to stop; close the client at the end."""
        try:
            await self.polling.run(stopping)
        finally:
            await self.client.close()
