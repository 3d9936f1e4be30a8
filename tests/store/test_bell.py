"""Those who wait for a conversation wake when it says something, even after a lost connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import psycopg
import pytest
from sqlalchemy import text

from bot.store.bell import Bell
from bot.store.database import Database
from tests.conversations import Desk, oldest, settle

LISTENERS = (
    "SELECT pid FROM pg_stat_activity WHERE query = 'LISTEN spoken' AND pid <> pg_backend_pid()"
)


@pytest.fixture
async def bell(dsn: str, database: Database) -> AsyncIterator[Bell]:
    """A bell that listens."""
    bell = Bell(dsn)
    async with listening(bell):
        await someone_listens(database)
        yield bell


async def test_an_answer_wakes_who_waits_for_it(bell: Bell, database: Database, dsn: str) -> None:
    received = await Desk.on(database, dsn).hear("syarat KK?")

    async with bell.waiter(str(received.conversation_id)) as waiter:
        started = monotonic()
        waiting = asyncio.create_task(waiter.wait(10))
        await settle(database, await oldest(database, received.conversation_id))
        await waiting

    assert monotonic() - started < 1


async def test_the_answer_of_another_conversation_wakes_nobody(
    bell: Bell, database: Database, dsn: str
) -> None:
    received = await Desk.on(database, dsn).hear("syarat KK?")

    async with bell.waiter("percakapan lain") as waiter:
        waiting = asyncio.create_task(waiter.wait(0.3))
        await settle(database, await oldest(database, received.conversation_id))
        started = monotonic()
        await waiting

    assert monotonic() - started > 0.2


async def test_a_ring_between_looking_and_waiting_is_heard(
    bell: Bell, database: Database, dsn: str
) -> None:
    received = await Desk.on(database, dsn).hear("syarat KK?")

    async with bell.waiter(str(received.conversation_id)) as waiter:
        await settle(database, await oldest(database, received.conversation_id))
        await asyncio.sleep(0.2)
        started = monotonic()
        await waiter.wait(10)

    assert monotonic() - started < 1


async def test_a_cut_connection_is_opened_again_and_everyone_looks(
    bell: Bell, database: Database
) -> None:
    async with bell.waiter("siapa saja") as waiter:
        async with database.transaction() as connection:
            cut = LISTENERS.replace("pid", "pg_terminate_backend(pid)", 1)
            await connection.execute(text(cut))
        started = monotonic()
        await waiter.wait(10)

    assert monotonic() - started < 5


async def test_a_server_that_is_away_ends_no_bell(dsn: str) -> None:
    away = Bell(psycopg.conninfo.make_conninfo(dsn, dbname="tidak_ada"))

    async with listening(away) as task:
        await asyncio.sleep(0.2)
        assert not task.done()


async def test_who_has_gone_is_forgotten(bell: Bell) -> None:
    async with bell.waiter("warga"), bell.waiter("warga"):
        assert bell.waiting == 2

    assert bell.waiting == 0


@asynccontextmanager
async def listening(bell: Bell) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(bell.listen())
    yield task
    task.cancel()
    await asyncio.wait([task])


async def someone_listens(database: Database) -> None:
    for _ in range(100):
        async with database.transaction() as connection:
            if (await connection.execute(text(LISTENERS))).first():
                return
        await asyncio.sleep(0.02)
    raise TimeoutError
