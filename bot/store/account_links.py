"""One-time links in SQL: with one its bearer sets the password of one account, once."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Account
from bot.store.account_tables import account_link
from bot.store.accounts import find_account
from bot.store.digests import digest_of


async def replace_link(
    connection: AsyncConnection, account_id: UUID, token: str, lasts: timedelta
) -> None:
    """Store a link; an earlier one of the same account is of no use any more."""
    await drop_links(connection, account_id)
    values = {
        "token_digest": digest_of(token),
        "account_id": account_id,
        "ends_at": func.now() + lasts,
    }
    await connection.execute(insert(account_link).values(values))


async def account_of_link(connection: AsyncConnection, token: str) -> Account | None:
    """Return whose password a link sets, None when it is used up, too old or of nobody."""
    living = (account_link.c.token_digest == digest_of(token), account_link.c.ends_at > func.now())
    # Locked: of two who use it at once, the second finds it gone.
    query = select(account_link.c.account_id).where(*living).with_for_update()
    account_id = (await connection.execute(query)).scalar_one_or_none()
    found = await find_account(connection, account_id) if account_id else None
    return found if found and found.is_active else None


async def drop_links(connection: AsyncConnection, account_id: UUID) -> None:
    """Make every link of an account useless."""
    await connection.execute(delete(account_link).where(account_link.c.account_id == account_id))
