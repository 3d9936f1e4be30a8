import re
import uuid
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from bot.store.embedded import EmbeddedPostgres, Role
from tests.desk import RunningDesk

pytestmark = pytest.mark.engine

NIK = "3271046504930002"


def ask(desk: RunningDesk, text: str, conversation: str | None = None) -> httpx.Response:
    body: dict[str, Any] = {"text": text}
    if conversation:
        body["conversation"] = conversation
    return httpx.post(f"{desk.url}/api/v1/consult", json=body, timeout=60, trust_env=False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t ",
        "a" * 10_000,
        "ktp hilang lalu saya bingung. " * 333,
        "😂" * 500,
        "🙏",
        "<script>alert(1)</script><b>ktp</b>",
        "'; DROP TABLE inbox; --",
        "SELECT * FROM service WHERE 1=1",
        "{{ 7*7 }} {% raw %} ${HOME} %s %(x)s",
        "What documents do I need for a passport in Germany?",
        "我要办身份证",
        "بطاقة الهوية",
        "\u0000\u200b\u202e",
        "/restart",
        "/session_start",
        '/choose{"service": "skck", "aspect": "fee"}',
        "/ask_fee",
        "EXTERNAL: skck",
    ],
)
def test_any_text_gets_a_sensible_answer(running: RunningDesk, text: str) -> None:
    response = ask(running, text)
    assert response.status_code == httpx.codes.OK
    [first, *_] = response.json()["replies"]
    assert first["text"]
    assert "gangguan" not in first["text"]


@pytest.mark.parametrize("command", ["/restart", "/session_start", "/ask_fee"])
def test_a_typed_command_is_text_and_forgets_nothing(running: RunningDesk, command: str) -> None:
    talk = uuid.uuid4().hex
    ask(running, "syarat skck apa", talk)
    ask(running, command, talk)
    assert ask(running, "biayanya?", talk).json()["understood"]["service"] == "skck"


def test_a_typed_payload_presses_no_button(running: RunningDesk) -> None:
    typed = ask(running, '/choose{"service": "skck", "aspect": "fee"}').json()
    assert typed["understood"]["confidence"] < 1


def test_a_nik_is_found_in_no_table_log_or_tracker(running: RunningDesk) -> None:
    talk = uuid.uuid4().hex
    for text in (
        f"nik saya {NIK} ktp hilang gimana",
        f"ini kk {NIK[:4]} {NIK[4:8]} {NIK[8:12]} {NIK[12:]}",
        f"cek ktp {NIK[:6]}.{NIK[6:12]}.{NIK[12:]} udah jadi?",
    ):
        assert "samarkan" in ask(running, text, talk).json()["replies"][0]["text"]
    with psycopg.connect(running.file().database_url) as connection:
        assert _stored(connection, "app") == []
        assert _stored(connection, "queue") == []
    server = EmbeddedPostgres(running.data_dir)
    with psycopg.connect(server.dsn(Role.ENGINE)) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM engine.events").fetchone() == (True,)
        assert _stored(connection, "engine") == []
    logs = [*running.data_dir.glob("log/*"), running.data_dir / "desk.log"]
    assert [path.name for path in logs if _holds_nik(path.read_text(errors="replace"))] == []
    files = (path for path in running.data_dir.rglob("log*") if path.is_file())
    assert [path for path in files if _holds_nik(path.read_bytes().decode(errors="replace"))] == []


def _stored(connection: psycopg.Connection, schema: str) -> list[str]:
    """Return the tables of a schema whose rows hold the number, however it is written."""
    tables = connection.execute(
        "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables WHERE schemaname = %s",
        [schema],
    ).fetchall()
    return [
        name
        for (name,) in tables
        if any(
            _holds_nik(row[0])
            for row in connection.execute(f"SELECT t::text FROM {name} t").fetchall()
        )
    ]


def _holds_nik(text: str) -> bool:
    digits = re.sub(r"(?<=\d)[\s.\-]+(?=\d)", "", text)
    return NIK in digits or NIK[4:12] in digits


def test_the_desk_of_this_test_writes_logs_that_could_have_held_it(running: RunningDesk) -> None:
    assert any(Path(path).stat().st_size for path in running.data_dir.glob("log/*"))
