"""Measures stock Rasa in the way the desk is measured."""

import asyncio
import time

import httpx

from bot.supervision.desk_lock import free_port
from tests.bench.desk_figures import IDLE_SECONDS, Say, scratch_folder
from tests.bench.doors import stock_answered, stock_turns
from tests.bench.figures import Figures
from tests.bench.load import Server
from tests.bench.plan import Plan
from tests.bench.processes import memory_mb
from tests.bench.questions import question
from tests.bench.starting import seconds_to_start
from tests.bench.stock_project import write_project
from tests.bench.stock_rasa import running_stock, train_stock


def measure_stock(plan: Plan, say: Say) -> Figures:
    """Train and measure stock Rasa; nothing of it is left."""
    with scratch_folder() as project:
        write_project(project, plan.epochs)
        say("training stock Rasa")
        trained, port = train_stock(project), free_port()
        url = f"http://127.0.0.1:{port}"

        def answers() -> bool:
            body = {"sender": "first", "message": question(0, 1)}
            answer = httpx.post(
                f"{url}/webhooks/rest/webhook", json=body, timeout=60, trust_env=False
            )
            return bool(answer.json())

        say("starting stock Rasa")
        began = time.monotonic()
        with running_stock(project, port) as process:
            start = seconds_to_start(process, began, f"{url}/", answers)
            time.sleep(IDLE_SECONDS)
            idle = memory_mb(process.pid)
            say("turns of stock Rasa")
            turns = asyncio.run(stock_turns(url, plan.turns))
            say("messages to stock Rasa")
            through = asyncio.run(stock_answered(Server(url, process.pid), plan.load))
            return Figures(trained, start, idle, turns, through)
