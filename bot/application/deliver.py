"""Send what a conversation must be sent, in order; what fails is named by what to do next."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from bot.application.ports import (
    Channel,
    ChannelMisconfigured,
    RecipientGone,
    Rejected,
    SendError,
    Throttled,
)
from bot.domain.delivery import Outgoing, Part, Undeliverable
from bot.store.database import Database
from bot.store.deliveries import (
    claim_next,
    postpone_delivery,
    record_part,
    set_all_aside,
    set_aside,
)

logger = logging.getLogger(__name__)

# Longer than any send takes; whoever dies with a message leaves it alone for so long.
_LEASE = timedelta(seconds=15)
# What an answer says about today is not told on another day.
_EXPIRES = timedelta(hours=24)
_FIRST_WAIT = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(minutes=1)
# An operator must act first; asking more often would only fill the log.
_WHILE_MISCONFIGURED = timedelta(minutes=1)


class Delivering:
    """The use case of the workers that send; it knows no platform."""

    def __init__(self, database: Database, channels: Mapping[str, Channel]) -> None:
        self._database = database
        self._channels = channels

    async def deliver(self, conversation_id: UUID) -> None:
        """Send every message that waits in a conversation; stop at one that must wait."""
        while (outgoing := await self._claim(conversation_id)) is not None:
            try:
                await self._advance(outgoing)
            except RecipientGone:
                _log("Recipient is gone", outgoing, logging.INFO)
                await self._give_up_all(conversation_id)
                return
            except Rejected:
                _log("Message was rejected", outgoing, logging.ERROR)
                await self._set_aside(outgoing, Undeliverable.REJECTED)
            except SendError as error:
                _log("Message must wait", outgoing, logging.WARNING, reason=type(error).__name__)
                await self._postpone(outgoing, _wait_after(error, outgoing.attempts))
                return

    async def _claim(self, conversation_id: UUID) -> Outgoing | None:
        # Its own transaction: none stays open while a platform is slow.
        async with self._database.transaction() as connection:
            return await claim_next(connection, conversation_id, _LEASE, expires=_EXPIRES)

    async def _advance(self, outgoing: Outgoing) -> None:
        """Send the next part of a message, and record it before the one after."""
        if outgoing.expired:
            _log("Message is too old to be sent", outgoing, logging.ERROR)
            await self._set_aside(outgoing, Undeliverable.EXPIRED)
            return
        channel = self._channel_of(outgoing)
        parts = channel.parts(outgoing)
        if outgoing.parts_sent >= len(parts):
            raise Rejected("nothing left to send")
        external_id = await _send(channel, outgoing.address, parts[outgoing.parts_sent])
        async with self._database.transaction() as connection:
            await record_part(connection, outgoing, external_id, parts=len(parts))

    def _channel_of(self, outgoing: Outgoing) -> Channel:
        try:
            return self._channels[outgoing.channel]
        except KeyError as error:
            raise ChannelMisconfigured(outgoing.channel) from error

    async def _postpone(self, outgoing: Outgoing, wait: timedelta) -> None:
        async with self._database.transaction() as connection:
            await postpone_delivery(connection, outgoing, wait)

    async def _set_aside(self, outgoing: Outgoing, why: Undeliverable) -> None:
        async with self._database.transaction() as connection:
            await set_aside(connection, outgoing, why)

    async def _give_up_all(self, conversation_id: UUID) -> None:
        async with self._database.transaction() as connection:
            await set_all_aside(connection, conversation_id, Undeliverable.RECIPIENT_GONE)


async def _send(channel: Channel, address: str, part: Part) -> str:
    """Send a part; where the platform refuses it, once more in its plainest form."""
    try:
        return await channel.send(address, part)
    except Rejected:
        return await channel.send(address, part.as_plain_text())


def _wait_after(error: SendError, attempts: int) -> timedelta:
    if isinstance(error, Throttled):
        return error.retry_after
    if isinstance(error, ChannelMisconfigured):
        return _WHILE_MISCONFIGURED
    return min(_FIRST_WAIT * (1 << min(attempts - 1, 10)), _LONGEST_WAIT)


def _log(sentence: str, outgoing: Outgoing, level: int, **values: str) -> None:
    logger.log(
        level, sentence, extra={"outbox_id": outgoing.id, "channel": outgoing.channel, **values}
    )
