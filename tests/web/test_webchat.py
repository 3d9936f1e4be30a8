"""The web chat: one browser, one conversation, each message once, and answers as they come."""

import asyncio
import re
from time import monotonic
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from bot.domain.message import SHARE_LOCATION, Choice
from bot.store.database import Database
from bot.store.tables import inbox
from tests.engines import FakeEngine
from tests.web.browser import MESSAGES, Browser
from tests.web.serving import Served, served


@pytest.fixture
async def browser(client: httpx.AsyncClient) -> Browser:
    """An open chat page."""
    return await Browser.open(client)


async def test_a_question_is_taken_at_once_and_answered_a_moment_later(browser: Browser) -> None:
    taken = await browser.send(text="syarat KK?")

    question, answer = await browser.until_answered()
    assert taken.status_code == 202
    assert taken.json() == {"id": question["id"]}
    assert (question["text"], question["from_citizen"]) == ("syarat KK?", True)
    assert (answer["text"], answer["from_citizen"]) == ("Jawaban: syarat KK?", False)
    assert re.fullmatch(r"\d\d\.\d\d WI(B|TA|T)", answer["at"])


async def test_the_page_opens_with_what_was_said(browser: Browser) -> None:
    await browser.send(text="syarat <b>KK</b>?")
    await browser.until_answered()

    page = (await browser.client.get("/")).text
    assert "syarat &lt;b&gt;KK&lt;/b&gt;?" in page


async def test_a_message_sent_again_after_a_broken_line_is_stored_once(
    desk: Served, browser: Browser
) -> None:
    first = await browser.send(text="syarat KK?", external_id="sama")
    again = await browser.send(text="syarat KK?", external_id="sama")

    assert again.json() == first.json()
    assert await stored(desk.desk.database) == 1


async def test_another_browser_may_use_the_same_id(desk: Served, browser: Browser) -> None:
    await browser.send(text="punya saya", external_id="sama")
    async with desk.client() as other:
        neighbour = await Browser.open(other)
        await neighbour.send(text="punya tetangga", external_id="sama")
        messages = await neighbour.until_answered()

    assert [message["text"] for message in messages] == [
        "punya tetangga",
        "Jawaban: punya tetangga",
    ]


async def test_the_form_without_script_sends_and_shows_the_answer(browser: Browser) -> None:
    response = await browser.submit(text="syarat KK?", external_id="1")

    assert (response.status_code, response.headers["Location"]) == (303, "/#terbaru")
    assert "Jawaban: syarat KK?" in (await browser.client.get("/")).text


async def test_a_form_sent_twice_is_stored_once(desk: Served, browser: Browser) -> None:
    await browser.submit(text="syarat KK?", external_id="sama")
    await browser.submit(text="syarat KK?", external_id="sama")

    assert await stored(desk.desk.database) == 1


async def test_an_offered_choice_is_pressed_by_its_token(database: Database, dsn: str) -> None:
    engine = FakeEngine(choices=(Choice("Hilang", "/choose1"),))
    async with served(database, dsn, engine) as desk, desk.at_work(), desk.client() as client:
        browser = await Browser.open(client)
        await browser.send(text="KTP")
        [offered] = (await browser.until_answered())[-1]["choices"]
        await browser.send(choice=offered["token"])
        messages = await browser.until_answered(2)

    assert messages[2]["text"] == "Hilang"
    assert engine.taken[-1].choice == "/choose1"


@pytest.mark.parametrize("choice", ["/choose1", "x" * 22, "\x00", {"a": 1}, 7])
async def test_a_choice_that_was_never_offered_is_refused(
    desk: Served, browser: Browser, choice: object
) -> None:
    response = await browser.send(choice=choice)

    assert response.status_code == 400
    assert list(response.json()) == ["error"]
    assert await stored(desk.desk.database) == 0


@pytest.mark.parametrize("text", ["", "  ", None, 5, ["a"]])
async def test_a_message_without_words_is_refused(browser: Browser, text: object) -> None:
    assert (await browser.send(text=text)).status_code == 400


async def test_a_text_that_is_too_long_is_refused_and_its_draft_kept(browser: Browser) -> None:
    long = "panjang " * 1300
    sent = await browser.send(text=long)
    submitted = await browser.submit(text=long, external_id="1")

    assert (sent.status_code, submitted.status_code) == (413, 422)
    assert sent.json()["error"] in submitted.text
    assert "panjang panjang" in submitted.text


async def test_who_does_not_know_the_page_cannot_send(desk: Served, browser: Browser) -> None:
    stranger = Browser(browser.client, "tebakan")
    sent = await stranger.send(text="halo")
    submitted = await stranger.submit(text="halo", external_id="1")
    without = await browser.client.post(MESSAGES, json={"text": "halo"})

    assert (sent.status_code, submitted.status_code, without.status_code) == (403, 422, 403)
    assert await stored(desk.desk.database) == 0


async def test_the_token_of_one_page_is_of_no_use_to_another(
    desk: Served, browser: Browser
) -> None:
    async with desk.client() as other:
        mine = await Browser.open(other)
        stolen = await Browser(other, browser.token).send(text="halo")
        own = await mine.send(text="halo")

    assert (stolen.status_code, own.status_code) == (403, 202)


@pytest.mark.parametrize("cookie", ["", "pendek", "a/" * 21 + "a", "x" * 44])
async def test_a_cookie_that_the_desk_never_gave_opens_nothing(
    client: httpx.AsyncClient, cookie: str
) -> None:
    headers = {"Cookie": f"percakapan={cookie}", "X-CSRF-Token": "apa saja"}
    sent = await client.post(MESSAGES, json={"text": "halo"}, headers=headers)
    read = await client.get(f"{MESSAGES}?after=0&wait=0", headers=headers)

    assert (sent.status_code, read.status_code) == (403, 400)


