"""Hours as operators write them: "Sen-Kam 08.00-12.00, 13.00-15.30; Jum 08.00-11.30; Sab tutup"."""

import re
from collections.abc import Iterator
from datetime import time

from bot.application.office_hours.refusals import Refused, Wrong
from bot.domain.errors import ClosesBeforeOpening, OverlappingRanges, TicketOutsideHours
from bot.domain.hours import MIDNIGHT, WEEKDAYS, TimeRange, WeeklyHours, in_order, refuse_overlap
from bot.language.weekdays import weekday_named

_DASH = r"(?:-|\N{EN DASH}|s\.?d\.?|s/d|sampai)"
_CLOCK = r"\d{1,2}[.:]\d{2}"
_READ_CLOCK = re.compile(r"(\d{1,2})[.:](\d{2})")
_RANGE = re.compile(
    rf"({_CLOCK})\s*{_DASH}\s*({_CLOCK})"
    rf"(?:\s*\(?(?:nomor|antrean|tiket)(?: terakhir)?\s*(?:{_DASH}|pukul)?\s*({_CLOCK})\)?)?"
)
_BETWEEN = re.compile(r",|\bdan\b")
# Where the days of a group end and its hours begin.
_GROUP = re.compile(r"(?P<days>[^\d:]*?)\s*:?\s*(?P<hours>24 jam|tutup|libur|\d.*)?", re.DOTALL)
_EVERY_DAY = frozenset({"", "setiap hari", "tiap hari", "sen-min", "senin-minggu"})
_CLOSED = frozenset({"tutup", "libur"})
_ALL_DAY = frozenset({"24 jam", "24jam"})
_UNKNOWN = frozenset({"belum diketahui", "belum diisi", "tidak diketahui"})
_SHORT = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")


def read_week(written: str) -> WeeklyHours | None:
    """Return the hours of a week, None for hours that are not known; a day left out is closed.

    Raises:
        Refused: it cannot be read, or no counter can have such hours.
    """
    text = _tidy(written)
    if text in _UNKNOWN:
        return None
    days: dict[int, tuple[TimeRange, ...]] = {}
    for group in filter(None, (part.strip() for part in text.split(";"))):
        named, hours = _parted(group)
        ranges = read_ranges(hours)
        for weekday in _weekdays(named):
            if weekday in days:
                raise Refused(Wrong.WEEKDAY_TWICE, day=_SHORT[weekday - 1])
            days[weekday] = ranges
    if not days:
        raise Refused(Wrong.BAD_RANGE, value=written)
    try:
        return WeeklyHours.of(days)
    except OverlappingRanges as error:
        raise Refused(Wrong.OVERLAPPING_RANGES, value=written) from error


def read_ranges(written: str) -> tuple[TimeRange, ...]:
    """Return the hours of one day, in order; none where it is closed.

    Raises:
        Refused: they cannot be read, or overlap.
    """
    text = _tidy(written)
    if text in _CLOSED:
        return ()
    if text in _ALL_DAY:
        return (TimeRange(MIDNIGHT, MIDNIGHT),)
    ranges = in_order(tuple(_read_range(part.strip()) for part in _BETWEEN.split(text)))
    try:
        refuse_overlap(ranges)
    except OverlappingRanges as error:
        raise Refused(Wrong.OVERLAPPING_RANGES, value=written) from error
    return ranges


def read_clock(written: str) -> time:
    """Return a time of day; 24.00 is the midnight at its end.

    Raises:
        Refused: there is no such time.
    """
    match = _READ_CLOCK.fullmatch(written.strip())
    hour, minute = (int(match[1]), int(match[2])) if match else (99, 0)
    if (hour, minute) == (24, 0):
        return MIDNIGHT
    try:
        return time(hour, minute)
    except ValueError as error:
        raise Refused(Wrong.BAD_CLOCK, value=written) from error


def write_week(week: WeeklyHours | None) -> str:
    """Return a week as it may be typed again."""
    if week is None:
        return "belum diketahui"
    groups = ((_write_days(g.first, g.last), write_ranges(g.ranges)) for g in week.groups())
    return "; ".join(f"{days} {hours}" for days, hours in groups)


def write_ranges(ranges: tuple[TimeRange, ...]) -> str:
    """Return the hours of a day as they may be typed again."""
    return ", ".join(_write_range(each) for each in ranges) or "tutup"


def write_clock(moment: time) -> str:
    """Return a time as 08.00."""
    return f"{moment:%H.%M}"


def _tidy(written: str) -> str:
    return " ".join(written.casefold().split()).rstrip(".;")


def _parted(group: str) -> tuple[str, str]:
    """Part "sen-kam: 08.00-12.00" into its days and its hours."""
    match = _GROUP.fullmatch(group)
    if match is None or not match["hours"]:
        raise Refused(Wrong.BAD_RANGE, value=group)
    return match["days"], match["hours"]


def _weekdays(named: str) -> Iterator[int]:
    if named in _EVERY_DAY:
        yield from WEEKDAYS
        return
    for part in _BETWEEN.split(named):
        first, *last = re.split(rf"\s*{_DASH}\s*", part.strip(), maxsplit=1)
        yield from _run(_weekday(first), _weekday(last[0] if last else first))


def _run(first: int, last: int) -> Iterator[int]:
    """Yield the days from one to another, over the end of the week too: "Sab-Sen"."""
    yield from ((first + away - 1) % 7 + 1 for away in range((last - first) % 7 + 1))


def _weekday(name: str) -> int:
    found = weekday_named(name)
    if found is None:
        raise Refused(Wrong.BAD_WEEKDAY, value=name)
    return found


def _read_range(written: str) -> TimeRange:
    match = _RANGE.fullmatch(written)
    if match is None:
        raise Refused(Wrong.BAD_RANGE, value=written)
    opens, closes = read_clock(match[1]), read_clock(match[2])
    ticket = read_clock(match[3]) if match[3] else None
    try:
        return TimeRange(opens, closes, ticket)
    except ClosesBeforeOpening as error:
        raise Refused(Wrong.CLOSES_BEFORE_OPENING, value=written) from error
    except TicketOutsideHours as error:
        raise Refused(Wrong.TICKET_OUTSIDE_HOURS, value=written) from error


def _write_days(first: int, last: int) -> str:
    return _SHORT[first - 1] if first == last else f"{_SHORT[first - 1]}-{_SHORT[last - 1]}"


def _write_range(each: TimeRange) -> str:
    if each == TimeRange(MIDNIGHT, MIDNIGHT):
        return "24 jam"
    closes = "24.00" if each.closes == MIDNIGHT else write_clock(each.closes)
    ticket = f" nomor s.d. {write_clock(each.last_ticket)}" if each.last_ticket else ""
    return f"{write_clock(each.opens)}-{closes}{ticket}"
