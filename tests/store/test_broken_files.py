"""Whatever is wrong with a file, the report names the place and the catalogue stays as it was."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.application.catalogue_exchange import import_files
from bot.store.catalogue import read_catalogue, revision_of_catalogue, write_catalogue
from bot.store.database import Database
from bot.store.exchange.problems import BrokenFiles
from tests.broken_files import GOOD_YAML, BrokenFile, broken_files, good_catalogue

BROKEN = broken_files()
GOOD = good_catalogue()
# What a report must never hold: a name of the program's own, or its words for "nothing".
_OF_THE_PROGRAM = re.compile(r"None|Traceback|Error\b|openpyxl|\{|\bNaN\b")


@pytest.fixture(scope="module")
async def desk(dsn: str) -> AsyncIterator[Database]:
    """A desk with the catalogue that the files were made of."""
    database = Database(dsn, pool_size=1)
    async with database.transaction() as connection:
        await write_catalogue(connection, GOOD)
    yield database
    await database.close()


def test_there_are_enough_of_them_and_each_is_another() -> None:
    assert len({(broken.name, broken.content) for broken in BROKEN}) == len(BROKEN)
    assert len(BROKEN) >= 200


async def test_the_good_file_is_taken(desk: Database) -> None:
    imported = await import_files(desk, [GOOD_YAML])

    assert not imported.changes_something


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.id)
async def test_a_broken_file_is_reported_and_changes_nothing(
    desk: Database, broken: BrokenFile, tmp_path: Path
) -> None:
    path = tmp_path / broken.name
    path.write_bytes(broken.content)
    before = await revision(desk)

    with pytest.raises(BrokenFiles) as caught:
        await import_files(desk, [path])

    found = caught.value.problems
    assert any(p.startswith(broken.place) and broken.says in p for p in found), found
    assert not any(_OF_THE_PROGRAM.search(problem) for problem in found)
    assert await revision(desk) == before
    async with desk.transaction() as connection:
        assert await read_catalogue(connection) == GOOD


async def revision(desk: Database) -> int:
    async with desk.transaction() as connection:
        return await revision_of_catalogue(connection)
