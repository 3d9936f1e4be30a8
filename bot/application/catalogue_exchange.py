"""What the keeper of a catalogue does: begin an empty one, take files in, give files out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain.catalogue import Catalogue, Government
from bot.store.catalogue import (
    is_empty,
    lock_catalogue,
    read_catalogue,
    update_catalogue,
    write_catalogue,
)
from bot.store.database import Database
from bot.store.exchange.document import Document, Part, read_document
from bot.store.exchange.formats import file_of, read_files
from bot.store.exchange.merging import PartChange, changes, merged, refuse_the_other_kind
from bot.store.exchange.plain import document_of, plain_entries
from bot.store.exchange.problems import Problems
from bot.store.history import sign


class CatalogueIsThere(Exception):
    """A desk is begun once: this database has a catalogue."""


class NoCatalogue(Exception):
    """This database was never given a catalogue."""


@dataclass(frozen=True)
class Imported:
    """What files change, or changed; `reordered` when nothing else does."""

    parts: Mapping[Part, PartChange]
    reordered: bool

    @property
    def changes_something(self) -> bool:
        """Whether the catalogue is another one afterwards."""
        return self.reordered or any(p.added or p.changed or p.removed for p in self.parts.values())


async def begin_catalogue(database: Database, government: Government, model: Catalogue) -> None:
    """Give a real government a catalogue with what is the same everywhere, and no service yet.

    Raises:
        CatalogueIsThere: nothing that is there is ever replaced.
    """
    begun = replace(model, government=government, places=(), services=(), units=(), offerings=())
    async with database.transaction() as connection:
        await lock_catalogue(connection)
        if not await is_empty(connection):
            raise CatalogueIsThere
        await write_catalogue(connection, begun)


async def import_files(
    database: Database,
    paths: Sequence[Path],
    *,
    replacing: bool = False,
    only_check: bool = False,
    who: str = "",
    what: str = "",
) -> Imported:
    """Take files into the catalogue, all of them or nothing; history keeps who did what.

    Raises:
        BrokenFiles: something is wrong with them; nothing was changed.
        NoCatalogue: there is none to take them into.
    """
    problems = Problems()
    files = read_files(paths, problems)
    async with database.transaction() as connection:
        await sign(connection, who, what)
        if await is_empty(connection):
            raise NoCatalogue
        before = await read_catalogue(connection)
        after = _after(before, files, problems, replacing=replacing)
        if not only_check and after != before:
            await update_catalogue(connection, before, after)
    counts = changes(before, after, files)
    imported = Imported(counts, reordered=False)
    return replace(imported, reordered=after != before and not imported.changes_something)


async def export_file(database: Database, path: Path) -> bytes:
    """Return the content of a file of that name, with the catalogue in it.

    Raises:
        UnknownFormat, UnknownTable, CellTooLong: see `file_of`.
        NoCatalogue: there is nothing to give out.
    """
    async with database.transaction() as connection:
        if await is_empty(connection):
            raise NoCatalogue
        catalogue = await read_catalogue(connection)
    return file_of(path, plain_entries(catalogue), fictional=catalogue.government.fictional)


def empty_file(path: Path) -> bytes:
    """Return a file of that name with every column and nothing below."""
    return file_of(path, {part: [] for part in Part}, fictional=False)


def _after(before: Catalogue, files: Document, problems: Problems, *, replacing: bool) -> Catalogue:
    refuse_the_other_kind(files, fictional=before.government.fictional)
    together = merged(document_of(before, problems), files, replacing=replacing)
    # Files hold no dated rules: those that are kept stay.
    return replace(read_document(together, problems), rules=before.rules)
