"""Writes the rows of a case in the grammar of OpenStreetMap's `opening_hours`, for tests only.

The grammar's own means, in its own order: a later rule is painted over an earlier one; the week by
weekdays, a season as a range of dates, a dated `off` for a holiday, a dated rule for a one-off
change, times of dates that are `off` for a situation or a quota.

The standard reads a night differently: a rule for a day takes away what the night before left of
it, and a day that is off keeps the rest of its own night. Where a unit has nights, the days beside
a rule for dates are therefore written out once more. That is a way of writing, no exception: the
evaluator must agree everywhere.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tests.hours.rows import MINUTES, Case, DatedWeek, Minutes, Week
from tests.hours.window import FIRST_DAY, LAST_DAY

_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = timedelta(days=1)
_FIRST, _LAST = FIRST_DAY - 2 * _DAY, LAST_DAY + 2 * _DAY
_END = datetime.combine(_LAST + _DAY, datetime.min.time())


def osm_text(case: Case) -> str:
    """Return what the rows of a case say of the days that are asked about."""
    has_nights = any(closes > MINUTES for _, closes in _all_ranges(case))
    seasons = [s for s in case.seasons if s.first <= _LAST and s.last >= _FIRST]
    rules = [*_usual(case), *(rule for season in seasons for rule in _season(season))]
    days = (day for day in _dated_days(case, with_nights=has_nights) if _FIRST <= day <= _LAST)
    for day in sorted(days):
        rules += _whole_day(case, day) if has_nights else _day_of_its_own(case, day)
    return "; ".join([*rules, *_closures(case)])


def _all_ranges(case: Case) -> Iterator[Minutes]:
    weeks = [season.week for season in case.seasons]
    for week in [*weeks, case.week or ()]:
        for ranges in week:
            yield from ranges
    for ranges in case.one_offs.values():
        yield from ranges


def _usual(case: Case) -> list[str]:
    return ["unknown"] if case.week is None else _by_weekday(case.week) or ["off"]


def _season(season: DatedWeek) -> list[str]:
    dates = _dates(season.first, season.last)
    return [f"{dates} off", *(_by_weekday(season.week, f"{dates} "))]


def _by_weekday(week: Week, dates: str = "") -> list[str]:
    """Return one rule with additions: a rule of its own would take a night off the day after."""
    groups: dict[tuple[Minutes, ...], list[str]] = {}
    for name, ranges in zip(_WEEKDAYS, week, strict=True):
        groups.setdefault(ranges, []).append(name)
    rules = [
        f"{dates}{','.join(names)} {_times(ranges)}" for ranges, names in groups.items() if ranges
    ]
    return [", ".join(rules)] if rules else []


def _dated_days(case: Case, *, with_nights: bool) -> set[date]:
    days = {*case.holidays, *case.one_offs, *case.used_up}
    if with_nights:
        days |= {day + _DAY for day in days}
        days |= {day for s in case.seasons for day in (s.first, s.last + _DAY)}
    return days


def _day_of_its_own(case: Case, day: date) -> list[str]:
    """Return the rules of a day of a unit that has no nights."""
    ranges = _hours_starting_on(case, day)
    rules = []
    if day in case.one_offs or (day in case.holidays and ranges is not None):
        rules.append(f"{_date(day)} {_times(ranges or ())}")
    if day in case.used_up and ranges:
        rules += _off(case.used_up[day], datetime.combine(day + _DAY, datetime.min.time()))
    return rules


def _whole_day(case: Case, day: date) -> list[str]:
    """Return a day as one rule that says all of it, what is left of the night before included."""
    own = _hours_starting_on(case, day)
    night = [(opens - MINUTES, closes - MINUTES) for opens, closes in _served(case, day - _DAY)]
    closes_by_quota = [
        (0, closes - MINUTES)
        for _, closes in _hours_starting_on(case, day - _DAY) or ()
        if closes > MINUTES and day - _DAY in case.used_up
    ]
    if day in case.one_offs or (day in case.holidays and own is not None):
        night, closes_by_quota = [], []
    left = [(0, closes) for _, closes in night if closes > 0]
    if own is None:
        parts = [f"{_date(day)} unknown"]
        parts += [f"{_date(day)} {_times(each)} off" for each in [closes_by_quota] if each]
        parts += [f"{_date(day)} {_times(left)}" for each in [left] if each]
        return [", ".join(parts)]
    return [f"{_date(day)} {_times([*left, *_served(case, day)])}"]


def _hours_starting_on(case: Case, day: date) -> tuple[Minutes, ...] | None:
    """Return the hours that start on a day before any quota; None: unknown."""
    if day in case.one_offs:
        return case.one_offs[day]
    week = case.week
    for season in case.seasons:
        if season.first <= day <= season.last:
            week = season.week
    if week is None:
        return None
    return () if day in case.holidays else week[day.weekday()]


def _served(case: Case, day: date) -> list[Minutes]:
    """Return the hours that start on a day as far as its quota goes."""
    ranges = _hours_starting_on(case, day) or ()
    since = case.used_up.get(day)
    if since is None:
        return list(ranges)
    last = (since - datetime.combine(day, datetime.min.time())) // timedelta(minutes=1)
    return [(opens, min(closes, last)) for opens, closes in ranges if opens < last]


def _closures(case: Case) -> list[str]:
    return [rule for starts, ends in case.closures for rule in _off(starts, min(ends, _END))]


def _off(starts: datetime, ends: datetime) -> list[str]:
    """Return the rules that close from one local time to another."""
    starts = max(starts, datetime.combine(_FIRST, datetime.min.time()))
    first, last = starts.date(), ends.date()
    if starts >= ends:
        return []
    if first == last:
        return [f"{_date(first)} {_clock(starts)}-{_clock(ends)} off"]
    rules = [f"{_date(first)} {_clock(starts)}-24:00 off"]
    if first + _DAY < last:
        rules.append(f"{_dates(first + _DAY, last - _DAY)} off")
    if _clock(ends) != "00:00":
        rules.append(f"{_date(last)} 00:00-{_clock(ends)} off")
    return rules


def _clock(local: datetime) -> str:
    return f"{local:%H:%M}"


def _times(ranges: list[Minutes] | tuple[Minutes, ...]) -> str:
    return ",".join(f"{_time(opens)}-{_closing(closes)}" for opens, closes in ranges) or "off"


def _closing(minutes: int) -> str:
    return _time(minutes if minutes <= MINUTES else minutes - MINUTES)


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _dates(first: date, last: date) -> str:
    return _date(first) if first == last else f"{_date(first)}-{_date(last)}"


def _date(day: date) -> str:
    return f"{day:%Y %b %d}"
