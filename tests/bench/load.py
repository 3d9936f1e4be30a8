"""A closed loop: some clients, each asking its next question when the last one was answered."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tests.bench.connection import Connection
from tests.bench.processes import processor_seconds

# Takes the client's number and the number of its question; returns whether it was answered.
Ask = Callable[[Connection, int, int], Awaitable[bool]]


@dataclass(frozen=True)
class Load:
    """How many clients ask, and for how long a new question is begun."""

    clients: int = 16
    seconds: float = 60


@dataclass(frozen=True)
class Server:
    """Where a server is, and the process that all others of it are below."""

    url: str
    pid: int


@dataclass(frozen=True)
class Sustained:
    """What was answered under a load; `seconds` last until the last answer was there.

    `processor_seconds` is what the server computed meanwhile: it depends less than the others on
    what else the machine does.
    """

    latencies: tuple[float, ...]
    failed: int
    seconds: float
    processor_seconds: float

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def processor_ms(self) -> float:
        """Processor time of the server for one answer, all its processes together."""
        return self.processor_seconds / len(self.latencies) * 1000

    def percentile_ms(self, percent: int) -> float:
        return percentile(self.latencies, percent) * 1000


async def sustain(server: Server, load: Load, ask: Ask) -> Sustained:
    """Return what a server answers under a load.

    Raises:
        OSError, EOFError: the server closed a connection.
        RuntimeError: it answered nothing.
    """
    computed, began = processor_seconds(server.pid), time.monotonic()
    until = began + load.seconds
    clients = [_client(server.url, number, until, ask) for number in range(load.clients)]
    latencies: list[float] = []
    failed = 0
    for answered, unanswered in await asyncio.gather(*clients):
        latencies += answered
        failed += unanswered
    if not latencies:
        raise RuntimeError(f"none of {failed} requests was answered")
    seconds, computed = time.monotonic() - began, processor_seconds(server.pid) - computed
    return Sustained(tuple(latencies), failed, seconds, computed)


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the smallest value that is not below this percentage of all."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


async def _client(url: str, client: int, until: float, ask: Ask) -> tuple[list[float], int]:
    connection = await Connection.open(url)
    latencies: list[float] = []
    asked = 0
    try:
        while (began := time.monotonic()) < until:
            if await ask(connection, client, asked):
                latencies.append(time.monotonic() - began)
            asked += 1
    finally:
        connection.close()
    return latencies, asked - len(latencies)
