"""How a value is written in one cell of a table, and read again."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from bot.store.exchange.nodes import Fields, Items, Leaf, LeafKind, Node, flag, null, text
from bot.store.exchange.problems import Spot
from bot.store.exchange.records import NAME_MARK
from bot.store.exchange.service_records import PART_MARK
from bot.store.exchange.table_words import table_words


class CellKind(Enum):
    """What a workbook holds in a cell; a CSV file holds texts only."""

    TEXT = "text"
    DATE = "date"
    FLAG = "flag"
    NUMBER = "number"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True)
class Cell:
    """What is written in a cell. Dates are year-month-day, flags are words."""

    written: str
    kind: CellKind = CellKind.TEXT

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return not self.written.strip()


_REFUSALS = {
    CellKind.DATE: "cell_is_date",
    CellKind.FLAG: "cell_is_flag",
    CellKind.NUMBER: "cell_is_number",
    CellKind.FORMULA: "cell_is_formula",
    CellKind.ERROR: "cell_is_error",
}


@dataclass(frozen=True)
class Notation:
    """A way to write a value. `reads` gets what is no empty cell; `kind` is taken beside text."""

    reads: Callable[[str, Spot], Node]
    writes: Callable[[Any], str]
    empty: Callable[[Spot], Node] = null
    kind: CellKind = CellKind.TEXT

    def read(self, cell: Cell, spot: Spot) -> Node:
        """Return the value of a cell; what is no value of this kind is noted."""
        if cell.is_empty:
            return self.empty(spot)
        if cell.kind not in (CellKind.TEXT, self.kind):
            spot.note(_REFUSALS[cell.kind], value=cell.written)
        return self.reads(cell.written, spot)

    def write(self, value: Any) -> str:
        """Return the text of a cell."""
        return "" if value is None else self.writes(value)


def _nothing(spot: Spot) -> Node:
    return Items((), spot)


def _read_flag(written: str, spot: Spot) -> Node:
    words = table_words().words
    answer = written.strip().casefold()
    if answer not in (words["yes"], words["no"]):
        spot.note("not_yes_or_no", value=written)
    return flag(answer == words["yes"], spot)


def _write_flag(value: bool) -> str:
    return table_words().words["yes" if value else "no"]


# As Indonesians write it, and as Excel set to Indonesian saves it: the day first.
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def _read_day(written: str, spot: Spot) -> Node:
    match = _DAY_FIRST.fullmatch(written.strip())
    if match:
        day, month, year = match.groups()
        return Leaf(LeafKind.OTHER, f"{year}-{int(month):02}-{int(day):02}", spot)
    return Leaf(LeafKind.OTHER, written.strip(), spot)


def _read_names(written: str, spot: Spot) -> Node:
    return Items(tuple(text(name, spot) for name in _names(written)), spot)


def _names(written: str) -> list[str]:
    names = (name.strip() for name in re.split(rf"[{NAME_MARK}\n]", written))
    return [name for name in names if name]


def _write_names(names: list[str]) -> str:
    return f"{NAME_MARK} ".join(names)


def _lines(written: str) -> list[str]:
    return [line for line in written.split("\n") if line.strip()]


def _read_lines(written: str, spot: Spot) -> Node:
    return Items(tuple(text(line, spot) for line in _lines(written)), spot)


def _read_steps(written: str, spot: Spot) -> Node:
    return Items(tuple(_read_step(line, spot) for line in _lines(written)), spot)


def _read_step(line: str, spot: Spot) -> Node:
    parts = [part.strip() for part in line.split(PART_MARK)]
    if len(parts) not in (2, 3):
        spot.note("bad_step", value=line)
    names = ("title", "mode", "why_in_person")
    named = ((name, text(part, spot)) for name, part in zip(names, parts, strict=False))
    return Fields(tuple(named), spot)


def _write_steps(steps: list[dict[str, str]]) -> str:
    return "\n".join(f" {PART_MARK} ".join(step.values()) for step in steps)


def _read_requirements(written: str, spot: Spot) -> Node:
    return Items(tuple(_read_requirement(line, spot) for line in _lines(written)), spot)


def _read_requirement(line: str, spot: Spot) -> Node:
    words, *marks = (part.strip() for part in line.split(PART_MARK))
    if not marks:
        return text(words, spot)
    named = [_read_mark(mark, spot) for mark in marks]
    return Fields((("text", text(words, spot)), *(each for each in named if each)), spot)


def _read_mark(mark: str, spot: Spot) -> tuple[str, Node] | None:
    words = table_words().words
    if mark.casefold() == words["not_to_bring"]:
        return "to_bring", flag(False, spot)
    opening, _, slug = mark.partition(" ")
    for field in ("needed_if", "needed_unless"):
        if opening.casefold() == words[field] and slug.strip():
            return field, text(slug, spot)
    spot.note("bad_mark", value=mark)
    return None


def _write_requirements(lines: list[dict[str, Any] | str]) -> str:
    return "\n".join(_write_requirement(line) for line in lines)


def _write_requirement(line: dict[str, Any] | str) -> str:
    if isinstance(line, str):
        return line
    words = table_words().words
    parts = [str(line["text"])]
    parts += [f"{words[f]} {line[f]}" for f in ("needed_if", "needed_unless") if f in line]
    parts += [] if line.get("to_bring", True) else [words["not_to_bring"]]
    return f" {PART_MARK} ".join(parts)


def _read_hours(written: str, spot: Spot) -> Node:
    if written.strip().casefold() == table_words().words["closed"]:
        return Items((), spot)
    return Items(tuple(text(part, spot) for part in written.split(",")), spot)


def _write_hours(ranges: list[str]) -> str:
    return ", ".join(ranges) or table_words().words["closed"]


_POINT = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)\s*")


def _read_point(written: str, spot: Spot) -> Node:
    match = _POINT.fullmatch(written)
    if match is None:
        spot.note("bad_point", value=written)
        return null(spot)
    names = zip(("latitude", "longitude"), match.groups(), strict=True)
    return Fields(tuple((n, Leaf(LeafKind.OTHER, degrees, spot)) for n, degrees in names), spot)


def _write_point(point: dict[str, float]) -> str:
    # Never as 1e-05, which no map shows.
    degrees = (f"{Decimal(repr(point[name])):f}" for name in ("latitude", "longitude"))
    return ", ".join(degrees)


def _read_facts(written: str, spot: Spot) -> Node:
    """Read names of columns as the names of their fields."""
    fields = {column.casefold(): name for name, column in spot.source.names.items()}
    names = (fields.get(name.casefold(), name) for name in _names(written))
    return Items(tuple(text(name, spot) for name in names), spot)


def _write_facts(names: list[str]) -> str:
    return _write_names([table_words().columns["services"][name] for name in names])


TEXT = Notation(text, str)
FLAG = Notation(_read_flag, _write_flag, kind=CellKind.FLAG)
DAY = Notation(_read_day, str, kind=CellKind.DATE)
NAMES = Notation(_read_names, _write_names, _nothing)
LINES = Notation(_read_lines, "\n".join, _nothing)
STEPS = Notation(_read_steps, _write_steps, _nothing)
REQUIREMENTS = Notation(_read_requirements, _write_requirements, _nothing)
HOURS = Notation(_read_hours, _write_hours)
POINT = Notation(_read_point, _write_point)
FACTS = Notation(_read_facts, _write_facts, _nothing)
