"""Rasa's tracker store in PostgreSQL: a turn reads with one statement and writes with one.

Rasa's own reads a conversation three times a turn (the channel, the processor, and again to count
what is new), asks before each whether the schema exists, and inserts events one by one in a
transaction: some fifteen round trips. The table, the events and what is stored of them stay Rasa's.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import SQLTrackerStore, create_engine_kwargs
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import create_engine

# What was read or written last is still known in the next turn of one of these conversations.
_MOST_KEPT = 128
_INDEX = "CREATE INDEX IF NOT EXISTS ix_events_sender_id_id ON events (sender_id, id)"
_NEWEST = "SELECT id FROM events WHERE sender_id = %s ORDER BY id DESC LIMIT 1"
_SESSION = """
    SELECT data FROM events
     WHERE sender_id = %s
       AND timestamp >= coalesce((
           SELECT max(timestamp) FROM events
            WHERE sender_id = %s AND type_name = 'session_started'), '-infinity')
     ORDER BY id
"""
_INSERT = """
    INSERT INTO events (sender_id, type_name, timestamp, intent_name, action_name, data)
    VALUES {} RETURNING id
"""
_ROW = "(%s, %s, %s, %s, %s, %s)"


class ConversationStore(SQLTrackerStore):  # type: ignore[misc]
    """Knows the newest conversations' trackers, and uses them only while they are current."""

    def __init__(self, **configured: Any) -> None:
        super().__init__(**configured)
        # Each statement is a transaction of its own, and a turn is written by one statement.
        url, told = self.engine.url, create_engine_kwargs(self.engine.url)
        self.engine.dispose()
        # A connection is checked before use: after a restart of the database no turn fails for it.
        self.engine = create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True, **told)
        self._kept: OrderedDict[str, tuple[int, DialogueStateTracker]] = OrderedDict()
        with self.engine.connect() as connection:
            connection.exec_driver_sql(_INDEX)

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        """Return the tracker of a conversation of which nothing is stored."""
        tracker = super().init_tracker(sender_id)
        tracker.stored = 0
        return tracker

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the newest session, None when there is none; what is returned is the caller's."""
        # Taken out: a turn that fails leaves a tracker behind which says what is not stored.
        newest, tracker = self._kept.pop(sender_id, (None, None))
        with self.engine.connect() as connection:
            if tracker and connection.exec_driver_sql(_NEWEST, (sender_id,)).scalar() == newest:
                return tracker
            rows = connection.exec_driver_sql(_SESSION, (sender_id, sender_id)).scalars().all()
        return self._replayed(sender_id, [json.loads(row) for row in rows]) if rows else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that are not stored yet, all or none."""
        await self.stream_events(tracker)
        events = list(tracker.events)[tracker.stored :]
        if not events:
            return
        values = [value for event in events for value in _row(tracker.sender_id, event)]
        statement = _INSERT.format(", ".join([_ROW] * len(events)))
        with self.engine.connect() as connection:
            ids = connection.exec_driver_sql(statement, tuple(values)).scalars().all()
        tracker.stored += len(events)
        self._keep(tracker, max(ids), events)

    def _replayed(self, sender_id: str, events: list[dict[str, Any]]) -> DialogueStateTracker:
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        tracker.stored = len(tracker.events)
        return tracker

    def _keep(self, tracker: DialogueStateTracker, newest: int, added: Iterable[Event]) -> None:
        if any(isinstance(event, SessionStarted) for event in added):
            return  # Rasa would read the new session alone
        # As one that was read: the processor says anew which model signs the events.
        tracker.model_id = tracker.assistant_id = None
        self._kept[tracker.sender_id] = (newest, tracker)
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)


def _row(sender_id: str, event: Event) -> tuple[Any, ...]:
    data = event.as_dict()
    intent = data.get("parse_data", {}).get("intent", {}).get("name")
    return (
        sender_id,
        event.type_name,
        data.get("timestamp"),
        intent,
        data.get("name"),
        json.dumps(data),
    )
