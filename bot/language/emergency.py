"""Messages that a person must answer: danger and violence now, and topics that officers decide."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.language.normalizer import Normalizer
from bot.language.phrases import Rule, lay_out, read_rules


@dataclass(frozen=True)
class Emergency:
    """What kind of help is needed at once: "danger" or "violence"."""

    kind: str


class EmergencyRules:
    """Recognises a cry for help among questions that merely mention fires or accidents."""

    def __init__(self, rules: tuple[tuple[str, Rule], ...], normalizer: Normalizer) -> None:
        self._rules = rules
        self._normalizer = normalizer

    @classmethod
    def from_file(cls, path: Path) -> EmergencyRules:
        """Read `data/lexicon/emergency.json` and the everyday spellings beside it."""
        normalizer = Normalizer.from_file(path.with_name("everyday.json"))
        return cls(read_rules(path, "kind"), normalizer)

    def detect(self, text: str) -> Emergency | None:
        """Return the first kind of emergency, in the file's order, that a raw text tells of."""
        laid_out = lay_out(self._normalizer.normalize(text))
        kind = next((kind for kind, rule in self._rules if rule.applies_to(laid_out)), None)
        return Emergency(kind) if kind else None


class EscalationTopics:
    """Finds the topic of a question whose outcome no machine may decide."""

    def __init__(self, rules: tuple[tuple[str, Rule], ...]) -> None:
        self._rules = rules

    @classmethod
    def from_file(cls, path: Path) -> EscalationTopics:
        """Read `data/lexicon/escalation.json`."""
        return cls(read_rules(path, "topic"))

    def find(self, text: str) -> str | None:
        """Return the first topic, in the file's order, of a normalized text."""
        laid_out = lay_out(text)
        return next((topic for topic, rule in self._rules if rule.applies_to(laid_out)), None)
