"""How somebody feels who writes: mourning, insulting, at the end of one's strength."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.language.phrases import Rule, lay_out, read_rules


@dataclass(frozen=True)
class Feeling:
    """What a text tells beside its question: "grief", "insult" or "distress".

    `alone`: nothing else is said, so there is no question to answer.
    """

    kind: str
    alone: bool


class Feelings:
    """Knows the words of data/lexicon/care.json."""

    def __init__(self, rules: tuple[tuple[str, Rule], ...], fillers: frozenset[str]) -> None:
        self._rules = rules
        self._fillers = fillers

    @classmethod
    def from_file(cls, path: Path) -> Feelings:
        """Read `data/lexicon/care.json`."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(read_rules(path, "kind"), frozenset(data["fillers"] + data["groups"]["abuse"]))

    def find(self, text: str) -> Feeling | None:
        """Return the first feeling, in the file's order, of a normalized text."""
        laid_out = lay_out(text)
        kind = next((kind for kind, rule in self._rules if rule.applies_to(laid_out)), None)
        if kind is None:
            return None
        words = {word.strip("?!.,|") for word in laid_out.split()} - {""}
        return Feeling(kind, alone=kind == "insult" and words <= self._fillers)
