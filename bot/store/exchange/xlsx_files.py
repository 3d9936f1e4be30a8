"""The whole catalogue as an Excel workbook, one sheet a part."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from bot.store.exchange.cells import DAY, FLAG, Cell, CellKind
from bot.store.exchange.columns import COLUMNS
from bot.store.exchange.document import Document, Part, joined
from bot.store.exchange.problems import Form, Problems, Source, Spot
from bot.store.exchange.table_words import table_words
from bot.store.exchange.tables import MOST_ROWS, Row, read_table

MOST_UNPACKED = 20_000_000
_MOST_COLUMNS = 200
_LONGEST_CELL = 32_767
_OLD_OR_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")
# What openpyxl raises on a file that is none, or not whole.
_UNREADABLE = (
    *(InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, EOFError),
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError),
    *(NotImplementedError, RuntimeError, AssertionError),
)


class CellTooLong(Exception):
    """A cell would be cut by the format; the name of its sheet and column."""


def read_xlsx(path: Path, problems: Problems) -> Document | None:
    """Return what the sheets hold; None, noted, when the file cannot be read at all."""
    top = Spot.of_file(path.name, problems)
    written = path.read_bytes()
    workbook = _open(written, top)
    if workbook is None:
        return None
    parts = {name.casefold(): part for part, name in _sheet_names().items()}
    found: list[Document | None] = []
    for number, sheet in enumerate(workbook.worksheets):
        source = Source(path.name, Form.SHEET_ROW, sheet.title, number)
        spot = Spot(source, 1, "", problems)
        if _is_empty(sheet):
            continue
        part = parts.get(sheet.title.strip().casefold())
        if not _may_be_read(sheet, part, spot):
            found.append(None)
        elif part is not None:
            found.append(read_table(part, _rows(sheet), source, problems))
    if not found:
        top.note("empty_workbook")
    documents = [document for document in found if document is not None]
    return joined(documents) if documents and len(documents) == len(found) else None


def write_xlsx(tables: Mapping[Part, Iterator[list[str]]]) -> bytes:
    """Return the workbook of these tables.

    Raises:
        CellTooLong: Excel could not hold it.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    for part, rows in tables.items():
        sheet = workbook.create_sheet(_sheet_names()[part])
        for number, row in enumerate(rows, start=1):
            for position, text in enumerate(row, start=1):
                _write_cell(sheet.cell(number, position), part, text)
        _dress(sheet)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _open(written: bytes, top: Spot) -> Any | None:
    if written.startswith(_OLD_OR_LOCKED):
        top.note("old_or_locked")
        return None
    try:
        if _unpacked_size(written) > MOST_UNPACKED:
            top.note("unpacks_too_big", limit=MOST_UNPACKED // 1_000_000)
            return None
        with warnings.catch_warnings():
            # It warns, in English, of decorations that it does not read.
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(written), keep_links=False)
    except _UNREADABLE:
        top.note("not_workbook")
        return None


def _unpacked_size(written: bytes) -> int:
    """Return what the parts say they unpack to; zipfile gives never more than that."""
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        return sum(part.file_size for part in archive.infolist())


def _may_be_read(sheet: Any, part: Part | None, spot: Spot) -> bool:
    """Return whether a sheet is one of ours, shown, whole and of a size to read; note if not."""
    if part is None:
        spot.note("unknown_sheet", known=", ".join(_sheet_names().values()))
    if sheet.sheet_state != "visible":
        spot.note("hidden_sheet")
    for merged in sheet.merged_cells.ranges:
        at = Spot(spot.source, merged.min_row, "", spot.problems)
        at.note("merged_cells", value=merged.coord)
    if sheet.max_row > 2 * MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
        spot.note("too_many_rows", limit=MOST_ROWS)
        return False
    return part is not None and sheet.sheet_state == "visible" and not sheet.merged_cells.ranges


def _is_empty(sheet: Any) -> bool:
    return all(cell.value is None for cell in sheet._cells.values())


def _rows(sheet: Any) -> Iterator[Row]:
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [_cell(cell) for cell in cells]


def _cell(cell: Any) -> Cell:
    value = cell.value
    if cell.data_type == "f":
        return Cell("=", CellKind.FORMULA)
    if cell.data_type == "e":
        return Cell(str(value), CellKind.ERROR)
    match value:
        case None:
            return Cell("")
        case bool():
            return Cell(FLAG.write(value), CellKind.FLAG)
        case datetime() if value.time() == time():
            return Cell(value.date().isoformat(), CellKind.DATE)
        case date() | time():
            return Cell(value.isoformat(), CellKind.DATE)
        case str():
            return Cell(value)
        case _:
            return Cell(str(value), CellKind.NUMBER)


def _write_cell(cell: Any, part: Part, text: str) -> None:
    if len(text) > _LONGEST_CELL:
        raise CellTooLong(f"{cell.parent.title} {cell.coordinate}")
    column = COLUMNS[part][cell.column - 1] if cell.column <= len(COLUMNS[part]) else None
    if cell.row > 1 and text and column is not None and column.notation is DAY:
        cell.value = date.fromisoformat(text)
        cell.number_format = "yyyy-mm-dd"
    elif text:
        cell.value = text
        # A text it stays, whatever it looks like: no formula, and no number when it is edited.
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@"
        cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=cell.row == 1)


def _dress(sheet: Any) -> None:
    sheet.freeze_panes = "B2"
    for position in range(1, sheet.max_column + 1):
        dimension = sheet.column_dimensions[get_column_letter(position)]
        dimension.width = 26
        dimension.number_format = "@"


def _sheet_names() -> Mapping[Part, str]:
    return {part: table_words().sheets[part] for part in Part}
