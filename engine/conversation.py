"""What was said in a conversation: collected during a turn, found again for a repeated message."""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import ActionSessionStart
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from engine import understanding

_PARTS = ("text", "buttons", "custom")
# A turn reads the whole session, so a session may not grow for as long as somebody writes.
_MOST_EVENTS = 80


class NoReply(Exception):
    """A turn ended without a word, as Rasa's turns do when an action fails."""


class Replies(OutputChannel):  # type: ignore[misc]
    """Keeps each reply whole; Rasa's collector cuts a text at its empty lines."""

    def __init__(self) -> None:
        self._replies: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Name the channel for responses that differ by channel."""
        return "private"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one reply."""
        reply = _reply(message)
        if reply:
            self._replies.append(reply)

    def said(self) -> list[dict[str, Any]]:
        """Return the replies; raise NoReply when there are none."""
        if not self._replies:
            raise NoReply
        return self._replies


def answered_before(tracker: DialogueStateTracker, message_id: str) -> dict[str, Any] | None:
    """Return what was answered to a message already taken, None for a new or unanswered one."""
    found: UserUttered | None = None
    replies: list[dict[str, Any]] = []
    for event in tracker.events:
        if isinstance(event, UserUttered):
            if replies:
                break
            found = event if event.metadata.get("message_id") == message_id else None
        elif isinstance(event, BotUttered) and found is not None:
            replies.append(_reply(event.message()))
    if found is None or not replies:
        return None
    return {"replies": replies, "understood": understanding.summary(found.parse_data)}


async def cut_long_session(agent: Agent, tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Return the session to go on with: a new one, with what is talked about, for a long one."""
    if len(tracker.events) < _MOST_EVENTS:
        return tracker
    processor = agent.processor
    start = ActionSessionStart()
    events = _newest_slots(await start.run(Replies(), processor.nlg, tracker, processor.domain))
    tracker.update(ActionExecuted(start.name()), processor.domain)
    tracker.update_with_events(events, processor.domain)
    await agent.tracker_store.save(tracker)
    return await agent.tracker_store.get_or_create_tracker(tracker.sender_id)


def _newest_slots(events: list[Event]) -> list[Event]:
    """Leave out slots that a later event sets again.

    Rasa carries over every setting of a slot, not its value: a session would begin with all that
    were ever set, soon be long from its beginning, and be cut and copied in every turn.
    """
    newest = {event.key: event for event in events if isinstance(event, SlotSet)}
    return [event for event in events if event is newest.get(getattr(event, "key", ""), event)]


def _reply(message: dict[str, Any]) -> dict[str, Any]:
    return {part: message[part] for part in _PARTS if message.get(part)}
