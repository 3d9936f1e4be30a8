"""A small sign-in provider on this machine: real HTTP, real signatures, and it can lie."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from bot.oidc import OidcProvider

CLIENT, SECRET = "loket", "rahasia:klien"


@dataclass
class LocalProvider:
    """Knows one person. `claims` are put over what an honest provider would say."""

    server: ThreadingHTTPServer
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    signs_with: RSAKey | None = None
    email: str = "siti@contoh.go.id"
    claims: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    is_down: bool = False
    # Some providers' own name ends in a slash.
    slash: str = ""
    clients: list[OidcProvider] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"{self.address}{self.slash}"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator["LocalProvider"]:
        """Run a provider while the block lasts."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        provider = cls(server)
        server.provider = provider  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            for client in provider.clients:
                await client.close()
            server.shutdown()
            server.server_close()
            thread.join()

    def client(self) -> OidcProvider:
        """Return the desk's own client of this provider."""
        self.clients.append(OidcProvider("Akun Pegawai", self.address, CLIENT, SECRET))
        return self.clients[-1]

    def visit(self, address: str) -> str:
        """Do what a person does there: sign in and be led back; return where to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"kode-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def answer(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Trade a code, once, for whom it means."""
        asked = self.codes.pop(form.get("code", ""), None)
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(
            hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        )
        if asked is None or authorization != f"Basic {expected}":
            return 400, {"error": "invalid_grant"}
        if asked["code_challenge"] != challenge.rstrip(b"=").decode():
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "pegawai-1",
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
            "email": self.email,
            "email_verified": True,
            **self.claims,
        }
        key = self.signs_with or self.key
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, key)
        return 200, {"id_token": token, "access_token": "x", "token_type": "Bearer"}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider = self._provider()
        addresses = {
            "issuer": provider.issuer,
            "authorization_endpoint": f"{provider.address}/masuk",
            "token_endpoint": f"{provider.address}/token",
            "jwks_uri": f"{provider.address}/kunci",
        }
        keys = {"keys": [provider.key.as_dict(private=False)]}
        self._say(200, addresses if "well-known" in self.path else keys)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._say(*self._provider().answer(form, self.headers.get("Authorization", "")))

    def log_message(self, *_words: object) -> None:
        pass

    def _provider(self) -> LocalProvider:
        provider: LocalProvider = self.server.provider  # type: ignore[attr-defined]
        return provider

    def _say(self, status: int, body: dict[str, Any]) -> None:
        self.send_response(503 if self._provider().is_down else status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())
