"""Signing in through a provider: there with a state of this very browser, and back."""

import base64
import hashlib
import hmac
import logging
import secrets
import time

from sanic.response import HTTPResponse, redirect

from bot.application.form_problems import FormProblem
from bot.application.ports import Errand, IdentityProvider, ProviderRefused, ProviderUnavailable
from bot.application.proof import NotProved
from bot.application.signing_in import SigningIn
from bot.domain.staff import Permission
from bot.web.console.cross_site import own_origin
from bot.web.console.routing import PREFIX, Console
from bot.web.console.sign_in import SignInPages, enter
from bot.web.console.visit import Visit

logger = logging.getLogger(__name__)

_BACK = "/masuk/penyedia/kembali"
_LASTS_SECONDS = 600


class ProviderPages:
    """Sends browsers to the provider, and judges what they bring back."""

    def __init__(
        self, forms: SignInPages, signing_in: SigningIn, provider: IdentityProvider
    ) -> None:
        self._forms = forms
        self._signing_in = signing_in
        self._provider = provider

    async def go_to_provider(self, visit: Visit) -> HTTPResponse:
        """Lead the browser there."""
        try:
            return redirect(await self._provider.address(_new_errand(visit)), status=303)
        except (ProviderUnavailable, ProviderRefused) as error:
            return await self._failed(visit, error, FormProblem.PROVIDER_DOWN)

    async def back_from_provider(self, visit: Visit) -> HTTPResponse:
        """Open a session for whom the provider vouches for."""
        errand = _errand_of(visit)
        if errand is None:
            return await self._forms.form(visit, FormProblem.PROVIDER_REFUSED)
        code = str(visit.request.args.get("code", ""))
        try:
            identity = await self._provider.identity(errand, code)
            done = await self._signing_in.with_identity(identity, visit.visitor)
        except ProviderUnavailable as error:
            return await self._failed(visit, error, FormProblem.PROVIDER_DOWN)
        except ProviderRefused as error:
            return await self._failed(visit, error, FormProblem.PROVIDER_REFUSED)
        except NotProved as error:
            return await self._forms.form(visit, error.problem)
        return enter(visit, done, PREFIX)

    async def _failed(self, visit: Visit, error: Exception, problem: FormProblem) -> HTTPResponse:
        logger.warning("Sign-in by provider failed", extra={"reason": str(error)})
        return await self._forms.form(visit, problem)


def provider_routes(console: Console, pages: ProviderPages) -> None:
    """Add the way to the provider and back."""
    console.get("/masuk/penyedia", permission=Permission.SIGN_IN)(pages.go_to_provider)
    console.get(_BACK, permission=Permission.SIGN_IN)(pages.back_from_provider)


def _new_errand(visit: Visit) -> Errand:
    return _errand(visit, f"{secrets.token_urlsafe(16)}.{int(time.time())}")


def _errand_of(visit: Visit) -> Errand | None:
    """Return the errand that this browser was sent on, None for a stranger's or an old one."""
    state = str(visit.request.args.get("state", ""))
    begun, _, _ = state.rpartition(".")
    errand = _errand(visit, begun)
    if not hmac.compare_digest(errand.state.encode(), state.encode("utf-8", "replace")):
        return None
    age = time.time() - int(begun.rpartition(".")[2])
    return errand if 0 <= age <= _LASTS_SECONDS else None


def _errand(visit: Visit, begun: str) -> Errand:
    """Everything follows from the browser's own secret: nothing of it needs to be stored."""
    state = f"{begun}.{_derived(visit, 'state', begun)}"
    redirect_url = own_origin(visit.request) + PREFIX + _BACK
    nonce, verifier = (_derived(visit, use, begun) for use in ("nonce", "verifier"))
    return Errand(redirect_url, state, nonce, verifier)


def _derived(visit: Visit, use: str, begun: str) -> str:
    secret = visit.visitor.device_token.encode()
    digest = hmac.digest(secret, f"{use} of {begun}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
