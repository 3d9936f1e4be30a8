"""Passwords: kept as argon2id, and judged in the same time whether there is one or not."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

Result = TypeVar("Result")

# Each check takes all its memory at once: so many at a time, and the others wait their turn.
_AT_ONCE = 2
_KIB_IN_MB = 1024


class Passwords:
    """Hashes and checks; what is asked for takes a while and leaves the event loop alone."""

    def __init__(self, memory_mb: int, rounds: int) -> None:
        self._hasher = PasswordHasher(
            time_cost=rounds, memory_cost=memory_mb * _KIB_IN_MB, parallelism=_AT_ONCE
        )
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="password")
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        return await self._run(lambda: self.hash_now(password))

    def hash_now(self, password: str) -> str:
        """Return what is kept of a password, where nobody else is waiting."""
        return self._hasher.hash(_normal(password))

    async def fits(self, password: str, hashed: str | None) -> bool:
        """Return whether it is the password; without one it is not, and that takes as long."""
        return await self._run(lambda: self._fits(password, hashed))

    def is_outdated(self, hashed: str) -> bool:
        """Return whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(hashed)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown()

    async def _run(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _fits(self, password: str, hashed: str | None) -> bool:
        if self._nobodys is None:
            self._nobodys = self._hasher.hash(secrets.token_hex())
        try:
            self._hasher.verify(hashed or self._nobodys, _normal(password))
        except (VerificationError, InvalidHashError):
            return False
        return hashed is not None


def _normal(password: str) -> str:
    """Telephones and computers write the same letter in different ways."""
    return normalize("NFKC", password)
