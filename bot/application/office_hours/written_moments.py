"""Days and moments as operators write them: "9 Feb 2027", "besok 11.45", "Kamis", "sekarang"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.application.office_hours.refusals import Refused, Wrong
from bot.application.office_hours.written_hours import read_clock
from bot.domain.hours import DAY, MIDNIGHT
from bot.language.when import read_day

_NOW = frozenset({"sekarang", "kini"})
_ZONES = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}
_ZONED = re.compile(r"(.*?)\s*\b(wib|wita|wit)", re.DOTALL)
# A day, or nothing, and a time: "31 Maret 2027 pukul 11.45", or an ISO moment.
_CLOCKED = re.compile(r"(.*?)(?:(?:^|\s|(?<=\d)t)(?:pukul|jam)?\s*)(\d{1,2}[.:]\d{2})", re.DOTALL)


@dataclass(frozen=True)
class _Written:
    day: date
    clock: time | None
    zone: ZoneInfo | None
    ends_day: bool  # 24.00 is written with the day that it ends

    def wall(self, clock: time) -> datetime:
        day = self.day + DAY if self.ends_day else self.day
        return datetime.combine(day, clock)


def read_date(written: str, today: date) -> date:
    """Return a day, seen from today.

    Raises:
        Refused: it is no day, or not a single one.
    """
    found = read_day(written, today)
    if found is None:
        raise Refused(Wrong.BAD_DATE, value=written)
    return found


def read_instant(written: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return an instant; without the name of a zone it is local time of `zone`.

    Raises:
        Refused: it cannot be read, or the time of day is missing.
    """
    text = written.casefold().strip()
    if text in _NOW:
        return now
    found = _read(text, written, now.astimezone(zone).date())
    if found.clock is None:
        raise Refused(Wrong.CLOCK_MISSING, value=written)
    return found.wall(found.clock).replace(tzinfo=found.zone or zone)


def read_start(written: str, now: datetime) -> datetime:
    """Return when something begins, as a local time; a day alone begins at midnight.

    `now` is a local time as well, without a zone.

    Raises:
        Refused: it cannot be read.
    """
    return _read_local(written, now, ends_day=False)


def read_end(written: str, now: datetime) -> datetime:
    """Return when something ends, as a local time; a day alone belongs to it whole: "Kamis".

    Raises:
        Refused: it cannot be read.
    """
    return _read_local(written, now, ends_day=True)


def _read_local(written: str, now: datetime, *, ends_day: bool) -> datetime:
    text = written.casefold().strip()
    if text in _NOW:
        return now
    found = _read(text, written, now.date())
    if found.zone is not None:
        # A wall clock: it holds in the zone of each unit.
        raise Refused(Wrong.ZONE_NOT_HERE, value=written)
    if found.clock is None:
        return datetime.combine(found.day + DAY if ends_day else found.day, MIDNIGHT)
    return found.wall(found.clock)


def _read(text: str, written: str, today: date) -> _Written:
    zoned = _ZONED.fullmatch(text)
    zone = ZoneInfo(_ZONES[zoned[2]]) if zoned else None
    rest = zoned[1].strip() if zoned else text
    clocked = _CLOCKED.fullmatch(rest)
    clock = read_clock(clocked[2]) if clocked else None
    spoken = (clocked[1] if clocked else rest).strip().removesuffix(",")
    day = read_day(spoken, today) if spoken else today if clocked else None
    if day is None:
        raise Refused(Wrong.BAD_MOMENT, value=written)
    ends_day = clocked is not None and clock == MIDNIGHT and clocked[2].startswith("24")
    return _Written(day, clock, zone, ends_day)
