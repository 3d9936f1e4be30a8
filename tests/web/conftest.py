"""A served desk with a worker, and who talks to it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.store.database import Database
from tests.web.serving import Served, served


@pytest.fixture
async def desk(database: Database, dsn: str) -> AsyncIterator[Served]:
    """A desk in demo mode whose worker is at work."""
    async with served(database, dsn) as desk, desk.at_work():
        yield desk


@pytest.fixture
async def client(desk: Served) -> AsyncIterator[httpx.AsyncClient]:
    """A programme or a browser."""
    async with desk.client() as client:
        yield client
