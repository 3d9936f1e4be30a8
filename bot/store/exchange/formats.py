"""Chooses the format of a catalogue's file by its name."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bot.store.exchange.csv_files import read_csv, write_csv
from bot.store.exchange.document import Document, Part, joined
from bot.store.exchange.plain import Entries
from bot.store.exchange.problems import Problems, Spot
from bot.store.exchange.table_words import table_words
from bot.store.exchange.tables import rows_of
from bot.store.exchange.xlsx_files import read_xlsx, write_xlsx
from bot.store.exchange.yaml_files import read_yaml_file, write_yaml

MOST_BYTES = 10_000_000
_WORKBOOK = b"PK\x03\x04"


class UnknownFormat(Exception):
    """The name of a file ends in nothing that can be written."""


class UnknownTable(Exception):
    """The name of a CSV file is not that of a table."""


def read_files(paths: Sequence[Path], problems: Problems) -> Document:
    """Return what several files hold.

    Raises:
        BrokenFiles: one of them cannot be read at all.
    """
    found = [read_file(path, problems) for path in paths]
    documents = [document for document in found if document is not None]
    if len(documents) < len(found):
        raise problems.error()
    return joined(documents)


def read_file(path: Path, problems: Problems) -> Document | None:
    """Return what a file holds; None, noted, when it cannot be read at all."""
    top = Spot.of_file(path.name, problems)
    read = _READERS.get(path.suffix.lower())
    if read is None:
        top.note("unknown_format", known=", ".join(_READERS))
        return None
    try:
        key = _refusal(path)
        if key is None:
            return read(path, problems)
        top.note(key, limit=MOST_BYTES // 1_000_000)
    except OSError:
        top.note("not_readable")
    return None


def file_of(path: Path, entries: Entries, *, fictional: bool) -> bytes:
    """Return the content of a file of that name.

    Raises:
        UnknownFormat: the name ends in nothing that can be written.
        UnknownTable: a CSV file holds one table, and its name says which.
        CellTooLong: Excel could not hold it.
    """
    match path.suffix.lower():
        case ".yml" | ".yaml":
            return write_yaml(entries)
        case ".xlsx":
            return write_xlsx({p: rows_of(p, entries, fictional=fictional) for p in Part})
        case ".csv":
            return write_csv(rows_of(_part_named(path.stem), entries, fictional=fictional))
        case _:
            raise UnknownFormat(path.suffix)


def table_names() -> dict[str, Part]:
    """Return the names that a CSV file may have, each with what it holds."""
    sheets = table_words().sheets
    return {sheets[part].lower().replace(" ", "-"): part for part in Part}


def _part_named(stem: str) -> Part:
    part = table_names().get(stem.lower())
    if part is None:
        raise UnknownTable(stem)
    return part


def _refusal(path: Path) -> str | None:
    """Return why a file is not even looked into, None when it may be read."""
    if path.stat().st_size > MOST_BYTES:
        return "too_big"
    with path.open("rb") as file:
        is_workbook = file.read(len(_WORKBOOK)) == _WORKBOOK
    return "is_workbook" if is_workbook and path.suffix.lower() != ".xlsx" else None


_READERS: dict[str, Callable[[Path, Problems], Document | None]] = {
    ".xlsx": read_xlsx,
    ".csv": read_csv,
    ".yml": read_yaml_file,
    ".yaml": read_yaml_file,
}
