"""A choice that was typed instead of tapped: its title, its number, or the word it begins with."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from bot.application.choices import is_answer
from bot.domain.message import Choice

_MARKS = " .,!?)("
# "ya diwakilkan" still answers a button; a longer text says more than any button does.
_MOST_WORDS = 3


class TypedChoices:
    """Compares what was typed with the buttons shown last."""

    def __init__(
        self, normalize: Callable[[str], str], short_answers: Mapping[str, Sequence[str]]
    ) -> None:
        self._normalize = normalize
        self._yes, self._no = (frozenset(short_answers[name]) for name in ("yes", "no"))
        self._beside = frozenset(short_answers["beside"])
        self._ordinals = short_answers["ordinals"]
        self._beside_ordinals = self._beside.union(short_answers["beside_ordinals"])

    @classmethod
    def from_file(cls, path: Path, normalize: Callable[[str], str]) -> Self:
        """Read data/lexicon/short_answers.json."""
        return cls(normalize, json.loads(path.read_text(encoding="utf-8")))

    def find(self, text: str, offered: Sequence[Choice]) -> Choice | None:
        """Return the choice that was typed; None where none, or more than one, may be meant."""
        typed = text.strip(_MARKS).casefold()
        for number, choice in enumerate(offered, start=1):
            if typed in (choice.title.casefold(), str(number)):
                return choice
        words = self._words(text)
        if (pointed := self._pointed_at(words, offered)) is not None:
            return pointed
        if not 0 < len(words) <= _MOST_WORDS:
            return None
        asks = len(offered) == 2 and all(map(is_answer, offered))
        meant = [c for c in offered if self._may_mean(words, c, anywhere=asks)]
        if len(meant) == 1:
            return meant[0]
        return self._short_answer(words, offered) if asks else None

    def _pointed_at(self, words: Sequence[str], offered: Sequence[Choice]) -> Choice | None:
        """Return the choice of "yang kedua" or "nomor 2", unless a title has that word itself."""
        told = [word for word in words if word not in self._beside_ordinals]
        titled = {word for choice in offered for word in self._words(choice.title)}
        if len(told) != 1 or len(words) < 2 or told[0] in titled:
            return None
        numbers = {name: number for number, name in enumerate(self._ordinals)}
        numbers |= {str(number + 1): number for number in range(len(offered))}
        at = numbers.get(told[0], len(offered))
        return offered[at] if at < len(offered) else None

    def _may_mean(self, words: Sequence[str], choice: Choice, *, anywhere: bool) -> bool:
        """Return whether all that was typed stands in a title: "wni" in "Keduanya WNI".

        Beside an answer of the checklist, a title must begin with it: "proses" is no "Lama proses".
        """
        title = self._words(choice.title)
        begins = bool(title) and words[0] == title[0]
        return (anywhere or begins) and set(words) <= set(title)

    def _short_answer(self, words: Sequence[str], offered: Sequence[Choice]) -> Choice | None:
        """Return the first button for a yes, the second for a no: "iya", "gak"."""
        said = set(words) - self._beside
        if said and said <= self._yes:
            return offered[0]
        return offered[1] if said and said <= self._no else None

    def _words(self, text: str) -> list[str]:
        spoken = self._normalize(text.replace("/", " "))
        return [word.strip(_MARKS) for word in spoken.split() if word.strip(_MARKS)]
