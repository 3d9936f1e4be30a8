"""Services stand below their family in YAML, and holidays below their year; in entries not."""

from collections.abc import Iterator

from bot.store.exchange.nodes import Fields, Node
from bot.store.exchange.record import Record

FAMILY_FIELDS = ("family", "family_name", "theme", "family_synonyms")
YEAR_FIELDS = ("year", "source")


def entries_of_family(node: Node) -> Iterator[Node]:
    """Yield the services of a family, each with what the family shares."""
    yield from _entries(node, FAMILY_FIELDS, "services")


def entries_of_year(node: Node) -> Iterator[Node]:
    """Yield the days of a year, each with the year and its source."""
    yield from _entries(node, YEAR_FIELDS, "days")


def _entries(node: Node, shared: tuple[str, ...], below: str) -> Iterator[Node]:
    record = Record(node)
    above = tuple((name, record.node(name)) for name in shared)
    for entry in record.items(below):
        if isinstance(entry, Fields):
            yield Fields(entry.named + above, entry.spot)
        else:
            entry.spot.note("not_record")
    record.refuse_unknown()
