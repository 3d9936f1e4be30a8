"""Lays files over the catalogue that is kept, and tells what that changes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from bot.domain.catalogue import Catalogue
from bot.store.exchange.document import KEYS, Document, Part, key_of
from bot.store.exchange.nodes import Node, leaves
from bot.store.exchange.plain import Entry, plain_entries
from bot.store.exchange.problems import Spot
from bot.store.exchange.table_words import table_words

_MOST_NAMED = 10


@dataclass(frozen=True)
class PartChange:
    """How many entries of a part are new, different, gone, or as they were."""

    added: int
    changed: int
    removed: int
    unchanged: int


def merged(kept: Document, files: Document, *, replacing: bool) -> Document:
    """Return the kept entries with those of the files added, or in the place of the same key.

    With `replacing` the files are the whole truth for the parts they hold.
    """
    parts = dict(kept.parts)
    for part, nodes in files.parts.items():
        if replacing and (nodes or part is not Part.GOVERNMENT):
            parts[part] = nodes
        else:
            parts[part] = _merged(part, kept.parts.get(part, ()), nodes)
    return Document(parts)


def _merged(part: Part, kept: tuple[Node, ...], nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Entries of a file stand in its order; every other stays behind the one it stood behind."""
    written = {key_of(part, node) for node in nodes}
    followers: dict[tuple[str, ...] | None, list[Node]] = {}
    before: tuple[str, ...] | None = None
    for node in kept:
        key = key_of(part, node)
        if key in written:
            before = key
        else:
            followers.setdefault(before, []).append(node)
    result = followers.pop(None, [])
    for node in nodes:
        result += [node, *followers.pop(key_of(part, node), [])]
    return tuple(result)


def refuse_the_other_kind(files: Document, *, fictional: bool) -> None:
    """Note examples where the government is real, and what is no example where it is not."""
    for spots in _by_source(files.earnest if fictional else files.examples):
        rows = ", ".join(str(spot.line) for spot in spots[:_MOST_NAMED])
        more = " ..." if len(spots) > _MOST_NAMED else ""
        spots[0].note("not_example" if fictional else "example", rows=rows + more)
    if not fictional:
        _refuse_sources(files)


def _refuse_sources(files: Document) -> None:
    """Note what names the demonstration as its source, though its mark was taken off."""
    marked = {(spot.source, spot.line) for spot in files.examples}
    word = table_words().words["fictional"]
    for nodes in files.parts.values():
        for name, leaf in (found for node in nodes for found in leaves(node)):
            is_marked = (leaf.spot.source, leaf.spot.line) in marked
            if name == "source" and word in leaf.written.casefold() and not is_marked:
                leaf.spot.note("example_source", value=leaf.written)


def _by_source(spots: tuple[Spot, ...]) -> Iterator[list[Spot]]:
    for _, group in groupby(spots, key=lambda spot: spot.source):
        yield list(group)


def changes(before: Catalogue, after: Catalogue, files: Document) -> Mapping[Part, PartChange]:
    """Return what the files changed, for each part they hold."""
    old, new = plain_entries(before), plain_entries(after)
    return {part: _change(part, old[part], new[part]) for part in Part if part in files.parts}


def _change(part: Part, old: list[Entry], new: list[Entry]) -> PartChange:
    known = {_key(part, entry): entry for entry in old}
    found = {_key(part, entry): entry for entry in new}
    count = Counter(
        "added" if key not in known else "unchanged" if known[key] == entry else "changed"
        for key, entry in found.items()
    )
    removed = len(known.keys() - found.keys())
    return PartChange(count["added"], count["changed"], removed, count["unchanged"])


def _key(part: Part, entry: Entry) -> tuple[str, ...]:
    return tuple(str(entry[name]) for name in KEYS.get(part, ("slug",)))
