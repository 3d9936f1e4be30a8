"""Runs one command about hours against the desk's own database."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.application.answer_text import AnswerText
from bot.application.office_hours.amending import Changed, NoCatalogue, Signature, amend
from bot.application.office_hours.history import undo_change
from bot.application.office_hours.holidays import YearDifference
from bot.application.office_hours.refusals import Refused
from bot.application.office_hours.told import ToldUnit, told_differently
from bot.application.office_hours.words import HoursWords
from bot.hours_commands.changing import judge
from bot.hours_commands.looking import look_at
from bot.hours_commands.options import LOOKING
from bot.login import login_name
from bot.operator_messages import StartError
from bot.settings import Settings
from bot.store.database import Database
from bot.supervision.borrowed_database import with_catalogue

Given = Mapping[str, Any]
_MOST_NAMES = 5


def run_hours(settings: Settings, path: str, given: Given) -> str:
    """Run the command `path` with what was typed for it, and return what it prints.

    Raises:
        StartError: it was refused, and nothing was changed.
    """
    command = _Command(path, given, settings)
    try:
        return with_catalogue(settings, command.run)
    except Refused as error:
        problem = command.words.refusal(error)
        raise StartError.because("hours_refused", problem=problem) from error
    except NoCatalogue as error:
        raise StartError.because("no_data_in_production") from error


class _Command:
    def __init__(self, path: str, given: Given, settings: Settings) -> None:
        self.words = HoursWords(AnswerText())
        self._path = path
        self._given = given
        self._now = settings.clock.now()

    async def run(self, database: Database) -> str:
        if self._path in LOOKING:
            return await look_at(self._path, self._given, database, self.words, self._now)
        check = self._given["check"]
        who = self._given["who"] or login_name()
        signature = Signature(who, self.words.what, self._now, only_check=check)
        if self._path == "undo":
            changed = await undo_change(database, self._given["number"], signature)
        else:
            changed = await amend(database, judge(self._path, self._given), signature)
        return "\n".join(self._told(changed, only_check=check))

    def _told(self, changed: Changed, *, only_check: bool) -> Iterator[str]:
        fill = self.words.fill
        if not changed.something:
            yield fill("shown", "nothing")
            return
        yield self.words.what(changed.what, changed.before)
        if isinstance(difference := changed.what.values.get("difference"), YearDifference):
            yield self.words.difference(difference)
        yield from self._answers(changed)
        if only_check:
            yield fill("shown", "checked")
        else:
            yield fill("shown", "done", number=changed.number)

    def _answers(self, changed: Changed) -> Iterator[str]:
        fill = self.words.fill
        told = told_differently(self.words.answers, changed.before, changed.after, self._now)
        yield fill("shown", "told" if told.units or told.online else "told_same")
        for unit in told.units:
            yield from self._unit(unit)
        if told.others:
            names = [unit.name for unit in told.others][:_MOST_NAMES]
            yield fill("shown", "more_units", count=len(told.others), names=names)
        for online in told.online:
            yield fill("shown", "online", service=online.service.name, moment=online.at)
            yield from self._pair(" ".join(online.before), " ".join(online.after))

    def _unit(self, told: ToldUnit) -> Iterator[str]:
        fill = self.words.fill
        service = told.service.name if told.service else ""
        key = "unit_service" if service else "unit"
        yield fill("shown", key, unit=told.unit.name, service=service)
        if told.now:
            yield fill("shown", "now")
            yield from self._pair(*told.now)
        for day in told.days:
            yield from self._pair(day.before, day.after)
        if told.more_days:
            yield fill("shown", "more_days", count=told.more_days, last=told.last_day)

    def _pair(self, before: str, after: str) -> Iterator[str]:
        yield self.words.fill("shown", "was", text=before)
        yield self.words.fill("shown", "becomes", text=after)
