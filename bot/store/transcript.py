"""The transcript: a conversation as its citizen sees it, and what one message was answered."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Subquery, func, literal, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.message import SHARE_LOCATION, OfferedChoice, Spoken
from bot.store.tables import choice, inbox, outbox


async def newest_lines(
    connection: AsyncConnection, conversation_id: UUID, limit: int
) -> tuple[Spoken, ...]:
    """Return the end of a conversation, oldest line first."""
    lines = _lines(conversation_id, after=0)
    newest = select(lines).order_by(lines.c.id.desc()).limit(limit)
    return tuple(reversed(await _spoken(connection, newest)))


async def spoken_since(
    connection: AsyncConnection, conversation_id: UUID, after: int, limit: int
) -> tuple[Spoken, ...]:
    """Return the first lines with an id above `after`: asked on and on, no line is left out."""
    lines = _lines(conversation_id, after)
    return await _spoken(connection, select(lines).order_by(lines.c.id).limit(limit))


def _lines(conversation_id: UUID, after: int) -> Subquery:
    citizen = select(inbox.c.id, literal(True).label("citizen"), inbox.c.text, inbox.c.received_at)
    desk = select(outbox.c.id, literal(False), outbox.c.text, outbox.c.created_at)
    return union_all(
        citizen.where(inbox.c.conversation_id == conversation_id, inbox.c.id > after),
        desk.where(outbox.c.conversation_id == conversation_id, outbox.c.id > after),
    ).subquery()


async def replies_to(
    connection: AsyncConnection, inbox_id: int
) -> tuple[tuple[Spoken, ...], dict[str, Any] | None]:
    """Return the answer to one message and its result; before, the sentence that it comes later.

    Both are read at one instant: an answer is never seen without its result.
    """
    query = (
        select(outbox.c.id, literal(False).label("citizen"), outbox.c.text, outbox.c.created_at)
        .add_columns(inbox.c.result)
        .join(inbox, inbox.c.id == outbox.c.inbox_id)
        .where(inbox.c.id == inbox_id, (outbox.c.position >= 0) | inbox.c.answered_at.is_(None))
        .order_by(outbox.c.position)
    )
    rows = (await connection.execute(query)).all()
    return await _as_spoken(connection, rows), rows[0].result if rows else None


async def is_waiting(connection: AsyncConnection, conversation_id: UUID) -> bool:
    """Return whether a message of this conversation has no answer yet."""
    query = select(inbox.c.id).filter_by(conversation_id=conversation_id, answered_at=None)
    return (await connection.execute(query.limit(1))).first() is not None


async def mark_delivered(connection: AsyncConnection, outbox_ids: Sequence[int]) -> None:
    """Record that the citizen's page or programme took these replies."""
    if outbox_ids:
        taken = update(outbox).where(outbox.c.id.in_(outbox_ids), outbox.c.delivered_at.is_(None))
        await connection.execute(taken.values(delivered_at=func.now()))


async def _spoken(connection: AsyncConnection, query: Select[Any]) -> tuple[Spoken, ...]:
    return await _as_spoken(connection, (await connection.execute(query)).all())


async def _as_spoken(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> tuple[Spoken, ...]:
    offered = await _offered(connection, [row.id for row in rows if not row.citizen])
    return tuple(
        Spoken(row.id, row.citizen, row.text or "", row[3], offered.get(row.id, ())) for row in rows
    )


async def _offered(
    connection: AsyncConnection, outbox_ids: list[int]
) -> dict[int, tuple[OfferedChoice, ...]]:
    query = select(choice).where(choice.c.outbox_id.in_(outbox_ids)).order_by(choice.c.position)
    found: dict[int, tuple[OfferedChoice, ...]] = {}
    for row in (await connection.execute(query)).all() if outbox_ids else ():
        offered = OfferedChoice(row.title, row.token, row.payload == SHARE_LOCATION)
        found[row.outbox_id] = (*found.get(row.outbox_id, ()), offered)
    return found
