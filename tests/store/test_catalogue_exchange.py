"""Files are taken in whole or not at all, and the running desk answers with them at once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from bot.application.catalogue_exchange import (
    CatalogueIsThere,
    NoCatalogue,
    begin_catalogue,
    export_file,
    import_files,
)
from bot.bootstrap import build_live_catalogue
from bot.domain.catalogue import Catalogue, Government
from bot.domain.dated_rules import OneOffChange
from bot.store.catalogue import (
    read_catalogue,
    revision_of_catalogue,
    update_catalogue,
    write_catalogue,
)
from bot.store.database import Database
from bot.store.exchange.document import Part
from bot.store.exchange.formats import file_of, table_names
from bot.store.exchange.merging import PartChange
from bot.store.exchange.plain import plain_entries
from bot.store.exchange.problems import BrokenFiles
from bot.store.history import recent_changes, sign, undo
from bot.store.rules import save_one_off
from bot.store.schema import migrate
from tests.broken_files import GOOD_YAML, good_catalogue
from tests.catalogues import catalogues

GOOD = good_catalogue()
REAL = Government("Kota Tirtayasa", "Asia/Makassar", fictional=False)
_SETTINGS = settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
async def desk(empty_dsn: str, seed: Catalogue) -> AsyncIterator[Database]:
    """A real government's desk on its first day."""
    migrate(empty_dsn)
    database = Database(empty_dsn, pool_size=2)
    await begin_catalogue(database, REAL, seed)
    yield database
    await database.close()


async def test_a_desk_begins_with_what_is_the_same_everywhere(
    desk: Database, seed: Catalogue
) -> None:
    begun = await read(desk)

    assert begun.government == REAL
    assert (begun.holidays, begun.themes) == (seed.holidays, seed.themes)
    assert begun.circumstances == seed.circumstances
    assert (begun.services, begun.units, begun.offerings, begun.places) == ((), (), (), ())


async def test_a_desk_is_begun_once(desk: Database, seed: Catalogue) -> None:
    with pytest.raises(CatalogueIsThere):
        await begin_catalogue(desk, REAL, seed)


async def test_files_need_a_desk_that_was_begun(empty_dsn: str) -> None:
    migrate(empty_dsn)
    database = Database(empty_dsn, pool_size=1)

    with pytest.raises(NoCatalogue):
        await import_files(database, [GOOD_YAML])
    with pytest.raises(NoCatalogue):
        await export_file(database, Path("katalog.yml"))

    await database.close()


async def test_what_is_new_is_added_and_what_was_there_stays(
    desk: Database, seed: Catalogue
) -> None:
    imported = await import_files(desk, [GOOD_YAML])

    found = await read(desk)
    assert (found.units, found.services) == (GOOD.units, GOOD.services)
    slugs = [theme.slug for theme in seed.themes]
    assert [theme.slug for theme in found.themes] == [*slugs, "lain"]
    assert {*GOOD.themes} <= {*found.themes}
    assert imported.parts[Part.UNITS] == PartChange(2, 0, 0, 0)
    # The seed has two of these themes, and the holidays, in other words.
    assert imported.parts[Part.THEMES] == PartChange(1, 2, 0, 6)
    assert imported.parts[Part.HOLIDAYS] == PartChange(0, 3, 0, 48)


async def test_a_second_time_changes_nothing(desk: Database) -> None:
    await import_files(desk, [GOOD_YAML])
    before = await revision(desk)

    again = await import_files(desk, [GOOD_YAML])

    assert not again.changes_something
    assert await revision(desk) == before


@pytest.mark.parametrize("replacing", [True, False])
async def test_files_leave_what_is_entered_for_dates(desk: Database, *, replacing: bool) -> None:
    await import_files(desk, [GOOD_YAML], replacing=replacing)
    unit = GOOD.units[0].slug
    async with desk.transaction() as connection:
        await save_one_off(connection, OneOffChange(unit, date(2027, 1, 4), (), "Genset rusak"))
    known = await read(desk)

    again = await import_files(desk, [GOOD_YAML], replacing=replacing)

    assert not again.changes_something
    assert known.rules.one_offs
    assert await read(desk) == known


