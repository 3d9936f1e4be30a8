"""One drain for a conversation, however many messages; nothing waits for ever without one."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text

from bot.application.receive import Received
from bot.jobs import register_jobs, rescue, run_worker
from bot.store.database import Database
from bot.store.embedded import EmbeddedPostgres
from bot.store.queue import enqueue_drain
from bot.store.schema import migrate
from tests.conversations import Desk, age, replies_in
from tests.engines import FakeEngine, down
from tests.servers import running

JOBS = "SELECT args->>'conversation', status::text, worker_id FROM procrastinate_jobs ORDER BY id"
SOON = timedelta(seconds=3)


@pytest.fixture
def desk(database: Database, dsn: str) -> Desk:
    """A desk with a worker's task known to its queue."""
    desk = Desk.on(database, dsn)
    register_jobs(desk.queue, desk.conversing)
    return desk


@pytest.fixture
def tmp_folder() -> Iterator[Path]:
    """A data folder that the server's own user can pass through."""
    with TemporaryDirectory(prefix="loket-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


async def test_many_messages_of_a_conversation_make_one_job(desk: Desk) -> None:
    received = await desk.hear(*(f"pesan {number}" for number in range(5)))

    assert await jobs(desk) == [(str(received.conversation_id), "todo", None)]


async def test_messages_that_come_at_once_make_one_job_and_are_all_stored(desk: Desk) -> None:
    await asyncio.gather(*(desk.hear(f"pesan {number}") for number in range(8)))

    assert len(await jobs(desk)) == 1
    assert await count_of(desk, "inbox") == 8


async def test_each_conversation_has_its_own_job(desk: Desk) -> None:
    await desk.hear("halo", address="Budi")
    await desk.hear("halo", address="Siti")

    assert len(await jobs(desk)) == 2


async def test_a_message_is_stored_although_its_job_waits_already(desk: Desk) -> None:
    received = await desk.hear("pertama")
    async with desk.database.transaction() as connection:
        await connection.execute(text("CREATE TEMPORARY TABLE note (word text) ON COMMIT DROP"))
        await enqueue_drain(desk.queue, connection, received.conversation_id)
        await connection.execute(text("INSERT INTO note VALUES ('tetap')"))
        found = (await connection.execute(text("SELECT word FROM note"))).scalar_one()

    assert found == "tetap"
    await desk.hear("kedua")
    assert await count_of(desk, "inbox") == 2


async def test_a_message_that_is_not_stored_leaves_no_job(desk: Desk) -> None:
    received = await desk.hear("pertama")
    await forget_jobs(desk)

    async def store_and_fail() -> None:
        async with desk.database.transaction() as connection:
            await enqueue_drain(desk.queue, connection, received.conversation_id)
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await store_and_fail()

    assert await jobs(desk) == []


async def test_a_message_while_its_conversation_is_drained_makes_the_next_job(desk: Desk) -> None:
    await desk.hear("pertama")
    await give_to_a_worker(desk, silent_for=timedelta(0))
    await desk.hear("kedua")

    assert [status for _, status, _ in await jobs(desk)] == ["doing", "todo"]


async def test_the_job_of_a_dead_worker_is_done_by_another(desk: Desk) -> None:
    received = await desk.hear("siapa yang menjawab?")
    await give_to_a_worker(desk, silent_for=timedelta(seconds=10))

    async with at_work(desk):
        await until_answered(desk, received, 1)

    assert await jobs(desk) == []


async def test_a_worker_that_lives_keeps_its_job(desk: Desk) -> None:
    await desk.hear("sedang dijawab")
    await give_to_a_worker(desk, silent_for=timedelta(0))

    async with desk.queue.open_async():
        await rescue(desk.queue, desk.database)

    assert [status for _, status, _ in await jobs(desk)] == ["doing"]


async def test_a_dead_job_is_replaced_although_the_next_one_waits_already(desk: Desk) -> None:
    received = await desk.hear("pertama")
    await give_to_a_worker(desk, silent_for=timedelta(seconds=10))
    await desk.hear("kedua")
    await age(desk.database, SOON)

    async with desk.queue.open_async():
        await rescue(desk.queue, desk.database)

    assert await jobs(desk) == [(str(received.conversation_id), "todo", None)]


async def test_a_message_without_a_job_gets_one(desk: Desk) -> None:
    received = await desk.hear("terlupa")
    await forget_jobs(desk)
    await age(desk.database, SOON)

    async with desk.queue.open_async():
        await rescue(desk.queue, desk.database)

    assert await jobs(desk) == [(str(received.conversation_id), "todo", None)]


async def test_a_worker_answers_what_it_finds_and_leaves_no_job(desk: Desk) -> None:
    received = [await desk.hear("satu", "dua", "tiga", address=name) for name in ("Budi", "Siti")]

    async with at_work(desk):
        for each in received:
            await until_answered(desk, each, 3)

    assert await jobs(desk) == []
    assert await count_of(desk, "procrastinate_events") == 0
    assert await count_of(desk, "procrastinate_workers") == 0


async def test_a_message_is_answered_when_the_engine_is_back(desk: Desk) -> None:
    desk.engine.failures += down(1)
    received = await desk.hear("halo?")

    async with at_work(desk):
        await until_answered(desk, received, 2)

    assert (await replies_in(desk.database, received.conversation_id))[-1] == "Jawaban: halo?"


async def test_a_worker_told_to_stop_finishes_the_answer_it_is_at(
    database: Database, dsn: str
) -> None:
    desk = Desk.on(database, dsn, FakeEngine(thinking=1.0))
    register_jobs(desk.queue, desk.conversing)
    received = await desk.hear("tunggu sebentar")

    async with at_work(desk):
        async with asyncio.timeout(15):
            await desk.engine.asked.wait()

    assert await replies_in(database, received.conversation_id) == ["Jawaban: tunggu sebentar"]


async def test_a_worker_whose_connections_are_cut_recovers_or_ends(desk: Desk) -> None:
    stopping = asyncio.Event()
    worker = run_worker(desk.queue, desk.database, concurrency=2, stopping=stopping)
    working = asyncio.create_task(worker)
    await asyncio.sleep(0.5)
    await cut_connections(desk)
    received = await desk.hear("masih ada orang?")

    assert await answers_or_ends(desk, received, working)
    stopping.set()
    await asyncio.wait([working])


async def test_a_worker_whose_server_went_away_recovers_or_ends(tmp_folder: Path) -> None:
    server = EmbeddedPostgres(tmp_folder, durable=False)
    stopping = asyncio.Event()
    with running(server):
        migrate(server.dsn())
        database = Database(server.dsn())
        desk = Desk.on(database, server.dsn())
        register_jobs(desk.queue, desk.conversing)
        worker = run_worker(desk.queue, database, concurrency=2, stopping=stopping)
        working = asyncio.create_task(worker)
        await asyncio.sleep(0.5)
    await asyncio.sleep(1.5)
    with running(server):
        received = await desk.hear("masih ada orang?")
        assert await answers_or_ends(desk, received, working)
        stopping.set()
        await asyncio.wait([working])
        await database.close()


@asynccontextmanager
async def at_work(desk: Desk) -> AsyncIterator[None]:
    """Run a worker while the block lasts, then ask it to stop."""
    stopping = asyncio.Event()
    worker = run_worker(desk.queue, desk.database, concurrency=4, stopping=stopping)
    async with asyncio.TaskGroup() as group:
        group.create_task(worker)
        try:
            yield
        finally:
            stopping.set()


async def answers_or_ends(desk: Desk, received: Received, working: "asyncio.Task[None]") -> bool:
    """Return whether a worker answers; one that ends is started again by the supervisor."""
    answering = asyncio.create_task(until_answered(desk, received, 1))
    await asyncio.wait([answering, working], return_when=asyncio.FIRST_COMPLETED)
    if answering.done():
        return answering.exception() is None
    answering.cancel()
    return working.done()


async def until_answered(desk: Desk, received: Received, replies: int) -> None:
    async with asyncio.timeout(15):
        said: list[str] = []
        while len(said) < replies:
            said = await replies_in(desk.database, received.conversation_id)
            await asyncio.sleep(0.05)


async def jobs(desk: Desk) -> list[tuple[object, ...]]:
    async with desk.database.transaction() as connection:
        return [tuple(row) for row in (await connection.execute(text(JOBS))).all()]


async def count_of(desk: Desk, table: str) -> int:
    async with desk.database.transaction() as connection:
        found = await connection.execute(text(f"SELECT count(*) FROM {table}"))
        return int(found.scalar_one())


async def forget_jobs(desk: Desk) -> None:
    async with desk.database.transaction() as connection:
        await connection.execute(text("DELETE FROM procrastinate_jobs"))


async def give_to_a_worker(desk: Desk, *, silent_for: timedelta) -> None:
    """Mark the waiting job as taken by a worker last heard of a while ago."""
    worker = (
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - :silent) RETURNING id"
    )
    take = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker"
    async with desk.database.transaction() as connection:
        found = (await connection.execute(text(worker), {"silent": silent_for})).scalar_one()
        await connection.execute(text(take), {"worker": found})


async def cut_connections(desk: Desk) -> None:
    async with desk.database.transaction() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
