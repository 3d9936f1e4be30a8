"""The days that are asked about, and those that an answer may look ahead to."""

from datetime import date, datetime, timedelta

FIRST_DAY = date(2026, 12, 14)
DAYS = 105  # the turn of the year, Ramadan, Nyepi within it, Idulfitri, Easter
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
# What is asked on the last day looks this far, and the night before the first day counts too.
AHEAD = 102
ORIGIN = datetime.combine(FIRST_DAY - timedelta(days=1), datetime.min.time())
TABLE_DAYS = 1 + DAYS + AHEAD


def day_at(index: int) -> date:
    """Return the day of a table; the first is the one before the first that is asked about."""
    return ORIGIN.date() + timedelta(days=index)


def minute_of(local: datetime) -> int:
    """Return the minute of a table that a local time without a zone falls in."""
    return (local - ORIGIN) // timedelta(minutes=1)
