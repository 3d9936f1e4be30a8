"""Dates as citizens write them: "tanggal 24", "24 desember", "24/12/2026"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.language.mention import PAUSE, Mention

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan", "februari feb peb pebruari", "maret mar mrt", "april apr", "mei",
            "juni jun", "juli jul", "agustus agu agt ags agust", "september sep sept",
            "oktober okt oct", "november nov nop nopember", "desember des dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DAY = re.compile(r"0?[1-9]|[12][0-9]|3[01]")
_YEAR = re.compile(r"20[0-9]{2}")
_ISO = re.compile(r"(20[0-9]{2})-([0-9]{2})-([0-9]{2})")
_NUMERIC = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})(?:\2((?:20)?[0-9]{2}))?")
_GLUED = re.compile(r"(?:tanggal|tgl)([0-9].*)")
_JOINS = frozenset({"dan", "sampai", "hingga", "atau", "sama", "s/d", "sd", "-"})
_LAST = frozenset({"lalu", "kemarin"})
# What follows such a word is a number of something: a neighbourhood, a law, a fraction.
_NUMBERED = frozenset({
    "rt", "rw", "nomor", "no", "pp", "uu", "perda", "perbup", "perwali", "permen", "permendagri",
    "pasal", "blok", "form", "f", "gang", "gg", "kelas", "antrean", "jalan", "jl",
})  # fmt: skip
_UNITS = frozenset({
    "jam", "hari", "bulan", "tahun", "minggu", "lembar", "orang", "persen", "cm", "kg", "meter",
})  # fmt: skip
# A date after such a word is part of the citizen's story, not the day of a visit.
_STORY = frozenset({
    "lahir", "lahiran", "melahirkan", "meninggal", "mati", "habis", "berlaku",
    "kedaluwarsa", "kadaluarsa", "kadaluwarsa", "expired", "sejak", "menikah",
    "nikah", "terbit", "hilang",
})  # fmt: skip
_PAPERS = frozenset({"akta", "surat", "kartu", "buku"})
_FARTHEST = timedelta(days=400)


def date_at(words: list[str], at: int, today: date) -> Mention | None:
    """Read the date that begins at a word of a message, or None."""
    found = _named(words, at, today) or _written(words, at, today)
    if found is None or found.day is None:
        return found
    if _in_a_story(words, at, at + found.size) or abs(found.day - today) > _FARTHEST:
        return Mention(found.size)
    return found


def date_written(words: list[str], at: int, today: date) -> Mention | None:
    """Read a date that stands there for itself, however far away, or None."""
    return _written(words, at, today, announced=True)


def _named(words: list[str], at: int, today: date) -> Mention | None:
    """Read what "tanggal" announces."""
    glued = _GLUED.fullmatch(words[at])
    if glued:
        words = [*words[:at], "tanggal", glued[1], *words[at + 1 : at + 5]]
    if words[at] != "tanggal" or at + 1 >= len(words):
        return None
    stopped = words[at + 1] == PAUSE and len(words) > at + 2  # "tgl. 17"
    if stopped:
        words = [*words[: at + 1], *words[at + 2 : at + 7]]
    found = _written(words, at + 1, today, announced=True) or _day_alone(words, at + 1, today)
    return found and replace(found, size=found.size + (0 if glued else 1) + stopped)


def _day_alone(words: list[str], at: int, today: date) -> Mention | None:
    if not _DAY.fullmatch(words[at]):
        return None
    following = [*words[at + 1 : at + 3], "", ""]
    if following[0] in _JOINS and _DAY.fullmatch(following[1]):
        return Mention(3, clear=False)
    day = int(words[at])
    if following[0] == "bulan" and following[1] not in _LAST:
        return _in_month(day, following[1], today)
    if words[max(0, at - 3) : at - 1] == ["bulan", "depan"]:
        return _in_month(day, "depan", today, size=1)
    past = _is_past(words, at - 1, at + 1)
    months = ((today.year, today.month), _month_beside(today, -1 if past else 1))
    fitting = (_date(year, month, day) for year, month in months)
    found = next((d for d in fitting if d and (d <= today if past else d >= today)), None)
    return _settled(1 + (following[0] in _LAST), found)


def _in_month(day: int, said: str, today: date, *, size: int = 3) -> Mention:
    """Read "tanggal 5 bulan depan", "bulan ini", "bulan 12", "bulan desember"."""
    relative = {"ini": (today.year, today.month), "depan": _month_beside(today, 1)}
    if said in relative:
        found = _date(*relative[said], day)
    else:
        month = _MONTHS.get(said) or (int(said) if re.fullmatch(r"0?[1-9]|1[0-2]", said) else 0)
        found = _nearest(day, month, today)
    return Mention(size, found, clear=found is not None)


def _written(words: list[str], at: int, today: date, *, announced: bool = False) -> Mention | None:
    """Read a date that has its month: "24 desember 2026", "24/12", "2026-12-24"."""
    iso = _ISO.fullmatch(words[at])
    if iso:
        return _settled(1, _date(int(iso[1]), int(iso[2]), int(iso[3])))
    if not announced and _is_numbered(words, at):
        return None
    if at + 1 < len(words) and words[at + 1] in _MONTHS and _DAY.fullmatch(words[at]):
        return _with_month_name(words, at, today)
    return _with_month_number(words, at, today, announced=announced)


def _with_month_name(words: list[str], at: int, today: date) -> Mention:
    day, month = int(words[at]), _MONTHS[words[at + 1]]
    following = words[at + 2] if at + 2 < len(words) else ""
    if _YEAR.fullmatch(following):
        return _settled(3, _date(int(following), month, day))
    announced = bool(at and words[at - 1] == "tanggal")
    past = _is_past(words, at - announced, at + 2)
    return _settled(2 + (following in _LAST), _nearest(day, month, today, past=past))


def _with_month_number(
    words: list[str], at: int, today: date, *, announced: bool
) -> Mention | None:
    numeric = _NUMERIC.fullmatch(words[at])
    if not numeric:
        return None
    day, month = int(numeric[1]), int(numeric[3])
    if numeric[4]:
        year = int(numeric[4]) % 100 + 2000
        return Mention(1, _date(year, month, day)) if month <= 12 else None
    following = words[at + 1] if at + 1 < len(words) else ""
    if numeric[2] == "-" or (numeric[2] == "." and not announced) or following in _UNITS:
        return Mention(1, clear=False) if announced else None
    if not announced and (day, month) in {(24, 7), (1, 2), (1, 3), (1, 4), (2, 3), (3, 4)}:
        return None  # open day and night, and fractions
    return Mention(1, found) if (found := _nearest(day, month, today)) else None


def _is_numbered(words: list[str], at: int) -> bool:
    """Return whether a number belongs to the word before it: "rt. 2/5", "blok a 3/6"."""
    before = [word for word in words[max(0, at - 3) : at] if word != PAUSE]
    return before[-1:] != [] and (before[-1] in _NUMBERED or before[-2:-1] == ["blok"])


def _settled(size: int, found: date | None) -> Mention:
    return Mention(size, found, clear=found is not None)


def _nearest(day: int, month: int, today: date, *, past: bool = False) -> date | None:
    """Return the date without a year that comes next, or came last."""
    years = (today.year, today.year - 1) if past else (today.year, today.year + 1)
    for year in years:
        found = _date(year, month, day)
        if found and (found <= today if past else found >= today):
            return found
    return None


def _month_beside(today: date, step: int) -> tuple[int, int]:
    years, month = divmod(today.month - 1 + step, 12)
    return today.year + years, month + 1


def _is_past(words: list[str], start: int, end: int) -> bool:
    """Return whether "kemarin" or "lalu" stands beside the words of a date."""
    before = words[start - 1] if start > 0 else ""
    return before == "kemarin" or bool(_LAST & set(words[end : end + 1]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_a_story(words: list[str], at: int, end: int) -> bool:
    if words[end : end + 1] in (["tahun"], ["bulan"]) and _LAST & set(words[end + 1 : end + 2]):
        return True
    said_before = range(max(0, at - 3), at)
    return PAUSE not in words[at - 1 : at] and any(
        words[before] in _STORY and (not before or words[before - 1] not in _PAPERS)
        for before in said_before
    )
