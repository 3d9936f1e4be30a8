"""Signing in: by password or by a provider, then by a code where the account asks for one."""

import secrets
from dataclasses import dataclass, replace
from uuid import UUID

from bot.application.form_problems import FormProblem
from bot.application.ports import Identity
from bot.application.proof import NotProved, Proof
from bot.domain.sign_in import Session, Stage, Visitor
from bot.domain.staff import Account
from bot.domain.staff_events import EventKind
from bot.store.account_events import record
from bot.store.accounts import (
    Credentials,
    bind_to_provider,
    find_of_provider,
    lock_credentials,
)
from bot.store.database import Connection, Database
from bot.store.sessions import (
    end_session,
    end_sessions,
    find_session,
    open_session,
    remember_device,
)


@dataclass(frozen=True)
class SignedIn:
    """A new token for the browser to keep, and whether a code is still needed."""

    token: str
    stage: Stage


class SigningIn:
    """Opens and ends sessions. A token is new at every step, so that none is carried upwards."""

    def __init__(self, database: Database, proof: Proof) -> None:
        self._database = database
        self._proof = proof

    async def session(self, token: str) -> Session | None:
        """Return who bears a token, None when it opens nothing (any more)."""
        async with self._database.transaction() as connection:
            found = await find_session(connection, token)
        return found if found and self._proof.may_enter(found.account) else None

    async def with_password(self, login: str, password: str, visitor: Visitor) -> SignedIn:
        """Open a session for a login and its password.

        Raises:
            NotProved: they do not belong together, or too many were wrong before.
        """
        proved = await self._proof.password(login.strip().casefold(), password, visitor)
        return await self.open(proved, visitor)

    async def with_identity(self, identity: Identity, visitor: Visitor) -> SignedIn:
        """Open a session for somebody whom the provider vouches for; nobody gets an account.

        Raises:
            NotProved: no account here has this address, or it belongs to another of theirs.
        """
        async with self._database.transaction() as connection:
            email = identity.email if identity.email_is_verified else ""
            found = await find_of_provider(connection, identity.subject, email.casefold())
            is_welcome = found is not None and self._proof.may_enter(found.account)
            if found is not None and is_welcome:
                await bind_to_provider(connection, found.account.id, identity.subject)
            else:
                subject = found.account.id if found else None
                kind = EventKind.PROVIDER_REFUSED
                await record(connection, kind, subject=subject, network=visitor.network)
        if found is None or not is_welcome:
            raise NotProved(FormProblem.NO_SUCH_ACCOUNT)
        return await self.open(replace(found, provider_subject=identity.subject), visitor)

    async def open(self, proved: Credentials, visitor: Visitor) -> SignedIn:
        """Open a session for somebody who proved who they are; a code may still be needed.

        Raises:
            NotProved: what was proved holds no more: it was changed meanwhile.
        """
        async with self._database.transaction() as connection:
            now = await lock_credentials(connection, proved.account.id)
            if now is None or not (self._proof.may_enter(now.account) and _holds(proved, now)):
                raise NotProved(FormProblem.WRONG_SIGN_IN)
            if not now.account.has_second_factor:
                return await _complete(connection, now.account, visitor)
            token, stage = secrets.token_urlsafe(32), Stage.CODE_NEEDED
            await open_session(connection, now.account.id, token, stage, visitor)
        return SignedIn(token, stage)

    async def with_code(self, unfinished: Session, code: str, visitor: Visitor) -> SignedIn:
        """Finish a sign-in; the token of the first step is of no use any more.

        Raises:
            NotProved: the code is wrong, too many were, or the sign-in was ended meanwhile.
        """
        account = unfinished.account
        await self._proof.code(account, code, visitor)
        async with self._database.transaction() as connection:
            # Locked first: who sets another password ends the sessions that are there by then.
            now = await lock_credentials(connection, account.id)
            was_there = await end_session(connection, account.id, unfinished.id)
            if now is None or not (was_there and self._proof.may_enter(now.account)):
                raise NotProved(FormProblem.WRONG_CODE)
            return await _complete(connection, account, visitor)

    async def renew(self, account: Account, visitor: Visitor) -> SignedIn:
        """Open a session in the place of all others, after the password or a factor changed."""
        async with self._database.transaction() as connection:
            await end_sessions(connection, account.id)
            return await _complete(connection, account, visitor, silently=True)

    async def sign_out(self, session: Session) -> None:
        """End the session that asks for it."""
        await self.end(session.account, session.id, EventKind.SIGNED_OUT, session.network)

    async def end(self, of: Account, session_id: UUID, kind: EventKind, network: str) -> None:
        """End one of somebody's sessions, wherever it is: its next page asks to sign in."""
        async with self._database.transaction() as connection:
            if await end_session(connection, of.id, session_id):
                await record(connection, kind, actor=of.id, network=network)


async def _complete(
    connection: Connection, account: Account, visitor: Visitor, *, silently: bool = False
) -> SignedIn:
    token = secrets.token_urlsafe(32)
    await open_session(connection, account.id, token, Stage.COMPLETE, visitor)
    await remember_device(connection, account.id, visitor.device_token)
    if not silently:
        kind = EventKind.SIGNED_IN
        await record(connection, kind, actor=account.id, network=visitor.network)
    return SignedIn(token, Stage.COMPLETE)


def _holds(proved: Credentials, now: Credentials) -> bool:
    """A password that was reset, or a provider that vouches no more, opens nothing."""
    same_password = proved.password_hash == now.password_hash
    same_subject = proved.provider_subject in {None, now.provider_subject}
    return same_password and same_subject
