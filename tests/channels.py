"""A channel for tests: it remembers what it sent, and fails when it is told to."""

import asyncio
from dataclasses import dataclass, field

from bot.application.ports import SendError
from bot.domain.delivery import Outgoing, Part


@dataclass
class FakeChannel:
    """Sends every line of a reply as a message of its own; the last one has the buttons.

    `failures` are raised first, one a send, None for a send that works.
    """

    failures: list[SendError | None] = field(default_factory=list)
    sent: list[tuple[str, Part]] = field(default_factory=list)
    tried: int = 0
    sending: float = 0.0
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    def parts(self, outgoing: Outgoing) -> tuple[Part, ...]:
        """See bot.application.ports.Channel."""
        lines = outgoing.text.splitlines()
        return tuple(
            Part(
                line,
                outgoing.choices if number == len(lines) else (),
                clears_keyboard=outgoing.clears_keyboard,
            )
            for number, line in enumerate(lines, start=1)
        )

    async def send(self, address: str, part: Part) -> str:
        """See bot.application.ports.Channel."""
        self.tried += 1
        await asyncio.sleep(self.sending)
        if self.failures and (failure := self.failures.pop(0)) is not None:
            raise failure
        async with self._news:
            self.sent.append((address, part))
            self._news.notify_all()
        return str(len(self.sent))

    def texts(self, address: str | None = None) -> list[str]:
        """Return the texts that arrived, in order, of everybody or of one citizen."""
        return [part.text for to, part in self.sent if address in (None, to)]

    async def arrived(self, number: int) -> None:
        """Return when so many messages have arrived."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.sent) >= number)
