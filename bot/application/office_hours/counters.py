"""Keeps how many people a counter takes in a day, and how many work there."""

from dataclasses import replace
from datetime import date

from bot.application.office_hours.amending import Amendment, Book, Said
from bot.application.office_hours.naming import service_at, unit_named
from bot.application.office_hours.refusals import Refused, Wrong
from bot.application.office_hours.week import refuse_strange_day
from bot.domain.catalogue import Unit
from bot.domain.dated_rules import DailyQuota, QuotaUsedUp, RosterDay
from bot.domain.hours import DAY
from bot.store.rules import (
    delete_quota,
    delete_used_up,
    save_minimum_staff,
    save_quota,
    save_roster_day,
    save_used_up,
)


def set_quota(book: Book, unit: str, service: str | None, people: int) -> Amendment:
    """Say how many people a unit takes in a day, for one service or all together.

    Raises:
        Refused: there is no such unit or service there, or nobody would be taken in.
    """
    found, slug = _counter(book, unit, service)
    if people < 1:
        raise Refused(Wrong.QUOTA_BELOW_ONE, people=people)
    quota = DailyQuota(found.slug, slug, people)
    said = {"unit": found.name, "service": slug, "people": people}
    return Amendment(Said("set_quota", said), lambda connection: save_quota(connection, quota))


def remove_quota(book: Book, unit: str, service: str | None) -> Amendment:
    """Let a unit take whoever comes.

    Raises:
        Refused: there is no such unit or service there, or it has no quota.
    """
    found, slug = _counter(book, unit, service)
    kept = {(quota.unit, quota.service) for quota in book.catalogue.rules.quotas}
    if (found.slug, slug) not in kept:
        raise Refused(Wrong.QUOTA_NOT_THERE, unit=found.name)
    return Amendment(
        Said("remove_quota", {"unit": found.name, "service": slug}),
        lambda connection: delete_quota(connection, found.slug, slug),
    )


def use_up_quota(book: Book, unit: str, service: str | None) -> Amendment:
    """Take nobody more in today, from now on; tomorrow it is forgotten.

    Raises:
        Refused: there is no such unit or service there, it does not serve any more today, or its
            quota was used up before.
    """
    found, slug = _counter(book, unit, service)
    day = _day_served(book, found)
    if day is None:
        raise Refused(Wrong.NOT_SERVING_TODAY, unit=found.name, day=book.today)
    if there := _used_up(book, found, slug, day):
        raise Refused(Wrong.USED_UP_IS_THERE, unit=found.name, since=there.since)
    gone = QuotaUsedUp(found.slug, slug, day, book.wall_in(found.zone))
    said = {"unit": found.name, "service": slug, "since": gone.since}
    return Amendment(Said("use_up_quota", said), lambda connection: save_used_up(connection, gone))


def open_again(book: Book, unit: str, service: str | None) -> Amendment:
    """Take people in again today.

    Raises:
        Refused: there is no such unit or service there, or its quota is not used up.
    """
    found, slug = _counter(book, unit, service)
    today = book.wall_in(found.zone).date()
    gone = _used_up(book, found, slug, today) or _used_up(book, found, slug, today - DAY)
    if gone is None:
        raise Refused(Wrong.USED_UP_NOT_THERE, unit=found.name)
    return Amendment(
        Said("open_again", {"unit": found.name, "service": slug}),
        lambda connection: delete_used_up(connection, found.slug, slug, gone.day),
    )


def set_roster_day(book: Book, unit: str, day: date, at_office: int, at_home: int) -> Amendment:
    """Say how many of a unit's staff work at the office and from home on a day.

    Raises:
        Refused: there is no such unit, the day is long past, or a number is below zero.
    """
    found = unit_named(book.catalogue, unit)
    refuse_strange_day(book, day)
    if min(at_office, at_home) < 0:
        raise Refused(Wrong.NEGATIVE_PEOPLE)
    roster = RosterDay(found.slug, day, at_office, at_home)
    said = {"unit": found.name, "day": day, "at_office": at_office, "at_home": at_home}
    return Amendment(
        Said("set_roster_day", said), lambda connection: save_roster_day(connection, roster)
    )


def set_minimum_staff(book: Book, unit: str, people: int) -> Amendment:
    """Say with how many people at the office a counter can do its work; 0: nobody said.

    Raises:
        Refused: there is no such unit, or the number is below zero.
    """
    found = unit_named(book.catalogue, unit)
    if people < 0:
        raise Refused(Wrong.NEGATIVE_PEOPLE)
    return Amendment(
        Said("set_minimum_staff", {"unit": found.name, "people": people}),
        lambda connection: save_minimum_staff(connection, found.slug, people or None),
    )


def _counter(book: Book, unit: str, service: str | None) -> tuple[Unit, str | None]:
    found = unit_named(book.catalogue, unit)
    slug = service_at(book.catalogue, found, service).slug if service else None
    return found, slug


def _day_served(book: Book, unit: Unit) -> date | None:
    """Return the day whose hours are not over: yesterday's where they go on past midnight."""
    schedule = replace(book.catalogue.schedule_of(unit), used_up={})
    today = schedule.day_of(book.at)
    for day in (today - DAY, today):
        if any(opening.closes > book.at for opening in schedule.openings_of(day)):
            return day
    return None


def _used_up(book: Book, unit: Unit, service: str | None, day: date) -> QuotaUsedUp | None:
    kept = {(gone.unit, gone.service, gone.day): gone for gone in book.catalogue.rules.used_up}
    return kept.get((unit.slug, service, day))
