"""What the use cases need from outside: the engine, so that it can be replaced."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.message import Reply


class EngineUnavailable(Exception):
    """The engine cannot be reached or did not answer in time: try again later."""


class TurnFailed(Exception):
    """The engine took the message and failed, or said nothing."""


@dataclass(frozen=True)
class Aspect:
    """One thing that a message asks, and how certain that is (0 to 1)."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Turn:
    """What the engine made of one message."""

    replies: tuple[Reply, ...]
    aspects: tuple[Aspect, ...]
    # What an action of ours reported beside its words: see consultation.Outcome.
    report: dict[str, Any] | None


class Engine(Protocol):
    """The assistant that takes one message and answers it."""

    async def take_turn(
        self, conversation: str, message_id: str, text: str, choice: str | None, at: datetime
    ) -> Turn:
        """Return the answer to a message; the same `message_id` gives the same answer again.

        Raises:
            EngineUnavailable: nothing is there, or it is not ready.
            TurnFailed: the turn ended in an error or without a word.
        """
        ...

    async def is_ready(self) -> bool:
        """Return whether a question can be answered now."""
        ...
