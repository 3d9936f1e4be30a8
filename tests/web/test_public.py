"""What anybody may read: services, units and their hours, as they are at this second."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from opening_hours import OpeningHours, State

from bot.clock import Clock
from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import OneOffChange
from bot.domain.hours import DAY, TimeRange
from bot.domain.opening_hours import SEARCH_DAYS, Schedule, resolve_availability
from bot.domain.situation import Scope, ServiceStatus, Situation
from bot.store.catalogue import read_catalogue
from bot.store.database import Database
from bot.store.rules import delete_situation, save_one_off, save_situation, save_week
from tests.web.openapi import problems
from tests.web.serving import Served, served

UNIT = "kecamatan-sukamaju"
HOURS = f"/api/v1/units/{UNIT}/opening-hours"
FEED = f"{HOURS}.ics"
PUBLIC = ("/api/v1/services", "/api/v1/units", HOURS, FEED)
# A Tuesday in office hours, two weeks before Nyepi.
NOW = datetime.fromisoformat("2027-02-23T10:00:00+07:00")
STATES = {State.OPEN: True, State.CLOSED: False, State.UNKNOWN: None}
SHORT = (TimeRange(time(8), time(10)),)
FLOOD = Situation(
    0,
    ServiceStatus.DARING_SAJA,
    Scope(places=frozenset({"kec-sukamaju"})),
    datetime(2027, 2, 23, 9),
    datetime(2027, 2, 25),
    "Banjir di kecamatan",
)


@pytest.fixture
async def desk(database: Database, dsn: str) -> AsyncIterator[Served]:
    """A desk whose clock shows a morning in 2027, and ticks on."""
    async with served(database, dsn, clock=Clock.set_to(NOW)) as desk:
        yield desk


@pytest.fixture
async def client(desk: Served) -> AsyncIterator[httpx.AsyncClient]:
    """A programme."""
    async with desk.client() as client:
        yield client


async def kept(database: Database) -> Catalogue:
    """Read the catalogue that the desk has."""
    async with database.transaction() as connection:
        return await read_catalogue(connection)


async def enter(database: Database, situation: Situation) -> int:
    """Write a situation as an operator does."""
    async with database.transaction() as connection:
        return await save_situation(connection, situation)


async def test_services_and_units_are_listed_as_described(
    client: httpx.AsyncClient, seed: Catalogue
) -> None:
    services = (await client.get("/api/v1/services")).json()
    units = (await client.get("/api/v1/units")).json()

    assert problems(services, "Services") == []
    assert problems(units, "Units") == []
    assert [each["slug"] for each in services["services"]] == [s.slug for s in seed.services]
    assert [each["slug"] for each in units["units"]] == [u.slug for u in seed.units]
    assert services["government"] == {"name": seed.government.name, "fictional": True}
    pairs = {(s["slug"], unit) for s in services["services"] for unit in s["units"]}
    assert pairs == {(o.service, o.unit) for o in seed.offerings}
    assert pairs == {(s, unit["slug"]) for unit in units["units"] for s in unit["services"]}


async def test_the_hours_of_every_unit_are_as_described_and_true(
    client: httpx.AsyncClient, database: Database, seed: Catalogue
) -> None:
    await enter(database, FLOOD)
    catalogue = await kept(database)

    for unit in seed.units:
        body = (await client.get(f"/api/v1/units/{unit.slug}/opening-hours")).json()
        assert problems(body, "UnitHours") == []
        truth = resolve_availability(catalogue.schedule_of(unit), NOW)
        assert body["now"]["open"] is truth.open
        assert body["now"]["until"] == (truth.until and truth.until.isoformat())
        assert body["now"]["opens_at"] == (truth.opens_at and truth.opens_at.isoformat())
        assert_evaluates(body, catalogue.schedule_of(unit))
        assert_changes(body, catalogue.schedule_of(unit))


def assert_evaluates(body: dict[str, Any], schedule: Schedule) -> None:
    """Check the OpenStreetMap text at random instants of the days that it promises to cover."""
    first, last = (date.fromisoformat(body[end]) for end in ("first_day", "last_day"))
    assert (first, last) == (schedule.day_of(NOW), schedule.day_of(NOW) + (SEARCH_DAYS - 1) * DAY)
    evaluator = OpeningHours(body["opening_hours"] or "24/7 unknown", timezone=schedule.zone)
    seconds, random = SEARCH_DAYS * 24 * 3600, Random(body["unit"]["slug"])  # noqa: S311
    for _ in range(200):
        at = schedule.start_of(first) + timedelta(seconds=random.randrange(seconds))
        assert STATES[evaluator.state(at)[0]] is resolve_availability(schedule, at).open, at


def assert_changes(body: dict[str, Any], schedule: Schedule) -> None:
    """Check that the state is as told from one change to the next, minute by minute at first."""
    told = [(datetime.fromisoformat(each["at"]), each["open"]) for each in body["changes"]]
    end = schedule.start_of(schedule.day_of(NOW) + 15 * DAY)
    assert all(NOW < at < end for at, _ in told)
    state, at = body["now"]["open"], NOW
    while at < end:
        while told and told[0][0] <= at:
            _, state = told.pop(0)
        assert resolve_availability(schedule, at).open is state, at
        at += timedelta(minutes=15)
    assert told == []


async def test_a_flood_changes_what_is_told_at_once_and_then_changes_it_back(
    client: httpx.AsyncClient, database: Database
) -> None:
    before = {path: await client.get(path) for path in (HOURS, FEED)}
    number = await enter(database, FLOOD)
    during = {path: await client.get(path) for path in (HOURS, FEED)}
    async with database.transaction() as connection:
        await delete_situation(connection, number)
    after = {path: await client.get(path) for path in (HOURS, FEED)}

    now = during[HOURS].json()["now"]
    assert (before[HOURS].json()["now"]["open"], now["open"]) == (True, False)
    assert now["status"] == "daring_saja"
    assert "banjir" in now["reason"].lower()
    assert now["opens_at"] == "2027-02-25T07:30:00+07:00"
    assert "Banjir di kecamatan" in during[FEED].text.replace("\r\n ", "")
    for path in (HOURS, FEED):
        tags = [each[path].headers["ETag"] for each in (before, during, after)]
        assert tags[0] != tags[1]
    assert after[HOURS].headers["ETag"] == before[HOURS].headers["ETag"]


async def test_a_situation_that_ends_by_the_clock_is_over_without_anybody_doing_anything(
    database: Database, dsn: str
) -> None:
    ending = replace(FLOOD, ends=datetime(2027, 2, 23, 10, 0, 2))
    await enter(database, ending)
    async with served(database, dsn, clock=Clock.set_to(NOW)) as desk, desk.client() as client:
        during = await client.get(HOURS)
        tag = {"If-None-Match": during.headers["ETag"]}
        same = await client.get(HOURS, headers=tag)
        await asyncio.sleep(2.2)
        after = await client.get(HOURS, headers=tag)

    assert (during.json()["now"]["open"], same.status_code, after.status_code) == (False, 304, 200)
    assert during.json()["now"]["opens_at"] == "2027-02-23T10:00:02+07:00"
    assert after.json()["now"] == {
        "open": True,
        "status": "normal",
        "reason": "jam layanan",
        "until": after.json()["changes"][0]["at"],
        "opens_at": None,
    }


@pytest.mark.parametrize("path", PUBLIC)
async def test_who_has_it_already_is_told_only_that_it_is_still_true(
    client: httpx.AsyncClient, path: str
) -> None:
    first = await client.get(path)
    tag = first.headers["ETag"]

    assert tag.startswith('"')
    assert first.headers["Cache-Control"] == "no-cache"
    for known in (tag, f"W/{tag}", f'"lain", {tag}', "*"):
        again = await client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
    other = await client.get(path, headers={"If-None-Match": '"lain"'})
    assert (other.status_code, other.content) == (200, first.content)


async def test_a_change_of_the_catalogue_changes_the_tag_of_what_it_touches(
    client: httpx.AsyncClient, database: Database
) -> None:
    before = {path: (await client.get(path)).headers["ETag"] for path in PUBLIC}
    async with database.transaction() as connection:
        await save_week(connection, UNIT, None)
    after = {path: (await client.get(path)).headers["ETag"] for path in PUBLIC}
    body = (await client.get(HOURS)).json()

    assert [path for path in PUBLIC if before[path] != after[path]] == [HOURS, FEED]
    assert body["now"]["open"] is None
    assert body["opening_hours"] is None
    assert "openingHoursSpecification" not in body["schema_org"]


@pytest.mark.parametrize("path", PUBLIC)
async def test_a_page_from_anywhere_may_read_it(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path, headers={"Origin": "https://peta.example"})

    assert response.headers["Access-Control-Allow-Origin"] == "*"


async def test_nothing_else_may_be_read_from_anywhere(client: httpx.AsyncClient) -> None:
    for path in ("/", "/api/v1/webchat/messages?after=0&wait=0", "/readyz", "/docs/openapi.json"):
        assert "Access-Control-Allow-Origin" not in (await client.get(path)).headers


@pytest.mark.parametrize("slug", ["tidak-ada", "a%2Fb", "%00", "kecamatan-sukamaju%20"])
@pytest.mark.parametrize("ending", ["opening-hours", "opening-hours.ics"])
async def test_a_unit_that_is_not_there_is_said_not_to_be_there(
    client: httpx.AsyncClient, slug: str, ending: str
) -> None:
    response = await client.get(f"/api/v1/units/{slug}/{ending}")

    assert response.status_code == 404
    assert response.json()["error"].endswith(".")
    assert "ETag" not in response.headers


async def test_the_feed_is_a_calendar_of_the_days_that_are_not_as_usual(
    client: httpx.AsyncClient, database: Database
) -> None:
    shorter = OneOffChange(UNIT, date(2027, 3, 2), SHORT, "Rapat; penting, sekali")
    async with database.transaction() as connection:
        await save_one_off(connection, shorter)
    await enter(database, FLOOD)
    response = await client.get(FEED)
    schedule = (await kept(database)).schedule_of((await kept(database)).unit(UNIT))

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"\n" not in response.content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    calendar = Calendar.from_ical(response.content)
    told = {event.start: event for event in calendar.events}
    assert len({event.uid for event in calendar.events}) == len(calendar.events)
    assert str(told[date(2027, 3, 8)].summary).endswith("tutup: libur nasional Nyepi")
    meeting = told[datetime(2027, 3, 2, 8, tzinfo=schedule.zone)]
    assert str(meeting.summary).endswith("buka 08.00-10.00: Rapat; penting, sekali")
    assert meeting.end == datetime(2027, 3, 2, 10, tzinfo=schedule.zone)
    assert meeting["DTSTART"].params["TZID"] == "Asia/Jakarta"
    for event in calendar.events:
        noon = datetime.combine(event.start, time(12), schedule.zone)
        starts = event.start if isinstance(event.start, datetime) else noon
        opened = isinstance(event.start, datetime)
        assert resolve_availability(schedule, starts).open is opened
        assert event.stamp.astimezone(UTC) - NOW < timedelta(minutes=1)


async def test_an_event_keeps_its_id_and_its_stamp_says_when_the_feed_changed(
    client: httpx.AsyncClient, database: Database
) -> None:
    before = Calendar.from_ical((await client.get(FEED)).content)
    await asyncio.sleep(1.1)
    same = await client.get(FEED)
    await enter(database, FLOOD)
    after = Calendar.from_ical((await client.get(FEED)).content)

    assert Calendar.from_ical(same.content).to_ical() == before.to_ical()
    ids = [{event.start: event.uid for event in each.events} for each in (before, after)]
    assert ids[0].items() < ids[1].items()
    assert max(e.stamp for e in before.events) < min(e.stamp for e in after.events)


async def test_two_feeds_share_no_id(client: httpx.AsyncClient) -> None:
    other = FEED.replace(UNIT, "dinas-dukcapil")
    feeds = [Calendar.from_ical((await client.get(path)).content) for path in (FEED, other)]
    ids = [{event.uid for event in feed.events} | {feed.uid} for feed in feeds]

    assert ids[0].isdisjoint(ids[1])


async def test_without_a_database_nothing_is_told(dsn: str) -> None:
    nowhere = f"{dsn}&dbname=tidak_ada"
    database = Database(nowhere)
    async with served(database, nowhere) as desk, desk.client() as client:
        answers = [await client.get(path) for path in PUBLIC]
    await database.close()

    assert [answer.status_code for answer in answers] == [503] * len(PUBLIC)
    assert {answer.json()["error"] for answer in answers} != {""}
