"""How a message turns the talk: it corrects the one before, or goes back to an earlier topic."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

_MARKS = "?!.,"
# "bukan kk" turns the talk; a longer sentence that begins so tells of something.
_FEW = 2
# What is named in a message: services, places to go, and what is asked of them.
Kinds = Callable[[str, str], frozenset[str]]
ASPECT = "aspect"


@dataclass(frozen=True)
class Turn:
    """What is left of a message to be read, and how it leans on what was said before."""

    text: str
    # "bukan, yang kk": the same is asked, of something else.
    corrects: bool = False
    # "bukan yang kk": what is talked about is not meant, and nothing else is named.
    refuses: bool = False
    # "yang ktp tadi", and more plainly "balik ke ktp".
    recalls: bool = False
    returns: bool = False
    # "yang pertama tadi": the oldest topic, not the last.
    to_first: bool = False
    # "bukan syaratnya, biayanya": what is asked instead.
    aspect: str | None = None


class TurnFinder:
    """Knows the turns of data/lexicon/turns.json."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._aspects: Mapping[str, Sequence[str]] = words["aspects"]
        self._asking = frozenset(words["asking"])
        self._times = frozenset(words["times_of_day"])
        self._phrases = {
            name: sorted((tuple(phrase.split()) for phrase in listed), key=len, reverse=True)
            for name, listed in words.items()
            if name != "aspects"
        }

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read data/lexicon/turns.json."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def find(self, text: str, kinds: Kinds) -> Turn:
        """Return the turn of a normalized text; `kinds` tells what a part of it names."""
        tokens = text.split()
        kept = self._without_negated(tokens, kinds)
        opened, refuses = self._without_opening(kept)
        meaning = self._without_meaning(opened)
        returned, returns = self._without(meaning, "back")
        recalled, recalls = self._without_before(returned)
        to_first = False
        if returns or recalls:
            recalled, to_first = self._without(recalled, "first")
            recalled, _ = self._without(recalled, "last")
            recalled, _ = self._without(recalled, "about")
        corrects = not len(tokens) == len(kept) == len(opened) == len(meaning)
        # "bukan syaratnya, biayanya", "eh lamanya maksud saya"
        of_aspect = len(kept) < len(tokens) or (corrects and len(recalled) <= _FEW + 1)
        return Turn(
            " ".join(recalled),
            corrects=corrects,
            refuses=refuses,
            recalls=recalls,
            returns=returns,
            to_first=to_first,
            aspect=self.aspect_in(recalled) if of_aspect else None,
        )

    def aspect_in(self, tokens: Sequence[str]) -> str | None:
        """Return the aspect that is named in one word, where it is but one."""
        words = {token.strip(_MARKS) for token in tokens}
        named = [name for name, listed in self._aspects.items() if not words.isdisjoint(listed)]
        return named[0] if len(named) == 1 else None

    # What is not meant -------------------------------------------------------------------------

    def _without_negated(self, tokens: list[str], kinds: Kinds) -> list[str]:
        """Drop "bukan ktp" where the rest names what is meant: "bukan ktp, kk", "kk bukan ktp"."""
        for at in range(len(tokens)):
            size = self._starts("not", tokens, at)
            start = at + size
            if not size or _marked(tokens[start - 1]):
                continue
            for end in self._ends_of_negated(tokens, start):
                rest = tokens[:at] + tokens[end:]
                if self._names_alike(tokens[start:end], rest, kinds):
                    return rest
        return tokens

    def _ends_of_negated(self, tokens: list[str], start: int) -> list[int]:
        """Return where what is not meant may end: at a mark or a joint, else after any word."""
        clause = start
        while clause < len(tokens):
            if clause > start + 1 and self._starts("ends_not", tokens, clause):
                break
            clause += 1
            if _marked(tokens[clause - 1]):
                break
        return [clause, *range(start + 1, clause)]

    def _names_alike(self, denied: list[str], rest: list[str], kinds: Kinds) -> bool:
        one, other = " ".join(denied), " ".join(rest)
        named = kinds(one, other) | ({ASPECT} if self.aspect_in(denied) else set())
        meant = kinds(other, "") | ({ASPECT} if self.aspect_in(rest) else set())
        return not named.isdisjoint(meant)

    # Words that only turn ----------------------------------------------------------------------

    def _without_opening(self, tokens: list[str]) -> tuple[list[str], bool]:
        """Drop "eh salah," before what is meant; tell whether "bukan" stands right before it."""
        start = end = 0
        plain = refuses = False
        while end < len(tokens):
            if size := self._starts("corrects", tokens, end):
                plain = plain or self._is_plain(tokens, end, size)
                refuses = size == self._starts("refuses", tokens, end) and not _marked(tokens[end])
                end += size
                start = end
            elif size := self._starts("beside", tokens, end):
                end += size
            else:
                break
        left = tokens[start:]
        return (left, refuses) if plain and left else (tokens, False)

    def _is_plain(self, tokens: list[str], at: int, size: int) -> bool:
        """Return whether the word corrects: "salah, kk" does, "salah nama di kk" does not."""
        after = at + size
        marked = _marked(tokens[after - 1])
        if beside := self._starts("beside", tokens, after):
            marked = marked or _marked(tokens[after + beside - 1])
        left = tokens[after:]
        refuses = bool(self._starts("refuses", tokens, at)) and bool(left)
        bare = refuses and (len(left) <= _FEW or bool(self._starts("which", left, 0)))
        return marked or bare or bool(self._starts("plainly", tokens, at))

    def _without_meaning(self, tokens: list[str]) -> list[str]:
        """Drop "maksud saya", unless it is asked what something means."""
        if not self._asking.isdisjoint(token.strip(_MARKS) for token in tokens):
            return self._without(tokens, "means")[0] if self._starts("means", tokens, 0) else tokens
        left, _ = self._without(tokens, "means")
        return left or tokens

    def _without_before(self, tokens: list[str]) -> tuple[list[str], bool]:
        """Drop "tadi", unless it tells the time: "tadi pagi"."""
        spoken = [token.strip(_MARKS) for token in tokens]
        for at in range(len(tokens)):
            if self._starts("before", tokens, at) and not self._times & {*spoken[at + 1 : at + 2]}:
                return [*tokens[:at], *tokens[at + 1 :]], True
        return tokens, False

    def _without(self, tokens: list[str], name: str) -> tuple[list[str], bool]:
        for at in range(len(tokens)):
            if size := self._starts(name, tokens, at):
                return [*tokens[:at], *tokens[at + size :]], True
        return tokens, False

    def _starts(self, name: str, tokens: Sequence[str], at: int) -> int:
        """Return how many words of a phrase begin here; a mark may stand only after the last."""
        for phrase in self._phrases[name]:
            here = [*tokens[at : at + len(phrase)]]
            if here and (*here[:-1], here[-1].strip(_MARKS)) == phrase:
                return len(phrase)
        return 0


def _marked(token: str) -> bool:
    return token[-1] in _MARKS