async def test_files_that_replace_are_the_whole_truth_of_what_they_hold(
    desk: Database, seed: Catalogue
) -> None:
    imported = await import_files(desk, [GOOD_YAML], replacing=True)

    assert await read(desk) == GOOD
    assert imported.parts[Part.THEMES].removed == len(seed.themes) - 2


async def test_a_table_replaces_only_its_own_part(desk: Database, tmp_path: Path) -> None:
    await import_files(desk, [GOOD_YAML], replacing=True)
    fewer = replace(GOOD, holidays=GOOD.holidays[:1])

    await import_files(desk, [written(fewer, tmp_path, "libur.csv")], replacing=True)

    assert await read(desk) == fewer


async def test_a_check_changes_nothing(desk: Database) -> None:
    before = await revision(desk)

    imported = await import_files(desk, [GOOD_YAML], only_check=True)

    assert imported.changes_something
    assert await revision(desk) == before


async def test_a_file_is_checked_with_what_is_there(desk: Database, tmp_path: Path) -> None:
    await import_files(desk, [GOOD_YAML], replacing=True)
    without_people = replace(GOOD, circumstances=GOOD.circumstances[1:])
    path = written(without_people, tmp_path, "keadaan.csv")

    with pytest.raises(BrokenFiles) as caught:
        await import_files(desk, [path], replacing=True)

    [problem] = caught.value.problems
    assert 'katalog yang sekarang, Layanan "kartu-baru"' in problem
    assert '"kawin" tidak ada' in problem


async def test_one_bad_file_among_good_ones_keeps_all_out(desk: Database, tmp_path: Path) -> None:
    good = written(GOOD, tmp_path, "unit.csv")
    bad = tmp_path / "layanan.csv"
    bad.write_bytes(b"\xff")
    before = await revision(desk)

    with pytest.raises(BrokenFiles):
        await import_files(desk, [good, bad])

    assert await revision(desk) == before


async def test_a_changed_row_keeps_its_place_and_a_new_one_stands_where_the_file_has_it(
    desk: Database, tmp_path: Path
) -> None:
    await import_files(desk, [GOOD_YAML], replacing=True)
    first, second = GOOD.units
    new = replace(first, slug="dpmptsp", name="DPMPTSP", aliases=())
    changed = replace(second, address="Jalan Pantai 3")
    file = replace(GOOD, units=(new, changed))

    imported = await import_files(desk, [written(file, tmp_path, "unit.csv")])

    assert (await read(desk)).units == (first, new, changed)
    assert imported.parts == {Part.UNITS: PartChange(1, 1, 0, 1)}


async def test_another_order_is_a_change_too(desk: Database, tmp_path: Path) -> None:
    await import_files(desk, [GOOD_YAML], replacing=True)
    turned = replace(GOOD, offerings=tuple(reversed(GOOD.offerings)))

    imported = await import_files(desk, [written(turned, tmp_path, "layanan-di-unit.csv")])

    assert imported.reordered
    assert await read(desk) == turned


async def test_the_desk_answers_with_it_at_once(desk: Database) -> None:
    live = build_live_catalogue(desk)
    before, _ = await live.current()

    await import_files(desk, [GOOD_YAML])
    after, _ = await live.current()

    assert before.services == ()
    assert [service.slug for service in after.services] == ["kartu-baru", "kartu-hilang"]


@pytest.mark.parametrize("name", ["katalog.yml", "katalog.xlsx", "unit.csv", "pemerintah.csv"])
async def test_a_real_government_takes_no_demonstration(
    desk: Database, seed: Catalogue, tmp_path: Path, name: str
) -> None:
    before = await revision(desk)

    with pytest.raises(BrokenFiles, match="ini data contoh"):
        await import_files(desk, [written(seed, tmp_path, name)])

    assert await revision(desk) == before


