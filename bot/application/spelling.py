"""Finds words and phrases in a text although they are misspelt or out of order."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from rapidfuzz.distance import OSA

# Between the words of one synonym at most this many others: "ktp sy kemarin ilang".
_REACH = 5
# Citizens share their words; what one of them means is worked out once.
_REMEMBERED = 20_000

# Where each known word stands in a text, by its places in ascending order.
Spots = Mapping[str, Sequence[int]]


def same_word(word: str, token: str, most: int = 2) -> bool:
    """Short words and codes (kk, kia, sim) must be exact; long ones forgive `most` errors."""
    if word == token:
        return True
    if len(word) < 5 or any(char.isdigit() for char in word + token):
        return False
    allowed = min(most, 1 if len(word) < 9 else 2)
    return word[0] == token[:1] and OSA.distance(word, token, score_cutoff=allowed) <= allowed


class Vocabulary:
    """The words that names are made of, found in a text at once instead of name by name."""

    def __init__(
        self, words: Iterable[str], spelt_right: frozenset[str] = frozenset(), errors: int = 2
    ) -> None:
        """Know `words`, `errors` forgiven at most; `spelt_right` are never one of them misspelt."""
        self._errors = errors
        self._words = frozenset(words)
        self._spelt_right = spelt_right
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(self._words):
            self._by_letter.setdefault(word[:1], []).append(word)
        self._meant: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def spots(self, tokens: Sequence[str]) -> Spots:
        """Return where each known word stands."""
        found: dict[str, list[int]] = {}
        for at, token in enumerate(tokens):
            for word in self.meant_by(token):
                found.setdefault(word, []).append(at)
        return found

    def meant_by(self, token: str) -> tuple[str, ...]:
        """Return the known words that a token is, exactly or misspelt."""
        if token not in self._meant:
            self._meant[token] = self._look_up(token)
            if len(self._meant) > _REMEMBERED:
                self._meant.popitem(last=False)
        return self._meant[token]

    def _look_up(self, token: str) -> tuple[str, ...]:
        if token in self._spelt_right:
            return (token,) if token in self._words else ()
        near = self._by_letter.get(token[:1], ())
        return tuple(word for word in near if same_word(word, token, self._errors))


def nearest(words: Sequence[str], spots: Spots) -> list[int] | None:
    """Return where the words stand closest, each within reach of the next; None where none do."""
    places = [spots[word] for word in words if word in spots]
    if not places or len(places) < len(words):
        return None
    found = [
        [min(here, key=lambda at, s=start: abs(at - s)) for here in places]  # type: ignore[misc]
        for start in places[0]
    ]
    close = [chosen for chosen in found if _is_close(chosen)]
    return min(close, key=lambda chosen: max(chosen) - min(chosen), default=None)


def _is_close(places: Sequence[int]) -> bool:
    spread = sorted(set(places))
    return len(spread) == len(places) and all(b - a <= _REACH for a, b in pairwise(spread))


def phrase_at(words: Sequence[str], spots: Spots) -> int | None:
    """Return where a phrase begins in a text, spelling errors forgiven; None where it does not."""
    for at in spots.get(words[0], ()):
        if all(at + on in spots.get(word, ()) for on, word in enumerate(words)):
            return at
    return None
