"""A choice that was typed instead of tapped: its title, its number, or the word it begins with."""

from collections.abc import Callable, Sequence

from bot.domain.message import Choice

_MARKS = " .,!?)("
# "ya diwakilkan" still answers a button; a longer text says more than any button does.
_MOST_WORDS = 3


class TypedChoices:
    """Compares what was typed with the buttons shown last."""

    def __init__(self, normalize: Callable[[str], str]) -> None:
        self._normalize = normalize

    def find(self, text: str, offered: Sequence[Choice]) -> Choice | None:
        """Return the choice that was typed; None where none, or more than one, may be meant."""
        typed = text.strip(_MARKS).casefold()
        for number, choice in enumerate(offered, start=1):
            if typed in (choice.title.casefold(), str(number)):
                return choice
        words = self._words(text)
        if not 0 < len(words) <= _MOST_WORDS:
            return None
        meant = [choice for choice in offered if self._may_mean(words, choice)]
        return meant[0] if len(meant) == 1 else None

    def _may_mean(self, words: Sequence[str], choice: Choice) -> bool:
        """Return whether all that was typed stands in a title, its first word first."""
        title = self._words(choice.title)
        return bool(title) and words[0] == title[0] and set(words) <= set(title)

    def _words(self, text: str) -> list[str]:
        spoken = self._normalize(text.replace("/", " "))
        return [word.strip(_MARKS) for word in spoken.split() if word.strip(_MARKS)]
