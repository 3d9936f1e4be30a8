"""Each message is answered once and in order, whatever the engine does."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from bot.application.answer_text import AnswerText
from bot.application.fixed_talk import FixedTalk
from bot.domain.message import Choice
from bot.store.database import Database
from bot.store.tables import choice, inbox, question
from tests.conversations import NOW, Desk, pressed, replies_in, written
from tests.engines import FakeEngine, down, failing

TALK = FixedTalk(AnswerText())
CHOICES = (Choice("Hilang", "/choose1"), Choice("Baru", "/choose2"))


@pytest.fixture
def desk(database: Database, dsn: str) -> Desk:
    """A desk with an engine that works."""
    return Desk.on(database, dsn)


async def test_messages_are_answered_in_their_order(desk: Desk) -> None:
    assert await desk.answer("satu", "dua", "tiga") == [
        "Jawaban: satu",
        "Jawaban: dua",
        "Jawaban: tiga",
    ]


async def test_two_workers_at_one_conversation_answer_each_message_once(
    database: Database, dsn: str
) -> None:
    desk = Desk.on(database, dsn, FakeEngine(thinking=0.05))
    received = await desk.hear("satu", "dua", "tiga")

    await asyncio.gather(*(desk.conversing.drain(received.conversation_id) for _ in range(2)))

    answers = await replies_in(database, received.conversation_id)
    assert answers == ["Jawaban: satu", "Jawaban: dua", "Jawaban: tiga"]
    assert desk.engine.most_at_work == 2


async def test_the_engine_is_told_when_the_question_is_meant(desk: Desk) -> None:
    moment = datetime(2026, 12, 25, 3, 0, tzinfo=UTC)
    received = await desk.hear("buka?")
    async with desk.database.transaction() as connection:
        await connection.execute(update(inbox).values(asked_for=moment))
    await desk.conversing.drain(received.conversation_id)
    await desk.answer("dan sekarang?")

    [then, now] = desk.engine.taken
    assert then.at == moment
    assert NOW <= now.at < NOW.replace(hour=NOW.hour + 1)


async def test_the_engine_knows_a_repeated_message_by_its_id(desk: Desk) -> None:
    desk.engine.failures += down(1)
    received = await desk.hear("halo")
    await desk.conversing.drain(received.conversation_id)
    await desk.drain_later(received.conversation_id)

    assert {turn.message_id for turn in desk.engine.taken} == {str(received.inbox_id)}
    assert {turn.conversation for turn in desk.engine.taken} == {str(received.conversation_id)}


async def test_while_the_engine_is_away_a_notice_comes_at_once_and_the_answer_later(
    desk: Desk,
) -> None:
    desk.engine.failures += down(12)
    received = await desk.hear("halo")
    await desk.conversing.drain(received.conversation_id)

    assert await replies_in(desk.database, received.conversation_id) == [TALK.engine_down()]

    for _ in range(12):
        await desk.drain_later(received.conversation_id)
    assert await replies_in(desk.database, received.conversation_id) == [
        TALK.engine_down(),
        "Jawaban: halo",
    ]


async def test_a_message_that_waits_is_not_tried_before_its_time(desk: Desk) -> None:
    desk.engine.failures += down(1)
    received = await desk.hear("halo")
    await desk.conversing.drain(received.conversation_id)
    await desk.conversing.drain(received.conversation_id)

    assert desk.engine.heard() == ["halo"]


async def test_a_turn_that_fails_is_tried_again(desk: Desk) -> None:
    desk.engine.failures += failing(5)
    received = await desk.hear("halo")
    for _ in range(6):
        await desk.drain_later(received.conversation_id)

    answers = await replies_in(desk.database, received.conversation_id)
    assert answers == [TALK.engine_down(), "Jawaban: halo"]
    assert await kept_questions(desk) == []


async def test_a_turn_that_always_fails_is_given_up_and_its_question_kept(desk: Desk) -> None:
    desk.engine.failures += failing(6)
    received = await desk.hear("pertanyaan sulit", "pertanyaan mudah")
    for _ in range(6):
        await desk.drain_later(received.conversation_id)

    assert await replies_in(desk.database, received.conversation_id) == [
        TALK.engine_down(),
        TALK.failed(),
        "Jawaban: pertanyaan mudah",
    ]
    assert await kept_questions(desk) == [("pertanyaan sulit", "engine_failed")]


async def test_an_engine_that_was_long_away_costs_no_tries(desk: Desk) -> None:
    desk.engine.failures += [*down(10), *failing(1)]
    received = await desk.hear("halo")
    for _ in range(12):
        await desk.drain_later(received.conversation_id)

    answers = await replies_in(desk.database, received.conversation_id)
    assert answers == [TALK.engine_down(), "Jawaban: halo"]


async def test_a_hidden_number_is_mentioned_before_the_answer(desk: Desk) -> None:
    assert await desk.answer("NIK saya 3201151207850001") == [
        TALK.masked_number(),
        "Jawaban: NIK saya [NIK]",
    ]


async def test_an_emergency_needs_no_engine(desk: Desk) -> None:
    desk.engine.failures += down(9)

    [answer] = await desk.answer("tolong rumah saya kebakaran")

    assert "112" in answer
    assert desk.engine.taken == []


async def test_courtesy_of_the_engine_gives_way_to_condolences(desk: Desk) -> None:
    answers = await desk.answer("makasih ya", "bapak saya meninggal kemarin")

    assert answers[0] == "Jawaban: makasih ya"
    assert answers[1] == AnswerText().notice("care", kind="grief", alone=True)


@pytest.mark.parametrize("nothing", ["", "  \n ", "\x00"])
async def test_a_message_without_a_word_is_answered_without_the_engine(
    desk: Desk, nothing: str
) -> None:
    assert await desk.answer(nothing) == [TALK.empty()]
    assert desk.engine.taken == []


@pytest.mark.parametrize(
    ("typed", "payload"),
    [("Hilang", "/choose1"), ("baru.", "/choose2"), ("2", "/choose2"), (" 1) ", "/choose1")],
)
async def test_a_typed_title_or_number_chooses(
    database: Database, dsn: str, typed: str, payload: str
) -> None:
    desk = Desk.on(database, dsn, FakeEngine(choices=CHOICES))
    await desk.answer("urus KTP")
    await desk.answer(typed)

    assert desk.engine.taken[-1].choice == payload


@pytest.mark.parametrize("typed", ["3", "0", "yang baru", "/choose1", ""])
async def test_other_words_choose_nothing(database: Database, dsn: str, typed: str) -> None:
    desk = Desk.on(database, dsn, FakeEngine(choices=CHOICES))
    await desk.answer("urus KTP")
    await desk.answer(typed)

    assert [turn.choice for turn in desk.engine.taken] == [None] * len(desk.engine.taken)


async def test_what_looks_like_a_command_reaches_the_engine_as_text(desk: Desk) -> None:
    await desk.answer("/restart")

    [turn] = desk.engine.taken
    assert (turn.text, turn.choice) == ("/restart", None)


async def test_a_pressed_choice_reaches_the_engine_as_its_payload(
    database: Database, dsn: str
) -> None:
    desk = Desk.on(database, dsn, FakeEngine(choices=(Choice("Kebakaran", "/choose9"),)))
    await desk.answer("ada apa saja?")
    token = await first_token(desk)

    received = await desk.reception.receive(pressed(token))
    await desk.conversing.drain(received.conversation_id)

    assert desk.engine.taken[-1].choice == "/choose9"


async def test_conversations_do_not_hold_each_other_up(desk: Desk) -> None:
    desk.engine.failures += down(1)
    stuck = await desk.hear("macet", address="Budi")
    free = await desk.reception.receive(written("lancar", address="Siti"))
    await desk.conversing.drain(stuck.conversation_id)
    await desk.conversing.drain(free.conversation_id)

    assert await replies_in(desk.database, free.conversation_id) == ["Jawaban: lancar"]


async def first_token(desk: Desk) -> str:
    async with desk.database.transaction() as connection:
        return str((await connection.execute(select(choice.c.token))).scalar_one())


async def kept_questions(desk: Desk) -> list[tuple[str, str]]:
    async with desk.database.transaction() as connection:
        rows = await connection.execute(select(question.c.text, question.c.reason))
        return [(row.text, row.reason) for row in rows]
