"""The job queue's side of a transaction: "drain this conversation", deferred with its message."""

import contextlib
from uuid import UUID

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import DatabaseUnavailable

DRAIN = "drain"


def open_queue(dsn: str) -> procrastinate.App:
    """Return the queue's app; its tables live in their own schema of the same database."""
    connector = procrastinate.PsycopgConnector(
        conninfo=dsn, min_size=1, max_size=6, timeout=10, kwargs={"options": "-c search_path=queue"}
    )
    return procrastinate.App(connector=connector)


async def enqueue_drain(
    queue: procrastinate.App, connection: AsyncConnection, conversation_id: UUID
) -> None:
    """Defer one drain of a conversation with this transaction, unless one already waits.

    One job per conversation, not per message: a citizen's flood must not slow the others. The
    savepoint matters: without it a caught AlreadyEnqueued would roll the message back silently.
    """
    name = str(conversation_id)
    raw = (await connection.get_raw_connection()).driver_connection
    job = queue.configure_task(DRAIN, lock=name, queueing_lock=name, connection=raw)
    try:
        with contextlib.suppress(AlreadyEnqueued):
            async with connection.begin_nested():
                await job.defer_async(conversation=name)
    except ConnectorException as error:
        raise DatabaseUnavailable(type(error).__name__) from error
