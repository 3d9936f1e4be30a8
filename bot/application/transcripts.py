"""What a citizen's page or programme may read: its own conversation and nothing else."""

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID

from bot.domain.message import Spoken
from bot.store.bell import Bell
from bot.store.database import Database
from bot.store.inbox import find_conversation
from bot.store.transcript import (
    is_waiting,
    mark_delivered,
    newest_lines,
    replies_to,
    spoken_since,
)

# Waiters look again this often although a ring should wake them.
_LOOK_EVERY_SECONDS = 3.0
# Where nothing was said yet no bell can ring; the first answer must not wait long all the same.
_LOOK_FOR_FIRST_SECONDS = 0.3
_PAGE_LENGTH = 200


@dataclass(frozen=True)
class Answered:
    """What one message was answered. `result` is None while only a notice was given."""

    replies: tuple[Spoken, ...]
    result: dict[str, Any] | None


@dataclass(frozen=True)
class Excerpt:
    """A piece of a conversation; `typing` while an answer is on its way."""

    lines: tuple[Spoken, ...]
    typing: bool


class Transcripts:
    """Reads conversations, and waits for what is still to come."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self._database = database
        self._bell = bell

    async def answer_to(
        self, conversation_id: UUID, inbox_id: int, seconds: float
    ) -> Answered | None:
        """Return the answer or the notice to a message; None when neither came in time."""
        until = monotonic() + seconds
        async with self._bell.waiter(str(conversation_id)) as waiter:
            while True:
                found = await self._answer_now(inbox_id)
                left = until - monotonic()
                if found is not None or left <= 0:
                    return found
                await waiter.wait(min(left, _LOOK_EVERY_SECONDS))

    async def _answer_now(self, inbox_id: int) -> Answered | None:
        async with self._database.transaction() as connection:
            replies, result = await replies_to(connection, inbox_id)
            if not replies:
                return None
            await mark_delivered(connection, [reply.id for reply in replies])
        return Answered(replies, result)

    async def newest(self, channel: str, address: str) -> Excerpt:
        """Return the end of a conversation, as a page shows it when it opens."""
        async with self._database.transaction() as connection:
            conversation_id = await find_conversation(connection, channel, address)
            if conversation_id is None:
                return Excerpt((), typing=False)
            lines = await newest_lines(connection, conversation_id, _PAGE_LENGTH)
            await mark_delivered(connection, _from_desk(lines))
            return Excerpt(lines, await is_waiting(connection, conversation_id))

    async def since(self, channel: str, address: str, after: int, seconds: float) -> Excerpt:
        """Return what was said after an id, waiting at most `seconds` for something new."""
        until = monotonic() + seconds
        conversation_id = await self._conversation(channel, address, until)
        if conversation_id is None:
            return Excerpt((), typing=False)
        async with self._bell.waiter(str(conversation_id)) as waiter:
            while True:
                excerpt = await self._excerpt(conversation_id, after)
                left = until - monotonic()
                if excerpt.lines or left <= 0:
                    return excerpt
                await waiter.wait(min(left, _LOOK_EVERY_SECONDS))

    async def _conversation(self, channel: str, address: str, until: float) -> UUID | None:
        while True:
            async with self._database.transaction() as connection:
                found = await find_conversation(connection, channel, address)
            left = until - monotonic()
            if found is not None or left <= 0:
                return found
            await asyncio.sleep(min(left, _LOOK_FOR_FIRST_SECONDS))

    async def _excerpt(self, conversation_id: UUID, after: int) -> Excerpt:
        async with self._database.transaction() as connection:
            lines = await spoken_since(connection, conversation_id, after, _PAGE_LENGTH)
            await mark_delivered(connection, _from_desk(lines))
            return Excerpt(lines, await is_waiting(connection, conversation_id))


def _from_desk(lines: tuple[Spoken, ...]) -> list[int]:
    return [line.id for line in lines if not line.from_citizen]
