"""The spellings, glued particles and forms of address that the normalizer knows, read from data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Words = tuple[str, ...]


class LexiconError(ValueError):
    """The lexicon contradicts itself; the message names the entry."""


@dataclass(frozen=True)
class Lexicon:
    """Everyday spellings with the standard words they stand for."""

    words: Mapping[str, Words]
    phrases: Mapping[Words, Words]
    suffixes: Words
    suffix_stems: frozenset[str]
    never_split: frozenset[str]
    leading: frozenset[Words]
    # "sore ini" greets nobody, and "bapak saya" is spoken of.
    no_greeting: frozenset[Words]
    trailing: frozenset[Words]
    kk_is_a_person_after: frozenset[str]
    known: frozenset[str]

    @classmethod
    def from_file(cls, path: Path) -> Lexicon:
        """Read and check `data/lexicon/everyday.json`."""
        return cls.from_dict(json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Lexicon:
        """Build a lexicon; raise LexiconError where normalizing twice would differ from once."""
        words = _single_words(data["words"])
        phrases = _several_words(data["words"], words) | _several_words(data["phrases"], words)
        _check_settled(words, phrases)
        glue = data["glue"]
        address = (*data["greetings"], *data["salutations"])
        return cls(
            words=words,
            phrases=phrases,
            suffixes=tuple(glue["suffixes"]),
            suffix_stems=frozenset(glue["stems"]),
            never_split=frozenset(glue["keep"]),
            leading=_phrases((*address, *data["openers"])),
            no_greeting=_phrases(data["no_greeting"]),
            trailing=_phrases((*data["salutations"], *data["closers"])),
            kk_is_a_person_after=frozenset(data["kk_is_a_person_after"]),
            known=frozenset(words)
            | {word for standard in words.values() for word in standard}
            | frozenset(glue["stems"])
            | {word for entry in address for word in entry.split()},
        )


def _pairs(entries: Mapping[str, list[str]]) -> Iterator[tuple[Words, Words]]:
    for standard, variants in entries.items():
        for variant in variants:
            yield tuple(variant.split()), tuple(standard.split())


def _single_words(entries: Mapping[str, list[str]]) -> dict[str, Words]:
    words: dict[str, Words] = {}
    for parts, meaning in _pairs(entries):
        if len(parts) == 1 and words.setdefault(parts[0], meaning) != meaning:
            raise LexiconError(f"{parts[0]!r} stands for two standard words")
    return words


def _several_words(
    entries: Mapping[str, list[str]], words: Mapping[str, Words]
) -> dict[Words, Words]:
    """Phrases are looked up after single words were replaced, so their keys are replaced too."""
    phrases: dict[Words, Words] = {}
    for parts, meaning in _pairs(entries):
        key = tuple(word for part in parts for word in words.get(part, (part,)))
        if len(parts) > 1 and key != meaning:
            phrases[key] = meaning
    return phrases


def _check_settled(words: Mapping[str, Words], phrases: Mapping[Words, Words]) -> None:
    for parts, meaning in (*words.items(), *phrases.items()):
        for word in meaning:
            if words.get(word, (word,)) != (word,):
                raise LexiconError(f"{parts!r} leads to {word!r}, itself an everyday spelling")


def _phrases(entries: Iterable[str]) -> frozenset[Words]:
    return frozenset(tuple(entry.split()) for entry in entries)
