"""A catalogue as lists of entries, and the one way from entries to a checked catalogue."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import TypeVar

from bot.domain.catalogue import Catalogue, Government
from bot.store.exchange.checks import (
    check_families,
    check_first,
    check_holidays,
    check_offerings,
    check_places,
    check_serves,
    check_slugs,
)
from bot.store.exchange.nodes import Fields, Node
from bot.store.exchange.problems import Problems, Spot
from bot.store.exchange.record import Record, scalar
from bot.store.exchange.records import (
    GovernmentFile,
    read_circumstance,
    read_government,
    read_holiday,
    read_offering,
    read_place,
    read_theme,
    read_unit,
)
from bot.store.exchange.service_records import read_service

Value = TypeVar("Value")
Placed = Sequence[tuple[Value, Spot]]


class Part(StrEnum):
    """A list of the catalogue, in the order in which they depend on each other."""

    GOVERNMENT = "government"
    THEMES = "themes"
    CIRCUMSTANCES = "circumstances"
    PLACES = "places"
    UNITS = "units"
    SERVICES = "services"
    OFFERINGS = "offerings"
    HOLIDAYS = "holidays"


# The fields that tell one entry of a part from another.
KEYS: Mapping[Part, tuple[str, ...]] = {
    Part.GOVERNMENT: (),
    Part.OFFERINGS: ("service", "unit"),
    Part.HOLIDAYS: ("day",),
}


@dataclass(frozen=True)
class Document:
    """What files hold. A part that is left out is not spoken of; an empty one is.

    `examples` are the places that call themselves an example, `earnest` those that do not.
    """

    parts: Mapping[Part, tuple[Node, ...]]
    examples: tuple[Spot, ...] = ()
    earnest: tuple[Spot, ...] = ()


def joined(documents: Iterable[Document]) -> Document:
    """Return several documents as one."""
    parts: dict[Part, tuple[Node, ...]] = {}
    examples: tuple[Spot, ...] = ()
    earnest: tuple[Spot, ...] = ()
    for document in documents:
        for part, nodes in document.parts.items():
            parts[part] = parts.get(part, ()) + nodes
        examples += document.examples
        earnest += document.earnest
    return Document(parts, examples, earnest)


def key_of(part: Part, node: Node) -> tuple[str, ...]:
    """Return what tells an entry from the others of its part."""
    names = KEYS.get(part, ("slug",))
    found = ((node.find(name) if isinstance(node, Fields) else None) for name in names)
    return tuple(scalar(each).strip() if each else "" for each in found)


def read_document(document: Document, problems: Problems, *, zone: str | None = None) -> Catalogue:
    """Return the catalogue of a document that has a government.

    Raises:
        BrokenFiles: something is wrong; all problems at once, also those noted before.
    """
    written = _read_government(document, zone)
    themes = _read(document, Part.THEMES, read_theme)
    circumstances = _read(document, Part.CIRCUMSTANCES, read_circumstance)
    places = _read(document, Part.PLACES, read_place)
    asked = {circumstance.slug: circumstance for circumstance, _ in circumstances}
    slugs = [theme.slug for theme, _ in themes]
    services = _read(document, Part.SERVICES, lambda r: read_service(r, asked, slugs))
    zone_of_units = written.government.zone
    units = _read(document, Part.UNITS, lambda r: read_unit(r, zone_of_units, zone))
    holidays = _read(document, Part.HOLIDAYS, read_holiday)
    offerings = _read(document, Part.OFFERINGS, read_offering)
    for slugged in (themes, circumstances, services, units):
        check_slugs((each.slug, place) for each, place in slugged)
    check_places(places)
    check_families(services)
    check_serves(units, {place.slug for place, _ in places})
    check_holidays(holidays)
    services_at = {service.slug: place for service, place in services}
    units_at = {unit.slug: place for unit, place in units}
    check_offerings(offerings, services_at, units_at)
    check_first(written.first_units, units_at, "unknown_unit")
    check_first(written.first_families, {s.family for s, _ in services}, "unknown_service")
    problems.raise_if_any()
    return Catalogue(
        written.government,
        _values(themes),
        _values(circumstances),
        _values(places),
        _first(_values(services), written.first_families, attrgetter("family")),
        _first(_values(units), written.first_units, attrgetter("slug")),
        _values(offerings),
        tuple(sorted(_values(holidays), key=attrgetter("day"))),
    )


def _read_government(document: Document, zone: str | None) -> GovernmentFile:
    nodes = document.parts.get(Part.GOVERNMENT, ())
    for node in nodes[1:]:
        node.spot.note("two_governments")
    if nodes:
        return read_government(Record(nodes[0]), zone)
    return GovernmentFile(Government("", "", fictional=True))


def _read(
    document: Document, part: Part, read: Callable[[Record], tuple[Value, Spot]]
) -> Placed[Value]:
    return [read(Record(node)) for node in document.parts.get(part, ())]


def _first(
    values: tuple[Value, ...], first: Placed[str], slug_of: Callable[[Value], str]
) -> tuple[Value, ...]:
    """Put what the government names first in front; the rest keeps its order."""
    ranks = {slug: rank for rank, (slug, _) in enumerate(first)}
    return tuple(sorted(values, key=lambda value: ranks.get(slug_of(value), len(ranks))))


def _values(placed: Iterable[tuple[Value, Spot]]) -> tuple[Value, ...]:
    return tuple(value for value, _ in placed)
