"""Gathers what is wrong with the seed files, in the operator's words, with file and line."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_MESSAGES = Path(__file__).parent.parent / "templates" / "seed_messages.toml"


class SeedError(Exception):
    """The seed files cannot be used; `problems` are sentences for the operator, one a line."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join((_sentence("many", count=len(problems)), *problems)))
        self.problems = problems


@dataclass
class Problems:
    """All that is wrong, so that the operator repairs it in one go."""

    found: list[tuple[str, int, str]] = field(default_factory=list)

    def note(self, file: str, line: int, name: str, key: str, **values: object) -> None:
        """Note one problem at its place."""
        what = _sentence(key, **values)
        text = _sentence("problem", file=file, line=line, field=name, what=what)
        self.found.append((file, line, text))

    def raise_if_any(self) -> None:
        """Raise SeedError when something was noted, in the order of the files' lines."""
        if self.found:
            raise SeedError(tuple(dict.fromkeys(text for _, _, text in sorted(self.found))))


@dataclass(frozen=True)
class Spot:
    """Where a value stands, so that later checks can point at it."""

    file: str
    line: int
    name: str
    problems: Problems

    def note(self, key: str, **values: object) -> None:
        """Note a problem here."""
        self.problems.note(self.file, self.line, self.name, key, **values)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def _sentence(key: str, **values: object) -> str:
    return _sentences()[key].format(**values)


@cache
def _sentences() -> dict[str, str]:
    table: dict[str, str] = tomllib.loads(_MESSAGES.read_text(encoding="utf-8"))["seed"]
    return table
