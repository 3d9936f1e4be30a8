"""Take one message: hide personal numbers, store it with the duty to answer, in one transaction."""

from dataclasses import dataclass
from uuid import UUID

import procrastinate

from bot.domain.errors import DomainError
from bot.domain.message import MAX_LENGTH, Inbound, Said
from bot.domain.privacy import mask
from bot.store.database import Database
from bot.store.inbox import add_to_inbox, open_conversation
from bot.store.outbox import TOKEN_LENGTH, find_choice
from bot.store.queue import enqueue_drain


class MessageTooLong(DomainError):
    """A text above the limit; nothing of it is stored."""


class UnknownChoice(DomainError):
    """A token that was not offered in this conversation."""


@dataclass(frozen=True)
class Received:
    """Where a message was stored."""

    inbox_id: int
    conversation_id: UUID
    is_new: bool


class Reception:
    """The one way into the desk, for every channel."""

    def __init__(self, database: Database, queue: procrastinate.App) -> None:
        self._database = database
        self._queue = queue

    async def receive(self, message: Inbound) -> Received:
        """Store a message and the job that answers it, together or not at all.

        Raises:
            MessageTooLong, UnknownChoice, DatabaseUnavailable: nothing was stored.
        """
        written = None if message.text is None else _written(message.text)
        return await self._take(message, token=message.choice, written=written)

    async def receive_text_or_token(self, message: Inbound) -> Received:
        """Store a text; where it is exactly the token of an offered choice, store that choice."""
        text = message.text or ""
        token = text if len(text) == TOKEN_LENGTH else None
        return await self._take(message, token=token, written=_written(text))

    async def _take(self, message: Inbound, *, token: str | None, written: Said | None) -> Received:
        async with self._database.transaction() as connection:
            conversation = await open_conversation(connection, message.channel, message.address)
            said = written
            if token and (chosen := await find_choice(connection, conversation, _storable(token))):
                said = Said(chosen.title, chosen.payload)
            if said is None:
                raise UnknownChoice
            inbox_id, is_new = await add_to_inbox(connection, conversation, message, said)
            if is_new:
                await enqueue_drain(self._queue, connection, conversation)
        return Received(inbox_id, conversation, is_new)


def _written(text: str) -> Said:
    if len(text) > MAX_LENGTH:
        raise MessageTooLong
    hidden = mask(_storable(text))
    return Said(hidden.text, masked=hidden.found)


def _storable(text: str) -> str:
    """Leave out what PostgreSQL stores not and no reader needs: NUL and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