@pytest.mark.parametrize("name", ["katalog.yml", "katalog.xlsx", "unit.csv", "pemerintah.csv"])
async def test_a_demonstration_takes_no_data_of_a_real_government(
    database: Database, seed: Catalogue, tmp_path: Path, name: str
) -> None:
    with pytest.raises(BrokenFiles, match="hanya menerima yang bertanda"):
        await import_files(database, [written(GOOD, tmp_path, name)])

    assert await read(database) == seed


@pytest.mark.parametrize("form", ["katalog.yml", "katalog.xlsx", ""])
async def test_the_demonstration_takes_its_own_files(
    database: Database, tmp_path: Path, form: str
) -> None:
    names = [form] if form else [f"{name}.csv" for name in table_names()]
    paths = [tmp_path / name for name in names]
    for path in paths:
        path.write_bytes(await export_file(database, path))
    before = await revision(database)

    imported = await import_files(database, paths)

    assert not imported.changes_something
    assert await revision(database) == before
    assert {change.unchanged for change in imported.parts.values()} >= {42, 23, 51}


async def test_whatever_refers_to_a_row_that_stays_is_kept(desk: Database) -> None:
    """A row must not vanish and come back: what hangs on it would be gone."""
    await import_files(desk, [GOOD_YAML], replacing=True)
    moved = replace(GOOD, units=tuple(replace(u, address="Jalan Baru") for u in GOOD.units))

    async with desk.transaction() as connection:
        # The offerings hang on their units, and would go with them.
        await update_catalogue(connection, GOOD, replace(moved, offerings=GOOD.offerings))
        assert await read_catalogue(connection) == moved


@_SETTINGS
@given(catalogue=catalogues(), other=catalogues())
async def test_any_catalogue_becomes_any_other(
    database: Database, catalogue: Catalogue, other: Catalogue
) -> None:
    async with database.transaction() as connection:
        await write_catalogue(connection, catalogue)
        await update_catalogue(connection, catalogue, other)
        assert await read_catalogue(connection) == other


@pytest.mark.parametrize("form", ["katalog.yml", "katalog.xlsx", ""])
@_SETTINGS
@given(catalogue=catalogues())
async def test_any_catalogue_goes_out_and_comes_into_an_empty_desk(
    database: Database, tmp_path: Path, form: str, catalogue: Catalogue
) -> None:
    names = [form] if form else [f"{name}.csv" for name in table_names()]
    paths = [written(catalogue, tmp_path, name) for name in names]
    empty = Catalogue(REAL, (), (), (), (), (), (), ())
    async with database.transaction() as connection:
        await write_catalogue(connection, empty)

    await import_files(database, paths)
    assert await read(database) == catalogue
    assert not (await import_files(database, paths)).changes_something


def written(catalogue: Catalogue, folder: Path, name: str) -> Path:
    path = folder / name
    fictional = catalogue.government.fictional
    path.write_bytes(file_of(path, plain_entries(catalogue), fictional=fictional))
    return path


async def read(desk: Database) -> Catalogue:
    async with desk.transaction() as connection:
        return await read_catalogue(connection)


async def revision(desk: Database) -> int:
    async with desk.transaction() as connection:
        return await revision_of_catalogue(connection)


async def test_an_import_is_a_change_that_says_who_did_it_and_can_be_taken_back(
    desk: Database,
) -> None:
    before = await read(desk)
    await import_files(desk, [GOOD_YAML], who="Wulan", what="Katalog dimasukkan")

    async with desk.transaction() as connection:
        [change] = await recent_changes(connection)
        await sign(connection, "Wulan", "Dibatalkan")
        await undo(connection, change.id)

    assert (change.who, change.what) == ("Wulan", "Katalog dimasukkan")
    assert await read(desk) == before
