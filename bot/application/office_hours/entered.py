"""Lists what is entered, one line each, as an operator may type it again or take it back."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.application.office_hours.amending import Book
from bot.application.office_hours.holidays import holidays_of
from bot.application.office_hours.words import HoursWords
from bot.domain.catalogue import Unit
from bot.domain.dated_rules import Season
from bot.domain.situation import Scope, Situation

# What was over before is told by the history.
_STILL_TOLD = timedelta(days=7)


class Entered:
    """Says what a book holds; `unit` leaves out what does not concern that one."""

    def __init__(self, words: HoursWords, book: Book, unit: Unit | None = None) -> None:
        self._words = words
        self._book = book
        self._unit = unit

    def everything(self) -> Iterator[str]:
        """Yield all that is entered for dates."""
        yield from self.situations()
        yield from self.used_up()
        yield from self.one_offs()
        yield from self.duties()
        yield from self.seasons()
        yield from self.quotas()
        if self._unit is None:
            yield from self.maintenance()
        yield from self.roster()

    def seasons(self) -> Iterator[str]:
        """Yield seasons with their numbers, and what they are for single units."""
        for season in self._book.catalogue.rules.seasons:
            if season.last_day < self._since or not self._concerns(season):
                continue
            days = {"first": season.first_day, "last": season.last_day}
            yield self._say("season", number=season.id, name=season.name, **days)
            if season.week:
                yield self._say("season_week", hours=season.week)
            yield from self._season_units(season)
            if season.source:
                yield self._say("source", source=season.source)

    def situations(self) -> Iterator[str]:
        """Yield situations with their numbers and what they touch."""
        for situation in self._book.catalogue.rules.situations:
            if self._is_told(situation.ends) and self._touches(situation):
                yield self._situation(situation)

    def one_offs(self) -> Iterator[str]:
        """Yield single days with hours of their own."""
        for change in self._book.catalogue.rules.one_offs:
            if change.day >= self._since and self._is_ours(change.unit):
                yield self._say(
                    "one_off",
                    unit=self._name(change.unit),
                    day=change.day,
                    hours=change.ranges,
                    reason=change.reason,
                )

    def duties(self) -> Iterator[str]:
        """Yield who serves on a holiday."""
        for duty in self._book.catalogue.rules.duties:
            if duty.day >= self._since and self._is_ours(duty.unit):
                yield self._say("duty", unit=self._name(duty.unit), day=duty.day)

    def quotas(self) -> Iterator[str]:
        """Yield how many people a day are taken in."""
        for quota in self._book.catalogue.rules.quotas:
            if self._is_ours(quota.unit):
                service = self._service(quota.service)
                name = self._name(quota.unit)
                yield self._say("quota", unit=name, service=service, people=quota.people)

    def used_up(self) -> Iterator[str]:
        """Yield whose quota of today is gone."""
        for gone in self._book.catalogue.rules.used_up:
            if gone.day >= self._book.today and self._is_ours(gone.unit):
                name, service = self._name(gone.unit), self._service(gone.service)
                yield self._say("used_up", unit=name, service=service, since=gone.since)

    def maintenance(self) -> Iterator[str]:
        """Yield when online channels do not work."""
        for work in self._book.catalogue.rules.maintenance:
            if self._is_told(work.ends):
                times = {"starts": work.starts, "ends": work.ends}
                yield self._say(
                    "maintenance",
                    number=work.id,
                    channel=work.channel,
                    reason=work.reason,
                    **times,
                )

    def roster(self, day: date | None = None) -> Iterator[str]:
        """Yield who works where from today on, or on one day, and what a counter needs."""
        rules = self._book.catalogue.rules
        for row in rules.roster:
            if self._is_ours(row.unit) and (row.day == day if day else row.day >= self._book.today):
                people = {"at_office": row.at_office, "at_home": row.at_home}
                yield self._say("roster", unit=self._name(row.unit), day=row.day, **people)
        for unit, needed in sorted(rules.minimum_staff.items()):
            if self._is_ours(unit):
                yield self._say("minimum", unit=self._name(unit), people=needed)

    def holidays(self, year: int) -> Iterator[str]:
        """Yield the holidays of a year, and what they are taken from."""
        days = holidays_of(self._book, year)
        for holiday in days:
            kind = self._words.kind(holiday)
            yield self._say("holiday", day=holiday.day, kind=kind, name=holiday.name)
        for source in dict.fromkeys(holiday.source for holiday in days):
            yield self._say("source", source=source)

    @property
    def _since(self) -> date:
        return self._book.today - _STILL_TOLD

    def _is_told(self, ends: datetime | None) -> bool:
        return ends is None or ends.date() >= self._since

    def _is_ours(self, unit: str) -> bool:
        return self._unit is None or self._unit.slug == unit

    def _touches(self, situation: Situation) -> bool:
        if self._unit is None:
            return True
        around = self._book.catalogue.places_around(self._unit)
        asked = (None, *situation.scope.services)
        return any(situation.scope.reaches(self._unit.slug, around, s) for s in asked)

    def _concerns(self, season: Season) -> bool:
        return self._unit is None or season.of_unit(self._unit.slug) is not None

    def _season_units(self, season: Season) -> Iterator[str]:
        for entry in season.units:
            if not self._is_ours(entry.unit):
                continue
            name = self._name(entry.unit)
            if entry.week or not entry.address:
                key = "season_unit" if entry.week else "season_keeps"
                yield self._say(key, unit=name, hours=entry.week)
            if entry.address:
                yield self._say("season_address", unit=name, address=entry.address)

    def _situation(self, situation: Situation) -> str:
        times = {"starts": situation.starts, "ends": situation.ends}
        return self._say(
            "situation",
            number=situation.id,
            status=situation.status,
            reason=situation.reason,
            scope=self._scope(situation.scope),
            **times,
        )

    def _scope(self, scope: Scope) -> str:
        places = (self._book.catalogue.place(slug).name for slug in sorted(scope.places))
        touched = [*map(self._name, sorted(scope.units)), *places, *self._titles(scope.services)]
        spared = [*map(self._name, sorted(scope.except_units))]
        spared += self._titles(scope.except_services)
        text = ", ".join(touched) or self._say("everything")
        return text + (self._say("except", names=spared) if spared else "")

    def _titles(self, services: frozenset[str]) -> list[str]:
        return [self._book.catalogue.service(slug).name for slug in sorted(services)]

    def _name(self, slug: str) -> str:
        return self._book.catalogue.unit(slug).name

    def _service(self, slug: str | None) -> str:
        if slug is None:
            return ""
        name = self._book.catalogue.service(slug).name
        return self._words.fill("piece", "of_service", service=name)

    def _say(self, key: str, **values: object) -> str:
        return self._words.fill("entered", key, **values)
