"""Accounts in SQL: found by their login, listed, made, changed; never deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from bot.domain.staff import Account, Role
from bot.store.account_tables import account, account_unit


class AccountTaken(Exception):
    """Another account has this login or e-mail address already; the message says which."""


@dataclass(frozen=True)
class Credentials:
    """An account with what proves that somebody owns it."""

    account: Account
    password_hash: str | None
    totp_secret: str | None
    provider_subject: str | None


async def find_account(connection: AsyncConnection, account_id: UUID) -> Account | None:
    """Return an account, None when there is none of this id."""
    found = await _credentials(connection, _accounts().where(account.c.id == account_id))
    return found.account if found else None


async def find_credentials(connection: AsyncConnection, login: str) -> Credentials | None:
    """Return whose login this is, and how that is proved."""
    return await _credentials(connection, _accounts().where(account.c.login == login))


async def credentials_of(connection: AsyncConnection, account_id: UUID) -> Credentials | None:
    """Return how the owner of an account proves it."""
    return await _credentials(connection, _accounts().where(account.c.id == account_id))


async def lock_credentials(connection: AsyncConnection, account_id: UUID) -> Credentials | None:
    """Return the same, locked: nobody changes it before this transaction has ended."""
    query = _accounts().where(account.c.id == account_id)
    return await _credentials(connection, query.with_for_update(of=account))


async def find_of_provider(
    connection: AsyncConnection, subject: str, email: str
) -> Credentials | None:
    """Return the account bound to a subject of the provider; unbound, that of the address."""
    bound = _accounts().where(account.c.provider_subject == subject)
    found = await _credentials(connection, bound)
    if found is not None:
        return found
    unbound = _accounts().where(account.c.email == email, account.c.provider_subject.is_(None))
    return await _credentials(connection, unbound)


async def bind_to_provider(connection: AsyncConnection, account_id: UUID, subject: str) -> None:
    """Note whom the provider means by this account."""
    await _change(connection, account_id, provider_subject=subject)


async def unbind_from_provider(connection: AsyncConnection, account_id: UUID) -> None:
    """Forget whom the provider means by this account."""
    await _change(connection, account_id, provider_subject=None)


async def list_accounts(connection: AsyncConnection) -> tuple[Account, ...]:
    """Return all accounts, those that may not enter any more last."""
    query = _accounts().order_by(account.c.ended_at.is_not(None), func.lower(account.c.name))
    return tuple(_account(row) for row in (await connection.execute(query)).all())


async def add_account(connection: AsyncConnection, new: Account) -> None:
    """Store a new account.

    Raises:
        AccountTaken: its login or address is another's.
    """
    values = {"id": new.id, "login": new.login, "is_demo": new.is_demo, **_changeable(new)}
    await _unique(connection, insert(account).values(values))
    await _set_units(connection, new.id, new.units)


async def change_account(connection: AsyncConnection, changed: Account) -> None:
    """Store another name, address, role and other units.

    Raises:
        AccountTaken: the address is another's.
    """
    statement = update(account).where(account.c.id == changed.id).values(_changeable(changed))
    await _unique(connection, statement)
    await _set_units(connection, changed.id, changed.units)


async def set_password_hash(connection: AsyncConnection, account_id: UUID, hashed: str) -> None:
    """Store what a password is checked against."""
    await _change(connection, account_id, password_hash=hashed)


async def replace_password_hash(
    connection: AsyncConnection, account_id: UUID, old: str, new: str
) -> bool:
    """Store the same password in another way; return False where another was set meanwhile."""
    same = (account.c.id == account_id, account.c.password_hash == old)
    kept = update(account).where(*same).values(password_hash=new).returning(account.c.id)
    return (await connection.execute(kept)).first() is not None


async def end_access(connection: AsyncConnection, account_id: UUID) -> None:
    """Let nobody enter with this account any more, nor be vouched for by the provider."""
    await _change(connection, account_id, ended_at=func.now(), provider_subject=None)


async def give_access_back(connection: AsyncConnection, account_id: UUID) -> None:
    """Let the owner enter again."""
    await _change(connection, account_id, ended_at=None)


async def administrators(connection: AsyncConnection) -> set[UUID]:
    """Return who may manage accounts, locked: two of them cannot remove each other at once."""
    query = select(account.c.id).where(
        account.c.role == Role.ADMINISTRATOR, account.c.ended_at.is_(None)
    )
    return set((await connection.execute(query.with_for_update())).scalars())


async def has_demo_accounts(connection: AsyncConnection) -> bool:
    """Return whether there are accounts whose passwords everybody can read."""
    found = (await connection.execute(select(exists().where(account.c.is_demo)))).scalar_one()
    return bool(found)


def _accounts() -> Select[Any]:
    units = select(account_unit.c.unit).where(account_unit.c.account_id == account.c.id)
    listed = func.array(units.scalar_subquery(), type_=ARRAY(Text))
    return select(account, listed.label("units"))


async def _credentials(connection: AsyncConnection, query: Select[Any]) -> Credentials | None:
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Credentials(_account(row), row.password_hash, row.totp_secret, row.provider_subject)


def _account(row: Row[Any]) -> Account:
    return Account(
        row.id,
        row.login,
        row.name,
        Role(row.role),
        frozenset(row.units),
        row.email,
        is_active=row.ended_at is None,
        is_demo=row.is_demo,
        has_password=row.password_hash is not None,
        has_second_factor=row.totp_secret is not None,
    )


def _changeable(of: Account) -> dict[str, object]:
    return {"name": of.name, "email": of.email, "role": of.role}


async def _unique(connection: AsyncConnection, statement: Any) -> None:
    try:
        async with connection.begin_nested():
            await connection.execute(statement)
    except IntegrityError as error:
        taken = "email" if "email" in str(error.orig) else "login"
        raise AccountTaken(taken) from error


async def _change(connection: AsyncConnection, account_id: UUID, **values: object) -> None:
    await connection.execute(update(account).where(account.c.id == account_id).values(values))


async def _set_units(connection: AsyncConnection, account_id: UUID, units: Iterable[str]) -> None:
    mine = account_unit.c.account_id == account_id
    await connection.execute(delete(account_unit).where(mine))
    rows = [{"account_id": account_id, "unit": unit} for unit in sorted(units)]
    if rows:
        await connection.execute(insert(account_unit), rows)
