"""The two cookies of the console: the session's token, and the browser's own secret."""

import re
import secrets
from typing import Any

from sanic import Request
from sanic.response import BaseHTTPResponse

SESSION = "konsol"
DEVICE = "perangkat"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 random bytes, base64
_DEVICE_AGE = 60 * 60 * 24 * 365
_PREFIX = "__Host-"


def is_secure(request: Request[Any, Any]) -> bool:
    """Return whether the browser speaks to the desk, or the proxy before it, by HTTPS."""
    return request.scheme == "https" or request.app.ctx.public_url.startswith("https:")


def read_cookie(request: Request[Any, Any], name: str) -> str | None:
    """Return a token of ours, None where there is none, another thing, or more than one."""
    # Not by the mapping's own `get`: it takes a name with a prefix for the name without one.
    values: list[str] = dict.get(request.cookies, _name(request, name)) or []
    return values[0] if len(values) == 1 and _TOKEN.fullmatch(values[0]) else None


def new_token() -> str:
    """Return a secret of 256 random bits."""
    return secrets.token_urlsafe(32)


def set_session(request: Request[Any, Any], response: BaseHTTPResponse, token: str) -> None:
    """Let the browser bear a token until it is closed; the desk ends it sooner or later."""
    _set(request, response, SESSION, token, None)


def set_device(request: Request[Any, Any], response: BaseHTTPResponse, token: str) -> None:
    """Let the browser keep its own secret."""
    _set(request, response, DEVICE, token, _DEVICE_AGE)


def drop_session(request: Request[Any, Any], response: BaseHTTPResponse) -> None:
    """Take the token back."""
    _set(request, response, SESSION, "", 0)


def _set(
    request: Request[Any, Any],
    response: BaseHTTPResponse,
    name: str,
    value: str,
    age: int | None,
) -> None:
    response.cookies.add_cookie(
        _name(request, name),
        value,
        secure=is_secure(request),
        httponly=True,
        # Lax: a link from a letter opens the page it names, and the provider's way back works.
        samesite="Lax",
        max_age=age,
    )


def _name(request: Request[Any, Any], name: str) -> str:
    """The prefix makes browsers refuse a cookie that another host or plain HTTP has set."""
    return f"{_PREFIX}{name}" if is_secure(request) else name
