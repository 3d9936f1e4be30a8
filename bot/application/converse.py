"""Answer what a conversation holds, oldest first, each message once, whatever dies meanwhile."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from bot.application.care import Care
from bot.application.fixed_talk import FixedTalk
from bot.application.outcome import understood_by
from bot.application.ports import Aspect, Engine, EngineUnavailable, Turn, TurnFailed
from bot.application.typed_choice import TypedChoices
from bot.clock import Clock
from bot.domain.message import Pending, Reply
from bot.language.emergency import EmergencyRules
from bot.store.database import Database
from bot.store.inbox import next_unanswered
from bot.store.outbox import newest_choices, postpone, record_answer
from bot.store.questions import Doubt, OpenQuestion, keep_question
from bot.store.queue import Queue, enqueue_delivery_of

logger = logging.getLogger(__name__)

# An engine that is down is asked again soon: its restart takes half a minute.
_WHILE_DOWN = timedelta(seconds=2)
# A turn that failed is tried again, each time later; then the citizen is told and officers get it.
_AFTER_FAILURE = (1, 2, 4, 8, 15)


@dataclass(frozen=True)
class _Settled:
    """An answer ready to be stored."""

    replies: tuple[Reply, ...]
    result: dict[str, Any]
    question: OpenQuestion | None = None


class Conversing:
    """The worker's use case."""

    def __init__(
        self,
        database: Database,
        queue: Queue,
        engine: Engine,
        clock: Clock,
        emergencies: EmergencyRules,
        talk: FixedTalk,
        typed: TypedChoices,
        care: Care,
    ) -> None:
        self._database = database
        self._queue = queue
        self._engine = engine
        self._clock = clock
        self._emergencies = emergencies
        self._talk = talk
        self._typed = typed
        self._care = care

    async def drain(self, conversation_id: UUID) -> None:
        """Answer every waiting message of a conversation; stop at one that must wait."""
        while (message := await self._next(conversation_id)) is not None:
            try:
                settled = await self._settle(message)
            except EngineUnavailable as error:
                logger.warning(
                    "Engine unavailable", extra={"message_id": message.id, "reason": str(error)}
                )
                await self._postpone(message, _WHILE_DOWN, failed=False)
                return
            except TurnFailed as failure:
                logger.warning(
                    "Turn failed", extra={"message_id": message.id, "reason": str(failure)}
                )
                if message.attempts < len(_AFTER_FAILURE):
                    wait = timedelta(seconds=_AFTER_FAILURE[message.attempts])
                    await self._postpone(message, wait, failed=True)
                    return
                settled = self._give_up(message)
            await self._store(message, settled)

    async def _next(self, conversation_id: UUID) -> Pending | None:
        # Its own transaction: none stays open while the engine thinks.
        async with self._database.transaction() as connection:
            return await next_unanswered(connection, conversation_id)

    async def _settle(self, message: Pending) -> _Settled:
        emergency = None if message.choice else self._emergencies.detect(message.text)
        if emergency is not None:
            replies = (Reply(self._talk.emergency(emergency.kind)),)
            return _Settled(replies, _result("human", message))
        if message.attachment is not None:
            reply = Reply(self._talk.unreadable(message.attachment))
            return _Settled((reply,), _result("other", message))
        if not message.text.strip():
            return _Settled((Reply(self._talk.empty()),), _result("out_of_scope", message))
        turn = await self._engine.take_turn(
            str(message.conversation_id),
            str(message.id),
            message.text,
            message.choice or await self._typed_choice(message),
            message.asked_for or self._clock.now(),
        )
        return self._settled(message, turn)

    async def _typed_choice(self, message: Pending) -> str | None:
        """Return the payload of an offered choice that was typed instead of tapped."""
        async with self._database.transaction() as connection:
            offered = await newest_choices(connection, message)
        chosen = self._typed.find(message.text, offered)
        return chosen.payload if chosen else None

    def _settled(self, message: Pending, turn: Turn) -> _Settled:
        replies = turn.replies
        if turn.report is None and message.choice is None:
            # The classifier heard courtesy where somebody mourns, swears or asks for a verdict.
            replies = self._care.instead_of_courtesy(message.text) or replies
        if message.masked:
            replies = (Reply(self._talk.masked_number()), *replies)
        report = turn.report or {"understood": understood_by(turn.aspects), "answer": None}
        return _Settled(replies, report)

    def _give_up(self, message: Pending) -> _Settled:
        kept = OpenQuestion(message.id, message.text, Doubt.ENGINE_FAILED, None, None, 0.0)
        return _Settled((Reply(self._talk.failed()),), _result("other", message), kept)

    async def _postpone(self, message: Pending, wait: timedelta, *, failed: bool) -> None:
        notice = Reply(self._talk.engine_down())
        async with self._database.transaction() as connection:
            await postpone(connection, message, wait, notice, failed=failed)
            await enqueue_delivery_of(self._queue, connection, message)

    async def _store(self, message: Pending, settled: _Settled) -> None:
        async with self._database.transaction() as connection:
            first = await record_answer(connection, message, settled.replies, settled.result)
            if first and settled.question is not None:
                await keep_question(connection, settled.question)
            await enqueue_delivery_of(self._queue, connection, message)


def _result(aspect: str, message: Pending) -> dict[str, Any]:
    aspects = () if message.choice or message.attachment else (Aspect(aspect, 1.0),)
    return {"understood": understood_by(aspects), "answer": None}
