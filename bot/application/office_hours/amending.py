"""Judges one change against what is kept, writes it, and tells what was before and is after."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.catalogue import Catalogue
from bot.store.catalogue import is_empty, lock_catalogue, read_catalogue
from bot.store.database import Connection, Database
from bot.store.history import recent_changes, sign

Write = Callable[[Connection], Awaitable[object]]


class NoCatalogue(Exception):
    """This database was never given a catalogue."""


@dataclass(frozen=True)
class Said:
    """A key of templates/hours.toml with what its sentence shows."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Book:
    """What a change is judged against: all that is kept, and the present moment."""

    catalogue: Catalogue
    at: datetime

    @property
    def today(self) -> date:
        """The day of the government."""
        return self.at.astimezone(ZoneInfo(self.catalogue.government.zone)).date()

    @property
    def wall(self) -> datetime:
        """Local time without a zone that is not later anywhere: what ends now ends everywhere."""
        zones = {self.catalogue.government.zone, *(u.zone for u in self.catalogue.units)}
        return min(self.wall_in(zone) for zone in zones)

    def wall_in(self, zone: str) -> datetime:
        """Return the local time of a zone, to the second."""
        return self.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)


@dataclass(frozen=True)
class Amendment:
    """One change that is in order: how the history calls it, and what is written."""

    what: Said
    write: Write


@dataclass(frozen=True)
class Changed:
    """What is kept before and after a change; they are equal where nothing had to be changed."""

    what: Said
    before: Catalogue
    after: Catalogue
    number: int  # of the change in the history

    @property
    def something(self) -> bool:
        """Whether anything is another than before."""
        return self.before != self.after


@dataclass(frozen=True)
class Signature:
    """Who changes something, in which words the history says what, and when."""

    who: str
    tell: Callable[[Said, Catalogue], str]
    at: datetime
    only_check: bool = False


async def amend(
    database: Database, judge: Callable[[Book], Amendment], signature: Signature
) -> Changed:
    """Write what `judge` finds in order, or only try it, and return what that changes.

    Raises:
        Refused: it is not in order; nothing was written.
        NoCatalogue: there is nothing to change.
    """

    async def work(connection: Connection, book: Book) -> Said:
        amendment = judge(book)
        await sign(connection, signature.who, signature.tell(amendment.what, book.catalogue))
        await amendment.write(connection)
        return amendment.what

    return await within_book(database, work, signature)


async def within_book(
    database: Database,
    work: Callable[[Connection, Book], Awaitable[Said]],
    signature: Signature,
) -> Changed:
    """Do a piece of work alone, and undo it again where it was to be tried only.

    Raises:
        NoCatalogue: there is nothing to work on.
    """
    async with database.transaction() as connection:
        await lock_catalogue(connection)
        before = await _read(connection)
        tried = await connection.begin_nested()
        what = await work(connection, Book(before, signature.at))
        after = await read_catalogue(connection)
        latest = await recent_changes(connection, 1)
        if signature.only_check or after == before:
            await tried.rollback()
        else:
            await tried.commit()
    return Changed(what, before, after, latest[0].id if latest else 0)


async def look(database: Database, as_of: datetime | None = None) -> Catalogue:
    """Return all that is kept, or that was kept at an instant.

    Raises:
        NoCatalogue: there is nothing to see.
    """
    async with database.transaction() as connection:
        return await _read(connection, as_of)


async def _read(connection: Connection, as_of: datetime | None = None) -> Catalogue:
    if await is_empty(connection):
        raise NoCatalogue
    return await read_catalogue(connection, as_of)
