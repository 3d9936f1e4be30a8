"""What an administrator does with accounts: invite, change, end, and hand out links."""

import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

from bot.application.form_problems import FormProblem, NotAccepted, refuse_demo
from bot.domain.sign_in import Session
from bot.domain.staff import LONGEST_LOGIN, Account, Role
from bot.domain.staff_events import EventKind, StaffEvent
from bot.store.account_events import newest_events, record
from bot.store.account_links import drop_links, replace_link
from bot.store.accounts import (
    AccountTaken,
    add_account,
    administrators,
    change_account,
    end_access,
    find_account,
    give_access_back,
    list_accounts,
    set_password_hash,
    unbind_from_provider,
)
from bot.store.database import Database
from bot.store.second_factors import turn_off
from bot.store.sessions import end_sessions, list_sessions

LINK_LASTS = timedelta(days=3)
EVENTS_OF_A_PAGE = 100
_LOGIN = re.compile(rf"[a-z0-9][a-z0-9._@-]{{2,{LONGEST_LOGIN - 1}}}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")
_LONGEST_NAME = 100
# Who works for a unit must have one.
_NEEDS_UNITS = {Role.UNIT_MANAGER}


@dataclass(frozen=True)
class Filled:
    """An account's form as it was filled in."""

    login: str
    name: str
    email: str
    role: str
    units: tuple[str, ...]


