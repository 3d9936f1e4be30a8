"""Every route of the console against every kind of visitor, found in the running application."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from sanic.response import HTTPResponse, text

from bot.application.proof import Proof
from bot.application.signing_in import SigningIn
from bot.domain.staff import OF_A_UNIT, WRITING, Account, Permission, Role, may
from bot.store.accounts import find_credentials
from bot.store.database import Database
from bot.web.console.routing import Console
from bot.web.console.visit import Visit
from tests.web.provider import LocalProvider
from tests.web.serving import PASSWORDS, ConsoleSet, Served, served
from tests.web.staff import OTHER_UNIT, UNIT, Browser, browser, employ

# Whose writes are refused: all but the administrator's, and a manager's in the own unit.
STRANGERS = (None, Role.UNIT_MANAGER, Role.OFFICER, Role.AUDITOR)


@pytest.fixture
async def desk(database: Database, dsn: str) -> AsyncIterator[Served]:
    """A desk with every route that there can be."""
    async with LocalProvider.running() as provider:
        settings = ConsoleSet(provider=provider.client())
        async with served(database, dsn, console=settings) as desk:
            yield desk


def served_routes(desk: Served) -> set[tuple[str, str]]:
    """Return what the application really answers below the console's address."""
    found = desk.app.router.routes
    return {
        (method, f"/{route.path}")
        for route in found
        for method in route.methods
        if route.path.split("/")[0] == "konsol"
    }


async def test_every_route_of_the_console_names_a_permission(desk: Served) -> None:
    declared = {(route.method, route.path) for route in desk.console.routes}

    assert served_routes(desk) == declared
    assert len(declared) > 25


async def test_nothing_else_of_the_application_lies_below_the_console(desk: Served) -> None:
    assert all(path.startswith("/konsol") for _, path in served_routes(desk))


async def signed_in(desk: Served, database: Database, role: Role | None) -> Browser:
    """Return the browser of somebody of this role, who works in another unit."""
    page = browser(desk)
    if role is not None:
        units = (OTHER_UNIT,) if role in {Role.UNIT_MANAGER, Role.OFFICER} else ()
        await employ(database, role, units=units)
        await page.sign_in(role.value)
    return page


@pytest.mark.parametrize("role", STRANGERS)
async def test_every_write_of_others_is_refused(
    desk: Served, database: Database, role: Role | None
) -> None:
    target = await employ(database, Role.OFFICER, "sasaran")
    page = await signed_in(desk, database, role)
    token = await page.token("" if role else "/masuk")
    before = await state(database)
    writes = [route for route in desk.console.routes if route.permission in WRITING]
    answers = {}
    for route in writes:
        path = filled(route.path, str(target.id))
        sent = await page.client.request(route.method, path, data={"csrf": token})
        answers[route.method, path] = (sent.status_code, sent.headers.get("Location", "")[:13])

    assert len(writes) >= 7
    wanted = {"GET": (303, "/konsol/masuk"), "POST": (403, "")} if role is None else {}
    assert answers == {key: wanted.get(key[0], (403, "")) for key in answers}
    assert await state(database) == before


@pytest.mark.parametrize("role", [None, *Role])
async def test_every_page_opens_for_whom_it_is_and_for_nobody_else(
    desk: Served, database: Database, role: Role | None
) -> None:
    target = await employ(database, Role.OFFICER, "sasaran")
    page = await signed_in(desk, database, role)
    me = await account_of(database, role)
    for route in desk.console.routes:
        if route.method != "GET" or route.permission is Permission.SIGN_IN:
            continue
        answer = await page.client.get(filled(route.path, str(target.id)))
        expected = {200, 303} if may(me, route.permission, UNIT) else {403 if me else 303}
        assert answer.status_code in expected, route
        assert me or answer.headers["Location"].startswith("/konsol/masuk")


async def test_who_still_owes_a_code_has_no_rights_yet(desk: Served, database: Database) -> None:
    await employ(database, Role.ADMINISTRATOR)
    page = browser(desk)
    await page.sign_in("administrator")
    async with database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE session SET stage = 'code_needed'")

    answer = await page.get("/akun")
    assert answer.headers["Location"].startswith("/konsol/masuk/kode")


async def test_rights_that_are_taken_away_are_gone_at_once(
    desk: Served, database: Database
) -> None:
    await employ(database, Role.ADMINISTRATOR)
    page = browser(desk)
    await page.sign_in("administrator")
    assert (await page.get("/akun")).status_code == 200
    async with database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE account SET role = 'officer'")

    assert (await page.get("/akun")).status_code == 403


class TestTheRouter:
    @pytest.fixture
    def console(self, database: Database) -> Console:
        """A console without a page."""

        async def refuse(_visit: Visit, reason: str, status: int) -> HTTPResponse:
            return text(reason, status)

        return Console(SigningIn(database, Proof(database, PASSWORDS)), refuse)

    def test_refuses_a_form_whose_permission_is_for_looking(self, console: Console) -> None:
        for permission in set(Permission) - WRITING - {Permission.SIGN_IN, Permission.OWN_ACCOUNT}:
            with pytest.raises(ValueError, match="looking only"):
                console.post("/apa", permission=permission)

    @pytest.mark.parametrize("permission", OF_A_UNIT)
    def test_refuses_a_route_of_a_unit_that_names_none(
        self, console: Console, permission: Permission
    ) -> None:
        with pytest.raises(ValueError, match="names none"):
            console.post("/jam", permission=permission)

    def test_cannot_be_told_a_route_without_a_permission(self, console: Console) -> None:
        with pytest.raises(TypeError):
            console.get("/apa")  # type: ignore[call-arg]

    @pytest.mark.parametrize(("unit", "status"), [(UNIT, 403), (OTHER_UNIT, 200)])
    async def test_asks_about_the_unit_that_the_path_names(
        self, database: Database, dsn: str, unit: str, status: int
    ) -> None:
        def add_route(console: Console) -> None:
            @console.post("/uji/<unit:str>", permission=Permission.CHANGE_UNIT)
            async def change(_visit: Visit, unit: str) -> HTTPResponse:
                return text(unit)

        async with served(database, dsn, console=ConsoleSet(more=add_route)) as desk:
            page = await signed_in(desk, database, Role.UNIT_MANAGER)
            sent = await page.post(f"/uji/{unit}")

        assert sent.status_code == status


async def account_of(database: Database, role: Role | None) -> Account | None:
    if role is None:
        return None
    async with database.transaction() as connection:
        found = await find_credentials(connection, role.value)
    assert found
    return found.account


async def state(database: Database) -> str:
    """Return everything that a route could have changed."""
    async with database.transaction() as connection:
        query = (
            "SELECT (SELECT string_agg(a::text, ' ' ORDER BY id) FROM account a),"
            " (SELECT string_agg(u::text, ' ') FROM account_unit u),"
            " (SELECT count(*) FROM account_link), (SELECT revision FROM catalogue_revision)"
        )
        return str((await connection.exec_driver_sql(query)).one())


def filled(path: str, account_id: str) -> str:
    """Return a path with an account, another's unit and other ids in it."""
    path = path.replace("<account_id:uuid>", account_id)
    return re.sub(r"<unit:\w+>", UNIT, re.sub(r"<\w+:uuid>", str(uuid4()), path))
