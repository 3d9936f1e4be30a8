"""Tells who changed what, and undoes it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.application.office_hours.amending import Book, Changed, Said, Signature, within_book
from bot.application.office_hours.refusals import Refused, Wrong
from bot.store.database import Connection, Database
from bot.store.history import (
    Change,
    ChangedSince,
    recent_changes,
    recorded_since,
    sign,
    undo,
)


async def changes(database: Database, limit: int, before: int | None = None) -> tuple[Change, ...]:
    """Return the latest changes, the newest first, or those before one."""
    async with database.transaction() as connection:
        return await recent_changes(connection, limit, before)


async def known_since(database: Database) -> datetime:
    """Return from when on it is known what was kept; before, it is told as it was then."""
    async with database.transaction() as connection:
        return await recorded_since(connection)


async def undo_change(database: Database, number: int | None, signature: Signature) -> Changed:
    """Put back what a change changed; None: the latest.

    Raises:
        Refused: there is no such change, or somebody changed the same again.
        NoCatalogue: there is nothing to undo.
    """

    async def work(connection: Connection, book: Book) -> Said:
        change = await _change(connection, number)
        said = Said("undo", {"number": change.id, "what": change.what})
        await sign(connection, signature.who, signature.tell(said, book.catalogue))
        try:
            await undo(connection, change.id)
        except ChangedSince as error:
            zone = ZoneInfo(book.catalogue.government.zone)
            raise _changed_since(change, error.later, zone) from error
        return said

    return await within_book(database, work, signature)


async def _change(connection: Connection, number: int | None) -> Change:
    before = None if number is None else number + 1
    found = await recent_changes(connection, 1, before)
    if not found:
        raise Refused(Wrong.NOTHING_TO_UNDO)
    if number is not None and found[0].id != number:
        raise Refused(Wrong.UNKNOWN_CHANGE, number=number)
    return found[0]


def _changed_since(change: Change, later: Change, zone: ZoneInfo) -> Refused:
    return Refused(
        Wrong.CHANGED_SINCE,
        number=change.id,
        who=later.who,
        at=later.at.astimezone(zone),
        later=later.id,
        what=later.what,
    )
