"""The client of a sign-in provider: OpenID Connect with state, nonce and PKCE."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.application.ports import Errand, Identity, ProviderRefused, ProviderUnavailable

_SCOPE = "openid email profile"
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
_SECONDS = 10.0
# Clocks of other machines.
_LEEWAY_SECONDS = 60


@dataclass(frozen=True)
class _Addresses:
    """Where the provider does what, and how it calls itself; read from itself, once."""

    issuer: str
    authorization: str
    token: str
    keys: str


class OidcProvider:
    """Somebody who knows the staff. Every answer is checked: whose, for whom, signed, fresh."""

    def __init__(self, name: str, issuer: str, client_id: str, client_secret: str) -> None:
        self.name = name
        self._issuer = issuer.removesuffix("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._client = httpx.AsyncClient(timeout=_SECONDS)
        self._addresses: _Addresses | None = None
        self._asking = asyncio.Lock()

    async def address(self, errand: Errand) -> str:
        """Return where to send the browser.

        Raises:
            ProviderUnavailable: it does not answer.
        """
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": errand.redirect_url,
            "scope": _SCOPE,
            "state": errand.state,
            "nonce": errand.nonce,
            "code_challenge": create_s256_code_challenge(errand.verifier),
            "code_challenge_method": "S256",
        }
        target = (await self._known()).authorization
        return f"{target}{'&' if '?' in target else '?'}{urlencode(query)}"

    async def identity(self, errand: Errand, code: str) -> Identity:
        """Return whom the provider means by a code.

        Raises:
            ProviderUnavailable: it does not answer.
            ProviderRefused: it refuses the code, or its answer proves nothing.
        """
        known = await self._known()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": errand.redirect_url,
            "code_verifier": errand.verifier,
        }
        answer = await self._asked("POST", known.token, data=form, auth=self._secret())
        keys = await self._asked("GET", known.keys)
        return self._checked(answer, keys, known.issuer, errand.nonce)

    async def close(self) -> None:
        """Close its connections."""
        await self._client.aclose()

    def _secret(self) -> httpx.BasicAuth:
        return httpx.BasicAuth(self._client_id, self._client_secret)

    async def _known(self) -> _Addresses:
        async with self._asking:
            if self._addresses is None:
                told = await self._asked("GET", f"{self._issuer}/.well-known/openid-configuration")
                self._addresses = self._read(told)
            return self._addresses

    def _read(self, told: dict[str, Any]) -> _Addresses:
        # With a slash at the end or without: its tokens say it exactly as it is said here.
        issuer = str(told.get("issuer", ""))
        if issuer.removesuffix("/") != self._issuer:
            raise ProviderUnavailable("another issuer")
        try:
            return _Addresses(
                issuer, told["authorization_endpoint"], told["token_endpoint"], told["jwks_uri"]
            )
        except KeyError as error:
            raise ProviderUnavailable("no addresses") from error

    async def _asked(self, method: str, url: str, **how: Any) -> dict[str, Any]:
        try:
            answer = await self._client.request(method, url, **how)
            body = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderUnavailable(type(error).__name__) from error
        if answer.is_server_error or not isinstance(body, dict):
            raise ProviderUnavailable(str(answer.status_code))
        if answer.is_client_error:
            raise ProviderRefused(str(answer.status_code))
        return body

    def _checked(
        self, answer: dict[str, Any], keys: dict[str, Any], issuer: str, nonce: str
    ) -> Identity:
        try:
            known = KeySet.import_key_set({"keys": keys["keys"]})
            token = jwt.decode(answer["id_token"], known, algorithms=_ALGORITHMS)
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={"iss": {"value": issuer}, "aud": {"value": self._client_id}},
                params={"nonce": nonce, "client_id": self._client_id},
            )
            claims.validate(leeway=_LEEWAY_SECONDS)
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise ProviderRefused(type(error).__name__) from error
        email, verified = str(claims.get("email") or ""), claims.get("email_verified") is True
        return Identity(str(claims["sub"]), email, verified)
