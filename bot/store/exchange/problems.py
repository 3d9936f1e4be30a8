"""Gathers what is wrong with a catalogue's files, in the operator's words, each with its place."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

_MESSAGES = Path(__file__).parents[2] / "templates" / "catalogue_problems.toml"


class BrokenFiles(Exception):
    """The files cannot be used; `problems` are sentences for the operator, one a line."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join((_sentence("many", count=len(problems)), *problems)))
        self.problems = problems


class Form(StrEnum):
    """How a place is written."""

    LINE = "line"
    ROW = "row"
    SHEET_ROW = "sheet_row"
    KEPT = "kept"
    FILE = "file"


@dataclass(frozen=True)
class Source:
    """What a place lies in. `names` says how this kind of source calls a field or a list."""

    file: str
    form: Form = Form.LINE
    sheet: str = ""
    order: int = 0  # of sheets within a file
    names: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass
class Problems:
    """All that is wrong, so that the operator repairs it in one go."""

    found: list[tuple[str, int, int, str]] = field(default_factory=list)

    def raise_if_any(self) -> None:
        """Raise BrokenFiles when something was noted."""
        if self.found:
            raise self.error()

    def error(self) -> BrokenFiles:
        """Return all that was noted, in the order of the files' lines."""
        return BrokenFiles(tuple(dict.fromkeys(text for *_, text in sorted(self.found))))


@dataclass(frozen=True)
class Spot:
    """Where a value stands, so that later checks can point at it. `name` is its field's."""

    source: Source
    line: int
    name: str
    problems: Problems

    @classmethod
    def of_file(cls, file: str, problems: Problems) -> "Spot":
        """Return the place of what is wrong with a file as a whole."""
        return cls(Source(file, Form.FILE), 0, "", problems)

    def note(self, key: str, **values: object) -> None:
        """Note a problem here; its sentence may call fields by the names of this source."""
        what = _sentence(key, names=_Names(self.source.names), **values)
        text = _sentence("problem", place=self.written(with_name=True), what=what)
        self.problems.found.append((self.source.file, self.source.order, self.line, text))

    def named(self, name: str) -> "Spot":
        """Return the place of a field of the same row that is not written there."""
        return Spot(self.source, self.line, name, self.problems)

    def written(self, *, with_name: bool = False) -> str:
        """Return the place in words."""
        source = self.source
        form = _words("place")[source.form]
        place = form.format(file=source.file, sheet=source.sheet, line=self.line)
        if not with_name or not self.name:
            return place
        name = source.names.get(self.name, self.name)
        return _words("place_of_field")[source.form].format(place=place, field=name)

    def __str__(self) -> str:
        return self.written()


class _Names(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name


def known_names(spot: Spot, names: tuple[str, ...]) -> str:
    """Return a list of fields as the spot's source calls them."""
    return ", ".join(spot.source.names.get(name, name) for name in names)


def _sentence(key: str, **values: object) -> str:
    return _words("problem")[key].format(**values)


def _words(table: str) -> dict[str, str]:
    return _tables()[table]


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(_MESSAGES.read_text(encoding="utf-8"))
