from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from tests.desk import RunningDesk

pytestmark = pytest.mark.engine

TUESDAY_MORNING = "2026-12-01T10:00:00+07:00"


def ask(desk: RunningDesk, text: str) -> dict[str, Any]:
    body = {"text": text, "at": TUESDAY_MORNING}
    answer = httpx.post(f"{desk.url}/api/v1/consult", json=body, timeout=30, trust_env=False)
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def sql(running: RunningDesk) -> Iterator[psycopg.Connection]:
    """A connection as somebody with psql has one; what a test adds, it takes away again."""
    with psycopg.connect(running.file().database_url, autocommit=True) as connection:
        yield connection


def test_a_changed_mode_is_in_the_next_answer(
    running: RunningDesk, sql: psycopg.Connection
) -> None:
    assert ask(running, "bikin skck bisa online?")["answer"]["mode"] == "hibrida"
    sql.execute("UPDATE app.service SET mode = 'tatap_muka' WHERE slug = 'skck'")
    try:
        changed = ask(running, "bikin skck bisa online?")
        assert changed["answer"]["mode"] == "tatap_muka"
        assert "harus datang langsung" in changed["replies"][0]["text"]
    finally:
        sql.execute("UPDATE app.service SET mode = 'hibrida' WHERE slug = 'skck'")


def test_changed_hours_are_in_the_next_answer(
    running: RunningDesk, sql: psycopg.Connection
) -> None:
    shorten = "UPDATE app.unit_hours SET closes = %s WHERE unit = %s AND weekday = 2 AND opens < %s"
    sql.execute(shorten, ["10:30", "polres-sukamaju", "09:00"])
    try:
        assert ask(running, "biaya skck")["answer"]["until"] == "2026-12-01T10:30:00+07:00"
    finally:
        sql.execute(shorten, ["12:00", "polres-sukamaju", "09:00"])
    assert ask(running, "biaya skck")["answer"]["until"] == "2026-12-01T12:00:00+07:00"


def test_a_service_with_a_new_name_is_understood_at_once(
    running: RunningDesk, sql: psycopg.Connection
) -> None:
    columns = sql.execute(
        "SELECT string_agg(quote_ident(column_name), ',') FROM information_schema.columns"
        " WHERE table_schema = 'app' AND table_name = 'service'"
        " AND column_name NOT IN ('slug', 'family', 'family_name', 'name', 'synonyms', 'fee')"
    ).fetchone()
    assert columns is not None
    sql.execute(
        f"INSERT INTO app.service (slug, family, family_name, name, synonyms, fee, {columns[0]})"
        " SELECT 'izin-odong-odong', 'izin-odong-odong', 'Izin odong-odong', 'Izin odong-odong',"
        " ARRAY['izin odong odong', 'ijin kereta kelinci'], 'Rp12.345 (contoh)',"
        f" {columns[0]} FROM app.service WHERE slug = 'skck'"
    )
    sql.execute("UPDATE app.service SET family_synonyms = '{}' WHERE slug = 'izin-odong-odong'")
    sql.execute(
        "INSERT INTO app.offering VALUES ('izin-odong-odong', 'kecamatan-sukamaju', 99, NULL, NULL)"
    )
    try:
        answer = ask(running, "min ngurus ijin kreta kelinci bayar brp ya")
        assert answer["understood"]["service"] == "izin-odong-odong"
        assert "Rp12.345" in answer["replies"][0]["text"]
        assert answer["answer"]["unit"]["slug"] == "kecamatan-sukamaju"
    finally:
        sql.execute("DELETE FROM app.service WHERE slug = 'izin-odong-odong'")
