"""A day as words tell it, and steps on the calendar that do not fall off its ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

# Stands after a word that a comma or a full stop follows.
PAUSE = ""


@dataclass(frozen=True)
class Mention:
    """Words that tell a day; a bare weekday fits any date that falls on it.

    `day` and `weekday` are None where the words belong to a story, or are not clear.
    """

    size: int
    day: date | None = None
    weekday: int | None = None
    clear: bool = True


def shifted(day: date | None, days: int) -> date | None:
    """Return the date some days away; None beyond the calendar."""
    try:
        return day + timedelta(days=days) if day else None
    except OverflowError:
        return None


def coming(start: date | None, weekday: int) -> date | None:
    """Return the first date on a weekday, the start itself included."""
    return shifted(start, (weekday - start.isoweekday()) % 7) if start else None
