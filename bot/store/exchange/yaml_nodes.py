"""Reads YAML into the tree, each value with its line."""

from pathlib import Path

import yaml

from bot.store.exchange.nodes import Fields, Items, Leaf, LeafKind, Node
from bot.store.exchange.problems import Source, Spot

# libyaml reads fifteen times faster; a wheel without it still works.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KINDS = {
    "tag:yaml.org,2002:str": LeafKind.TEXT,
    "tag:yaml.org,2002:bool": LeafKind.FLAG,
    "tag:yaml.org,2002:null": LeafKind.NULL,
}


def read_yaml(path: Path, source: Source, top: Spot) -> Node | None:
    """Return what a file holds, or None, noted at `top`, when it cannot be read at all."""
    try:
        written = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        top.note("no_file")
    except UnicodeDecodeError:
        top.note("not_utf8")
    else:
        return parse_yaml(written, source, top)
    return None


def parse_yaml(written: str, source: Source, top: Spot) -> Node | None:
    """Return the tree of a text, or None, noted at its place, when it is no YAML."""
    try:
        node = yaml.compose(written, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        Spot(source, mark.line + 1 if mark else 1, top.name, top.problems).note("syntax")
        return None
    if node is None:
        top.note("not_record")
        return None
    return _tree(node, top)


def _tree(node: yaml.Node, spot: Spot) -> Node:
    if isinstance(node, yaml.MappingNode):
        named = ((str(key.value), _value(key, value, spot)) for key, value in node.value)
        return Fields(tuple(named), spot)
    if isinstance(node, yaml.SequenceNode):
        items = (_tree(item, _at(item, spot, spot.name)) for item in node.value)
        return Items(tuple(items), spot)
    return Leaf(_KINDS.get(node.tag, LeafKind.OTHER), str(node.value), spot)


def _value(key: yaml.Node, value: yaml.Node, spot: Spot) -> Node:
    return _tree(value, _at(key, spot, str(key.value)))


def _at(node: yaml.Node, spot: Spot, name: str) -> Spot:
    return Spot(spot.source, int(node.start_mark.line) + 1, name, spot.problems)
