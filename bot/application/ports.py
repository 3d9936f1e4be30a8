"""What the use cases need from outside: the engine, channels, and who vouches for staff."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.domain.delivery import Outgoing, Part
from bot.domain.message import Reply


class EngineUnavailable(Exception):
    """The engine cannot be reached or did not answer in time: try again later."""


class TurnFailed(Exception):
    """The engine took the message and failed, or said nothing."""


@dataclass(frozen=True)
class Aspect:
    """One thing that a message asks, and how certain that is (0 to 1)."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Turn:
    """What the engine made of one message."""

    replies: tuple[Reply, ...]
    aspects: tuple[Aspect, ...]
    # What an action of ours reported beside its words: see consultation.Outcome.
    report: dict[str, Any] | None


class Engine(Protocol):
    """The assistant that takes one message and answers it."""

    async def take_turn(
        self, conversation: str, message_id: str, text: str, choice: str | None, at: datetime
    ) -> Turn:
        """Return the answer to a message; the same `message_id` gives the same answer again.

        Raises:
            EngineUnavailable: nothing is there, or it is not ready.
            TurnFailed: the turn ended in an error or without a word.
        """
        ...

    async def is_ready(self) -> bool:
        """Return whether a question can be answered now."""
        ...


class SendError(Exception):
    """A message was not sent; the class says what to do next."""


class Throttled(SendError):
    """Too much for this recipient: wait as long as the platform says, others go on."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"throttled for {retry_after}")
        self.retry_after = retry_after


class Unreachable(SendError):
    """The platform does not answer, or not in time: try again, each time later."""


class RecipientGone(SendError):
    """The citizen blocked the desk or left: stop sending, until they write again."""


class Rejected(SendError):
    """The platform refuses this very message: another form may pass, repeating it will not."""


class ChannelMisconfigured(SendError):
    """The platform does not know us: an operator must act, nothing is to be lost meanwhile."""


class Channel(Protocol):
    """An application to which answers are sent."""

    def parts(self, outgoing: Outgoing) -> tuple[Part, ...]:
        """Return a reply as the messages of this channel; the same reply gives the same parts."""
        ...

    async def send(self, address: str, part: Part) -> str:
        """Send one message and return the platform's id for it.

        Raises:
            SendError: one of the classes above, and no other.
        """
        ...


class ProviderUnavailable(Exception):
    """The sign-in provider does not answer: try again later."""


class ProviderRefused(Exception):
    """What the provider said proves nothing; the message says why, for the log."""


@dataclass(frozen=True)
class Identity:
    """Whom a sign-in provider vouches for."""

    subject: str
    email: str
    email_is_verified: bool


@dataclass(frozen=True)
class Errand:
    """One way to the provider and back; what comes back must fit to what went."""

    redirect_url: str
    state: str
    nonce: str
    verifier: str


class IdentityProvider(Protocol):
    """Somebody else who knows the staff, such as the government's own sign-in."""

    name: str

    async def address(self, errand: Errand) -> str:
        """Return where to send the browser.

        Raises:
            ProviderUnavailable: see there.
        """
        ...

    async def identity(self, errand: Errand, code: str) -> Identity:
        """Return whom the provider means by a code.

        Raises:
            ProviderUnavailable: see there.
            ProviderRefused: see there.
        """
        ...


class LetterNotSent(Exception):
    """The mail server did not take a letter; the message says why, for the log."""


class Letters(Protocol):
    """The way of letters."""

    async def send(self, to: str, subject: str, text: str) -> None:
        """Hand a letter to the mail server.

        Raises:
            LetterNotSent: see there.
        """
        ...
