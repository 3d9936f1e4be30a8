"""What the action tells the engine to keep."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import ActionConsult
from bot.application.context import Context


class _Consult:
    """Answers nothing, and remembers one service."""

    async def answer(self, *_: object) -> Any:
        context = Context(family="skck", service="skck", aspect="fee")
        return SimpleNamespace(replies=(), report=dict, context=context)


async def test_only_slots_that_change_become_events() -> None:
    assert await _set({}) == {"family": "skck", "service": "skck", "aspect": "fee", "doubts": 0}
    slots = {"family": "skck", "service": "skck", "aspect": "mode", "doubts": 0.0, "day": None}
    assert await _set(slots) == {"aspect": "fee"}


async def test_a_slot_that_is_emptied_is_one_that_changes() -> None:
    slots = {"family": "skck", "service": "skck", "aspect": "fee", "doubts": 0.0}
    assert await _set({**slots, "unit": "mpp"}) == {"unit": None}


async def _set(slots: dict[str, Any]) -> dict[str, Any]:
    message = {
        "text": "biaya skck",
        "intent": {"name": "fee"},
        "metadata": {"message_id": "1", "at": datetime.now(UTC).isoformat()},
    }
    tracker = Tracker("citizen", slots, message, [], False, None, {}, None)
    action = ActionConsult(_Consult())  # type: ignore[arg-type]
    events = await action.run(CollectingDispatcher(), tracker, {})
    return {event["name"]: event["value"] for event in events}
