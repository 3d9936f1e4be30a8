"""Decides whether the online way of a service works at an instant, and if not, until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.catalogue import Catalogue, OnlineChannel
from bot.domain.opening_hours import Schedule
from bot.domain.situation import Situation, gravest


@dataclass(frozen=True)
class OnlineState:
    """Whether it works; `until` is when it works again, None when nobody knows.

    `situation` is what closes it, where it is not the channel itself.
    """

    works: bool
    reason: str | None = None
    until: datetime | None = None
    situation: Situation | None = None


@dataclass(frozen=True)
class _Closure:
    """A time in which the online way is closed; `ends` None: until it is lifted."""

    starts: datetime
    ends: datetime | None
    reason: str
    situation: Situation | None = None

    def holds_at(self, at: datetime) -> bool:
        return self.starts <= at and (self.ends is None or at < self.ends)


def resolve_online(
    catalogue: Catalogue, channel: OnlineChannel, schedules: Iterable[Schedule], at: datetime
) -> OnlineState:
    """Return whether a channel works for a service at units with these schedules."""
    closures = (*_maintenance(catalogue, channel), *_situations(schedules))
    holding = [closure for closure in closures if closure.holds_at(at)]
    if not holding:
        return OnlineState(channel.working)
    cause = _cause(holding)
    # A channel that was switched off without a date stays so, whatever else comes to an end.
    until = _end_of(closures, at) if channel.working else None
    return OnlineState(False, cause.reason, until, cause.situation)


def _maintenance(catalogue: Catalogue, channel: OnlineChannel) -> Iterator[_Closure]:
    zone = ZoneInfo(catalogue.government.zone)
    for window in catalogue.rules.maintenance:
        if window.channel == channel.name:
            starts, ends = (each.replace(tzinfo=zone) for each in (window.starts, window.ends))
            yield _Closure(starts, ends, window.reason)


def _situations(schedules: Iterable[Schedule]) -> Iterator[_Closure]:
    for schedule in schedules:
        for situation in schedule.situations:
            if situation.online_too:
                starts = situation.starts.replace(tzinfo=schedule.zone)
                yield _Closure(starts, schedule.end_of(situation), situation.reason, situation)


def _cause(holding: Sequence[_Closure]) -> _Closure:
    """Return the gravest situation, or else the maintenance."""
    decides = gravest(closure.situation for closure in holding if closure.situation)
    return next(closure for closure in holding if closure.situation is decides)


def _end_of(closures: Sequence[_Closure], at: datetime) -> datetime | None:
    """Return when none of the closures holds any more; they may follow one another."""
    while holding := [closure.ends for closure in closures if closure.holds_at(at)]:
        if None in holding:
            return None
        at = max(end for end in holding if end)
    return at
