"""The time of day a normalized message names; office hours decide between morning and afternoon."""

from __future__ import annotations

import re
from datetime import time

_O_CLOCK = frozenset({"jam", "jm", "pukul", "pkl"})
_GLUED = re.compile(r"(?:jam|jm|pukul|pkl)([0-9].*)")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[.:,]([0-9]{2}))?(?:-?an)?")
_FOUR_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})")
_HALF = frozenset({"setengah", "1/2", "set"})
# Words that mean half only beside the hour: "jam set 9", "set 9 pagi".
_SHORT_HALF = frozenset({"1/2", "set"})
_PARTS = {
    "pagi": "pagi", "subuh": "pagi", "dini": "pagi", "esuk": "pagi", "isuk": "pagi",
    "siang": "siang", "awan": "siang",
    "sore": "sore", "petang": "sore", "sonten": "sore",
    "malam": "malam", "malem": "malam", "mlm": "malam", "bengi": "malam", "peuting": "malam",
}  # fmt: skip
_NUMBERS = {
    name: str(number)
    for number, names in enumerate(
        (
            "satu siji hiji", "dua loro kalih", "tiga telu tilu", "empat papat opat",
            "lima limo", "enam enem genep", "tujuh pitu", "delapan wolu dalapan",
            "sembilan songo sanga salapan", "sepuluh sapuluh", "sebelas sawelas sabelas",
            "duabelas rolas",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
# When a counter opens again after a prayer, as officers reckon it.
_PRAYERS = {
    "jumatan": time(13), "zuhur": time(13), "asar": time(16), "magrib": time(18, 30),
    "isya": time(20),
}  # fmt: skip
_AFTER = frozenset({"setelah", "habis", "bakda", "selesai"})
# "2 jam 30 menit": what follows the number says that it is no time of day.
_UNITS = frozenset({"menit", "detik", "kerja", "orang", "kali", "ribu", "juta", "persen"})
_RANGES = frozenset({"sampai", "hingga", "s/d", "sd", "-"})
_MINUTES_OFF = {"lewat": 1, "lebih": 1, "kurang": -1}
_MARKS = "?!.,"


def find_time(text: str) -> time | None:
    """Return the one time of day that a normalized text names; None where there are several."""
    words = [word.rstrip(_MARKS) for word in text.split()]
    found = {_time_at(words, at) or _after_prayer(words, at) for at in range(len(words))} - {None}
    if len(found) != 1 or _is_range(words):
        return None
    return found.pop()


def _is_range(words: list[str]) -> bool:
    return any(
        word in _RANGES and _CLOCK.fullmatch(before) and _CLOCK.fullmatch(after)
        for before, word, after in zip(words, words[1:], words[2:], strict=False)
    )


def _time_at(words: list[str], at: int) -> time | None:
    """Read a time whose first word ("jam", "setengah", or a bare 11.45) stands at `at`."""
    announced, half, number, end = _number(words, at)
    clock = _CLOCK.fullmatch(number) or (announced and _FOUR_DIGITS.fullmatch(number)) or None
    if not clock or _lasts(words, at) or _UNITS & set(words[end : end + 1]):
        return None
    part = _part_of_day(words, at, end)
    if not announced and not ((clock[2] or half) and part):
        return None
    minute = int(clock[2] or 0)
    if minute > 59 or (half and clock[2]):
        return None
    off = -30 if half else _minutes_off(words[end : end + 2]) if not clock[2] else 0
    exact = number.startswith("0") or int(clock[1]) > 12
    return _placed(int(clock[1]) * 60 + minute + off, part, exact=exact)


def _after_prayer(words: list[str], at: int) -> time | None:
    """Read "setelah jumatan", "habis salat zuhur"."""
    if words[at] not in _AFTER:
        return None
    prayer = words[at + 1 : at + 3]
    if prayer[:1] == ["salat"]:
        return _PRAYERS.get({"jumat": "jumatan"}.get(prayer[-1], prayer[-1]))
    return _PRAYERS.get(prayer[0]) if prayer else None


def _lasts(words: list[str], at: int) -> bool:
    """Return whether "jam" counts hours, as in "24 jam 7 hari"; "tanggal 24 jam 8" does not."""
    return bool(at and words[at - 1].isdigit() and words[at - 2 : at - 1] != ["tanggal"])


def _number(words: list[str], at: int) -> tuple[bool, bool, str, int]:
    """Return whether a number is announced as a time, is half an hour less, and where it ends."""
    glued = _GLUED.fullmatch(words[at])
    if glued:
        return True, False, glued[1], at + 1
    end = at + (words[at] in _O_CLOCK)
    half = words[end : end + 1] != [] and words[end] in _HALF
    announced = end > at or (half and words[end] not in _SHORT_HALF)
    end += half
    if end == at and at and words[at - 1] in _O_CLOCK | _HALF:
        return False, False, "", end  # read from its first word already
    if words[end : end + 2] == ["dua", "belas"]:
        return announced, half, "12", end + 2
    number = words[end] if end < len(words) else ""
    return announced, half, _NUMBERS.get(number, number), end + 1


def _part_of_day(words: list[str], at: int, end: int) -> str | None:
    for word in words[end : end + 2]:
        if word in _PARTS:
            return _PARTS[word]
    # The very first word, or one after "selamat", greets.
    if at > 1 and words[at - 2] != "selamat":
        return _PARTS.get(words[at - 1])
    return None


def _minutes_off(words: list[str]) -> int:
    """Read "lewat 15", "kurang seperempat" after the hour."""
    if len(words) < 2 or words[0] not in _MINUTES_OFF:
        return 0
    minutes = "15" if words[1] == "seperempat" else words[1]
    if not re.fullmatch(r"[0-5]?[0-9]", minutes):
        return 0
    return _MINUTES_OFF[words[0]] * int(minutes)


def _placed(minutes: int, part: str | None, *, exact: bool) -> time | None:
    hour, minute = divmod(minutes, 60)
    if exact:
        return time(hour, minute) if 0 <= hour < 24 else None
    place = _hour_of_day(hour % 12, part)
    return None if place is None else time(place, minute)


def _hour_of_day(hour: int, part: str | None) -> int | None:
    """Place an hour of the dial, where 0 is twelve o'clock; None where both halves are likely."""
    if part is None:
        # No counter opens before seven, and six may be either.
        return None if hour == 6 else hour if hour > 6 else hour + 12
    if part == "pagi":
        return hour
    if part == "siang":
        return hour if hour > 9 else hour + 12 if hour < 5 else None
    if part == "sore":
        return hour + 12 if 1 <= hour < 8 else None
    return hour + 12 if hour > 5 else hour if hour < 5 else None
