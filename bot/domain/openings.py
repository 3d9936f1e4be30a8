"""Names what is said of hours: a day's plan, an opening, a state and its reason."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.hours import TimeRange
from bot.domain.situation import Situation


class Reason(StrEnum):
    """Why a counter is open or not."""

    REGULAR = "regular"
    BREAK = "break"
    DAY_OFF = "day_off"
    BEFORE_HOURS = "before_hours"
    AFTER_HOURS = "after_hours"
    ONE_OFF = "one_off"
    NATIONAL_HOLIDAY = "national_holiday"
    JOINT_LEAVE = "joint_leave"
    LOCAL_HOLIDAY = "local_holiday"
    QUOTA = "quota"
    SITUATION = "situation"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class DayPlan:
    """The hours that start on a day. `note` names the holiday or says why the day is another.

    `whole_day`: nothing of the night before goes on into it.
    """

    ranges: tuple[TimeRange, ...]
    reason: Reason
    note: str | None = None
    whole_day: bool = False
    season: str | None = None


@dataclass(frozen=True)
class Opening:
    """A time in which a counter is open without a gap; at `closes` it is not any more."""

    opens: datetime
    closes: datetime
    last_ticket: datetime | None = None

    @property
    def admits_until(self) -> datetime:
        """Return until when somebody is taken in; not after `opens` where nobody ever is."""
        return min(self.closes, self.last_ticket) if self.last_ticket else self.closes

    def admits_after(self, at: datetime) -> bool:
        """Return whether somebody is taken in at an instant, or later in this opening."""
        return max(at, self.opens) < self.admits_until


@dataclass(frozen=True)
class Move:
    """Where a unit is instead of at its own address, and the last day of that."""

    address: str
    last_day: date
    why: str


@dataclass(frozen=True)
class Availability:
    """The state at an instant: `until` when it closes, or `opens_at` when it opens next.

    `open` is None when the hours were never filled in: unknown is not closed. `opens_at` is None
    when nothing is planned within SEARCH_DAYS. `last_ticket` belongs to the present or the next
    opening. `situation` holds at the instant, whether or not it closes the counter.
    """

    open: bool | None
    until: datetime | None
    opens_at: datetime | None
    reason: Reason
    note: str | None = None
    last_ticket: datetime | None = None
    situation: Situation | None = None
    season: str | None = None
