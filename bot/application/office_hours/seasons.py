"""Enters, moves, ends and takes away seasons: Ramadan, a moved office."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.application.office_hours.amending import Amendment, Book, Said
from bot.application.office_hours.naming import unit_named, words_of
from bot.application.office_hours.refusals import Refused, Wrong
from bot.application.office_hours.week import refuse_strange_day
from bot.domain.dated_rules import Season, SeasonOfUnit
from bot.domain.hours import DAY, WeeklyHours
from bot.store.rules import delete_season, save_season

_LONGEST_SEASON = timedelta(days=200)
_LONGEST_RAMADAN = timedelta(days=31)
_RAMADAN = ("ramadan", "ramadhan", "puasa")


@dataclass(frozen=True)
class NewSeason:
    """A season as it is entered. Without `only` its hours are for every unit not named besides."""

    name: str
    first_day: date
    last_day: date
    week: WeeklyHours | None = None
    only: tuple[str, ...] = ()
    weeks: tuple[tuple[str, WeeklyHours | None], ...] = ()
    keeps: tuple[str, ...] = ()
    addresses: tuple[tuple[str, str], ...] = ()
    source: str | None = None


def add_season(book: Book, new: NewSeason) -> Amendment:
    """Enter a season.

    Raises:
        Refused: it cannot be, or meets another of the same unit.
    """
    _refuse_backwards(new.first_day, new.last_day)
    season = Season(
        id=0,
        name=words_of(new.name, Wrong.NAME_MISSING),
        first_day=new.first_day,
        last_day=new.last_day,
        week=None if new.only else new.week,
        units=_units(book, new),
        source=new.source,
    )
    refuse_strange_day(book, season.last_day)
    refuse_season(book, season)
    return _saving("add_season", season)


def move_season(
    book: Book, number: int, *, days: int | None = None, start: date | None = None
) -> Amendment:
    """Let a season begin some days later (or earlier), or on another day, and last as long.

    Raises:
        Refused: there is no such season, or it meets another one then.
    """
    season = season_numbered(book, number)
    away = (start - season.first_day).days if start else days or 0
    moved = replace(
        season,
        first_day=season.first_day + timedelta(days=away),
        last_day=season.last_day + timedelta(days=away),
    )
    refuse_strange_day(book, moved.last_day)
    refuse_season(book, moved)
    return _saving("move_season", moved)


def end_season(book: Book, number: int, last_day: date) -> Amendment:
    """Let a season have another last day.

    Raises:
        Refused: there is no such season, or it cannot last so.
    """
    season = season_numbered(book, number)
    _refuse_backwards(season.first_day, last_day)
    ended = replace(season, last_day=last_day)
    refuse_strange_day(book, last_day)
    refuse_season(book, ended)
    return _saving("end_season", ended)


def remove_season(book: Book, number: int) -> Amendment:
    """Take a season away, for all its units.

    Raises:
        Refused: there is no such season.
    """
    season = season_numbered(book, number)
    return Amendment(
        Said("remove_season", {"name": season.name}),
        lambda connection: delete_season(connection, season.id),
    )


def season_numbered(book: Book, number: int) -> Season:
    """Return a season by its number.

    Raises:
        Refused: there is none.
    """
    for season in book.catalogue.rules.seasons:
        if season.id == number:
            return season
    raise Refused(Wrong.SEASON_NOT_THERE, number=number)


def refuse_season(book: Book, season: Season) -> None:
    """Raise Refused for a season that lasts too long, changes nothing, or meets another one."""
    length = season.last_day - season.first_day + DAY
    is_ramadan = any(word in season.name.casefold() for word in _RAMADAN)
    if is_ramadan and length > _LONGEST_RAMADAN:
        raise Refused(Wrong.RAMADAN_TOO_LONG, name=season.name, days=length.days)
    if length > _LONGEST_SEASON:
        raise Refused(Wrong.SEASON_TOO_LONG, name=season.name, days=length.days)
    if season.week is None and not any(entry.week or entry.address for entry in season.units):
        raise Refused(Wrong.SEASON_IS_EMPTY, name=season.name)
    for other in book.catalogue.rules.seasons:
        if other.id != season.id and _share_a_day(season, other):
            _refuse_overlap(book, season, other)


def _saving(key: str, season: Season) -> Amendment:
    days = {"first": season.first_day, "last": season.last_day}
    return Amendment(
        Said(key, {"name": season.name, **days}),
        lambda connection: save_season(connection, season),
    )


def _refuse_backwards(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise Refused(Wrong.SEASON_ENDS_BEFORE_START, first=first_day, last=last_day)


def _units(book: Book, new: NewSeason) -> tuple[SeasonOfUnit, ...]:
    """Return what the season is for each unit that is named."""
    entries: dict[str, SeasonOfUnit] = {}
    for unit, week in _weeks(new):
        found = unit_named(book.catalogue, unit)
        if found.slug in entries:
            raise Refused(Wrong.UNIT_TWICE, unit=found.name)
        entries[found.slug] = SeasonOfUnit(found.slug, week)
    for unit, address in new.addresses:
        slug = unit_named(book.catalogue, unit).slug
        # An entry without hours would keep the usual ones: those of all are meant.
        entry = entries.get(slug) or SeasonOfUnit(slug, new.week)
        entries[slug] = replace(entry, address=address)
    return tuple(entries[slug] for slug in sorted(entries))


def _weeks(new: NewSeason) -> Iterator[tuple[str, WeeklyHours | None]]:
    yield from ((unit, new.week) for unit in new.only)
    yield from new.weeks
    yield from ((unit, None) for unit in new.keeps)


def _share_a_day(one: Season, other: Season) -> bool:
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _refuse_overlap(book: Book, season: Season, other: Season) -> None:
    """Two seasons may share days where they say different things, or one names the unit."""
    unit = _both_decide(season, other)
    if unit is not None:
        raise Refused(
            Wrong.SEASON_OVERLAPS,
            name=other.name,
            number=other.id,
            first=other.first_day,
            last=other.last_day,
            units=[book.catalogue.unit(unit).name] if unit else [],
        )


def _both_decide(one: Season, other: Season) -> str | None:
    """Return the unit of which both say hours, or both an address; "" where it is all of them."""
    if one.week and other.week:
        return ""
    theirs = {entry.unit: entry for entry in other.units}
    for entry in one.units:
        met = theirs.get(entry.unit)
        if met and ((entry.week and met.week) or (entry.address and met.address)):
            return entry.unit
    return None
