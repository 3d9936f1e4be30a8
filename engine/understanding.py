"""What Rasa's graph makes of a message, without ever taking typed words for a command."""

from __future__ import annotations

import json
import re
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from engine.order import Order

_SLASHES = re.compile(r"^[\s/]+")

Parse = dict[str, Any]


async def of(agent: Agent, order: Order) -> Parse:
    """Return the parse of a turn, as Rasa stores it."""
    if order.choice is not None:
        return _pressed(order.choice)
    return await of_text(agent, order.text or "")


async def of_text(agent: Agent, text: str) -> Parse:
    """Return the parse of typed words."""
    # Rasa's graph ends with a handler that obeys texts beginning with "/". A slash means
    # nothing to the classifier, so it is read without; what is stored is what was typed.
    spoken = UserMessage(_SLASHES.sub("", text))
    parsed: Parse = await agent.processor.parse_message(spoken)
    return {**parsed, "text": text}


def summary(parse: Parse) -> dict[str, Any]:
    """Return what the service is told of a parse."""
    intent = parse["intent"]
    return {
        "intent": intent["name"],
        "confidence": intent["confidence"],
        "aspects": parse.get("aspects", []),
    }


def _pressed(choice: dict[str, str]) -> Parse:
    return {
        "text": "/choose" + json.dumps(choice),
        "intent": {"name": "choose", "confidence": 1.0},
        "entities": [
            {"entity": name, "value": value, "start": 0, "end": 0} for name, value in choice.items()
        ],
        "aspects": [],
    }
