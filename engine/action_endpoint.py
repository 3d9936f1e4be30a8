"""Where actions are done: one kept connection to the service, and only what an action reads."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import rasa
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig


class KeptEndpoint(EndpointConfig):  # type: ignore[misc]
    """Rasa's endpoint, which opens a session and a connection for every call."""

    _session: Any = None

    @classmethod
    def like(cls, endpoint: EndpointConfig) -> KeptEndpoint:
        """Return one with the same address and headers."""
        return cls(endpoint.url, endpoint.params, endpoint.headers)

    def session(self) -> Any:
        """Return the one session, in a block that leaves it open."""
        if self._session is None:
            self._session = super().session()
        return nullcontext(self._session)

    async def close(self) -> None:
        """Close the connection."""
        if self._session is not None:
            await self._session.close()


def call(action: RemoteAction, tracker: DialogueStateTracker, _domain: Domain) -> dict[str, Any]:
    """Return what the action is told: slots and the newest message, not all that was ever said.

    Rasa adds every event of the session and the whole domain, 70 KB that are written, sent and
    read again in each turn. The SDK insists on a domain, but not on its contents.
    """
    state = tracker.current_state(EventVerbosity.NONE)
    return {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "tracker": {**state, "events": []},
        "domain": {},
        "version": rasa.__version__,
    }
