"""Draws hours: split days, nights past midnight, days of 24 hours, odd minutes, days off."""

from collections.abc import Callable
from datetime import time
from random import Random

from bot.domain.errors import InvalidHours
from bot.domain.hours import TimeRange, WeeklyHours

_OFFICE = ((480, 720), (780, 930))
_FRIDAY = ((480, 690), (780, 930))
_WHOLE_DAY = ((0, 1440),)
Day = tuple[tuple[int, int], ...]


def draw_week(chance: Random, *, nights: bool) -> WeeklyHours:
    """Return a week; with `nights` some of its days go on past midnight."""
    while True:
        try:
            return WeeklyHours.of(
                {weekday: ranges_of(day) for weekday, day in _days(chance, nights=nights).items()}
            )
        except InvalidHours:  # a night that goes on into the hours of the next morning
            continue


def draw_day(chance: Random, *, nights: bool) -> tuple[TimeRange, ...]:
    """Return the hours of one day, at least one range."""
    return ranges_of(_night(chance) if nights and chance.random() < 0.5 else _odd_day(chance))


def ranges_of(day: Day) -> tuple[TimeRange, ...]:
    """Return ranges of minutes as ranges of times; beyond 1440 they are on the next day."""
    return tuple(TimeRange(_time(opens), _time(closes)) for opens, closes in day)


def _days(chance: Random, *, nights: bool) -> dict[int, Day]:
    if nights:
        return {weekday: _by_night(chance) for weekday in range(1, 8)}
    return chance.choice(_KINDS)(chance)


def _office(chance: Random) -> dict[int, Day]:
    saturday: Day = chance.choice([(), ((480, 660),)])
    return {**dict.fromkeys(range(1, 5), _OFFICE), 5: _FRIDAY, 6: saturday}


def _around_the_clock(chance: Random) -> dict[int, Day]:
    return {weekday: _WHOLE_DAY for weekday in range(1, 8) if chance.random() < 0.85}


def _odd(chance: Random) -> dict[int, Day]:
    return {weekday: _odd_day(chance) for weekday in range(1, 8) if chance.random() < 0.8}


def _never(_: Random) -> dict[int, Day]:
    return {}


_KINDS: list[Callable[[Random], dict[int, Day]]] = [
    *([_office] * 6),
    *([_odd] * 8),
    *([_around_the_clock] * 2),
    _never,
]


def _odd_day(chance: Random) -> Day:
    """Return up to three ranges that begin and end at any minute; some touch midnight."""
    edges = sorted(chance.sample(range(1, 1440), 2 * chance.choice([1, 1, 2, 2, 3])))
    if chance.random() < 0.15:
        edges[0] = 0
    if chance.random() < 0.15:
        edges[-1] = 1440
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def _by_night(chance: Random) -> Day:
    drawn = chance.random()
    if drawn < 0.45:
        return _night(chance)
    return () if drawn < 0.6 else ((chance.randrange(420, 600), chance.randrange(700, 1000)),)


def _night(chance: Random) -> Day:
    """Return a night of up to ten hours, after a time of day or alone."""
    opens = chance.randrange(1080, 1440)
    night = (opens, opens + chance.randrange(1441 - opens, 600))
    return ((480, chance.randrange(600, 1000)), night) if chance.random() < 0.4 else (night,)


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
