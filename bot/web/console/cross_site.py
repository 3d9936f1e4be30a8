"""Whether a form was sent by a page of ours: by its token, and by what the browser says."""

import hashlib
import hmac
from typing import Any

from sanic import Request

_SAME = "same-origin"


def csrf_token(secret: str) -> str:
    """Return what only a page for the bearer of this very secret can hold."""
    return hmac.new(secret.encode(), b"form of the console", hashlib.sha256).hexdigest()


def is_own_form(request: Request[Any, Any], expected: str, presented: str) -> bool:
    """Return whether a page of this desk sent the form, in this very session."""
    same = hmac.compare_digest(presented.encode("utf-8", "replace"), expected.encode())
    return same and _is_same_origin(request)


def own_origin(request: Request[Any, Any]) -> str:
    """Return the address that people know the desk by."""
    return str(request.app.ctx.public_url) or f"{request.scheme}://{request.host}"


def _is_same_origin(request: Request[Any, Any]) -> bool:
    """What a script cannot forge; a browser too old to say anything is left to the token."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != _SAME:
        return False
    origin = request.headers.get("Origin")
    return origin is None or origin == own_origin(request)
