"""Which units a text names: one, or several that share a name."""

from collections.abc import Callable, Sequence

from bot.application.spelling import Vocabulary, phrase_at
from bot.domain.catalogue import Catalogue, Unit


class UnitFinder:
    """Knows the units of one catalogue. Build a new one when the catalogue changes."""

    def __init__(
        self,
        catalogue: Catalogue,
        normalize: Callable[[str], str],
        spelt_right: frozenset[str],
    ) -> None:
        self._normalize = normalize
        self._unit_names = [(unit, self._unit_words(unit)) for unit in catalogue.units]
        known = (word for _, names in self._unit_names for words in names for word in words)
        self._vocabulary = Vocabulary(known, spelt_right)

    def find(self, tokens: Sequence[str]) -> tuple[tuple[str, ...], frozenset[int]]:
        """Return the unit named with the most words; what is spelt exactly beats a likeness."""
        spots = self._vocabulary.spots(tokens)
        best: tuple[tuple[int, int], tuple[str, ...], frozenset[int]] | None = None
        for _, names in self._unit_names:
            for words in names:
                at = phrase_at(words, spots)
                if at is None:
                    continue
                exact = sum(map(str.__eq__, words, tokens[at : at + len(words)]))
                weight = (len(words), exact)
                if best is None or weight > best[0]:
                    best = (weight, words, frozenset(range(at, at + len(words))))
        return (self._units_called(best[1]), best[2]) if best else ((), frozenset())

    def _units_called(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return every unit whose name begins so: "kecamatan" is no more the first than another."""
        return tuple(
            unit.slug
            for unit, names in self._unit_names
            if any(name[: len(words)] == words for name in names)
        )

    def _unit_words(self, unit: Unit) -> tuple[tuple[str, ...], ...]:
        names = (self._normalize(name).split() for name in (unit.name, *unit.aliases))
        return tuple(sorted((tuple(words) for words in names if words), key=len, reverse=True))
