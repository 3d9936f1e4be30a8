"""Turns of phrase that change what a question asks for, whatever its aspect."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_MARKS = "?!.,"


@dataclass(frozen=True)
class Cues:
    """What the wording of one message says beside its aspect and its names."""

    # "yang terdekat di mana", "kantor mana yang melayani wilayah saya"
    nearest: bool = False
    # "di mana", said in so many words
    where: bool = False
    # "apa saja layanan di kecamatan?"
    lists: bool = False
    # "menu", or "bantuan", and nothing else
    menu: bool = False
    help: bool = False
    # "mending online atau datang langsung?"
    compares: bool = False
    # "boleh diwakilkan anak saya?"
    delegates: bool = False


NO_CUES = Cues()


class CueFinder:
    """Knows the turns of phrase of data/lexicon/cues.json."""

    def __init__(self, words: Mapping[str, list[str]], normalize: Callable[[str], str]) -> None:
        phrases = {name: frozenset(map(normalize, listed)) for name, listed in words.items()}
        # Both spellings count where the normalizer changes a word.
        self._known = {name: phrases[name] | frozenset(words[name]) for name in words}

    @classmethod
    def from_file(cls, path: Path, normalize: Callable[[str], str]) -> Self:
        """Read data/lexicon/cues.json."""
        return cls(json.loads(path.read_text(encoding="utf-8")), normalize)

    @property
    def home_words(self) -> frozenset[str]:
        """The words that speak of where somebody lives."""
        return self._known["home"]

    def find(self, text: str) -> Cues:
        """Return the cues of a normalized text."""
        words = [word.strip(_MARKS) for word in text.split()]
        spoken = f" {' '.join(words)} "
        return Cues(
            nearest=self._says("nearest", spoken) or self._says("own", spoken),
            where=self._says("where", spoken),
            lists=self._says("lists", spoken),
            menu=spoken.strip() in self._known["menu"],
            help=spoken.strip() in self._known["help"],
            compares=self._compares(frozenset(words)),
            delegates=self._says("delegates", spoken),
        )

    def _says(self, name: str, spoken: str) -> bool:
        return any(f" {phrase} " in spoken for phrase in self._known[name])

    def _compares(self, words: frozenset[str]) -> bool:
        sides = ("online", "presence", "preference")
        return not any(self._known[side].isdisjoint(words) for side in sides)
