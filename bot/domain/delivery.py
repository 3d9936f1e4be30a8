"""What the desk sends by itself: where it sends at all, and one message on its way."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.message import OfferedChoice

# Citizens of these channels are sent their answers; pages and programmes fetch them.
SENT_TO = frozenset({"telegram"})


class Undeliverable(StrEnum):
    """Why a message will never be sent again."""

    RECIPIENT_GONE = "recipient_gone"
    REJECTED = "rejected"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Outgoing:
    """A reply on its way to the citizen; the first `parts_sent` of its parts have arrived."""

    id: int
    channel: str
    address: str
    text: str
    choices: tuple[OfferedChoice, ...]
    parts_sent: int
    attempts: int
    # Written so long ago that what it says about today may be wrong by now.
    expired: bool
    # The message before it put up a keyboard that must not stay.
    clears_keyboard: bool


@dataclass(frozen=True)
class Part:
    """As much of a reply as one message of a channel holds."""

    text: str
    choices: tuple[OfferedChoice, ...] = ()
    clears_keyboard: bool = False

    def as_plain_text(self) -> "Part":
        """Return it without buttons; what they offer can be typed, by title or by number."""
        titles = (f"{number}. {each.title}" for number, each in enumerate(self.choices, start=1))
        return replace(self, text="\n".join([self.text, *titles]), choices=())
