"""The day a normalized message names, seen from today; None where it names none or several."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.language.dates import date_at, date_written
from bot.language.mention import PAUSE, Mention, coming, shifted
from bot.language.weekdays import weekday_at

_MARKS = "?!.,"
_RELATIVE = {"besok": 1, "lusa": 2, "kemarin": -1}
_BEFORE_YESTERDAY = frozenset({"lusa", "dulu"})
_PARTS = frozenset({"pagi", "siang", "sore", "malam", "petang"})
# "bulan kemarin" and "yang kemarin" are not yesterday; visiting hours are "jam besuk".
_NO_DAY = frozenset({
    ("minggu", "kemarin"), ("pekan", "kemarin"), ("bulan", "kemarin"), ("tahun", "kemarin"),
    ("yang", "kemarin"), ("jam", "besok"),
})  # fmt: skip
_NUMBERS = {"dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7}
_FARTHEST = 60
_SINCE = frozenset({"dari", "dr", "sejak"})
_UNTIL = frozenset({"sampai", "hingga", "s/d", "sd", "-"})
_JOINS = _UNTIL | {"dan", "atau", "sama", "serta", "maupun"}


def find_day(text: str, today: date) -> date | None:
    """Return the one day that a normalized text names; past days give way to days to come."""
    words = list(_words(text))
    found = list(_mentions(words, today))
    mentions = [mention for _, mention in found]
    days = {mention.day for mention in mentions if mention.day}
    days = {day for day in days if day >= today} or days
    if len(days) > 1 and not any(words[at - 1] in _JOINS for at, _ in found[1:]):
        days.discard(today)  # "hari ini tidak sempat, besok buka?"
    weekdays = {mention.weekday for mention in mentions if mention.weekday}
    if len(days) > 1 or len(weekdays) > 1 or not all(mention.clear for mention in mentions):
        return None
    if not days:
        return coming(today, weekdays.pop()) if weekdays else None
    day = days.pop()
    return day if weekdays <= {day.isoweekday()} else None


def read_day(text: str, today: date) -> date | None:
    """Return the day that a text is and says nothing besides: "9 Feb 2027", "besok", "Kamis"."""
    words = _bare_words(text)
    at, days, weekdays = 0, set[date](), set[int]()
    while at < len(words):
        mention = date_written(words, at, today) or _said(words, at, today)
        if mention is None or not (mention.day or mention.weekday):
            return None
        days |= {mention.day} if mention.day else set()
        weekdays |= {mention.weekday} if mention.weekday else set()
        at += mention.size
    if len(days) > 1 or len(weekdays) > 1:
        return None
    if not days:
        return coming(today, weekdays.pop()) if weekdays else None
    day = days.pop()
    return day if weekdays <= {day.isoweekday()} else None


def _bare_words(text: str) -> list[str]:
    words = text.casefold().replace(",", " ").replace("'", "").split()
    announced = words[:1] in (["tanggal"], ["tgl"], ["hari"]) and words[1:2] != ["ini"]
    return words[1:] if announced else words


def _said(words: list[str], at: int, today: date) -> Mention | None:
    return weekday_at(words, at, today) or _counted(words, at, today) or _relative(words, at, today)


def _words(text: str) -> Iterator[str]:
    for token in text.split():
        word = token.rstrip(_MARKS)
        yield word
        if word != token:
            yield PAUSE


def _mentions(words: list[str], today: date) -> Iterator[tuple[int, Mention]]:
    at = 0
    while at < len(words):
        mention = _mention(words, at, today)
        if mention:
            yield at, mention
        at += mention.size if mention else 1


def _mention(words: list[str], at: int, today: date) -> Mention | None:
    mention = (
        weekday_at(words, at, today)
        or _counted(words, at, today)
        or date_at(words, at, today)
        or _relative(words, at, today)
    )
    if mention and _is_a_start(words, at, at + mention.size):
        return Mention(mention.size)
    return mention


def _counted(words: list[str], at: int, today: date) -> Mention | None:
    """Read "3 hari lagi", "dua hari yang lalu"."""
    following = [*words[at + 1 : at + 4], "", "", ""]
    if following[0] != "hari":
        return None
    past = following[1] == "lalu" or following[1:3] == ["yang", "lalu"]
    number = int(words[at]) if words[at].isdecimal() else _NUMBERS.get(words[at], 0)
    if not 0 < number <= _FARTHEST or not (past or following[1] == "lagi"):
        return None
    return Mention(3, shifted(today, -number if past else number))


def _relative(words: list[str], at: int, today: date) -> Mention | None:
    """Read "hari ini", "nanti sore", "besok", "lusa", "kemarin"; "sekarang" is a time, no day."""
    following = words[at + 1] if at + 1 < len(words) else ""
    if words[at] == "kemarin" and following in _BEFORE_YESTERDAY:
        return Mention(2, shifted(today, -2))
    if (words[at], following) == ("besok", "besok"):
        return Mention(2)
    if at and (words[at - 1], words[at]) in _NO_DAY:
        return None
    if words[at] in _RELATIVE:
        return Mention(1, shifted(today, _RELATIVE[words[at]]))
    this_day = words[at] in {*_PARTS, "hari"} and following == "ini"
    later = words[at] == "nanti" and following in _PARTS
    return Mention(2, today) if this_day or later else None


def _is_a_start(words: list[str], start: int, end: int) -> bool:
    """Return whether a day only says since when: "dari senin", but not "dari senin sampai"."""
    follows = words[end : end + 1]
    return start > 0 and words[start - 1] in _SINCE and not _UNTIL & set(follows)
