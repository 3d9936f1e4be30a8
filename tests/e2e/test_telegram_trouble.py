"""A desk goes on although its worker is killed, or Telegram does not want to know it."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby

import httpx
import psycopg
import pytest

from tests.bot_api import TOKEN, Call, FakeBotApi, running_bot_api
from tests.desk import RunningDesk, data_folder, running_desk
from tests.e2e.test_crashes import pids_of
from tests.engine_server import running_engine_server

CITIZENS = range(7001, 7007)
MESSAGES = 5
_PATIENCE_SECONDS = 120


class Killer:
    """Kills the worker while a message is on its way: at the fifth, and again at the 15th."""

    def __init__(self, desk: RunningDesk) -> None:
        self._desk = desk
        self._one_at_a_time = threading.Lock()
        self.seen = 0
        self.killed: list[int] = []
        self.claimed = 0

    def look(self, _: Call) -> None:
        with self._one_at_a_time:
            self.seen += 1
            if self.seen >= (5, 15, 1_000_000)[len(self.killed)]:
                self._kill()

    def _kill(self) -> None:
        workers = [pid for pid in pids_of(self._desk, "-m bot work") if pid not in self.killed]
        if workers:
            os.kill(workers[0], signal.SIGKILL)
            self.killed.append(workers[0])
            self.claimed += self._claimed()

    def _claimed(self) -> int:
        """Count what the dead worker had begun to send and had not yet noted as sent."""
        query = "SELECT count(*) FROM app.outbox WHERE due_at > now()"
        with psycopg.connect(self._desk.file().database_url) as connection:
            row = connection.execute(query).fetchone()
        return 0 if row is None else int(row[0])


@pytest.fixture
def api() -> Iterator[FakeBotApi]:
    with running_bot_api() as api:
        yield api
    assert api.faults == []


@contextmanager
def desk_on(api: FakeBotApi, token: str = TOKEN) -> Iterator[RunningDesk]:
    """Run a whole desk but for its engine, which repeats what it hears."""
    with data_folder() as folder, running_engine_server() as engine:
        settings = {
            "BOT_TELEGRAM_TOKEN": token,
            "BOT_TELEGRAM_API_URL": api.url,
            "BOT_ENGINE_URL": engine,
        }
        with running_desk(folder, settings) as running:
            running.wait_ready()
            yield running


@pytest.fixture
def desk(api: FakeBotApi) -> Iterator[RunningDesk]:
    with desk_on(api) as running:
        yield running


def test_a_killed_worker_loses_nothing_and_doubles_at_most_what_was_on_its_way(
    api: FakeBotApi, desk: RunningDesk
) -> None:
    killer = Killer(desk)
    api.delay = 0.2
    api.on_send = killer.look
    for number in range(MESSAGES):
        for citizen in CITIZENS:
            api.write(citizen, f"pertanyaan {number}")
        time.sleep(1)
    wait_for(lambda: api.unconfirmed() == 0 and _waiting(desk) == 0)

    assert len(killer.killed) == 2

    assert sum(_doubles(api, citizen) for citizen in CITIZENS) <= killer.claimed
    answers = [f"Jawaban: pertanyaan {number}" for number in range(MESSAGES)]
    for citizen in CITIZENS:
        assert [said for said, _ in groupby(_arrived(api, citizen))] == answers


def test_a_refused_token_is_told_to_the_operator_and_the_desk_goes_on(api: FakeBotApi) -> None:
    with desk_on(api, "123:salah-salin") as desk:
        log = desk.data_dir / "desk.log"
        wait_for(lambda: "Telegram menolak token bot" in log.read_text())

        body = {"text": "halo", "conversation": "tetap-melayani"}
        answer = httpx.post(f"{desk.url}/api/v1/consult", json=body, timeout=30, trust_env=False)

        assert answer.json()["replies"][0]["text"] == "Jawaban: halo"
        assert log.read_text().count("Telegram menolak token bot") == 1
        assert "salah-salin" not in log.read_text()


def wait_for(it_is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not it_is_so():
        assert time.monotonic() < until, "it never came to be"
        time.sleep(0.2)


def _arrived(api: FakeBotApi, citizen: int) -> list[str]:
    return [call.given["text"] for call in api.sent_to(citizen)]


def _doubles(api: FakeBotApi, citizen: int) -> int:
    arrived = _arrived(api, citizen)
    return len(arrived) - len(list(groupby(arrived)))


def _waiting(desk: RunningDesk) -> int:
    query = (
        "SELECT (SELECT count(*) FROM app.inbox WHERE answered_at IS NULL) "
        "+ (SELECT count(*) FROM app.outbox WHERE due_at IS NOT NULL)"
    )
    with psycopg.connect(desk.file().database_url) as connection:
        row = connection.execute(query).fetchone()
    return -1 if row is None else int(row[0])
