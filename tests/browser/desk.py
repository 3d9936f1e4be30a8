"""A desk in memory that speaks the web chat's contract, for looking at the page alone."""

import json
import sys
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from bot.web.pages import (
    CONTENT_SECURITY_POLICY,
    PERMISSIONS_POLICY,
    STATIC,
    ChatChoice,
    ChatMessage,
    ChatPage,
    Problem,
    render_chat,
    render_problem,
)

TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
LONGEST = 10_000
SHARE = "Kirim lokasi saya"
MENU = "Menu layanan"
THINKING_SECONDS = 0.3


@dataclass
class Desk:
    """One citizen's conversation; a real desk keeps it in a database."""

    messages: list[ChatMessage] = field(default_factory=list)
    taken: dict[str, int] = field(default_factory=dict)
    locations: list[tuple[float, float]] = field(default_factory=list)
    thinking: int = 0
    engine_ready: bool = True
    changed: threading.Condition = field(default_factory=threading.Condition)

    def take(self, external_id: str, text: str) -> int:
        """Store a message once, and answer it a moment later."""
        with self.changed:
            if external_id not in self.taken:
                self.taken[external_id] = self._add(text, from_citizen=True)
                self.thinking += 1
                threading.Timer(THINKING_SECONDS, self._answer, (text,)).start()
            return self.taken[external_id]

    def wait_for_news(self, after: int, seconds: float) -> dict[str, Any]:
        """Return what came after a message, at once or when it comes."""
        with self.changed:
            self.changed.wait_for(lambda: bool(self._news(after)), seconds)
            return {
                "messages": [_as_json(message) for message in self._news(after)],
                "typing": self.thinking > 0,
                "engine_ready": self.engine_ready,
            }

    def say(self, text: str, *choices: str) -> None:
        """Add a message of the desk; a choice named SHARE asks for the location."""
        with self.changed:
            self._add(text, from_citizen=False, choices=choices)

    def _answer(self, text: str) -> None:
        with self.changed:
            self.thinking -= 1
            choices = ("KTP baru", "KTP hilang") if text.endswith("KTP") else ()
            self._add(f"Jawaban untuk: {text}", from_citizen=False, choices=choices)

    def _add(self, text: str, *, from_citizen: bool, choices: tuple[str, ...] = ()) -> int:
        number = len(self.messages) + 1
        buttons = tuple(ChatChoice(t, f"token:{t}", shares_location=t == SHARE) for t in choices)
        self.messages.append(ChatMessage(number, from_citizen, text, buttons, "09.12 WIB"))
        self.changed.notify_all()
        return number

    def _news(self, after: int) -> list[ChatMessage]:
        return [message for message in self.messages if message.id > after]


class DeskServer(ThreadingHTTPServer):
    """Serves one desk on a free port of this machine."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(("127.0.0.1", 0), DeskRequest)
        self.desk = desk

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves while we wait for news is no error; all else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def url(self) -> str:
        """The address to open."""
        return f"http://127.0.0.1:{self.server_port}"


class DeskRequest(BaseHTTPRequestHandler):
    """The routes that the page uses, and no others."""

    protocol_version = "HTTP/1.1"
    server: DeskServer

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/":
            self._send(200, "text/html; charset=utf-8", _page(self.server.desk))
        elif url.path.startswith("/static/"):
            asset = STATIC / url.path.rpartition("/")[2]
            self._send(200, TYPES[asset.suffix[1:]], asset.read_text(encoding="utf-8"))
        elif url.path == "/api/v1/webchat/messages":
            query = parse_qs(url.query)
            wait = min(float(query["wait"][0]), 2)
            news = self.server.desk.wait_for_news(int(query["after"][0]), wait)
            self._send_json(200, news)
        else:
            self._send_json(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/kirim":
            self._take_form({name: values[0] for name, values in parse_qs(body).items()})
        else:
            self._take_json(json.loads(body))

    def _take_form(self, form: dict[str, str]) -> None:
        text = _said(form)
        if len(text) > LONGEST:
            page = _page(self.server.desk, problem=Problem.TOO_LONG, draft=text)
            self._send(HTTPStatus.UNPROCESSABLE_ENTITY, "text/html; charset=utf-8", page)
        else:
            self.server.desk.take(form["external_id"], text)
            self._send(303, "text/plain", "", Location="/#terbaru")

    def _take_json(self, body: dict[str, Any]) -> None:
        text = _said(body)
        if "latitude" in body:
            self.server.desk.locations.append((body["latitude"], body["longitude"]))
        if text == "token:KTP hilang" or not text.startswith("token:"):
            number = self.server.desk.take(body["external_id"], text.removeprefix("token:"))
            self._send_json(202, {"id": number})
        else:
            self._send_json(400, {"error": render_problem(Problem.STALE_CHOICE)})

    def _send_json(self, status: int, value: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(value))

    def _send(self, status: int, content_type: str, content: str, **headers: str) -> None:
        body = content.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.send_header("Permissions-Policy", PERMISSIONS_POLICY)
        self.send_header("Cache-Control", "no-store")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test run's output for the tests."""


def _said(fields: dict[str, Any]) -> str:
    if "latitude" in fields:
        return "(lokasi)"
    if "link" in fields:
        return MENU
    return str(fields.get("choice") or fields["text"])


def _page(desk: Desk, *, problem: Problem | None = None, draft: str = "") -> str:
    with desk.changed:
        messages = tuple(desk.messages)
    return render_chat(
        ChatPage(
            government="Kabupaten Sukamaju",
            mode_demo=True,
            messages=messages,
            engine_ready=desk.engine_ready,
            last_id=len(messages),
            desk_clock="Senin, 28 Desember 2026 09.12 WIB",
            token="csrf",
            external_id=str(uuid4()),
            problem=problem,
            draft=draft,
        )
    )


def _as_json(message: ChatMessage) -> dict[str, Any]:
    return {
        "id": message.id,
        "from_citizen": message.from_citizen,
        "text": message.text,
        "choices": [
            {"title": c.title, "token": c.token, "shares_location": c.shares_location}
            for c in message.choices
        ],
        "at": message.at,
    }


def start(desk: Desk) -> DeskServer:
    """Serve a desk in the background until `shutdown`."""
    server = DeskServer(desk)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server
