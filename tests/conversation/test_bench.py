"""What `make bench` measures with works on a real desk; how fast that is, is not judged here."""

import asyncio
import os
from dataclasses import replace

import pytest

from tests.bench.desk_figures import durable_acknowledgements, server_of
from tests.bench.doors import answered, desk_turns
from tests.bench.figures import Figures, Start, failures, table
from tests.bench.load import Load, Server, Sustained, percentile
from tests.bench.machine import describe_machine
from tests.bench.plan import Plan
from tests.bench.processes import memory_mb
from tests.bench.questions import CONVERSATIONS, LENGTH
from tests.bench.statuses import status_milliseconds
from tests.bench.turns import TurnPlan, Turns
from tests.desk import RunningDesk
from tests.process_tree import descendants

_UNDER_LOAD = Sustained((0.1, 0.1), failed=3, seconds=2, processor_seconds=0.1)
_SHORT = Load(clients=2, seconds=0.3)


@pytest.mark.engine
class TestOnARealDesk:
    def test_every_question_of_a_measurement_is_answered(self, running: RunningDesk) -> None:
        found = asyncio.run(answered(server_of(running), _SHORT))

        assert found.failed == 0
        assert len(found.latencies) >= 2
        assert 0 < found.processor_ms < 1000 * found.seconds * len(os.sched_getaffinity(0))
        assert 0 < found.percentile_ms(50) <= found.percentile_ms(95) < found.seconds * 1000

    def test_turns_early_and_late_in_a_conversation_are_told_apart(
        self, running: RunningDesk
    ) -> None:
        told, plan = running.file(), TurnPlan(conversations=2, early=3, late=8)
        turns = asyncio.run(desk_turns(told.engine_url, told.engine_token, plan))

        assert len(turns.early) == len(turns.late) == 2 * LENGTH
        assert min(turns.early + turns.late) > 0

    def test_what_is_acknowledged_is_stored(self, running: RunningDesk) -> None:
        found = durable_acknowledgements(running, _SHORT)

        assert found.failed == 0
        assert found.rate > 0

    def test_the_memory_of_all_its_processes_is_counted(self, running: RunningDesk) -> None:
        pid = running.process.pid
        below = descendants(pid)

        assert len(below) > 4
        assert memory_mb(pid) > memory_mb(below[0]) > 0


def test_a_percentile_is_one_of_the_values() -> None:
    assert [percentile([3, 1, 2, 4], percent) for percent in (1, 50, 51, 95)] == [1, 2, 3, 4]


async def test_a_server_that_hangs_up_ends_the_measurement() -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises((OSError, EOFError)):
            await answered(Server(f"http://127.0.0.1:{port}", os.getpid()), _SHORT)


def test_a_goal_that_is_missed_is_shown_and_stock_is_compared() -> None:
    shown = table(_figures(turn_ms=20), _figures(turn_ms=50))

    assert (
        "| One turn of the engine at turn 5, p50, ms | <= 10 | 20.0 | **no** | 50.0 | 2.50 |"
        in shown
    )
    assert "| Answered messages a second | >= 80 | 1.00 | **no** | 1.00 | 1.00 |" in shown
    assert "| Durable acknowledgements a second | >= 800 | none |  | none |  |" in shown


def test_the_hours_of_an_answer_are_measured_over_enough_rules() -> None:
    found = status_milliseconds(asked=300)

    assert len(found) == 300
    assert 0 < percentile(found, 50) <= percentile(found, 95)


def test_the_hours_of_an_answer_have_a_goal() -> None:
    shown = table(replace(_figures(turn_ms=1), statuses=(0.5, 2.0)), _figures(turn_ms=1))

    assert "| Processor time for the hours of one answer, p50, ms |  | 0.50 |  | none |  |" in shown
    assert "| the same, p95, ms | <= 1 | 2.00 | **no** | none |  |" in shown


def test_requests_that_failed_are_counted() -> None:
    assert failures(_figures(turn_ms=1)) == 3


def test_every_conversation_has_five_questions() -> None:
    assert {len(each) for each in CONVERSATIONS} == {LENGTH}


def test_the_plan_is_read_from_the_environment() -> None:
    plan = Plan.from_environ({"BENCH_SECONDS": "5", "BENCH_CLIENTS": "", "BENCH_EPOCHS": "10"})

    assert (plan.load, plan.epochs) == (Load(clients=16, seconds=5), 10)
    assert Plan.from_environ({}).epochs is None


def test_the_machine_is_described() -> None:
    assert f"{len(os.sched_getaffinity(0))} cores" in describe_machine()


def _figures(turn_ms: float) -> Figures:
    turns = Turns((turn_ms,), (turn_ms,))
    return Figures(30, Start(1, 2), 500, turns, _UNDER_LOAD)
