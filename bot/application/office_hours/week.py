"""Changes the week of a unit, or one named day of it."""

from datetime import date, timedelta

from bot.application.office_hours.amending import Amendment, Book, Said
from bot.application.office_hours.naming import unit_named, words_of
from bot.application.office_hours.refusals import Refused, Wrong
from bot.domain.dated_rules import OneOffChange
from bot.domain.hours import TimeRange, WeeklyHours
from bot.store.rules import delete_one_off, save_one_off, save_week

# What is further back is a slip of the pen, and changes no answer.
_LONG_PAST = timedelta(days=31)
_FAR_AWAY = timedelta(days=800)


def set_week(book: Book, unit: str, week: WeeklyHours | None) -> Amendment:
    """Give a unit other hours from now on, or none that are known.

    Raises:
        Refused: there is no such unit.
    """
    found = unit_named(book.catalogue, unit)
    return Amendment(
        Said("set_week", {"unit": found.name, "hours": week}),
        lambda connection: save_week(connection, found.slug, week),
    )


def change_day(
    book: Book,
    unit: str,
    day: date,
    ranges: tuple[TimeRange, ...],
    *,
    reason: str | None,
    address: str | None = None,
) -> Amendment:
    """Let a unit have other hours on one day, or none, whatever else holds then.

    Raises:
        Refused: there is no such unit, the day is long past, or nobody says why.
    """
    found = unit_named(book.catalogue, unit)
    refuse_strange_day(book, day)
    why = words_of(reason, Wrong.REASON_MISSING)
    change = OneOffChange(found.slug, day, ranges, why, address)
    return Amendment(
        Said("change_day", {"unit": found.name, "day": day, "hours": ranges, "reason": why}),
        lambda connection: save_one_off(connection, change),
    )


def take_back_day(book: Book, unit: str, day: date) -> Amendment:
    """Let a day of a unit be as any other.

    Raises:
        Refused: there is no such unit, or nothing was entered for the day.
    """
    found = unit_named(book.catalogue, unit)
    if day not in book.catalogue.rules.one_offs_of(found.slug):
        raise Refused(Wrong.ONE_OFF_NOT_THERE, unit=found.name, day=day)
    return Amendment(
        Said("take_back_day", {"unit": found.name, "day": day}),
        lambda connection: delete_one_off(connection, found.slug, day),
    )


def refuse_strange_day(book: Book, day: date) -> None:
    """Raise Refused for a day that nobody plans: long past, or years away."""
    if day < book.today - _LONG_PAST:
        raise Refused(Wrong.LONG_PAST, day=day)
    if day > book.today + _FAR_AWAY:
        raise Refused(Wrong.FAR_AWAY, day=day)
