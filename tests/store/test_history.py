"""Every change is kept with who made it, can be looked behind, and can be taken back."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import DailyQuota, DatedRules, HolidayDuty, OneOffChange
from bot.domain.hours import TimeRange, WeeklyHours
from bot.store import rules as store
from bot.store.catalogue import read_catalogue, update_catalogue, write_catalogue
from bot.store.database import Database
from bot.store.history import (
    Change,
    ChangedSince,
    UnknownChange,
    recent_changes,
    recorded_since,
    sign,
    undo,
)
from bot.store.history_tables import RECORDED_TABLES
from tests.catalogues import catalogues
from tests.dated_rules import dated_rules, one_of_each, weeks

UNIT, OTHER, SERVICE = "polres-sukamaju", "bapenda", "skck"
RULES = one_of_each(UNIT, SERVICE)
DAY = date(2027, 2, 8)
ONE_OFF = OneOffChange(OTHER, DAY, (), "Genset rusak")
MOMENT = timedelta(microseconds=1)
_SETTINGS = settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Edit = Callable[[AsyncConnection], Awaitable[object]]


async def edited(database: Database, edit: Edit, who: str = "Siti", what: str = "ubah") -> None:
    """Let somebody do something that may change nothing."""
    async with database.transaction() as connection:
        await sign(connection, who, what)
        await edit(connection)


async def changed(database: Database, edit: Edit, who: str = "Siti", what: str = "ubah") -> Change:
    """Let somebody change something, and return what was kept of it."""
    await edited(database, edit, who, what)
    return (await latest(database))[0]


async def latest(database: Database, limit: int = 20) -> tuple[Change, ...]:
    async with database.transaction() as connection:
        return await recent_changes(connection, limit)


async def read(database: Database, as_of: datetime | None = None) -> Catalogue:
    async with database.transaction() as connection:
        return await read_catalogue(connection, as_of)


def sql(statement: str) -> Edit:
    return lambda connection: connection.execute(text(statement))


def undoing(change: Change) -> Edit:
    return lambda connection: undo(connection, change.id)


def saving(change: OneOffChange) -> Edit:
    return lambda connection: store.save_one_off(connection, change)


# What is kept ------------------------------------------------------------------------------------


async def test_a_change_is_kept_with_who_when_before_and_after(database: Database) -> None:
    await changed(database, saving(ONE_OFF), "Siti", "jam khusus")
    change = await changed(database, saving(replace(ONE_OFF, reason="Banjir")), "Budi", "ralat")

    assert (change.who, change.what) == ("Budi", "ralat")
    [row] = change.rows
    assert (row.table, row.key) == ("one_off_change", {"unit": OTHER, "day": "2027-02-08"})
    before: dict[str, object] = {"unit": OTHER, "day": "2027-02-08", "ranges": [], "address": None}
    assert row.before == before | {"reason": "Genset rusak"}
    assert row.after == before | {"reason": "Banjir"}


async def test_changes_are_told_newest_first_and_page_by_page(database: Database) -> None:
    for number in range(5):
        await changed(database, saving(replace(ONE_OFF, reason=str(number))), f"P{number}")

    async with database.transaction() as connection:
        newest = await recent_changes(connection, limit=2)
        older = await recent_changes(connection, limit=2, before=newest[-1].id)

    assert [change.who for change in (*newest, *older)] == ["P4", "P3", "P2", "P1"]
    assert newest[0].at > newest[1].at > older[0].at > older[1].at


async def test_one_transaction_is_one_change(database: Database) -> None:
    async def edit(connection: AsyncConnection) -> None:
        await store.save_season(connection, RULES.seasons[0])
        await store.save_quota(connection, RULES.quotas[0])

    change = await changed(database, edit)

    assert [row.table for row in change.rows] == ["season", "season_unit", "daily_quota"]
    assert len(await latest(database)) == 1


async def test_whoever_writes_past_the_desk_is_kept_without_a_name(database: Database) -> None:
    await changed(database, saving(ONE_OFF))
    async with database.transaction() as connection:
        await connection.execute(text("UPDATE service SET fee = 'Gratis' WHERE slug = 'skck'"))

    [change, _] = await latest(database)
    assert (change.who, change.what) == ("", "")
    assert [(row.table, row.key) for row in change.rows] == [("service", {"slug": "skck"})]


async def test_what_changes_nothing_is_no_change(database: Database, seed: Catalogue) -> None:
    async def edit(connection: AsyncConnection) -> None:
        await store.save_week(connection, UNIT, seed.unit(UNIT).week)
        await connection.execute(text("UPDATE service SET fee = fee"))

    await edited(database, edit)

    assert await latest(database) == ()


async def test_what_was_given_up_is_no_change(database: Database, seed: Catalogue) -> None:
    async def half(connection: AsyncConnection) -> None:
        async with connection.begin_nested() as part:
            await store.save_one_off(connection, ONE_OFF)
            await part.rollback()
        await store.save_duty(connection, HolidayDuty(OTHER, DAY))

    change = await changed(database, half)

    assert [row.table for row in change.rows] == ["holiday_duty"]
    assert await read(database, change.at - MOMENT) == seed


async def test_a_row_that_gets_another_key_went_and_came(
    database: Database, seed: Catalogue
) -> None:
    moved = sql(f"UPDATE unit_hours SET weekday = 7 WHERE unit = '{OTHER}' AND weekday = 5")
    change = await changed(database, moved)

    keys = [(row.key["weekday"], row.before is None, row.after is None) for row in change.rows]
    assert sorted(keys) == [(5, False, True), (5, False, True), (7, True, False), (7, True, False)]
    assert await read(database, change.at - MOMENT) == seed


async def test_a_new_catalogue_begins_a_new_history(database: Database, seed: Catalogue) -> None:
    async def anew(connection: AsyncConnection) -> None:
        await store.save_one_off(connection, ONE_OFF)
        await write_catalogue(connection, seed)
        await store.save_duty(connection, HolidayDuty(OTHER, DAY))

    async with database.transaction() as connection:
        begun = await recorded_since(connection)
    change = await changed(database, anew)

    assert [row.table for row in change.rows] == ["holiday_duty"]
    async with database.transaction() as connection:
        assert begun < await recorded_since(connection) <= change.at


# Every table -------------------------------------------------------------------------------------


async def everything(connection: AsyncConnection, seed: Catalogue) -> Catalogue:
    """Write a catalogue with rows in every table that has a history."""
    numbered = replace(
        RULES,
        seasons=(replace(RULES.seasons[0], id=3),),
        situations=tuple(replace(each, id=n) for n, each in enumerate(RULES.situations, 7)),
        maintenance=(replace(RULES.maintenance[0], id=1),),
    )
    full = replace(seed, rules=numbered)
    await write_catalogue(connection, full)
    return full


@pytest.mark.parametrize("statement", ["DELETE FROM", "TRUNCATE"])
async def test_nothing_is_lost_in_any_table(
    database: Database, seed: Catalogue, statement: str
) -> None:
    async def empty(connection: AsyncConnection) -> None:
        names = [table.name for table in reversed(RECORDED_TABLES)]
        # What staff may do hangs on units, and has no history of this kind.
        whole = [f"{', '.join(names)} CASCADE"]
        for part in whole if statement == "TRUNCATE" else names:
            await connection.execute(text(f"{statement} {part}"))

    async with database.transaction() as connection:
        full = await everything(connection, seed)
    change = await changed(database, empty)

    assert {row.table for row in change.rows} == {table.name for table in RECORDED_TABLES}
    assert await read(database, change.at - MOMENT) == full
    await changed(database, undoing(change))
    assert await read(database) == full


@pytest.mark.parametrize("table", RECORDED_TABLES, ids=str)
async def test_every_column_of_every_table_comes_back(
    database: Database, seed: Catalogue, table: object
) -> None:
    """A row as JSON and back is the row: dates, clocks, points, lists, JSON, nothing at all."""
    check = text(
        f"SELECT count(*) FROM {table} AS row "
        f"WHERE jsonb_populate_record(NULL::{table}, to_jsonb(row)) IS DISTINCT FROM row"
    )
    async with database.transaction() as connection:
        await everything(connection, seed)
        # SQLAlchemy writes JSON's null, which comes back as SQL's: both are nothing.
        await connection.execute(text("UPDATE service SET online = NULL WHERE online = 'null'"))
        assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()
        assert (await connection.execute(check)).scalar_one() == 0


# As it was ---------------------------------------------------------------------------------------


async def test_the_catalogue_is_read_as_it_was_at_every_instant(
    database: Database, seed: Catalogue
) -> None:
    without = replace(
        seed,
        units=tuple(unit for unit in seed.units if unit.slug != OTHER),
        offerings=tuple(each for each in seed.offerings if each.unit != OTHER),
    )
    night = WeeklyHours.of({6: (TimeRange(time(22), time(2), time(1)),)})

    async def taken_out(connection: AsyncConnection) -> None:
        await update_catalogue(connection, await read_catalogue(connection), without)

    async def imported(connection: AsyncConnection) -> None:
        await update_catalogue(connection, await read_catalogue(connection), seed)

    edits: list[Edit] = [
        saving(ONE_OFF),
        lambda connection: store.save_week(connection, OTHER, night),
        taken_out,
        imported,
        saving(replace(ONE_OFF, reason="Lagi")),
        lambda connection: store.delete_one_off(connection, OTHER, DAY),
        saving(ONE_OFF),
        sql("UPDATE government SET name = 'Kabupaten Lain'"),
    ]
    known: list[tuple[Catalogue, datetime]] = []
    before = await read(database)
    for edit in edits:
        change = await changed(database, edit)
        known.append((before, change.at - MOMENT))
        before = await read(database)
        known.append((before, change.at))

    assert known[6][0] == without
    assert known[8][0] == seed
    for catalogue, instant in known:
        assert await read(database, instant) == catalogue


@_SETTINGS
@given(data=st.data())
async def test_any_changes_are_looked_behind_and_taken_back_one_by_one(
    database: Database, seed: Catalogue, data: st.DataObject
) -> None:
    async with database.transaction() as connection:
        await write_catalogue(connection, seed)
    before = [await read(database)]
    changes: list[Change] = []
    for _ in range(data.draw(st.integers(1, 4))):
        await edited(database, data.draw(edits(seed)))
        if len(found := await latest(database)) > len(changes):
            changes.append(found[0])
            before.append(await read(database))

    for change, catalogue in zip(changes, before, strict=False):
        assert await read(database, change.at - MOMENT) == catalogue
    for change, catalogue in zip(reversed(changes), before[-2::-1], strict=True):
        await changed(database, undoing(change), "Budi", "urungkan")
        assert await read(database) == catalogue
    # What was taken back is still known.
    for change, catalogue in zip(changes, before[1:], strict=True):
        assert await read(database, change.at) == catalogue


@st.composite
def edits(draw: st.DrawFn, seed: Catalogue) -> Edit:
    """Draw something that an operator does: other hours, dated rules, an import."""
    slugs = tuple(unit.slug for unit in seed.units[:3])
    kind = draw(st.sampled_from(["week", "rules", "fewer", "other", "back"]))
    if kind == "week":
        slug, week = draw(st.sampled_from(slugs)), draw(st.none() | weeks())
        return _if_there(slug, lambda connection: store.save_week(connection, slug, week))
    if kind == "rules":
        drawn = draw(dated_rules(slugs, ("skck",)))
        return lambda connection: _save(connection, drawn)
    after = draw(catalogues(fictional=True)) if kind == "other" else seed
    if kind == "fewer":
        after = replace(seed, units=seed.units[2:], services=(), offerings=())
    return lambda connection: _import(connection, after)


def _if_there(slug: str, edit: Edit) -> Edit:
    async def careful(connection: AsyncConnection) -> None:
        if any(unit.slug == slug for unit in (await read_catalogue(connection)).units):
            await edit(connection)

    return careful


async def _import(connection: AsyncConnection, after: Catalogue) -> None:
    await update_catalogue(connection, await read_catalogue(connection), after)


async def _save(connection: AsyncConnection, drawn: DatedRules) -> None:
    kept = await read_catalogue(connection)
    known = {unit.slug for unit in kept.units}
    for situation in drawn.situations:
        await store.save_situation(connection, situation)
    for change in (each for each in drawn.one_offs if each.unit in known):
        await store.save_one_off(connection, change)
    for quota in (each for each in drawn.quotas if each.unit in known and not each.service):
        await store.save_quota(connection, quota)
    for season in kept.rules.seasons:
        await store.delete_season(connection, season.id)
    for season in drawn.seasons:
        units = tuple(entry for entry in season.units if entry.unit in known)
        await store.save_season(connection, replace(season, id=0, units=units))


# Taking back -------------------------------------------------------------------------------------


async def test_taking_back_is_a_change_that_can_be_taken_back(
    database: Database, seed: Catalogue
) -> None:
    change = await changed(database, saving(ONE_OFF))
    undone = await changed(database, undoing(change), "Budi", "urungkan")

    assert (undone.who, undone.what) == ("Budi", "urungkan")
    assert await read(database) == seed
    await changed(database, undoing(undone), "Ani", "urungkan")
    assert (await read(database)).rules.one_offs == (ONE_OFF,)
    # As it was left, so it may be taken back once more.
    await changed(database, undoing(change))
    assert await read(database) == seed


async def test_what_somebody_changed_again_is_not_taken_back(database: Database) -> None:
    async def both(connection: AsyncConnection) -> None:
        await store.save_one_off(connection, ONE_OFF)
        await store.save_quota(connection, DailyQuota(OTHER, None, 40))

    change = await changed(database, both, "Siti")
    later = await changed(database, saving(replace(ONE_OFF, reason="Banjir")), "Budi")
    kept = await read(database)

    with pytest.raises(ChangedSince) as caught:
        await changed(database, undoing(change), "Siti")

    assert (caught.value.later.who, caught.value.later.at) == ("Budi", later.at)
    assert await read(database) == kept


async def test_another_row_of_the_same_rule_is_left_as_others_made_it(database: Database) -> None:
    number = 0

    async def enter(connection: AsyncConnection) -> None:
        nonlocal number
        number = await store.save_season(connection, RULES.seasons[0])

    await changed(database, enter)
    rename = sql("UPDATE season SET name = 'Puasa'")
    renamed = await changed(database, rename)
    await changed(database, sql("UPDATE season_unit SET address = 'Balai kota'"))

    await changed(database, undoing(renamed))

    [season] = (await read(database)).rules.seasons
    assert (season.id, season.name, season.units[0].address) == (number, "Ramadan", "Balai kota")


async def test_a_unit_is_not_taken_back_with_what_others_entered_for_it(
    database: Database, seed: Catalogue
) -> None:
    new = replace(seed.units[0], slug="loket-baru", name="Loket Baru")
    bigger = replace(seed, units=(*seed.units, new))
    added = await changed(database, lambda connection: _import(connection, bigger), "Siti")
    await changed(database, saving(replace(ONE_OFF, unit="loket-baru")), "Budi")
    kept = await read(database)

    with pytest.raises(ChangedSince) as caught:
        await changed(database, undoing(added), "Siti")

    assert caught.value.later.who == "Budi"
    assert await read(database) == kept


async def test_what_needs_a_unit_that_is_gone_does_not_come_back(database: Database) -> None:
    offering = sql(f"DELETE FROM offering WHERE unit = '{UNIT}'")
    change = await changed(database, offering, "Siti")
    await changed(database, sql(f"DELETE FROM unit WHERE slug = '{UNIT}'"), "Budi")

    with pytest.raises(ChangedSince) as caught:
        await changed(database, undoing(change), "Siti")

    assert caught.value.later.who == "Budi"


async def test_what_was_entered_anew_is_not_doubled(database: Database) -> None:
    quota = DailyQuota(OTHER, None, 40)
    await changed(database, lambda connection: store.save_quota(connection, quota))
    gone = await changed(database, lambda c: store.delete_quota(c, OTHER, None), "Siti")
    await changed(database, lambda connection: store.save_quota(connection, quota), "Budi")

    with pytest.raises(ChangedSince) as caught:
        await changed(database, undoing(gone), "Siti")

    assert caught.value.later.who == "Budi"
    assert (await read(database)).rules.quotas == (quota,)


async def test_what_was_entered_anew_in_one_go_is_taken_back(database: Database) -> None:
    quota = DailyQuota(OTHER, None, 40)
    await changed(database, lambda connection: store.save_quota(connection, quota))

    async def anew(connection: AsyncConnection) -> None:
        await store.delete_quota(connection, OTHER, None)
        await store.save_quota(connection, replace(quota, people=50))

    await changed(database, undoing(await changed(database, anew)))

    assert (await read(database)).rules.quotas == (quota,)


async def test_a_row_changed_twice_in_one_go_becomes_what_it_was_at_first(
    database: Database, seed: Catalogue
) -> None:
    async def back_and_forth(connection: AsyncConnection) -> None:
        await store.save_week(connection, OTHER, None)
        await store.save_week(connection, OTHER, WeeklyHours.of({}))
        await store.save_week(connection, UNIT, None)
        await store.save_one_off(connection, ONE_OFF)
        await store.delete_one_off(connection, OTHER, DAY)

    await changed(database, undoing(await changed(database, back_and_forth)))

    assert await read(database) == seed


async def test_a_service_finds_its_theme_again(database: Database, seed: Catalogue) -> None:
    """The theme goes with the change that brought it, and no service may be left without one."""

    async def sort_anew(connection: AsyncConnection) -> None:
        await connection.execute(text("INSERT INTO theme VALUES ('baru', 99, 'Baru')"))
        await connection.execute(text("UPDATE service SET theme = 'baru'"))

    await changed(database, undoing(await changed(database, sort_anew)))

    assert await read(database) == seed


async def test_only_what_was_changed_can_be_taken_back(database: Database) -> None:
    with pytest.raises(UnknownChange):
        await changed(database, lambda connection: undo(connection, 2**40))


# Two at once -------------------------------------------------------------------------------------


@pytest.mark.parametrize("signing", [True, False])
async def test_two_at_once_come_one_after_the_other(database: Database, *, signing: bool) -> None:
    signed: list[str] = []

    async def write(who: str, slug: str, begun: asyncio.Event, go_on: asyncio.Event) -> None:
        async with database.transaction() as connection:
            if signing:
                await sign(connection, who, "ubah")
                signed.append(who)
            await store.save_duty(connection, HolidayDuty(slug, DAY))
            await store.save_one_off(connection, replace(ONE_OFF, reason=who))
            begun.set()
            await go_on.wait()

    first, second, finish = asyncio.Event(), asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(write("Siti", UNIT, first, finish))
        await first.wait()
        group.create_task(write("Budi", OTHER, second, finish))
        await asyncio.sleep(0.3)
        assert not second.is_set()
        # Who signs reads what is there now, and decides by it: nobody writes in between.
        assert signed == (["Siti"] if signing else [])
        finished = datetime.now(UTC)
        finish.set()

    newer, older = await latest(database)
    # What waits has not happened yet.
    assert older.at < finished < newer.at
    assert (newer.who, older.who) == (("Budi", "Siti") if signing else ("", ""))
    assert [row.table for row in newer.rows] == ["holiday_duty", "one_off_change"]
    assert (await read(database, finished)).rules.one_offs[0].reason == "Siti"
    assert (await read(database)).rules.one_offs[0].reason == "Budi"


async def test_nobody_reads_half_of_a_change_behind_it(database: Database, seed: Catalogue) -> None:
    """What is read as of an instant stays so while somebody changes it."""
    first = await changed(database, saving(ONE_OFF))
    known = await read(database)
    async with database.transaction() as reader:
        assert await read_catalogue(reader, first.at) == known
        await changed(database, sql(f"DELETE FROM unit WHERE slug = '{OTHER}'"))
        assert await read_catalogue(reader, first.at) == known
        assert await read_catalogue(reader, first.at - MOMENT) == seed
