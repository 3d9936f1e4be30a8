"""Where a second question may begin in a message, and which parts of it ask at all."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

_WORD = re.compile(r"[\w-]+")
_SENTENCE_ENDS = r"(?<=[?!.])\s+"
_COMMA = re.compile(r",\s+")
# Ten thousand characters are one message too; what is asked stands at its beginning or end.
_MOST_CLAUSES = 12


@dataclass(frozen=True)
class Clauses:
    """Splits the standard words of a message."""

    boundary: re.Pattern[str]
    asking: frozenset[str]

    @classmethod
    def from_file(cls, path: Path) -> Clauses:
        """Build from `data/lexicon/clauses.json`."""
        words = json.loads(path.read_text(encoding="utf-8"))
        joints = "|".join(map(re.escape, words["joints"]))
        boundary = re.compile(rf"{_SENTENCE_ENDS}|\s+(?:{joints})\s+")
        return cls(boundary, frozenset(words["asking"]))

    def of(self, content: str) -> list[str]:
        """Return the clauses; a comma parts two of them where both ask."""
        found = [
            clause for part in self.boundary.split(content) for clause in self._at_commas(part)
        ]
        if len(found) > _MOST_CLAUSES:
            return found[: _MOST_CLAUSES // 2] + found[-_MOST_CLAUSES // 2 :]
        return found

    def asks(self, clause: str) -> bool:
        """Return whether a clause is a question, not a wish or the story before one."""
        return clause.endswith("?") or not self.asking.isdisjoint(_WORD.findall(clause))

    def _at_commas(self, part: str) -> list[str]:
        pieces = _COMMA.split(part)
        return pieces if all(map(self.asks, pieces)) else [part]
