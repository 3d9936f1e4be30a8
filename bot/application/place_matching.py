"""Where a citizen says to live: "saya warga desa karangsari", "mekarjaya"."""

from collections.abc import Callable, Sequence

from bot.application.spelling import Vocabulary, phrase_at
from bot.domain.catalogue import Catalogue
from bot.domain.places import Place

# So many words before a name, at most, "warga" or "tinggal di" still speaks of it.
_REACH = 4


class PlaceFinder:
    """Knows the places of one catalogue. Build a new one when the catalogue changes."""

    def __init__(
        self, catalogue: Catalogue, normalize: Callable[[str], str], home_words: frozenset[str]
    ) -> None:
        self._home_words = home_words
        self._names = [
            (place, tuple(normalize(name).split()))
            for place in catalogue.places
            for name in (place.name, *place.aliases)
        ]
        # "desa karangsari" before "karangsari": what is said in full means what it says.
        self._names.sort(key=lambda named: -len(named[1]))
        self._vocabulary = Vocabulary(word for _, words in self._names for word in words)

    def find(
        self, tokens: Sequence[str], taken: frozenset[int]
    ) -> tuple[Place | None, frozenset[int]]:
        """Return the place named and where; a name that is a unit's (`taken`) needs "warga"."""
        spots = self._vocabulary.spots(tokens)
        for place, words in self._names:
            at = phrase_at(words, spots)
            if at is None:
                continue
            spot = frozenset(range(at, at + len(words)))
            if not spot & taken or self._is_home(tokens, at):
                return place, spot
        return None, frozenset()

    def _is_home(self, tokens: Sequence[str], at: int) -> bool:
        return not self._home_words.isdisjoint(tokens[max(0, at - _REACH) : at])
