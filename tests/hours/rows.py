"""What was entered for one unit, or for one service there, as plain values of the tests' own.

Read from the fields of the rows alone: nothing that decides hours in bot/domain is called here,
so that what is compared with it cannot share its mistakes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.catalogue import Catalogue, Unit
from bot.domain.dated_rules import DatedRules, Season
from bot.domain.holidays import Holiday, HolidayKind
from bot.domain.hours import TimeRange
from bot.domain.situation import Scope, ServiceStatus, Situation

_CLOSES = {ServiceStatus.DARING_SAJA, ServiceStatus.TUTUP, ServiceStatus.DARURAT}
_NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MINUTES = 24 * 60
_NEVER = datetime(2100, 1, 1)

# From and to, in minutes since the midnight of the day that a range starts on.
Minutes = tuple[int, int]
Week = tuple[tuple[Minutes, ...], ...]


@dataclass(frozen=True)
class DatedWeek:
    """A week that counts from one day to another, both included."""

    first: date
    last: date
    week: Week
    names_the_unit: bool


@dataclass(frozen=True)
class Case:
    """One unit, or a service there: everything that decides its hours. Lowest season first."""

    unit: str
    service: str | None
    zone: str
    week: Week | None
    seasons: tuple[DatedWeek, ...]
    holidays: frozenset[date]
    lifted: frozenset[date]
    one_offs: Mapping[date, tuple[Minutes, ...]]
    used_up: Mapping[date, datetime]
    closures: tuple[tuple[datetime, datetime], ...]

    @property
    def name(self) -> str:
        return f"{self.unit} ({self.service})" if self.service else self.unit

    def in_words(self, day: date) -> list[str]:
        """Return the rows that may touch a day, for a person who looks into a difference."""
        around = [day + timedelta(days=distance) for distance in (-1, 0, 1)]
        lines = [f"zone: {self.zone}", f"week: {_week_in_words(self.week)}"]
        lines += [
            f"season {s.first} to {s.last}{' naming it' if s.names_the_unit else ''}: "
            f"{_week_in_words(s.week)}"
            for s in self.seasons
            if s.first <= around[-1] and around[0] <= s.last
        ]
        for each in around:
            lines += [f"{each:%a} {each}: {what}" for what in self._entered_for(each)]
        return lines + [
            f"closed by a situation from {starts} to {ends}"
            for starts, ends in self.closures
            if starts.date() <= around[-1] and around[0] <= ends.date()
        ]

    def _entered_for(self, day: date) -> Iterator[str]:
        if day in self.holidays:
            yield "holiday"
        if day in self.lifted:
            yield "holiday on which it serves"
        if day in self.one_offs:
            yield f"one-off change to {_in_words(self.one_offs[day])}"
        if day in self.used_up:
            yield f"quota gone since {self.used_up[day]}"


def case_of(catalogue: Catalogue, unit: Unit, service: str | None) -> Case:
    """Return the rows of a unit, or of a service there."""
    rules = catalogue.rules
    closed = {h.day for h in catalogue.holidays if not _serves(unit, h)}
    listed = {h.day for h in catalogue.holidays}
    duties = {duty.day for duty in rules.duties if duty.unit == unit.slug}
    return Case(
        unit=unit.slug,
        service=service,
        zone=unit.zone,
        week=_week(unit.week.days) if unit.week else None,
        seasons=_seasons(rules, unit),
        holidays=frozenset(closed - duties),
        lifted=frozenset(listed - (closed - duties)),
        one_offs={c.day: _ranges(c.ranges) for c in rules.one_offs if c.unit == unit.slug},
        used_up=_used_up(rules, unit, service),
        closures=tuple(
            (s.starts, s.ends or _NEVER)
            for s in rules.situations
            if s.status in _CLOSES and _touches(s, catalogue, unit, service)
        ),
    )


def _week_in_words(week: Week | None) -> str:
    if week is None:
        return "unknown"
    return "; ".join(f"{n} {_in_words(ranges)}" for n, ranges in zip(_NAMES, week, strict=True))


def _in_words(ranges: tuple[Minutes, ...]) -> str:
    return " ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in ranges) or "closed"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _serves(unit: Unit, holiday: Holiday) -> bool:
    return holiday.kind is HolidayKind.JOINT_LEAVE and unit.serves_on_joint_leave


def _seasons(rules: DatedRules, unit: Unit) -> tuple[DatedWeek, ...]:
    """Return those with hours for the unit: for all before naming it, the last entered last."""
    found = []
    for season in rules.seasons:
        entries = [entry for entry in season.units if entry.unit == unit.slug]
        week = entries[0].week if entries else season.week
        if week and (entries or unit.week):
            found.append((bool(entries), season.id, season, week))
    found.sort(key=lambda each: each[:2])
    return tuple(_dated(season, _week(week.days), named) for named, _, season, week in found)


def _dated(season: Season, week: Week, named: bool) -> DatedWeek:
    return DatedWeek(season.first_day, season.last_day, week, named)


def _used_up(rules: DatedRules, unit: Unit, service: str | None) -> dict[date, datetime]:
    found: dict[date, datetime] = {}
    for gone in rules.used_up:
        counts = gone.service is None or gone.service == service
        if gone.unit == unit.slug and counts:
            found[gone.day] = min(gone.since, found.get(gone.day, gone.since))
    return found


def _touches(situation: Situation, catalogue: Catalogue, unit: Unit, service: str | None) -> bool:
    scope = situation.scope
    if unit.slug in scope.except_units or (service and service in scope.except_services):
        return False
    if scope.services and service not in scope.services:
        return False
    return unit.slug in scope.units or _is_there(scope, catalogue, unit)


def _is_there(scope: Scope, catalogue: Catalogue, unit: Unit) -> bool:
    if not scope.places:
        return not scope.units
    within = {place.slug: place.within for place in catalogue.places}
    return any(slug in scope.places or within[slug] in scope.places for slug in unit.serves)


def _week(days: tuple[tuple[TimeRange, ...], ...]) -> Week:
    return tuple(_ranges(ranges) for ranges in days)


def _ranges(ranges: tuple[TimeRange, ...]) -> tuple[Minutes, ...]:
    return tuple(_minutes(each.opens, each.closes) for each in ranges)


def _minutes(opens: time, closes: time) -> Minutes:
    start, end = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
    return start, end if end > start else end + MINUTES
