"""Around the conversation: health, figures, the engine's private door, errors and headers."""

import re
import secrets
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.store.database import Database
from bot.web.action_endpoint import PATH as ACTIONS
from bot.web.pages import asset_address
from bot.web.webchat import csrf_token
from tests.engines import FakeEngine
from tests.web.browser import Browser
from tests.web.serving import ACTION_TOKEN, Served, served

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
CONSULT = "/api/v1/consult"
AUTHORISED = {"Authorization": f"Bearer {ACTION_TOKEN}"}


@pytest.fixture
async def without_database(dsn: str) -> AsyncIterator[Served]:
    """A desk whose database is not there."""
    nowhere = f"{dsn}&dbname=tidak_ada"
    database = Database(nowhere)
    async with served(database, nowhere) as desk:
        yield desk
    await database.close()


async def test_a_living_process_is_healthy_whatever_is_missing(without_database: Served) -> None:
    async with without_database.client() as client:
        assert (await client.get("/healthz")).status_code == 200


async def test_the_desk_is_ready_when_worker_and_engine_are(client: httpx.AsyncClient) -> None:
    await client.post(CONSULT, json={"text": "halo"})

    response = await client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


async def test_a_desk_that_cannot_answer_says_what_is_missing(database: Database, dsn: str) -> None:
    async with served(database, dsn, FakeEngine(ready=False)) as desk, desk.client() as client:
        response = await client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["missing"] == ["worker", "engine"]


async def test_a_missing_database_is_named(without_database: Served) -> None:
    async with without_database.client() as client:
        response = await client.get("/readyz")

    assert (response.status_code, response.json()["missing"]) == (503, ["database"])


async def test_figures_count_what_was_said(client: httpx.AsyncClient) -> None:
    await client.post(CONSULT, json={"text": "halo"})

    response = await client.get("/metrics")
    figures = dict(line.split() for line in response.text.splitlines() if line[0] != "#")
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert float(figures["tanya_loket_messages_received"]) == 1
    assert float(figures["tanya_loket_messages_answered"]) == 1
    assert float(figures["tanya_loket_messages_waiting"]) == 0
    assert float(figures["tanya_loket_replies"]) == 1
    typed = re.findall(r"^# TYPE (\w+) gauge$", response.text, re.MULTILINE)
    assert typed == list(figures)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer salah"}, {"Authorization": ""}])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
async def test_the_engines_door_looks_like_no_door_at_all(
    client: httpx.AsyncClient, headers: dict[str, str], method: str
) -> None:
    door = await client.request(method, ACTIONS, headers=headers)
    nothing = await client.request(method, "/private/tidak-ada", headers=headers)

    assert door.status_code == nothing.status_code == 404
    assert door.content == nothing.content


async def test_a_token_of_strange_bytes_is_a_wrong_token(client: httpx.AsyncClient) -> None:
    response = await client.post(ACTIONS, headers={b"Authorization": b"Bearer \xff\xfe"})

    assert response.status_code == 404


async def test_the_engine_is_told_which_action_is_unknown(client: httpx.AsyncClient) -> None:
    call = {"next_action": "action_tidak_ada", "sender_id": "1", "tracker": tracker(), "domain": {}}
    response = await client.post(ACTIONS, headers=AUTHORISED, json=call)

    assert response.status_code == 404
    assert response.json()["action_name"] == "action_tidak_ada"


@pytest.mark.parametrize("path", ["/", "/docs", CONSULT, "/tidak-ada", "/healthz", ACTIONS])
async def test_every_response_keeps_the_browser_safe(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)

    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_pages_load_nothing_from_elsewhere(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', response.text)


async def test_an_unknown_address_is_said_to_be_unknown(client: httpx.AsyncClient) -> None:
    programme = await client.get("/tidak-ada")
    browser = await client.get("/tidak-ada", headers={"Accept": "text/html,*/*"})
    wrong = await client.get(CONSULT)

    assert (programme.status_code, browser.status_code, wrong.status_code) == (404, 404, 405)
    assert browser.text == programme.json()["error"]
    assert wrong.json()["error"] not in ("", browser.text)


async def test_without_a_database_everyone_is_told_to_come_back(without_database: Served) -> None:
    async with without_database.client() as client:
        question = await client.post(CONSULT, json={"text": "halo"})
        figures = await client.get("/metrics")
        page = await client.get("/", headers={"Accept": "text/html"})

    assert (question.status_code, figures.status_code, page.status_code) == (503, 503, 503)
    assert question.json()["error"] == page.text


async def test_a_page_that_was_open_is_told_too_when_the_database_goes(
    without_database: Served,
) -> None:
    address = secrets.token_urlsafe(32)
    async with without_database.client() as client:
        client.cookies.set("percakapan", address)
        browser = Browser(client, csrf_token(address))
        sent = await browser.send(text="halo")
        submitted = await browser.submit(text="halo")

    assert (sent.status_code, submitted.status_code) == (503, 503)
    assert sent.json()["error"]


def tracker() -> dict[str, object]:
    """Return the least that an action is told of a conversation."""
    return {
        "sender_id": "1",
        "slots": {},
        "latest_message": {},
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
    }


async def test_a_file_named_by_its_content_is_fetched_only_once(client: httpx.AsyncClient) -> None:
    named = await client.get(asset_address("chat.css"))
    assert "immutable" in named.headers["Cache-Control"]
    bare = await client.get("/static/chat.css")
    assert "immutable" not in bare.headers.get("Cache-Control", "")
