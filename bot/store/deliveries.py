"""Messages that the desk must send: claimed one by one, in order, and what became of each."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Outgoing, Undeliverable
from bot.domain.message import SHARE_LOCATION, OfferedChoice
from bot.store.inbox import lock_conversation
from bot.store.tables import choice, conversation, outbox


async def claim_next(
    connection: AsyncConnection, conversation_id: UUID, lease: timedelta, *, expires: timedelta
) -> Outgoing | None:
    """Return the oldest message to send, claimed for the time of the lease.

    None when there is none or it must wait. Whoever dies with it leaves it to the next, later
    each time; a message older than `expires` is returned as expired.
    """
    row = await _oldest(connection, conversation_id, expires)
    if row is None:
        # An answer just being stored may have met this very job in the queue and left it alone.
        await lock_conversation(connection, conversation_id)
        row = await _oldest(connection, conversation_id, expires)
    if row is None or not row.is_due:
        return None
    patience = lease * (1 << min(row.attempts, 8))
    await _change(connection, row.id, attempts=row.attempts + 1, due_at=func.now() + patience)
    return await _outgoing(connection, row)


async def record_part(
    connection: AsyncConnection, outgoing: Outgoing, external_id: str, *, parts: int
) -> None:
    """Record that the platform took the next part; after the last the message is delivered."""
    sent = outgoing.parts_sent + 1
    left = sent < parts
    await _change(
        connection,
        outgoing.id,
        parts_sent=sent,
        attempts=0,
        external_id=external_id,
        due_at=func.now() if left else None,
        delivered_at=None if left else func.now(),
    )


async def postpone_delivery(
    connection: AsyncConnection, outgoing: Outgoing, wait: timedelta
) -> None:
    """Set when to try again."""
    await _change(connection, outgoing.id, due_at=func.now() + wait)


async def set_aside(connection: AsyncConnection, outgoing: Outgoing, why: Undeliverable) -> None:
    """Record that this message will never be sent; the next one may."""
    await _change(connection, outgoing.id, due_at=None, failure=why)


async def set_all_aside(
    connection: AsyncConnection, conversation_id: UUID, why: Undeliverable
) -> None:
    """Record that nothing of what waits in a conversation will be sent."""
    waiting = update(outbox).where(
        outbox.c.conversation_id == conversation_id, outbox.c.due_at.is_not(None)
    )
    await connection.execute(waiting.values(due_at=None, failure=why))


async def waiting_deliveries(
    connection: AsyncConnection, channels: Collection[str], older_than: timedelta
) -> list[UUID]:
    """Return the conversations of these channels whose next message should have been sent."""
    oldest = (
        select(outbox.c.conversation_id, outbox.c.due_at)
        .distinct(outbox.c.conversation_id)
        .where(outbox.c.due_at.is_not(None))
        .order_by(outbox.c.conversation_id, outbox.c.id)
        .subquery()
    )
    query = (
        select(oldest.c.conversation_id)
        .join(conversation, conversation.c.id == oldest.c.conversation_id)
        .where(conversation.c.channel.in_(channels), oldest.c.due_at + older_than <= func.now())
    )
    return list((await connection.execute(query)).scalars())


async def _oldest(
    connection: AsyncConnection, conversation_id: UUID, expires: timedelta
) -> Row[Any] | None:
    query = (
        select(
            outbox,
            conversation.c.channel,
            conversation.c.address,
            (outbox.c.due_at <= func.now()).label("is_due"),
            (outbox.c.created_at + expires <= func.now()).label("is_expired"),
        )
        .join(conversation, conversation.c.id == outbox.c.conversation_id)
        .where(outbox.c.conversation_id == conversation_id, outbox.c.due_at.is_not(None))
        .order_by(outbox.c.id)
        .limit(1)
        .with_for_update(of=outbox)
    )
    return (await connection.execute(query)).one_or_none()


async def _outgoing(connection: AsyncConnection, row: Row[Any]) -> Outgoing:
    offered = select(choice).where(choice.c.outbox_id == row.id).order_by(choice.c.position)
    choices = (await connection.execute(offered)).all()
    before = await _choices_before(connection, row)
    return Outgoing(
        id=row.id,
        channel=row.channel,
        address=row.address,
        text=row.text,
        choices=tuple(OfferedChoice(c.title, c.token, _asks_location(c)) for c in choices),
        parts_sent=row.parts_sent,
        attempts=row.attempts + 1,
        expired=row.is_expired,
        clears_keyboard=any(_asks_location(c) for c in before),
    )


async def _choices_before(connection: AsyncConnection, row: Row[Any]) -> Sequence[Row[Any]]:
    """Return what the desk offered with the message before this one."""
    last = (
        select(func.max(outbox.c.id))
        .where(outbox.c.conversation_id == row.conversation_id, outbox.c.id < row.id)
        .scalar_subquery()
    )
    return (await connection.execute(select(choice).where(choice.c.outbox_id == last))).all()


def _asks_location(row: Row[Any]) -> bool:
    return bool(row.payload == SHARE_LOCATION)


async def _change(connection: AsyncConnection, outbox_id: int, **values: object) -> None:
    await connection.execute(update(outbox).where(outbox.c.id == outbox_id).values(**values))
