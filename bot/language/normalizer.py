"""Everyday spelling to standard words: total, idempotent, linear in the length of the text."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from bot.language.lexicon import Lexicon, Words

# A word may hold joiners inside (e-ktp, jum'at, f-1.02, 24/12, 08:30), never at its ends.
_PIECE = re.compile(r"[^\W_]+(?:[-_'.,/:][^\W_]+)*|[?!.,;\n]")
_MARKS = "?!.,"
_TRIPLE = re.compile(r"([a-z])\1\1+")
_DOUBLED = re.compile(r"([a-z]{4,})2(nya)?")
# "b1sa", "5yarat", "g4k"; a digit at the end numbers something: "smp3", "rt05".
_DISGUISED = re.compile(r"(?=.{3})[a-z]*[013457][a-z013457]*[a-z]")
_DISGUISE = str.maketrans("013457", "oieast")
_DRAWN_OUT = re.compile(r"[a-z]+([a-z])\1")
_ROMAN = re.compile(r"[ivx]+")
_APOSTROPHES = str.maketrans("\u2019\u2018\u02bc`\u00b4", "'''''")
_LONGEST_PHRASE = 5
# Longer runs are noise; without the bound "nyanyanya..." would be peeled one particle at a time.
_LONGEST_WORD = 40


class Normalizer:
    """Rewrites what citizens type into words that matching and classification share."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    @classmethod
    def from_file(cls, path: Path) -> Normalizer:
        """Build a normalizer from `data/lexicon/everyday.json`."""
        return cls(Lexicon.from_file(path))

    def normalize(self, text: str) -> str:
        """Return standard words with single spaces; sentence marks stay on the word before."""
        return _joined(self._phrased(self._tokens(_folded(text))))

    def strip_salutation(self, text: str) -> str:
        """Drop greetings and forms of address around a normalized text, if anything remains."""
        tokens = text.split()
        start = self._end_of_opening(tokens)
        end = self._start_of_closing(tokens, start)
        if start >= end:
            return text
        content = " ".join(tokens[start:end])
        # "syarat kk apa kak?" remains a question without "kak".
        asked = any(token.endswith("?") for token in tokens[end:])
        return content.rstrip(_MARKS) + "?" if asked else content

    def _tokens(self, text: str) -> list[str]:
        tokens: list[str] = []
        for match in _PIECE.finditer(text):
            for piece in _separated(match.group()):
                tokens.extend(self._standard(piece))
        return tokens

    def _standard(self, word: str) -> Words:
        word = self._plain(word)
        if len(word) > _LONGEST_WORD:
            return (word,)
        meaning = self._lexicon.words.get(word)
        if meaning is not None:
            return meaning
        doubled = _DOUBLED.fullmatch(word)
        if doubled:
            stem, particle = doubled.groups()
            stem = " ".join(self._lexicon.words.get(stem, (stem,)))
            twice = f"{stem}-{stem}"
            return (twice, particle) if particle else (twice,)
        return self._unglued(word)

    def _plain(self, word: str) -> str:
        """Undo drawn-out letters and digits that stand for letters, where the word is known."""
        known = self._lexicon.known
        if word in known or _ROMAN.fullmatch(word):
            return word
        if _TRIPLE.search(word) and word.isalpha():
            twice = _TRIPLE.sub(r"\1\1", word)
            word = twice if twice in known else _TRIPLE.sub(r"\1", word)
        if word not in known and _DRAWN_OUT.fullmatch(word) and word[:-1] in known:
            word = word[:-1]
        if _DISGUISED.fullmatch(word):
            revealed = word.translate(_DISGUISE)
            word = revealed if revealed.removesuffix("nya") in known else word
        return word

    def _unglued(self, word: str) -> Words:
        if word in self._lexicon.never_split:
            return (word,)
        for suffix in ("nya", *self._lexicon.suffixes):
            stem = word[: -len(suffix)].rstrip("-") if word.endswith(suffix) else ""
            if stem and self._may_lose(stem, suffix):
                return (*self._standard(stem), suffix)
        return (word,)

    def _may_lose(self, stem: str, suffix: str) -> bool:
        if stem in self._lexicon.suffix_stems:
            return True
        # Names such as Kenya or Sonya keep their ending: two letters before it are too few.
        return suffix == "nya" and len(stem) > 2 and stem.isalpha()

    def _phrased(self, tokens: list[str]) -> list[str]:
        found: list[str] = []
        at = 0
        while at < len(tokens):
            size = next(
                (
                    n
                    for n in range(_LONGEST_PHRASE, 1, -1)
                    if tuple(tokens[at : at + n]) in self._lexicon.phrases
                ),
                0,
            )
            if size:
                found.extend(self._lexicon.phrases[tuple(tokens[at : at + size])])
            else:
                found.append(tokens[at])
            at += size or 1
        return found

    def _end_of_opening(self, tokens: list[str]) -> int:
        start = 0
        while start < len(tokens):
            size = _longest(tokens[start : start + _LONGEST_PHRASE], self._lexicon.leading)
            if size and self._goes_on(tokens[start + size - 1 : start + size + 1]):
                break
            if not size and start and tokens[start].strip(_MARKS) == "kk":
                size = 1  # "halo kk, ..." greets a person; "kk hilang" names a document
                if not tokens[start].endswith((",", ".", "!")):
                    break
            if not size:
                break
            start += size
        return start

    def _goes_on(self, pair: list[str]) -> bool:
        """Return whether the last word of a greeting is none: "sore ini", not "sore, ini"."""
        last, *following = pair
        return (last, *(word.rstrip(_MARKS) for word in following)) in self._lexicon.no_greeting

    def _start_of_closing(self, tokens: list[str], start: int) -> int:
        end = len(tokens)
        while end > start:
            size = _longest_at_end(
                tokens[max(start, end - _LONGEST_PHRASE) : end], self._lexicon.trailing
            )
            if not size and self._ends_with_a_person(tokens, start, end):
                size = 1
            if not size:
                break
            end -= size
        return end

    def _ends_with_a_person(self, tokens: list[str], start: int, end: int) -> bool:
        if end - start < 2 or tokens[end - 1].strip(_MARKS) != "kk":
            return False
        return tokens[end - 2].rstrip(_MARKS) in self._lexicon.kk_is_a_person_after


