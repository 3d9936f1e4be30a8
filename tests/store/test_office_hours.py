"""What an operator changes is kept, told, and taken back without a trace."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.application.answer_text import AnswerText
from bot.application.office_hours.amending import Changed, Signature, amend, look
from bot.application.office_hours.history import changes, undo_change
from bot.application.office_hours.refusals import Refused, Wrong
from bot.application.office_hours.told import told_differently
from bot.application.office_hours.warnings import missing_year
from bot.application.office_hours.words import HoursWords
from bot.domain.answer import compose_unit_state
from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import Maintenance, Season
from bot.domain.situation import Situation
from bot.hours_commands.changing import judge
from bot.hours_commands.options import CHANGING
from bot.store.catalogue import write_catalogue
from bot.store.database import Database
from tests.typed_commands import typed

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # a Tuesday, 10.00 WIB
WORDS = HoursWords(AnswerText())
COMMANDS = yaml.safe_load(
    Path(__file__).with_name("office_hours_commands.yml").read_text(encoding="utf-8")
)
_FEW = settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
async def base(dsn: str, seed: Catalogue) -> Catalogue:
    """What is kept after a season, a situation and more were entered."""
    database = Database(dsn, pool_size=1)
    async with database.transaction() as connection:
        await write_catalogue(connection, seed)
    for line in COMMANDS["base"]:
        await take(database, line)
    kept = await look(database)
    await database.close()
    return kept


@pytest.fixture
async def desk(database: Database, base: Catalogue) -> Database:
    """A desk that holds the base."""
    async with database.transaction() as connection:
        await write_catalogue(connection, base)
    return database


async def take(database: Database, line: str, *, only_check: bool = False) -> Changed:
    """Do what a command says."""
    path, given_words = typed(line.format(**await numbers(database)))
    return await amend(database, judge(path, given_words), signature(only_check=only_check))


async def numbers(database: Database) -> Mapping[str, object]:
    catalogue = await look(database)
    return {
        "season": number_of(catalogue.rules.seasons),
        "situation": number_of(catalogue.rules.situations),
        "maintenance": number_of(catalogue.rules.maintenance),
        "channel": next(s.online.name for s in catalogue.services if s.online),
    }


def number_of(rows: Sequence[Season | Situation | Maintenance]) -> int:
    """The number of the first that is kept, or of none."""
    return rows[0].id if rows else 0


def signature(who: str = "Wulan", *, only_check: bool = False) -> Signature:
    return Signature(who, WORDS.what, NOW, only_check)


def answers(catalogue: Catalogue) -> list[str]:
    """What citizens read of every unit, now and in Ramadan."""
    instants = (NOW, NOW + timedelta(days=1), datetime(2027, 2, 9, 3, 0, tzinfo=UTC))
    return [
        WORDS.answers.render_units("hours", [compose_unit_state(catalogue, unit.slug, at)])
        for unit in catalogue.units
        for at in instants
    ]


def test_every_command_that_changes_something_is_tried() -> None:
    numbered = {"season": 1, "situation": 1, "maintenance": 1, "channel": "x"}
    lines = (line.format(**numbered) for part in COMMANDS.values() for line in part)
    tried = {typed(line)[0] for line in lines}

    assert CHANGING.keys() - tried == {"undo"}


@pytest.mark.parametrize("line", COMMANDS["changes"])
async def test_a_command_is_tried_done_and_taken_back(desk: Database, line: str) -> None:
    before = await look(desk)
    made = await changes(desk, 100)

    tried = await take(desk, line, only_check=True)
    assert (await look(desk), await changes(desk, 100)) == (before, made)

    done = await take(desk, line)
    after = await look(desk)
    assert done.something
    assert (done.before, done.after) == (before, after)
    assert normal(tried.after) == normal(after)
    [latest, *_] = await changes(desk, 1)
    assert (latest.id, latest.who) == (done.number, "Wulan")
    assert latest.what == WORDS.what(done.what, before)

    await undo_change(desk, done.number, signature("Budi"))
    again = await look(desk)
    assert again == before
    assert answers(again) == answers(before)

    await undo_change(desk, None, signature())  # the undo itself
    assert await look(desk) == after


def normal(catalogue: Catalogue) -> object:
    """A catalogue without the numbers that the database gave."""
    rules = catalogue.rules
    kinds = (rules.seasons, rules.situations, rules.maintenance)
    return [
        catalogue.units,
        catalogue.holidays,
        rules.one_offs,
        rules.duties,
        rules.quotas,
        rules.used_up,
        rules.roster,
        [sorted(str({**vars(row), "id": 0}) for row in kind) for kind in kinds],
    ]


@_FEW
@given(st.lists(st.sampled_from(COMMANDS["changes"]), min_size=2, max_size=6))
async def test_undoing_what_was_done_restores_every_answer(
    desk: Database, lines: list[str]
) -> None:
    start = await look(desk)
    done = []
    for line in lines:
        try:
            changed = await take(desk, line)
        except Refused:
            continue  # what one command took away, another cannot change
        if changed.something:
            done.append(changed)

    for changed in reversed(done):
        undone = await undo_change(desk, changed.number, signature())
        assert undone.after == changed.before

    assert await look(desk) == start


async def test_a_command_twice_changes_nothing_the_second_time(database: Database) -> None:
    line = "set dinas-dukcapil 'Sen-Kam 07.00-11.00'"
    first = await take(database, line)

    assert not (await take(database, line)).something
    [latest] = await changes(database, 1)
    assert latest.id == first.number


async def test_what_somebody_changed_since_is_not_undone(database: Database) -> None:
    first = await take(database, "set dinas-dukcapil 'Sen-Kam 07.00-11.00'")
    path, words = typed("set dinas-dukcapil 'Sen-Kam 07.00-10.00'")
    second = await amend(database, judge(path, words), signature("Budi"))

    with pytest.raises(Refused) as refused:
        await undo_change(database, first.number, signature())

    assert refused.value.wrong is Wrong.CHANGED_SINCE
    said = WORDS.refusal(refused.value)
    assert "Budi mengubah hal yang sama" in said
    assert f"nomor {second.number}" in said
    assert "Sen-Kam 07.00-10.00" in said
    assert await look(database) == second.after


async def test_there_is_nothing_to_undo_at_first_and_nothing_that_never_was(
    database: Database,
) -> None:
    done = await take(database, "quota set samsat 5")
    with pytest.raises(Refused) as refused:
        await undo_change(database, done.number + 1, signature())

    assert refused.value.wrong is Wrong.UNKNOWN_CHANGE


async def test_a_refused_change_leaves_no_trace(desk: Database) -> None:
    before, made = await look(desk), await changes(desk, 100)

    with pytest.raises(Refused):
        await take(desk, "season add Lain 2027-03-01 2027-03-20 'Sen 08.00-09.00'")

    assert (await look(desk), await changes(desk, 100)) == (before, made)


async def test_ramadan_moved_by_a_day_moves_for_every_unit(desk: Database) -> None:
    moved = await take(desk, "season move {season} --days -1")

    for unit in moved.after.units:
        old, new = (c.schedule_of(c.unit(unit.slug)) for c in (moved.before, moved.after))
        first, last = (datetime(2027, 2, 8).date(), datetime(2027, 3, 9).date())
        assert new.plan_for(first).season == old.plan_for(first + timedelta(days=1)).season
        assert new.plan_for(last).season is None
    told = told_differently(WORDS.answers, moved.before, moved.after, NOW)
    assert [day.day for day in told.units[0].days] == [datetime(2027, 2, 8).date()]
    assert len(told.units) + len(told.others) > 10


async def test_only_units_of_which_something_else_is_told_are_shown(desk: Database) -> None:
    changed = await take(desk, "set dinas-dukcapil tutup --day besok --reason 'rapat kerja'")

    told = told_differently(WORDS.answers, changed.before, changed.after, NOW)

    [unit] = told.units
    assert (unit.unit.slug, told.others) == ("dinas-dukcapil", ())
    [day] = unit.days
    assert "08.00-12.00" in day.before
    assert "tutup, rapat kerja" in day.after
    assert unit.more_days == 0


async def test_a_service_of_which_something_else_is_told_is_named(desk: Database) -> None:
    changed = await take(desk, "situation start tutup 'mesin rusak' --service skck")

    told = told_differently(WORDS.answers, changed.before, changed.after, NOW)

    assert {unit.service.slug for unit in told.units if unit.service} == {"skck"}


async def test_a_desk_knows_at_its_start_that_holidays_are_missing(
    database: Database, seed: Catalogue
) -> None:
    assert await missing_year(database, NOW) is None

    this_year = tuple(h for h in seed.holidays if h.day.year == 2026)
    async with database.transaction() as connection:
        await write_catalogue(connection, replace(seed, holidays=this_year))

    assert await missing_year(database, NOW) == 2027
    assert await missing_year(database, NOW - timedelta(days=30)) is None
