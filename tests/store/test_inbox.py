"""What citizens sent is stored once, in order, and never overlooked."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select, update

from bot.domain.message import Said
from bot.store.database import Database
from bot.store.inbox import (
    add_to_inbox,
    find_conversation,
    next_unanswered,
    open_conversation,
    waiting_conversations,
)
from bot.store.tables import conversation, inbox
from bot.store.transcript import spoken_since
from tests.conversations import age, oldest, settle, written

LONG = timedelta(hours=1)


async def test_a_redelivered_message_is_stored_once(database: Database) -> None:
    first = await store(database, "syarat KK?", external_id="sama")
    again = await store(database, "syarat KK?", external_id="sama")

    assert again == (first[0], False)
    assert await count_of(database) == 1


async def test_the_same_message_delivered_many_times_at_once_is_stored_once(
    database: Database,
) -> None:
    results = await asyncio.gather(
        *(store(database, "syarat KK?", external_id="sama") for _ in range(8))
    )

    assert len({inbox_id for inbox_id, _ in results}) == 1
    assert [is_new for _, is_new in results].count(True) == 1
    assert await count_of(database) == 1


async def test_an_address_has_one_conversation_however_many_open_it(database: Database) -> None:
    async def open_it() -> UUID:
        async with database.transaction() as connection:
            return await open_conversation(connection, "webchat", "warga")

    opened = await asyncio.gather(*(open_it() for _ in range(8)))

    assert len(set(opened)) == 1


async def test_the_same_address_of_another_channel_is_another_conversation(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        page = await open_conversation(connection, "webchat", "warga")
        assert await open_conversation(connection, "api", "warga") != page
        assert await find_conversation(connection, "telegram", "warga") is None


async def test_a_reader_who_asks_after_the_last_id_misses_no_line(database: Database) -> None:
    early, late = asyncio.Event(), asyncio.Event()
    opening, _ = await store(database, "pembuka")

    async def slow_writer() -> int:
        async with database.transaction() as connection:
            found = await open_conversation(connection, "webchat", "warga")
            message = written("ditulis lebih dahulu")
            inbox_id, _ = await add_to_inbox(connection, found, message, Said("dahulu"))
            early.set()
            await late.wait()
            return inbox_id

    async def quick_writer() -> int:
        await early.wait()
        inbox_id, _ = await store(database, "kemudian")
        return inbox_id

    writers = [asyncio.create_task(slow_writer()), asyncio.create_task(quick_writer())]
    await early.wait()
    await asyncio.sleep(0.1)  # long enough for the second to overtake, if it could
    seen = await lines_after(database, opening)
    late.set()
    first, second = await asyncio.gather(*writers)
    seen += await lines_after(database, max(seen, default=opening))

    assert seen == [first, second]


async def test_messages_are_given_out_oldest_first_and_only_while_unanswered(
    database: Database,
) -> None:
    await store(database, "pertama")
    await store(database, "kedua")
    found = await the_conversation(database)

    first = await oldest(database, found)
    await settle(database, first)

    assert first.text == "pertama"
    assert (await oldest(database, found)).text == "kedua"


async def test_a_message_that_must_wait_holds_back_the_next_ones(database: Database) -> None:
    await store(database, "pertama")
    await store(database, "kedua")
    await let_the_oldest_wait(database, timedelta(minutes=1))

    async with database.transaction() as connection:
        assert await next_unanswered(connection, await the_conversation(database)) is None


async def test_a_worker_about_to_leave_waits_for_a_message_just_being_stored(
    database: Database,
) -> None:
    await store(database, "pertama")
    found = await the_conversation(database)
    await settle(database, await oldest(database, found))

    async with database.transaction() as connection:
        await open_conversation(connection, "webchat", "warga")
        await add_to_inbox(connection, found, written("kedua"), Said("kedua"))
        looking = asyncio.create_task(oldest(database, found))
        await asyncio.sleep(0.1)
        assert not looking.done()

    assert (await looking).text == "kedua"


async def test_a_conversation_waits_when_its_message_is_old_enough(database: Database) -> None:
    await store(database, "baru saja")

    assert await waiting(database, timedelta(seconds=30)) == []
    await age(database, timedelta(seconds=31))
    assert await waiting(database, timedelta(seconds=30)) == [await the_conversation(database)]


async def test_a_conversation_waits_when_its_next_try_is_due_and_no_earlier(
    database: Database,
) -> None:
    await store(database, "gagal sekali")
    await age(database, LONG)

    await let_the_oldest_wait(database, timedelta(minutes=1))
    assert await waiting(database, timedelta(0)) == []
    await let_the_oldest_wait(database, timedelta(minutes=-1))
    assert len(await waiting(database, LONG * 2)) == 1


async def test_an_answered_conversation_does_not_wait(database: Database) -> None:
    await store(database, "sudah dijawab")
    await age(database, LONG)
    await settle(database, await oldest(database, await the_conversation(database)))

    assert await waiting(database, timedelta(0)) == []


async def test_nobody_reads_a_conversation_that_is_not_there(database: Database) -> None:
    async with database.transaction() as connection:
        assert await next_unanswered(connection, uuid4()) is None


async def store(
    database: Database, text: str, *, external_id: str | None = None
) -> tuple[int, bool]:
    async with database.transaction() as connection:
        found = await open_conversation(connection, "webchat", "warga")
        message = written(text, external_id=external_id)
        return await add_to_inbox(connection, found, message, Said(text))


async def count_of(database: Database) -> int:
    async with database.transaction() as connection:
        return (await connection.execute(select(func.count()).select_from(inbox))).scalar_one()


async def the_conversation(database: Database) -> UUID:
    async with database.transaction() as connection:
        found = (await connection.execute(select(conversation.c.id))).scalar_one()
    assert isinstance(found, UUID)
    return found


async def lines_after(database: Database, last: int) -> list[int]:
    async with database.transaction() as connection:
        found = await find_conversation(connection, "webchat", "warga")
        lines = await spoken_since(connection, found, last, 100) if found else ()
    return [line.id for line in lines]


async def let_the_oldest_wait(database: Database, wait: timedelta) -> None:
    oldest_id = select(func.min(inbox.c.id)).scalar_subquery()
    change = update(inbox).where(inbox.c.id == oldest_id).values(retry_at=func.now() + wait)
    async with database.transaction() as connection:
        await connection.execute(change)


async def waiting(database: Database, older_than: timedelta) -> list[UUID]:
    async with database.transaction() as connection:
        return await waiting_conversations(connection, older_than)
