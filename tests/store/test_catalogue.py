from datetime import time

from sqlalchemy import insert, update

from bot.domain.catalogue import Catalogue, Mode
from bot.store.catalogue import read_catalogue, revision_of_catalogue
from bot.store.database import Database
from bot.store.tables import service, unit_hours


async def test_what_was_written_is_read_again(database: Database, seed: Catalogue) -> None:
    async with database.transaction() as connection:
        assert await read_catalogue(connection) == seed


async def test_every_change_of_the_tables_is_numbered(database: Database) -> None:
    async with database.transaction() as connection:
        before = await revision_of_catalogue(connection)
        change = update(service).where(service.c.slug == "skck").values(mode="tatap_muka")
        await connection.execute(change)
    async with database.transaction() as connection:
        assert await revision_of_catalogue(connection) > before
        assert (await read_catalogue(connection)).service("skck").mode is Mode.TATAP_MUKA


async def test_hours_past_the_last_minute_end_with_the_day(database: Database) -> None:
    row = {"unit": "polres-sukamaju", "weekday": 7, "opens": time(20), "closes": time(0)}
    async with database.transaction() as connection:
        await connection.execute(insert(unit_hours), row)
        week = (await read_catalogue(connection)).unit("polres-sukamaju").week
    assert week is not None
    assert week.on(7)[0].closes == time(0)
