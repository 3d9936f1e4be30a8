"""A part of the catalogue as a CSV file, as spreadsheets write it."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from bot.store.exchange.cells import Cell
from bot.store.exchange.document import Document
from bot.store.exchange.problems import Form, Problems, Source, Spot
from bot.store.exchange.tables import Row, guess_part, read_table

# With a semicolon and a byte order mark a spreadsheet set to Indonesian opens it by itself.
_WRITTEN_DELIMITER = ";"
_DELIMITERS = (";", ",", "\t")
# A spreadsheet would take such a cell for a formula: it gets an apostrophe, which is taken off
# again when it is read. A pair of numbers is no formula, and stays what a map shows.
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_NUMBERS = re.compile(r"-?\d+(\.\d+)?(, -?\d+(\.\d+)?)?")


def read_csv(path: Path, problems: Problems) -> Document | None:
    """Return what a file holds; None, noted, when it cannot be read at all."""
    top = Spot.of_file(path.name, problems)
    try:
        written = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        top.note("csv_not_utf8")
        return None
    source = Source(path.name, Form.ROW)
    rows = _parse(written, Spot(source, 1, "", problems))
    if rows is None:
        return None
    header = next((cells for _, cells in rows if any(not c.is_empty for c in cells)), [])
    part = guess_part(header)
    if part is None:
        top.note("unknown_table")
        return None
    return read_table(part, rows, source, problems)


def write_csv(rows: Iterator[list[str]]) -> bytes:
    """Return the file of a table."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=_WRITTEN_DELIMITER, lineterminator="\r\n")
    writer.writerows([_disarmed(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _parse(written: str, spot: Spot) -> list[Row] | None:
    first = written.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(written, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        for number, cells in enumerate(reader, start=1):
            rows.append((number, [Cell(_armed(cell)) for cell in cells]))
    except csv.Error:
        Spot(spot.source, len(rows) + 1, "", spot.problems).note("csv_syntax")
        return None
    return rows


def _disarmed(cell: str) -> str:
    return f"'{cell}" if _DANGEROUS.match(cell) and not _NUMBERS.fullmatch(cell) else cell


def _armed(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _DANGEROUS.match(cell) else cell
