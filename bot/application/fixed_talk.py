"""Sentences that need no engine: they must come even when nothing else works."""

from bot.application.answer_text import AnswerText


class FixedTalk:
    """The desk's words about itself, and the numbers to call in an emergency."""

    def __init__(self, words: AnswerText) -> None:
        self._words = words

    def emergency(self, kind: str) -> str:
        """Return the numbers to call, for a kind of bot.language.emergency."""
        return self._words.notice(f"emergency_{kind}")

    def empty(self) -> str:
        """Return what to say to a message without a word."""
        return self._words.notice("empty")

    def failed(self) -> str:
        """Return what to say to a question that the engine cannot take."""
        return self._words.notice("failed")

    def engine_down(self) -> str:
        """Return that the answer comes later."""
        return self._words.notice("engine_down")

    def masked_number(self) -> str:
        """Return that a personal number was hidden, and not to send one."""
        return self._words.notice("masked_number")
