"""The roles, database and schemas that the desk expects of a server it runs itself."""

from collections.abc import Mapping

import psycopg
from psycopg import sql

DATABASE = "tanya_loket"
SERVICE_SCHEMAS = ("app", "queue")
ENGINE_SCHEMA = "engine"
# Rasa's tracker would open up to 150 connections if its pool were left alone.
_ENGINE_CONNECTIONS = 20


def provision(server_dsn: str, database_dsn: str, passwords: Mapping[str, str]) -> None:
    """Create what is missing and set the roles' passwords; running it again changes nothing.

    `passwords` names two roles: the owner of the database (its own name) and the engine's.
    """
    with psycopg.connect(server_dsn, autocommit=True) as connection:
        for role, password in passwords.items():
            _ensure_role(connection, role, password)
        _ensure_database(connection)
    with psycopg.connect(database_dsn, autocommit=True) as connection:
        _ensure_schemas(connection)


def _ensure_role(connection: psycopg.Connection, role: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = sql.SQL("ALTER" if known else "CREATE")
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, sql.Identifier(role), password)
    )


def _ensure_database(connection: psycopg.Connection) -> None:
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    if connection.execute(query, [DATABASE]).fetchone():
        return
    connection.execute(f"CREATE DATABASE {DATABASE} OWNER {DATABASE}")
    connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
    connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {ENGINE_SCHEMA}")


def _ensure_schemas(connection: psycopg.Connection) -> None:
    for schema in SERVICE_SCHEMAS:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {DATABASE}")
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {ENGINE_SCHEMA} AUTHORIZATION {ENGINE_SCHEMA}")
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    connection.execute(f"ALTER ROLE {DATABASE} SET search_path = {', '.join(SERVICE_SCHEMAS)}")
    connection.execute(f"ALTER ROLE {ENGINE_SCHEMA} SET search_path = {ENGINE_SCHEMA}")
    connection.execute(f"ALTER ROLE {ENGINE_SCHEMA} CONNECTION LIMIT {_ENGINE_CONNECTIONS}")
