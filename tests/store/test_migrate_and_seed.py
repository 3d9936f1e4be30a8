"""Before it serves: an empty demo gets its data, what is there stays, production gets no demo."""

import asyncio

import pytest
from sqlalchemy import text

from bot.domain.catalogue import Catalogue
from bot.operator_messages import StartError
from bot.settings import Mode, Secret, Settings
from bot.store.catalogue import read_catalogue
from bot.store.database import Database
from bot.store.migrate import migrate_and_seed
from bot.store.schema import migrate


def test_an_empty_demo_gets_the_demo_data(empty_dsn: str, seed: Catalogue) -> None:
    migrate_and_seed(settings(empty_dsn))

    assert asyncio.run(read(empty_dsn)) == seed


def test_data_that_is_there_is_never_replaced(empty_dsn: str) -> None:
    migrate_and_seed(settings(empty_dsn))
    asyncio.run(change(empty_dsn, "UPDATE government SET name = 'Kota Lain'"))
    migrate_and_seed(settings(empty_dsn))

    assert asyncio.run(read(empty_dsn)).government.name == "Kota Lain"


def test_production_does_not_start_on_demo_data(empty_dsn: str) -> None:
    migrate_and_seed(settings(empty_dsn))

    assert refusal(empty_dsn) == "demo_data_in_production"


def test_production_does_not_start_without_data(empty_dsn: str) -> None:
    assert refusal(empty_dsn) == "no_data_in_production"


def test_production_starts_on_data_of_its_own(empty_dsn: str) -> None:
    migrate_and_seed(settings(empty_dsn))
    asyncio.run(change(empty_dsn, "UPDATE government SET fictional = false"))

    migrate_and_seed(settings(empty_dsn, Mode.PRODUCTION))


def test_a_newer_schema_is_refused_in_the_operators_words(empty_dsn: str) -> None:
    migrate(empty_dsn)
    asyncio.run(change(empty_dsn, "UPDATE alembic_version SET version_num = '9999'"))

    assert refusal(empty_dsn, Mode.DEMO) == "database_newer_schema"


def settings(dsn: str, mode: Mode = Mode.DEMO) -> Settings:
    return Settings(mode=mode, database_url=Secret(dsn))


def refusal(dsn: str, mode: Mode = Mode.PRODUCTION) -> str:
    with pytest.raises(StartError) as caught:
        migrate_and_seed(settings(dsn, mode))
    return caught.value.messages[0].key


async def read(dsn: str) -> Catalogue:
    database = Database(dsn)
    async with database.transaction() as connection:
        found = await read_catalogue(connection)
    await database.close()
    return found


async def change(dsn: str, statement: str) -> None:
    database = Database(dsn)
    async with database.transaction() as connection:
        await connection.execute(text(statement))
    await database.close()
