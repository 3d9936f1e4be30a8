"""The tracker of a turn: read once, handed on to Rasa's processor, copied without a replay."""

from __future__ import annotations

from contextvars import ContextVar
from copy import copy

from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

_tracker: ContextVar[DialogueStateTracker | None] = ContextVar("tracker", default=None)

_read = MessageProcessor.get_tracker


def hand_on(tracker: DialogueStateTracker) -> None:
    """Let the processor take this tracker, the next time that it asks for one here."""
    _tracker.set(tracker)


async def get_tracker(processor: MessageProcessor, conversation: str) -> DialogueStateTracker:
    """Return the tracker handed on, once; otherwise the one that Rasa reads."""
    tracker = _tracker.get()
    _tracker.set(None)
    if tracker is None or tracker.sender_id != conversation:
        return await _read(processor, conversation)
    tracker.model_id = processor.model_metadata.model_id
    if tracker.assistant_id is None:
        tracker.assistant_id = processor.model_metadata.assistant_id
    return tracker


def copied(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Return what replaying every event on a new tracker gives: an action's own to change."""
    twin = copy(tracker)
    twin.events = tracker.events.copy()
    twin.slots = {name: copy(slot) for name, slot in tracker.slots.items()}
    twin.active_loop = copy(tracker.active_loop)
    # Rasa's copy is of no model, and does not sign the events it is given.
    twin.model_id = twin.assistant_id = twin.sender_source = None
    return twin
