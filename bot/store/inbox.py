"""The inbox: every message that citizens sent, once each, in order."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.message import Attachment, Inbound, Pending, Said
from bot.store.tables import conversation, inbox


async def find_conversation(connection: AsyncConnection, channel: str, address: str) -> UUID | None:
    """Return the conversation of an address, None when nothing was ever said there."""
    query = select(conversation.c.id).filter_by(channel=channel, address=address)
    return (await connection.execute(query)).scalar_one_or_none()


async def open_conversation(connection: AsyncConnection, channel: str, address: str) -> UUID:
    """Return the conversation of an address, new or old, locked until the transaction ends.

    The lock makes ids within one conversation visible in their order, so that a reader who
    remembers the last id it saw misses nothing.
    """
    values = {"id": uuid4(), "channel": channel, "address": address}
    await connection.execute(insert(conversation).values(values).on_conflict_do_nothing())
    query = select(conversation.c.id).filter_by(channel=channel, address=address)
    found: UUID = (await connection.execute(query.with_for_update())).scalar_one()
    return found


async def lock_conversation(connection: AsyncConnection, conversation_id: UUID) -> None:
    """Wait for whoever writes to a conversation, and keep others out until the transaction ends."""
    query = select(conversation.c.id).where(conversation.c.id == conversation_id)
    await connection.execute(query.with_for_update())


async def add_to_inbox(
    connection: AsyncConnection, conversation_id: UUID, message: Inbound, said: Said
) -> tuple[int, bool]:
    """Store a message and return its id and whether it is new: a redelivered one is stored once."""
    values = {
        "conversation_id": conversation_id,
        "channel": message.channel,
        "external_id": message.external_id,
        "text": said.text,
        "choice": said.choice,
        "asked_for": message.asked_for,
        "masked": said.masked,
        "attachment": said.attachment,
    }
    statement = insert(inbox).values(values).on_conflict_do_nothing().returning(inbox.c.id)
    new = (await connection.execute(statement)).scalar_one_or_none()
    if new is not None:
        return new, True
    known = select(inbox.c.id).filter_by(channel=message.channel, external_id=message.external_id)
    return (await connection.execute(known)).scalar_one(), False


async def next_unanswered(connection: AsyncConnection, conversation_id: UUID) -> Pending | None:
    """Return the oldest message without an answer; None when there is none or it must wait."""
    row = await _oldest_unanswered(connection, conversation_id)
    if row is None:
        # A message just being stored may have met this very job in the queue and left it alone.
        await lock_conversation(connection, conversation_id)
        row = await _oldest_unanswered(connection, conversation_id)
    if row is None or row.must_wait:
        return None
    return Pending(
        row.id,
        row.conversation_id,
        row.text or "",
        row.choice,
        row.masked,
        row.asked_for,
        row.received_at,
        row.attempts,
        row.channel,
        row.attachment and Attachment(row.attachment),
    )


async def _oldest_unanswered(connection: AsyncConnection, conversation_id: UUID) -> Row[Any] | None:
    must_wait = func.coalesce(inbox.c.retry_at > func.now(), literal(False)).label("must_wait")
    query = (
        select(inbox, must_wait)
        .where(inbox.c.conversation_id == conversation_id, inbox.c.answered_at.is_(None))
        .order_by(inbox.c.id)
        .limit(1)
    )
    return (await connection.execute(query)).one_or_none()


async def waiting_conversations(connection: AsyncConnection, older_than: timedelta) -> list[UUID]:
    """Return conversations whose oldest unanswered message may be tried now."""
    oldest = (
        select(inbox.c.conversation_id, inbox.c.received_at, inbox.c.retry_at)
        .distinct(inbox.c.conversation_id)
        .where(inbox.c.answered_at.is_(None))
        .order_by(inbox.c.conversation_id, inbox.c.id)
        .subquery()
    )
    due = func.coalesce(oldest.c.retry_at, oldest.c.received_at + older_than) <= func.now()
    return list((await connection.execute(select(oldest.c.conversation_id).where(due))).scalars())
