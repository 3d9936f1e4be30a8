"""The job worker: drains conversations in parallel, and finds again what a death left behind."""

import asyncio
import contextlib
import logging
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import procrastinate
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from procrastinate.worker import Worker

from bot.application.converse import Conversing
from bot.application.deliver import Delivering
from bot.store.database import Database, DatabaseUnavailable
from bot.store.deliveries import waiting_deliveries
from bot.store.inbox import waiting_conversations
from bot.store.queue import (
    ANSWERS,
    DELIVER,
    DELIVERIES,
    DRAIN,
    enqueue_delivery,
    enqueue_drain,
)

logger = logging.getLogger(__name__)

# A worker that says nothing for so long is dead; its jobs are given to another.
HEARTBEAT_SECONDS = 1.0
DEAD_AFTER_SECONDS = 4.0
_RESCUE_EVERY_SECONDS = 1.0
_FORGOTTEN_AFTER = timedelta(seconds=2)


def register_jobs(
    queue: procrastinate.App, conversing: Conversing, delivering: Delivering | None = None
) -> None:
    """Tell the queue what its jobs do."""

    @queue.task(name=DRAIN)
    async def drain(conversation: str) -> None:
        await conversing.drain(UUID(conversation))

    if delivering is not None:

        @queue.task(name=DELIVER)
        async def deliver(conversation: str) -> None:
            await delivering.deliver(UUID(conversation))


async def run_worker(
    queue: procrastinate.App,
    database: Database,
    *,
    concurrency: int,
    stopping: asyncio.Event,
    sends_to: Collection[str] = (),
) -> None:
    """Run jobs until told to stop; what breaks the worker ends it, and it is started again.

    `sends_to`: the channels that deliveries are made to. Nothing is cancelled: a connection being
    opened swallows that, and the worker would go on.
    """
    workers = [_worker(queue, ANSWERS, concurrency)]
    if sends_to:
        workers.append(_worker(queue, DELIVERIES, concurrency))
    async with queue.open_async(), asyncio.TaskGroup() as group:
        group.create_task(_rescue_until(stopping, queue, database, sends_to))
        for worker in workers:
            running = group.create_task(worker.run())  # type: ignore[no-untyped-call]
            running.add_done_callback(lambda _: stopping.set())
        # The workers forget earlier wishes when they begin; let them begin.
        await asyncio.sleep(0)
        await stopping.wait()
        for worker in workers:
            worker.stop()  # type: ignore[no-untyped-call]


def _worker(queue: procrastinate.App, name: str, concurrency: int) -> Worker:
    return Worker(
        app=queue,
        queues=[name],
        concurrency=concurrency,
        install_signal_handlers=False,
        delete_jobs="always",
        fetch_job_polling_interval=1.0,
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        stalled_worker_timeout=DEAD_AFTER_SECONDS,
        shutdown_graceful_timeout=5.0,
    )


async def _rescue_until(
    stopping: asyncio.Event, queue: procrastinate.App, database: Database, sends_to: Collection[str]
) -> None:
    """Look again and again for jobs of dead workers and messages without a job."""
    while not stopping.is_set():
        try:
            await rescue(queue, database, sends_to)
        except (DatabaseUnavailable, ConnectorException):
            logger.warning("Rescue must wait for the database")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_RESCUE_EVERY_SECONDS):
                await stopping.wait()


async def rescue(
    queue: procrastinate.App, database: Database, sends_to: Collection[str] = ()
) -> None:
    """Give stalled jobs back to the queue, and enqueue conversations that wait without a job."""
    manager = queue.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        # Dropped, not retried: a second drain of the conversation may already wait, and two
        # waiting jobs with one queueing lock are refused. The next lines enqueue it again.
        await manager.finish_job(job, status=Status.FAILED, delete_job=True)
        logger.warning("Took a job from a dead worker", extra={"job_id": job.id})
    async with database.transaction() as connection:
        for conversation_id in await waiting_conversations(connection, _FORGOTTEN_AFTER):
            await enqueue_drain(queue, connection, conversation_id)
        if sends_to:
            for conversation_id in await waiting_deliveries(connection, sends_to, _FORGOTTEN_AFTER):
                await enqueue_delivery(queue, connection, conversation_id)
