"""Reads what Telegram reports (https://core.telegram.org/bots/api#update) as what a citizen did.

Only fields that are used are looked at, and nothing that is sent can raise an error here: an update
that cannot be read must not keep those behind it from being heard.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain.errors import NoSuchPoint
from bot.domain.message import Attachment, Inbound
from bot.domain.places import Coordinates

TELEGRAM = "telegram"
# Asked for by name: what is not listed is not sent at all.
KINDS = ("message", "edited_message", "callback_query")
_PRIVATE = "private"
_HELP = "bantuan"
_COMMAND = re.compile(r"/(start|bantuan|help)(?:@\w+)?(?:\s+(.*\S))?\s*", re.IGNORECASE | re.DOTALL)
# https://core.telegram.org/bots/features#deep-linking
_LINK = re.compile(r"[A-Za-z0-9_-]{1,64}")
# The first that a message has: an animation is also sent as a document, for older programmes.
_ATTACHMENTS = {
    "photo": Attachment.PHOTO,
    "voice": Attachment.VOICE,
    "audio": Attachment.AUDIO,
    "video": Attachment.VIDEO,
    "video_note": Attachment.VIDEO,
    "animation": Attachment.VIDEO,
    "sticker": Attachment.STICKER,
    "contact": Attachment.CONTACT,
    "document": Attachment.DOCUMENT,
    **dict.fromkeys(
        ("dice", "game", "story", "paid_media", "checklist", "invoice"), Attachment.OTHER
    ),
}


class Unheard(StrEnum):
    """Why an update is nothing that a citizen says to the desk."""

    NOT_PRIVATE = "not_private"
    NOTHING_SAID = "nothing_said"


@dataclass(frozen=True)
class Heard:
    """What an update says; a pressed button is acknowledged even where it says nothing."""

    message: Inbound | None = None
    press: str | None = None
    unheard: Unheard | None = None


def read_update(update: Mapping[str, Any], bot_id: int) -> Heard:
    """Return what one update says to the bot with this id."""
    match update:
        case {"callback_query": {"id": str(press), **query}}:
            return _press(press, query, bot_id)
        case {"message": {"chat": {"type": "private", "id": int(chat)}, **message}}:
            return _said(chat, message, bot_id)
        case {"edited_message": {"chat": {"type": "private", "id": int(chat)}, **message}}:
            return _edited(chat, message, bot_id)
        case {"message": {"chat": {"type": str()}}} | {"edited_message": {"chat": {"type": str()}}}:
            return Heard(unheard=Unheard.NOT_PRIVATE)
        case _:
            return Heard(unheard=Unheard.NOTHING_SAID)


def _press(press: str, query: Mapping[Any, Any], bot_id: int) -> Heard:
    match query:
        case {"data": str(token), "message": {"chat": {"type": "private", "id": int(chat)}}}:
            external_id = f"{bot_id}:press:{press}"
            return Heard(Inbound(TELEGRAM, str(chat), external_id, choice=token), press)
        case {"message": {"chat": {"type": "private"}}}:
            return Heard(press=press, unheard=Unheard.NOTHING_SAID)
        case _:
            return Heard(press=press, unheard=Unheard.NOT_PRIVATE)


def _said(chat: int, message: Mapping[Any, Any], bot_id: int) -> Heard:
    content = _content(message)
    if content is None or not isinstance(message.get("message_id"), int):
        return Heard(unheard=Unheard.NOTHING_SAID)
    external_id = _external_id(chat, message, bot_id, attached="attachment" in content)
    return Heard(Inbound(TELEGRAM, str(chat), external_id, **content))


def _external_id(chat: int, message: Mapping[Any, Any], bot_id: int, *, attached: bool) -> str:
    """Return an id that no other message has, of another bot in the same chat neither.

    Update ids would not do: after a quiet week Telegram begins anew anywhere. The photos of one
    album share an id, so that they are answered once.
    """
    album = message.get("media_group_id")
    if attached and isinstance(album, str):
        return f"{bot_id}:{chat}:album:{album}"
    return f"{bot_id}:{chat}:{message['message_id']}"


def _edited(chat: int, message: Mapping[Any, Any], bot_id: int) -> Heard:
    """An edited text is answered once; a moving location edits its message all the time."""
    match message:
        case {"message_id": int(number), "text": str()} | {
            "message_id": int(number),
            "caption": str(),
        }:
            external_id = f"{bot_id}:{chat}:{number}:edit"
            edit = Inbound(TELEGRAM, str(chat), external_id, attachment=Attachment.EDIT)
            return Heard(edit)
        case _:
            return Heard(unheard=Unheard.NOTHING_SAID)


def _content(message: Mapping[Any, Any]) -> dict[str, Any] | None:
    """Return the field of an Inbound that a message fills, None when it says nothing."""
    match message:
        case {"text": str(text)}:
            return _written(text)
        case {
            "location": {"latitude": int() | float() as north, "longitude": int() | float() as east}
        }:
            return _pointed_at(north, east)
        case {"caption": str(caption)} if caption.strip():
            return {"text": caption}
    kinds = [kind for field, kind in _ATTACHMENTS.items() if field in message]
    return {"attachment": kinds[0]} if kinds else None


def _pointed_at(latitude: float, longitude: float) -> dict[str, Any]:
    try:
        return {"location": Coordinates(latitude, longitude)}
    except NoSuchPoint:
        return {"attachment": Attachment.OTHER}


def _written(text: str) -> dict[str, Any]:
    """A command opens the desk or its help; words behind it that are no link are a question."""
    command = _COMMAND.fullmatch(text)
    if command is None:
        return {"text": text}
    name, rest = command[1].lower(), command[2] or ""
    if name == "start" and (not rest or _LINK.fullmatch(rest)):
        return {"link": rest}
    return {"text": rest} if rest else {"link": _HELP}
