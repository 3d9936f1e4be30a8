"""The client of the engine: its private channel over HTTP, as typed values."""

import asyncio
from datetime import datetime
from time import monotonic
from typing import Any

import httpx

from bot.application.ports import Aspect, EngineUnavailable, Turn, TurnFailed
from bot.domain.message import Choice, Reply

# A turn takes milliseconds; one that takes this long will not come.
_TURN_SECONDS = 15.0
# Every open page asks whether the engine is ready; the engine is asked once for all of them.
_READY_SECONDS = 1.0


class RasaEngine:
    """Rasa behind its private channel."""

    def __init__(self, url: str, token: str, *, turn_seconds: float = _TURN_SECONDS) -> None:
        self._client = httpx.AsyncClient(
            base_url=f"{url}/webhooks/private",
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(turn_seconds, connect=2.0),
            limits=httpx.Limits(max_connections=16),
            trust_env=False,
        )
        self._asking = asyncio.Lock()
        self._ready = False
        self._ready_until = 0.0

    async def take_turn(
        self, conversation: str, message_id: str, text: str, choice: str | None, at: datetime
    ) -> Turn:
        """See bot.application.ports.Engine."""
        body = {
            "conversation": conversation,
            "message_id": message_id,
            "text": None if choice else text,
            "choice": choice,
            "at": at.isoformat(),
        }
        answer = await self._post("/turn", body)
        try:
            turn = _turn(answer)
        except (AttributeError, KeyError, TypeError) as error:
            raise TurnFailed("unexpected answer") from error
        if not turn.replies:
            raise TurnFailed("no reply")
        return turn

    async def understand(self, texts: list[str]) -> list[tuple[Aspect, ...]]:
        """Return what each text asks, most certain first, outside any conversation."""
        answer = await self._post("/understand", {"texts": texts})
        return [_aspects(parse) for parse in answer["parses"]]

    async def is_ready(self) -> bool:
        """See bot.application.ports.Engine."""
        async with self._asking:
            if monotonic() >= self._ready_until:
                self._ready = await self._ask_ready()
                self._ready_until = monotonic() + _READY_SECONDS
            return self._ready

    async def _ask_ready(self) -> bool:
        try:
            response = await self._client.get("/ready", timeout=2.0)
        except httpx.HTTPError:
            return False
        return response.status_code == httpx.codes.OK

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            response = await self._client.post(path, json=body)
        except httpx.ReadTimeout as error:
            # It took the message: a message that hangs every time must not be tried for ever.
            raise TurnFailed(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise EngineUnavailable(type(error).__name__) from error
        if response.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.INTERNAL_SERVER_ERROR):
            raise TurnFailed(_named_error(response))
        if response.status_code != httpx.codes.OK:
            raise EngineUnavailable(f"HTTP {response.status_code}")
        return _json_object(response)


def _json_object(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError as error:
        raise TurnFailed("no JSON") from error
    if not isinstance(answer, dict):
        raise TurnFailed("no JSON object")
    return answer


def _named_error(response: httpx.Response) -> str:
    """Return the class of the engine's error; anything longer might quote the citizen."""
    name = _json_object(response).get("error")
    return name if isinstance(name, str) and name.isidentifier() else "unnamed"


def _turn(answer: dict[str, Any]) -> Turn:
    replies = answer["replies"]
    reports = [reply["custom"] for reply in replies if "custom" in reply]
    return Turn(
        tuple(_reply(reply) for reply in replies if reply.get("text")),
        _aspects(answer["understood"]),
        reports[-1] if reports else None,
    )


def _reply(reply: dict[str, Any]) -> Reply:
    buttons = reply.get("buttons") or ()
    return Reply(reply["text"], tuple(Choice(b["title"], b["payload"]) for b in buttons))


def _aspects(understood: dict[str, Any]) -> tuple[Aspect, ...]:
    return tuple(Aspect(item["name"], item["confidence"]) for item in understood["aspects"])
