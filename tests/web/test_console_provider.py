"""Signing in through a provider, which a desk may use and need not believe."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey

from bot.domain.staff import Account, Role
from bot.store.accounts import find_account
from bot.store.database import Database
from bot.store.second_factors import turn_on
from tests.web.provider import LocalProvider
from tests.web.serving import ConsoleSet, Served, served
from tests.web.staff import Browser, browser, employ


@pytest.fixture
async def provider() -> AsyncIterator[LocalProvider]:
    """A provider that knows Siti."""
    async with LocalProvider.running() as provider:
        yield provider


@pytest.fixture
async def desk(database: Database, dsn: str, provider: LocalProvider) -> AsyncIterator[Served]:
    """A desk that uses it."""
    settings = ConsoleSet(provider=provider.client())
    async with served(database, dsn, console=settings) as desk:
        yield desk


@pytest.fixture
async def siti(database: Database) -> Account:
    """An officer without a password here."""
    return await employ(database, Role.OFFICER, "siti", email="siti@contoh.go.id", password=None)


async def go_and_come_back(page: Browser, provider: LocalProvider) -> httpx.Response:
    """Sign in there and return the desk's answer."""
    await page.get("/masuk")
    there = await page.get("/masuk/penyedia")
    return await page.client.get(provider.visit(there.headers["Location"]))


@pytest.mark.usefixtures("siti")
async def test_who_is_known_there_and_here_is_in(desk: Served, provider: LocalProvider) -> None:
    page = browser(desk)
    shown = await page.get("/masuk")
    done = await go_and_come_back(page, provider)

    assert "Masuk dengan Akun Pegawai" in shown.text
    assert (done.status_code, done.headers["Location"]) == (303, "/konsol")
    assert "Orang siti" in (await page.get("")).text


@pytest.mark.usefixtures("siti")
@pytest.mark.parametrize(("slash", "status"), [("/", 303), ("//", 422)])
async def test_a_provider_whose_name_ends_in_a_slash_is_believed_by_that_name(
    desk: Served, provider: LocalProvider, slash: str, status: int
) -> None:
    provider.slash = "/"
    provider.claims = {"iss": provider.address + slash}

    assert (await go_and_come_back(browser(desk), provider)).status_code == status


@pytest.mark.usefixtures("siti")
async def test_who_is_not_known_here_gets_no_account(
    desk: Served, provider: LocalProvider, database: Database
) -> None:
    provider.email = "tamu@contoh.go.id"
    page = browser(desk)
    done = await go_and_come_back(page, provider)

    assert done.status_code == 422
    assert "belum terdaftar" in done.text
    assert "konsol" not in page.client.cookies
    async with database.transaction() as connection:
        counted = await connection.exec_driver_sql("SELECT count(*) FROM account")
        assert counted.scalar_one() == 1


@pytest.mark.usefixtures("siti")
@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://jahat.contoh"},
        {"aud": "orang-lain"},
        {"nonce": "lain"},
        {"exp": 1},
        {"sub": None},
    ],
)
async def test_a_token_for_another_or_of_another_time_proves_nothing(
    desk: Served, provider: LocalProvider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    page = browser(desk)
    done = await go_and_come_back(page, provider)

    assert (done.status_code, "konsol" in page.client.cookies) == (422, False)


@pytest.mark.usefixtures("siti")
async def test_a_token_that_another_key_signed_proves_nothing(
    desk: Served, provider: LocalProvider
) -> None:
    provider.signs_with = RSAKey.generate_key(2048)

    assert (await go_and_come_back(browser(desk), provider)).status_code == 422


@pytest.mark.usefixtures("siti")
async def test_an_address_that_nobody_verified_proves_nothing(
    desk: Served, provider: LocalProvider
) -> None:
    provider.claims = {"email_verified": False}

    assert (await go_and_come_back(browser(desk), provider)).status_code == 422


@pytest.mark.usefixtures("siti")
async def test_an_address_given_to_another_there_does_not_open_the_account(
    desk: Served, provider: LocalProvider
) -> None:
    assert (await go_and_come_back(browser(desk), provider)).status_code == 303
    provider.claims = {"sub": "pegawai-baru"}
    assert (await go_and_come_back(browser(desk), provider)).status_code == 422


@pytest.mark.usefixtures("siti")
async def test_the_way_back_belongs_to_the_browser_that_went(
    desk: Served, provider: LocalProvider
) -> None:
    mine, victim = browser(desk), browser(desk)
    await mine.get("/masuk")
    await victim.get("/masuk")
    back = provider.visit((await mine.get("/masuk/penyedia")).headers["Location"])

    assert (await victim.client.get(back)).status_code == 422
    assert (await mine.client.get(back)).status_code == 303


@pytest.mark.usefixtures("siti")
async def test_a_way_back_is_walked_once(desk: Served, provider: LocalProvider) -> None:
    page = browser(desk)
    await page.get("/masuk")
    back = provider.visit((await page.get("/masuk/penyedia")).headers["Location"])

    assert (await page.client.get(back)).status_code == 303
    assert (await page.client.get(back)).status_code == 422


@pytest.mark.usefixtures("siti")
@pytest.mark.parametrize("state", ["", "a", "a.b", "a.1.b", "é.1.é"])
async def test_a_strange_way_back_is_refused(desk: Served, state: str) -> None:
    answer = await browser(desk).client.get(
        "/konsol/masuk/penyedia/kembali", params={"code": "x", "state": state}
    )

    assert answer.status_code == 422


@pytest.mark.usefixtures("siti")
async def test_a_provider_that_is_down_is_said_to_be(desk: Served, provider: LocalProvider) -> None:
    provider.is_down = True
    answer = await browser(desk).get("/masuk/penyedia")

    assert answer.status_code == 422
    assert "tidak dapat dihubungi" in answer.text


async def test_who_left_is_not_let_in_by_the_provider_either(
    desk: Served, provider: LocalProvider, database: Database, siti: Account
) -> None:
    async with database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE account SET ended_at = now()")

    assert (await go_and_come_back(browser(desk), provider)).status_code == 422
    async with database.transaction() as connection:
        found = await find_account(connection, siti.id)
    assert found
    assert not found.is_active


async def test_a_code_from_the_telephone_is_asked_for_all_the_same(
    desk: Served, provider: LocalProvider, database: Database, siti: Account
) -> None:
    async with database.transaction() as connection:
        await turn_on(connection, siti.id, "JBSWY3DPEHPK3PXP", 0)
    page = browser(desk)
    done = await go_and_come_back(page, provider)

    assert done.headers["Location"].startswith("/konsol/masuk/kode")
    assert (await page.get("")).status_code == 303
