"""What is entered for dates is read as it was saved, one by one or all together."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import DailyQuota, DatedRules, QuotaUsedUp, SeasonOfUnit
from bot.domain.errors import UnknownUnit
from bot.domain.holidays import Holiday, HolidayKind
from bot.domain.hours import TimeRange, WeeklyHours
from bot.domain.situation import ServiceStatus
from bot.store import rules as store
from bot.store.catalogue import (
    read_catalogue,
    revision_of_catalogue,
    update_catalogue,
    write_catalogue,
)
from bot.store.catalogue_rows import CATALOGUE_TABLES
from bot.store.database import Database
from bot.store.rule_tables import RULE_TABLES
from bot.store.rules import read_rules
from bot.store.tables import unit_hours
from tests.dated_rules import dated_rules, one_of_each, weeks

UNIT, OTHER, SERVICE = "polres-sukamaju", "bapenda", "skck"
RULES = one_of_each(UNIT, SERVICE)
MONDAY = date(2027, 2, 8)
_SETTINGS = settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


async def save(connection: AsyncConnection, rules: DatedRules) -> None:
    """Save rules as operators do, one after the other."""
    each_by_itself: list[tuple[Callable[..., Awaitable[object]], tuple[object, ...]]] = [
        (store.save_season, rules.seasons),
        (store.save_one_off, rules.one_offs),
        (store.save_duty, rules.duties),
        (store.save_quota, rules.quotas),
        (store.save_used_up, rules.used_up),
        (store.save_situation, rules.situations),
        (store.save_maintenance, rules.maintenance),
        (store.save_roster_day, rules.roster),
    ]
    for save_one, entered in each_by_itself:
        for each in entered:
            await save_one(connection, each)
    for unit, people in rules.minimum_staff.items():
        await store.save_minimum_staff(connection, unit, people)


def unnumbered(rules: DatedRules) -> DatedRules:
    return replace(
        rules,
        seasons=tuple(replace(each, id=0) for each in rules.seasons),
        situations=tuple(replace(each, id=0) for each in rules.situations),
        maintenance=tuple(replace(each, id=0) for each in rules.maintenance),
    )


async def test_what_was_saved_is_read_again(database: Database) -> None:
    async with database.transaction() as connection:
        await save(connection, RULES)
        found = await read_rules(connection)
        whole = await read_catalogue(connection)

    assert unnumbered(found) == RULES
    assert whole.rules == found
    assert found.situations[0].id < found.situations[1].id


async def test_saving_the_same_again_changes_nothing(database: Database) -> None:
    async with database.transaction() as connection:
        await save(connection, RULES)
        found = await read_rules(connection)
        await save(connection, found)
        assert await read_rules(connection) == found


async def test_what_is_saved_again_takes_the_place_of_the_old(database: Database) -> None:
    async with database.transaction() as connection:
        await save(connection, RULES)
        [season] = (await read_rules(connection)).seasons
        moved = replace(season, first_day=date(2027, 2, 9), units=(SeasonOfUnit(OTHER),))
        assert await store.save_season(connection, moved) == season.id
        await store.save_one_off(connection, replace(RULES.one_offs[0], ranges=(), reason="Sakit"))
        await store.save_quota(connection, DailyQuota(UNIT, None, 60))
        later = QuotaUsedUp(UNIT, None, MONDAY, datetime(2027, 2, 8, 12))
        await store.save_used_up(connection, later)
        found = await read_rules(connection)

    assert found.seasons == (moved,)
    assert [(each.ranges, each.reason) for each in found.one_offs] == [((), "Sakit")]
    assert {(each.service, each.people) for each in found.quotas} == {(None, 60), (SERVICE, 10)}
    assert found.used_up == (later,)


async def test_what_is_taken_away_is_gone_and_nothing_else(database: Database) -> None:
    async with database.transaction() as connection:
        await save(connection, RULES)
        kept = await read_rules(connection)
        await store.delete_quota(connection, UNIT, None)
        await store.delete_situation(connection, kept.situations[0].id)
        found = await read_rules(connection)
        assert found == replace(kept, quotas=kept.quotas[1:], situations=kept.situations[1:])

        await store.delete_quota(connection, UNIT, SERVICE)
        await store.delete_situation(connection, kept.situations[1].id)
        await store.delete_season(connection, kept.seasons[0].id)
        await store.delete_one_off(connection, UNIT, MONDAY)
        await store.delete_duty(connection, kept.duties[0])
        await store.delete_used_up(connection, UNIT, None, MONDAY)
        await store.delete_maintenance(connection, kept.maintenance[0].id)
        await store.save_minimum_staff(connection, UNIT, None)
        assert await read_rules(connection) == DatedRules(roster=kept.roster)


@_SETTINGS
@given(data=st.data())
async def test_any_rules_are_kept_with_their_catalogue(
    database: Database, seed: Catalogue, data: st.DataObject
) -> None:
    slugs = tuple(unit.slug for unit in seed.units[:3])
    drawn = data.draw(dated_rules(slugs, tuple(each.slug for each in seed.services[:3])))
    catalogue = replace(seed, rules=drawn)
    async with database.transaction() as connection:
        await write_catalogue(connection, catalogue)
        assert await read_catalogue(connection) == catalogue


@_SETTINGS
@given(week=st.none() | weeks(), other=st.none() | weeks())
async def test_any_week_is_kept(
    database: Database, week: WeeklyHours | None, other: WeeklyHours | None
) -> None:
    for each in (week, other, None, week):
        async with database.transaction() as connection:
            await store.save_week(connection, UNIT, each)
            assert (await read_catalogue(connection)).unit(UNIT).week == each


async def test_a_week_needs_a_unit(database: Database) -> None:
    with pytest.raises(UnknownUnit):
        async with database.transaction() as connection:
            await store.save_week(connection, "entah", None)


async def test_the_holidays_of_a_year_are_replaced_and_no_others(
    database: Database, seed: Catalogue
) -> None:
    local = Holiday(date(2027, 4, 7), HolidayKind.LOCAL, "Hari Jadi Kabupaten", "Perda 2/1990")
    kept = tuple(day for day in seed.holidays if day.day.year != 2027)
    async with database.transaction() as connection:
        await store.save_holidays(connection, 2027, [local])
        assert (await read_catalogue(connection)).holidays == (*kept, local)
        with pytest.raises(ValueError, match="2027-04-07 is not in 2028"):
            await store.save_holidays(connection, 2028, [local])


async def test_an_import_leaves_dated_rules_alone(database: Database, seed: Catalogue) -> None:
    renamed = replace(seed.unit(OTHER), name="Bapenda Baru")
    units = tuple(renamed if unit.slug == OTHER else unit for unit in seed.units)
    async with database.transaction() as connection:
        await save(connection, RULES)
        before = await read_catalogue(connection)
        await update_catalogue(connection, before, replace(seed, units=units))
        assert await read_catalogue(connection) == replace(before, units=units)


async def test_the_rules_of_a_unit_go_with_it_but_no_situation_grows(
    database: Database, seed: Catalogue
) -> None:
    rest = replace(
        seed,
        units=tuple(unit for unit in seed.units if unit.slug != UNIT),
        offerings=tuple(each for each in seed.offerings if each.unit != UNIT),
    )
    async with database.transaction() as connection:
        await save(connection, RULES)
        before = await read_catalogue(connection)
        await update_catalogue(connection, before, rest)
        found = await read_rules(connection)

    assert found.situations == before.rules.situations
    assert [season.units for season in found.seasons] == [()]
    assert replace(found, seasons=(), situations=(), maintenance=()) == DatedRules()


@pytest.mark.parametrize(
    ("opens", "closes", "ticket"),
    [
        (time(16), time(8), None),
        (time(8), time(8), None),
        (time(8), time(12), time(12, 1)),
        (time(8), time(12), time(7, 59)),
        (time(22), time(2), time(3)),
    ],
)
async def test_hours_that_no_counter_can_have_are_refused_whoever_writes(
    database: Database, opens: time, closes: time, ticket: time | None
) -> None:
    row = {"unit": UNIT, "weekday": 7, "opens": opens, "closes": closes, "last_ticket": ticket}
    with pytest.raises(IntegrityError):
        async with database.transaction() as connection:
            await connection.execute(insert(unit_hours), row)


@pytest.mark.parametrize("closes", [time(8), time(0), time(23, 59)])
async def test_a_night_of_the_week_is_kept_as_long_as_the_domain_allows(
    database: Database, closes: time
) -> None:
    week = WeeklyHours.of({2: (TimeRange(time(18), closes, time(23)),)})
    async with database.transaction() as connection:
        await store.save_week(connection, UNIT, week)
        assert (await read_catalogue(connection)).unit(UNIT).week == week


@pytest.mark.parametrize("table", [*CATALOGUE_TABLES, *RULE_TABLES], ids=str)
async def test_every_table_numbers_its_changes(database: Database, table: Table) -> None:
    key = table.primary_key.columns[0]
    async with database.transaction() as connection:
        await save(connection, RULES)
        before = await revision_of_catalogue(connection)
        await connection.execute(update(table).values({key: key}))
        assert await revision_of_catalogue(connection) > before


async def test_what_is_new_takes_no_number_of_what_was_written_with_one(
    database: Database, seed: Catalogue
) -> None:
    flood = RULES.situations[0]
    async with database.transaction() as connection:
        used = await store.save_situation(connection, flood)
        kept = replace(flood, id=used + 1)
        await write_catalogue(connection, replace(seed, rules=DatedRules(situations=(kept,))))
        new = await store.save_situation(connection, flood)
        assert (await read_rules(connection)).situations == (kept, replace(flood, id=new))


async def test_a_situation_of_all_units_stays_one(database: Database) -> None:
    everywhere = replace(
        RULES.situations[0], scope=replace(RULES.situations[0].scope, units=frozenset())
    )
    async with database.transaction() as connection:
        number = await store.save_situation(connection, everywhere)
        [found] = (await read_rules(connection)).situations
    assert found == replace(everywhere, id=number)
    assert found.status is ServiceStatus.DARING_SAJA
