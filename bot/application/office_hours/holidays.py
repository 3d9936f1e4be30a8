"""Keeps the table of holidays by decree and by custom, and who serves on them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.application.office_hours.amending import Amendment, Book, Said
from bot.application.office_hours.naming import unit_named, words_of
from bot.application.office_hours.refusals import Refused, Wrong
from bot.application.office_hours.week import refuse_strange_day
from bot.domain.dated_rules import HolidayDuty
from bot.domain.holidays import Holiday, HolidayKind, closing_holidays
from bot.store.rules import delete_duty, save_duty, save_holidays

_DECREED = (HolidayKind.NATIONAL, HolidayKind.JOINT_LEAVE)


@dataclass(frozen=True)
class DecreedYear:
    """The national holidays and joint leave of a year, and which of them are estimates."""

    year: int
    days: tuple[Holiday, ...]
    estimated: tuple[date, ...]


@dataclass(frozen=True)
class YearDifference:
    """How a year's decreed days differ from those that are kept. Local holidays stay."""

    added: tuple[Holiday, ...]
    removed: tuple[Holiday, ...]
    unchanged: int
    estimated: tuple[date, ...]  # to be compared with the decree by hand


def holidays_of(book: Book, year: int) -> tuple[Holiday, ...]:
    """Return the holidays of a year, the earliest first."""
    days = (holiday for holiday in book.catalogue.holidays if holiday.day.year == year)
    return tuple(sorted(days, key=lambda holiday: (holiday.day, holiday.kind)))


def add_local_holiday(book: Book, day: date, name: str, source: str | None) -> Amendment:
    """Enter a holiday of the region's own.

    Raises:
        Refused: it has no name or source, is long past, or is a holiday already.
    """
    refuse_strange_day(book, day)
    called = words_of(name, Wrong.NAME_MISSING)
    cited = words_of(source, Wrong.SOURCE_MISSING)
    kept = holidays_of(book, day.year)
    if there := next((h for h in kept if h.day == day), None):
        raise Refused(Wrong.HOLIDAY_IS_THERE, day=day, name=there.name)
    new = Holiday(day, HolidayKind.LOCAL, called, cited)
    return _saving(Said("add_holiday", {"day": day, "name": called}), day.year, (*kept, new))


def remove_holiday(book: Book, day: date) -> Amendment:
    """Take a day out of the table, of whatever kind it is.

    Raises:
        Refused: it is not there.
    """
    kept = holidays_of(book, day.year)
    gone = [holiday for holiday in kept if holiday.day == day]
    if not gone:
        raise Refused(Wrong.HOLIDAY_NOT_THERE, day=day)
    rest = tuple(holiday for holiday in kept if holiday.day != day)
    names = sorted({holiday.name for holiday in gone})
    return _saving(Said("remove_holiday", {"day": day, "name": names}), day.year, rest)


def fill_year(
    book: Book, decreed: DecreedYear, source: str | None, *, replacing: bool
) -> Amendment:
    """Take over the national holidays and joint leave of a year; local holidays stay.

    A day that is kept already keeps its name.

    Raises:
        Refused: no decree is cited, or other days would be replaced unasked.
    """
    year, cited = decreed.year, words_of(source, Wrong.SOURCE_MISSING)
    kept = holidays_of(book, year)
    names = {(h.day, h.kind): h.name for h in kept}
    filled = tuple(
        replace(h, name=names.get((h.day, h.kind), h.name), source=cited) for h in decreed.days
    )
    difference = _difference(kept, filled, decreed.estimated)
    is_there = difference.unchanged or difference.removed
    if is_there and (difference.added or difference.removed) and not replacing:
        raise Refused(Wrong.YEAR_IS_THERE, year=year, difference=difference)
    days = {holiday.day for holiday in filled}
    local = tuple(h for h in kept if h.kind not in _DECREED and h.day not in days)
    said = Said("fill_year", {"year": year, "source": cited, "difference": difference})
    return _saving(said, year, (*filled, *local))


def serve_on(book: Book, unit: str, day: date) -> Amendment:
    """Let a unit serve on a holiday, with the hours that it would have without it.

    Raises:
        Refused: there is no such unit, or no holiday that closes it.
    """
    found = unit_named(book.catalogue, unit)
    closing = closing_holidays(
        book.catalogue.holidays, serves_on_joint_leave=found.serves_on_joint_leave
    )
    if day not in closing:
        raise Refused(Wrong.DUTY_WITHOUT_HOLIDAY, unit=found.name, day=day)
    said = {"unit": found.name, "day": day, "name": closing[day].name}
    duty = HolidayDuty(found.slug, day)
    return Amendment(Said("serve_on", said), lambda connection: save_duty(connection, duty))


def rest_on(book: Book, unit: str, day: date) -> Amendment:
    """Let a unit rest on a holiday as others do.

    Raises:
        Refused: there is no such unit, or it does not serve then.
    """
    found = unit_named(book.catalogue, unit)
    if day not in book.catalogue.rules.duties_of(found.slug):
        raise Refused(Wrong.DUTY_NOT_THERE, unit=found.name, day=day)
    duty = HolidayDuty(found.slug, day)
    return Amendment(
        Said("rest_on", {"unit": found.name, "day": day}),
        lambda connection: delete_duty(connection, duty),
    )


def _difference(
    kept: Iterable[Holiday], filled: Iterable[Holiday], estimated: tuple[date, ...]
) -> YearDifference:
    before = {(h.day, h.kind): h for h in kept if h.kind in _DECREED}
    after = {(h.day, h.kind): h for h in filled}
    return YearDifference(
        tuple(after[key] for key in sorted(after.keys() - before.keys())),
        tuple(before[key] for key in sorted(before.keys() - after.keys())),
        len(before.keys() & after.keys()),
        tuple(day for day in estimated if (day, HolidayKind.NATIONAL) not in before),
    )


def _saving(said: Said, year: int, days: tuple[Holiday, ...]) -> Amendment:
    return Amendment(said, lambda connection: save_holidays(connection, year, days))
