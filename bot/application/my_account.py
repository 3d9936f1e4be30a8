"""What everybody may do with their own account: password, second factor, sessions."""

import asyncio

from bot.application.form_problems import FormProblem, NotAccepted, refuse_demo
from bot.application.one_time_codes import new_recovery_codes, new_secret, step_of
from bot.application.password_rules import problem_of_password
from bot.application.passwords import Passwords
from bot.application.proof import NotProved, Proof
from bot.clock import Clock
from bot.domain.sign_in import Session, Visitor
from bot.domain.staff import Account
from bot.domain.staff_events import EventKind
from bot.store.account_events import record
from bot.store.account_links import account_of_link, drop_links
from bot.store.accounts import Credentials, credentials_of, set_password_hash
from bot.store.database import Database
from bot.store.second_factors import (
    count_recovery_codes,
    offer_secret,
    offered_secret,
    replace_recovery_codes,
    turn_off,
    turn_on,
)
from bot.store.sessions import end_sessions, forget_devices, list_sessions

PASSWORD, AGAIN, CODE = "password", "again", "code"
CURRENT = "current"


class MyAccount:
    """Changes of one's own account. Who has a password proves it before each."""

    def __init__(self, database: Database, passwords: Passwords, proof: Proof) -> None:
        self._database = database
        self._passwords = passwords
        self._proof = proof
        self._clock = Clock()

    async def sessions(self, of: Account) -> tuple[Session, ...]:
        """Return where somebody is signed in."""
        async with self._database.transaction() as connection:
            return await list_sessions(connection, of)

    async def recovery_codes_left(self, of: Account) -> int:
        """Return how many recovery codes are left."""
        async with self._database.transaction() as connection:
            return await count_recovery_codes(connection, of.id)

    async def change_password(
        self, account: Account, current: str, password: str, again: str, visitor: Visitor
    ) -> None:
        """Set another password.

        Raises:
            NotAccepted: the present one is wrong, or the new one cannot be taken.
        """
        refuse_demo(account, PASSWORD)
        # First: judging the new one costs more than a stranger at a forgotten screen may spend.
        await self._confirm(account, current, visitor)
        await _refuse_bad_password(password, again, account)
        await self._set_password(account, password, visitor)

    async def account_of_link(self, token: str) -> Account | None:
        """Return whose password a link sets, None when it is of no use (any more)."""
        async with self._database.transaction() as connection:
            return await account_of_link(connection, token)

    async def set_password_by_link(
        self, token: str, password: str, again: str, visitor: Visitor
    ) -> Credentials | None:
        """Set the password and end the link; return None where the link is of no use.

        Raises:
            NotAccepted: the password cannot be taken; the link stays.
        """
        account = await self.account_of_link(token)
        if account is None:
            return None
        refuse_demo(account, PASSWORD)
        await _refuse_bad_password(password, again, account)
        return await self._set_password(account, password, visitor, link=token)

    async def offer_code(self, account: Account, current: str, visitor: Visitor) -> None:
        """Make a secret for the telephone; it counts once a code proves that it is there.

        Raises:
            NotAccepted: the password is wrong.
        """
        refuse_demo(account, CURRENT)
        await self._confirm(account, current, visitor)
        async with self._database.transaction() as connection:
            await offer_secret(connection, account.id, new_secret())

    async def offered_code(self, account: Account) -> str | None:
        """Return the secret that is to be brought to the telephone."""
        async with self._database.transaction() as connection:
            return await offered_secret(connection, account.id)

    async def turn_code_on(self, account: Account, code: str, visitor: Visitor) -> tuple[str, ...]:
        """Ask for a code at every sign-in from now on; return the recovery codes, told once.

        Raises:
            NotAccepted: it is no code of the offered secret.
        """
        codes = new_recovery_codes()
        async with self._database.transaction() as connection:
            secret = await offered_secret(connection, account.id)
            step = step_of(code, secret, self._clock.now()) if secret else None
            if secret is None or step is None:
                raise NotAccepted({CODE: FormProblem.WRONG_CODE})
            await turn_on(connection, account.id, secret, step)
            await replace_recovery_codes(connection, account.id, codes)
            kind = EventKind.CODE_TURNED_ON
            await record(connection, kind, actor=account.id, network=visitor.network)
        return codes

    async def turn_code_off(self, account: Account, current: str, visitor: Visitor) -> None:
        """Ask for no code any more.

        Raises:
            NotAccepted: the password is wrong.
        """
        await self._confirm(account, current, visitor)
        async with self._database.transaction() as connection:
            await turn_off(connection, account.id)
            kind = EventKind.CODE_TURNED_OFF
            await record(connection, kind, actor=account.id, network=visitor.network)

    async def new_recovery_codes(
        self, account: Account, current: str, visitor: Visitor
    ) -> tuple[str, ...]:
        """Return fresh recovery codes; the earlier ones are of no use any more.

        Raises:
            NotAccepted: the password is wrong.
        """
        await self._confirm(account, current, visitor)
        codes = new_recovery_codes()
        async with self._database.transaction() as connection:
            await replace_recovery_codes(connection, account.id, codes)
            kind = EventKind.RECOVERY_CODES_MADE
            await record(connection, kind, actor=account.id, network=visitor.network)
        return codes

    async def _confirm(self, account: Account, current: str, visitor: Visitor) -> None:
        """Who came through a provider and has no password here cannot give one."""
        if not account.has_password:
            return
        try:
            await self._proof.password(account.login, current, visitor)
        except NotProved as error:
            slowed = error.problem is FormProblem.SLOWED
            problem = FormProblem.SLOWED if slowed else FormProblem.WRONG_PASSWORD
            raise NotAccepted({CURRENT: problem}) from error

    async def _set_password(
        self, account: Account, password: str, visitor: Visitor, *, link: str | None = None
    ) -> Credentials | None:
        """Whoever knew the old one is out: every session ends and no browser is known any more."""
        hashed = await self._passwords.hash(password)
        async with self._database.transaction() as connection:
            # Looked at again, locked: of two who use a link at once, one comes too late.
            if link is not None and await account_of_link(connection, link) is None:
                return None
            await set_password_hash(connection, account.id, hashed)
            await drop_links(connection, account.id)
            await end_sessions(connection, account.id)
            await forget_devices(connection, account.id)
            kind = EventKind.PASSWORD_SET
            await record(connection, kind, actor=account.id, network=visitor.network)
            return await credentials_of(connection, account.id)


def problems_of_new_password(password: str, again: str, account: Account) -> dict[str, FormProblem]:
    """Return what is wrong with a new password, typed twice."""
    problem = problem_of_password(password, account)
    if problem is not None:
        return {PASSWORD: problem}
    return {} if password == again else {AGAIN: FormProblem.NOT_THE_SAME}


async def _refuse_bad_password(password: str, again: str, account: Account) -> None:
    # In a thread: meanwhile the desk answers everybody else.
    problems = await asyncio.to_thread(problems_of_new_password, password, again, account)
    if problems:
        raise NotAccepted(problems)