async def test_the_cookie_is_unguessable_and_no_script_reads_it(client: httpx.AsyncClient) -> None:
    cookie = (await client.get("/")).headers["Set-Cookie"]

    value = re.match(r"percakapan=([A-Za-z0-9_-]{43});", cookie)
    parts = {part.strip().lower() for part in cookie.split(";")}
    assert value
    assert {"httponly", "samesite=lax", "path=/"} <= parts
    again = (await client.get("/")).headers["Set-Cookie"]
    assert value[1] in again
    client.cookies.clear()
    assert value[1] not in (await client.get("/")).headers["Set-Cookie"]


@pytest.mark.parametrize(
    "query", ["after=-1&wait=0", "after=x", f"after={'9' * 5000}", "after=0&wait=nan", "after=1e9"]
)
async def test_a_strange_wish_is_refused(client: httpx.AsyncClient, query: str) -> None:
    await client.get("/")

    assert (await client.get(f"{MESSAGES}?{query}")).status_code == 400


async def test_a_shared_location_is_kept_roughly_and_once(desk: Served, browser: Browser) -> None:
    for _ in range(2):
        taken = await browser.send(latitude=-6.9147439, longitude=107.6098111, external_id="sama")
        assert taken.status_code == 202
    question, _ = await browser.until_answered()

    assert question["text"] == "(lokasi)"
    assert desk.desk.engine.taken[0].choice == '/choose{"near": "-6.915,107.610"}'
    assert await stored(desk.desk.database) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"latitude": 91, "longitude": 107},
        {"latitude": "-6.9", "longitude": "107.6"},
        {"latitude": True, "longitude": False},
        {"latitude": 10**400, "longitude": 0},
        {"latitude": -6.9},
        {"longitude": None},
    ],
)
async def test_a_location_that_is_none_is_refused_with_a_way_on(
    desk: Served, browser: Browser, fields: dict[str, Any]
) -> None:
    response = await browser.send(**fields)

    assert response.status_code == 400
    assert "kelurahan" in response.json()["error"]
    assert await stored(desk.desk.database) == 0


async def test_the_button_for_a_location_is_known_and_works_without_script(
    database: Database, dsn: str
) -> None:
    engine = FakeEngine(choices=(Choice("Kirim lokasi saya", SHARE_LOCATION), Choice("A", "/a")))
    async with served(database, dsn, engine) as desk, desk.at_work(), desk.client() as client:
        browser = await Browser.open(client)
        await browser.send(text="kantor terdekat")
        share, other = (await browser.until_answered())[-1]["choices"]
        await browser.submit(choice=share["token"], external_id="1")

    assert (share["shares_location"], other["shares_location"]) == (True, False)
    assert engine.taken[-1].choice == SHARE_LOCATION


@pytest.mark.parametrize("link", ["menu", "bantuan"])
async def test_a_link_of_the_page_opens_what_it_names(
    desk: Served, browser: Browser, link: str
) -> None:
    await browser.send(link=link)
    await browser.submit(link=link, external_id="1")
    await browser.until_answered(2)

    choices = [turn.choice for turn in desk.desk.engine.taken]
    assert choices == [f'/choose{{"link": "{link}"}}'] * 2


async def test_the_menu_is_asked_for_in_words(browser: Browser) -> None:
    await browser.send(link="menu")
    question, _ = await browser.until_answered()

    assert question["text"] == "Menu layanan"


async def test_only_pages_of_the_desk_may_ask_for_a_location(client: httpx.AsyncClient) -> None:
    assert "geolocation=(self)" in (await client.get("/")).headers["Permissions-Policy"]


async def test_who_waits_is_woken_by_the_answer(database: Database, dsn: str) -> None:
    engine = FakeEngine(thinking=1.0)
    async with served(database, dsn, engine) as desk, desk.at_work(), desk.client() as client:
        browser = await Browser.open(client)
        await browser.send(text="syarat KK?")
        [question] = (await browser.listen(0, 20))["messages"]
        started = monotonic()
        update = await browser.listen(question["id"], 20)

    assert [message["text"] for message in update["messages"]] == ["Jawaban: syarat KK?"]
    assert 0.3 < monotonic() - started < 2.5


async def test_a_page_that_was_opened_first_sees_its_first_question_soon(browser: Browser) -> None:
    waiting = asyncio.create_task(browser.listen(0, 20))
    await asyncio.sleep(0.2)
    started = monotonic()
    await browser.send(text="halo")

    assert (await waiting)["messages"]
    assert monotonic() - started < 1.5


async def test_typing_is_shown_while_an_answer_is_on_its_way(database: Database, dsn: str) -> None:
    async with served(database, dsn) as desk, desk.client() as client:
        browser = await Browser.open(client)
        assert not (await browser.listen())["typing"]
        await browser.send(text="halo")
        assert (await browser.listen())["typing"]
        async with desk.at_work():
            last = (await browser.until_answered())[-1]["id"]
        assert await browser.listen(last) == {"messages": [], "typing": False, "engine_ready": True}


async def test_a_page_says_whether_the_assistant_is_ready(database: Database, dsn: str) -> None:
    engine = FakeEngine(ready=False)
    async with served(database, dsn, engine) as desk, desk.client() as client:
        browser = await Browser.open(client)
        assert not (await browser.listen())["engine_ready"]


async def stored(database: Database) -> int:
    async with database.transaction() as connection:
        return int((await connection.execute(select(func.count()).select_from(inbox))).scalar_one())
