"""Every update is stored before Telegram forgets it, and trouble on either side loses none."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select, text

from bot.application.answer_text import AnswerText
from bot.application.fixed_talk import FixedTalk
from bot.application.receive import Received, Reception
from bot.channels.telegram import Telegram
from bot.channels.telegram_client import TelegramClient
from bot.domain.message import Choice, Inbound
from bot.operator_messages import Message
from bot.store.database import Database, DatabaseUnavailable
from bot.store.tables import choice, conversation, inbox
from tests.bot_api import TOKEN, FakeBotApi
from tests.conversations import Desk, oldest, settle

CITIZEN = 900
TALK = FixedTalk(AnswerText())


@pytest.fixture
def desk(database: Database, dsn: str) -> Desk:
    return Desk.on(database, dsn)


class Listening:
    """A poller at work, and what it told the operator."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.told: list[str] = []
        self.stopping = asyncio.Event()

    def tell(self, message: Message) -> None:
        self.told.append(message.key)


@asynccontextmanager
async def listening(
    api: FakeBotApi, desk: Desk, dsn: str, *, token: str = TOKEN, reception: Reception | None = None
) -> AsyncIterator[Listening]:
    """Run a poller while the block lasts."""
    client = TelegramClient(token, api.url)
    told: list[Message] = []
    telegram = Telegram.of(
        client,
        reception or desk.reception,
        dsn,
        unknown_choice=TALK.unknown_choice(),
        tell=told.append,
    )
    listening = Listening(telegram)
    running = asyncio.create_task(telegram.listen(listening.stopping))
    try:
        yield listening
    finally:
        listening.told += [message.key for message in told]
        listening.stopping.set()
        async with asyncio.timeout(10):
            await running


