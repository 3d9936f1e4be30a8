"""Sends replies to Telegram: keyboards from choices, and its errors named by what to do next."""

from collections.abc import Sequence

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.application.ports import (
    ChannelMisconfigured,
    RecipientGone,
    Rejected,
    SendError,
    Throttled,
    Unreachable,
)
from bot.channels.rendering import in_rows, opening, split_text
from bot.channels.telegram_client import TelegramClient, kind_of, retry_after
from bot.domain.delivery import Outgoing, Part
from bot.domain.message import OfferedChoice

# https://core.telegram.org/bots/api#sendmessage
LONGEST_TEXT = 4096
# https://core.telegram.org/bots/api#inlinekeyboardbutton
LONGEST_DATA_BYTES = 64
# Two titles of this length stand side by side on a narrow telephone.
_LONGEST_OF_TWO = 18
# https://core.telegram.org/method/messages.sendMessage; the chat is not there, or not any more.
_GONE = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid")
_Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


class TelegramChannel:
    """Telegram as a channel to send to: see bot.application.ports.Channel."""

    def __init__(self, client: TelegramClient) -> None:
        self._client = client

    def parts(self, outgoing: Outgoing) -> tuple[Part, ...]:
        """Return a reply in messages that Telegram takes; the last one holds the buttons."""
        first, text = "", outgoing.text
        if outgoing.clears_keyboard and outgoing.choices and not _ask_location(outgoing.choices):
            # A message either removes a keyboard or has buttons; a new keyboard replaces the old.
            head, rest = opening(outgoing.text)
            first, text = (head, rest) if rest else ("", head)
        pieces = [*split_text(first, LONGEST_TEXT), *split_text(text, LONGEST_TEXT)]
        last = len(pieces) - 1
        return tuple(
            Part(
                piece,
                outgoing.choices if position == last else (),
                clears_keyboard=outgoing.clears_keyboard and position == 0,
            )
            for position, piece in enumerate(pieces)
        )

    async def send(self, address: str, part: Part) -> str:
        """Send one message and return its id."""
        try:
            sent = await self._client.bot.send_message(
                int(address), part.text, reply_markup=keyboard_of(part)
            )
        except TelegramError as error:
            raise _by_consequence(error) from error
        return str(sent.message_id)


def keyboard_of(part: Part) -> _Keyboard | None:
    """Return the buttons under a message, or what removes those of an earlier one.

    Only a keyboard in the place of letters can share a location; its other buttons type their
    titles, which the desk takes as choices.
    """
    if _ask_location(part.choices):
        keys = [[KeyboardButton(c.title, request_location=c.shares_location)] for c in part.choices]
        return ReplyKeyboardMarkup(keys, resize_keyboard=True, one_time_keyboard=True)
    if part.choices:
        rows = in_rows(part.choices, _LONGEST_OF_TWO)
        return InlineKeyboardMarkup([[_button(choice) for choice in row] for row in rows])
    return ReplyKeyboardRemove() if part.clears_keyboard else None


def _ask_location(choices: Sequence[OfferedChoice]) -> bool:
    return any(choice.shares_location for choice in choices)


def _button(choice: OfferedChoice) -> InlineKeyboardButton:
    if len(choice.token.encode()) > LONGEST_DATA_BYTES:
        raise Rejected("a token that no button holds")
    return InlineKeyboardButton(choice.title, callback_data=choice.token)


def _by_consequence(error: TelegramError) -> SendError:
    """Return what an error means for the message; those named first are the narrower ones."""
    name = kind_of(error)
    match error:
        case RetryAfter():
            return Throttled(retry_after(error))
        case Forbidden() | ChatMigrated():
            return RecipientGone(name)
        case BadRequest() if any(words in str(error).lower() for words in _GONE):
            return RecipientGone(name)
        case BadRequest():
            return Rejected(name)
        case InvalidToken():
            return ChannelMisconfigured(name)
        case _:
            # A time-out too: the message may have arrived, and better twice than never.
            return Unreachable(name)
