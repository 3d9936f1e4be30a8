"""Answer a question about public services."""

from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.application.consult import Consult
from bot.application.context import Context
from bot.application.ports import Aspect
from bot.application.understanding import Asked


class ActionConsult(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """Hand the question and its context to the use case; say what it says."""

    def __init__(self, consult: Consult) -> None:
        self._consult = consult

    def name(self) -> str:
        """Return the name that domain.yml and the rules use."""
        return "action_consult"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer the newest message of the tracker."""
        outcome = await self._consult.answer(
            _asked(tracker.latest_message), Context.from_slots(tracker.slots)
        )
        for reply in outcome.replies:
            buttons = [{"title": c.title, "payload": c.payload} for c in reply.choices]
            dispatcher.utter_message(text=reply.text, buttons=buttons)
        dispatcher.utter_message(json_message=outcome.report())
        slots = outcome.context.as_slots().items()
        # What stays as it was is no event: eight of sixteen in a turn, each stored and read again.
        return [SlotSet(name, value) for name, value in slots if tracker.slots.get(name) != value]


def _asked(message: dict[str, Any]) -> Asked:
    told = message["metadata"]
    entities = message.get("entities", ())
    pressed = message["intent"]["name"] == "choose"
    return Asked(
        message_id=int(told["message_id"]),
        at=datetime.fromisoformat(told["at"]),
        text="" if pressed else message["text"] or "",
        aspects=tuple(Aspect(a["name"], a["confidence"]) for a in message.get("aspects", ())),
        chosen={e["entity"]: e["value"] for e in entities} if pressed else None,
        names_a_document=any(e["entity"] == "document" for e in entities),
    )