async def until(it_is_so: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for what the other side of the wire, which is a thread, has seen."""
    deadline = time.monotonic() + seconds
    while not it_is_so():
        assert time.monotonic() < deadline, "it never came to be"
        await asyncio.sleep(0.05)


async def heard(desk: Desk) -> list[tuple[str, str]]:
    """Return the address and text of every stored message, in order."""
    query = (
        select(conversation.c.address, inbox.c.text)
        .join(conversation, conversation.c.id == inbox.c.conversation_id)
        .order_by(inbox.c.id)
    )
    async with desk.database.transaction() as connection:
        return [(row[0], row[1]) for row in (await connection.execute(query)).all()]


async def test_what_citizens_write_is_stored_in_order_and_then_confirmed(
    api: FakeBotApi, desk: Desk, dsn: str
) -> None:
    for number in range(3):
        api.write(CITIZEN, f"pesan {number}")
    async with listening(api, desk, dsn):
        await until(lambda: api.unconfirmed() == 0)
        api.write(CITIZEN + 1, "menyusul")
        await until(lambda: api.unconfirmed() == 0)

    assert await heard(desk) == [
        *(("900", f"pesan {number}") for number in range(3)),
        ("901", "menyusul"),
    ]
    [asked, *_] = api.calls_of("getUpdates")
    assert asked.given["allowed_updates"] == '["message", "edited_message", "callback_query"]'
    assert api.calls_of("deleteWebhook")[0].given == {"drop_pending_updates": "false"}


async def test_what_is_reported_again_is_stored_once(api: FakeBotApi, desk: Desk, dsn: str) -> None:
    update = api.write(CITIZEN, "sekali saja")
    api.report({"message": update["message"]})
    async with listening(api, desk, dsn):
        await until(lambda: api.unconfirmed() == 0)
    api.report({"message": update["message"]})
    async with listening(api, desk, dsn):
        await until(lambda: api.unconfirmed() == 0)

    assert await heard(desk) == [("900", "sekali saja")]


async def test_groups_are_left_alone(
    api: FakeBotApi, desk: Desk, dsn: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    message = api.message(CITIZEN, text="halo semua")
    api.report({"message": {**message, "chat": {"id": -5, "type": "group", "title": "RT"}}})
    async with listening(api, desk, dsn):
        await until(lambda: api.unconfirmed() == 0)

    assert await heard(desk) == []
    assert api.calls_of("sendMessage") == []
    assert "not_private" in [getattr(record, "reason", "") for record in caplog.records]


async def test_an_update_that_cannot_be_read_does_not_hold_back_the_next(
    api: FakeBotApi, desk: Desk, dsn: str
) -> None:
    api.report({"message": {"chat": "?", "text": 3}})
    api.write(CITIZEN, "a\x00b \ud83d", caption=7)
    api.write(CITIZEN, "x" * 10_001)
    api.write(CITIZEN, "halo")
    async with listening(api, desk, dsn):
        await until(lambda: api.unconfirmed() == 0)

    assert [said for _, said in await heard(desk)] == ["ab ?", "halo"]


class TestPressedButtons:
    async def test_one_is_stored_and_acknowledged(
        self, api: FakeBotApi, desk: Desk, dsn: str
    ) -> None:
        token = await _offer(desk)
        api.press(CITIZEN, token)
        async with listening(api, desk, dsn):
            await until(lambda: bool(api.calls_of("answerCallbackQuery")))

        assert ("900", "Biaya") in await heard(desk)
        [call] = api.calls_of("answerCallbackQuery")
        assert "text" not in call.given

    @pytest.mark.parametrize("token", ["AbCdEfGhIjKlMnOpQrStUv", "?", "/restart", "\x00"])
    async def test_one_that_was_never_offered_is_told_kindly(
        self, api: FakeBotApi, desk: Desk, dsn: str, token: str
    ) -> None:
        await _offer(desk)
        stored = await heard(desk)
        api.press(CITIZEN, token)
        async with listening(api, desk, dsn):
            await until(lambda: bool(api.calls_of("answerCallbackQuery")))

        [call] = api.calls_of("answerCallbackQuery")
        assert call.given["text"] == TALK.unknown_choice()
        assert call.given["show_alert"] == "true"
        assert await heard(desk) == stored

    async def test_one_of_another_citizen_is_unknown(
        self, api: FakeBotApi, desk: Desk, dsn: str
    ) -> None:
        token = await _offer(desk)
        api.press(CITIZEN + 1, token)
        async with listening(api, desk, dsn):
            await until(lambda: bool(api.calls_of("answerCallbackQuery")))

        assert api.calls_of("answerCallbackQuery")[0].given["text"] == TALK.unknown_choice()

    async def test_an_acknowledgement_that_comes_too_late_is_no_trouble(
        self, api: FakeBotApi, desk: Desk, dsn: str
    ) -> None:
        api.refuse("answerCallbackQuery", 400, "Bad Request: query is too old")
        api.press(CITIZEN, await _offer(desk))
        async with listening(api, desk, dsn):
            await until(lambda: api.unconfirmed() == 0)

        assert ("900", "Biaya") in await heard(desk)


class TestTrouble:
    async def test_a_database_that_is_away_leaves_the_update_with_telegram(
        self, api: FakeBotApi, desk: Desk, dsn: str
    ) -> None:
        away = _Away(desk.reception, times=2)
        api.write(CITIZEN, "jangan hilang")
        async with listening(api, desk, dsn, reception=away):
            await until(lambda: away.refused == 1)
            assert api.confirmed == 0
            await until(lambda: api.unconfirmed() == 0)

        assert await heard(desk) == [("900", "jangan hilang")]

    @pytest.mark.parametrize(
        ("status", "told"),
        [(409, ["telegram_ready", "telegram_conflict"]), (502, ["telegram_ready"])],
    )
    async def test_it_is_told_once_and_passes(
        self,
        api: FakeBotApi,
        desk: Desk,
        dsn: str,
        caplog: pytest.LogCaptureFixture,
        status: int,
        told: list[str],
    ) -> None:
        caplog.set_level("INFO")
        for _ in range(2):
            api.refuse("getUpdates", status, "Conflict: terminated by other getUpdates request")
        api.write(CITIZEN, "halo")
        async with listening(api, desk, dsn) as listener:
            await until(lambda: api.unconfirmed() == 0)

        assert listener.told == told
        said = [record.getMessage() for record in caplog.records]
        assert said.count("Cannot listen to Telegram") == 1
        assert said.count("Listening to Telegram again") == 1

    async def test_a_wrong_token_is_told_to_the_operator_once(
        self, api: FakeBotApi, desk: Desk, dsn: str, quiet_logs: pytest.LogCaptureFixture
    ) -> None:
        async with listening(api, desk, dsn, token="123:salah") as listener:
            await asyncio.sleep(2.5)

        assert listener.told == ["telegram_token_refused"]
        assert "salah" not in " ".join(map(str, (vars(each) for each in quiet_logs.records)))

    async def test_a_platform_that_is_away_at_the_start_is_told(self, desk: Desk, dsn: str) -> None:
        async with listening(FakeBotApi(url="http://127.0.0.1:9"), desk, dsn) as listener:
            await asyncio.sleep(1)

        assert listener.told == ["telegram_unreachable"]

    async def test_being_asked_to_wait_is_respected(
        self, api: FakeBotApi, desk: Desk, dsn: str
    ) -> None:
        api.refuse("getUpdates", 429, "Too Many Requests: retry after 1", retry_after=1)
        async with listening(api, desk, dsn):
            await until(lambda: bool(api.calls_of("deleteWebhook")))
            begun = api.calls_of("deleteWebhook")[0].at
            await until(lambda: bool(api.calls_of("getMe")))
            api.write(CITIZEN, "halo")
            await until(lambda: api.unconfirmed() == 0)

        assert api.calls_of("getUpdates")[0].at - begun > 1


class TestTwoProcesses:
    async def test_only_one_listens_and_the_other_takes_over(
        self, api: FakeBotApi, desk: Desk, dsn: str
    ) -> None:
        async with listening(api, desk, dsn) as second:
            await until(lambda: len(api.calls_of("getMe")) == 1)
            async with listening(api, desk, dsn) as third:
                await asyncio.sleep(1.5)
                assert len(api.calls_of("getMe")) == 1
                second.stopping.set()
                await until(lambda: len(api.calls_of("getMe")) == 2)
                api.write(CITIZEN, "siapa yang dengar?")
                await until(lambda: api.unconfirmed() == 0)

        assert third.told == ["telegram_ready"]
        assert await heard(desk) == [("900", "siapa yang dengar?")]

    async def test_one_whose_connection_was_cut_finds_its_way_back(
        self, api: FakeBotApi, desk: Desk, dsn: str
    ) -> None:
        async with listening(api, desk, dsn):
            await until(lambda: bool(api.calls_of("deleteWebhook")))
            async with desk.database.transaction() as connection:
                await connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_locks "
                        "WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
                    )
                )
            api.write(CITIZEN, "satu")
            await until(lambda: api.unconfirmed() == 0)
            api.write(CITIZEN, "dua")
            await until(lambda: api.unconfirmed() == 0)

        assert [said for _, said in await heard(desk)] == ["satu", "dua"]


async def test_no_log_holds_the_token_or_what_was_said(
    api: FakeBotApi, desk: Desk, dsn: str, quiet_logs: pytest.LogCaptureFixture
) -> None:
    api.write(CITIZEN, "rahasia keluarga")
    api.report({"message": {"chat": "?", "text": "rahasia kedua"}})
    api.write(CITIZEN, "rahasia" * 2000)
    async with listening(api, desk, dsn):
        await until(lambda: api.unconfirmed() == 0)
        await _offer(desk)

    said = " ".join(str(vars(record)) for record in quiet_logs.records)
    assert quiet_logs.records
    assert TOKEN not in said
    assert "rahasia" not in said


class _Away(Reception):
    """A reception whose database is away for a while."""

    def __init__(self, reception: Reception, *, times: int) -> None:
        self._there = reception
        self._left = times
        self.refused = 0

    async def receive(self, message: Inbound) -> Received:
        if self._left:
            self._left -= 1
            self.refused += 1
            raise DatabaseUnavailable("OperationalError")
        return await self._there.receive(message)


async def _offer(desk: Desk) -> str:
    """Answer a message of the citizen with one button, and return its token."""
    asked = Inbound("telegram", str(CITIZEN), "tanya", text="kk")
    received = await desk.reception.receive(asked)
    pending = await oldest(desk.database, received.conversation_id)
    await settle(desk.database, pending, "Apa lagi?", (Choice("Biaya", "/choose{}"),))
    async with desk.database.transaction() as connection:
        return str((await connection.execute(select(choice.c.token))).scalar_one())
