"""The job worker: drains conversations in parallel, and finds again what a death left behind."""

import asyncio
import contextlib
import logging
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

import procrastinate
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job, Status
from procrastinate.middleware import AsyncCallNext
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


class InHand:
    """The jobs that this process is at, to tell them from those it was given but never heard of.

    A job is taken and put away by one statement each. Where the database dies after its work but
    before its answer, the job stays with a worker that lives: nobody else would ever take it.
    """

    def __init__(self) -> None:
        self.workers: list[Worker] = []
        self._held: set[int | None] = set()
        self._missed: set[int | None] = set()

    async def hold(self, run: AsyncCallNext, context: JobContext, _worker: Worker) -> Any:
        """Run a job, and know of it meanwhile."""
        self._held.add(context.job.id)
        try:
            return await run()
        finally:
            self._held.discard(context.job.id)

    def holds(self, job: Job) -> bool:
        """Return whether somebody here is at this job."""
        return job.id in self._held

    async def lost(self, queue: procrastinate.App) -> list[Job]:
        """Return which jobs given to us nobody is at, nor was at the last look.

        One look is not enough: a job is ours a moment before it begins and after it ends.
        """
        idle = [job for job in await self._given(queue) if not self.holds(job)]
        lost = [job for job in idle if job.id in self._missed]
        self._missed = {job.id for job in idle}
        return lost

    async def _given(self, queue: procrastinate.App) -> list[Job]:
        list_jobs = queue.job_manager.list_jobs_async
        registered = [worker.worker_id for worker in self.workers if worker.worker_id is not None]
        return [job for id in registered for job in await list_jobs(status="doing", worker_id=id)]


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
    in_hand = InHand()
    workers = in_hand.workers
    workers.append(_worker(queue, ANSWERS, concurrency, in_hand))
    if sends_to:
        workers.append(_worker(queue, DELIVERIES, concurrency, in_hand))
    async with queue.open_async(), asyncio.TaskGroup() as group:
        group.create_task(_rescue_until(stopping, queue, database, sends_to, in_hand))
        for worker in workers:
            running = group.create_task(worker.run())  # type: ignore[no-untyped-call]
            running.add_done_callback(lambda _: stopping.set())
        # The workers forget earlier wishes when they begin; let them begin.
        await asyncio.sleep(0)
        await stopping.wait()
        for worker in workers:
            worker.stop()  # type: ignore[no-untyped-call]


def _worker(queue: procrastinate.App, name: str, concurrency: int, in_hand: InHand) -> Worker:
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
        worker_middleware=[in_hand.hold],
    )


async def _rescue_until(
    stopping: asyncio.Event,
    queue: procrastinate.App,
    database: Database,
    sends_to: Collection[str],
    in_hand: InHand,
) -> None:
    """Look again and again for jobs that nobody is at and messages without a job."""
    while not stopping.is_set():
        try:
            await rescue(queue, database, sends_to, in_hand)
        except (DatabaseUnavailable, ConnectorException):
            logger.warning("Rescue must wait for the database")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_RESCUE_EVERY_SECONDS):
                await stopping.wait()


async def rescue(
    queue: procrastinate.App,
    database: Database,
    sends_to: Collection[str] = (),
    in_hand: InHand | None = None,
) -> None:
    """Give stalled jobs back to the queue, and enqueue conversations that wait without a job."""
    for job in await _stalled(queue, in_hand or InHand()):
        # Dropped, not retried: a second drain of the conversation may already wait, and two
        # waiting jobs with one queueing lock are refused. The next lines enqueue it again.
        await queue.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
        logger.warning("Took a job that nobody is at", extra={"job_id": job.id})
    async with database.transaction() as connection:
        for conversation_id in await waiting_conversations(connection, _FORGOTTEN_AFTER):
            await enqueue_drain(queue, connection, conversation_id)
        if sends_to:
            for conversation_id in await waiting_deliveries(connection, sends_to, _FORGOTTEN_AFTER):
                await enqueue_delivery(queue, connection, conversation_id)


async def _stalled(queue: procrastinate.App, in_hand: InHand) -> list[Job]:
    """Return the jobs of dead workers, and those of ours that we never heard of."""
    dead = await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS)
    found = {job.id: job for job in [*dead, *await in_hand.lost(queue)]}
    # A database that was away for some seconds has not heard from us either.
    return [job for job in found.values() if not in_hand.holds(job)]
