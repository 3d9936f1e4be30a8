"""Accounts in the database: the first administrator, demo accounts, and tries at the door."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text

from bot.account_commands import Asking, create_admin
from bot.application.accounts import Accounts, Filled
from bot.application.demo_staff import add_demo_staff, prepare_demo_staff
from bot.application.form_problems import NotAccepted
from bot.application.my_account import MyAccount
from bot.application.one_time_codes import new_recovery_codes
from bot.application.passwords import Passwords
from bot.application.proof import NotProved, Proof
from bot.application.signing_in import SigningIn
from bot.domain.catalogue import Catalogue
from bot.domain.guessing import may_try
from bot.domain.sign_in import Visitor
from bot.domain.staff import Account, Role
from bot.operator_messages import StartError
from bot.settings import Mode, Secret, Settings
from bot.store.account_links import replace_link
from bot.store.accounts import (
    AccountTaken,
    add_account,
    administrators,
    change_account,
    find_credentials,
    list_accounts,
    set_password_hash,
)
from bot.store.database import Database
from bot.store.demo_accounts import demo_accounts
from bot.store.migrate import migrate_and_seed
from bot.store.second_factors import replace_recovery_codes, turn_on
from bot.store.sessions import end_sessions
from bot.store.sign_in_attempts import Tried, begin_attempt

PASSWORD = "kucing hitam lompat pagar"
CHEAP = Passwords(memory_mb=1, rounds=1)
DEVICE = "a" * 43


def asking(*answers: str) -> Asking:
    """Return an operator who gives these answers, one after the other."""
    given = iter(answers)

    def ask(_question: str) -> str:
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    ask_: Callable[[str], str] = ask
    return Asking(ask_, ask_)


@pytest.fixture
def settings(dsn: str, database: Database) -> Settings:
    """A desk's settings with the cheapest passwords that there are."""
    assert database
    return Settings(database_url=Secret(dsn), password_memory_mb=19, password_rounds=2)


class TestCreateAdmin:
    def test_asks_until_the_password_can_be_taken(self, settings: Settings, dsn: str) -> None:
        answers = ("Ratna", "Ratna Wulandari", "pendek", "pendek", PASSWORD, "lain", PASSWORD)
        said = create_admin(settings, None, None, link=False, asking=asking(*answers, PASSWORD))

        assert "ratna" in said
        assert PASSWORD not in said
        assert asyncio.run(_signs_in(dsn, "ratna", PASSWORD))

    def test_prints_a_link_instead(self, settings: Settings) -> None:
        public = replace(settings, public_url="https://loket.contoh.go.id")
        said = create_admin(public, "ratna", "Ratna", link=True, asking=asking())

        assert "https://loket.contoh.go.id/konsol/tautan?kunci=" in said

    def test_without_a_public_address_the_link_is_of_this_machine(self, settings: Settings) -> None:
        said = create_admin(settings, "ratna", "Ratna", link=True, asking=asking())

        assert "http://127.0.0.1:8000/konsol/tautan?kunci=" in said

    @pytest.mark.parametrize("login", ["", "a b", "ratna"])
    def test_refuses_a_login_that_cannot_be_used(self, settings: Settings, login: str) -> None:
        create_admin(settings, "ratna", "Ratna", link=True, asking=asking())
        with pytest.raises(StartError) as refused:
            create_admin(settings, login, "Ratna", link=True, asking=asking("?"))

        assert "Nama pengguna" in str(refused.value.messages[0])

    def test_does_not_wait_for_who_does_not_answer(self, settings: Settings) -> None:
        with pytest.raises(StartError) as refused:
            create_admin(settings, "ratna", None, link=False, asking=asking())

        assert refused.value.messages[0].key == "admin_needs_answers"


