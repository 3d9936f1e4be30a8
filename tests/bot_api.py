"""A Bot API server for tests: Telegram's side of the wire, on loopback, with a memory."""

import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.bot_api_contract import violations

BOT_ID = 700100200
TOKEN = f"{BOT_ID}:AAE-uji_coba-0123456789"
_NOBODY = 0


@dataclass(frozen=True)
class Call:
    """One call of the desk."""

    method: str
    given: dict[str, str]
    at: float

    @property
    def chat(self) -> int:
        return int(self.given.get("chat_id", _NOBODY))

    @property
    def markup(self) -> dict[str, Any]:
        """Return the keyboard of a sent message."""
        loaded: dict[str, Any] = json.loads(self.given.get("reply_markup", "{}"))
        return loaded


@dataclass
class FakeBotApi:
    """What citizens do goes in by `write`, `press`, `report`; what the desk does is in `calls`.

    `refusals` are given first: by chat for messages, by method for the rest. `delay` is how long
    every message takes.
    """

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    refusals: dict[int | str, deque[tuple[int, dict[str, Any]]]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    delay: float = 0.0
    confirmed: int = 0
    # Called with every message before it is answered; a test kills somebody here.
    on_send: Callable[[Call], None] = lambda _: None
    _waiting: list[dict[str, Any]] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)
    _updates: Iterator[int] = field(default_factory=lambda: count(5001))
    _messages: Iterator[int] = field(default_factory=lambda: count(1))

    def write(self, chat: int, text: str, **fields: object) -> dict[str, Any]:
        """Let a citizen write, and return the update."""
        return self.report({"message": self.message(chat, text=text, **fields)})

    def press(self, chat: int, token: str) -> dict[str, Any]:
        """Let a citizen press a button."""
        query = {
            "id": f"{next(self._messages)}", "chat_instance": "1", "data": token,
            "from": person(chat), "message": self.message(chat, text="..."),
        }  # fmt: skip
        return self.report({"callback_query": query})

    def message(self, chat: int, **fields: object) -> dict[str, Any]:
        """Return a message of a private chat, as Telegram describes one."""
        return {
            "message_id": next(self._messages), "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "Warga"},
            "from": person(chat), **fields,
        }  # fmt: skip

    def report(self, update: dict[str, Any]) -> dict[str, Any]:
        """Keep an update until the desk has confirmed it."""
        with self._news:
            update = {"update_id": next(self._updates), **update}
            self._waiting.append(update)
            self._news.notify_all()
        return update

    def refuse(self, whom: int | str, status: int, description: str, **parameters: object) -> None:
        """Let the next call of a method, or message to a chat, fail."""
        body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
        self.refusals[whom].append(
            (status, body | ({"parameters": parameters} if parameters else {}))
        )

    def sent_to(self, chat: int) -> list[Call]:
        """Return the messages that arrived in a chat, in order."""
        return [
            call for call in list(self.calls) if call.method == "sendMessage" and call.chat == chat
        ]

    def calls_of(self, method: str) -> list[Call]:
        """Return what was called under a name, refused or not."""
        return [call for call in list(self.calls) if call.method == method]

    def unconfirmed(self) -> int:
        """Return how many updates Telegram would report again."""
        with self._news:
            return len(self._waiting)

    def answer(self, token: str, method: str, given: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Return the status and body that a call gets."""
        if token != TOKEN:
            return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
        self.faults += violations(method, given)
        call = Call(method, given, time.monotonic())
        whom: int | str = call.chat if method == "sendMessage" else method
        if self.refusals[whom]:
            return self.refusals[whom].popleft()
        respond: Callable[[Call], object] = getattr(self, f"_{method}", lambda _: True)
        result = respond(call)
        self.calls.append(call)
        return 200, {"ok": True, "result": result}

    def _getMe(self, _: Call) -> object:  # noqa: N802 - named like the method
        return {"id": BOT_ID, "is_bot": True, "first_name": "Loket", "username": "loket_uji_bot"}

    def _getUpdates(self, call: Call) -> object:  # noqa: N802
        until = time.monotonic() + float(call.given.get("timeout", 0))
        with self._news:
            self.confirmed = max(self.confirmed, int(call.given.get("offset", 0)) - 1)
            self._waiting = [u for u in self._waiting if u["update_id"] > self.confirmed]
            while not self._waiting and (left := until - time.monotonic()) > 0:
                self._news.wait(min(left, 0.5))
            return self._waiting[: int(call.given.get("limit", 100))]

    def _sendMessage(self, call: Call) -> object:  # noqa: N802
        self.on_send(call)
        time.sleep(self.delay)
        return self.message(call.chat, text=call.given["text"])


def person(chat: int) -> dict[str, Any]:
    """Return a citizen; a private chat has the id of the person."""
    return {"id": chat, "is_bot": False, "first_name": "Warga"}


@contextmanager
def running_bot_api() -> Iterator[FakeBotApi]:
    """Run a server while the block lasts."""
    api = FakeBotApi()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            address = urlsplit(self.path)
            _, bot, method = address.path.split("/")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            given = dict(parse_qsl(f"{address.query}&{body}", keep_blank_values=True))
            status, answer = api.answer(bot.removeprefix("bot"), method, given)
            self._reply(status, json.dumps(answer).encode())

        def _reply(self, status: int, content: bytes) -> None:
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except ConnectionError:
                pass  # whoever asked was killed, which some tests do

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Handler) as server:
        api.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield api
        finally:
            server.shutdown()
            thread.join()


def buttons_of(call: Call) -> Mapping[str, str]:
    """Return the inline buttons under a message: title to token."""
    rows = call.markup.get("inline_keyboard", [])
    return {button["text"]: button["callback_data"] for row in rows for button in row}
