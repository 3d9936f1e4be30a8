"""What the classifier sees of a message: standard words, no greeting, document names masked."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from bot.language.normalizer import Normalizer

# Which document is asked about must not decide what is asked about it: a service added in the
# console is then understood without training.
_DOCUMENT = "dokumenx"
_AGENCY = "instansix"
# That somebody greets or thanks around a question is kept, the many ways of doing so are not.
_GREETED = "salamx"
_THANKED = "makasihx"


@dataclass(frozen=True)
class Reading:
    """A message in standard words without salutation, and what the classifier is given of it."""

    content: str
    features: str


class Wording:
    """Prepares texts for the classifier, in training and in use alike."""

    def __init__(
        self, normalizer: Normalizer, masks: dict[str, list[str]], thanks: list[str]
    ) -> None:
        self._normalizer = normalizer
        self._thanks = re.compile(_any_of(thanks))
        self._masks = [(re.compile(_any_of(words)), token) for token, words in masks.items()]

    @classmethod
    def from_folder(cls, folder: Path) -> Wording:
        """Build from `data/lexicon`."""
        terms = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
        courtesy = json.loads((folder / "clauses.json").read_text(encoding="utf-8"))
        masks = {_DOCUMENT: terms["document"]["document"], _AGENCY: terms["place"]["agency"]}
        return cls(Normalizer.from_file(folder / "everyday.json"), masks, courtesy["thanks"])

    def read(self, text: str) -> Reading:
        """Return the reading of a message; its content is "" when there is no word at all."""
        normalized = self._normalizer.normalize(text)
        content = self._normalizer.strip_salutation(normalized)
        before, _, after = normalized.partition(content.rstrip("?")) if content else ("", "", "")
        greeted = [_GREETED] if before else []
        thanked = [_THANKED] if self._thanks.search(after) else []
        return Reading(content, " ".join([*greeted, self.features(content), *thanked]))

    def features(self, clause: str) -> str:
        """Return what the classifier is given of a part of a message's content."""
        masked = clause.replace("?", " ?")
        for pattern, token in self._masks:
            masked = pattern.sub(token, masked)
        return masked


def _any_of(words: list[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return r"(?<![\w-])(?:" + "|".join(map(re.escape, ordered)) + r")(?![\w-])"
