"""Schedules with all that may be entered for a unit, in and around a few months of 2027."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.domain.dated_rules import DatedRules, OneOffChange, QuotaUsedUp, Season, SeasonOfUnit
from bot.domain.errors import InvalidHours
from bot.domain.holidays import Holiday, HolidayKind
from bot.domain.hours import MIDNIGHT, TimeRange, WeeklyHours
from bot.domain.opening_hours import Schedule
from bot.domain.situation import Scope, ServiceStatus, Situation

UNIT = "dinas-dukcapil"
FIRST = date(2027, 2, 20)
DAYS = 40
ZONES = tuple(ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"))

minutes = st.integers(0, 24 * 60 - 1)
# Rules begin and end before, within and behind the days that are asked about.
days = st.integers(-5, DAYS + 5).map(lambda away: FIRST + timedelta(days=away))
words = st.sampled_from(["Banjir", "Rapat kerja", 'Kunjungan "menteri"', "Listrik; padam || lagi"])
moments = st.builds(datetime.combine, days, minutes.map(lambda m: time(m // 60, m % 60)))


@st.composite
def day_ranges(draw: st.DrawFn, *, nights: bool = True) -> tuple[TimeRange, ...]:
    """Draw the ranges of one day: none, some with breaks, all day, or into the night."""
    marks = sorted(draw(st.lists(minutes, max_size=6, unique=True)))
    edges = [time(mark // 60, mark % 60) for mark in marks[: len(marks) // 2 * 2]]
    ranges = [TimeRange(*pair) for pair in zip(edges[::2], edges[1::2], strict=True)]
    ending = draw(st.sampled_from(["early", "midnight", "night"]))
    if ranges and ending != "early":
        closes = MIDNIGHT if ending == "midnight" or not nights else time(2)
        try:
            ranges[-1] = TimeRange(ranges[-1].opens, closes)
        except InvalidHours:
            return ()
    return tuple(ranges)


@st.composite
def weeks(draw: st.DrawFn) -> WeeklyHours:
    """Draw a week; where a night meets the next morning, a plain one."""
    usual = draw(st.one_of(day_ranges(), st.just((TimeRange(MIDNIGHT, MIDNIGHT),))))
    drawn = {weekday: draw(st.one_of(st.just(usual), day_ranges())) for weekday in range(1, 8)}
    try:
        return WeeklyHours.of(drawn)
    except InvalidHours:
        return WeeklyHours.of(dict.fromkeys(range(1, 6), (TimeRange(time(8), time(15)),)))


@st.composite
def seasons(draw: st.DrawFn, number: int) -> Season:
    """Draw a season, for all units or for this one."""
    first, length = draw(days), draw(st.integers(0, 20))
    entered = SeasonOfUnit(UNIT, draw(weeks())) if draw(st.booleans()) else None
    return Season(
        number,
        draw(st.sampled_from(["Ramadan", "Musim haji"])),
        first,
        first + timedelta(days=length),
        draw(st.one_of(st.none(), weeks())),
        (entered,) if entered else (),
    )


@st.composite
def situations(draw: st.DrawFn, number: int) -> Situation:
    """Draw a situation that touches the unit, with an end or until it is lifted."""
    starts, length = draw(moments), draw(st.none() | st.integers(1, 5 * 24 * 60))
    ends = None if length is None else starts + timedelta(minutes=length)
    status = draw(st.sampled_from(list(ServiceStatus)))
    return Situation(number, status, Scope(), starts, ends, draw(words))


@st.composite
def schedules(draw: st.DrawFn, *, known: bool = True) -> Schedule:
    """Draw everything that decides when a unit is open."""
    week = draw(weeks() if known else st.none() | weeks())
    closed = draw(st.lists(days, max_size=4, unique=True))
    changed = draw(st.lists(days, max_size=4, unique=True))
    gone = draw(st.lists(days, max_size=3, unique=True))
    rules = DatedRules(
        seasons=tuple(draw(seasons(number)) for number in range(draw(st.integers(0, 2)))),
        one_offs=tuple(OneOffChange(UNIT, d, draw(day_ranges()), draw(words)) for d in changed),
        used_up=tuple(
            QuotaUsedUp(UNIT, None, day, datetime.combine(day, time(11, draw(st.integers(0, 59)))))
            for day in gone
        ),
    )
    kinds = st.sampled_from(list(HolidayKind))
    served = draw(st.lists(st.sampled_from(closed), max_size=1)) if closed else []
    return Schedule(
        week=week,
        zone=draw(st.sampled_from(ZONES)),
        holidays=tuple(Holiday(day, draw(kinds), "Nyepi", "SKB") for day in closed),
        serves_on_joint_leave=draw(st.booleans()),
        periods=rules.periods_of(UNIT, hours_known=week is not None),
        one_offs=rules.one_offs_of(UNIT),
        duties=frozenset(served),
        used_up=rules.used_up_at(UNIT, None),
        situations=tuple(draw(situations(number)) for number in range(draw(st.integers(0, 2)))),
    )


def instants(schedule: Schedule) -> st.SearchStrategy[datetime]:
    """Draw instants of the days asked about, down to the second."""
    start = schedule.start_of(FIRST)
    return st.integers(0, DAYS * 24 * 3600 - 1).map(lambda away: start + timedelta(seconds=away))
