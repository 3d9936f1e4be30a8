"""The whole catalogue as one YAML file, with the fields of the seed."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from bot.store.exchange.document import Document, Part
from bot.store.exchange.nesting import (
    FAMILY_FIELDS,
    YEAR_FIELDS,
    entries_of_family,
    entries_of_year,
)
from bot.store.exchange.nodes import Fields, Node
from bot.store.exchange.plain import Entries, Entry
from bot.store.exchange.problems import Problems, Source, Spot
from bot.store.exchange.record import Record, scalar
from bot.store.exchange.yaml_nodes import parse_yaml

_DUMPER: type[yaml.SafeDumper] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 12


def read_yaml_file(path: Path, problems: Problems) -> Document | None:
    """Return what a file holds; None, noted, when it cannot be read at all."""
    source = Source(path.name)
    top = Spot.of_file(path.name, problems)
    try:
        written = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        top.note("not_utf8")
        return None
    if not _is_plain(written, source, top):
        return None
    node = parse_yaml(written, source, Spot(source, 1, "", problems))
    if not isinstance(node, Fields):
        if node is not None:
            node.spot.note("not_record")
        return None
    return _read(node, top)


def write_yaml(entries: Entries) -> bytes:
    """Return the file of these entries."""
    tree: dict[str, Any] = {part.value: list(each) for part, each in entries.items()}
    if Part.GOVERNMENT in entries:
        tree[Part.GOVERNMENT] = next(iter(entries[Part.GOVERNMENT]), None)
    if Part.SERVICES in entries:
        tree[Part.SERVICES] = list(_families(entries[Part.SERVICES]))
    if Part.HOLIDAYS in entries:
        tree[Part.HOLIDAYS] = list(_years(entries[Part.HOLIDAYS]))
    text = yaml.dump(tree, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=100)
    return text.encode("utf-8")


def _is_plain(written: str, source: Source, top: Spot) -> bool:
    """Refuse what unfolds beyond measure before it is unfolded: depth, and repeats by name."""
    depth = 0
    try:
        for event in yaml.parse(written, Loader=_LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST:
                mark = event.start_mark
                Spot(source, mark.line + 1 if mark else 1, "", top.problems).note("yaml_unfolds")
                return False
    except yaml.YAMLError:
        return True  # is told when it is read
    return True


def _read(node: Fields, top: Spot) -> Document:
    record = Record(node)
    parts: dict[Part, tuple[Node, ...]] = {}
    for part in Part:
        if record.has(part):
            parts[part] = tuple(_entries(record, part))
    record.refuse_unknown()
    governments = (node for node in parts.get(Part.GOVERNMENT, ()) if isinstance(node, Fields))
    marks = (government.find("fictional") for government in governments)
    examples = tuple(each.spot for each in marks if each and scalar(each).lower() == "true")
    return Document(parts, examples, () if examples else (top,))


def _entries(record: Record, part: Part) -> Iterator[Node]:
    if part is Part.GOVERNMENT:
        yield record.node(part)
        return
    entries_of = _NESTED.get(part, _itself)
    for node in record.items(part):
        yield from entries_of(node)


def _families(services: list[Entry]) -> Iterator[Entry]:
    yield from _nested(services, FAMILY_FIELDS, "services")


def _years(holidays: list[Entry]) -> Iterator[Entry]:
    days = [{**holiday, "year": holiday["day"].year} for holiday in holidays]
    yield from _nested(days, YEAR_FIELDS, "days")


def _nested(entries: list[Entry], shared: tuple[str, ...], below: str) -> Iterator[Entry]:
    """Put neighbours that share these fields below them."""
    for values, group in groupby(entries, key=lambda entry: [entry[name] for name in shared]):
        kept = [{n: value for n, value in entry.items() if n not in shared} for entry in group]
        yield {**dict(zip(shared, values, strict=True)), below: kept}


def _itself(node: Node) -> Iterable[Node]:
    return (node,)


_NESTED: dict[Part, Callable[[Node], Iterable[Node]]] = {
    Part.SERVICES: entries_of_family,
    Part.HOLIDAYS: entries_of_year,
}
