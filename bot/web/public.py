"""What every programme may read without asking anybody: services, units and their hours."""

import hashlib
from json import dumps
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, raw

from bot.application.published_hours import PublishedHours
from bot.domain.errors import UnknownUnit
from bot.web.sentences import problem

_JSON = "application/json"
_CALENDAR = "text/calendar; charset=utf-8"
# A copy may be kept, but nobody may be told of an open counter without asking whether it still is.
_HEADERS = {
    "Cache-Control": "no-cache",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
}


def public_routes(published: PublishedHours) -> Blueprint:
    """Return the routes of the public data."""
    routes = Blueprint("public")

    @routes.get("/api/v1/services")
    async def services(request: Request) -> HTTPResponse:
        return _tagged(request, _as_json(await published.services()), _JSON)

    @routes.get("/api/v1/units")
    async def units(request: Request) -> HTTPResponse:
        return _tagged(request, _as_json(await published.units()), _JSON)

    @routes.get("/api/v1/units/<slug>/opening-hours")
    async def opening_hours(request: Request, slug: str) -> HTTPResponse:
        try:
            body = _as_json(await published.opening_hours(slug))
        except UnknownUnit:
            return _unknown_unit()
        return _tagged(request, body, _JSON)

    @routes.get("/api/v1/units/<slug>/opening-hours.ics")
    async def calendar(request: Request, slug: str) -> HTTPResponse:
        try:
            body = await published.calendar(slug)
        except UnknownUnit:
            return _unknown_unit()
        return _tagged(request, body, _CALENDAR)

    return routes


def _tagged(request: Request, body: bytes, content_type: str) -> HTTPResponse:
    """Return a body with its tag, or only that it is still the one that the reader has."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**_HEADERS, "ETag": tag}
    if _has(request.headers.get("If-None-Match", ""), tag):
        return HTTPResponse(status=304, headers=headers)
    return raw(body, headers=headers, content_type=content_type)


def _has(known: str, tag: str) -> bool:
    """Return whether a reader has the body of a tag; a proxy may have made its tag a weak one."""
    tags = {each.strip().removeprefix("W/") for each in known.split(",")}
    return "*" in tags or tag in tags


def _unknown_unit() -> HTTPResponse:
    response = problem("unknown_unit", 404)
    response.headers.update(_HEADERS)
    return response


def _as_json(body: dict[str, Any]) -> bytes:
    return dumps(body, ensure_ascii=False).encode()