class Accounts:
    """Changes of others' accounts. Whether the actor may do so was decided at the route."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[Account, ...]:
        """Return every account."""
        async with self._database.transaction() as connection:
            return await list_accounts(connection)

    async def find(self, account_id: UUID) -> Account | None:
        """Return one account."""
        async with self._database.transaction() as connection:
            return await find_account(connection, account_id)

    async def sessions(self, of: Account) -> tuple[Session, ...]:
        """Return where somebody is signed in."""
        async with self._database.transaction() as connection:
            return await list_sessions(connection, of)

    async def events(self, before: int | None = None) -> tuple[StaffEvent, ...]:
        """Return a page of the record, newest first."""
        async with self._database.transaction() as connection:
            return await newest_events(connection, EVENTS_OF_A_PAGE, before)

    async def invite(
        self, actor: Account, filled: Filled, units: Collection[str]
    ) -> tuple[Account, str]:
        """Make an account and return it with the token of its first link.

        Raises:
            NotAccepted: something is wrong with the form.
        """
        new = read_account(uuid4(), filled, units)
        return new, await self.add(actor, new)

    async def add(self, actor: Account | None, new: Account, hashed: str | None = None) -> str:
        """Store an account, perhaps with its password; return the token of its first link.

        Raises:
            NotAccepted: its login or address is another's.
        """
        token = secrets.token_urlsafe(32)
        async with self._database.transaction() as connection:
            with _told_by_field():
                await add_account(connection, new)
            if hashed is None:
                await replace_link(connection, new.id, token, LINK_LASTS)
            else:
                await set_password_hash(connection, new.id, hashed)
            await record(connection, EventKind.ACCOUNT_MADE, actor=_id(actor), subject=new.id)
        return token

    async def change(
        self, actor: Account, before: Account, filled: Filled, units: Collection[str]
    ) -> None:
        """Store what an account shall be; with other rights its sessions begin anew.

        With another address it is another's: what came by the old one opens nothing any more.

        Raises:
            NotAccepted: something is wrong with the form, or nobody could manage accounts any more.
        """
        refuse_demo(before, "name")
        changed = read_account(before.id, replace(filled, login=before.login), units)
        has_other_rights = (changed.role, changed.units) != (before.role, before.units)
        async with self._database.transaction() as connection:
            if changed.role is not Role.ADMINISTRATOR:
                _refuse_last(await administrators(connection), before, "role")
            with _told_by_field():
                await change_account(connection, changed)
            if changed.email != before.email:
                await unbind_from_provider(connection, before.id)
                await drop_links(connection, before.id)
            if has_other_rights or changed.email != before.email:
                await end_sessions(connection, before.id)
            kind = EventKind.ROLE_CHANGED if has_other_rights else EventKind.ACCOUNT_CHANGED
            await record(connection, kind, actor=_id(actor), subject=before.id)

    async def end(self, actor: Account, account: Account) -> None:
        """Let somebody in no more, and out of every session at once.

        Raises:
            NotAccepted: nobody could manage accounts any more, or it is a demo account.
        """
        refuse_demo(account, "end")
        async with self._database.transaction() as connection:
            _refuse_last(await administrators(connection), account, "end")
            await end_access(connection, account.id)
            await end_sessions(connection, account.id)
            await drop_links(connection, account.id)
            await record(connection, EventKind.ACCESS_ENDED, actor=_id(actor), subject=account.id)

    async def give_back(self, actor: Account, account: Account) -> None:
        """Let somebody in again."""
        async with self._database.transaction() as connection:
            await give_access_back(connection, account.id)
            await record(
                connection, EventKind.ACCESS_GIVEN_BACK, actor=_id(actor), subject=account.id
            )

    async def end_sessions(self, actor: Account, account: Account) -> None:
        """Sign somebody out everywhere."""
        async with self._database.transaction() as connection:
            await end_sessions(connection, account.id)
            await record(connection, EventKind.SESSIONS_ENDED, actor=_id(actor), subject=account.id)

    async def make_link(self, actor: Account, account: Account) -> str:
        """Return the token of a new link; earlier ones are of no use any more.

        Raises:
            NotAccepted: it is a demo account.
        """
        refuse_demo(account, "link")
        token = secrets.token_urlsafe(32)
        async with self._database.transaction() as connection:
            await replace_link(connection, account.id, token, LINK_LASTS)
            await record(connection, EventKind.LINK_MADE, actor=_id(actor), subject=account.id)
        return token

    async def turn_code_off(self, actor: Account, account: Account) -> None:
        """Ask somebody for no code any more: their telephone is lost."""
        async with self._database.transaction() as connection:
            await turn_off(connection, account.id)
            await end_sessions(connection, account.id)
            await record(
                connection, EventKind.CODE_TURNED_OFF, actor=_id(actor), subject=account.id
            )


def read_account(account_id: UUID, filled: Filled, units: Collection[str]) -> Account:
    """Return the account that a form describes.

    Raises:
        NotAccepted: with what is wrong beside each field, all at once.
    """
    login, email = filled.login.strip().casefold(), filled.email.strip().casefold()
    name = " ".join(filled.name.split())
    problems: dict[str, FormProblem] = {}
    if not _LOGIN.fullmatch(login):
        problems["login"] = FormProblem.LOGIN_STRANGE
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        problems["name"] = FormProblem.NAME_STRANGE
    if email and not _EMAIL.fullmatch(email):
        problems["email"] = FormProblem.EMAIL_STRANGE
    problems |= _problems_of_rights(filled, units)
    if problems:
        raise NotAccepted(problems)
    of = frozenset(filled.units)
    return Account(account_id, login, name, Role(filled.role), of, email or None)


def _problems_of_rights(filled: Filled, units: Collection[str]) -> dict[str, FormProblem]:
    if filled.role not in set(Role):
        return {"role": FormProblem.ROLE_MISSING}
    if not set(filled.units) <= set(units):
        return {"units": FormProblem.UNITS_STRANGE}
    if filled.role in _NEEDS_UNITS and not filled.units:
        return {"units": FormProblem.UNITS_MISSING}
    return {}


@contextmanager
def _told_by_field() -> Iterator[None]:
    """Turn what another account has already into a problem of the field."""
    try:
        yield
    except AccountTaken as error:
        field = str(error)
        problem = FormProblem.EMAIL_TAKEN if field == "email" else FormProblem.LOGIN_TAKEN
        raise NotAccepted({field: problem}) from error


def _refuse_last(those: Collection[UUID], account: Account, field: str) -> None:
    if set(those) == {account.id}:
        raise NotAccepted({field: FormProblem.LAST_ADMINISTRATOR})


def _id(actor: Account | None) -> UUID | None:
    """Return who did it; None stands for whoever runs the desk, at its command line."""
    return actor.id if actor else None
