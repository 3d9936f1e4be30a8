"""Draws the instants of a unit: half of them anywhere, half within 90 seconds of a boundary."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.hours.naive_table import Table
from tests.hours.rows import MINUTES, Case
from tests.hours.window import DAYS, ORIGIN, minute_of

_NEAR = 90
_FIRST, _LAST = MINUTES, (1 + DAYS) * MINUTES


def draw_instants(chance: Random, case: Case, table: Table, count: int) -> list[datetime]:
    """Return instants with seconds, as UTC."""
    zone = ZoneInfo(case.zone)
    edges = _edges(case, table)
    near = [_near(chance, chance.choice(chance.choice(edges))) for _ in range(count // 2)]
    anywhere = [
        ORIGIN + timedelta(seconds=chance.randrange(_FIRST * 60, _LAST * 60))
        for _ in range(count - count // 2)
    ]
    utc = ZoneInfo("UTC")
    return [local.replace(tzinfo=zone).astimezone(utc) for local in [*near, *anywhere]]


def _edges(case: Case, table: Table) -> list[list[int]]:
    """Return minutes by kind: openings and closings, midnights, edges of situations."""
    changes = table.changes()
    situations = [minute_of(each) for closure in case.closures for each in closure]
    midnights = list(range(_FIRST + MINUTES, _LAST, MINUTES))
    kinds = [_asked_about(kind) for kind in (changes, changes, situations)]
    return [kind for kind in kinds if kind] + [midnights]


def _asked_about(minutes: list[int]) -> list[int]:
    return [minute for minute in minutes if _FIRST + 2 <= minute < _LAST - 2]


def _near(chance: Random, minute: int) -> datetime:
    """Return an instant beside a boundary, one in four at it or a breath before or after."""
    if chance.random() < 0.25:
        beside = chance.choice([timedelta(), -timedelta(microseconds=1), timedelta(seconds=1)])
    else:
        beside = timedelta(seconds=chance.randint(-_NEAR, _NEAR))
    return ORIGIN + timedelta(minutes=minute) + beside
