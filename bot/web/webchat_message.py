"""What a browser sent, as a message: the form's fields and the script's are the same."""

from collections.abc import Mapping

from bot.domain.errors import NoSuchPoint
from bot.domain.message import Inbound
from bot.domain.places import Coordinates
from bot.web.consult import external_id
from bot.web.location import parse_coordinates
from bot.web.pages import Problem

CHANNEL = "webchat"


class Untaken(Exception):
    """A message was not stored, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def read_message(address: str, fields: Mapping[str, object]) -> Inbound:
    """Return what was sent: a choice, a link of the page, a location, or a text.

    Raises:
        Untaken: it is nothing of that.
    """
    key = external_id(address, str(fields.get("external_id") or ""))
    text, choice, link = fields.get("text"), fields.get("choice"), fields.get("link")
    if choice:
        return Inbound(CHANNEL, address, key, choice=str(choice))
    if link and isinstance(link, str):
        return Inbound(CHANNEL, address, key, link=link)
    if "latitude" in fields or "longitude" in fields:
        return Inbound(CHANNEL, address, key, location=_location(fields))
    if isinstance(text, str) and text.strip():
        return Inbound(CHANNEL, address, key, text=text)
    raise Untaken(Problem.EMPTY)


def _location(fields: Mapping[str, object]) -> Coordinates:
    try:
        return parse_coordinates(fields.get("latitude"), fields.get("longitude"))
    except NoSuchPoint as error:
        raise Untaken(Problem.BAD_LOCATION) from error
