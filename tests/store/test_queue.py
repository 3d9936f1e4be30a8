"""One drain for a conversation, however many messages; nothing waits for ever without one."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text

from bot.application.receive import Received
from bot.jobs import HEARTBEAT_SECONDS, register_jobs, rescue, run_worker
from bot.store.database import Database
from bot.store.embedded import EmbeddedPostgres
from bot.store.queue import enqueue_drain
from bot.store.schema import migrate
from tests.conversations import Desk, age, replies_in
from tests.engines import FakeEngine, down
from tests.servers import running, start

JOBS = "SELECT args->>'conversation', status::text, worker_id FROM procrastinate_jobs ORDER BY id"
LISTENERS = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN%procrastinate%'"
LIVING = (
    "SELECT 1 FROM procrastinate_workers "
    f"WHERE last_heartbeat > now() - make_interval(secs => {1.5 * HEARTBEAT_SECONDS})"
)
# What a sequence counts stays counted although its transaction is lost.
LOSE_THE_FIRST_END = """
    CREATE SEQUENCE queue.ends;
    CREATE FUNCTION queue.lose_the_first_end() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('queue.ends') = 1 THEN
            PERFORM pg_terminate_backend(pg_backend_pid());
        END IF;
        RETURN OLD;
    END $$;
    CREATE TRIGGER lose_the_first_end BEFORE DELETE ON queue.procrastinate_jobs
        FOR EACH ROW EXECUTE FUNCTION queue.lose_the_first_end();
"""
LOSE_NO_END = "DROP FUNCTION queue.lose_the_first_end() CASCADE; DROP SEQUENCE queue.ends"
UNHEARD = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status, worker_id)
    SELECT 'default', 'drain', CAST(:name AS text),
           jsonb_build_object('conversation', CAST(:name AS text)), 'doing', id
      FROM procrastinate_workers
"""
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


async def test_a_conversation_goes_on_although_the_end_of_its_job_was_lost(desk: Desk) -> None:
    async with losing_the_first_end(desk), at_work(desk):
        received = await desk.hear("pertama")
        await until_answered(desk, received, 1)
        await desk.hear("kedua")
        await until_answered(desk, received, 2)


async def test_a_job_that_its_living_worker_never_heard_of_is_done(desk: Desk) -> None:
    async with at_work(desk):
        received = await desk.hear("pertama")
        await until_answered(desk, received, 1)
        await give_unheard(desk, received)
        await desk.hear("kedua")
        await until_answered(desk, received, 2)


async def test_a_job_that_takes_long_is_left_to_who_is_at_it(database: Database, dsn: str) -> None:
    desk = Desk.on(database, dsn, FakeEngine(thinking=4.0))
    register_jobs(desk.queue, desk.conversing)
    received = await desk.hear("sulit sekali")

    async with at_work(desk):
        await until_answered(desk, received, 1)

    assert desk.engine.heard() == ["sulit sekali"]


async def test_a_worker_whose_connections_are_cut_goes_on(desk: Desk) -> None:
    async with at_work(desk):
        await asyncio.sleep(0.5)
        await cut_connections(desk)
        received = await desk.hear("masih ada orang?")

        await until_answered(desk, received, 1)


async def test_a_worker_whose_server_is_killed_answers_listens_and_lives(tmp_folder: Path) -> None:
    server = EmbeddedPostgres(tmp_folder, durable=False)
    with ExitStack() as until_the_worker_ended:
        kill = until_the_worker_ended.enter_context(killable(server))
        migrate(server.dsn())
        database = Database(server.dsn())
        desk = Desk.on(database, server.dsn())
        register_jobs(desk.queue, desk.conversing)
        async with at_work(desk):
            await until_found(desk, LISTENERS)
            kill()
            await asyncio.sleep(1.5)
            until_the_worker_ended.enter_context(running(server))
            received = await desk.hear("masih ada orang?")
            await until_answered(desk, received, 1)
            await until_found(desk, LISTENERS)
            await asyncio.sleep(2 * HEARTBEAT_SECONDS)
            await until_found(desk, LIVING)
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


@contextmanager
def killable(server: EmbeddedPostgres) -> Iterator[Callable[[], None]]:
    """Run a server; give what ends it as kill -9 does."""
    server.prepare()
    process = start(server)

    def kill() -> None:
        process.kill()
        process.wait()

    try:
        server.wait_ready(lambda: process.poll() is None)
        yield kill
    finally:
        kill()


@asynccontextmanager
async def losing_the_first_end(desk: Desk) -> AsyncIterator[None]:
    """Cut the connection over which a job is put away, once."""
    await execute(desk, LOSE_THE_FIRST_END)
    try:
        yield
    finally:
        await execute(desk, LOSE_NO_END)


async def execute(desk: Desk, statements: str) -> None:
    async with desk.database.transaction() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute(statements)


async def give_unheard(desk: Desk, received: Received) -> None:
    """Let the database say that the worker is at a job, of which the worker knows nothing."""
    async with desk.database.transaction() as connection:
        await connection.execute(text(UNHEARD), {"name": str(received.conversation_id)})


async def until_found(desk: Desk, query: str) -> None:
    async with asyncio.timeout(15):
        found = False
        while not found:
            async with desk.database.transaction() as connection:
                found = (await connection.execute(text(query))).first() is not None
            await asyncio.sleep(0.05)


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
