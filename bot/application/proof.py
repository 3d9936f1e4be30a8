"""Proving who one is: a password or a code, each try counted before it is judged."""

from dataclasses import replace
from typing import NoReturn

from bot.application.form_problems import FormProblem
from bot.application.one_time_codes import is_digits, normal_recovery_code, step_of
from bot.application.passwords import Passwords
from bot.clock import Clock
from bot.domain.guessing import WINDOW, may_try, may_try_digits
from bot.domain.sign_in import Visitor
from bot.domain.staff import LONGEST_LOGIN, Account
from bot.domain.staff_events import EventKind
from bot.store.account_events import record, record_once
from bot.store.accounts import (
    Credentials,
    credentials_of,
    find_credentials,
    replace_password_hash,
)
from bot.store.database import Connection, Database
from bot.store.second_factors import take_step, use_recovery_code
from bot.store.sign_in_attempts import Tried, attempt_succeeded, begin_attempt


class NotProved(Exception):
    """The proof was wrong, or may not be tried now."""

    def __init__(self, problem: FormProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Proof:
    """Judges proofs. No transaction is open while a password is being hashed: that takes long."""

    def __init__(self, database: Database, passwords: Passwords, *, demo: bool = False) -> None:
        self._database = database
        self._passwords = passwords
        self._demo = demo
        # Codes belong to the real time, whatever time the desk was set to.
        self._clock = Clock()

    def may_enter(self, account: Account) -> bool:
        """Return whether an account opens anything: one that everybody knows, in a demo only."""
        return account.is_active and (self._demo or not account.is_demo)

    async def password(self, login: str, password: str, visitor: Visitor) -> Credentials:
        """Return whose password it is; one that does not exist is refused just as one that does.

        Raises:
            NotProved: it is wrong, or too many were wrong before.
        """
        login = _plausible(login)
        async with self._database.transaction() as connection:
            found = await find_credentials(connection, login)
            whose = found.account if found else None
            attempt = await begin_attempt(connection, Tried.PASSWORD, login, visitor, may_try)
            if attempt is None:
                await _record_slowed(connection, whose, visitor)
        if attempt is None:
            raise NotProved(FormProblem.SLOWED)
        hashed = found.password_hash if found else None
        fits = await self._passwords.fits(password, hashed)
        if found is None or not (fits and self.may_enter(found.account)):
            await self._refuse(EventKind.SIGN_IN_FAILED, FormProblem.WRONG_SIGN_IN, whose, visitor)
        return await self._accept(attempt, found, password)

    async def code(self, account: Account, code: str, visitor: Visitor) -> None:
        """Use up a code from the telephone, or a recovery code.

        Raises:
            NotProved: it is wrong or was used before, or too many were wrong before.
        """
        allowed = may_try_digits if is_digits(code) else may_try
        async with self._database.transaction() as connection:
            attempt = await begin_attempt(connection, Tried.CODE, account.login, visitor, allowed)
            if attempt is None:
                await _record_slowed(connection, account, visitor)
        if attempt is None:
            raise NotProved(FormProblem.SLOWED)
        if not await self._use(account, code, attempt, visitor):
            await self._refuse(EventKind.CODE_FAILED, FormProblem.WRONG_CODE, account, visitor)

    async def _use(self, account: Account, code: str, attempt: int, visitor: Visitor) -> bool:
        async with self._database.transaction() as connection:
            found = await credentials_of(connection, account.id)
            if found is None or found.totp_secret is None:
                return False
            if is_digits(code):
                step = step_of(code, found.totp_secret, self._clock.now())
                fits = step is not None and await take_step(connection, account.id, step)
            else:
                fits = await use_recovery_code(connection, account.id, normal_recovery_code(code))
                if fits:
                    kind = EventKind.RECOVERY_CODE_USED
                    await record(connection, kind, actor=account.id, network=visitor.network)
            if fits:
                await attempt_succeeded(connection, attempt)
            return fits

    async def _accept(self, attempt: int, found: Credentials, password: str) -> Credentials:
        """Return what was proved; whether it still holds is for the next transaction to see."""
        old, better = found.password_hash, None
        if old and self._passwords.is_outdated(old):
            better = await self._passwords.hash(password)
        async with self._database.transaction() as connection:
            await attempt_succeeded(connection, attempt)
            if old and better:
                whose = found.account.id
                if await replace_password_hash(connection, whose, old, better):
                    return replace(found, password_hash=better)
        return found

    async def _refuse(
        self, kind: EventKind, problem: FormProblem, whose: Account | None, visitor: Visitor
    ) -> NoReturn:
        async with self._database.transaction() as connection:
            subject = whose.id if whose else None
            await record(connection, kind, subject=subject, network=visitor.network)
        raise NotProved(problem)


async def _record_slowed(connection: Connection, whose: Account | None, visitor: Visitor) -> None:
    """Once in a while, however often it is tried: tries come one after the other here."""
    subject = whose.id if whose else None
    kind = EventKind.SIGN_IN_SLOWED
    await record_once(connection, kind, WINDOW, subject=subject, network=visitor.network)


def _plausible(login: str) -> str:
    """Return a login, empty where nobody can have it: the database takes not every sign."""
    return login if login.isprintable() and len(login) <= LONGEST_LOGIN else ""
