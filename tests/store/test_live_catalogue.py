"""The running desk knows every change at once, and learns names anew only when names changed."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import text

from bot.bootstrap import build_live_catalogue
from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import QuotaUsedUp
from bot.domain.hours import WeeklyHours
from bot.store.database import Database
from bot.store.rules import save_used_up, save_week

GONE = QuotaUsedUp("bapenda", None, date(2027, 1, 4), datetime(2027, 1, 4, 11))


async def test_a_quota_is_known_at_once_and_no_name_is_learned_anew(
    database: Database, seed: Catalogue
) -> None:
    live = build_live_catalogue(database)
    known, reader = await live.current()

    async with database.transaction() as connection:
        await save_used_up(connection, GONE)

    assert known == seed
    after, same = await live.current()
    assert after == replace(seed, rules=replace(seed.rules, used_up=(GONE,)))
    assert same is reader


async def test_hours_are_known_at_once(database: Database) -> None:
    live = build_live_catalogue(database)
    await live.current()

    async with database.transaction() as connection:
        await save_week(connection, "bapenda", WeeklyHours.of({}))

    catalogue, _ = await live.current()
    assert catalogue.unit("bapenda").week == WeeklyHours.of({})


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE unit SET name = 'Kantor Pajak' WHERE slug = 'bapenda'",
        "UPDATE holiday SET name = 'Hari Lain' WHERE day = '2027-01-01'",
        "UPDATE government SET zone = 'Asia/Jayapura'",
    ],
)
async def test_other_names_days_and_zones_are_learned_anew(database: Database, change: str) -> None:
    live = build_live_catalogue(database)
    _, reader = await live.current()

    async with database.transaction() as connection:
        await connection.execute(text(change))

    _, another = await live.current()
    assert another is not reader
