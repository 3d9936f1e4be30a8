"""Tries at the door in SQL: each is noted before it is judged, so that none goes uncounted."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import and_, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.guessing import ATTACK_WINDOW, WINDOW, Failures
from bot.domain.sign_in import Visitor
from bot.store.account_tables import account, known_device, sign_in_attempt
from bot.store.digests import digest_of

_KEPT = timedelta(days=1)


class Tried(StrEnum):
    """What was tried; each is counted for itself."""

    PASSWORD = "password"  # noqa: S105 - the name of a kind
    CODE = "code"


async def begin_attempt(
    connection: AsyncConnection,
    kind: Tried,
    login: str,
    visitor: Visitor,
    allowed: Callable[[Failures], bool],
) -> int | None:
    """Note a try and return its id, None where it may not be made now.

    Tries at one login, and those from one network, come one after the other: a thousand at once
    are counted like a thousand in a row. Whether the login exists makes no difference.
    """
    for key in (f"login {login}", f"network {visitor.network}"):
        locked = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
        await connection.execute(locked, {"key": key})
    known = await _is_known(connection, login, visitor)
    if not allowed(await _failures(connection, kind, login, visitor, known=known)):
        return None
    await connection.execute(
        delete(sign_in_attempt).where(sign_in_attempt.c.at < func.now() - _KEPT)
    )
    values = {
        "kind": kind,
        "login_digest": digest_of(login),
        "network": visitor.network,
        "device_digest": digest_of(visitor.device_token) if known else None,
    }
    noted = insert(sign_in_attempt).values(values).returning(sign_in_attempt.c.id)
    return int((await connection.execute(noted)).scalar_one())


async def attempt_succeeded(connection: AsyncConnection, attempt_id: int) -> None:
    """Take a try back from the failures."""
    await connection.execute(delete(sign_in_attempt).where(sign_in_attempt.c.id == attempt_id))


async def _is_known(connection: AsyncConnection, login: str, visitor: Visitor) -> bool:
    query = (
        select(known_device.c.account_id)
        .join(account, account.c.id == known_device.c.account_id)
        .where(
            account.c.login == login,
            known_device.c.device_digest == digest_of(visitor.device_token),
        )
    )
    return (await connection.execute(query)).first() is not None


async def _failures(
    connection: AsyncConnection, kind: Tried, login: str, visitor: Visitor, *, known: bool
) -> Failures:
    tried = sign_in_attempt.c
    lately = tried.at > func.now() - WINDOW
    at_login = tried.login_digest == digest_of(login)
    here = tried.network == visitor.network
    of_stranger = tried.device_digest.is_(None)
    this_device = and_(at_login, tried.device_digest == digest_of(visitor.device_token))
    query = select(
        func.count().filter(lately, this_device),
        func.count().filter(lately, of_stranger, at_login, here),
        func.count().filter(lately, of_stranger, here),
        func.count().filter(of_stranger, at_login),
    ).where(tried.kind == kind, tried.at > func.now() - ATTACK_WINDOW, at_login | here)
    device, pair, network, account_wide = (await connection.execute(query)).one()
    return Failures(device if known else None, pair, network, account_wide)