class TestDemoAccounts:
    def test_a_demo_desk_gets_one_of_each_role_once(self, settings: Settings, dsn: str) -> None:
        for _ in range(2):
            prepare_demo_staff(settings)
        assert asyncio.run(_roles(dsn)) == sorted(Role)
        assert asyncio.run(_signs_in(dsn, "admin", "coba-jadi-pengelola"))

    async def test_production_refuses_to_start_with_them(
        self, settings: Settings, database: Database
    ) -> None:
        await add_demo_staff(database, CHEAP)
        async with database.transaction() as connection:
            await connection.execute(text("UPDATE government SET fictional = false"))
        production = replace(settings, mode=Mode.PRODUCTION)
        with pytest.raises(StartError) as refused:
            await asyncio.to_thread(migrate_and_seed, production)
        async with database.transaction() as connection:
            await connection.execute(text("DELETE FROM account"))
        await asyncio.to_thread(migrate_and_seed, production)

        assert refused.value.messages[0].key == "demo_accounts_in_production"

    async def test_production_lets_nobody_in_with_them(self, database: Database) -> None:
        await add_demo_staff(database, CHEAP)
        demo, real = (
            SigningIn(database, Proof(database, CHEAP, demo=is_demo)) for is_demo in (True, False)
        )
        visitor = Visitor("198.51.100.7", DEVICE)
        signed_in = await demo.with_password("admin", "coba-jadi-pengelola", visitor)
        assert await demo.session(signed_in.token)

        assert await real.session(signed_in.token) is None
        with pytest.raises(NotProved):
            await real.with_password("admin", "coba-jadi-pengelola", visitor)

    async def test_nobody_changes_them(self, database: Database) -> None:
        await add_demo_staff(database, CHEAP)
        admin, manager, *_ = (each.account for each in demo_accounts())
        accounts, mine = Accounts(database), MyAccount(database, CHEAP, Proof(database, CHEAP))
        units = tuple(manager.units)
        filled = Filled(manager.login, "Lain", "", manager.role, units)
        async with database.transaction() as connection:
            await replace_link(connection, manager.id, "kunci", timedelta(days=1))
        visitor = Visitor("198.51.100.7", DEVICE)
        for refused in (
            accounts.change(admin, manager, filled, units),
            accounts.end(admin, manager),
            accounts.make_link(admin, manager),
            mine.set_password_by_link("kunci", PASSWORD, PASSWORD, visitor),
        ):
            with pytest.raises(NotAccepted, match="demo_is_fixed"):
                await refused

    def test_their_units_are_of_the_demo(self, seed: Catalogue) -> None:
        units = {unit for each in demo_accounts() for unit in each.account.units}

        assert units <= {unit.slug for unit in seed.units}


async def test_a_login_and_an_address_belong_to_one_account(database: Database) -> None:
    first, second, *_ = (each.account for each in demo_accounts())
    async with database.transaction() as connection:
        await add_account(connection, replace(first, email="a@contoh.go.id"))
        with pytest.raises(AccountTaken, match="login"):
            await add_account(connection, replace(second, login=first.login))
        with pytest.raises(AccountTaken, match="email"):
            await add_account(connection, replace(second, email="a@contoh.go.id"))
        await add_account(connection, second)
        with pytest.raises(AccountTaken, match="email"):
            await change_account(connection, replace(second, email="a@contoh.go.id"))
        assert len(await list_accounts(connection)) == 2


async def test_two_administrators_cannot_look_at_once_who_is_left(database: Database) -> None:
    admin = demo_accounts()[0].account
    async with database.transaction() as connection:
        await add_account(connection, admin)
    async with database.transaction() as first:
        assert await administrators(first) == {admin.id}

        async def second() -> None:
            async with database.transaction() as connection:
                await administrators(connection)

        waiting = asyncio.create_task(second())
        done, _ = await asyncio.wait({waiting}, timeout=0.3)
        assert not done
    await waiting


async def test_tries_at_once_are_all_counted(database: Database) -> None:
    visitor = Visitor("198.51.100.7", DEVICE)

    async def once() -> bool:
        async with database.transaction() as connection:
            tried = await begin_attempt(connection, Tried.PASSWORD, "siti", visitor, may_try)
            return tried is not None

    assert sum(await asyncio.gather(*(once() for _ in range(20)))) == 5


async def test_failures_are_forgotten_after_a_while(database: Database) -> None:
    visitor = Visitor("198.51.100.7", DEVICE)
    for _ in range(6):
        async with database.transaction() as connection:
            last = await begin_attempt(connection, Tried.PASSWORD, "siti", visitor, may_try)
    async with database.transaction() as connection:
        await connection.execute(
            text("UPDATE sign_in_attempt SET at = at - interval '15 minutes 1 second'")
        )
        later = await begin_attempt(connection, Tried.PASSWORD, "siti", visitor, may_try)

    assert last is None
    assert later is not None


