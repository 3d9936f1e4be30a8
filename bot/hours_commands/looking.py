"""Shows what citizens are told, what is entered, and what was changed."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.application.office_hours.amending import Book, look
from bot.application.office_hours.entered import Entered
from bot.application.office_hours.history import changes, known_since
from bot.application.office_hours.naming import service_at, unit_named
from bot.application.office_hours.refusals import Refused, Wrong
from bot.application.office_hours.warnings import warnings_of
from bot.application.office_hours.words import HoursWords
from bot.application.office_hours.written_moments import read_date, read_instant
from bot.domain.answer import compose_answer, compose_unit_state
from bot.domain.catalogue import Catalogue, Unit
from bot.domain.staffing import ShortStaffed
from bot.store.database import Database

Given = Mapping[str, Any]


async def look_at(
    path: str, given: Given, database: Database, words: HoursWords, now: datetime
) -> str:
    """Return what a command that only looks prints.

    Raises:
        Refused: what is asked for is not there.
        NoCatalogue: there is nothing to see.
    """
    if path == "history":
        return await _history(database, words, given)
    book = Book(await look(database), now)
    if path in {"show", "preview"}:
        return "\n".join(await _answers(path, given, database, words, book))
    return "\n".join(_listed(path, given, words, book)) or words.fill("shown", "nothing_entered")


async def _answers(
    path: str, given: Given, database: Database, words: HoursWords, book: Book
) -> list[str]:
    units = _units(path, given, book)
    zone = ZoneInfo(units[0].zone if len(units) == 1 else book.catalogue.government.zone)
    at = read_instant(given["at"], book.at, zone) if given["at"] else book.at
    as_of = read_instant(given["as_of"], book.at, zone) if given["as_of"] else None
    catalogue = await look(database, as_of) if as_of else book.catalogue
    lines = list(_warnings(words, book)) if path == "show" else []
    if units:
        moment = {"moment": at.astimezone(zone)}
        if as_of:
            lines.append(words.fill("shown", "at_as_of", **moment, as_of=as_of.astimezone(zone)))
            since = await known_since(database)
            if as_of < since:
                lines.append(words.fill("shown", "as_of_too_old", since=since.astimezone(zone)))
        else:
            lines.append(words.fill("shown", "at", **moment))
    for unit in units:
        lines += [_answer(words, catalogue, unit, given.get("service"), at), ""]
    if path == "show":
        lines += _entered(words, Book(catalogue, book.at), units[0] if units else None)
    return lines


def _units(path: str, given: Given, book: Book) -> Sequence[Unit]:
    if given["unit"]:
        return [unit_named(book.catalogue, given["unit"])]
    if path == "preview" and not given["all"]:
        raise Refused(Wrong.NO_UNITS)
    return book.catalogue.units if path == "preview" else []


def _answer(
    words: HoursWords, catalogue: Catalogue, unit: Unit, service: str | None, at: datetime
) -> str:
    """Return what the desk answers, with the very words that citizens read."""
    unit = unit_named(catalogue, unit.slug)  # as it was then
    if service:
        slug = service_at(catalogue, unit, service).slug
        return words.answers.render("mode", compose_answer(catalogue, slug, unit.slug, at))
    return words.answers.render_units("hours", [compose_unit_state(catalogue, unit.slug, at)])


def _warnings(words: HoursWords, book: Book) -> Iterator[str]:
    found = warnings_of(book)
    if found.year:
        yield words.fill("shown", "year_missing", year=found.year)
    for short in found.short:
        yield _proposal(words, short)


def _proposal(words: HoursWords, short: ShortStaffed) -> str:
    """Return what is proposed, with the command to type: nothing is done unasked."""
    reason = words.fill("shown", "short_reason")
    day = short.day.isoformat()
    command = [".venv/bin/python", "-m", "bot", "hours", "situation", "start", "terbatas", reason]
    command += ["--unit", short.unit.slug, "--from", day, "--until", day]
    return words.fill(
        "shown",
        "short_staffed",
        unit=short.unit.name,
        day=short.day,
        at_office=short.at_office,
        needed=short.needed,
        command=shlex.join(command),
    )


def _entered(words: HoursWords, book: Book, unit: Unit | None) -> Iterator[str]:
    if unit is not None:
        unit = unit_named(book.catalogue, unit.slug)
        yield words.fill("shown", "title", unit=unit.name, slug=unit.slug)
        yield words.fill("shown", "week", hours=unit.week)
    elif unknown := [each.name for each in book.catalogue.units if each.week is None]:
        yield words.fill("shown", "unknown_hours", names=unknown)
    entered = list(Entered(words, book, unit).everything())
    yield words.fill("shown", "entered" if entered else "nothing_entered")
    yield from (f"  {line}" for line in entered)


def _listed(path: str, given: Given, words: HoursWords, book: Book) -> Iterator[str]:
    entered = Entered(words, book)
    match path:
        case "season list":
            yield from entered.seasons()
        case "holiday list":
            yield from entered.holidays(given["year"] or book.today.year)
            yield from entered.duties()
        case "situation list":
            yield from entered.situations()
        case "quota list":
            yield from entered.quotas()
            yield from entered.used_up()
        case "maintenance list":
            yield from entered.maintenance()
        case "roster list":
            day = read_date(given["day"], book.today) if given["day"] else None
            yield from entered.roster(day)
            yield from (_proposal(words, short) for short in warnings_of(book).short)


async def _history(database: Database, words: HoursWords, given: Given) -> str:
    zone = ZoneInfo((await look(database)).government.zone)
    found = await changes(database, max(given["limit"], 1), given["before"])
    lines = [
        words.fill(
            "shown",
            "history",
            number=change.id,
            at=change.at.astimezone(zone),
            who=change.who or words.fill("shown", "nobody"),
            what=change.what or words.fill("shown", "imported"),
        )
        for change in found
    ]
    return "\n".join(lines) or words.fill("shown", "history_none")
