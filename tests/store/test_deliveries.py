"""What must be sent is sent in order, once, and every failure leads to what is right for it."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from bot.application.deliver import Delivering
from bot.application.ports import (
    ChannelMisconfigured,
    RecipientGone,
    Rejected,
    SendError,
    Throttled,
    Unreachable,
)
from bot.domain.delivery import Undeliverable
from bot.domain.message import SHARE_LOCATION, Choice, Inbound
from bot.jobs import register_jobs, rescue, run_worker
from bot.store.database import Database
from bot.store.tables import outbox
from tests.channels import FakeChannel
from tests.conversations import Desk, oldest, settle
from tests.engines import FakeEngine, down

CITIZEN = "900"
DUE = "SELECT args->>'conversation' FROM procrastinate_jobs WHERE task_name = 'deliver'"


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def desk(database: Database, dsn: str) -> Desk:
    return Desk.on(database, dsn)


@pytest.fixture
def delivering(database: Database, channel: FakeChannel) -> Delivering:
    return Delivering(database, {"telegram": channel})


async def asked(desk: Desk, number: int = 1, *, address: str = CITIZEN) -> UUID:
    """Receive a message from a channel to send to."""
    external_id = f"{address}:{number}"
    message = Inbound("telegram", address, external_id, text=f"pesan {number}")
    return (await desk.reception.receive(message)).conversation_id


async def answered(desk: Desk, *texts: str, choices: tuple[Choice, ...] = ()) -> UUID:
    """Store answers to as many messages as there are texts."""
    for number, said in enumerate(texts, start=1):
        conversation = await asked(desk, number)
        await settle(desk.database, await oldest(desk.database, conversation), said, choices)
    return conversation


async def hurry(desk: Desk) -> None:
    """Let all the waiting be over."""
    async with desk.database.transaction() as connection:
        due = update(outbox).where(outbox.c.due_at.is_not(None))
        await connection.execute(due.values(due_at=outbox.c.created_at))


async def rows(desk: Desk) -> list[tuple[str | None, bool, bool]]:
    """Return failure, whether delivered, and whether still due, in order."""
    columns = (outbox.c.failure, outbox.c.delivered_at.is_not(None), outbox.c.due_at.is_not(None))
    async with desk.database.transaction() as connection:
        found = (await connection.execute(select(*columns).order_by(outbox.c.id))).all()
        return [(row[0], row[1], row[2]) for row in found]


async def wait_of_next(desk: Desk) -> timedelta:
    """Return how long the oldest message must still wait."""
    async with desk.database.transaction() as connection:
        query = text("SELECT due_at - now() FROM outbox WHERE due_at IS NOT NULL ORDER BY id")
        wait: timedelta = (await connection.execute(query)).scalars().first()  # type: ignore[assignment]
        return wait


class TestInOrder:
    async def test_every_answer_is_sent_once(
        self, desk: Desk, delivering: Delivering, channel: FakeChannel
    ) -> None:
        conversation = await answered(desk, "satu", "dua", "tiga")

        await delivering.deliver(conversation)
        await delivering.deliver(conversation)

        assert channel.texts(CITIZEN) == ["satu", "dua", "tiga"]
        assert await rows(desk) == [(None, True, False)] * 3

    async def test_the_parts_of_a_long_answer_come_one_after_the_other(
        self, desk: Desk, delivering: Delivering, channel: FakeChannel
    ) -> None:
        await delivering.deliver(await answered(desk, "a\nb\nc", choices=(Choice("Ya", "/x"),)))

        assert channel.texts() == ["a", "b", "c"]
        assert [len(part.choices) for _, part in channel.sent] == [0, 0, 1]

    async def test_a_long_answer_goes_on_where_it_was_interrupted(
        self, desk: Desk, delivering: Delivering, channel: FakeChannel
    ) -> None:
        conversation = await answered(desk, "a\nb\nc")
        channel.failures += [None, Unreachable("NetworkError")]

        await delivering.deliver(conversation)
        await hurry(desk)
        await delivering.deliver(conversation)

        assert channel.texts() == ["a", "b", "c"]

    async def test_what_must_wait_holds_back_what_comes_after_it(
        self, desk: Desk, delivering: Delivering, channel: FakeChannel
    ) -> None:
        conversation = await answered(desk, "satu", "dua")
        channel.failures += [Unreachable("TimedOut")]

        await delivering.deliver(conversation)
        await delivering.deliver(conversation)
        assert channel.texts() == []

        await hurry(desk)
        await delivering.deliver(conversation)
        assert channel.texts() == ["satu", "dua"]

    async def test_two_workers_do_not_send_the_same(
        self, desk: Desk, delivering: Delivering, channel: FakeChannel
    ) -> None:
        channel.sending = 0.2
        conversation = await answered(desk, "satu", "dua")

        await asyncio.gather(*(delivering.deliver(conversation) for _ in range(3)))

        assert channel.texts() == ["satu", "dua"]

    async def test_the_sentence_that_the_answer_comes_later_is_sent_too(
        self, database: Database, dsn: str, delivering: Delivering, channel: FakeChannel
    ) -> None:
        desk = Desk.on(database, dsn, FakeEngine(failures=down(1)))
        conversation = await asked(desk)
        await desk.conversing.drain(conversation)
        await delivering.deliver(conversation)
        await desk.drain_later(conversation)
        await delivering.deliver(conversation)

        assert len(channel.texts()) == 2
        assert channel.texts()[-1] == "Jawaban: pesan 1"

    async def test_a_keyboard_that_asked_for_a_location_is_cleared_by_the_next_message(
        self, desk: Desk, delivering: Delivering, channel: FakeChannel
    ) -> None:
        first = (Choice("Bagikan lokasi", SHARE_LOCATION),)
        await delivering.deliver(await answered(desk, "di mana?", choices=first))
        second = await asked(desk, 2)
        await settle(desk.database, await oldest(desk.database, second), "di sini")
        third = await asked(desk, 3)
        await settle(desk.database, await oldest(desk.database, third), "ada lagi?")
        await delivering.deliver(third)

        assert [part.clears_keyboard for _, part in channel.sent] == [False, True, False]
        assert channel.sent[0][1].choices[0].shares_location


class TestEveryFailure:
    @pytest.mark.parametrize(
        ("failure", "least", "most"),
        [
            (Throttled(timedelta(seconds=42)), 40, 42),
            (Unreachable("NetworkError"), 0, 1),
            (ChannelMisconfigured("InvalidToken"), 50, 60),
        ],
    )
    async def test_that_can_pass_makes_the_message_wait(
        self,
        desk: Desk,
        delivering: Delivering,
        channel: FakeChannel,
        failure: SendError,
        least: int,
        most: int,
    ) -> None:
        channel.failures += [failure]

        await delivering.deliver(await answered(desk, "satu"))

        assert timedelta(seconds=least) <= await wait_of_next(desk) <= timedelta(seconds=most)
        assert await rows(desk) == [(None, False, True)]

    async def test_of_one_citizen_leaves_the_others_alone(
        self, desk: Desk, delivering: Delivering, channel: FakeChannel
    ) -> None:
        slow = await answered(desk, "satu")
        channel.failures += [Throttled(timedelta(minutes=5))]
        await delivering.deliver(slow)
        other = await asked(desk, address="901")
        await settle(desk.database, await oldest(desk.database, other), "halo")
        await delivering.deliver(other)

        assert channel.texts("901") == ["halo"]

    async def test_in_a_row_makes_the_waiting_longer(
        self, desk: Desk, delivering: Delivering, channel: FakeChannel
    ) -> None:
        conversation = await answered(desk, "satu")
        waits = []
        for _ in range(8):
            channel.failures += [Unreachable("NetworkError")]
            await hurry(desk)
            await delivering.deliver(conversation)
            waits.append(round((await wait_of_next(desk)).total_seconds()))

        assert waits == [1, 2, 4, 8, 16, 32, 60, 60]

    async def test_of_a_citizen_who_is_gone_stops_until_they_write_again(
        self, desk: Desk, delivering: Delivering, channel: FakeChannel
    ) -> None:
        conversation = await answered(desk, "satu", "dua")
        channel.failures += [RecipientGone("Forbidden")]

        await delivering.deliver(conversation)
        assert channel.tried == 1
        assert await rows(desk) == [(Undeliverable.RECIPIENT_GONE, False, False)] * 2

        await asked(desk, 3)
        await settle(desk.database, await oldest(desk.database, conversation), "halo lagi")
        await delivering.deliver(conversation)
        assert channel.texts() == ["halo lagi"]

    async def test_of_the_form_leads_to_the_plainest_form(
        self, desk: Desk, delivering: Delivering, channel: FakeChannel
    ) -> None:
        channel.failures += [Rejected("BadRequest")]
        choices = (Choice("Biaya", "/a"), Choice("Syarat", "/b"))

        await delivering.deliver(await answered(desk, "Pilih:", choices=choices))

        assert channel.texts() == ["Pilih:\n1. Biaya\n2. Syarat"]
        assert channel.sent[0][1].choices == ()

    async def test_of_every_form_sets_the_message_aside_and_goes_on(
        self, desk: Desk, delivering: Delivering, channel: FakeChannel
    ) -> None:
        channel.failures += [Rejected("BadRequest"), Rejected("BadRequest")]

        await delivering.deliver(await answered(desk, "satu", "dua"))

        assert channel.texts() == ["dua"]
        assert await rows(desk) == [(Undeliverable.REJECTED, False, False), (None, True, False)]

    async def test_that_lasts_a_day_ends_in_silence_rather_than_in_yesterdays_hours(
        self, desk: Desk, delivering: Delivering, channel: FakeChannel
    ) -> None:
        conversation = await answered(desk, "hari ini buka")
        async with desk.database.transaction() as connection:
            yesterday = outbox.c.created_at - timedelta(hours=24)
            await connection.execute(update(outbox).values(created_at=yesterday))

        await delivering.deliver(conversation)

        assert channel.tried == 0
        assert await rows(desk) == [(Undeliverable.EXPIRED, False, False)]

    async def test_of_a_channel_that_is_not_set_up_any_more_loses_nothing(self, desk: Desk) -> None:
        conversation = await answered(desk, "satu")

        await Delivering(desk.database, {}).deliver(conversation)

        assert await rows(desk) == [(None, False, True)]

    async def test_that_kills_the_worker_leaves_the_message_to_the_next_each_time_later(
        self, desk: Desk, delivering: Delivering, channel: FakeChannel
    ) -> None:
        conversation = await answered(desk, "satu")
        channel.sending = 60
        waits = []
        for _ in range(3):
            await hurry(desk)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await delivering.deliver(conversation)
            waits.append(round((await wait_of_next(desk)).total_seconds() / 15))

        assert waits == [1, 2, 4]


class TestJobs:
    async def test_an_answer_and_the_job_that_sends_it_are_stored_together(
        self, desk: Desk
    ) -> None:
        conversation = await asked(desk)
        await desk.conversing.drain(conversation)

        assert await _deliveries(desk) == [str(conversation)]

    async def test_what_pages_fetch_is_never_due_and_makes_no_job(self, desk: Desk) -> None:
        await desk.answer("halo")

        assert await _deliveries(desk) == []
        assert await rows(desk) == [(None, False, False)]

    async def test_a_worker_answers_and_sends(
        self, desk: Desk, delivering: Delivering, channel: FakeChannel
    ) -> None:
        register_jobs(desk.queue, desk.conversing, delivering)
        stopping = asyncio.Event()
        working = asyncio.create_task(
            run_worker(
                desk.queue,
                desk.database,
                concurrency=2,
                stopping=stopping,
                sends_to={"telegram"},
            )
        )
        for number in range(3):
            await asked(desk, number)
        async with asyncio.timeout(15):
            await channel.arrived(3)
        stopping.set()
        await working

        assert channel.texts() == [f"Jawaban: pesan {number}" for number in range(3)]

    @pytest.mark.parametrize("channels", [["telegram"], ["whatsapp"]])
    async def test_a_forgotten_delivery_is_found_by_who_can_make_it(
        self, desk: Desk, channels: list[str]
    ) -> None:
        conversation = await answered(desk, "satu")
        async with desk.database.transaction() as connection:
            due = outbox.c.due_at - timedelta(seconds=3)
            await connection.execute(update(outbox).values(due_at=due))

        async with desk.queue.open_async():
            await rescue(desk.queue, desk.database, channels)

        assert await _deliveries(desk) == ([str(conversation)] if "telegram" in channels else [])


async def _deliveries(desk: Desk) -> list[str]:
    async with desk.database.transaction() as connection:
        return list((await connection.execute(text(DUE))).scalars())
