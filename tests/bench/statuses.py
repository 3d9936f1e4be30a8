"""What the hours of one answer cost: from a catalogue in memory to open or not, and until when."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from bot.domain.catalogue import Catalogue
from bot.domain.dated_rules import OneOffChange
from bot.domain.opening_hours import resolve_availability
from tests.hours.generated import generate, service_asked
from tests.hours.weeks import draw_day
from tests.hours.window import DAYS, FIRST_DAY

UNITS, SITUATIONS, SEASONS, CHANGES = 500, 100, 3, 5000
_SEED = 1


def status_milliseconds(asked: int = 5000) -> tuple[float, ...]:
    """Return the processor time that each of so many statuses took, in milliseconds.

    Every one from a schedule of its own, as an answer asks; those of a unit that opens never
    again, and of one that never closes, are the longest.
    """
    catalogue = _catalogue()
    return tuple(_asked(catalogue, Random(_SEED), asked))  # noqa: S311 - repeatable, no secret


def _asked(catalogue: Catalogue, chance: Random, count: int) -> Iterator[float]:
    start = datetime.combine(FIRST_DAY, datetime.min.time(), UTC)
    for _ in range(count):
        unit = chance.choice(catalogue.units)
        service = service_asked(catalogue, unit)
        at = start + timedelta(seconds=chance.randrange(DAYS * 24 * 3600))
        began = time.thread_time()
        resolve_availability(catalogue.schedule_of(unit, service), at)
        yield 1000 * (time.thread_time() - began)


def _catalogue() -> Catalogue:
    drawn = generate(_SEED, UNITS)
    rules = replace(
        drawn.rules,
        seasons=tuple(s for s in drawn.rules.seasons if s.week)[:SEASONS],
        situations=drawn.rules.situations[:SITUATIONS],
        one_offs=tuple(_changes(drawn, Random(_SEED))),  # noqa: S311 - repeatable, no secret
    )
    return replace(drawn, rules=rules)


def _changes(catalogue: Catalogue, chance: Random) -> Iterator[OneOffChange]:
    for unit in catalogue.units:
        for distance in chance.sample(range(DAYS), CHANGES // UNITS):
            day = FIRST_DAY + timedelta(days=distance)
            yield OneOffChange(unit.slug, day, draw_day(chance, nights=False), "contoh")
