"""Where the engine asks for actions: a private route, so that actions share the service's pool."""

import hmac

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from sanic import Blueprint, Request
from sanic.constants import HTTPMethod
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, json

PATH = "/private/actions"


def action_routes(executor: ActionExecutor, token: str) -> Blueprint:
    """Return the route; without the token nobody learns that it is there."""
    routes = Blueprint("actions")
    expected = f"Bearer {token}".encode()

    async def act(request: Request) -> HTTPResponse:
        presented = request.headers.get("Authorization", "").encode("utf-8", "replace")
        known = token and hmac.compare_digest(presented, expected)
        if not known or request.method != HTTPMethod.POST:
            raise NotFound
        try:
            result = await executor.run(request.json)
        except ActionNotFoundException as error:
            return json({"error": "unknown action", "action_name": error.action_name}, 404)
        except ActionExecutionRejection as error:
            return json({"error": "rejected", "action_name": error.action_name}, 400)
        return json(result.model_dump() if result else {})

    # Every method: a 405 would tell that something is there.
    routes.add_route(act, PATH, methods=list(HTTPMethod))
    return routes
