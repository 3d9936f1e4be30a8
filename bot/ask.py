"""`make ask`: put one question to the running desk and print what a citizen would read."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

import httpx

from bot.operator_messages import StartError
from bot.settings import Settings
from bot.supervision.desk_file import DeskFile

_SECONDS = 40.0


def ask(question: str, name: str | None, settings: Settings) -> str:
    """Return the desk's replies, choices listed below them.

    Raises:
        StartError: there is no question, or no desk answers.
    """
    if not question.strip():
        raise StartError.because("ask_nothing")
    desk = DeskFile.read(settings.data_dir)
    body = {"text": question}
    if name:
        body["conversation"] = _conversation(name, desk.database_url)
    try:
        answer = httpx.post(
            f"{desk.url}/api/v1/consult", json=body, timeout=_SECONDS, trust_env=False
        ).json()
    except (httpx.HTTPError, ValueError) as error:
        raise StartError.because("ask_unreachable", url=desk.url) from error
    if "error" in answer:
        return str(answer["error"])
    return "\n\n".join(_printed(reply) for reply in answer["replies"])


def _conversation(name: str, secret: str) -> str:
    """Return an unguessable conversation that is the same for the same name."""
    digest = hmac.new(secret.encode(), name.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _printed(reply: dict[str, object]) -> str:
    choices = reply["choices"]
    titles = [c["title"] for c in choices] if isinstance(choices, list) else []
    listed = [f"  {number}. {title}" for number, title in enumerate(titles, start=1)]
    return "\n".join([str(reply["text"]), *listed])
