"""Tell Alembic which connection and tables to use; bot.store.schema hands the connection in."""

from alembic import context

# They declare what is compared.
from bot.store import account_tables, history_tables, tables  # noqa: F401
from bot.store.metadata import metadata


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Return whether Alembic should compare this: the job queue's tables have their own schema."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=is_ours,
)
with context.begin_transaction():
    context.run_migrations()
