"""Reads one seed file field by field, noting every problem with its line instead of stopping."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml

from bot.store.seed_problems import Problems, Spot

UNREADABLE_DAY = date(1, 1, 1)  # stands in for a date that was noted as wrong

# libyaml reads fifteen times faster; a wheel without it still works.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TEXT, _FLAG, _NULL = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "bool", "null"))

Choice = TypeVar("Choice", bound=StrEnum)


class Record:
    """One mapping of a seed file."""

    def __init__(self, node: yaml.Node, place: Spot) -> None:
        self.place = place
        self._fields: dict[str, tuple[yaml.Node, Spot]] = {}
        self._asked: set[str] = set()
        if not isinstance(node, yaml.MappingNode):
            place.note("not_record")
            return
        for key, value in node.value:
            self._add(key, value)

    def _add(self, key: yaml.Node, value: yaml.Node) -> None:
        name = str(key.value)
        place = Spot(self.place.file, _line(key), name, self.place.problems)
        if name in self._fields:
            place.note("repeated")
        self._fields[name] = (value, place)

    def place_of(self, name: str) -> Spot:
        """Return where a field stands, or where its record does when it was left out."""
        if name in self._fields:
            return self._fields[name][1]
        return Spot(self.place.file, self.place.line, name, self.place.problems)

    def text(self, name: str) -> str:
        """Return a text that must be there."""
        node = self._required(name)
        return written_text(node, self.place_of(name)) if node else ""

    def optional_text(self, name: str) -> str | None:
        """Return a text, or None when it is left out or null."""
        node = self._find(name)
        return written_text(node, self.place_of(name)) if node else None

    def slug(self, name: str) -> str:
        """Return a text of small letters, digits and hyphens."""
        value = self.text(name)
        if value and not _SLUG.fullmatch(value):
            self.place_of(name).note("not_slug", value=value)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; an empty one must be written as []."""
        return tuple(written_text(node, place) for node, place in self.items(name))

    def optional_items(self, name: str) -> tuple[tuple[yaml.Node, Spot], ...]:
        """Return the nodes of a list with their places; none when it is left out."""
        return self.items(name) if self._find(name) is not None else ()

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        node = self._find(name) if default is not None else self._required(name)
        if node is None:
            return bool(default)
        if node.tag != _FLAG:
            self.place_of(name).note("not_flag", value=node.value)
        return str(node.value).lower() == "true"

    def day(self, name: str) -> date:
        """Return a date."""
        node = self._required(name)
        if node is None:
            return UNREADABLE_DAY
        try:
            return date.fromisoformat(str(node.value))
        except ValueError:
            self.place_of(name).note("not_date", value=node.value)
            return UNREADABLE_DAY

    def number(self, name: str) -> int:
        """Return a whole number."""
        node = self._required(name)
        written = scalar(node) if node else ""
        if node and not written.isdecimal():
            self.place_of(name).note("not_number", value=written)
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
            return choices(str(node.value))
        except ValueError:
            known = ", ".join(choices)
            self.place_of(name).note("not_choice", value=node.value, known=known)
            return None

    def optional_record(self, name: str) -> Record | None:
        """Return a nested mapping, or None when it is left out."""
        node = self._find(name)
        return Record(node, self.place_of(name)) if node else None

    def records(self, name: str) -> tuple[Record, ...]:
        """Return a list of mappings."""
        return tuple(Record(node, place) for node, place in self.items(name))

    def items(self, name: str) -> tuple[tuple[yaml.Node, Spot], ...]:
        """Return the nodes of a list with their places."""
        node = self._required(name)
        if node is None:
            return ()
        place = self.place_of(name)
        if not isinstance(node, yaml.SequenceNode):
            place.note("not_list")
            return ()
        return tuple(
            (item, Spot(place.file, _line(item), name, place.problems)) for item in node.value
        )

    def refuse_unknown(self) -> None:
        """Note every field that nobody asked for: a misspelt field would go unnoticed."""
        for name in self._fields.keys() - self._asked:
            known = ", ".join(sorted(self._asked))
            self.place_of(name).note("unknown", known=known)

    def _find(self, name: str) -> yaml.Node | None:
        self._asked.add(name)
        node = self._fields[name][0] if name in self._fields else None
        return None if node is None or node.tag == _NULL else node

    def _required(self, name: str) -> yaml.Node | None:
        node = self._find(name)
        if node is None:
            self.place_of(name).note("missing")
        return node


def read_record(path: Path, root: Path, problems: Problems) -> Record | None:
    """Return the mapping that a file holds, or None when it cannot be read at all."""
    top = Spot(str(path.relative_to(root)), 1, path.stem, problems)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except FileNotFoundError:
        top.note("no_file")
    except UnicodeDecodeError:
        top.note("not_utf8")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problems.note(top.file, line, top.name, "syntax")
    else:
        if node is not None:
            return Record(node, top)
        top.note("not_record")
    return None


def scalar(node: yaml.Node) -> str:
    """Return what a scalar says, as it is written."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def written_text(node: yaml.Node, place: Spot) -> str:
    """Return a text, with its white space as single spaces; note where it is none."""
    if node.tag != _TEXT or not isinstance(node, yaml.ScalarNode):
        place.note("not_text", value=scalar(node))
        return ""
    value = " ".join(str(node.value).split())
    if not value:
        place.note("empty")
    return value


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
