"""Bring a database to the schema this version of the desk expects."""

from pathlib import Path

import procrastinate
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from bot.store.database import SEARCH_PATH, sqlalchemy_url

MIGRATIONS = Path(__file__).parent / "migrations"
# One migration at a time, whoever starts it; the number only has to be ours.
_LOCK = 7_301_944


class NewerSchema(Exception):
    """The database was written by a newer version of the desk."""


def head() -> str:
    """Return the newest revision that this version of the desk knows."""
    revision = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if revision is None:
        raise LookupError("no migrations found")
    return revision


def migrate(dsn: str) -> None:
    """Create or upgrade every schema: ours, the job queue's, and the place of Rasa's trackers.

    Raises:
        NewerSchema: the database is at a revision that this version does not know.
    """
    engine = create_engine(
        sqlalchemy_url(dsn), connect_args={"options": f"-c search_path={SEARCH_PATH}"}
    )
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            for schema in ("app", "queue", "engine"):
                connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
            _refuse_newer(connection)
            command.upgrade(alembic_config(connection), "head")
            _create_queue(connection)
    finally:
        engine.dispose()


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's settings for work on this connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _refuse_newer(connection: Connection) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if current is not None and current not in known:
        raise NewerSchema(current)


def _create_queue(connection: Connection) -> None:
    """Apply procrastinate's own schema once. Its later versions come with migrations of ours."""
    present = connection.execute(text("SELECT to_regclass('queue.procrastinate_jobs')")).scalar()
    if present is None:
        schema = procrastinate.schema.SchemaManager.get_schema()
        connection.exec_driver_sql("SET LOCAL search_path TO queue")
        connection.connection.driver_connection.execute(schema)  # type: ignore[union-attr]
        connection.exec_driver_sql(f"SET LOCAL search_path TO {SEARCH_PATH}")
