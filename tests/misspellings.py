"""Words as fingers slip over a phone: always the same slip for the same turn, so tests repeat."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping

from bot.bootstrap import LEXICON

# Shorter words are codes (ktp, kir): one letter more or less makes another code of them.
_SHORTEST = 5
_NEIGHBOURS: Mapping[str, str] = dict(
    zip("abcdefghijklmnopqrstuvwxyz", "svxfrghjokjknmipwetrycezuz", strict=True)
)
_EVERYDAY = json.loads((LEXICON / "everyday.json").read_text(encoding="utf-8"))
_PARTICLES = ("nya", "ku")


def _swap(word: str, at: int) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _drop(word: str, at: int) -> str:
    return word[:at] + word[at + 1 :]


def _double(word: str, at: int) -> str:
    return word[:at] + word[at] + word[at:]


def _neighbour(word: str, at: int) -> str:
    return word[:at] + _NEIGHBOURS[word[at]] + word[at + 1 :]


_SLIPS: tuple[Callable[[str, int], str], ...] = (_swap, _drop, _double, _neighbour)


def misspelt(name: str, turn: int, taken: Collection[str]) -> str:
    """Return the name with one slip in its longest word, none of which makes a `taken` word.

    A name of short words only gets an everyday spelling or particle instead: "ktp bru", "nibnya".
    """
    word = max(name.split(), key=len)
    if len(word) < _SHORTEST or not (word.isascii() and word.isalpha()):
        return _everyday(name, turn, taken)
    slipped = next(s for s in _slips_of(word.lower(), turn) if s != word and s not in taken)
    return name.replace(word, slipped, 1)


def _slips_of(word: str, turn: int) -> Iterator[str]:
    """Yield slips inside the word; the turn says which kind comes first, and where."""
    inside = len(word) - 2
    for step in range(len(_SLIPS) * inside):
        slip = _SLIPS[(turn + step) % len(_SLIPS)]
        yield slip(word, 1 + (turn + step) % inside)


def _everyday(name: str, turn: int, taken: Collection[str]) -> str:
    """Return the name as it is shortened or drawn together in chats (data/lexicon)."""
    for word in name.split():
        variants = [each for each in _EVERYDAY["words"].get(word, ()) if each not in taken]
        if variants:
            return name.replace(word, variants[turn % len(variants)], 1)
    return name + _PARTICLES[turn % len(_PARTICLES)]
