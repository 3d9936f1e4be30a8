"""The outbox: what the desk answers, written in the transaction that settles the question."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import SENT_TO
from bot.domain.message import Choice, Pending, Reply
from bot.store.inbox import lock_conversation
from bot.store.tables import choice, inbox, outbox

# The position of the sentence "the answer comes later"; the answer itself counts from 0.
NOTICE = -1
# Short enough for Telegram's 64 bytes, too long to be typed by chance: 16 bytes in base64.
_TOKEN_BYTES = 16
TOKEN_LENGTH = 22


async def record_answer(
    connection: AsyncConnection, message: Pending, replies: Sequence[Reply], result: dict[str, Any]
) -> bool:
    """Store an answer and that the message has it; False when another worker was first."""
    await lock_conversation(connection, message.conversation_id)
    done = (
        update(inbox)
        .where(inbox.c.id == message.id, inbox.c.answered_at.is_(None))
        .values(answered_at=func.now(), result=result)
    )
    if (await connection.execute(done)).rowcount != 1:
        return False
    for position, reply in enumerate(replies):
        await _add_to_outbox(connection, message, position, reply)
    await _ring(connection, message.conversation_id)
    return True


async def postpone(
    connection: AsyncConnection,
    message: Pending,
    wait: timedelta,
    notice: Reply,
    *,
    failed: bool,
) -> None:
    """Set when to try again, and say once that the answer comes later; `failed` tries are counted.

    Where another worker has answered meanwhile, nothing is left to say.
    """
    await lock_conversation(connection, message.conversation_id)
    later = (
        update(inbox)
        .where(inbox.c.id == message.id, inbox.c.answered_at.is_(None))
        .values(attempts=inbox.c.attempts + int(failed), retry_at=func.now() + wait)
    )
    if (await connection.execute(later)).rowcount == 1:
        await _add_to_outbox(connection, message, NOTICE, notice)
        await _ring(connection, message.conversation_id)


async def find_choice(
    connection: AsyncConnection, conversation_id: UUID, token: str
) -> Choice | None:
    """Return what a token stands for, if it was offered in this very conversation."""
    query = (
        select(choice.c.title, choice.c.payload)
        .join(outbox, outbox.c.id == choice.c.outbox_id)
        .where(choice.c.token == token, outbox.c.conversation_id == conversation_id)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else Choice(row.title, row.payload)


async def newest_choices(connection: AsyncConnection, message: Pending) -> tuple[Choice, ...]:
    """Return the choices offered by the last thing the desk said before this message."""
    last = (
        select(func.max(outbox.c.id))
        .where(outbox.c.conversation_id == message.conversation_id, outbox.c.inbox_id < message.id)
        .where(outbox.c.position != NOTICE)
        .scalar_subquery()
    )
    query = select(choice.c.title, choice.c.payload).where(choice.c.outbox_id == last)
    rows = (await connection.execute(query.order_by(choice.c.position))).all()
    return tuple(Choice(row.title, row.payload) for row in rows)


async def _add_to_outbox(
    connection: AsyncConnection, message: Pending, position: int, reply: Reply
) -> None:
    values = {
        "conversation_id": message.conversation_id,
        "inbox_id": message.id,
        "position": position,
        "text": reply.text,
        "due_at": func.now() if message.channel in SENT_TO else None,
    }
    statement = insert(outbox).values(values).on_conflict_do_nothing().returning(outbox.c.id)
    outbox_id = (await connection.execute(statement)).scalar_one_or_none()
    if outbox_id is not None and reply.choices:
        await connection.execute(insert(choice), list(_choice_rows(outbox_id, reply.choices)))


def _choice_rows(outbox_id: int, choices: Sequence[Choice]) -> Sequence[dict[str, Any]]:
    return [
        {
            "token": secrets.token_urlsafe(_TOKEN_BYTES),
            "outbox_id": outbox_id,
            "position": position,
            "title": offered.title,
            "payload": offered.payload,
        }
        for position, offered in enumerate(choices)
    ]


async def _ring(connection: AsyncConnection, conversation_id: UUID) -> None:
    """Wake whoever waits for this conversation; sent when the transaction commits."""
    await connection.execute(select(func.pg_notify("spoken", str(conversation_id))))
