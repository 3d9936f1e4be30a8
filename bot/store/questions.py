"""Questions that were not understood, or answered in doubt; kept from the first day."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import question


class Doubt(StrEnum):
    """Why a question is kept for officers."""

    ASKED_BACK = "asked_back"
    NOT_UNDERSTOOD = "not_understood"
    ANSWERED_IN_DOUBT = "answered_in_doubt"
    UNKNOWN_SERVICE = "unknown_service"
    ENGINE_FAILED = "engine_failed"


@dataclass(frozen=True)
class OpenQuestion:
    """A masked question with what the assistant made of it."""

    inbox_id: int
    text: str
    reason: Doubt
    aspect: str | None
    service: str | None
    confidence: float


async def keep_question(connection: AsyncConnection, kept: OpenQuestion) -> None:
    """Store a question once per message, however often its turn is repeated."""
    values = {
        "inbox_id": kept.inbox_id,
        "text": kept.text,
        "reason": kept.reason.value,
        "aspect": kept.aspect,
        "service": kept.service,
        "confidence": kept.confidence,
    }
    await connection.execute(insert(question).values(values).on_conflict_do_nothing())
