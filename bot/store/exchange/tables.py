"""Turns the rows of a table into entries of a part, and entries into rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.store.exchange.cells import FLAG, Cell
from bot.store.exchange.columns import COLUMNS, Column
from bot.store.exchange.document import Document, Part
from bot.store.exchange.nodes import Fields, Leaf, Node, is_null, null
from bot.store.exchange.plain import Entries, Entry
from bot.store.exchange.problems import Problems, Source, Spot
from bot.store.exchange.table_words import table_words

MOST_ROWS = 5000
# A row of a table with the number that a spreadsheet shows beside it.
Row = tuple[int, Sequence[Cell]]
_EXAMPLE = "example"


@dataclass(frozen=True)
class _Header:
    """Which column of the part stands where; `example` is where rows are marked."""

    columns: dict[int, Column]
    example: int | None


def guess_part(header: Sequence[Cell]) -> Part | None:
    """Return the part whose columns a header names most exactly, None when it names few."""
    found = {_folded(cell.written) for cell in header}
    parts = {part: {_folded(c.header(part)) for c in columns} for part, columns in COLUMNS.items()}
    best = min(parts, key=lambda part: len(parts[part] ^ found))
    return best if len(parts[best] & found) * 2 > len(parts[best]) else None


def read_table(
    part: Part, rows: Iterable[Row], source: Source, problems: Problems
) -> Document | None:
    """Return what a table holds; None, noted, when it has no header that can be used."""
    source = replace(source, names=table_words().names_in(part))
    filled = [row for row in rows if not all(cell.is_empty for cell in row[1])]
    if not filled:
        Spot(source, 1, "", problems).note("no_header")
        return None
    line, cells = filled[0]
    header = _read_header(part, cells, Spot(source, line, "", problems))
    if header is None:
        return None
    if len(filled) - 1 > MOST_ROWS:
        Spot(source, line, "", problems).note("too_many_rows", limit=MOST_ROWS)
        return None
    entries: list[Node] = []
    examples: list[Spot] = []
    earnest: list[Spot] = []
    for line, cells in filled[1:]:
        spot = Spot(source, line, "", problems)
        entry = _read_row(header, cells, spot)
        entries.append(entry)
        marked = _is_example(header, cells, spot) or _is_fictional(entry)
        (examples if marked else earnest).append(spot)
    return Document({part: tuple(entries)}, tuple(examples), tuple(earnest))


def rows_of(part: Part, entries: Entries, *, fictional: bool) -> Iterator[list[str]]:
    """Yield the header and the rows of a part, each row of a demonstration marked as one."""
    columns = COLUMNS[part]
    marked = fictional and part is not Part.GOVERNMENT
    yield [column.header(part) for column in columns] + [_example_header()] * marked
    for entry in entries.get(part, []):
        cells = [column.notation.write(_value(entry, column)) for column in columns]
        yield cells + [FLAG.write(value=True)] * marked


def _read_header(part: Part, cells: Sequence[Cell], spot: Spot) -> _Header | None:
    """Return the header; None when a column is missing, unknown or there twice."""
    by_name = {_folded(column.header(part)): column for column in COLUMNS[part]}
    columns: dict[int, Column] = {}
    example, usable = None, True
    for position, cell in enumerate(cells):
        name = _folded(cell.written)
        column = by_name.pop(name, None)
        if column is not None:
            columns[position] = column
        elif name == _folded(_example_header()) and example is None:
            example = position
        elif name:
            usable = _refuse_header(cell, columns, part, spot)
    for column in by_name.values():
        spot.named(column.name).note("no_column")
    return _Header(columns, example) if usable and not by_name else None


def _refuse_header(cell: Cell, columns: dict[int, Column], part: Part, spot: Spot) -> bool:
    """Note a header that is there twice or that nobody knows."""
    headers = [column.header(part) for column in COLUMNS[part]]
    again = _folded(cell.written) in {_folded(column.header(part)) for column in columns.values()}
    key = "repeated" if again else "unknown"
    spot.named(cell.written.strip()).note(key, known=", ".join(headers))
    return False


def _read_row(header: _Header, cells: Sequence[Cell], spot: Spot) -> Fields:
    named: dict[str, Node] = {}
    nested: dict[str, list[tuple[str, Node]]] = {}
    for position, column in header.columns.items():
        cell = cells[position] if position < len(cells) else Cell("")
        node = column.notation.read(cell, spot.named(column.name))
        if column.within:
            nested.setdefault(column.within, []).append((column.field, node))
        else:
            named[column.field] = node
    for name, fields in nested.items():
        left_out = all(is_null(node) for _, node in fields)
        at = fields[0][1].spot
        named[name] = null(at) if left_out else Fields(tuple(fields), at)
    for position, cell in enumerate(cells):
        if not cell.is_empty and position not in (*header.columns, header.example):
            spot.note("no_header_above", value=cell.written)
    return Fields(tuple(named.items()), spot)


def _is_example(header: _Header, cells: Sequence[Cell], spot: Spot) -> bool:
    if header.example is None or header.example >= len(cells):
        return False
    node = FLAG.read(cells[header.example], spot.named(_EXAMPLE))
    return isinstance(node, Leaf) and node.written == "true"


def _is_fictional(entry: Fields) -> bool:
    node = entry.find("fictional")
    return isinstance(node, Leaf) and node.written == "true"


def _value(entry: Entry, column: Column) -> Any:
    holder = entry[column.within] if column.within else entry
    return None if holder is None else holder[column.field]


def _example_header() -> str:
    return table_words().words[_EXAMPLE]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
