"""The API's description: a file for programs, and a page that loads nothing from elsewhere."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, html, json

from bot.web.pages import CONTENT_SECURITY_POLICY, render_docs

_SPEC = Path(__file__).parent.parent / "templates" / "openapi.yml"


@cache
def api_description() -> dict[str, Any]:
    """Return the OpenAPI document."""
    described: dict[str, Any] = yaml.safe_load(_SPEC.read_text(encoding="utf-8"))
    return described


def docs_routes() -> Blueprint:
    """Return /docs and /docs/openapi.json."""
    routes = Blueprint("docs")

    @routes.get("/docs/openapi.json")
    async def description(_request: Request) -> HTTPResponse:
        return json(api_description())

    @routes.get("/docs")
    async def page(_request: Request) -> HTTPResponse:
        policy = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
        return html(render_docs(api_description()), headers=policy)

    return routes
