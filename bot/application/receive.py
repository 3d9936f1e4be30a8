"""Take one message: hide personal numbers, store it with the duty to answer, in one transaction."""

import re
from dataclasses import dataclass
from uuid import UUID

import procrastinate

from bot.application.choices import link_payload, near_payload
from bot.application.fixed_talk import FixedTalk
from bot.domain.errors import DomainError
from bot.domain.message import MAX_LENGTH, Inbound, Said
from bot.domain.privacy import mask
from bot.store.database import Database
from bot.store.inbox import add_to_inbox, open_conversation
from bot.store.outbox import TOKEN_LENGTH, find_choice
from bot.store.queue import enqueue_drain

# What a link may name; anything else a stranger wrote into it opens the menu.
_LINK = re.compile(r"[a-z0-9-]{1,64}")


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

    def __init__(self, database: Database, queue: procrastinate.App, talk: FixedTalk) -> None:
        self._database = database
        self._queue = queue
        self._talk = talk

    async def receive(self, message: Inbound) -> Received:
        """Store a message and the job that answers it, together or not at all.

        Raises:
            MessageTooLong, UnknownChoice, DatabaseUnavailable: nothing was stored.
        """
        return await self._take(message, token=message.choice, said=self._said(message))

    async def receive_text_or_token(self, message: Inbound) -> Received:
        """Store a text; where it is exactly the token of an offered choice, store that choice."""
        text = message.text or ""
        token = text if len(text) == TOKEN_LENGTH else None
        return await self._take(message, token=token, said=_written(text))

    def _said(self, message: Inbound) -> Said | None:
        """Return what a message says; None where only its token does."""
        if message.text is not None:
            return _written(message.text)
        if message.location is not None:
            return Said(self._talk.location_shared(), near_payload(message.location))
        if message.link is not None:
            slug = message.link if _LINK.fullmatch(message.link) else ""
            return Said(self._talk.link_followed(slug), link_payload(slug))
        if message.attachment is not None:
            said = self._talk.attachment_sent(message.attachment)
            return Said(said, attachment=message.attachment)
        return None

    async def _take(self, message: Inbound, *, token: str | None, said: Said | None) -> Received:
        async with self._database.transaction() as connection:
            conversation = await open_conversation(connection, message.channel, message.address)
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
