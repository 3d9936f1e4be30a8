"""Figures of the running desk, read from its tables."""

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import inbox, outbox, question

_WORKER_SECONDS = 5


async def is_worker_alive(connection: AsyncConnection) -> bool:
    """Return whether a job worker gave a sign of life a moment ago."""
    query = text(
        "SELECT count(*) > 0 FROM procrastinate_workers "
        "WHERE last_heartbeat > now() - make_interval(secs => :seconds)"
    )
    alive: bool = (await connection.execute(query, {"seconds": _WORKER_SECONDS})).scalar_one()
    return alive


async def count_messages(connection: AsyncConnection) -> dict[str, float]:
    """Return counters by Prometheus name; ages in seconds."""
    unanswered = inbox.c.answered_at.is_(None)
    oldest = func.extract("epoch", func.now() - func.min(inbox.c.received_at).filter(unanswered))
    received, answered, waiting, age = (
        await connection.execute(
            select(
                func.count(),
                func.count(inbox.c.answered_at),
                func.count().filter(unanswered),
                func.coalesce(oldest, 0),
            ).select_from(inbox)
        )
    ).one()
    sent = select(func.count(), func.count(outbox.c.due_at), func.count(outbox.c.failure))
    replies, due, failed = (await connection.execute(sent.select_from(outbox))).one()
    kept = (await connection.execute(select(func.count()).select_from(question))).scalar_one()
    return {
        "tanya_loket_messages_received": received,
        "tanya_loket_messages_answered": answered,
        "tanya_loket_messages_waiting": waiting,
        "tanya_loket_oldest_waiting_seconds": float(age),
        "tanya_loket_replies": replies,
        "tanya_loket_deliveries_waiting": due,
        "tanya_loket_deliveries_failed": failed,
        "tanya_loket_questions_kept": kept,
    }
