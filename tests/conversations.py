"""A message's way from its citizen to the engine and back, put together as the desk does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

import procrastinate
from sqlalchemy import select, update

from bot.application.answer_text import AnswerText
from bot.application.converse import Conversing
from bot.application.fixed_talk import FixedTalk
from bot.application.receive import Received, Reception
from bot.application.typed_choice import TypedChoices
from bot.bootstrap import build_care
from bot.clock import Clock
from bot.domain.message import Choice, Inbound, Pending, Reply
from bot.language.emergency import EmergencyRules
from bot.language.normalizer import Normalizer
from bot.store.database import Database
from bot.store.inbox import next_unanswered
from bot.store.outbox import record_answer
from bot.store.queue import open_queue
from bot.store.tables import inbox, outbox
from tests.engines import FakeEngine

LEXICON = Path(__file__).parent.parent / "data" / "lexicon"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CITIZEN = "warga"

_numbers = count()


def written(text: str, *, address: str = CITIZEN, external_id: str | None = None) -> Inbound:
    """Return a typed message, new unless an id of the platform is given."""
    return Inbound("webchat", address, external_id or f"pesan-{next(_numbers)}", text=text)


def pressed(token: str, *, address: str = CITIZEN) -> Inbound:
    """Return the press of a button."""
    return Inbound("webchat", address, f"pesan-{next(_numbers)}", choice=token)


@dataclass(frozen=True)
class Desk:
    """Reception and worker on one database, with an engine that tests command."""

    database: Database
    queue: procrastinate.App
    engine: FakeEngine
    reception: Reception
    conversing: Conversing

    @classmethod
    def on(cls, database: Database, dsn: str, engine: FakeEngine | None = None) -> "Desk":
        """Put a desk together; its queue has no connection of its own and needs none."""
        engine = engine or FakeEngine()
        queue = open_queue(dsn)
        talk = FixedTalk(AnswerText())
        emergencies = EmergencyRules.from_file(LEXICON / "emergency.json")
        clock = Clock.set_to(NOW)
        typed = TypedChoices.from_file(
            LEXICON / "short_answers.json",
            Normalizer.from_file(LEXICON / "everyday.json").normalize,
        )
        care = build_care(AnswerText())
        conversing = Conversing(database, queue, engine, clock, emergencies, talk, typed, care)
        return cls(database, queue, engine, Reception(database, queue, talk), conversing)

    async def hear(self, *texts: str, address: str = CITIZEN) -> Received:
        """Receive texts one after the other, and return where the last one went."""
        for text in texts:
            received = await self.reception.receive(written(text, address=address))
        return received

    async def answer(self, *texts: str) -> list[str]:
        """Receive texts, answer them, and return all that the desk ever said."""
        received = await self.hear(*texts)
        await self.conversing.drain(received.conversation_id)
        return await replies_in(self.database, received.conversation_id)

    async def drain_later(self, conversation_id: UUID) -> None:
        """Drain once more, as if all the waiting were over."""
        async with self.database.transaction() as connection:
            await connection.execute(update(inbox).values(retry_at=None))
        await self.conversing.drain(conversation_id)


async def replies_in(database: Database, conversation_id: UUID) -> list[str]:
    """Return what the desk said in a conversation, in order."""
    query = select(outbox.c.text).where(outbox.c.conversation_id == conversation_id)
    async with database.transaction() as connection:
        return list((await connection.execute(query.order_by(outbox.c.id))).scalars())


async def oldest(database: Database, conversation_id: UUID) -> Pending:
    """Return the message that a worker would take next."""
    async with database.transaction() as connection:
        message = await next_unanswered(connection, conversation_id)
    assert message is not None
    return message


async def settle(
    database: Database, message: Pending, text: str = "Jawaban", choices: Sequence[Choice] = ()
) -> bool:
    """Store an answer as a worker does."""
    async with database.transaction() as connection:
        return await record_answer(connection, message, [Reply(text, tuple(choices))], {"n": 1})


async def age(database: Database, by: timedelta) -> None:
    """Make every message older than it is."""
    async with database.transaction() as connection:
        await connection.execute(update(inbox).values(received_at=inbox.c.received_at - by))
