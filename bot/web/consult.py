"""POST /api/v1/consult: one question in, the whole answer out."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sanic import Blueprint, Request
from sanic.exceptions import BadRequest
from sanic.response import HTTPResponse, json

from bot.application.outcome import understood_by
from bot.application.receive import MessageTooLong, Received, Reception
from bot.application.transcripts import Answered, Transcripts
from bot.domain.errors import NoSuchPoint
from bot.domain.message import Inbound, Spoken
from bot.domain.places import Coordinates
from bot.web.location import parse_coordinates
from bot.web.sentences import problem

CHANNEL = "api"
# The engine answers in milliseconds; a question that waits longer gets what is known so far.
_WAIT_SECONDS = 25.0
# What the desk issues has 128 random bits. In demo mode a client may name a conversation itself.
_ISSUED = re.compile(r"[A-Za-z0-9_-]{22,64}")
# What PostgreSQL and every calendar library can still hold, in any zone.
_YEARS = range(2000, 2100)
_NAMED = re.compile(r"[\w .@-]{1,64}")


class Refused(Exception):
    """The request cannot be taken; the key names the sentence that says why."""


@dataclass(frozen=True)
class Question:
    """A checked request: a text or a shared location."""

    text: str | None
    location: Coordinates | None
    conversation: str
    asked_for: datetime | None


def consult_routes(reception: Reception, transcripts: Transcripts, *, demo: bool) -> Blueprint:
    """Return the route; `demo` allows `at` and conversations named by the client."""
    routes = Blueprint("consult")

    @routes.post("/api/v1/consult")
    async def consult(request: Request) -> HTTPResponse:
        try:
            question = parse_question(_body(request), demo=demo)
        except Refused as refused:
            return problem(str(refused), 400)
        message = Inbound(
            CHANNEL,
            question.conversation,
            external_id(question.conversation, request.headers.get("Idempotency-Key")),
            text=question.text,
            location=question.location,
            asked_for=question.asked_for,
        )
        try:
            received = await _receive(reception, message)
        except MessageTooLong:
            return problem("too_long", 413)
        answered = await transcripts.answer_to(
            received.conversation_id, received.inbox_id, _WAIT_SECONDS
        )
        if answered is None:
            return problem("late", 503)
        return json(answer_body(question.conversation, answered))

    return routes


async def _receive(reception: Reception, message: Inbound) -> Received:
    if message.text is None:
        return await reception.receive(message)
    return await reception.receive_text_or_token(message)


def external_id(conversation: str, key: str | None) -> str:
    """Return the platform id of a message. A client's own key counts in its conversation only."""
    if not key:
        return str(uuid4())
    named = f"{conversation}\n{key}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(named).hexdigest()


def parse_question(body: object, *, demo: bool) -> Question:
    """Check a request's body; raise Refused with the key of a sentence."""
    if not isinstance(body, dict):
        raise Refused("not_json")
    text, location = body.get("text"), body.get("location")
    if text is not None and location is not None:
        raise Refused("text_or_location")
    return Question(
        _text(text) if location is None else None,
        _location(location) if location is not None else None,
        _conversation(body.get("conversation"), demo=demo),
        _instant(body.get("at"), demo=demo),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Refused("bad_text")
    return value


def _location(value: object) -> Coordinates:
    if not isinstance(value, dict):
        raise Refused("bad_location")
    try:
        return parse_coordinates(value.get("latitude"), value.get("longitude"))
    except NoSuchPoint as error:
        raise Refused("bad_location") from error


def _conversation(value: object, *, demo: bool) -> str:
    if value is None or value == "":
        return secrets.token_urlsafe(16)
    pattern = _NAMED if demo else _ISSUED
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Refused("bad_conversation")
    return value


def _instant(value: object, *, demo: bool) -> datetime | None:
    if value is None:
        return None
    if not demo:
        raise Refused("at_in_production")
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError as error:
        raise Refused("bad_at") from error
    if instant is None or instant.tzinfo is None or instant.year not in _YEARS:
        raise Refused("bad_at")
    return instant


def answer_body(conversation: str, answered: Answered) -> dict[str, Any]:
    """Return the response: what was understood, what was said, and the answer as data."""
    result = answered.result or {"understood": understood_by(()), "answer": None}
    return {
        "conversation": conversation,
        "understood": result["understood"],
        "replies": [_reply_body(reply) for reply in answered.replies],
        "answer": result["answer"],
    }


def _reply_body(reply: Spoken) -> dict[str, Any]:
    choices = [{"title": choice.title, "payload": choice.token} for choice in reply.choices]
    return {"text": reply.text, "choices": choices}


def _body(request: Request) -> object:
    try:
        return request.json
    except BadRequest as error:
        raise Refused("not_json") from error
