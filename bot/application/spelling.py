"""Finds words and phrases in a text although they are misspelt or out of order."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

# Between the words of one synonym at most this many others: "ktp sy kemarin ilang".
_REACH = 5

Same = Callable[[str, str], bool]


@lru_cache(maxsize=65_536)
def same_word(word: str, token: str) -> bool:
    """Short words and codes (kk, kia, sim) must be exact; longer ones forgive one error."""
    if word == token:
        return True
    if len(word) < 5 or any(char.isdigit() for char in word + token):
        return False
    allowed = 1 if len(word) < 9 else 2
    return word[0] == token[:1] and OSA.distance(word, token, score_cutoff=allowed) <= allowed


def nearest(
    words: Sequence[str], tokens: Sequence[str], same: Same = same_word
) -> list[int] | None:
    """Return where each word stands, all within reach of one another; None when one is missing."""
    places: list[list[int]] = []
    for word in words:
        here = [at for at, token in enumerate(tokens) if same(word, token)]
        if not here:
            return None
        places.append(here)
    for start in places[0]:
        chosen = [min(here, key=lambda at, s=start: abs(at - s)) for here in places]  # type: ignore[misc]
        spread = sorted(set(chosen))
        close = all(later - earlier <= _REACH for earlier, later in pairwise(spread))
        if len(spread) == len(words) and close:
            return chosen
    return None


def phrase_at(words: Sequence[str], tokens: Sequence[str], same: Same = same_word) -> int | None:
    """Return where a phrase begins in a text, spelling errors forgiven; None where it does not."""
    for at in range(len(tokens) - len(words) + 1):
        if all(same(word, token) for word, token in zip(words, tokens[at:], strict=False)):
            return at
    return None
