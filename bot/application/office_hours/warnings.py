"""What an operator should look at: a year without holidays, counters with too few people."""

from dataclasses import dataclass
from datetime import datetime

from bot.application.office_hours.amending import Book, NoCatalogue, look
from bot.domain.holidays import year_without_holidays
from bot.domain.staffing import ShortStaffed, short_staffed
from bot.store.database import Database


@dataclass(frozen=True)
class Warnings:
    """`year` has no national holidays yet; `short` should be said to be "terbatas"."""

    year: int | None
    short: tuple[ShortStaffed, ...]


def warnings_of(book: Book) -> Warnings:
    """Return what is to be looked at today."""
    return Warnings(
        year_without_holidays(book.catalogue.holidays, book.today),
        short_staffed(book.catalogue, book.today),
    )


async def missing_year(database: Database, at: datetime) -> int | None:
    """Return the year whose national holidays are not in, though they should be."""
    try:
        return warnings_of(Book(await look(database), at)).year
    except NoCatalogue:
        return None
