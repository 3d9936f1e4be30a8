"""Draws dated rules for property tests, for units and services that are there."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from bot.domain.dated_rules import (
    DailyQuota,
    DatedRules,
    HolidayDuty,
    Maintenance,
    OneOffChange,
    QuotaUsedUp,
    RosterDay,
    Season,
    SeasonOfUnit,
)
from bot.domain.errors import InvalidHours
from bot.domain.hours import TimeRange, WeeklyHours
from bot.domain.situation import Scope, ServiceStatus, Situation

WORDS = st.sampled_from(["Ramadan", "Gedung baru", "Banjir di 'Kali', \"x\" \\ %s", "é"])
MAYBE_WORDS = st.none() | WORDS
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31))
NUMBERS = st.lists(st.integers(1, 2**40), max_size=3, unique=True).map(sorted)
PEOPLE = st.integers(0, 500)
_CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))


@st.composite
def ranges_of_a_day(draw: st.DrawFn) -> tuple[TimeRange, ...]:
    """Draw the ranges of a day: split ones, with last tickets, and a night."""
    marks = sorted(draw(st.lists(_CLOCKS, max_size=4, unique=True)))
    pairs = list(zip(marks[::2], marks[1::2], strict=False))
    ranges = [TimeRange(o, c, draw(st.sampled_from([None, o, c]))) for o, c in pairs]
    if draw(st.booleans()) and (not marks or marks[-1] < time(22)):
        ranges.append(draw(st.sampled_from(_NIGHTS)))
    return tuple(ranges)


_NIGHTS = (
    TimeRange(time(22), time(2), time(1, 30)),
    TimeRange(time(22), time(0)),
    TimeRange(time(23, 59), time(0), time(0)),
)


@st.composite
def weeks(draw: st.DrawFn) -> WeeklyHours:
    """Draw a week with nights and last tickets; where nights overlap, one of rest."""
    try:
        return WeeklyHours(tuple(draw(ranges_of_a_day()) for _ in range(7)))
    except InvalidHours:
        return WeeklyHours.of({})


def _some(slugs: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from((*slugs, "tidak-ada")), max_size=2)


@st.composite
def dated_rules(draw: st.DrawFn, units: tuple[str, ...], services: tuple[str, ...]) -> DatedRules:
    """Draw rules of every kind, in the order in which they are read."""
    unit, service = st.sampled_from(sorted(units)), st.none() | st.sampled_from(sorted(services))
    unit_days = st.lists(st.tuples(unit, DAYS), max_size=3, unique=True).map(sorted)
    seasons = tuple(draw(_season(number, unit)) for number in draw(NUMBERS))
    situations = tuple(draw(_situation(n, units, services)) for n in draw(NUMBERS))
    quotas = draw(st.lists(st.tuples(unit, service), max_size=3, unique=True))
    used_up = draw(st.lists(st.tuples(unit, service, DAYS), max_size=3, unique=True))
    staffed = draw(st.lists(unit, max_size=2, unique=True))
    return DatedRules(
        seasons=seasons,
        one_offs=tuple(
            OneOffChange(*key, draw(ranges_of_a_day()), draw(WORDS), draw(MAYBE_WORDS))
            for key in draw(unit_days)
        ),
        duties=tuple(HolidayDuty(*key) for key in draw(unit_days)),
        quotas=tuple(DailyQuota(*key, draw(PEOPLE)) for key in quotas),
        used_up=tuple(QuotaUsedUp(*key, draw(MOMENTS)) for key in used_up),
        situations=situations,
        maintenance=tuple(draw(_maintenance(number)) for number in draw(NUMBERS)),
        roster=tuple(RosterDay(*key, draw(PEOPLE), draw(PEOPLE)) for key in draw(unit_days)),
        minimum_staff={slug: draw(PEOPLE) for slug in staffed},
    )


@st.composite
def _season(draw: st.DrawFn, number: int, unit: st.SearchStrategy[str]) -> Season:
    first, more = draw(DAYS), draw(st.integers(0, 40))
    entries = tuple(
        SeasonOfUnit(slug, draw(st.none() | weeks()), draw(MAYBE_WORDS))
        for slug in sorted(draw(st.lists(unit, max_size=2, unique=True)))
    )
    last = first + timedelta(days=more)
    whole = draw(st.none() | weeks())
    return Season(number, draw(WORDS), first, last, whole, entries, draw(MAYBE_WORDS))


@st.composite
def _situation(
    draw: st.DrawFn, number: int, units: tuple[str, ...], services: tuple[str, ...]
) -> Situation:
    starts, lasts = draw(MOMENTS), draw(st.none() | st.integers(1, 10_000))
    scope = Scope(
        *(draw(_some(units)), draw(_some(("sukamaju",))), draw(_some(services))),
        *(draw(_some(units)), draw(_some(services))),
    )
    return Situation(
        number,
        draw(st.sampled_from(ServiceStatus)),
        scope,
        starts,
        None if lasts is None else starts + timedelta(minutes=lasts),
        draw(WORDS),
        draw(MAYBE_WORDS),
        draw(MAYBE_WORDS),
        draw(MAYBE_WORDS),
        draw(st.booleans()),
    )


@st.composite
def _maintenance(draw: st.DrawFn, number: int) -> Maintenance:
    starts, lasts = draw(MOMENTS), draw(st.integers(1, 10_000))
    return Maintenance(number, draw(WORDS), starts, starts + timedelta(minutes=lasts), draw(WORDS))


def one_of_each(unit: str, service: str) -> DatedRules:
    """Return rules of every kind, numbered by the database afterwards."""
    week = WeeklyHours.of({5: (TimeRange(time(8), time(11, 30), time(11)),)})
    first, last = date(2027, 2, 8), date(2027, 3, 9)
    flood = Situation(
        *(0, ServiceStatus.DARING_SAJA, Scope(units=frozenset({unit}))),
        *(datetime(2027, 1, 4, 7), datetime(2027, 1, 7), "Banjir"),
    )
    return DatedRules(
        seasons=(Season(0, "Ramadan", first, last, week, (SeasonOfUnit(unit, week),), "SE 3"),),
        one_offs=(OneOffChange(unit, first, (TimeRange(time(22), time(2)),), "Lembur"),),
        duties=(HolidayDuty(unit, date(2027, 3, 8)),),
        quotas=(DailyQuota(unit, None, 40), DailyQuota(unit, service, 10)),
        used_up=(QuotaUsedUp(unit, None, first, datetime(2027, 2, 8, 11)),),
        situations=(flood, replace(flood, status=ServiceStatus.DARURAT, ends=None)),
        maintenance=(Maintenance(0, "Laman", flood.starts, datetime(2027, 1, 5), "Pindah"),),
        roster=(RosterDay(unit, first, 3, 9),),
        minimum_staff={unit: 4},
    )
