"""What the service asks the engine to take: a citizen's words, or a button that was pressed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

# The only payload a button may carry; whatever a citizen types is text, not a payload.
_CHOICE = re.compile(r"/choose(\{.*\})", re.DOTALL)
CHOICE_FIELDS = frozenset(
    (
        *("service", "family", "aspect", "unit", "theme", "place"),
        *("near", "link", "share", "answer", "menu"),
    )
)
_LONGEST_ID = 255  # Rasa's tracker table


class BadOrder(ValueError):
    """The request cannot be taken; the message names the field, never its value."""


@dataclass(frozen=True)
class Order:
    """One turn of a conversation; either `text` or `choice` is given."""

    conversation: str
    message_id: str
    at: str
    text: str | None
    choice: dict[str, str] | None

    @classmethod
    def from_json(cls, body: Any) -> Order:
        """Check a request's body."""
        if not isinstance(body, dict):
            raise BadOrder("body")
        text, choice = body.get("text"), body.get("choice")
        if (text is None) == (choice is None) or not isinstance(text, (str, type(None))):
            raise BadOrder("text or choice")
        return cls(
            conversation=_identifier(body, "conversation"),
            message_id=_identifier(body, "message_id"),
            at=_identifier(body, "at"),
            text=text,
            choice=None if choice is None else _chosen(choice),
        )


def _identifier(body: dict[str, Any], field: str) -> str:
    value = body.get(field)
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_ID:
        raise BadOrder(field)
    return value


def _chosen(payload: Any) -> dict[str, str]:
    match = _CHOICE.fullmatch(payload) if isinstance(payload, str) else None
    try:
        chosen = json.loads(match.group(1)) if match else None
    except ValueError:
        chosen = None
    if not isinstance(chosen, dict) or not set(chosen) <= CHOICE_FIELDS:
        raise BadOrder("choice")
    if not all(isinstance(value, str) for value in chosen.values()):
        raise BadOrder("choice")
    return chosen
