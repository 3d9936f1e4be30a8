"""The conversations of talks/*.yml: what citizens say one after the other, and what must hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "talks"
Turn = Mapping[str, Any]


@dataclass(frozen=True)
class Talk:
    """One conversation; `kind` is the name of its file."""

    kind: str
    name: str
    at: str
    turns: tuple[Turn, ...]

    @property
    def id(self) -> str:
        """Return the id of its test."""
        return f"{self.kind}-{self.name}"


def read_talks(folder: Path = FOLDER) -> list[Talk]:
    """Return every conversation of a folder, in the order of the files."""
    return [
        Talk(path.stem, name, str(told["at"]), tuple(told["turns"]))
        for path in sorted(folder.glob("*.yml"))
        for name, told in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    ]
