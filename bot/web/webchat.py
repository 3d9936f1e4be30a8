"""The web chat: the page, its form, and the live part that the page's script talks to."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from sanic import Blueprint, Request
from sanic.exceptions import BadRequest
from sanic.response import HTTPResponse, empty, html, json, redirect

from bot.application.consult import LiveCatalogue
from bot.application.ports import Engine
from bot.application.receive import MessageTooLong, Reception, UnknownChoice
from bot.application.transcripts import Excerpt, Transcripts
from bot.clock import Clock
from bot.domain.catalogue import Government
from bot.store.database import DatabaseUnavailable
from bot.web.pages import (
    CONTENT_SECURITY_POLICY,
    ChatChoice,
    ChatMessage,
    ChatPage,
    Problem,
    render_chat,
    render_problem,
)
from bot.web.webchat_message import CHANNEL, Untaken, read_message

COOKIE = "percakapan"
_COOKIE_AGE = 60 * 60 * 24 * 30
_ADDRESS = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 random bytes, base64
_AFTER = re.compile(r"[0-9]{1,18}")
_WAIT = re.compile(r"[0-9]{1,4}")
_LONGEST_WAIT = 25.0
# A page without script waits this long for its answer before it is shown again.
_FORM_WAIT_SECONDS = 8.0
_STATUS = {
    Problem.EMPTY: 400,
    Problem.TOO_LONG: 413,
    Problem.STALE_CHOICE: 400,
    Problem.STALE_PAGE: 403,
    Problem.BAD_LOCATION: 400,
    Problem.UNAVAILABLE: 503,
}


class DeskOfPage:
    """What a page says of the desk it belongs to."""

    def __init__(
        self, live: LiveCatalogue, clock: Clock, *, demo: bool, clock_is_set: bool
    ) -> None:
        self._live = live
        self._clock = clock
        self.demo = demo
        self._clock_is_set = clock_is_set

    async def government(self) -> Government:
        """Return whose desk this is."""
        catalogue, _ = await self._live.current()
        return catalogue.government

    def clock_text(self, zone: str) -> str | None:
        """Return the desk's time where it was set to another, None where it is the real one."""
        return time_text(self._clock.now(), zone) if self._clock_is_set else None


