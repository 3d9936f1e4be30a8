"""Personal numbers are hidden before anything else sees a message; nothing keeps the original.

A NIK and a KK number have 16 digits, an NPWP 15 or 16, and people mistype: one digit too few or
too many, signs between, the letter O for a zero. Any such run goes, because showing a NIK once is
worse than hiding a harmless number. Only what is written as dates, hours, prices or laws stays.
"""

import re
import unicodedata
from dataclasses import dataclass

IDENTITY = "[NIK]"
PHONE = "[TELEPON]"
EMAIL = "[EMAIL]"

_MIN_IDENTITY = 13

# Signs that may stand between two digits; zero-width characters count as signs too.
_GAP = r"[\W_]{0,4}"
_LETTER = r"[^\W\d_]"
# Letters that are typed or scanned for digits.
_ALIKE = "[oOlI]"
_ALIKE_DIGITS = str.maketrans("oOlI", "0011")
# It begins and ends with a digit or a letter glued to one: a word beside it is no part of it.
_GLUED = "|".join(rf"(?<=\d{_ALIKE}{{{letters}}})" for letters in range(1, 6))
_RUN = re.compile(
    rf"\+?(?:(?<!{_LETTER}){_ALIKE})?\d(?:{_GAP}(?:\d|{_ALIKE})){{6,}}"
    rf"(?:(?<=\d)|(?:{_GLUED})(?!{_LETTER}))"
)
_GROUP = re.compile(r"^|(?<!\d)\d")
_NUMBER = re.compile(r"0[2-9]\d{7,12}|62\d{7,12}|8[1-9]\d{7,10}")
_EMAIL = re.compile(r"[\w.+\-]{1,64}\s?@\s?[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DATE = rf"(?:{_DAY}[-/. ]{_MONTH}[-/. ]{_YEAR}|{_YEAR}-{_MONTH}-{_DAY})"
_TIME = r"(?:[01]?\d|2[0-4])[.:][0-5]\d(?::[0-5]\d)?"
_HOURS = rf"{_TIME}\s?[-\u2013]\s?{_TIME}"
_OFFSET = rf"{_TIME}[+-]\d\d:\d\d"
_MOMENT = rf"(?:{_OFFSET}|{_DATE}(?:[ ,T]{{1,2}}(?:{_HOURS}|{_TIME}))?|{_HOURS})"
_PRICE = r"\d{1,3}(?:\.\d{3}){0,3}\.[05]00(?:,\d\d)?"
_LAW = rf"\d{{1,3}}/{_YEAR}"
_HARMLESS = re.compile(
    rf"{_MOMENT}(?:[ ,;/\u2013-]{{1,3}}{_MOMENT})*"
    rf"|{_PRICE}(?:\s?[-/\u2013]?\s?{_PRICE})*"
    rf"|{_LAW}(?:[ ,;]{{1,3}}{_LAW})*"
)


@dataclass(frozen=True)
class Masked:
    """A text without personal numbers, and whether something was hidden."""

    text: str
    found: bool


def mask(text: str) -> Masked:
    """Return the text with identity numbers, phone numbers and e-mail addresses replaced."""
    plain = _plain_digits(text)
    hidden = _RUN.sub(_replacement, _EMAIL.sub(EMAIL, plain))
    return Masked(hidden, hidden != plain)


def _plain_digits(text: str) -> str:
    """Write digits of every script, full-width ones too, as 0-9."""
    if text.isascii():
        return text
    return "".join(
        char if (digit := unicodedata.digit(char, None)) is None else str(digit) for char in text
    )


def _replacement(match: re.Match[str]) -> str:
    run = match.group()
    number = _digits(run)
    written = sum(char.isdigit() for char in run)
    if _HARMLESS.fullmatch(run) or 2 * written < len(number):
        return run
    if _NUMBER.fullmatch(number):
        return PHONE
    if len(number) >= _MIN_IDENTITY:
        return IDENTITY
    return _without_phone(run)


def _without_phone(run: str) -> str:
    """Hide a phone number that stands behind another number, as in "2. 0812-3456-789"."""
    for group in _GROUP.finditer(run):
        if _NUMBER.fullmatch(_digits(run[group.start() :])):
            return run[: group.start()].rstrip("+") + PHONE
    return run


def _digits(run: str) -> str:
    return re.sub(r"[\W_]", "", run).translate(_ALIKE_DIGITS)
