"""POST /api/v1/consult: answers as described, refusals with a sentence, conversations apart."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.domain.message import Choice
from bot.store.database import Database
from bot.store.tables import inbox
from tests.engines import FakeEngine, down
from tests.web.openapi import problems
from tests.web.serving import Served, served

PATH = "/api/v1/consult"
MOMENT = "2026-12-24T09:00:00+07:00"
LOCATION: dict[str, object] = {"latitude": -6.9147439, "longitude": 107.6098111}
# JSON of any number: too far north, of another kind, or longer than a float holds.
NO_LOCATIONS: tuple[object, ...] = ([], "Sukamaju", 5, False, {}, {"latitude": 1})
NO_LATITUDES = (90.1, -90.1, "-6.9", None, True, [1.0], 10**400)
ISSUED_LOOKALIKE = "warung-9Kq2pXv7TtYc1w0000"


async def test_a_question_gets_an_answer_of_the_described_shape(client: httpx.AsyncClient) -> None:
    response = await client.post(PATH, json={"text": "syarat KK?"})

    body = response.json()
    assert response.status_code == 200
    assert problems(body, "Consultation") == []
    assert body["replies"] == [{"text": "Jawaban: syarat KK?", "choices": []}]
    assert body["understood"]["aspect"] == "mode"


async def test_the_next_question_names_the_conversation_it_was_given(
    desk: Served, client: httpx.AsyncClient
) -> None:
    first = (await client.post(PATH, json={"text": "syarat KK?"})).json()["conversation"]
    again = await client.post(PATH, json={"text": "biayanya?", "conversation": first})
    other = (await client.post(PATH, json={"text": "syarat KK?"})).json()["conversation"]

    assert again.json()["conversation"] == first
    assert other != first
    one, two, three = (turn.conversation for turn in desk.desk.engine.taken)
    assert one == two != three


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'"syarat"', b"null", b"\xff\xfe", b'{"text": }', b"1" * 5000]
)
async def test_what_is_no_json_object_is_refused(client: httpx.AsyncClient, content: bytes) -> None:
    await refused(client, content=content, mentions="JSON")


@pytest.mark.parametrize(
    "body", [{}, {"text": None}, {"text": 123}, {"text": ["a"]}, {"teks": "a"}]
)
async def test_a_text_that_is_no_text_is_refused(
    client: httpx.AsyncClient, body: dict[str, Any]
) -> None:
    await refused(client, json=body, mentions="text")


@pytest.mark.parametrize(
    "body",
    [
        {"location": LOCATION, "text": "kantor terdekat"},
        *({"location": value} for value in NO_LOCATIONS),
        *({"location": LOCATION | {"latitude": latitude}} for latitude in NO_LATITUDES),
    ],
)
async def test_a_location_that_is_none_is_refused(
    client: httpx.AsyncClient, body: dict[str, Any]
) -> None:
    await refused(client, json=body, mentions="location")


async def test_a_location_in_place_of_a_text_is_answered_and_kept_roughly(
    desk: Served, client: httpx.AsyncClient
) -> None:
    response = await client.post(PATH, json={"location": LOCATION, "conversation": "ibu budi"})

    assert response.status_code == 200
    assert problems(response.json(), "Consultation") == []
    assert desk.desk.engine.taken[0].choice == '/choose{"near": "-6.915,107.610"}'


@pytest.mark.parametrize(
    "moment",
    [
        *("besok", "2026-12-24", "2026-12-24T09:00:00", "", 1766541600, True, {}),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-02-30T00:00:00Z"),
    ],
)
async def test_a_moment_that_is_none_is_refused(client: httpx.AsyncClient, moment: object) -> None:
    await refused(client, json={"text": "buka?", "at": moment}, mentions="at")


async def test_a_question_may_be_about_another_moment(
    desk: Served, client: httpx.AsyncClient
) -> None:
    response = await client.post(PATH, json={"text": "buka?", "at": MOMENT})

    assert response.status_code == 200
    assert desk.desk.engine.taken[0].at.isoformat() == "2026-12-24T02:00:00+00:00"


async def test_production_answers_for_now_only(database: Database, dsn: str) -> None:
    async with served(database, dsn, demo=False) as desk, desk.client() as client:
        await refused(client, json={"text": "buka?", "at": MOMENT}, mentions="demo")


@pytest.mark.parametrize("name", ["ibu budi", "a", "kios@kantor.id", "Ünal 3"])
async def test_a_demo_lets_a_client_name_its_conversation(
    client: httpx.AsyncClient, name: str
) -> None:
    response = await client.post(PATH, json={"text": "halo", "conversation": name})

    assert response.json()["conversation"] == name


@pytest.mark.parametrize("name", ["a" * 65, "a/b", "a\nb", 7, 0, False, [], {}])
async def test_a_conversation_with_an_impossible_name_is_refused(
    client: httpx.AsyncClient, name: object
) -> None:
    await refused(client, json={"text": "halo", "conversation": name}, mentions="conversation")


async def test_production_takes_only_names_that_nobody_guesses(
    database: Database, dsn: str
) -> None:
    async with served(database, dsn, demo=False) as desk, desk.client() as client, desk.at_work():
        await refused(
            client, json={"text": "a", "conversation": "ibu budi"}, mentions="conversation"
        )
        issued = (await client.post(PATH, json={"text": "halo"})).json()["conversation"]
        again = await client.post(PATH, json={"text": "halo", "conversation": issued})
        assert again.status_code == 200
        assert again.json()["conversation"] == issued


async def test_the_longest_question_is_answered_and_a_longer_one_refused(
    client: httpx.AsyncClient,
) -> None:
    taken = await client.post(PATH, json={"text": "a" * 10_000})
    refusal = await client.post(PATH, json={"text": "a" * 10_001})
    flood = await client.post(PATH, json={"text": "a" * 2_000_000})

    assert taken.status_code == 200
    assert (refusal.status_code, flood.status_code) == (413, 413)
    assert refusal.json() == flood.json()


async def test_a_repeated_key_gets_the_first_answer_and_stores_nothing(
    desk: Served, client: httpx.AsyncClient
) -> None:
    body = {"text": "syarat KK?", "conversation": ISSUED_LOOKALIKE}
    key = {"Idempotency-Key": "percobaan-1"}
    first = await client.post(PATH, json=body, headers=key)
    again = await client.post(PATH, json=body, headers=key)
    other = await client.post(PATH, json=body, headers={"Idempotency-Key": "percobaan-2"})

    assert again.json() == first.json()
    assert other.status_code == 200
    assert len(desk.desk.engine.taken) == 2


async def test_the_same_key_in_another_conversation_is_another_question(
    desk: Served, client: httpx.AsyncClient
) -> None:
    key = {"Idempotency-Key": "1"}
    await client.post(PATH, json={"text": "satu", "conversation": "Budi"}, headers=key)
    await client.post(PATH, json={"text": "dua", "conversation": "Siti"}, headers=key)

    assert desk.desk.engine.heard() == ["satu", "dua"]


async def test_a_key_of_any_bytes_is_a_key(client: httpx.AsyncClient) -> None:
    response = await client.post(
        PATH, json={"text": "halo"}, headers={b"Idempotency-Key": b"\xff\xc3"}
    )

    assert response.status_code == 200


async def test_two_requests_with_one_key_at_once_store_one_question(
    desk: Served, client: httpx.AsyncClient
) -> None:
    body = {"text": "syarat KK?", "conversation": "Budi"}
    asked = [client.post(PATH, json=body, headers={"Idempotency-Key": "1"}) for _ in range(5)]
    answers = await asyncio.gather(*asked)

    assert {answer.text for answer in answers} == {answers[0].text}
    assert len(desk.desk.engine.taken) == 1


async def test_an_offered_choice_is_chosen_by_sending_its_payload(
    database: Database, dsn: str
) -> None:
    engine = FakeEngine(choices=(Choice("Hilang", '/choose{"aspect": "fee"}'),))
    async with served(database, dsn, engine) as desk, desk.client() as client, desk.at_work():
        body = (await client.post(PATH, json={"text": "KTP"})).json()
        [offered] = body["replies"][0]["choices"]
        talk = {"conversation": body["conversation"]}
        await client.post(PATH, json={"text": offered["payload"], **talk})
        await client.post(PATH, json={"text": '/choose{"aspect": "fee"}', **talk})

    assert offered["title"] == "Hilang"
    assert "choose" not in offered["payload"]
    assert [turn.choice for turn in engine.taken] == [None, '/choose{"aspect": "fee"}', None]


async def test_while_the_engine_is_away_the_notice_is_the_reply(
    database: Database, dsn: str
) -> None:
    engine = FakeEngine(failures=down(1))
    async with served(database, dsn, engine) as desk, desk.client() as client, desk.at_work():
        body = (await client.post(PATH, json={"text": "halo"})).json()

    assert problems(body, "Consultation") == []
    assert len(body["replies"]) == 1
    assert body["answer"] is None
    assert body["understood"]["aspect"] is None


async def test_a_question_about_text_that_no_database_stores_is_answered(
    client: httpx.AsyncClient,
) -> None:
    response = await client.post(PATH, content=b'{"text": "syarat\\u0000 \\ud800 KK?"}')

    assert response.json()["replies"][0]["text"] == "Jawaban: syarat ? KK?"


async def test_the_api_cannot_reach_a_conversation_of_the_page(
    desk: Served, client: httpx.AsyncClient
) -> None:
    await client.get("/")
    address = client.cookies["percakapan"]
    await client.post(PATH, json={"text": "halo", "conversation": address})

    async with desk.desk.database.transaction() as connection:
        channels = (await connection.execute(select(inbox.c.channel))).scalars().all()
    page = await client.get("/api/v1/webchat/messages?after=0&wait=0")
    assert channels == ["api"]
    assert page.json()["messages"] == []


async def refused(client: httpx.AsyncClient, *, mentions: str, **request: Any) -> None:
    """Check that a request is refused with a sentence that names what is wrong."""
    response = await client.post(PATH, **request)

    assert response.status_code == 400
    assert list(response.json()) == ["error"]
    assert mentions in response.json()["error"]
