"""Gives a demo desk its accounts, so that anybody can look at the console at once."""

import asyncio

from bot.application.passwords import Passwords
from bot.settings import Settings
from bot.store.accounts import add_account, list_accounts, set_password_hash
from bot.store.database import Database
from bot.store.demo_accounts import demo_accounts


def prepare_demo_staff(settings: Settings) -> None:
    """Add the demo accounts that the database of these settings does not have yet."""
    asyncio.run(_prepare(settings))


async def _prepare(settings: Settings) -> None:
    database = Database(settings.database_url.reveal(), pool_size=1)
    try:
        passwords = Passwords(settings.password_memory_mb, settings.password_rounds)
        await add_demo_staff(database, passwords)
    finally:
        await database.close()


async def add_demo_staff(database: Database, passwords: Passwords) -> None:
    """Add the demo accounts that are not there yet."""
    async with database.transaction() as connection:
        known = {account.login for account in await list_accounts(connection)}
        for each in demo_accounts():
            if each.account.login not in known:
                await add_account(connection, each.account)
                hashed = passwords.hash_now(each.password)
                await set_password_hash(connection, each.account.id, hashed)
