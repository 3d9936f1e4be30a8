"""The router of the console: no route without a permission, and all of them judged here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, redirect

from bot.application.signing_in import SigningIn
from bot.domain.sign_in import Session, Stage
from bot.domain.staff import OF_A_UNIT, WRITING, Permission, may
from bot.web.console.cookies import (
    DEVICE,
    SESSION,
    drop_session,
    is_secure,
    new_token,
    read_cookie,
    set_device,
)
from bot.web.console.cross_site import csrf_token, is_own_form
from bot.web.console.visit import Visit, visitor_of

PREFIX = "/konsol"
SIGN_IN_PAGE = f"{PREFIX}/masuk"
CODE_PAGE = f"{PREFIX}/masuk/kode"
_UNIT = "<unit:"
# Nothing is loaded from elsewhere and nothing is inline.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    # With "no-referrer" browsers would call the origin of our own forms "null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ONE_YEAR = "max-age=31536000"

Handler = Callable[..., Awaitable[HTTPResponse]]
Refusal = Callable[[Visit, str, int], Awaitable[HTTPResponse]]


@dataclass(frozen=True)
class Route:
    """One thing that can be asked of the console, and who may."""

    method: str
    path: str
    permission: Permission


class Console:
    """Collects the routes. A form that is not ours and a person without the right get no further.

    `refuse` renders the page that says so: its reason is "rights" or "stale".
    """

    def __init__(self, signing_in: SigningIn, refuse: Refusal) -> None:
        self.blueprint = Blueprint("console", url_prefix=PREFIX)
        self.routes: list[Route] = []
        self._signing_in = signing_in
        self._refuse = refuse
        self.blueprint.middleware("response")(_add_headers)

    def get(self, path: str, *, permission: Permission) -> Callable[[Handler], Handler]:
        """Register a page that only looks."""
        return self._add("GET", path, permission)

    def post(self, path: str, *, permission: Permission) -> Callable[[Handler], Handler]:
        """Register a form's target: for changes of the desk, with a permission to change.

        Raises:
            ValueError: those who may only look could change something.
        """
        if permission not in WRITING | {Permission.SIGN_IN, Permission.OWN_ACCOUNT}:
            raise ValueError(f"{path}: {permission} allows looking only")
        return self._add("POST", path, permission)

    def _add(self, method: str, path: str, permission: Permission) -> Callable[[Handler], Handler]:
        if permission in OF_A_UNIT and _UNIT not in path:
            raise ValueError(f"{path}: {permission} is for one unit, and the path names none")
        self.routes.append(Route(method, PREFIX + path, permission))

        def register(handler: Handler) -> Handler:
            async def judged(request: Request[Any, Any], **named: Any) -> HTTPResponse:
                return await self._judge(request, handler, permission, named)

            judged.__name__ = handler.__name__
            self.blueprint.add_route(judged, path, methods=[method], name=handler.__name__)
            return handler

        return register

    async def _judge(
        self,
        request: Request[Any, Any],
        handler: Handler,
        permission: Permission,
        named: dict[str, Any],
    ) -> HTTPResponse:
        visit = await self._visit(request)
        if request.method == "POST" and not is_own_form(request, visit.token, visit.field("csrf")):
            response = await self._refuse(visit, "stale", 403)
        elif may(visit.account, permission, named.get("unit")):
            response = await handler(visit, **named)
        else:
            response = await self._turn_away(visit)
        if read_cookie(request, DEVICE) is None:
            set_device(request, response, visit.visitor.device_token)
        return response

    async def _visit(self, request: Request[Any, Any]) -> Visit:
        device = read_cookie(request, DEVICE) or new_token()
        token = read_cookie(request, SESSION)
        session = await self._signing_in.session(token) if token else None
        secret = token if token and session else device
        return Visit(request, visitor_of(request, device), session, csrf_token(secret))

    async def _turn_away(self, visit: Visit) -> HTTPResponse:
        """Lead a reader to the sign-in and back; a form and the wrong person are refused."""
        if visit.account is not None or visit.request.method != "GET":
            return await self._refuse(visit, "rights", 403)
        wanted = quote(visit.request.path)
        response = redirect(f"{_next_step(visit.session)}?lanjut={wanted}", status=303)
        if visit.session is None and visit.request.cookies:
            drop_session(visit.request, response)
        return response


def place_inside(wanted: str) -> str:
    """Return where somebody wanted to go, the front page where that is not in the console."""
    inside = wanted == PREFIX or wanted.startswith(f"{PREFIX}/")
    plain = wanted.isprintable() and not set(wanted) & set("\\ \"'<>")
    return wanted if inside and plain and "//" not in wanted else PREFIX


def _next_step(session: Session | None) -> str:
    return CODE_PAGE if session and session.stage is Stage.CODE_NEEDED else SIGN_IN_PAGE


async def _add_headers(request: Request[Any, Any], response: HTTPResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers[name] = value
    response.headers["Content-Security-Policy"] = _POLICY
    if is_secure(request):
        response.headers["Strict-Transport-Security"] = _ONE_YEAR
