"""Reads the rules of OpenStreetMap's `opening_hours` grammar, the part of it that we take in.

Which part that is stands in docs/opening-hours.md. Whatever else is written is refused where it
stands: a rule that is half understood opens a counter that is closed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from bot.domain.errors import InvalidHours, UnreadableHours
from bot.domain.hours import MIDNIGHT, WEEKDAYS, TimeRange, in_order, refuse_overlap
from bot.domain.osm_tokens import Cursor, Unread
from bot.domain.osm_writer import MONTHS
from bot.domain.osm_writer import WEEKDAYS as WEEKDAY_NAMES

_WEEKDAY = {name.lower(): weekday for weekday, name in zip(WEEKDAYS, WEEKDAY_NAMES, strict=True)}
_MONTH = {name.lower(): month for month, name in enumerate(MONTHS, start=1)}
_ALL_DAY = TimeRange(MIDNIGHT, MIDNIGHT)
_DAY = 24 * 60
_LAST_MINUTE = 59
_DAYS_AT_MOST = 366


@dataclass(frozen=True)
class Rule:
    """One rule, no ranges: closed. `dates` None: of the usual week; `weekdays` None: not named."""

    dates: tuple[date, date] | None
    weekdays: tuple[int, ...] | None
    ranges: tuple[TimeRange, ...]
    comment: str | None
    position: int


def read_rules(text: str) -> Iterator[Rule]:
    """Yield the rules of a text; raise UnreadableHours at the first that is not taken in."""
    cursor = Cursor(text)
    if cursor.at_end:
        raise cursor.refused(Unread.EMPTY)
    while not cursor.at_end:
        yield _rule(cursor)


def _rule(cursor: Cursor) -> Rule:
    start = cursor.peek().position
    if cursor.take("always"):
        dates, weekdays, ranges = None, None, _or_closed(cursor, (_ALL_DAY,), always=True)
    else:
        dates, weekdays = _dates(cursor), _weekdays(cursor)
        ranges = _or_closed(cursor, _ranges(cursor))
    comment = cursor.take("comment")
    if not cursor.at_end and not cursor.take("mark", ";"):
        raise cursor.refused(Unread.ADDED_RULE if cursor.peek().text == "," else Unread.UNEXPECTED)
    said = comment.text.strip('"').strip() if comment else ""
    return Rule(dates, weekdays, ranges, said or None, start)


def _or_closed(
    cursor: Cursor, ranges: tuple[TimeRange, ...], *, always: bool = False
) -> tuple[TimeRange, ...]:
    """Return the ranges where they are open, none where the rule says closed."""
    closed = cursor.peek()
    if cursor.take("word", "off", "closed"):
        if ranges and not always:
            raise UnreadableHours(Unread.PART_CLOSED, closed.position, closed.text)
        return ()
    if not ranges:
        raise cursor.refused(Unread.HOURS_MISSING)
    cursor.take("word", "open")
    return ranges


def _dates(cursor: Cursor) -> tuple[date, date] | None:
    start = cursor.peek()
    if start.word in _MONTH:
        with_day = cursor.peek(ahead=1).kind == "number"
        raise cursor.refused(Unread.YEAR_MISSING if with_day else Unread.MONTH_WITHOUT_DAY)
    if start.kind != "number":
        return None
    first = last = _day(cursor, int(cursor.expect("number").text), None)
    if cursor.take("mark", "-"):
        last = _last_day(cursor, first)
    if last < first:
        raise UnreadableHours(Unread.ENDS_BEFORE_START, start.position, start.text)
    if (last - first).days >= _DAYS_AT_MOST:
        raise UnreadableHours(Unread.TOO_MANY_DAYS, start.position, start.text)
    return first, last


def _last_day(cursor: Cursor, first: date) -> date:
    """Read the end of a range, which may leave out the year, or the year and the month."""
    if cursor.peek().word in _MONTH:
        return _day(cursor, first.year, None)
    if cursor.peek(ahead=1).word in _MONTH:
        return _day(cursor, int(cursor.expect("number").text), None)
    return _day(cursor, first.year, first.month)


def _day(cursor: Cursor, year: int, month: int | None) -> date:
    if month is None:
        month = _MONTH.get(cursor.peek().word)
        if month is None:
            raise cursor.refused()
        cursor.expect("word")
    if cursor.peek().kind != "number":
        raise cursor.refused(Unread.MONTH_WITHOUT_DAY)
    found = cursor.expect("number")
    try:
        return date(year, month, int(found.text))
    except (ValueError, OverflowError) as error:
        raise UnreadableHours(Unread.NO_SUCH_DAY, found.position, found.text) from error


def _weekdays(cursor: Cursor) -> tuple[int, ...] | None:
    if cursor.peek().word not in _WEEKDAY:
        return None
    named = [*_weekday_range(cursor)]
    while cursor.take("mark", ","):
        named += _weekday_range(cursor)
    return tuple(named)


def _weekday_range(cursor: Cursor) -> Iterator[int]:
    """Yield one weekday, or those from one to another, also over the end of the week."""
    first = last = _weekday(cursor)
    if cursor.take("mark", "-"):
        last = _weekday(cursor)
    for distance in range((last - first) % len(WEEKDAYS) + 1):
        yield (first - 1 + distance) % len(WEEKDAYS) + 1


def _weekday(cursor: Cursor) -> int:
    if cursor.peek().word not in _WEEKDAY:
        raise cursor.refused()
    return _WEEKDAY[cursor.expect("word").word]


def _ranges(cursor: Cursor) -> tuple[TimeRange, ...]:
    start = cursor.peek()
    if start.kind != "time":
        return ()
    ranges = [_range(cursor)]
    while cursor.peek().text == "," and cursor.peek(ahead=1).kind == "time":
        cursor.expect("mark", ",")
        ranges.append(_range(cursor))
    try:
        ordered = in_order(tuple(ranges))
        refuse_overlap(ordered)
    except InvalidHours as error:
        raise UnreadableHours(Unread.IMPOSSIBLE_HOURS, start.position, start.text) from error
    return ordered


def _range(cursor: Cursor) -> TimeRange:
    start = cursor.peek()
    opens = _minutes(cursor, _DAY - 1)
    cursor.expect("mark", "-")
    closes = _minutes(cursor, 2 * _DAY)
    longest = _DAY if opens == 0 else _DAY - 1
    impossible = UnreadableHours(Unread.IMPOSSIBLE_HOURS, start.position, start.text)
    if closes == opens or closes - opens > longest:
        raise impossible
    try:
        return TimeRange(_clock(opens), _clock(closes % _DAY))
    except InvalidHours as error:
        raise impossible from error


def _minutes(cursor: Cursor, latest: int) -> int:
    found = cursor.expect("time")
    hours, minutes = map(int, found.text.split(":"))
    if minutes > _LAST_MINUTE or hours * 60 + minutes > latest:
        raise UnreadableHours(Unread.NO_SUCH_TIME, found.position, found.text)
    return hours * 60 + minutes


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
