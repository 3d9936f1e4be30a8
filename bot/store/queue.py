"""The job queue's side of a transaction: a conversation's jobs, deferred with its messages."""

import contextlib
from uuid import UUID

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import SENT_TO
from bot.domain.message import Pending
from bot.store.database import DatabaseUnavailable
from bot.store.patient_connector import PatientConnector

DRAIN = "drain"
DELIVER = "deliver"
# Deliveries have workers of their own: a slow platform must not keep anyone from being answered.
DELIVERIES = "deliveries"
ANSWERS = "default"
# Its name for those who only hand it through.
Queue = procrastinate.App


def open_queue(dsn: str) -> procrastinate.App:
    """Return the queue's app; its tables live in their own schema of the same database."""
    return procrastinate.App(connector=PatientConnector(dsn, search_path="queue"))


async def enqueue_drain(
    queue: procrastinate.App, connection: AsyncConnection, conversation_id: UUID
) -> None:
    """Defer one drain of a conversation with this transaction, unless one already waits."""
    name = str(conversation_id)
    await _defer_once(queue, connection, DRAIN, ANSWERS, name, lock=name)


async def enqueue_delivery(
    queue: procrastinate.App, connection: AsyncConnection, conversation_id: UUID
) -> None:
    """Defer one delivery of what a conversation must be sent, unless one already waits."""
    name = str(conversation_id)
    await _defer_once(queue, connection, DELIVER, DELIVERIES, name, lock=f"{DELIVER} {name}")


async def enqueue_delivery_of(
    queue: procrastinate.App, connection: AsyncConnection, message: Pending
) -> None:
    """Defer the delivery of what answers a message, where its channel is one to send to."""
    if message.channel in SENT_TO:
        await enqueue_delivery(queue, connection, message.conversation_id)


async def _defer_once(
    queue: procrastinate.App,
    connection: AsyncConnection,
    task: str,
    workers: str,
    conversation: str,
    *,
    lock: str,
) -> None:
    """One job per conversation, not per message: a citizen's flood must not slow the others.

    The savepoint matters: without it a caught AlreadyEnqueued would roll the message back silently.
    """
    raw = (await connection.get_raw_connection()).driver_connection
    job = queue.configure_task(task, queue=workers, lock=lock, queueing_lock=lock, connection=raw)
    try:
        with contextlib.suppress(AlreadyEnqueued):
            async with connection.begin_nested():
                await job.defer_async(conversation=conversation)
    except ConnectorException as error:
        raise DatabaseUnavailable(type(error).__name__) from error
