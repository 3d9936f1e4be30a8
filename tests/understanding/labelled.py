"""The labelled set that the desk is measured with. It is no part of the project."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.operator_messages import StartError

VARIABLE = "UNDERSTANDING_SET"
# Beside the project, in a folder that engineers of one team may share.
_BESIDE = Path(__file__).parents[3] / "shared" / "eval" / "utterances.jsonl"
# Typed by citizens themselves; the others were thought up by authors of bots.
_REAL = frozenset({"citizen_message", "app_review", "logged_chat"})


@dataclass(frozen=True)
class Row:
    """A question, what a careful reader says it asks and about what, and where it comes from."""

    text: str
    aspect: str
    service: str | None
    register: str
    alternatives: frozenset[str] = frozenset()

    @property
    def real(self) -> bool:
        return self.register in _REAL


def set_path(environ: Mapping[str, str]) -> Path | None:
    """Return where the set is, None where there is none; one that is named is not looked for."""
    named = environ.get("SET") or environ.get(VARIABLE)
    if named:
        return Path(named)
    return _BESIDE if _BESIDE.is_file() else None


def read_set(path: Path) -> list[Row]:
    """Return the rows of a labelled set.

    Raises:
        StartError: the file cannot be read, or a line of it is wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise StartError.because("understand_no_file", path=path) from error
    return [_row(line, path, n) for n, line in enumerate(lines, start=1) if line.strip()]


def _row(line: str, path: Path, number: int) -> Row:
    try:
        told: dict[str, Any] = json.loads(line)
        return Row(
            text=str(told["text"]),
            aspect=str(told["aspect"]),
            service=told["service"],
            register=str(told["register"]),
            alternatives=frozenset(told.get("alt_aspects") or ()),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise StartError.because("report_bad_row", path=path, line=number) from error
