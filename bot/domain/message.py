"""What is said between a citizen and the desk, as values that cannot be half-filled."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bot.domain.places import Coordinates

MAX_LENGTH = 10_000


# The button that asks for the citizen's location, where a channel can send one.
SHARE_LOCATION = '/choose{"share": "location"}'

# Pages that a link may name.
HELP_LINK = "bantuan"
MENU_LINK = "menu"


class Attachment(StrEnum):
    """What was sent that the assistant cannot read; it says so kindly."""

    PHOTO = "photo"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    STICKER = "sticker"
    DOCUMENT = "document"
    CONTACT = "contact"
    EDIT = "edit"
    OTHER = "other"


@dataclass(frozen=True)
class Inbound:
    """One thing a citizen sent; exactly one of the kinds below.

    `choice` is the token of a choice that was offered; `link` is what a poster's link or a command
    names: the slug of a service, family, unit or theme, a page above, or nothing for a start.
    """

    channel: str
    address: str
    external_id: str
    text: str | None = None
    choice: str | None = None
    location: Coordinates | None = None
    link: str | None = None
    attachment: Attachment | None = None
    asked_for: datetime | None = None

    def __post_init__(self) -> None:
        kinds = (self.text, self.choice, self.location, self.link, self.attachment)
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError("a message is of exactly one kind")


@dataclass(frozen=True)
class Said:
    """What is kept of a message: words without personal numbers, or a pressed choice's title.

    `choice` is the payload that the pressed choice stands for, not its token.
    """

    text: str
    choice: str | None = None
    masked: bool = False
    attachment: Attachment | None = None


@dataclass(frozen=True)
class Pending:
    """A stored message that waits for its answer; `choice` is a payload, not a token."""

    id: int
    conversation_id: UUID
    text: str
    choice: str | None
    masked: bool
    asked_for: datetime | None
    received_at: datetime
    attempts: int
    channel: str
    attachment: Attachment | None = None


@dataclass(frozen=True)
class Choice:
    """A button: what the citizen reads and what the engine gets when it is pressed."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One message of an answer."""

    text: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class OfferedChoice:
    """A choice as the outside sees it: the token stands for the payload."""

    title: str
    token: str
    # A channel that can ask for the citizen's location does so here instead of sending the token.
    shares_location: bool = False


@dataclass(frozen=True)
class Spoken:
    """One line of a conversation, whoever said it, in the order of `id`."""

    id: int
    from_citizen: bool
    text: str
    at: datetime
    choices: tuple[OfferedChoice, ...] = ()
