"""What is said between a citizen and the desk, as values that cannot be half-filled."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

MAX_LENGTH = 10_000


@dataclass(frozen=True)
class Inbound:
    """One thing a citizen sent: a text, or the token of a choice that was offered."""

    channel: str
    address: str
    external_id: str
    text: str | None = None
    choice: str | None = None
    asked_for: datetime | None = None

    def __post_init__(self) -> None:
        if (self.text is None) == (self.choice is None):
            raise ValueError("a message is either a text or a choice")


@dataclass(frozen=True)
class Said:
    """What is kept of a message: words without personal numbers, or a pressed choice's title.

    `choice` is the payload that the pressed choice stands for, not its token.
    """

    text: str
    choice: str | None = None
    masked: bool = False


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


@dataclass(frozen=True)
class Spoken:
    """One line of a conversation, whoever said it, in the order of `id`."""

    id: int
    from_citizen: bool
    text: str
    at: datetime
    choices: tuple[OfferedChoice, ...] = ()
