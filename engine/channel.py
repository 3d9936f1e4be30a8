"""The engine's one door: behind a token, it fails loudly and never takes one message twice.

Rasa's REST channel asks for no token, answers 200 and [] when a turn fails, takes a repeated
message as a new one, and lets whoever types "/restart" command it.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request

from engine import understanding
from engine.conversation import Replies, answered_before, cut_long_session
from engine.order import BadOrder, Order
from engine.trackers import hand_on

Respond = Callable[[UserMessage], Awaitable[None]]
Handler = Callable[[Request], Coroutine[Any, Any, response.HTTPResponse]]


class PrivateChannel(InputChannel):  # type: ignore[misc]
    """Serves /turn, /understand and /ready to the service alone."""

    @classmethod
    def name(cls) -> str:
        """Name the channel as Rasa's routes and events do."""
        return "private"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> PrivateChannel:
        """Build from credentials.yml; without a token the engine does not start."""
        token = str((credentials or {}).get("token") or "")
        if not token or token.startswith("${"):
            raise ValueError("credentials.yml: engine.channel.PrivateChannel needs a token")
        return cls(token)

    def __init__(self, token: str) -> None:
        self._expected = f"Bearer {token}".encode()
        # Two turns of one conversation would each read the tracker before the other is saved.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def blueprint(self, on_new_message: Respond) -> Blueprint:
        """Return the routes, mounted by Rasa under /webhooks/private."""
        blueprint = Blueprint("private")
        turn = self._guarded(self._turn(on_new_message))
        blueprint.add_route(turn, "/turn", methods=["POST"], name="turn")
        understand = self._guarded(_understand)
        blueprint.add_route(understand, "/understand", methods=["POST"], name="understand")
        blueprint.add_route(self._guarded(_ready), "/ready", methods=["GET"], name="ready")
        return blueprint

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: Request) -> response.HTTPResponse:
            presented = request.headers.get("Authorization", "").encode("utf-8", "replace")
            if not hmac.compare_digest(presented, self._expected):
                return response.empty(401)
            return await handler(request)

        return guarded

    def _turn(self, on_new_message: Respond) -> Handler:
        async def turn(request: Request) -> response.HTTPResponse:
            try:
                order = Order.from_json(request.json)
            except BadOrder as error:
                return response.json({"error": str(error)}, status=400)
            lock = self._locks.setdefault(order.conversation, asyncio.Lock())
            # Every failure has one answer, and the citizen's words may be in its message.
            try:
                async with lock:
                    answer = await self._take(_agent(request.app), order, on_new_message)
                return response.json(answer)
            except Exception as error:
                return response.json({"error": type(error).__name__}, status=500)

        return turn

    async def _take(self, agent: Agent, order: Order, respond: Respond) -> dict[str, Any]:
        tracker = await agent.tracker_store.get_or_create_tracker(
            order.conversation, append_action_listen=False
        )
        earlier = answered_before(tracker, order.message_id)
        if earlier is not None:
            return {**earlier, "repeated": True}
        understood = await understanding.of(agent, order)
        replies = Replies()
        hand_on(await cut_long_session(agent, tracker))
        await respond(
            UserMessage(
                understood["text"],
                replies,
                order.conversation,
                parse_data=understood,
                input_channel=self.name(),
                message_id=order.message_id,
                metadata={"message_id": order.message_id, "at": order.at},
            )
        )
        return {
            "replies": replies.said(),
            "understood": understanding.summary(understood),
            "repeated": False,
        }


async def _understand(request: Request) -> response.HTTPResponse:
    texts = (request.json or {}).get("texts")
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        return response.json({"error": "texts"}, status=400)
    parses = []
    for text in texts:
        parses.append(understanding.summary(await understanding.of_text(_agent(request.app), text)))
        await asyncio.sleep(0)  # a citizen's turn may go between
    return response.json({"parses": parses})


async def _ready(request: Request) -> response.HTTPResponse:
    agent = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        return response.empty(503)
    return response.json({"model": agent.model_id})


def _agent(app: Any) -> Agent:
    agent: Agent = app.ctx.agent
    return agent
