"""Which texts say nearly the same, letter for letter. Also read by the engine's Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil

NEAR = Fraction(4, 5)
_LENGTH = 5
# So short a question is said by everybody in the same words.
_SHORT = 4


class NearCopies:
    """Finds, among many texts, those that share most of their five-letter runs with another."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._grams = [grams(text) for text in texts]
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        for position, held in enumerate(self._grams):
            for gram in held:
                self._holders[gram].append(position)

    def of(self, text: str) -> list[int]:
        """Return the positions of all texts that are near copies of this one."""
        wanted = grams(text)
        # A near copy shares so many runs that it must hold one of the few rarest.
        few = len(wanted) - ceil(NEAR * len(wanted)) + 1
        rarest = sorted(wanted, key=lambda gram: len(self._holders.get(gram, ())))[:few]
        candidates = {n for gram in rarest for n in self._holders.get(gram, ())}
        return sorted(n for n in candidates if likeness(wanted, self._grams[n]) >= NEAR)


def grams(text: str) -> frozenset[str]:
    """Return the five-letter runs of a text, case and spacing apart; a shorter text is one run."""
    plain = " ".join(text.lower().split())
    runs = (plain[n : n + _LENGTH] for n in range(len(plain) - _LENGTH + 1))
    return frozenset(runs) or frozenset([plain])


def likeness(one: frozenset[str], other: frozenset[str]) -> Fraction:
    """Return the share of all runs that both have (Jaccard's index)."""
    both = len(one & other)
    return Fraction(both, len(one) + len(other) - both)


def learnt_from(examples: Iterable[str], measured: Iterable[str]) -> list[str]:
    """Return the examples that repeat a text to measure with, short ones apart."""
    index = NearCopies(text for text in measured if len(text.split()) > _SHORT)
    return [example for example in examples if index.of(example)]


def families(texts: Sequence[str]) -> list[int]:
    """Return for each text the number of its family: near copies belong to one, also by others."""
    index, family = NearCopies(texts), list(range(len(texts)))
    for position, text in enumerate(texts):
        for other in index.of(text):
            _unite(family, position, other)
    return [_head(family, position) for position in range(len(texts))]


def _unite(family: list[int], one: int, other: int) -> None:
    family[_head(family, other)] = _head(family, one)


def _head(family: list[int], position: int) -> int:
    while family[position] != position:
        position = family[position]
    return position
