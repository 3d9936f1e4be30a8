"""A real engine for tests, with real actions behind it, both on loopback."""

import asyncio
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from bot.application.context import Context
from bot.supervision.engine_process import engine_command, engine_environment

ROOT = Path(__file__).parents[2]
TOKEN = "engine-token"
ACTION_TOKEN = "action-token"
# What a failing action says; it must reach neither the service nor the log.
SECRET = "rahasia-warga"


@dataclass
class Calls:
    """What the engine asked of the actions."""

    tokens: list[str | None] = field(default_factory=list)
    trackers: list[dict[str, Any]] = field(default_factory=list)


class Repeat(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """Repeats the message; fails or stays silent when the message says so.

    It sets every slot in every turn, as the real one does.
    """

    def name(self) -> str:
        return "action_consult"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        text = tracker.latest_message["text"]
        if SECRET in text:
            raise RuntimeError(text)
        if "diam" not in text:
            dispatcher.utter_message(text=f"1: {text}", buttons=[{"title": "a", "payload": "b"}])
            dispatcher.utter_message(text=f"2:\n\n{tracker.get_slot('service')}")
            dispatcher.utter_message(json_message={"heard": len(text)})
        slots = {name: tracker.get_slot(name) for name in Context().as_slots()}
        if chosen := next(tracker.get_latest_entity_values("service"), None):
            slots["service"] = chosen
        return [SlotSet(name, value) for name, value in slots.items()]


class Confirm(Repeat):
    def name(self) -> str:
        return "action_confirm"


@contextmanager
def running_actions(calls: Calls) -> Iterator[str]:
    """Serve the actions; give their address."""
    executor = ActionExecutor()
    for action in (Repeat(), Confirm()):
        executor.register_action(action)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            calls.tokens.append(self.headers["Authorization"])
            calls.trackers.append(call["tracker"])
            try:
                result = asyncio.run(executor.run(call))
                self._answer(200, result.model_dump() if result else {})
            except RuntimeError as error:
                self._answer(500, {"error": str(error)})

        def _answer(self, status: int, body: object) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/actions"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Engine:
    """An engine that is ready, its door, and what it logged so far."""

    client: httpx.Client
    calls: Calls
    log: Path

    def turn(self, conversation: str, message_id: str, **said: str) -> httpx.Response:
        """Take one turn."""
        body = {"conversation": conversation, "message_id": message_id, **said}
        return self.client.post("/turn", json={"at": "2026-11-24T09:00:00+07:00", **body})

    def understand(self, *texts: str) -> list[dict[str, Any]]:
        """Return what is understood of each text."""
        answer = self.client.post("/understand", json={"texts": list(texts)}).raise_for_status()
        parses: list[dict[str, Any]] = answer.json()["parses"]
        return parses


@contextmanager
def running_engine(engine_python: Path, model: Path, folder: Path) -> Iterator[Engine]:
    """Start an engine that keeps its conversations in memory."""
    calls, log, port = Calls(), folder / "engine.log", _free_port()
    endpoints = folder / "endpoints.yml"
    configured = (ROOT / "endpoints.yml").read_text(encoding="utf-8")
    endpoints.write_text("action_endpoint:" + configured.partition("action_endpoint:")[2])
    command = engine_command(engine_python, model, "127.0.0.1", port)
    with running_actions(calls) as actions, log.open("wb") as output:
        told = {"BOT_ENGINE_TOKEN": TOKEN, "BOT_ACTION_URL": actions}
        process = subprocess.Popen(
            [*command, "--endpoints", str(endpoints)],
            cwd=ROOT,
            env={**os.environ, **engine_environment(), **told, "BOT_ACTION_TOKEN": ACTION_TOKEN},
            stdout=output,
            stderr=output,
        )
        try:
            with _client(port) as client:
                _wait_ready(client, process)
                yield Engine(client, calls, log)
        finally:
            process.terminate()
            process.wait(20)


def _client(port: int) -> httpx.Client:
    return httpx.Client(
        base_url=f"http://127.0.0.1:{port}/webhooks/private",
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=60,
        trust_env=False,
    )


def _wait_ready(client: httpx.Client, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        try:
            if client.get("/ready").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise TimeoutError("the engine does not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
