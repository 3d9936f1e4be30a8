"""Reads one mapping field by field, noting every problem with its place instead of stopping."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import TypeVar

from bot.store.exchange.nodes import Fields, Items, Leaf, LeafKind, Node, is_null, null
from bot.store.exchange.problems import Spot, known_names

UNREADABLE_DAY = date(1, 1, 1)  # stands in for a date that was noted as wrong

LONGEST_TEXT = 2000
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# What PostgreSQL or a workbook cannot hold.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

Choice = TypeVar("Choice", bound=StrEnum)


class Record:
    """One mapping of a file."""

    def __init__(self, node: Node) -> None:
        self.place = node.spot
        self._fields: dict[str, Node] = {}
        self._asked: set[str] = set()
        if not isinstance(node, Fields):
            node.spot.note("not_record")
            return
        for name, value in node.named:
            if name in self._fields:
                value.spot.note("repeated")
            self._fields[name] = value

    def place_of(self, name: str) -> Spot:
        """Return where a field stands, or where its record does when it was left out."""
        found = self._fields.get(name)
        return self.place.named(name) if found is None else found.spot

    def has(self, name: str) -> bool:
        """Return whether a field is written."""
        return self._find(name) is not None

    def text(self, name: str, *, without: str = "") -> str:
        """Return a text that must be there; `without` is a mark that it must not hold."""
        node = self._required(name)
        return written_text(node, without) if node else ""

    def optional_text(self, name: str, *, without: str = "") -> str | None:
        """Return a text, or None when it is left out or null."""
        node = self._find(name)
        return written_text(node, without) if node else None

    def slug(self, name: str) -> str:
        """Return a text of small letters, digits and hyphens."""
        value = self.text(name)
        if value and not _SLUG.fullmatch(value):
            self.place_of(name).note("not_slug", value=value)
        return value

    def texts(self, name: str, *, without: str = "") -> tuple[str, ...]:
        """Return a list of texts; an empty one must be written as []."""
        return tuple(written_text(node, without) for node in self.items(name))

    def optional_items(self, name: str) -> tuple[Node, ...]:
        """Return the nodes of a list; none when it is left out."""
        return self.items(name) if self._find(name) is not None else ()

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        node = self._find(name) if default is not None else self._required(name)
        if node is None:
            return bool(default)
        if not isinstance(node, Leaf) or node.kind is not LeafKind.FLAG:
            node.spot.note("not_flag", value=scalar(node))
        return scalar(node).lower() == "true"

    def day(self, name: str) -> date:
        """Return a date."""
        node = self._required(name)
        if node is None:
            return UNREADABLE_DAY
        try:
            return date.fromisoformat(scalar(node))
        except ValueError:
            node.spot.note("not_date", value=scalar(node))
            return UNREADABLE_DAY

    def number(self, name: str) -> int:
        """Return a whole number."""
        node = self._required(name)
        written = scalar(node) if node else ""
        if node and not written.isdecimal():
            node.spot.note("not_number", value=written)
        return int(written) if written.isdecimal() else 0

    def decimal(self, name: str) -> float:
        """Return a number with a decimal point."""
        node = self._required(name)
        try:
            return float(scalar(node)) if node else 0.0
        except ValueError:
            self.place_of(name).note("not_decimal", value=scalar(node) if node else "")
            return 0.0

    def choice(self, name: str, choices: type[Choice]) -> Choice:
        """Return one of the choices."""
        return self.optional_choice(name, choices, required=True) or next(iter(choices))

    def optional_choice(
        self, name: str, choices: type[Choice], *, required: bool = False
    ) -> Choice | None:
        """Return one of the choices, or None when it is left out."""
        node = self._required(name) if required else self._find(name)
        if node is None:
            return None
        try:
            return choices(scalar(node))
        except ValueError:
            node.spot.note("not_choice", value=scalar(node), known=", ".join(choices))
            return None

    def optional_record(self, name: str) -> Record | None:
        """Return a nested mapping, or None when it is left out."""
        node = self._find(name)
        return Record(node) if node else None

    def records(self, name: str) -> tuple[Record, ...]:
        """Return a list of mappings."""
        return tuple(Record(node) for node in self.items(name))

    def items(self, name: str) -> tuple[Node, ...]:
        """Return the nodes of a list."""
        node = self._required(name)
        if isinstance(node, Items):
            return node.nodes
        if node is not None:
            node.spot.note("not_list")
        return ()

    def node(self, name: str) -> Node:
        """Return a field as it stands, or that it is missing, for whoever reads it later."""
        return self._find(name) or null(self.place_of(name))

    def refuse_unknown(self) -> None:
        """Note every field that nobody asked for: a misspelt field would go unnoticed."""
        for name in self._fields.keys() - self._asked:
            place = self._fields[name].spot
            place.note("unknown", known=known_names(place, tuple(sorted(self._asked))))

    def _find(self, name: str) -> Node | None:
        self._asked.add(name)
        node = self._fields.get(name)
        return None if node is None or is_null(node) else node

    def _required(self, name: str) -> Node | None:
        node = self._find(name)
        if node is None:
            self.place_of(name).note("missing")
        return node


def scalar(node: Node) -> str:
    """Return what a single value says, as it is written."""
    return node.written if isinstance(node, Leaf) else ""


def written_text(node: Node, without: str = "") -> str:
    """Return a text, with its white space as single spaces; note where it is none."""
    if not isinstance(node, Leaf) or node.kind is not LeafKind.TEXT:
        node.spot.note("not_text", value=scalar(node))
        return ""
    value = " ".join(node.written.split())
    if not value:
        node.spot.note("empty")
    elif _CONTROL.search(value):
        node.spot.note("control")
    elif len(value) > LONGEST_TEXT:
        node.spot.note("too_long", value=value[:40] + " ...", limit=LONGEST_TEXT)
    elif without and without in value:
        node.spot.note("separator", value=value, mark=without)
    return "" if _CONTROL.search(value) else value
