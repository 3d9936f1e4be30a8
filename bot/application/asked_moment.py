"""What a question asks of a moment: a day, a time of day, and the day of a visit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from bot.domain.answer import UnitState
from bot.domain.day_view import view_day
from bot.domain.opening_hours import resolve_availability
from bot.domain.situation import Situation


@dataclass(frozen=True)
class AskedMoment:
    """Nothing given: now. `visit` is a day that was named, whether or not it is asked about."""

    day: date | None = None
    clock: time | None = None
    visit: date | None = None

    def of_unit(self, state: UnitState) -> UnitState:
        """Return the unit as it will be at the moment asked about, in its own zone."""
        if self.clock is None:
            return state
        schedule = state.schedule
        moment = datetime.combine(self.day or state.today, self.clock, schedule.zone)
        return replace(state, at=moment, availability=resolve_availability(schedule, moment))

    def situations(self, units: Iterable[UnitState]) -> Iterator[Situation]:
        """Yield what holds at units then."""
        for state in units:
            if situation := self._situation(state):
                yield situation

    def _situation(self, state: UnitState) -> Situation | None:
        if self.day and not self.clock:
            return view_day(state.schedule, self.day).situation
        return self.of_unit(state).situation
