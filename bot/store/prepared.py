"""Whether a database was already brought up to date by this very program: asked in a moment.

The mark is the comment of the schema `app`, so that it is dumped, restored and dropped together
with what it speaks of. Without it, or with another, migrating runs as always.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg import sql

from bot.settings import Settings

_STORE = Path(__file__).parent
_READ = "SELECT obj_description(to_regnamespace('app'), 'pg_namespace')"


def fingerprint(settings: Settings) -> str:
    """Return a digest of all that preparing a database depends on."""
    digest = hashlib.sha256(f"{settings.mode} {settings.zone.key}".encode())
    for file in sorted(_STORE.rglob("*")):
        if file.suffix in {".py", ".yml", ".sql"}:
            digest.update(str(file.relative_to(_STORE)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def is_prepared(dsn: str, mark: str) -> bool:
    """Return whether the database carries the mark; one that cannot be asked does not."""
    try:
        with psycopg.connect(dsn, connect_timeout=5) as connection:
            return connection.execute(_READ).fetchone() == (mark,)
    except psycopg.Error:
        return False


def mark_prepared(dsn: str, mark: str) -> None:
    """Note in the database that it is up to date; where that is not allowed, go on without."""
    with suppress(psycopg.Error), psycopg.connect(dsn, connect_timeout=5) as connection:
        connection.execute(sql.SQL("COMMENT ON SCHEMA app IS {}").format(mark))