def time_text(at: datetime, zone: str) -> str:
    """Return a time of day with its zone, as it is written in Indonesia."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%H.%M} {local.tzname()}"


class WebChat:
    """Answers the browser. A conversation is known by an unguessable cookie and nothing else."""

    def __init__(
        self,
        reception: Reception,
        transcripts: Transcripts,
        engine: Engine,
        desk: DeskOfPage,
    ) -> None:
        self._reception = reception
        self._transcripts = transcripts
        self._engine = engine
        self._desk = desk

    async def page(
        self, address: str, problem: Problem | None = None, draft: str = ""
    ) -> HTTPResponse:
        """Return the page with its conversation so far."""
        government = await self._desk.government()
        excerpt = await self._transcripts.newest(CHANNEL, address)
        shown = ChatPage(
            government=government.name,
            mode_demo=self._desk.demo,
            messages=_messages(excerpt, government.zone),
            engine_ready=await self._engine.is_ready(),
            last_id=excerpt.lines[-1].id if excerpt.lines else 0,
            desk_clock=self._desk.clock_text(government.zone),
            token=csrf_token(address),
            external_id=secrets.token_urlsafe(16),
            problem=problem,
            draft=draft,
        )
        status = 422 if problem else 200
        return html(render_chat(shown), status=status, headers={"Cache-Control": "no-store"})

    async def take(self, address: str, fields: dict[str, object]) -> int:
        """Store what the browser sent and return its id; raise Untaken with the problem."""
        try:
            received = await self._reception.receive(read_message(address, fields))
        except MessageTooLong as error:
            raise Untaken(Problem.TOO_LONG) from error
        except UnknownChoice as error:
            raise Untaken(Problem.STALE_CHOICE) from error
        except DatabaseUnavailable as error:
            raise Untaken(Problem.UNAVAILABLE) from error
        return received.inbox_id

    async def take_form(self, address: str, fields: dict[str, object]) -> None:
        """Store what the form without script sent, and give its answer a moment to come."""
        inbox_id = await self.take(address, fields)
        await self._transcripts.since(CHANNEL, address, inbox_id, _FORM_WAIT_SECONDS)

    async def news(self, address: str, after: int, seconds: float) -> HTTPResponse:
        """Return what was said after an id, waiting a while for it."""
        excerpt = await self._transcripts.since(
            CHANNEL, address, after, min(seconds, _LONGEST_WAIT)
        )
        government = await self._desk.government()
        lines = [_message_body(line) for line in _messages(excerpt, government.zone)]
        ready = await self._engine.is_ready()
        body = {"messages": lines, "typing": excerpt.typing, "engine_ready": ready}
        return json(body, headers={"Cache-Control": "no-store"})


def csrf_token(address: str) -> str:
    """Return what only a page of this very conversation can know: its cookie is unguessable."""
    return hashlib.sha256(f"csrf\n{address}".encode()).hexdigest()[:32]


def webchat_routes(chat: WebChat) -> Blueprint:
    """Return the routes of the page."""
    routes = Blueprint("webchat")

    @routes.get("/")
    async def page(request: Request) -> HTTPResponse:
        return _with_cookie(request, await chat.page(_address(request)))

    @routes.post("/kirim")
    async def send_form(request: Request) -> HTTPResponse:
        fields = {name: values[0] for name, values in (request.form or {}).items() if values}
        try:
            _check_csrf(request, str(fields.get("csrf", "")))
            await chat.take_form(_address(request), fields)
        except Untaken as untaken:
            draft = str(fields.get("text", ""))
            return _with_cookie(request, await chat.page(_address(request), untaken.problem, draft))
        return redirect("/#terbaru", status=303)

    @routes.post("/api/v1/webchat/messages")
    async def send(request: Request) -> HTTPResponse:
        try:
            _check_csrf(request, request.headers.get("X-CSRF-Token", ""))
            inbox_id = await chat.take(_address(request), _fields(request))
        except Untaken as untaken:
            status = _STATUS[untaken.problem]
            return json({"error": render_problem(untaken.problem)}, status=status)
        return json({"id": inbox_id}, status=202)

    @routes.get("/api/v1/webchat/messages")
    async def news(request: Request) -> HTTPResponse:
        after, wait = request.args.get("after", "0"), request.args.get("wait", "0")
        if not (_has_address(request) and _AFTER.fullmatch(after) and _WAIT.fullmatch(wait)):
            return empty(400)
        return await chat.news(_address(request), int(after), float(wait))

    return routes


def _address(request: Request) -> str:
    if _has_address(request):
        return str(request.cookies.get(COOKIE))
    # Made once for a request: the page and its cookie must agree.
    if not hasattr(request.ctx, "address"):
        request.ctx.address = secrets.token_urlsafe(32)
    return str(request.ctx.address)


def _with_cookie(request: Request, response: HTTPResponse) -> HTTPResponse:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.cookies.add_cookie(
        COOKIE,
        _address(request),
        httponly=True,
        samesite="Lax",
        secure=request.scheme == "https",
        max_age=_COOKIE_AGE,
    )
    return response


def _has_address(request: Request) -> bool:
    return bool(_ADDRESS.fullmatch(request.cookies.get(COOKIE) or ""))


def _check_csrf(request: Request, presented: str) -> None:
    expected = csrf_token(_address(request)).encode()
    same = hmac.compare_digest(presented.encode("utf-8", "replace"), expected)
    if not (_has_address(request) and same):
        raise Untaken(Problem.STALE_PAGE)


def _fields(request: Request) -> dict[str, object]:
    try:
        body = request.json
    except BadRequest as error:
        raise Untaken(Problem.EMPTY) from error
    return body if isinstance(body, dict) else {}


def _messages(excerpt: Excerpt, zone: str) -> tuple[ChatMessage, ...]:
    return tuple(
        ChatMessage(
            line.id,
            line.from_citizen,
            line.text,
            tuple(ChatChoice(c.title, c.token, c.shares_location) for c in line.choices),
            time_text(line.at, zone),
        )
        for line in excerpt.lines
    )


def _message_body(message: ChatMessage) -> dict[str, object]:
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
