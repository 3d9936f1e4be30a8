"""Weekdays as citizens write them: "senin", "jumat minggu depan", "malam minggu", "selasa 29"."""

from __future__ import annotations

import re
from datetime import date

from bot.language.dates import date_at
from bot.language.mention import Mention, coming, shifted

_WEEKDAYS = {
    "senin": 1, "senen": 1, "selasa": 2, "rabu": 3, "rebo": 3, "kamis": 4, "kemis": 4, "jumat": 5,
    "jumatan": 5, "sabtu": 6, "saptu": 6, "minggu": 7, "ahad": 7,
    # The evening before a day: the normalizer joins the words.
    "malam-jumat": 4, "malam-minggu": 6,
}  # fmt: skip
# As lists of hours cut them short; no citizen's word is read so, where "sel" is a prison.
_SHORT = {
    "sen": 1, "sn": 1, "sel": 2, "sl": 2, "rab": 3, "rb": 3, "kam": 4, "km": 4, "jum": 5, "jmt": 5,
    "sab": 6, "sbt": 6, "min": 7, "mgg": 7, "ahd": 7,
}  # fmt: skip
_LAST = frozenset({"lalu", "kemarin"})
_WEEKS = frozenset({"minggu", "pekan"})
_WEEK_SHIFTS = {"ini": 0, "depan": 1, "lalu": -1, "kemarin": -1}
# Beside such a word "minggu" is a week, not a Sunday.
_WEEK_AFTER = frozenset({
    "tiap", "setiap", "per", "berapa", "beberapa", "satu", "dua", "tiga", "empat", "akhir",
    "awal", "berminggu", "pirang", "rong", "telung",
})  # fmt: skip
_WEEK_BEFORE = frozenset({"ini", "depan", "lalu", "kemarin", "lagi"})
_DAY_OF_MONTH = re.compile(r"0?[1-9]|[12][0-9]|3[01]")
# "jumat 9 pagi", "selasa 2 orang": no day of the month.
_COUNTED = frozenset({"pagi", "siang", "sore", "malam", "orang", "lembar", "kali", "hari"})


def weekday_named(word: str) -> int | None:
    """Return the ISO weekday of a name, written out or cut short: "Senin", "Sen", "Jum'at"."""
    name = word.casefold().replace("'", "").rstrip(".")
    if name in _SHORT:
        return _SHORT[name]
    return _WEEKDAYS.get(name) if "-" not in name else None


def weekday_at(words: list[str], at: int, today: date) -> Mention | None:
    """Read the weekday that begins at a word of a message, or None."""
    weekday = _WEEKDAYS.get(words[at])
    before = words[at - 1] if at else ""
    following = [*words[at + 1 : at + 4], "", "", ""]
    if weekday is None or (words[at] == "minggu" and _is_a_week(before, following[0])):
        return None
    if before == "malam":
        return Mention(1, clear=False)  # the evening before that day, or a greeting
    if following[0] in _LAST or following[:2] == ["yang", "lalu"]:
        return Mention(2, shifted(today, -((today.isoweekday() - weekday - 1) % 7 + 1)))
    if following[0] == "besok":
        return Mention(2, coming(shifted(today, 1), weekday))
    return _in_a_week(words, at, today, weekday) or _numbered(words, at, today, weekday)


def _in_a_week(words: list[str], at: int, today: date, weekday: int) -> Mention | None:
    """Read which week's day is meant, where it is said: "senin depan", "minggu depan senin"."""
    following = [*words[at + 1 : at + 3], "", ""]
    size, shift = 1, _week_before(words, at)
    if following[0] == "depan":
        size, shift = 2, 1
    elif following[0] in _WEEKS and following[1] in _WEEK_SHIFTS:
        size, shift = 3, _WEEK_SHIFTS[following[1]]
    monday = shifted(today, 1 - today.isoweekday())
    return None if shift is None else Mention(size, shifted(monday, weekday - 1 + 7 * shift))


def _week_before(words: list[str], at: int) -> int | None:
    start = at - (at > 0 and words[at - 1] == "hari")
    if start < 2 or words[start - 2] not in _WEEKS:
        return None
    return _WEEK_SHIFTS.get(words[start - 1])


def _numbered(words: list[str], at: int, today: date, weekday: int) -> Mention:
    """Read "selasa 29": the number counts where the two fit together."""
    number, counted = [*words[at + 1 : at + 3], "", ""][:2]
    alone = counted not in _COUNTED and _DAY_OF_MONTH.fullmatch(number)
    if alone and date_at(words, at + 1, today) is None:
        near = (shifted(coming(today, weekday), 7 * week) for week in range(5))
        found = next((day for day in near if day and day.day == int(number)), None)
        if found:
            return Mention(2, found)
    return Mention(1, weekday=weekday)


def _is_a_week(before: str, following: str) -> bool:
    if before == "hari":
        return False
    return before in _WEEK_AFTER or before.isdigit() or following in _WEEK_BEFORE
