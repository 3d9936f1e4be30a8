"""Takes in hours that are written in OpenStreetMap's `opening_hours` grammar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot.domain.dated_rules import OneOffChange, Season, SeasonOfUnit
from bot.domain.errors import InvalidHours, UnreadableHours
from bot.domain.hours import DAY, WEEKDAYS, TimeRange, WeeklyHours
from bot.domain.osm_rules import Rule, read_rules
from bot.domain.osm_tokens import Unread

_Ranges = tuple[TimeRange, ...]


@dataclass(frozen=True)
class WrittenHours:
    """What a text says of one unit. `week` None: it says nothing of the usual week.

    Days that are named, alone or in a range, are one-off changes; a range of days with weekdays is
    a season, and has the usual hours on weekdays that it does not name.
    """

    week: WeeklyHours | None
    seasons: tuple[Season, ...]
    one_offs: tuple[OneOffChange, ...]


def read_opening_hours(text: str, unit: str, *, unnamed: str) -> WrittenHours:
    """Return what a text says; raise UnreadableHours with where and why it is not taken in.

    `unnamed` is the reason of days, and the name of seasons, that have no comment.
    """
    rules = tuple(read_rules(text))
    for earlier, later in pairwise(rules):
        if _stage(later) < _stage(earlier):
            raise _refused(text, Unread.OUT_OF_ORDER, later)
    for rule in rules:
        if _has_night(rule) and not _is_alone(rule, rules):
            raise _refused(text, Unread.NIGHT_CUT, rule)
    week = _week(text, [rule for rule in rules if rule.dates is None])
    return WrittenHours(
        week,
        tuple(_seasons(text, [rule for rule in rules if _is_season(rule)], unit, week, unnamed)),
        _one_offs([rule for rule in rules if rule.dates and not rule.weekdays], unit, unnamed),
    )


def _is_season(rule: Rule) -> bool:
    return rule.dates is not None and rule.weekdays is not None


def _stage(rule: Rule) -> int:
    """Return when a rule may come: what is named more closely counts more, so it comes later."""
    return 0 if rule.dates is None else 1 if rule.weekdays else 2


def _has_night(rule: Rule) -> bool:
    return any(each.is_past_midnight for each in rule.ranges)


def _is_alone(night: Rule, rules: Iterable[Rule]) -> bool:
    """Return whether no other rule names the days that a rule's nights go on into.

    Where one does, evaluators differ on what is left of the night, also from one another.
    """
    next_days = {weekday % len(WEEKDAYS) + 1 for weekday in night.weekdays or WEEKDAYS}
    others = (rule.weekdays or WEEKDAYS for rule in rules if rule is not night)
    is_dated = any(rule.dates for rule in rules)
    return not is_dated and all(next_days.isdisjoint(named) for named in others)


def _week(text: str, rules: list[Rule]) -> WeeklyHours | None:
    for rule in rules:
        if rule.comment:
            raise _refused(text, Unread.COMMENT_ON_WEEK, rule)
    return _filled(text, rules, {}) if rules else None


def _filled(text: str, rules: list[Rule], days: dict[int, _Ranges]) -> WeeklyHours:
    """Return a week in which each rule replaces what was said of its days before."""
    for rule in rules:
        days |= dict.fromkeys(rule.weekdays or WEEKDAYS, rule.ranges)
    try:
        return WeeklyHours.of(days)
    except InvalidHours as error:
        raise _refused(text, Unread.IMPOSSIBLE_HOURS, rules[-1]) from error


def _seasons(
    text: str, rules: list[Rule], unit: str, week: WeeklyHours | None, unnamed: str
) -> Iterable[Season]:
    by_dates: dict[tuple[date, date], list[Rule]] = {}
    for rule in rules:
        if rule.dates:
            by_dates.setdefault(rule.dates, []).append(rule)
    for (_, last), (first, _) in pairwise(sorted(by_dates)):
        if first <= last:
            overlapping = next(rule for rule in rules if rule.dates and rule.dates[0] == first)
            raise _refused(text, Unread.OVERLAPPING_SEASONS, overlapping)
    for (first, last), told in sorted(by_dates.items()):
        named = {weekday for rule in told for weekday in rule.weekdays or ()}
        if week is None and len(named) < len(WEEKDAYS):
            raise _refused(text, Unread.WEEK_MISSING, told[0])
        usual = {weekday: week.on(weekday) for weekday in WEEKDAYS} if week else {}
        hours = _filled(text, told, usual)
        name = next((rule.comment for rule in told if rule.comment), unnamed)
        yield Season(0, name, first, last, None, (SeasonOfUnit(unit, hours),))


def _one_offs(rules: list[Rule], unit: str, unnamed: str) -> tuple[OneOffChange, ...]:
    by_day: dict[date, OneOffChange] = {}
    for rule in rules:
        if rule.dates:
            first, last = rule.dates
            for distance in range((last - first).days + 1):
                day = first + distance * DAY
                by_day[day] = OneOffChange(unit, day, rule.ranges, rule.comment or unnamed)
    return tuple(by_day[day] for day in sorted(by_day))


def _refused(text: str, key: Unread, rule: Rule) -> UnreadableHours:
    found = text[rule.position :].partition(";")[0].strip()
    return UnreadableHours(key, rule.position, found)
