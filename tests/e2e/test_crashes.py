import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.desk import RunningDesk, data_folder, running_desk
from tests.process_tree import descendants

pytestmark = pytest.mark.engine

CITIZENS = 6
QUESTIONS = ("syarat skck?", "berapa biayanya?", "besok buka?", "perpanjang sim bisa online?")
_GIVE_UP_SECONDS = 150


@pytest.fixture(scope="module")
def desk() -> Iterator[RunningDesk]:
    with data_folder() as folder, running_desk(folder) as running:
        running.wait_ready()
        yield running


def pids_of(desk: RunningDesk, part: str) -> list[int]:
    """Return the processes below this desk whose command line has `part`, oldest first."""
    below = descendants(desk.process.pid)
    return [pid for pid in below if part in _command(pid)]


def kill(desk: RunningDesk, part: str) -> None:
    pid = pids_of(desk, part)[0]
    os.kill(pid, signal.SIGKILL)


def ask_until_taken(url: str, citizen: str, number: int) -> None:
    """Send one message as a careful client does: again, with the same key, until it is taken."""
    body = {"text": QUESTIONS[number % len(QUESTIONS)], "conversation": citizen}
    until = time.monotonic() + _GIVE_UP_SECONDS
    while time.monotonic() < until:
        try:
            answer = httpx.post(
                f"{url}/api/v1/consult",
                json=body,
                headers={"Idempotency-Key": str(number)},
                timeout=30,
                trust_env=False,
            )
            if answer.status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise AssertionError("the desk did not take the message")


def messages_flow_while(desk: RunningDesk, name: str, harm: Callable[[], None]) -> list[str]:
    """Let citizens write while something is killed; return who wrote."""
    citizens = [f"{name}-{number}" for number in range(CITIZENS)]
    begun = threading.Event()

    def write(citizen: str) -> None:
        for number in range(len(QUESTIONS)):
            ask_until_taken(desk.url, citizen, number)
            begun.set()

    with ThreadPoolExecutor(CITIZENS) as pool:
        writing = [pool.submit(write, citizen) for citizen in citizens]
        begun.wait(_GIVE_UP_SECONDS)
        harm()
        for each in writing:
            each.result()
    return citizens


def state_of(desk: RunningDesk, name: str) -> tuple[int, int, int, int]:
    """Return how many messages were stored, answered, answered twice, answered out of order."""
    query = """
        WITH said AS (
            SELECT inbox.id, inbox.conversation_id, inbox.answered_at,
                   (SELECT count(*) FROM app.outbox o
                     WHERE o.inbox_id = inbox.id AND o.position = 0) AS answers,
                   (SELECT min(o.id) FROM app.outbox o
                     WHERE o.inbox_id = inbox.id AND o.position >= 0) AS answer
              FROM app.inbox JOIN app.conversation c ON c.id = inbox.conversation_id
             WHERE c.address LIKE %s)
        SELECT count(*), count(*) FILTER (WHERE answers = 1 AND answered_at IS NOT NULL),
               count(*) FILTER (WHERE answers > 1),
               count(*) FILTER (WHERE EXISTS (
                   SELECT 1 FROM said later WHERE later.conversation_id = said.conversation_id
                      AND later.id > said.id AND later.answer < said.answer))
          FROM said
    """
    with psycopg.connect(desk.file().database_url) as connection:
        row = connection.execute(query, [f"{name}-%"]).fetchone()
    assert row is not None
    return (row[0], row[1], row[2], row[3])


def wait_until_all_answered(desk: RunningDesk, name: str) -> None:
    expected = (CITIZENS * len(QUESTIONS), CITIZENS * len(QUESTIONS), 0, 0)
    until = time.monotonic() + _GIVE_UP_SECONDS
    found = None
    while time.monotonic() < until:
        try:
            found = state_of(desk, name)
        except psycopg.OperationalError:
            found = None
        if found == expected:
            return
        time.sleep(0.5)
    assert found == expected


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("engine", "-m engine"),
        ("service", "-m bot serve"),
        ("worker", "-m bot work"),
        ("database", "bin/postgres"),
    ],
)
def test_every_message_is_answered_once_and_in_order_although_a_process_is_killed(
    desk: RunningDesk, name: str, part: str
) -> None:
    messages_flow_while(desk, name, lambda: kill(desk, part))
    wait_until_all_answered(desk, name)
    desk.wait_ready()


def test_a_stopped_engine_gives_a_plain_sentence_at_once_and_the_answer_when_it_returns(
    desk: RunningDesk,
) -> None:
    [engine] = pids_of(desk, "-m engine")[:1]
    os.kill(engine, signal.SIGKILL)
    started = time.monotonic()
    body = {"text": "syarat skck?", "conversation": "sabar-0"}
    told = httpx.post(f"{desk.url}/api/v1/consult", json=body, timeout=30, trust_env=False).json()
    assert time.monotonic() - started < 5
    assert told["answer"] is None
    assert "akan dijawab" in told["replies"][0]["text"]
    until = time.monotonic() + _GIVE_UP_SECONDS
    while state_of(desk, "sabar")[1] < 1:
        assert time.monotonic() < until
        time.sleep(0.5)
    desk.wait_ready()


def test_nothing_is_left_running_after_the_supervisors_death_and_nothing_is_lost() -> None:
    with data_folder() as folder:
        with running_desk(folder) as first:
            first.wait_ready()
            below = descendants(first.process.pid)
            assert len(below) >= 4
            kill_during_messages(first)
            _wait_until_gone(below)
        with running_desk(folder) as second:
            second.wait_ready()
            until = time.monotonic() + _GIVE_UP_SECONDS
            while (found := state_of(second, "induk"))[0] != found[1]:
                assert time.monotonic() < until, found
                time.sleep(0.5)
            assert found[0] > 0
            assert found[2:] == (0, 0)


def kill_during_messages(desk: RunningDesk) -> None:
    """Kill the supervisor as soon as something is stored, while the rest is on its way."""
    with ThreadPoolExecutor(CITIZENS) as pool:
        for number in range(CITIZENS):
            pool.submit(_send_once, desk.url, f"induk-{number}")
        while state_of(desk, "induk")[0] == 0:
            time.sleep(0.005)
        desk.process.kill()
    desk.process.wait()


def _send_once(url: str, citizen: str) -> None:
    body = {"text": "syarat skck?", "conversation": citizen}
    with contextlib.suppress(httpx.HTTPError):  # the desk dies under it, which is the point
        httpx.post(f"{url}/api/v1/consult", json=body, timeout=10, trust_env=False)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _wait_until_gone(pids: list[int]) -> None:
    until = time.monotonic() + 15
    left = pids
    while left and time.monotonic() < until:
        left = [pid for pid in left if _command(pid)]
        time.sleep(0.1)
    assert [_command(pid) for pid in left] == []
