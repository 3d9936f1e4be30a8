"""Rasa's agent behind our channel, without the rest of Rasa's server."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.channels.channel import register
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.utils.io import read_config_file
from sanic import Sanic

from engine.action_endpoint import KeptEndpoint
from engine.channel import PrivateChannel

logger = logging.getLogger("engine")

# The longest batch of texts to understand takes longer than Sanic would wait.
_SECONDS_TO_ANSWER = 300


def build(model: str, endpoints: str, credentials: str) -> Sanic:
    """Return the application; it answers as soon as the model is loaded."""
    channel = PrivateChannel.from_credentials(
        read_config_file(credentials).get("engine.channel.PrivateChannel")
    )
    app = Sanic("engine", configure_logging=False)
    app.config.RESPONSE_TIMEOUT = _SECONDS_TO_ANSWER
    register([channel], app, route="/webhooks/")

    async def load(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
        app.ctx.agent = _agent(model, AvailableEndpoints.read_endpoints(endpoints))
        logger.info("The engine is ready")

    async def close(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
        await app.ctx.agent.action_endpoint.close()

    app.register_listener(load, "before_server_start")
    app.register_listener(close, "after_server_stop")
    return app


def _agent(model: str, endpoints: AvailableEndpoints) -> Agent:
    if not Path(model).is_file():
        raise FileNotFoundError(model)
    store = TrackerStore.create(endpoints.tracker_store)
    agent = Agent(tracker_store=store, action_endpoint=KeptEndpoint.like(endpoints.action))
    # Rasa would answer from an empty memory when the database fails; a turn that cannot be
    # remembered must fail, so that the service tries again.
    agent.tracker_store = store
    agent.load_model(model)
    return agent
