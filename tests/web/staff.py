"""People who work at the desk: their accounts, and what they do with a browser in the console."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from bot.domain.staff import Account, Role
from bot.store.accounts import add_account, set_password_hash
from bot.store.database import Database
from tests.web.serving import PASSWORDS, Served

PASSWORD = "kucing hitam lompat pagar"
OTHER_PASSWORD = "perahu kayu di tepi danau"
UNIT, OTHER_UNIT = "dinas-dukcapil", "samsat"
WRONG = "bukan kata sandinya"
_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


async def employ(
    database: Database,
    role: Role,
    login: str | None = None,
    *,
    units: tuple[str, ...] = (),
    email: str | None = None,
    password: str | None = PASSWORD,
) -> Account:
    """Give somebody an account."""
    login = login or role.value
    account = Account(uuid4(), login, f"Orang {login}", role, frozenset(units), email)
    async with database.transaction() as connection:
        await add_account(connection, account)
        if password is not None:
            await set_password_hash(connection, account.id, PASSWORDS.hash_now(password))
    return account


@dataclass
class Browser:
    """Somebody's browser: it keeps cookies, follows no redirect and sends the page's own token."""

    client: httpx.AsyncClient
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str) -> httpx.Response:
        """Open a page of the console."""
        return await self.client.get(f"/konsol{path}", headers=self.headers)

    async def token(self, page: str = "/masuk") -> str:
        """Return the token of the forms that this browser gets now."""
        response = await self.get(page)
        if response.is_redirect:
            response = await self.client.get(response.headers["Location"], headers=self.headers)
        found = _TOKEN.search(response.text)
        assert found, response.text
        return found[1]

    async def post(
        self, path: str, fields: Mapping[str, str | list[str]] | None = None, page: str = ""
    ) -> httpx.Response:
        """Send a form of the console, with the token of a page."""
        filled = {"csrf": await self.token(page), **(fields or {})}
        return await self.client.post(f"/konsol{path}", data=filled, headers=self.headers)

    async def sign_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        """Fill in the sign-in form."""
        return await self.post("/masuk", {"login": login, "password": password}, "/masuk")


def browser(desk: Served, network: str | None = None, agent: str = "") -> Browser:
    """Open a browser; with `network` it is elsewhere, if the desk believes its proxy."""
    headers = {"X-Forwarded-For": network} if network else {}
    return Browser(desk.kept_client(), headers | ({"User-Agent": agent} if agent else {}))
