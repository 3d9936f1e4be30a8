"""How long one turn takes, early in a conversation and when it has grown long."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.bench.load import percentile
from tests.bench.questions import LENGTH

# Takes the number of a conversation and of its turn, counted from 1.
Take = Callable[[int, int], Awaitable[None]]


@dataclass(frozen=True)
class TurnPlan:
    """Which turns are looked at: the five around each, so that both hear the same questions."""

    conversations: int = 10
    early: int = 5
    late: int = 100

    def around(self, turn: int) -> range:
        return range(turn - LENGTH // 2, turn + LENGTH // 2 + 1)


@dataclass(frozen=True)
class Turns:
    """The durations of the turns looked at, in milliseconds."""

    early: tuple[float, ...]
    late: tuple[float, ...]

    @property
    def growth(self) -> float:
        """How many times as long the median late turn takes."""
        return percentile(self.late, 50) / percentile(self.early, 50)


async def measure_turns(take: Take, plan: TurnPlan) -> Turns:
    """Take the turns of all conversations, one after the other."""
    milliseconds: dict[int, list[float]] = {}
    for conversation in range(plan.conversations):
        for turn in range(1, plan.around(plan.late).stop):
            began = time.monotonic()
            await take(conversation, turn)
            milliseconds.setdefault(turn, []).append((time.monotonic() - began) * 1000)
    early, late = (
        tuple(each for turn in plan.around(middle) for each in milliseconds[turn])
        for middle in (plan.early, plan.late)
    )
    return Turns(early, late)
