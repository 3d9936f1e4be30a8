"""The engine's client, against an engine that speaks HTTP: what each answer means for a message."""

import json
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.application.ports import Aspect, EngineUnavailable, Turn, TurnFailed
from bot.assistant import RasaEngine
from bot.domain.message import Choice, Reply

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
UNDERSTOOD = {"intent": "fee", "confidence": 0.9, "aspects": [{"name": "fee", "confidence": 0.9}]}
BUTTON = {"title": "Hilang", "payload": "/choose{}"}


@dataclass
class Private:
    """What the engine's door answers, and what it was asked."""

    status: int = 200
    body: object = field(default_factory=dict)
    delay: float = 0.0
    asked: list[tuple[str, str | None, Any]] = field(default_factory=list)


@pytest.fixture
def door() -> Private:
    """An engine's door; tests say what it answers."""
    return Private(body={"replies": [{"text": "Gratis"}], "understood": UNDERSTOOD})


@pytest.fixture
def url(door: Private) -> Iterator[str]:
    """Where the door is."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            content = json.loads(self.rfile.read(length) or b"null")
            door.asked.append((self.path, self.headers["Authorization"], content))
            time.sleep(door.delay)
            answer = door.body if isinstance(door.body, bytes) else json.dumps(door.body).encode()
            self.send_response(door.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
async def engine(url: str) -> AsyncIterator[RasaEngine]:
    """The client, with little patience."""
    engine = RasaEngine(url, "rahasia", turn_seconds=0.5)
    yield engine
    await engine.close()


async def test_a_text_becomes_a_turn(engine: RasaEngine, door: Private) -> None:
    report: dict[str, Any] = {"understood": {}, "answer": None}
    replies = [{"text": "Yang mana?", "buttons": [BUTTON]}, {"custom": report}, {"text": "Ya?"}]
    door.body = {"replies": replies, "understood": UNDERSTOOD}

    turn = await engine.take_turn("c1", "m1", "berapa?", None, AT)

    asked = (Reply("Yang mana?", (Choice("Hilang", "/choose{}"),)), Reply("Ya?"))
    assert turn == Turn(asked, (Aspect("fee", 0.9),), report)
    [(path, authorization, body)] = door.asked
    assert path == "/webhooks/private/turn"
    assert authorization == "Bearer rahasia"
    assert body == {
        "conversation": "c1",
        "message_id": "m1",
        "text": "berapa?",
        "choice": None,
        "at": "2026-11-23T02:00:00+00:00",
    }


async def test_a_choice_is_sent_without_its_title(engine: RasaEngine, door: Private) -> None:
    await engine.take_turn("c1", "m1", "Hilang", "/choose{}", AT)

    [(_, _, body)] = door.asked
    assert (body["text"], body["choice"]) == (None, "/choose{}")


@pytest.mark.parametrize("status", [401, 404, 502, 503])
async def test_an_engine_that_is_not_ready_is_tried_again(
    engine: RasaEngine, door: Private, status: int
) -> None:
    door.status = status

    with pytest.raises(EngineUnavailable, match=str(status)):
        await engine.take_turn("c1", "m1", "halo", None, AT)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, {"error": "KeyError"}),
        (500, {"error": "NIK 3201151207850001 tidak sah"}),
        (500, b"<html>"),
        (200, b"<html>"),
        (200, [1]),
        (200, {}),
        (200, {"replies": [], "understood": UNDERSTOOD}),
        (200, {"replies": [{"custom": {}}], "understood": UNDERSTOOD}),
        (200, {"replies": [{"text": ""}], "understood": UNDERSTOOD}),
        (200, {"replies": [{"text": "ya"}], "understood": None}),
    ],
)
async def test_a_turn_without_an_answer_has_failed_and_quotes_nobody(
    engine: RasaEngine, door: Private, status: int, body: object
) -> None:
    door.status, door.body = status, body

    with pytest.raises(TurnFailed) as failure:
        await engine.take_turn("c1", "m1", "halo", None, AT)

    assert "3201" not in str(failure.value)


async def test_a_message_that_hangs_the_engine_has_failed(
    engine: RasaEngine, door: Private
) -> None:
    door.delay = 1.0

    with pytest.raises(TurnFailed, match="ReadTimeout"):
        await engine.take_turn("c1", "m1", "halo", None, AT)


async def test_an_engine_that_is_not_there_is_tried_again() -> None:
    engine = RasaEngine("http://127.0.0.1:9", "rahasia")

    with pytest.raises(EngineUnavailable):
        await engine.take_turn("c1", "m1", "halo", None, AT)
    assert not await engine.is_ready()
    await engine.close()


async def test_many_pages_ask_the_engine_once_whether_it_is_ready(
    engine: RasaEngine, door: Private
) -> None:
    assert [await engine.is_ready() for _ in range(20)] == [True] * 20
    assert [path for path, _, _ in door.asked] == ["/webhooks/private/ready"]


async def test_an_engine_without_a_model_is_not_ready(engine: RasaEngine, door: Private) -> None:
    door.status = 503

    assert not await engine.is_ready()
