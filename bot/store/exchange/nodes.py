"""The tree that a file of any format becomes: every value knows where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from bot.store.exchange.problems import Spot


class LeafKind(Enum):
    """What a single value is; OTHER is a number or a date that was not written as a text."""

    TEXT = "text"
    FLAG = "flag"
    NULL = "null"
    OTHER = "other"


@dataclass(frozen=True)
class Leaf:
    """A single value as it is written; a flag is "true" or "false"."""

    kind: LeafKind
    written: str
    spot: Spot


@dataclass(frozen=True)
class Items:
    """A list."""

    nodes: tuple[Node, ...]
    spot: Spot


@dataclass(frozen=True)
class Fields:
    """Fields with their names, in order; a name written twice is there twice."""

    named: tuple[tuple[str, Node], ...]
    spot: Spot

    def find(self, name: str) -> Node | None:
        """Return the node of a field, or None."""
        return next((node for known, node in self.named if known == name), None)


Node = Leaf | Items | Fields


def null(spot: Spot) -> Leaf:
    """Return what is left empty."""
    return Leaf(LeafKind.NULL, "", spot)


def text(written: str, spot: Spot) -> Leaf:
    """Return a text."""
    return Leaf(LeafKind.TEXT, written, spot)


def flag(value: bool, spot: Spot) -> Leaf:
    """Return true or false."""
    return Leaf(LeafKind.FLAG, str(value).lower(), spot)


def is_null(node: Node) -> bool:
    """Return whether nothing is written."""
    return isinstance(node, Leaf) and node.kind is LeafKind.NULL


def leaves(node: Node) -> Iterator[tuple[str, Leaf]]:
    """Yield every single value below a node, with the name of its field."""
    match node:
        case Leaf():
            yield node.spot.name, node
        case Items(nodes):
            for each in nodes:
                yield from leaves(each)
        case Fields(named):
            for name, each in named:
                yield from ((name if isinstance(each, Leaf) else n, f) for n, f in leaves(each))


def node_of(value: object, spot: Spot) -> Node:
    """Return the tree of a plain value: text, flag, number, date, list, dict or None."""
    match value:
        case None:
            return null(spot)
        case bool():
            return flag(value, spot)
        case str():
            return text(value, spot)
        case list():
            return Items(tuple(node_of(each, spot) for each in value), spot)
        case dict():
            named = ((name, node_of(each, spot.named(name))) for name, each in value.items())
            return Fields(tuple(named), spot)
        case date():
            return Leaf(LeafKind.OTHER, value.isoformat(), spot)
        case _:
            return Leaf(LeafKind.OTHER, repr(value), spot)
