"""Sentences that need no engine: they must come even when nothing else works."""

from bot.application.answer_text import AnswerText
from bot.domain.message import MENU_LINK, Attachment


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

    def unreadable(self, attachment: Attachment) -> str:
        """Return what to say to a photo, a voice message and the like."""
        return self._words.notice("unreadable", kind=attachment.value)

    def location_shared(self) -> str:
        """Return how a shared location stands in the conversation."""
        return self._words.aside("location")

    def link_followed(self, slug: str) -> str:
        """Return how a followed link stands in the conversation."""
        # The page's own button has a name; a poster's link is shown as the command it stands for.
        return self._words.aside("menu") if slug == MENU_LINK else f"/start {slug}".strip()

    def attachment_sent(self, attachment: Attachment) -> str:
        """Return how what cannot be read stands in the conversation."""
        return self._words.aside(attachment.value)

    def unknown_choice(self) -> str:
        """Return what to say to a button that was not offered here, at most 200 characters."""
        return self._words.notice("unknown_choice")

    def failed(self) -> str:
        """Return what to say to a question that the engine cannot take."""
        return self._words.notice("failed")

    def engine_down(self) -> str:
        """Return that the answer comes later."""
        return self._words.notice("engine_down")

    def masked_number(self) -> str:
        """Return that a personal number was hidden, and not to send one."""
        return self._words.notice("masked_number")
