"""A unit's minutes, one byte each, painted rule over rule in the order of the precedence.

"A situation beats a one-off change of a named day, which beats a holiday (unless the unit serves
on it), which beats a season, which beats the week. A quota used up closes what is left of a day's
hours. A one-off change and a holiday decide their day from midnight to midnight; other hours past
midnight belong to the day they start on." So the lowest is painted first and the others over it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntFlag

from tests.hours.rows import MINUTES, Case, Minutes
from tests.hours.window import ORIGIN, TABLE_DAYS, day_at, minute_of

SEARCH_DAYS = 100
_CLOSED, _OPEN, _UNKNOWN, _GONE = 0, 1, 2, 4
# A minute holds what the hours of its own day and those of the night before say, put together.
_STATES = bytes(
    _OPEN if b & _OPEN else _CLOSED if b & _GONE else _UNKNOWN if b & _UNKNOWN else _CLOSED
    for b in range(256)
)
_IS_OPEN = bytes(b == _OPEN for b in range(256))
_RUN = re.compile(rb"\x00+|\x01+|\x02+")
_TOTAL = TABLE_DAYS * MINUTES


class Rule(IntFlag):
    """What applies in a minute, the higher over the lower; the week always does."""

    SEASON_FOR_ALL = 1
    SEASON_OF_UNIT = 2
    HOLIDAY = 4
    DUTY = 8
    ONE_OFF = 16
    QUOTA = 32
    SITUATION = 64
    NIGHT_BEFORE = 128


_MARKED = {rule: bytes(b | rule for b in range(256)) for rule in Rule}


@dataclass(frozen=True)
class Table:
    """What is true of every minute; `marks` are the rules that apply there."""

    states: bytes
    opens: bytes
    night: bytes
    marks: bytes

    def state(self, local: datetime) -> bool | None:
        """Return whether it is open; None: unknown."""
        found = self.states[minute_of(local)]
        return None if found == _UNKNOWN else found == _OPEN

    def until(self, local: datetime) -> datetime | None:
        """Return the first closed instant after one that is open, None where it is too far."""
        minute = self.opens.find(b"\0", minute_of(local))
        ends = ORIGIN + timedelta(minutes=minute)
        return None if minute < 0 or ends > local + timedelta(days=SEARCH_DAYS - 1) else ends

    def opens_at(self, local: datetime) -> datetime | None:
        """Return the next open instant by the hours of the next hundred days, None if none."""
        minute = self.opens.find(b"\1", minute_of(local))
        last = minute_of(datetime.combine(local.date(), datetime.min.time()))
        last += SEARCH_DAYS * MINUTES
        if minute < 0 or (minute >= last and not self._is_of_night_before(minute, last)):
            return None
        return ORIGIN + timedelta(minutes=minute)

    def changes(self) -> list[int]:
        """Return the minutes in which the state is another than in the one before."""
        return [run.start() for run in _RUN.finditer(self.states)]

    def _is_of_night_before(self, minute: int, midnight: int) -> bool:
        return minute < midnight + MINUTES and bool(self.night[minute] & _OPEN)


def paint(case: Case) -> Table:
    """Return the table of a case."""
    return _Painter(case).table()


class _Painter:
    """Two sheets: what the hours of a day do on that day, and what they do in the night after."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._day = bytearray(_TOTAL)
        self._night = bytearray(_TOTAL + MINUTES)
        self._marks = bytearray(_TOTAL)
        self._whole_days: list[int] = []
        self._days = [(index, day_at(index)) for index in range(TABLE_DAYS)]

    def table(self) -> Table:
        self._week()
        self._seasons()
        self._holidays()
        self._one_offs()
        for index in self._whole_days:
            self._night[index * MINUTES : (index + 1) * MINUTES] = bytes(MINUTES)
        self._quotas()
        night = bytes(self._night[:_TOTAL])
        self._mark_nights(night)
        both = int.from_bytes(self._day) | int.from_bytes(night)
        states = bytearray(both.to_bytes(_TOTAL).translate(_STATES))
        self._situations(states)
        found = bytes(states)
        return Table(found, found.translate(_IS_OPEN), night, bytes(self._marks))

    def _week(self) -> None:
        week = self._case.week
        for index, day in self._days:
            if week is None:
                self._day[index * MINUTES : (index + 1) * MINUTES] = bytes([_UNKNOWN]) * MINUTES
            else:
                self._fill(index, week[day.weekday()])

    def _seasons(self) -> None:
        for season in self._case.seasons:
            rule = Rule.SEASON_OF_UNIT if season.names_the_unit else Rule.SEASON_FOR_ALL
            for index, day in self._days:
                if season.first <= day <= season.last:
                    self._fill(index, season.week[day.weekday()])
                    self._mark_day(index, rule)

    def _holidays(self) -> None:
        for index, day in self._days:
            if day in self._case.lifted:
                self._mark_day(index, Rule.DUTY)
            # Whoever does not know the hours does not know those of a holiday either.
            is_known = self._day[index * MINUTES] != _UNKNOWN
            if day in self._case.holidays and is_known:
                self._fill(index, ())
                self._mark_day(index, Rule.HOLIDAY)
                self._whole_days.append(index)

    def _one_offs(self) -> None:
        for index, day in self._days:
            if day in self._case.one_offs:
                self._fill(index, self._case.one_offs[day])
                self._mark_day(index, Rule.ONE_OFF)
                self._whole_days.append(index)

    def _quotas(self) -> None:
        for day, since in self._case.used_up.items():
            midnight = self._minute_of_day(day)
            first = max(minute_of(since), midnight)
            if 0 <= midnight < _TOTAL:
                self._take_away(self._day, first, midnight + MINUTES, _CLOSED)
                self._take_away(
                    self._night, max(first, midnight + MINUTES), midnight + 2 * MINUTES, _GONE
                )

    def _take_away(self, sheet: bytearray, first: int, last: int, left: int) -> None:
        for minute in range(first, min(last, len(sheet))):
            if sheet[minute] == _OPEN:
                sheet[minute] = left
                if minute < _TOTAL:
                    self._marks[minute] |= Rule.QUOTA

    def _mark_nights(self, night: bytes) -> None:
        marked = int.from_bytes(night.translate(_NIGHT_MARK)) | int.from_bytes(self._marks)
        self._marks = bytearray(marked.to_bytes(_TOTAL))

    def _situations(self, states: bytearray) -> None:
        for starts, ends in self._case.closures:
            first = min(max(minute_of(starts), 0), _TOTAL)
            last = min(max(minute_of(ends), first), _TOTAL)
            states[first:last] = bytes(last - first)
            self._mark(first, last, Rule.SITUATION)

    def _fill(self, index: int, ranges: tuple[Minutes, ...]) -> None:
        """Let the hours that start on a day be these and no others."""
        midnight = index * MINUTES
        both = bytearray(2 * MINUTES)
        for opens, closes in ranges:
            both[opens:closes] = bytes([_OPEN]) * (closes - opens)
        self._day[midnight : midnight + MINUTES] = both[:MINUTES]
        self._night[midnight + MINUTES : midnight + 2 * MINUTES] = both[MINUTES:]

    def _mark_day(self, index: int, rule: Rule) -> None:
        self._mark(index * MINUTES, (index + 1) * MINUTES, rule)

    def _mark(self, first: int, last: int, rule: Rule) -> None:
        self._marks[first:last] = self._marks[first:last].translate(_MARKED[rule])

    @staticmethod
    def _minute_of_day(day: date) -> int:
        return minute_of(datetime.combine(day, datetime.min.time()))


_NIGHT_MARK = bytes(Rule.NIGHT_BEFORE if b & (_OPEN | _GONE) else 0 for b in range(256))
