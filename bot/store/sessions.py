"""Sessions in SQL: who is signed in where, known by the digest of a token."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.sign_in import IDLE, LONGEST, UNFINISHED, Device, Session, Stage, Visitor
from bot.domain.staff import Account
from bot.store.account_tables import account, account_link, known_device, session
from bot.store.accounts import find_account
from bot.store.digests import digest_of

# Often enough for "last seen", and one write less for nearly every page.
_SEEN_AGAIN_AFTER = timedelta(minutes=1)
_LINK_KEPT = timedelta(days=30)


async def open_session(
    connection: AsyncConnection, account_id: UUID, token: str, stage: Stage, visitor: Visitor
) -> None:
    """Store a session under a new token; what has ended is forgotten on this occasion."""
    await _forget_ended(connection)
    lasts = LONGEST if stage is Stage.COMPLETE else UNFINISHED
    values = {
        "id": uuid4(),
        "token_digest": digest_of(token),
        "account_id": account_id,
        "stage": stage,
        "browser": visitor.device.browser,
        "system": visitor.device.system,
        "network": visitor.network,
        "ends_at": func.now() + lasts,
    }
    await connection.execute(insert(session).values(values))


async def find_session(connection: AsyncConnection, token: str) -> Session | None:
    """Return the living session of a token, and note that it was seen."""
    query = _living().where(session.c.token_digest == digest_of(token))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    found = await find_account(connection, row.account_id)
    if found is None:
        return None
    if row.is_old_news:
        seen = update(session).where(session.c.id == row.id).values(last_seen_at=func.now())
        await connection.execute(seen)
    return _session(row, found)


async def list_sessions(connection: AsyncConnection, of: Account) -> tuple[Session, ...]:
    """Return where somebody is signed in, the latest seen first."""
    query = _living().where(session.c.account_id == of.id, session.c.stage == Stage.COMPLETE)
    rows = (await connection.execute(query.order_by(session.c.last_seen_at.desc()))).all()
    return tuple(_session(row, of) for row in rows)


async def end_session(connection: AsyncConnection, account_id: UUID, session_id: UUID) -> bool:
    """End one session of an account; return whether there was one."""
    mine = (session.c.id == session_id, session.c.account_id == account_id)
    ended = await connection.execute(delete(session).where(*mine).returning(session.c.id))
    return ended.first() is not None


async def end_sessions(
    connection: AsyncConnection, account_id: UUID, *, but: UUID | None = None
) -> None:
    """End every session of an account, or every other one."""
    statement = delete(session).where(session.c.account_id == account_id)
    if but is not None:
        statement = statement.where(session.c.id != but)
    await connection.execute(statement)


async def remember_device(connection: AsyncConnection, account_id: UUID, token: str) -> None:
    """Note that a browser signed in to an account: others' guesses do not slow it."""
    values = {"account_id": account_id, "device_digest": digest_of(token)}
    seen = insert(known_device).values(values)
    seen = seen.on_conflict_do_update(
        index_elements=[known_device.c.account_id, known_device.c.device_digest],
        set_={"last_seen_at": func.now()},
    )
    await connection.execute(seen)


async def forget_devices(connection: AsyncConnection, account_id: UUID) -> None:
    """Make every browser a stranger to an account again."""
    await connection.execute(delete(known_device).where(known_device.c.account_id == account_id))


def _living() -> Select[Any]:
    is_old_news = (session.c.last_seen_at < func.now() - _SEEN_AGAIN_AFTER).label("is_old_news")
    return (
        select(session, is_old_news)
        .join(account, account.c.id == session.c.account_id)
        .where(
            session.c.ends_at > func.now(),
            session.c.last_seen_at > func.now() - IDLE,
            account.c.ended_at.is_(None),
        )
    )


def _session(row: Row[Any], of: Account) -> Session:
    begun_at: datetime = row.begun_at
    device = Device(row.browser, row.system)
    return Session(row.id, of, Stage(row.stage), device, row.network, begun_at, row.last_seen_at)


async def _forget_ended(connection: AsyncConnection) -> None:
    idle = session.c.last_seen_at < func.now() - IDLE
    await connection.execute(delete(session).where((session.c.ends_at < func.now()) | idle))
    old = account_link.c.ends_at < func.now() - _LINK_KEPT
    await connection.execute(delete(account_link).where(old))
