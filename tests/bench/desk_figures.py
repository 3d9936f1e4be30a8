"""Measures the desk: trained, started, left idle, asked turns, put under load."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg

from bot.supervision.desk_children import ENGINE_PYTHON, ROOT
from bot.training import train
from tests.bench.doors import acknowledged, answered, desk_turns
from tests.bench.figures import Figures, Start
from tests.bench.load import Load, Server, Sustained
from tests.bench.plan import Plan
from tests.bench.processes import memory_mb
from tests.bench.questions import question
from tests.bench.starting import is_ok, seconds_to_start
from tests.bench.statuses import status_milliseconds
from tests.bench.training import training_seconds
from tests.desk import RunningDesk, running_desk

Say = Callable[[str], None]
IDLE_SECONDS = 10


def measure_desk(plan: Plan, say: Say) -> Figures:
    """Train and measure a desk of its own; nothing of it is left."""
    with scratch_folder() as folder:
        say("training")
        trained = training_seconds(folder, say)
    train(ENGINE_PYTHON, ROOT, say)  # the model of the desk itself, where it is missing
    with scratch_folder() as folder:
        say("first start: filling the database")
        with running_desk(folder) as first:
            first.wait_ready()
        say("second start")
        began = time.monotonic()
        with running_desk(folder) as desk:
            return _measure_running(desk, trained, _start(desk, began), plan, say)


def durable_acknowledgements(desk: RunningDesk, load: Load) -> Sustained:
    """Measure acknowledgements, and make sure that what was acknowledged is stored.

    Raises:
        RuntimeError: the desk acknowledged more than it stored.
    """
    before = _stored(desk)
    measured = asyncio.run(acknowledged(server_of(desk), load))
    if (stored := _stored(desk) - before) < len(measured.latencies):
        raise RuntimeError(f"{len(measured.latencies)} acknowledged, {stored} stored")
    return measured


def server_of(desk: RunningDesk) -> Server:
    """Return a desk as a load sees it."""
    return Server(desk.url, desk.process.pid)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a folder on the disk where a desk keeps its data; a temporary one may be in memory."""
    (ROOT / "var").mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="bench-", dir=ROOT / "var") as name:
        Path(name).chmod(0o711)  # the database is a user of its own
        yield Path(name)


def _start(desk: RunningDesk, began: float) -> Start:
    def answers() -> bool:
        if not is_ok(f"{desk.url}/readyz"):
            return False
        body = {"text": question(0, 1)}
        answer = httpx.post(f"{desk.url}/api/v1/consult", json=body, timeout=30, trust_env=False)
        return answer.json()["answer"] is not None

    return seconds_to_start(desk.process, began, f"{desk.url}/", answers)


def _measure_running(
    desk: RunningDesk, trained: float, start: Start, plan: Plan, say: Say
) -> Figures:
    time.sleep(IDLE_SECONDS)
    idle, told = memory_mb(desk.process.pid), desk.file()
    say("turns in the engine")
    turns = asyncio.run(desk_turns(told.engine_url, told.engine_token, plan.turns))
    say("messages through everything")
    through = asyncio.run(answered(server_of(desk), plan.load))
    say("hours")
    hours = status_milliseconds()
    # Last: what is acknowledged now is answered long after.
    say("acknowledgements")
    stored = durable_acknowledgements(desk, plan.load)
    return Figures(trained, start, idle, turns, through, stored, hours)


def _stored(desk: RunningDesk) -> int:
    query = "SELECT count(*) FROM app.inbox WHERE channel = 'webchat'"
    with psycopg.connect(desk.file().database_url) as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
