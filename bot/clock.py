"""The one clock of the desk: aware UTC, possibly set to another moment, always ticking on."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Clock:
    """Tell the desk's time: the machine's, moved by `offset`."""

    offset: timedelta = timedelta()

    @classmethod
    def set_to(cls, moment: datetime, since: float | None = None) -> "Clock":
        """Make a clock that showed `moment` at the epoch second `since` (now, when not given).

        Every process of one desk is given the same `since`, so that they all agree.
        """
        started = datetime.fromtimestamp(time.time() if since is None else since, UTC)
        return cls(moment.astimezone(UTC) - started)

    def now(self) -> datetime:
        """Return the desk's time, aware, in UTC."""
        return datetime.now(UTC) + self.offset
