"""One request to the console: who makes it, from where, and what was filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sanic import Request

from bot.domain.sign_in import Session, Stage, Visitor, device_of, network_of
from bot.domain.staff import Account


@dataclass(frozen=True)
class Visit:
    """What a page of the console is told; `token` goes into every form of the page."""

    request: Request[Any, Any]
    visitor: Visitor
    session: Session | None
    token: str

    @property
    def account(self) -> Account | None:
        """Return who is signed in, past every factor."""
        complete = self.session is not None and self.session.stage is Stage.COMPLETE
        return self.session.account if self.session and complete else None

    @property
    def staff(self) -> Account:
        """Return who is signed in, where the route's permission let nobody else through."""
        if self.account is None:
            raise LookupError("nobody is signed in")
        return self.account

    @property
    def own_session(self) -> Session:
        """Return the session of who is signed in."""
        if self.session is None:
            raise LookupError("nobody is signed in")
        return self.session

    def field(self, name: str) -> str:
        """Return what was filled in, empty where nothing was."""
        values = self.fields(name)
        return values[0] if values else ""

    def fields(self, name: str) -> Sequence[str]:
        """Return all that was ticked under one name."""
        form: Mapping[str, Sequence[str]] = dict(self.request.form or {})
        return form.get(name, ())


def visitor_of(request: Request[Any, Any], device_token: str) -> Visitor:
    """Return who knocks, as far as the request tells."""
    # What a proxy in front says of the address counts only where one was announced.
    address = request.remote_addr or request.ip
    device = device_of(request.headers.get("User-Agent", "")[:1000])
    return Visitor(network_of(address), device_token, device)
