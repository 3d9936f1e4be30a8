"""Cuts a text in OpenStreetMap's `opening_hours` grammar into pieces, and refuses them by name."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.errors import UnreadableHours


class Unread(StrEnum):
    """Why a text is not taken in; the sentences are in templates/opening_hours_problems.toml."""

    EMPTY = "empty"
    UNEXPECTED = "unexpected"
    HOLIDAY_RULE = "holiday_rule"
    WEEK_NUMBER = "week_number"
    SUN = "sun"
    MONTH_WITHOUT_DAY = "month_without_day"
    YEAR_MISSING = "year_missing"
    FALLBACK = "fallback"
    ADDED_RULE = "added_rule"
    OPEN_END = "open_end"
    NTH_WEEKDAY = "nth_weekday"
    UNKNOWN_STATE = "unknown_state"
    PART_CLOSED = "part_closed"
    HOURS_MISSING = "hours_missing"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_TIME = "no_such_time"
    IMPOSSIBLE_HOURS = "impossible_hours"
    NIGHT_CUT = "night_cut"
    ENDS_BEFORE_START = "ends_before_start"
    TOO_MANY_DAYS = "too_many_days"
    COMMENT_ON_WEEK = "comment_on_week"
    WEEK_MISSING = "week_missing"
    OUT_OF_ORDER = "out_of_order"
    OVERLAPPING_SEASONS = "overlapping_seasons"


@dataclass(frozen=True)
class Token:
    """A piece of the text and where it stands."""

    kind: str
    text: str
    position: int

    @property
    def word(self) -> str:
        """Return it in small letters."""
        return self.text.lower()


_TOKEN = re.compile(
    r"(?P<comment>\"[^\"]*\")|(?P<always>24/7)|(?P<time>\d{1,2}:\d{2})|(?P<number>\d+)"
    r"|(?P<word>[A-Za-z]+)|(?P<mark>\|\||\S)"
)
# What the grammar knows and we do not take in, each with a reason of its own.
_NOT_TAKEN = {
    "ph": Unread.HOLIDAY_RULE,
    "sh": Unread.HOLIDAY_RULE,
    "easter": Unread.HOLIDAY_RULE,
    "week": Unread.WEEK_NUMBER,
    "sunrise": Unread.SUN,
    "sunset": Unread.SUN,
    "dawn": Unread.SUN,
    "dusk": Unread.SUN,
    "unknown": Unread.UNKNOWN_STATE,
    "||": Unread.FALLBACK,
    "+": Unread.OPEN_END,
    "[": Unread.NTH_WEEKDAY,
}


class Cursor:
    """Goes through the pieces of a text once, from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens = [
            Token(str(found.lastgroup), found.group(), found.start())
            for found in _TOKEN.finditer(text)
        ]
        self._end = Token("end", "", len(text))
        self._next = 0

    @property
    def at_end(self) -> bool:
        """Return whether nothing is left."""
        return self._next >= len(self._tokens)

    def peek(self, ahead: int = 0) -> Token:
        """Return the next piece, or one behind it, without going on."""
        position = self._next + ahead
        return self._tokens[position] if position < len(self._tokens) else self._end

    def take(self, kind: str, *words: str) -> Token | None:
        """Return the next piece and go on, where it is of a kind and one of these words."""
        token = self.peek()
        if token.kind != kind or (words and token.word not in words):
            return None
        self._next += 1
        return token

    def expect(self, kind: str, *words: str) -> Token:
        """Return the next piece, or raise UnreadableHours where it is another."""
        if token := self.take(kind, *words):
            return token
        raise self.refused()

    def refused(self, key: Unread = Unread.UNEXPECTED, ahead: int = 0) -> UnreadableHours:
        """Return the refusal of the next piece; what is never taken in has a key of its own."""
        token = self.peek(ahead)
        return UnreadableHours(_NOT_TAKEN.get(token.word, key), token.position, token.text)
