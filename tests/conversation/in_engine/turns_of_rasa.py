"""Takes turns in Rasa's agent, as it is or as the engine has it, and tells what they came to.

It runs in the engine's own environment: the words `stock` or `ours`, the model, endpoints.yml and
the orders as JSON lines on standard input; one JSON object on standard output.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))

from engine import quiet, without_tensorflow


def main(which: str, model: str, endpoints: str) -> None:
    quiet.configure()
    without_tensorflow.install()
    import numpy

    from engine import lighter

    if which == "ours":
        lighter.install()
    # Which of several greetings is said is chance.
    random.seed(1)
    numpy.random.seed(1)
    orders = [json.loads(line) for line in sys.stdin]
    told = asyncio.run(_take_all(_agent(model, endpoints), orders))
    json.dump(told, sys.stdout)


def _agent(model: str, endpoints: str) -> Any:
    from rasa.core.utils import AvailableEndpoints

    from engine import server

    return server._agent(model, AvailableEndpoints.read_endpoints(endpoints))


async def _take_all(agent: Any, orders: list[dict[str, Any]]) -> dict[str, Any]:
    from sqlalchemy import event

    statements: list[str] = []
    event.listen(agent.tracker_store.engine, "before_cursor_execute", _noting(statements))
    turns = []
    for order in orders:
        before = len(statements)
        answer = await _take(agent, order)
        turns.append({"answer": answer, "statements": statements[before:]})
    stored = await agent.tracker_store.retrieve_full_tracker(orders[0]["conversation"])
    await agent.action_endpoint.close()
    return {"turns": turns, "events": [_without_time(each.as_dict()) for each in stored.events]}


async def _take(agent: Any, body: dict[str, Any]) -> dict[str, Any]:
    from engine.channel import PrivateChannel
    from engine.conversation import NoReply
    from engine.order import Order

    channel = PrivateChannel("token")
    try:
        return await channel._take(agent, Order.from_json(body), agent.handle_message)
    except NoReply:
        return {"failed": "NoReply"}


def _noting(statements: list[str]) -> Any:
    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(" ".join(statement.split()))

    return note


def _without_time(event: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name != "timestamp"}


if __name__ == "__main__":
    main(*sys.argv[1:])
