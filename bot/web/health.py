"""Whether the process lives, whether a question can be answered, and the numbers behind it."""

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json, text

from bot.application.readiness import Readiness


def health_routes(readiness: Readiness) -> Blueprint:
    """Return /healthz, /readyz and /metrics."""
    routes = Blueprint("health")

    @routes.get("/healthz")
    async def healthz(_request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @routes.get("/readyz")
    async def readyz(_request: Request) -> HTTPResponse:
        missing = await readiness.missing()
        if missing:
            return json({"status": "not ready", "missing": missing}, status=503)
        return json({"status": "ready"})

    @routes.get("/metrics")
    async def metrics(_request: Request) -> HTTPResponse:
        figures = await readiness.figures()
        lines = [f"# TYPE {name} gauge\n{name} {value}\n" for name, value in figures.items()]
        return text("".join(lines), content_type="text/plain; version=0.0.4")

    return routes
