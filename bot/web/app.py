"""The web application: routes put together, one error page, one set of headers."""

import asyncio
import logging
from collections.abc import Sequence
from http import HTTPStatus
from types import SimpleNamespace

from sanic import Blueprint, Request, Sanic
from sanic.config import Config
from sanic.exceptions import SanicException
from sanic.response import BaseHTTPResponse, HTTPResponse, text

from bot.store.bell import Bell
from bot.store.database import DatabaseUnavailable
from bot.web.pages import PERMISSIONS_POLICY, STATIC
from bot.web.sentences import problem, sentence

App = Sanic[Config, SimpleNamespace]

logger = logging.getLogger(__name__)

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": PERMISSIONS_POLICY,
}
# A question of 10,000 characters and its JSON, with room; nothing larger is ever read.
_LARGEST_REQUEST = 1_000_000


def create_app(
    blueprints: Sequence[Blueprint], bell: Bell, *, public_url: str = "", proxies: int = 0
) -> App:
    """Return the application with these routes; it listens for replies while it runs.

    `proxies` stand before it: so many addresses of X-Forwarded-For are believed, from the end.
    """
    app: App = Sanic("tanya-loket", configure_logging=False)
    # An installed sanic-ext would add routes of its own.
    app.config.AUTO_EXTEND = False
    app.config.REQUEST_MAX_SIZE = _LARGEST_REQUEST
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.KEEP_ALIVE_TIMEOUT = 60
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 3
    app.config.PROXIES_COUNT = proxies or None
    app.ctx.public_url = public_url
    for blueprint in blueprints:
        app.blueprint(blueprint)
    app.static("/static", STATIC, name="static")
    app.exception(Exception)(_explain)
    app.register_middleware(_add_headers, "response")

    @app.after_server_start
    async def listen(app: App) -> None:
        app.ctx.listening = asyncio.create_task(bell.listen())

    @app.before_server_stop
    async def stop_listening(app: App) -> None:
        app.ctx.listening.cancel()

    return app


def _explain(request: Request, error: Exception) -> HTTPResponse:
    """Answer every error in the citizen's language; only its kind reaches the log."""
    key, status = "failed", 500
    if isinstance(error, SanicException):
        status = error.status_code
        key = {404: "not_found", 405: "method", 413: "too_long"}.get(status, "failed")
    else:
        logger.error("Request failed", extra={"path": request.path, "reason": type(error).__name__})
        if isinstance(error, DatabaseUnavailable):
            key, status = "unavailable", 503
    if "text/html" in request.headers.get("Accept", ""):
        return text(sentence(key), status)
    return problem(key, status)


def _add_headers(request: Request, response: BaseHTTPResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    # The address holds a hash of the content: on a slow line it is fetched once, for good.
    if response.status == HTTPStatus.OK and request.path.startswith("/static/") and request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
