"""The record of accounts in SQL: added to, read, never changed."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff_events import EventKind, StaffEvent
from bot.store.account_tables import account, account_event


async def record(
    connection: AsyncConnection,
    kind: EventKind,
    *,
    actor: UUID | None = None,
    subject: UUID | None = None,
    network: str = "",
) -> None:
    """Write down what somebody did to an account; without `subject`, to their own."""
    values = {
        "kind": kind,
        "actor_id": actor,
        "subject_id": subject or actor,
        "network": network,
    }
    await connection.execute(insert(account_event).values(values))


async def record_once(
    connection: AsyncConnection,
    kind: EventKind,
    within: timedelta,
    *,
    subject: UUID | None,
    network: str,
) -> None:
    """Write down what goes on and on, unless it was lately, of the same account and network."""
    event = account_event.c
    query = select(event.id).where(
        event.kind == kind,
        event.subject_id.is_not_distinct_from(subject),
        event.network == network,
        event.at > func.now() - within,
    )
    if (await connection.execute(query.limit(1))).first() is None:
        await record(connection, kind, subject=subject, network=network)


async def newest_events(
    connection: AsyncConnection, limit: int, before: int | None = None
) -> tuple[StaffEvent, ...]:
    """Return the latest lines of the record, or those before an id, newest first."""
    actor, subject = account.alias("actor"), account.alias("subject")
    event = account_event.c
    query = (
        select(account_event, actor.c.name.label("actor"), subject.c.name.label("subject"))
        .outerjoin(actor, actor.c.id == event.actor_id)
        .outerjoin(subject, subject.c.id == event.subject_id)
        .order_by(event.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(event.id < before)
    return tuple(
        StaffEvent(row.id, row.at, EventKind(row.kind), row.actor, row.subject, row.network)
        for row in (await connection.execute(query)).all()
    )
