"""An engine for tests: it answers what it is told to, and fails when it is told to."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from bot.application.ports import Aspect, EngineUnavailable, Turn, TurnFailed
from bot.domain.message import Choice, Reply


@dataclass(frozen=True)
class Taken:
    """One turn that the engine was asked for."""

    conversation: str
    message_id: str
    text: str
    choice: str | None
    at: datetime


@dataclass
class FakeEngine:
    """Repeats a message back; the same message always gets the same answer, as the real one does.

    `failures` are raised first, one a turn; `thinking` is how long each turn takes.
    """

    choices: tuple[Choice, ...] = ()
    failures: list[EngineUnavailable | TurnFailed] = field(default_factory=list)
    thinking: float = 0.0
    ready: bool = True
    taken: list[Taken] = field(default_factory=list)
    # More than one is a conversation answered by two workers at once.
    at_work: dict[str, int] = field(default_factory=dict)
    most_at_work: int = 0
    # Set as soon as a turn is asked for.
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def take_turn(
        self, conversation: str, message_id: str, text: str, choice: str | None, at: datetime
    ) -> Turn:
        """See bot.application.ports.Engine."""
        self.asked.set()
        self.taken.append(Taken(conversation, message_id, text, choice, at))
        await self._think(conversation)
        if self.failures:
            raise self.failures.pop(0)
        said = choice or text
        return Turn((Reply(f"Jawaban: {said}", self.choices),), (Aspect("mode", 0.9),), None)

    async def is_ready(self) -> bool:
        """See bot.application.ports.Engine."""
        return self.ready

    def heard(self) -> list[str]:
        """Return the texts of all turns, in order."""
        return [turn.text for turn in self.taken]

    async def _think(self, conversation: str) -> None:
        self.at_work[conversation] = self.at_work.get(conversation, 0) + 1
        self.most_at_work = max(self.most_at_work, self.at_work[conversation])
        await asyncio.sleep(self.thinking)
        self.at_work[conversation] -= 1


def down(times: int) -> list[EngineUnavailable | TurnFailed]:
    """Return an engine's failures while it is not there."""
    return [EngineUnavailable("ConnectError") for _ in range(times)]


def failing(times: int) -> list[EngineUnavailable | TurnFailed]:
    """Return an engine's failures on a message that it cannot take."""
    return [TurnFailed("KeyError") for _ in range(times)]
