"""Copies of the rules with one mistake in each, as somebody might make it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

from bot.domain import opening_hours
from bot.domain.opening_hours import Availability, Reason, Schedule
from tests.hours.comparison import Resolve

_ONE_OFF = """\
        if change := self.one_offs.get(day):
            return DayPlan(change.ranges, Reason.ONE_OFF, change.reason, whole_day=True)
"""
_HOLIDAY = """\
        holiday = self._closing_holidays.get(day)
        if holiday and day not in self.duties:
            return DayPlan((), _HOLIDAY_REASONS[holiday.kind], holiday.name, whole_day=True)
"""
# What is replaced by what; each must be there once.
MUTATIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "a holiday beats a one-off change": ((_ONE_OFF, ""), (_HOLIDAY, _HOLIDAY + _ONE_OFF)),
    "the week beats a season": (
        ("if period.week and period.holds_on(day)", "if not self.week and period.holds_on(day)"),
    ),
    "open at the closing second": (("if opening.closes > at", "if opening.closes >= at"),),
    "closed during the first instant": (("first.opens <= local", "first.opens < local"),),
    "the zone dropped": (
        ("return at.astimezone(self.zone).date()", "return at.date()"),
        ("return at.astimezone(self.zone).replace(", "return at.replace("),
        ("local = at.astimezone(schedule.zone)", "local = at"),
    ),
    "a night goes on into a holiday": (
        ("closes = min(closes, night_ends) if night_ends else closes\n", "pass\n"),
    ),
    "a quota is never used up": (
        ("closes = min(closes, used_up) if used_up else closes\n", "pass\n"),
    ),
}


class NotApplied(Exception):
    """The text to replace is not there, or not once: the mutation must follow the code."""


@contextmanager
def mutant(name: str) -> Iterator[Resolve]:
    """Give the function that decides, with a mistake in it, while the block lasts."""
    source = _mutated(Path(opening_hours.__file__).read_text(encoding="utf-8"), name)
    spec = spec_from_loader("mutated_opening_hours", loader=None)
    assert spec is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look their annotations up
    try:
        exec(compile(source, "mutated_opening_hours", "exec"), module.__dict__)  # noqa: S102

        def resolve(schedule: Schedule, at: datetime) -> Availability:
            values = {each.name: getattr(schedule, each.name) for each in fields(schedule)}
            found = module.resolve_availability(module.Schedule(**values), at)
            told = {each.name: getattr(found, each.name) for each in fields(found)}
            return Availability(**{**told, "reason": Reason(told["reason"].value)})

        yield resolve
    finally:
        del sys.modules[spec.name]


def _mutated(source: str, name: str) -> str:
    for old, new in MUTATIONS[name]:
        if source.count(old) != 1:
            raise NotApplied(f"{name}: {old.strip()!r} is there {source.count(old)} times")
        source = source.replace(old, new)
    return source
