"""The doors that are measured, and what counts as an answer at each."""

import secrets
from datetime import UTC, datetime
from itertools import count

from bot.web.webchat import COOKIE, csrf_token
from tests.bench.connection import Connection
from tests.bench.load import Load, Server, Sustained, sustain
from tests.bench.questions import LENGTH, question
from tests.bench.turns import Take, TurnPlan, Turns, measure_turns


async def answered(server: Server, load: Load) -> Sustained:
    """Let citizens ask the desk through everything; each conversation has five questions."""
    run = secrets.token_urlsafe(8)

    async def ask(connection: Connection, client: int, asked: int) -> bool:
        conversation, turn = divmod(asked, LENGTH)
        body = {
            "conversation": f"{run}-{client}-{conversation}",
            "text": question(client + conversation, turn + 1),
        }
        answer = await connection.post("/api/v1/consult", body)
        # Without an aspect it is the notice that the answer comes later.
        return answer.status == 200 and bool(answer.json()["understood"]["aspects"])

    return await sustain(server, load, ask)


async def acknowledged(server: Server, load: Load) -> Sustained:
    """Let each message come from a citizen of its own, to be stored with its job, and no more."""

    async def tell(connection: Connection, client: int, asked: int) -> bool:
        address = secrets.token_urlsafe(32)
        headers = {"Cookie": f"{COOKIE}={address}", "X-CSRF-Token": csrf_token(address)}
        body = {"text": question(client, asked), "external_id": "1"}
        answer = await connection.post("/api/v1/webchat/messages", body, headers)
        return answer.status == 202

    return await sustain(server, load, tell)


async def desk_turns(url: str, token: str, plan: TurnPlan) -> Turns:
    """Take turns in the desk's engine, whose action is the desk's own."""
    connection, numbers, run = await Connection.open(url), count(1), secrets.token_urlsafe(8)
    headers = {"Authorization": f"Bearer {token}"}

    async def take(conversation: int, turn: int) -> None:
        body = {
            "conversation": f"{run}-{conversation}",
            "message_id": str(next(numbers)),
            "at": datetime.now(UTC).isoformat(),
            "text": question(conversation, turn),
        }
        answer = await connection.post("/webhooks/private/turn", body, headers)
        if answer.status != 200:
            raise RuntimeError(f"{body['text']}: {answer.status} {answer.body.decode()}")

    return await _measured(connection, take, plan)


async def stock_turns(url: str, plan: TurnPlan) -> Turns:
    """Take turns at the REST channel of stock Rasa."""
    connection = await Connection.open(url)

    async def take(conversation: int, turn: int) -> None:
        if not await _rest(connection, f"turns-{conversation}", question(conversation, turn)):
            raise RuntimeError(f"no reply to: {question(conversation, turn)}")

    return await _measured(connection, take, plan)


async def stock_answered(server: Server, load: Load) -> Sustained:
    """Let citizens ask stock Rasa what they ask the desk."""

    async def ask(connection: Connection, client: int, asked: int) -> bool:
        conversation, turn = divmod(asked, LENGTH)
        text = question(client + conversation, turn + 1)
        return await _rest(connection, f"{client}-{conversation}", text)

    return await sustain(server, load, ask)


async def _rest(connection: Connection, sender: str, text: str) -> bool:
    body = {"sender": sender, "message": text}
    answer = await connection.post("/webhooks/rest/webhook", body)
    return answer.status == 200 and bool(answer.json())


async def _measured(connection: Connection, take: Take, plan: TurnPlan) -> Turns:
    try:
        return await measure_turns(take, plan)
    finally:
        connection.close()
