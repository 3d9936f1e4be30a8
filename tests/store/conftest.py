"""A database before its first migration."""

from collections.abc import Iterator

import psycopg
import pytest

from bot.store.embedded import EmbeddedPostgres, Role
from bot.store.provision import DATABASE


@pytest.fixture
def empty_dsn(server: EmbeddedPostgres) -> Iterator[str]:
    """The URL of a database where nothing was ever done."""
    with psycopg.connect(server.dsn(Role.ADMIN, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE fresh OWNER {DATABASE}")
        yield server.dsn(database="fresh")
        connection.execute("DROP DATABASE fresh WITH (FORCE)")
