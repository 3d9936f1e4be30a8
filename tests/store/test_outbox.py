"""An answer is written once, its notice before it, and its choices belong to its conversation."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.message import Choice, Pending, Reply
from bot.store.database import Database
from bot.store.outbox import TOKEN_LENGTH, find_choice, newest_choices, postpone, record_answer
from bot.store.questions import Doubt, OpenQuestion, keep_question
from bot.store.tables import choice, inbox, question
from bot.store.transcript import is_waiting, newest_lines, replies_to, spoken_since
from tests.conversations import Desk, oldest, replies_in, settle

WAIT = timedelta(seconds=30)
LOST = Choice("Hilang", '/choose{"service": "ktp-el-hilang"}')
NEW = Choice("Baru", '/choose{"service": "ktp-el-baru"}')


@pytest.fixture
async def asked(database: Database, dsn: str) -> Pending:
    """A question that waits for its answer."""
    received = await Desk.on(database, dsn).hear("urus KTP")
    return await oldest(database, received.conversation_id)


async def test_of_two_workers_with_an_answer_only_the_first_is_heard(
    database: Database, asked: Pending
) -> None:
    first = await asyncio.gather(*(settle(database, asked, f"Jawaban {n}") for n in range(6)))

    assert first.count(True) == 1
    assert len(await replies_in(database, asked.conversation_id)) == 1


async def test_an_answer_of_several_messages_keeps_their_order(
    database: Database, asked: Pending
) -> None:
    replies = [Reply(text) for text in ("satu", "dua", "tiga")]
    async with database.transaction() as connection:
        await record_answer(connection, asked, replies, {})

    assert await replies_in(database, asked.conversation_id) == ["satu", "dua", "tiga"]


async def test_an_answer_that_cannot_be_stored_leaves_the_question_waiting(
    database: Database, asked: Pending
) -> None:
    async def answer_and_fail() -> None:
        async with database.transaction() as connection:
            await record_answer(connection, asked, [Reply("Jawaban")], {})
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await answer_and_fail()

    assert await replies_in(database, asked.conversation_id) == []
    assert await oldest(database, asked.conversation_id) == asked


async def test_that_the_answer_comes_later_is_said_once(database: Database, asked: Pending) -> None:
    for _ in range(3):
        await put_off(database, asked, failed=True)

    assert await replies_in(database, asked.conversation_id) == ["Nanti"]
    assert await attempts_of(database, asked) == 3


async def test_waiting_for_an_engine_that_is_away_is_no_failed_try(
    database: Database, asked: Pending
) -> None:
    await put_off(database, asked, failed=False)

    assert await attempts_of(database, asked) == 0


async def test_nothing_is_put_off_that_was_answered_meanwhile(
    database: Database, asked: Pending
) -> None:
    await settle(database, asked, "Jawaban")
    await put_off(database, asked, failed=True)

    assert await replies_in(database, asked.conversation_id) == ["Jawaban"]
    assert await attempts_of(database, asked) == 0


async def test_a_choice_is_known_by_its_token_in_its_conversation_only(
    database: Database, dsn: str, asked: Pending
) -> None:
    other = await Desk.on(database, dsn).hear("halo", address="tetangga")
    await settle(database, asked, "KTP yang mana?", [LOST, NEW])

    [lost, new] = await tokens(database)
    async with database.transaction() as connection:
        assert await find_choice(connection, asked.conversation_id, new) == NEW
        assert await find_choice(connection, other.conversation_id, new) is None
        assert await find_choice(connection, asked.conversation_id, NEW.payload) is None
    assert lost != new
    assert {len(lost), len(new)} == {TOKEN_LENGTH}


async def test_the_newest_choices_are_those_of_the_last_answer(
    database: Database, dsn: str, asked: Pending
) -> None:
    desk = Desk.on(database, dsn)
    await settle(database, asked, "KTP yang mana?", [LOST, NEW])
    await desk.hear("yang baru")
    typed = await oldest(database, asked.conversation_id)
    await put_off(database, typed, failed=False)

    assert await choices_before(database, typed) == (LOST, NEW)
    await settle(database, typed, "Jawaban tanpa pilihan")
    await desk.hear("1")
    late = await oldest(database, asked.conversation_id)
    assert await choices_before(database, late) == ()


async def test_a_transcript_has_both_sides_in_their_order(
    database: Database, dsn: str, asked: Pending
) -> None:
    await settle(database, asked, "KTP yang mana?", [LOST])
    await Desk.on(database, dsn).hear("yang hilang")

    async with database.transaction() as connection:
        lines = await spoken_since(connection, asked.conversation_id, 0, 10)

    assert [line.text for line in lines] == ["urus KTP", "KTP yang mana?", "yang hilang"]
    assert [line.from_citizen for line in lines] == [True, False, True]
    assert [choice.title for choice in lines[1].choices] == ["Hilang"]
    assert [line.id for line in lines] == sorted(line.id for line in lines)


async def test_a_reader_far_behind_gets_every_line_piece_by_piece(
    database: Database, dsn: str
) -> None:
    texts = [f"pesan {number}" for number in range(7)]
    received = await Desk.on(database, dsn).hear(*texts)
    read: list[str] = []
    last = 0

    async with database.transaction() as connection:
        while lines := await spoken_since(connection, received.conversation_id, last, 3):
            read += [line.text for line in lines]
            last = lines[-1].id

    assert read == texts


async def test_a_page_that_opens_shows_the_end_of_a_long_conversation(
    database: Database, dsn: str
) -> None:
    received = await Desk.on(database, dsn).hear("satu", "dua", "tiga")

    async with database.transaction() as connection:
        lines = await newest_lines(connection, received.conversation_id, 2)

    assert [line.text for line in lines] == ["dua", "tiga"]


async def test_the_notice_counts_as_the_reply_until_the_answer_is_there(
    database: Database, asked: Pending
) -> None:
    assert await texts_for(database, asked) == ([], None)
    await put_off(database, asked, failed=False)
    assert await texts_for(database, asked) == (["Nanti"], None)
    await settle(database, asked, "Jawaban")
    assert await texts_for(database, asked) == (["Jawaban"], {"n": 1})


async def test_a_conversation_waits_until_its_answer_is_there(
    database: Database, asked: Pending
) -> None:
    async with database.transaction() as connection:
        assert await is_waiting(connection, asked.conversation_id)
    await settle(database, asked)
    async with database.transaction() as connection:
        assert not await is_waiting(connection, asked.conversation_id)


async def test_a_question_is_kept_once_however_often_its_turn_is_repeated(
    database: Database, asked: Pending
) -> None:
    kept = OpenQuestion(asked.id, asked.text, Doubt.ASKED_BACK, "mode", "ktp-el", 0.4)
    async with database.transaction() as connection:
        await keep_question(connection, kept)
        await keep_question(connection, kept)
        rows = (await connection.execute(select(question.c.text, question.c.reason))).all()

    assert [tuple(row) for row in rows] == [("urus KTP", "asked_back")]


async def put_off(database: Database, message: Pending, *, failed: bool) -> None:
    async with database.transaction() as connection:
        await postpone(connection, message, WAIT, Reply("Nanti"), failed=failed)


async def attempts_of(database: Database, message: Pending) -> int:
    query = select(inbox.c.attempts).where(inbox.c.id == message.id)
    async with database.transaction() as connection:
        return int((await connection.execute(query)).scalar_one())


async def tokens(database: Database) -> list[str]:
    async with database.transaction() as connection:
        query = select(choice.c.token).order_by(choice.c.position)
        return list((await connection.execute(query)).scalars())


async def choices_before(database: Database, message: Pending) -> tuple[Choice, ...]:
    async with database.transaction() as connection:
        return await newest_choices(connection, message)


async def texts_for(database: Database, message: Pending) -> tuple[list[str], object]:
    async with database.transaction() as connection:
        replies, result = await replies_to(connection, message.id)
    return [reply.text for reply in replies], result
