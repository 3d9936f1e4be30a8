"""Every migration can be done, done again and undone, and ends where the code's tables are."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from bot.domain.catalogue import Catalogue
from bot.domain.holidays import Holiday, HolidayKind
from bot.domain.hours import TimeRange, WeeklyHours
from bot.store.catalogue import read_catalogue, write_catalogue
from bot.store.database import SEARCH_PATH, Database, sqlalchemy_url
from bot.store.schema import MIGRATIONS, NewerSchema, alembic_config, head, migrate

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname IN ('app', 'queue') ORDER BY 1"
THINGS = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace "
    "UNION SELECT proname FROM pg_proc WHERE pronamespace = 'app'::regnamespace"
)

# The first unit's whole week is one night, with a last ticket.
NIGHT = """
WITH first AS (SELECT slug FROM unit ORDER BY position LIMIT 1),
    emptied AS (DELETE FROM unit_hours WHERE unit = (SELECT slug FROM first))
INSERT INTO unit_hours SELECT slug, 7, '22:00', '02:00', '01:30' FROM first
"""
HOURS_AROUND_THE_NIGHT = """
SELECT weekday, opens, closes FROM unit_hours JOIN unit ON slug = unit
WHERE position = 0 ORDER BY weekday
"""


@contextmanager
def connected(dsn: str) -> Iterator[Connection]:
    """Give a connection and throw its pool away with it."""
    engine = create_engine(
        sqlalchemy_url(dsn), connect_args={"options": f"-c search_path={SEARCH_PATH}"}
    )
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_the_newest_migration_is_the_recorded_one() -> None:
    recorded = (MIGRATIONS / "HEAD").read_text(encoding="ascii").strip()

    assert head() == recorded


def test_migrations_are_numbered_in_a_row() -> None:
    scripts = list(ScriptDirectory(str(MIGRATIONS)).walk_revisions())[::-1]

    numbers = [f"{position:04}" for position in range(1, len(scripts) + 1)]
    assert [script.revision for script in scripts] == numbers
    assert [script.down_revision for script in scripts] == [None, *numbers[:-1]]
    assert all(re.match(rf"{script.revision}_\w+\.py", _file(script.path)) for script in scripts)


def test_a_fresh_database_gets_the_schemas_of_everyone(empty_dsn: str) -> None:
    migrate(empty_dsn)

    with connected(empty_dsn) as connection:
        found = set(connection.execute(text("SELECT nspname FROM pg_namespace")).scalars())
        tables = set(connection.execute(text(TABLES)).scalars())
    assert {"app", "queue", "engine"} <= found
    assert {"inbox", "outbox", "procrastinate_jobs"} <= tables


def test_migrating_again_changes_nothing(empty_dsn: str) -> None:
    migrate(empty_dsn)
    with connected(empty_dsn) as connection:
        connection.execute(
            text("INSERT INTO holiday VALUES ('2026-12-25', 'cuti_bersama', 'b', 'c')")
        )

    migrate(empty_dsn)

    with connected(empty_dsn) as connection:
        assert connection.execute(text("SELECT count(*) FROM holiday")).scalar_one() == 1


def test_two_processes_may_migrate_at_once(empty_dsn: str) -> None:
    with ThreadPoolExecutor() as pool:
        list(pool.map(migrate, [empty_dsn] * 3))

    with connected(empty_dsn) as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars()
        assert list(found) == [head()]


def test_every_migration_can_be_undone(empty_dsn: str) -> None:
    migrate(empty_dsn)

    with connected(empty_dsn) as connection:
        command.downgrade(alembic_config(connection), "base")
        left = set(connection.execute(text(THINGS)).scalars())
    assert left == {"alembic_version", "alembic_version_pkc"}

    migrate(empty_dsn)


def test_weeks_and_holidays_outlive_the_way_back_and_forth(empty_dsn: str, seed: Catalogue) -> None:
    """Before 0004 a week knew no nights and no last tickets, and a region no holidays."""
    asyncio.run(_write(empty_dsn, seed))
    with connected(empty_dsn) as connection:
        connection.execute(text(NIGHT))
        connection.execute(
            text("INSERT INTO holiday VALUES ('2027-04-07', 'libur_daerah', '', '')")
        )
        command.downgrade(alembic_config(connection), "0003")
        found = connection.execute(text(HOURS_AROUND_THE_NIGHT)).all()
        kinds = connection.execute(text("SELECT kind FROM holiday WHERE day = '2027-04-07'"))
        assert kinds.scalar_one() == "libur_nasional"
    clocks = [(day, str(opens), str(closes)) for day, opens, closes in found]
    assert clocks == [(1, "00:00:00", "02:00:00"), (7, "22:00:00", "00:00:00")]

    migrate(empty_dsn)

    week = WeeklyHours.of({1: (TimeRange(time(0), time(2)),), 7: (TimeRange(time(22), time(0)),)})
    local = Holiday(date(2027, 4, 7), HolidayKind.NATIONAL, "", "")
    catalogue = asyncio.run(_read(empty_dsn))
    assert catalogue.unit(seed.units[0].slug).week == week
    assert catalogue.units[1:] == seed.units[1:]
    assert set(catalogue.holidays) == {*seed.holidays, local}
    rest = replace(catalogue, units=seed.units, holidays=seed.holidays)
    assert rest == seed


def test_migrations_make_the_tables_that_the_code_knows(dsn: str) -> None:
    with connected(dsn) as connection:
        command.check(alembic_config(connection))


def test_a_schema_of_a_newer_version_is_left_alone(empty_dsn: str) -> None:
    migrate(empty_dsn)
    with connected(empty_dsn) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NewerSchema, match="9999"):
        migrate(empty_dsn)


async def _write(dsn: str, catalogue: Catalogue) -> None:
    migrate(dsn)
    database = Database(dsn, pool_size=1)
    async with database.transaction() as connection:
        await write_catalogue(connection, catalogue)
    await database.close()


async def _read(dsn: str) -> Catalogue:
    database = Database(dsn, pool_size=1)
    async with database.transaction() as connection:
        found = await read_catalogue(connection)
    await database.close()
    return found


def _file(path: str) -> str:
    return path.rsplit("/", 1)[-1]
