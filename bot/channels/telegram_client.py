"""The connection to Telegram's Bot API: one client, its patience, and updates as they come."""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import NetworkError, RetryAfter
from telegram.request import HTTPXRequest

# All in seconds; together below the lease of a delivery.
_CONNECT, _READ, _WRITE, _POOL = 3.0, 6.0, 3.0, 2.0
_CONNECTIONS = 32
# How long Telegram keeps a question for updates open when there are none.
LONG_POLL_SECONDS = 25
_MOST_AT_ONCE = 100


class TelegramClient:
    """Telegram's own words; python-telegram-bot speaks, and names the errors.

    Nothing is repeated here: who calls knows whether that is right.
    """

    def __init__(self, token: str, api_url: str) -> None:
        # How the library is told to give spans of time their type, and not to warn that it will.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._polling = _request(read=LONG_POLL_SECONDS + _READ, connections=1)
        self.bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=_request(read=_READ, connections=_CONNECTIONS),
            get_updates_request=self._polling,
        )
        self.bot_id = int(token.partition(":")[0])

    async def updates(self, offset: int | None, kinds: Sequence[str]) -> list[Mapping[str, Any]]:
        """Return what came in from `offset` on, as it came; older updates are forgotten there.

        `Bot.get_updates` fails for the whole batch, and logs it, when one is of a newer shape.
        """
        asked: dict[str, object] = {"timeout": LONG_POLL_SECONDS, "limit": _MOST_AT_ONCE}
        asked["allowed_updates"] = json.dumps(kinds)
        if offset is not None:
            asked["offset"] = offset
        url = f"{self.bot.base_url}/getUpdates?{urlencode(asked)}"
        try:
            found = await self._polling.post(url)
        except (KeyError, TypeError) as error:
            raise NetworkError("no answer of Telegram's") from error
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    async def close(self) -> None:
        """Close every connection."""
        for request in (self.bot.request, self._polling):
            await request.shutdown()


def retry_after(error: RetryAfter) -> timedelta:
    """Return how long Telegram wants to be left alone."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def kind_of(error: Exception) -> str:
    """Return what may be logged of an error: its message can hold the token, or what was said."""
    return type(error).__name__


def _request(*, read: float, connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=_CONNECT,
        read_timeout=read,
        write_timeout=_WRITE,
        pool_timeout=_POOL,
    )