async def test_a_password_kept_in_an_old_way_is_kept_anew(database: Database) -> None:
    await add_demo_staff(database, CHEAP)
    dearer = Passwords(memory_mb=2, rounds=1)
    visitor = Visitor("198.51.100.7", DEVICE)
    await Proof(database, dearer, demo=True).password("admin", "coba-jadi-pengelola", visitor)
    async with database.transaction() as connection:
        found = await find_credentials(connection, "admin")
    dearer.close()

    assert found
    assert "m=2048" in str(found.password_hash)


async def _reset(database: Database, account: Account) -> None:
    """Set another password, as a link does."""
    async with database.transaction() as connection:
        await set_password_hash(connection, account.id, CHEAP.hash_now("perahu kayu di danau"))
        await end_sessions(connection, account.id)


class TestAPasswordThatWasResetMeanwhile:
    visitor = Visitor("198.51.100.7", DEVICE)
    admin = demo_accounts()[0]

    @pytest.fixture(autouse=True)
    async def accounts(self, database: Database) -> None:
        await add_demo_staff(database, CHEAP)

    async def test_opens_no_session(self, database: Database) -> None:
        proof = Proof(database, CHEAP, demo=True)
        proved = await proof.password("admin", self.admin.password, self.visitor)
        await _reset(database, self.admin.account)
        with pytest.raises(NotProved):
            await SigningIn(database, proof).open(proved, self.visitor)

    async def test_opens_none_to_who_waits_for_the_reset(self, database: Database) -> None:
        proof = Proof(database, CHEAP, demo=True)
        proved = await proof.password("admin", self.admin.password, self.visitor)
        async with database.transaction() as resetting:
            await set_password_hash(resetting, self.admin.account.id, "lain")
            opening = asyncio.create_task(SigningIn(database, proof).open(proved, self.visitor))
            done, _ = await asyncio.wait({opening}, timeout=0.3)
        with pytest.raises(NotProved):
            await opening

        assert not done

    async def test_is_not_brought_back_by_keeping_it_anew(self, database: Database) -> None:
        reset_meanwhile = partial(_reset, database, self.admin.account)

        class Slow(Passwords):
            async def hash(self, password: str) -> str:
                await reset_meanwhile()
                return await super().hash(password)

        slow = Slow(memory_mb=2, rounds=1)
        proof = Proof(database, slow, demo=True)
        with pytest.raises(NotProved):
            await SigningIn(database, proof).with_password(
                "admin", self.admin.password, self.visitor
            )
        slow.close()

        with pytest.raises(NotProved):
            await Proof(database, CHEAP, demo=True).password(
                "admin", self.admin.password, self.visitor
            )

    async def test_ends_a_sign_in_that_waits_for_its_code(self, database: Database) -> None:
        account, code = self.admin.account, new_recovery_codes()[0]
        signing_in = SigningIn(database, Proof(database, CHEAP, demo=True))
        async with database.transaction() as connection:
            await turn_on(connection, account.id, "JBSWY3DPEHPK3PXP", 0)
            await replace_recovery_codes(connection, account.id, (code,))
        half = await signing_in.with_password("admin", self.admin.password, self.visitor)
        unfinished = await signing_in.session(half.token)
        assert unfinished
        await _reset(database, account)
        with pytest.raises(NotProved):
            await signing_in.with_code(unfinished, code, self.visitor)


async def _signs_in(dsn: str, login: str, password: str) -> bool:
    database, passwords = Database(dsn, pool_size=1), Passwords(memory_mb=19, rounds=2)
    try:
        proof = Proof(database, passwords, demo=True)
        await proof.password(login, password, Visitor("", DEVICE))
    except NotProved:
        return False
    finally:
        passwords.close()
        await database.close()
    return True


async def _roles(dsn: str) -> list[str]:
    database = Database(dsn, pool_size=1)
    try:
        async with database.transaction() as connection:
            return sorted(account.role for account in await list_accounts(connection))
    finally:
        await database.close()