def _folded(text: str) -> str:
    """Lower case without accents, stylistic letters and invisible characters."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    kept = (c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf", "Me"})
    return "".join(kept).translate(_APOSTROPHES)


def _separated(piece: str) -> list[str]:
    """Split a run such as "ktp/kk" or "syarat.biaya"; numbers and addresses stay whole."""
    if len(piece) == 1 or any(c.isdigit() for c in piece) or not set(piece) & set("./,:_"):
        return [piece]
    if re.search(r"\.(?:id|com|net|org|example)\b", piece):
        return [piece]
    return [part for part in re.split(r"([.,])|[/:_]", piece) if part]


def _joined(tokens: list[str]) -> str:
    words: list[str] = []
    for token in tokens:
        mark = token.translate(str.maketrans(";\n", ",.")) if len(token) == 1 else ""
        if not mark or mark not in _MARKS:
            words.append(token)
        elif words:
            bare = words[-1].rstrip(_MARKS)
            strongest = min(words[-1][len(bare) :] + mark, key=_MARKS.index)
            words[-1] = bare + strongest
    return " ".join(words)


def _longest(tokens: list[str], phrases: frozenset[Words]) -> int:
    for size in range(len(tokens), 0, -1):
        if tuple(token.rstrip(_MARKS) for token in tokens[:size]) in phrases:
            return size
    return 0


def _longest_at_end(tokens: list[str], phrases: frozenset[Words]) -> int:
    for size in range(len(tokens), 0, -1):
        if tuple(token.rstrip(_MARKS) for token in tokens[-size:]) in phrases:
            return size
    return 0
