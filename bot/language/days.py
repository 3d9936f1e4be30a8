"""The day a normalized message names, seen from today; None where it names none or several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.language.dates import PAUSE, date_at

_MARKS = "?!.,"
_WEEKDAYS = {
    "senin": 1, "senen": 1, "selasa": 2, "rabu": 3, "rebo": 3, "kamis": 4, "kemis": 4, "jumat": 5,
    "sabtu": 6, "saptu": 6, "minggu": 7, "ahad": 7,
}  # fmt: skip
_RELATIVE = {"besok": 1, "lusa": 2, "kemarin": -1}
_BEFORE_YESTERDAY = frozenset({"lusa", "dulu"})
_PARTS = frozenset({"pagi", "siang", "sore", "malam", "petang"})
_LAST = frozenset({"lalu", "kemarin"})
# "bulan kemarin" and "yang kemarin" are not yesterday; visiting hours are "jam besuk".
_NO_DAY = frozenset({
    ("minggu", "kemarin"), ("pekan", "kemarin"), ("bulan", "kemarin"), ("tahun", "kemarin"),
    ("yang", "kemarin"), ("jam", "besok"),
})  # fmt: skip
_SINCE = frozenset({"dari", "dr", "sejak"})
_UNTIL = frozenset({"sampai", "hingga", "s/d", "sd", "-"})
_WEEK_SHIFTS = {"ini": 0, "depan": 1, "lalu": -1, "kemarin": -1}
_WEEKS = frozenset({"minggu", "pekan"})
# Beside such a word "minggu" is a week, not a Sunday.
_WEEK_AFTER = frozenset({
    "tiap", "setiap", "per", "berapa", "beberapa", "satu", "dua", "tiga", "empat", "akhir",
    "awal", "berminggu", "pirang", "rong", "telung",
})  # fmt: skip
_WEEK_BEFORE = frozenset({"ini", "depan", "lalu", "kemarin", "lagi"})


@dataclass(frozen=True)
class _Mention:
    """A day as said; a bare weekday fits any date that falls on it."""

    size: int
    day: date | None = None
    weekday: int | None = None
    clear: bool = True


def find_day(text: str, today: date) -> date | None:
    """Return the one day that a normalized text names; past days give way to days to come."""
    words = list(_words(text))
    mentions = list(_mentions(words, today))
    days = {mention.day for mention in mentions if mention.day}
    days = {day for day in days if day >= today} or days
    weekdays = {mention.weekday for mention in mentions if mention.weekday}
    if len(days) > 1 or len(weekdays) > 1 or not all(mention.clear for mention in mentions):
        return None
    if not days:
        return _coming(today, weekdays.pop()) if weekdays else None
    day = days.pop()
    return day if weekdays <= {day.isoweekday()} else None


def _words(text: str) -> Iterator[str]:
    for token in text.split():
        word = token.rstrip(_MARKS)
        yield word
        if word != token:
            yield PAUSE


def _mentions(words: list[str], today: date) -> Iterator[_Mention]:
    at = 0
    while at < len(words):
        mention = _mention(words, at, today)
        if mention:
            yield mention
        at += mention.size if mention else 1


def _mention(words: list[str], at: int, today: date) -> _Mention | None:
    mention = _said(words, at, today)
    if mention and _is_a_start(words, at, at + mention.size):
        return _Mention(mention.size)
    return mention


def _said(words: list[str], at: int, today: date) -> _Mention | None:
    if words[at] in _WEEKDAYS:
        return _weekday(words, at, today)
    found = date_at(words, at, today)
    if found:
        return _Mention(found.size, found.day, clear=found.clear)
    return _relative(words, at, today)


def _relative(words: list[str], at: int, today: date) -> _Mention | None:
    """Read "hari ini", "nanti sore", "besok", "lusa", "kemarin"; "sekarang" is a time, no day."""
    following = words[at + 1] if at + 1 < len(words) else ""
    if words[at] == "kemarin" and following in _BEFORE_YESTERDAY:
        return _Mention(2, _shifted(today, -2))
    if at and (words[at - 1], words[at]) in _NO_DAY:
        return None
    if words[at] in _RELATIVE:
        return _Mention(1, _shifted(today, _RELATIVE[words[at]]))
    this_day = words[at] in {*_PARTS, "hari"} and following == "ini"
    later = words[at] == "nanti" and following in _PARTS
    return _Mention(2, today) if this_day or later else None


def _weekday(words: list[str], at: int, today: date) -> _Mention | None:
    weekday = _WEEKDAYS[words[at]]
    before = words[at - 1] if at else ""
    following = [*words[at + 1 : at + 3], "", ""]
    if words[at] == "minggu" and before != "hari" and _is_a_week(before, following[0]):
        return None
    if before == "malam":
        return _Mention(1, clear=False)  # the evening before that day
    monday = _shifted(today, 1 - today.isoweekday())
    if following[0] in _LAST or following[:2] == ["yang", "lalu"]:
        return _Mention(2, _shifted(today, -((today.isoweekday() - weekday - 1) % 7 + 1)))
    if following[0] == "besok":
        return _Mention(2, _coming(_shifted(today, 1), weekday))
    if following[0] == "depan":
        return _Mention(2, _shifted(monday, weekday + 6))
    if following[0] in _WEEKS and following[1] in _WEEK_SHIFTS:
        return _Mention(3, _shifted(monday, weekday - 1 + 7 * _WEEK_SHIFTS[following[1]]))
    return _Mention(1, weekday=weekday)


def _is_a_start(words: list[str], start: int, end: int) -> bool:
    """Return whether a day only says since when: "dari senin", but not "dari senin sampai"."""
    follows = words[end : end + 1]
    return start > 0 and words[start - 1] in _SINCE and not _UNTIL & set(follows)


def _is_a_week(before: str, following: str) -> bool:
    return before in _WEEK_AFTER or before.isdigit() or following in _WEEK_BEFORE


def _coming(start: date | None, weekday: int) -> date | None:
    return _shifted(start, (weekday - start.isoweekday()) % 7) if start else None


def _shifted(day: date | None, days: int) -> date | None:
    """Return the date some days away; None beyond the calendar."""
    try:
        return day + timedelta(days=days) if day else None
    except OverflowError:
        return None
