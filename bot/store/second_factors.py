"""The second factor in SQL: secrets of telephones, codes already taken, recovery codes."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.account_tables import account, recovery_code
from bot.store.digests import digest_of


async def offer_secret(connection: AsyncConnection, account_id: UUID, secret: str) -> None:
    """Keep a secret until its owner proves that the telephone has it."""
    await _change(connection, account_id, totp_offered=secret)


async def offered_secret(connection: AsyncConnection, account_id: UUID) -> str | None:
    """Return the secret that waits for its proof."""
    query = select(account.c.totp_offered).where(account.c.id == account_id)
    found: str | None = (await connection.execute(query)).scalar_one_or_none()
    return found


async def turn_on(connection: AsyncConnection, account_id: UUID, secret: str, step: int) -> None:
    """Ask for codes of this secret from now on; the code of `step` was just used."""
    await _change(connection, account_id, totp_secret=secret, totp_offered=None, totp_step=step)


async def turn_off(connection: AsyncConnection, account_id: UUID) -> None:
    """Ask for no code any more."""
    await _change(connection, account_id, totp_secret=None, totp_offered=None)
    await replace_recovery_codes(connection, account_id, ())


async def take_step(connection: AsyncConnection, account_id: UUID, step: int) -> bool:
    """Use up the code of a half minute; return False where it or a later one was used before."""
    later = (account.c.id == account_id, account.c.totp_step < step)
    taken = update(account).where(*later).values(totp_step=step).returning(account.c.id)
    return (await connection.execute(taken)).first() is not None


async def replace_recovery_codes(
    connection: AsyncConnection, account_id: UUID, codes: Iterable[str]
) -> None:
    """Store new recovery codes; the earlier ones are of no use any more."""
    await connection.execute(delete(recovery_code).where(recovery_code.c.account_id == account_id))
    rows = [{"account_id": account_id, "code_digest": digest_of(code)} for code in codes]
    if rows:
        await connection.execute(insert(recovery_code), rows)


async def use_recovery_code(connection: AsyncConnection, account_id: UUID, code: str) -> bool:
    """Use up a recovery code; return False where there is no such code."""
    mine = (
        recovery_code.c.account_id == account_id,
        recovery_code.c.code_digest == digest_of(code),
    )
    used = delete(recovery_code).where(*mine).returning(recovery_code.c.account_id)
    return (await connection.execute(used)).first() is not None


async def count_recovery_codes(connection: AsyncConnection, account_id: UUID) -> int:
    """Return how many recovery codes are left."""
    query = select(func.count()).where(recovery_code.c.account_id == account_id)
    return int((await connection.execute(query)).scalar_one())


async def _change(connection: AsyncConnection, account_id: UUID, **values: object) -> None:
    await connection.execute(update(account).where(account.c.id == account_id).values(values))
