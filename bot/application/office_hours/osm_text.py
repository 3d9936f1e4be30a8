"""Takes a unit's hours in from a text in OpenStreetMap's `opening_hours` grammar."""

from bot.application.office_hours.amending import Amendment, Book, Said
from bot.application.office_hours.naming import unit_named
from bot.application.office_hours.refusals import Refused, Wrong
from bot.application.office_hours.seasons import refuse_season
from bot.application.office_hours.week import refuse_strange_day
from bot.domain.errors import UnreadableHours
from bot.domain.osm_reader import WrittenHours, read_opening_hours
from bot.store.database import Connection
from bot.store.rules import save_one_off, save_season, save_week


def take_in(book: Book, unit: str, text: str, *, unnamed: str) -> Amendment:
    """Give a unit the hours of a text: its week, its seasons, and single days.

    What the text says nothing of stays. `unnamed` is the reason of days, and the name of seasons,
    that have no comment.

    Raises:
        Refused: there is no such unit, the text is not taken in, or a season meets another one.
    """
    found = unit_named(book.catalogue, unit)
    written = _read(text, found.slug, unnamed)
    for season in written.seasons:
        refuse_strange_day(book, season.last_day)
        refuse_season(book, season)
    for change in written.one_offs:
        refuse_strange_day(book, change.day)

    async def write(connection: Connection) -> None:
        if written.week is not None:
            await save_week(connection, found.slug, written.week)
        for season in written.seasons:
            await save_season(connection, season)
        for change in written.one_offs:
            await save_one_off(connection, change)

    return Amendment(Said("take_in", {"unit": found.name, "text": text}), write)


def _read(text: str, unit: str, unnamed: str) -> WrittenHours:
    try:
        return read_opening_hours(text, unit, unnamed=unnamed)
    except UnreadableHours as error:
        where = {"position": error.position + 1, "found": error.found}
        raise Refused(Wrong.UNREADABLE_OSM, problem=error.key, **where) from error
