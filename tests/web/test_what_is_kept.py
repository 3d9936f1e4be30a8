"""What a citizen said is in the conversation and nowhere else; their numbers are nowhere."""

import logging

import pytest
from sqlalchemy import text

from bot.domain.message import Choice
from bot.store.database import Database
from tests.engines import FakeEngine, down, failing
from tests.web.browser import Browser
from tests.web.serving import served

SENTENCE = "paman saya tinggal di kampung durian runtuh"
NUMBERS = ("3201151207850001", "081234567890", "paman.durian@contoh.id")
SAID = f"{SENTENCE} {' '.join(NUMBERS)}"
TABLES = (
    "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name)"
    " FROM information_schema.tables"
    " WHERE table_schema IN ('app', 'queue', 'engine') AND table_type = 'BASE TABLE'"
)
# Where a conversation is kept, on purpose.
CONVERSATION = {"app.inbox", "app.outbox", "app.question"}


@pytest.fixture
async def everything_said(database: Database, dsn: str, caplog: pytest.LogCaptureFixture) -> None:
    """The same words through every door, with an engine that fails a while."""
    caplog.set_level(logging.DEBUG)
    engine = FakeEngine(choices=(Choice("Hilang", "/choose1"),), failures=[*down(1), *failing(1)])
    async with served(database, dsn, engine) as desk, desk.at_work(), desk.client() as client:
        browser = await Browser.open(client)
        await browser.send(text=SAID)
        await browser.submit(text=SAID, external_id="1")
        await browser.until_answered(2)
        await client.post("/api/v1/consult", json={"text": SAID})
        await client.post("/api/v1/consult", json={"text": SAID, "at": SAID})
        await client.post("/api/v1/consult", content=f"{{{SAID}".encode())
        await client.post("/api/v1/consult", json={"text": SAID * 200})
        await browser.send(choice=SAID)
        await client.get("/api/v1/webchat/messages", params={"after": SAID})


@pytest.mark.usefixtures("everything_said")
async def test_no_log_repeats_what_a_citizen_said(caplog: pytest.LogCaptureFixture) -> None:
    formatter = logging.Formatter("%(message)s")
    # What this test's own client says of its requests is no log of the desk.
    logged = caplog.get_records("setup")
    ours = [record for record in logged if not record.name.startswith("httpx")]
    written = "\n".join(f"{formatter.format(each)} {vars(each)}" for each in ours)

    assert "Turn failed" in written
    assert [words for words in (SENTENCE, "durian", *NUMBERS) if words in written] == []


@pytest.mark.usefixtures("everything_said")
async def test_no_table_holds_a_number_and_only_the_conversation_the_words(
    database: Database,
) -> None:
    rows = await all_rows(database)

    everything = "\n".join(row for found in rows.values() for row in found)
    assert [number for number in NUMBERS if number in everything] == []
    assert {name for name, found in rows.items() if SENTENCE in "\n".join(found)} <= CONVERSATION
    assert SENTENCE in "\n".join(rows["app.inbox"])
    assert "[NIK] [EMAIL]" in "\n".join(rows["app.inbox"])


async def all_rows(database: Database) -> dict[str, list[str]]:
    """Return every row of every table as text."""
    rows = {}
    async with database.transaction() as connection:
        for table in (await connection.execute(text(TABLES))).scalars().all():
            query = text(f"SELECT every::text FROM {table} every")
            rows[table] = [str(row) for row in (await connection.execute(query)).scalars()]
    return rows
